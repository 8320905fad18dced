import { existsSync, writeFileSync } from 'node:fs';
import { DISK } from '../src/disk.js';
import { shellWord } from '../src/print.js';
import { World } from './world.js';

describe('DISK', () => {
  const world = new World();
  afterAll(() => world.remove());

  it('makes folders, those above too, and takes those that are there', async () => {
    const folder = world.path('a', 'b', 'c');
    await Promise.all([DISK.makeFolder(folder), DISK.makeFolder(folder)]);
    await DISK.makeFolder(folder);
    expect(existsSync(folder)).toBe(true);
    writeFileSync(world.path('file'), '');
    await expect(DISK.makeFolder(world.path('file'))).rejects.toMatchObject({
      code: 'EEXIST'
    });
  });

  (existsSync('/proc/self') ? it : it.skip)(
    'comes to an end where no folder can be made',
    async () => {
      await expect(DISK.makeFolder('/proc/glueflow/out')).rejects.toMatchObject(
        { code: 'ENOENT' }
      );
    }
  );
});

describe('shellWord()', () => {
  it('quotes what a shell would take apart', () => {
    expect(shellWord('flights-2.x')).toBe('flights-2.x');
    expect(shellWord(`it's "q" $x`)).toBe(`'it'\\''s "q" $x'`);
  });
});
