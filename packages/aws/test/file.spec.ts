import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { changeFile } from '../src/index.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'glueflow-file-'));
  path = join(folder, 'settings.json');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Adds a line. */
function add(line: string): Promise<boolean> {
  return changeFile(path, text => `${text ?? ''}${line}\n`);
}

const lines = (): string[] =>
  readFileSync(path, 'utf8').trim().split('\n').sort();

/** The module as compiled, in a process of its own. */
function inProcess(code: string): Promise<number | null> {
  const module = join(__dirname, '../lib/file.js');
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { changeFile } from ${JSON.stringify(module)};\nconst path = ${JSON.stringify(path)};\n${code}`
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] }
  );
  return new Promise(resolve => child.once('exit', resolve));
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise(resolve => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('changeFile', () => {
  it('keeps every one of 50 changes made at once', async () => {
    await Promise.all(Array.from({ length: 50 }, (_, n) => add(String(n))));
    expect(lines()).toHaveLength(50);
    expect(readdirSync(folder)).toEqual(['settings.json']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('keeps every change of several processes, also after one was killed while it held the lock', async () => {
    writeFileSync(
      join(folder, '.settings.json.lock'),
      JSON.stringify({
        pid: await deadProcess(),
        host: hostname(),
        token: 'ab12'
      })
    );
    const ends = await Promise.all(
      Array.from({ length: 4 }, (_, n) =>
        inProcess(
          `for (let i = 0; i < 10; i++) { await changeFile(path, text => (text ?? '') + '${n}-' + i + '\\n'); }`
        )
      )
    );
    expect(ends).toEqual([0, 0, 0, 0]);
    expect(lines()).toHaveLength(40);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  }, 60_000);

  it('leaves the old file whole and removes, with the next change, what a killed process left', async () => {
    await add('first');
    await inProcess(
      `import fs from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      fs.rename = () => process.kill(process.pid, 'SIGKILL');
      syncBuiltinESMExports();
      const again = await import(${JSON.stringify(join(__dirname, '../lib/file.js'))} + '?again');
      await again.changeFile(path, text => text + 'second\\n');`
    );
    expect(lines()).toEqual(['first']);
    expect(
      readdirSync(folder).filter(name => name.endsWith('.tmp'))
    ).toHaveLength(1);
    writeFileSync(join(folder, 'settings.json.0123456789ab'), 'old draft');
    await add('third');
    expect(lines()).toEqual(['first', 'third']);
    expect(readdirSync(folder)).toEqual(['settings.json']);
  }, 60_000);

  it('waits for a process that is there, and writes nothing when there is nothing to', async () => {
    const lock = join(folder, '.settings.json.lock');
    writeFileSync(
      lock,
      JSON.stringify({ pid: process.pid, host: hostname(), token: 'cd' })
    );
    const waiting = add('one');
    await new Promise(resolve => setTimeout(resolve, 200));
    expect(existsSync(path)).toBe(false);
    rmSync(lock);
    await waiting;
    expect(await changeFile(path, () => undefined)).toBe(false);
    await expect(
      changeFile(path, () => {
        throw new Error('no');
      })
    ).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual(['settings.json']);
  });

  it('writes through a link', async () => {
    const other = mkdtempSync(join(tmpdir(), 'glueflow-other-'));
    writeFileSync(join(other, 'real.json'), 'a\n');
    symlinkSync(join(other, 'real.json'), path);
    await add('b');
    expect(readFileSync(join(other, 'real.json'), 'utf8')).toBe('a\nb\n');
    rmSync(other, { recursive: true });
  });
});
