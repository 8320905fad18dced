import { randomBytes } from 'node:crypto';
import {
  mkdir,
  open,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
  stat
} from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from './error.js';

/** So long a change waits for others, in milliseconds. A change takes a few of them. */
const PATIENCE = 20_000;
/** The lock of another machine, or one without an owner, counts as left behind after this time, in milliseconds. */
const STALE = 60_000;

/** The changes of this process, one after the other for each file. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Change a settings file: the one way in which any is written.
 *
 * `edit` is given what the file holds at that moment (undefined: there is no file) and returns what it is to hold, or undefined to leave
 * it alone. Meanwhile no other process changes it. The old file stays whole until the new one is on the disk; only the person can read
 * it. What processes that were killed left beside it is removed.
 *
 * @returns true when the file was written
 * @throws AwsError `invalid` when another process keeps it for long; what `edit` throws; errors of the file system
 */
export async function changeFile(
  path: string,
  edit: (text: string | undefined) => string | undefined
): Promise<boolean> {
  const before = queues.get(path) ?? Promise.resolve();
  const change = before
    .catch(() => undefined)
    .then(() => changeNow(path, edit));
  queues.set(path, change);
  try {
    return await change;
  } finally {
    if (queues.get(path) === change) {
      queues.delete(path);
    }
  }
}

/** Read a settings file; undefined when there is none. */
export async function readSettings(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

async function changeNow(
  named: string,
  edit: (text: string | undefined) => string | undefined
): Promise<boolean> {
  // A link to a file elsewhere stays one.
  const path = await realpath(named).catch(() => named);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const release = await lock(path);
  try {
    await clean(path);
    const text = edit(await readSettings(path));
    if (text === undefined) {
      return false;
    }
    await replace(path, text);
    return true;
  } finally {
    await release();
  }
}

async function replace(path: string, text: string): Promise<void> {
  const draft = join(
    dirname(path),
    `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`
  );
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text, 'utf8');
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Remove drafts that processes which were killed have left: who holds the lock is the only one to write any. */
async function clean(path: string): Promise<void> {
  const name = basename(path);
  const drafts = (await readdir(dirname(path))).filter(each => {
    const draft = each.startsWith(`.${name}.`) && each.endsWith('.tmp');
    // Those of earlier versions.
    const older =
      each.startsWith(`${name}.`) &&
      /^[0-9a-f]{12}$/.test(each.slice(name.length + 1));
    return draft || older;
  });
  await Promise.all(
    drafts.map(each => rm(join(dirname(path), each), { force: true }))
  );
}

/**
 * Take the lock of a file, which stands beside it; returns what gives it back. The folder must be there.
 *
 * @throws AwsError `invalid` when another process keeps it for long
 */
export async function lock(path: string): Promise<() => Promise<void>> {
  const place = join(dirname(path), `.${basename(path)}.lock`);
  const mine = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    token: randomBytes(8).toString('hex')
  });
  for (const start = Date.now(); ;) {
    if (await create(place, mine)) {
      return () => rm(place, { force: true });
    }
    await removeStale(place);
    if (Date.now() - start > PATIENCE) {
      throw new AwsError(
        'invalid',
        `Another process has been changing ${path} for long. Try again; if nothing changes it, remove ${place}.`
      );
    }
    await sleep(5 + Math.random() * 20);
  }
}

/** Make a file; false when there is one already. */
async function create(path: string, text: string): Promise<boolean> {
  let file;
  try {
    file = await open(path, 'wx', 0o600);
  } catch (error) {
    // Windows answers EPERM while the file is being removed.
    if (isCode(error, 'EEXIST') || isCode(error, 'EPERM')) {
      if (isCode(error, 'EPERM') && process.platform !== 'win32') {
        throw error;
      }
      return false;
    }
    throw error;
  }
  try {
    await file.writeFile(text, 'utf8');
  } finally {
    await file.close();
  }
  return true;
}

/**
 * Remove a lock whose owner is gone. Only who has made a file named after the very lock may remove it, and looks once more before: so
 * a lock that was taken meanwhile is never removed.
 */
async function removeStale(place: string): Promise<void> {
  const text = await staleText(place);
  if (text === undefined) {
    return;
  }
  const claim = `${place}.${nameOf(text)}`;
  if (!(await create(claim, JSON.stringify(ownerNow())))) {
    if ((await staleText(claim)) !== undefined) {
      await rm(claim, { force: true });
    }
    return;
  }
  try {
    if ((await staleText(place)) === text) {
      await rm(place, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

function ownerNow(): { pid: number; host: string } {
  return { pid: process.pid, host: hostname() };
}

/** What a lock says whose owner is gone; undefined when it is gone itself, or its owner may be there. */
async function staleText(place: string): Promise<string | undefined> {
  try {
    const text = await readFile(place, 'utf8');
    const { pid, host } = ownerOf(text);
    if (pid !== undefined && host === hostname()) {
      return isAlive(pid) ? undefined : text;
    }
    const { mtimeMs } = await stat(place);
    return Date.now() - mtimeMs > STALE ? text : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

function ownerOf(text: string): { pid?: number; host?: string } {
  try {
    const { pid, host } = JSON.parse(text) as Record<string, unknown>;
    return typeof pid === 'number' && typeof host === 'string'
      ? { pid, host }
      : {};
  } catch {
    return {};
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

function nameOf(text: string): string {
  try {
    const { token } = JSON.parse(text) as Record<string, unknown>;
    return typeof token === 'string' && /^[0-9a-f]+$/.test(token)
      ? token
      : 'unknown';
  } catch {
    return 'unknown';
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === code;
}
