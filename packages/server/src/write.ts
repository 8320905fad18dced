import { createHash, randomBytes } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { lock } from '@glueflow/aws/file.js';
import { Failure, isSystemError, systemReason } from './failure.js';
import { homeFolder, type Task } from './host.js';

/** A text to be written. */
export interface OutputFile {
  path: string;
  text: string;
  /** Whose file a text is, where it says so: one of somebody else is replaced with `force` only. */
  ownerOf?(text: string): string | undefined;
}

/** What became of a file. */
export interface WrittenFile {
  path: string;
  state: 'written' | 'unchanged';
}

/** What writing a file would do. */
export interface PlannedFile {
  path: string;
  /** `edited`: somebody changed it since we wrote it, or made it; writing it needs `force`. */
  state: 'new' | 'changed' | 'edited' | 'unchanged';
  /** The text that is there; null when there is none. */
  before: string | null;
}

type Writing = Pick<Task, 'disk' | 'env' | 'signal'>;

/**
 * Write a set of files: all of them or none, and never half of one.
 *
 * Each text goes to a temporary file beside its target and is renamed when all are on the disk. A file that is there already is
 * left alone when it has the same text, and replaced only when it is as we wrote it last time for the same owner, or with `force`.
 * Sets that go to one folder at the same time are written one after the other, and what a process that was killed left there is removed.
 *
 * Throws `Failure` (`refused`) naming every file that is in the way, or the one that can't be written and why.
 */
export async function writeFiles(
  files: readonly OutputFile[],
  task: Writing,
  force = false
): Promise<WrittenFile[]> {
  const release = await lockFolders(files, task);
  try {
    await removeLeft(files, task);
    const before = new Map<string, string | undefined>();
    for (const file of files) {
      before.set(file.path, await readExisting(file.path, task));
    }
    if (!force) {
      await refuseForeign(files, before, task);
    }
    const changed = files.filter(file => before.get(file.path) !== file.text);
    await replaceAll(changed, before, task);
    await Promise.all(files.map(file => remember(file, task)));
    return files.map(file => ({
      path: file.path,
      state: changed.includes(file) ? 'written' : 'unchanged'
    }));
  } finally {
    await release();
  }
}

/** Take the locks of the folders that files go to, in the person's own folder: exports write nothing else into theirs. */
async function lockFolders(
  files: readonly OutputFile[],
  task: Writing
): Promise<() => Promise<void>> {
  const folders = [...new Set(files.map(({ path }) => dirname(path)))].sort();
  const releases: (() => Promise<void>)[] = [];
  const release = async (): Promise<void> => {
    await Promise.allSettled(releases.map(each => each()));
  };
  try {
    for (const folder of folders) {
      const place = recordPath(await realFolder(folder), task.env);
      await makePrivate(dirname(place));
      releases.push(await lock(place));
    }
  } catch (error) {
    await release();
    // Without a folder of our own there are no locks, and the files can be written all the same.
    if (isSystemError(error)) {
      return async () => undefined;
    }
    throw error;
  }
  return release;
}

/** Remove the temporary files of these very files: who has the lock is the only one to write any. */
async function removeLeft(
  files: readonly OutputFile[],
  task: Writing
): Promise<void> {
  for (const { path } of files) {
    const start = temporaryStart(path);
    const left = (await task.disk.list(dirname(path))).filter(
      name =>
        name.startsWith(start) &&
        /^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))
    );
    await Promise.allSettled(
      left.map(name => task.disk.remove(join(dirname(path), name)))
    );
  }
}

/** Find out what `writeFiles` would do, and do nothing. Throws `Failure` (`refused`) when a file can't be read. */
export async function planFiles(
  files: readonly OutputFile[],
  task: Writing
): Promise<PlannedFile[]> {
  const plan: PlannedFile[] = [];
  for (const file of files) {
    const { path, text } = file;
    const before = await readExisting(path, task);
    const state =
      before === undefined
        ? 'new'
        : before === text
          ? 'unchanged'
          : !isOfAnother(file, before) &&
              (await remembered(path, task)) === hash(before)
            ? 'changed'
            : 'edited';
    plan.push({ path, state, before: before ?? null });
  }
  return plan;
}

async function readExisting(
  path: string,
  task: Writing
): Promise<string | undefined> {
  try {
    return await task.disk.readText(path);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') {
      return undefined;
    }
    throw cannotWrite(path, error);
  }
}

async function refuseForeign(
  files: readonly OutputFile[],
  before: ReadonlyMap<string, string | undefined>,
  task: Writing
): Promise<void> {
  const foreign: string[] = [];
  for (const file of files) {
    const existing = before.get(file.path);
    if (existing === undefined || existing === file.text) {
      continue;
    }
    if (isOfAnother(file, existing)) {
      throw new Failure(
        'refused',
        `${file.path} is of another job.`,
        'Choose another place or another job name, or overwrite it with --force.'
      );
    }
    if ((await remembered(file.path, task)) !== hash(existing)) {
      foreign.push(file.path);
    }
  }
  if (foreign.length > 0) {
    throw new Failure(
      'refused',
      `${foreign.join(' and ')} ${foreign.length > 1 ? 'are' : 'is'} there already and ${foreign.length > 1 ? 'have' : 'has'} other content than Glueflow last wrote.`,
      'Choose another place, or overwrite with --force.'
    );
  }
}

function isOfAnother(file: OutputFile, existing: string): boolean {
  const owner = file.ownerOf?.(existing);
  return owner !== undefined && owner !== file.ownerOf?.(file.text);
}

async function replaceAll(
  files: readonly OutputFile[],
  before: ReadonlyMap<string, string | undefined>,
  task: Writing
): Promise<void> {
  const staged: { file: OutputFile; temporary: string }[] = [];
  const renamed: OutputFile[] = [];
  let current = files[0]?.path ?? '';
  try {
    for (const file of files) {
      task.signal.throwIfAborted();
      current = file.path;
      await task.disk.makeFolder(dirname(file.path));
      const temporary = temporaryName(file.path);
      staged.push({ file, temporary });
      await task.disk.writeNew(temporary, file.text);
    }
    task.signal.throwIfAborted();
    for (const { file, temporary } of staged) {
      current = file.path;
      await task.disk.rename(temporary, file.path);
      renamed.push(file);
    }
  } catch (error) {
    await Promise.allSettled(
      staged.map(({ temporary }) => task.disk.remove(temporary))
    );
    await Promise.allSettled(
      renamed.map(file => restore(file.path, before.get(file.path), task))
    );
    throw cannotWrite(current, error);
  }
}

async function restore(
  path: string,
  text: string | undefined,
  task: Writing
): Promise<void> {
  if (text === undefined) {
    return task.disk.remove(path);
  }
  const temporary = temporaryName(path);
  await task.disk.writeNew(temporary, text);
  await task.disk.rename(temporary, path);
}

function temporaryName(path: string): string {
  return join(
    dirname(path),
    `${temporaryStart(path)}${randomBytes(6).toString('hex')}.tmp`
  );
}

function temporaryStart(path: string): string {
  return `.${basename(path).slice(0, 100)}.`;
}

function realFolder(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}

async function makePrivate(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
}

function cannotWrite(path: string, error: unknown): unknown {
  return isSystemError(error)
    ? new Failure(
        'refused',
        `${path} can't be written: ${systemReason(error)}. Nothing was changed.`,
        error.code === 'ENOSPC'
          ? 'Free some space, or choose another place.'
          : 'Choose a place you may write to.'
      )
    : error;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** One small record per file written, so that runs side by side don't overwrite each other's records. */
function recordPath(path: string, env: NodeJS.ProcessEnv): string {
  return join(homeFolder(env), 'written', hash(path));
}

async function remembered(
  path: string,
  task: Writing
): Promise<string | undefined> {
  try {
    return (await task.disk.readText(recordPath(path, task.env))).trim();
  } catch {
    return undefined;
  }
}

async function remember(file: OutputFile, task: Writing): Promise<void> {
  const record = recordPath(file.path, task.env);
  const temporary = temporaryName(record);
  try {
    if ((await remembered(file.path, task)) === hash(file.text)) {
      return;
    }
    await task.disk.makeFolder(dirname(record));
    await task.disk.writeNew(temporary, `${hash(file.text)}\n`);
    await task.disk.rename(temporary, record);
  } catch {
    // Without the record the next export asks for --force: no reason to fail this one.
    await task.disk.remove(temporary).catch(() => undefined);
  }
}
