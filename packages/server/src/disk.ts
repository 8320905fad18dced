import * as fs from 'node:fs/promises';

/** The file operations that exports use; tests give a disk that is full. */
export interface Disk {
  readText(path: string): Promise<string>;
  /** Write a new file and force it to the disk; fails when the path exists. */
  writeNew(path: string, text: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
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
  async makeFolder(path) {
    await fs.mkdir(path, { recursive: true });
  }
};
