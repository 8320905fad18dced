import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';

/** The file operations that exports use; tests give a disk that is full. */
export interface Disk {
  readText(path: string): Promise<string>;
  /** Write a new file and force it to the disk; fails when the path exists. */
  writeNew(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** The names in a folder; none when it is not there. */
  list(path: string): Promise<string[]>;
  makeFolder(path: string): Promise<void>;
}

/** The disk of this machine. */
export const DISK: Disk = {
  readText: path => fs.readFile(path, 'utf8'),
  async writeNew(path, text) {
    const file = await fs.open(path, 'wx', 0o666);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: (from, to) => fs.rename(from, to),
  remove: path => fs.rm(path, { force: true }),
  list: path => fs.readdir(path).catch(() => []),
  makeFolder
};

/** Make a folder and those above it. Node's own recursive mkdir never ends where a parent that exists takes no folders (`/proc`). */
async function makeFolder(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' || dirname(path) === path) {
      throw error;
    }
    await makeFolder(dirname(path));
    await makeOne(path);
  }
}

/** Make one folder, unless it is there: somebody may be making it at the same time. */
async function makeOne(path: string): Promise<void> {
  try {
    await fs.mkdir(path);
  } catch (error) {
    if (!(await fs.stat(path).catch(() => undefined))?.isDirectory()) {
      throw error;
    }
  }
}
