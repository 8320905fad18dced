import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { DISK } from '../src/disk.js';
import { Failure } from '../src/failure.js';
import { writeFiles } from '../src/write.js';
import { World, systemError } from './world.js';

describe('writeFiles', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const files = (text: string) => [
    { path: world.path('out', 'job.py'), text },
    { path: world.path('out', 'deploy_job.py'), text: `deploy ${text}` }
  ];
  const read = (name: string) => readFileSync(world.path('out', name), 'utf8');

  it('writes all files, and says what changed', async () => {
    const states = async (text: string) =>
      (await writeFiles(files(text), world.host)).map(file => file.state);
    expect(await states('one')).toEqual(['written', 'written']);
    expect(await states('one')).toEqual(['unchanged', 'unchanged']);
    expect(await states('two')).toEqual(['written', 'written']);
    expect(read('job.py')).toBe('two');
    expect(world.names('out')).toEqual(['deploy_job.py', 'job.py']);
  });

  it('keeps its hands off a file that someone else wrote or changed, unless forced', async () => {
    await writeFiles(files('one'), world.host);
    writeFileSync(world.path('out', 'job.py'), 'my own');
    await expect(writeFiles(files('two'), world.host)).rejects.toThrow(
      /job\.py is there already/
    );
    expect(read('job.py')).toBe('my own');
    expect(read('deploy_job.py')).toBe('deploy one');
    await writeFiles(files('two'), world.host, true);
    expect(read('job.py')).toBe('two');
  });

  it('names every file in the way at once', async () => {
    mkdirSync(world.path('out'));
    writeFileSync(world.path('out', 'job.py'), 'mine');
    writeFileSync(world.path('out', 'deploy_job.py'), 'mine');
    const failure = await writeFiles(files('one'), world.host).catch(e => e);
    expect(failure.message).toMatch(/job\.py and .*deploy_job\.py are there/);
    expect(failure.remedy).toMatch(/--force/);
  });

  it.each(['first', 'second'])(
    'leaves nothing half-written when the disk is full at the %s file',
    async which => {
      await writeFiles(files('one'), world.host);
      let writes = 0;
      world.disk = {
        ...DISK,
        async writeNew(path, text) {
          writes++;
          const full = which === 'first' ? writes === 1 : writes === 2;
          // A full disk takes the beginning of a file.
          await DISK.writeNew(path, full ? text.slice(0, 2) : text);
          if (full) {
            throw systemError('ENOSPC');
          }
        }
      };
      const failure = await writeFiles(files('two'), world.host).catch(e => e);
      expect(failure).toBeInstanceOf(Failure);
      expect(failure.message).toMatch(/can't be written: the disk is full/);
      expect(read('job.py')).toBe('one');
      expect(read('deploy_job.py')).toBe('deploy one');
      expect(world.names('out')).toEqual(['deploy_job.py', 'job.py']);
    }
  );

  it('puts the first file back when the second can not be renamed', async () => {
    await writeFiles(files('one'), world.host);
    world.disk = {
      ...DISK,
      async rename(from, to) {
        if (to.endsWith('deploy_job.py')) {
          throw systemError('EACCES');
        }
        await DISK.rename(from, to);
      }
    };
    await expect(writeFiles(files('two'), world.host)).rejects.toThrow(
      /deploy_job\.py can't be written: permission denied/
    );
    expect(read('job.py')).toBe('one');
    expect(world.names('out')).toEqual(['deploy_job.py', 'job.py']);
  });

  it('takes a new file away again when the second can not be renamed', async () => {
    world.disk = {
      ...DISK,
      async rename(from, to) {
        if (to.endsWith('deploy_job.py')) {
          throw systemError('EACCES');
        }
        await DISK.rename(from, to);
      }
    };
    await expect(writeFiles(files('one'), world.host)).rejects.toThrow(Failure);
    expect(world.names('out')).toEqual([]);
  });

  it('leaves nothing when it is stopped between two files', async () => {
    world.disk = {
      ...DISK,
      async writeNew(path, text) {
        await DISK.writeNew(path, text);
        world.controller.abort();
      }
    };
    await expect(writeFiles(files('one'), world.host)).rejects.toThrow(
      /abort/i
    );
    expect(world.names('out')).toEqual([]);
  });

  it('says which folder is none', async () => {
    writeFileSync(world.path('out'), 'a file');
    await expect(writeFiles(files('one'), world.host)).rejects.toThrow(
      /out.job\.py can't be written: a part of the path is a file/
    );
  });

  it('writes sets that come at once one after the other: never a part of each', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `set ${index}`);
    await Promise.all(
      texts.map(text => writeFiles(files(text), world.host, true))
    );
    expect(read('deploy_job.py')).toBe(`deploy ${read('job.py')}`);
    expect(world.names('out')).toEqual(['deploy_job.py', 'job.py']);
  });

  it('removes what a process that was killed left, and nothing else', async () => {
    mkdirSync(world.path('out'));
    const left = [
      '.job.py.0123456789ab.tmp',
      '.deploy_job.py.0123456789ab.tmp'
    ];
    const others = [
      '.other.py.0123456789ab.tmp',
      '.job.py.tmp',
      '.job.py.mine.tmp'
    ];
    for (const name of [...left, ...others]) {
      writeFileSync(world.path('out', name), 'x');
    }
    await writeFiles(files('one'), world.host);
    expect(world.names('out')).toEqual(
      [...others, 'deploy_job.py', 'job.py'].sort()
    );
  });

  it('replaces no file of another owner unasked, though we wrote it', async () => {
    const owned = (text: string) =>
      files(text).map(file => ({
        ...file,
        ownerOf: (all: string) => all.split(' ').at(-1)
      }));
    await writeFiles(owned('of a'), world.host);
    await writeFiles(owned('more of a'), world.host);
    await expect(writeFiles(owned('of b'), world.host)).rejects.toThrow(
      /is of another job/
    );
    expect(read('job.py')).toBe('more of a');
    await writeFiles(owned('of b'), world.host, true);
    expect(read('job.py')).toBe('of b');
  });
});
