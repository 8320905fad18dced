import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import {
  CommonPrefix,
  Repository,
  repositories,
  type Branch,
  type Change,
  type CommitInfo,
  type ImportStatus,
  type MergeOptions,
  type ObjectInfo,
  type TransactionResult
} from '@glueflow/lakefs';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Task } from '../host.js';
import {
  branchOf,
  withLakeFS,
  type LakeFSAddress,
  type LakeFSOptions
} from './lakefsbase.js';

export { parseAddress, type LakeFSOptions } from './lakefsbase.js';

/** A repository in JSON. */
export interface RepositoryFacts {
  name: string;
  defaultBranch: string;
  storageNamespace: string;
  created: string;
}

/** List repositories by name. */
export function repositoryList(
  options: LakeFSOptions & { prefix?: string; limit?: number },
  task: Task
): Promise<{ repositories: RepositoryFacts[] }> {
  return withLakeFS(options, task, async client => {
    const found: RepositoryFacts[] = [];
    const { prefix, limit: maxAmount } = options;
    const { signal } = task;
    for await (const each of repositories(
      { prefix, maxAmount, signal },
      client
    )) {
      const { id, defaultBranch, storageNamespace, creationDate } =
        await each.properties();
      const created = creationDate.toISOString();
      found.push({ name: id, defaultBranch, storageNamespace, created });
    }
    return { repositories: found };
  });
}

/** List the branches of a repository, with the commits they are at. */
export function branchList(
  address: LakeFSAddress,
  options: LakeFSOptions & { hidden?: boolean; prefix?: string },
  task: Task
): Promise<{ branches: { name: string; commit: string }[] }> {
  return withLakeFS(options, task, async client => {
    const found: { name: string; commit: string }[] = [];
    const repository = new Repository(address.repository, client);
    const { hidden: showHidden, prefix } = options;
    const { signal } = task;
    for await (const each of repository.listBranches({
      showHidden,
      prefix,
      signal
    })) {
      const { id: commit } = await each.head({ signal });
      found.push({ name: each.id, commit });
    }
    return { branches: found };
  });
}

/** List commits, newest first. */
export function commitList(
  address: LakeFSAddress,
  options: LakeFSOptions & { limit: number },
  task: Task
): Promise<{ commits: CommitInfo[] }> {
  return withLakeFS(options, task, async client => {
    const reference = branchOf(address, client);
    const { limit: maxAmount } = options;
    const commits: CommitInfo[] = [];
    for await (const each of reference.log({
      maxAmount,
      signal: task.signal
    })) {
      commits.push(each);
    }
    return { commits };
  });
}

/** A difference in JSON. */
export interface ChangeFacts {
  type: Change['type'];
  path: string;
  bytes?: number;
}

/** List what differs from another reference, or without one what is not committed. */
export function changeList(
  address: LakeFSAddress,
  other: string | undefined,
  options: LakeFSOptions & { twoDot?: boolean; limit?: number },
  task: Task
): Promise<{ changes: ChangeFacts[] }> {
  return withLakeFS(options, task, async client => {
    const branch = branchOf(address, client);
    const { path: prefix } = address;
    const { limit: maxAmount } = options;
    const { signal } = task;
    const listed =
      other === undefined
        ? branch.listUncommitted({ prefix, maxAmount, signal })
        : branch.diff(other, {
            type: options.twoDot ? 'two_dot' : 'three_dot',
            prefix,
            maxAmount,
            signal
          });
    const changes: ChangeFacts[] = [];
    for await (const { type, path, sizeBytes: bytes } of listed) {
      changes.push({ type, path, bytes });
    }
    return { changes };
  });
}

/** An object in JSON. */
export interface ObjectFacts {
  path: string;
  bytes: number;
  modified: string;
  contentType: string;
  checksum: string;
  metadata: Readonly<Record<string, string>>;
}

/** List objects and folders right below a path, or all objects below it. */
export function objectList(
  address: LakeFSAddress,
  options: LakeFSOptions & { recursive?: boolean; limit: number },
  task: Task
): Promise<{ folders: string[]; objects: ObjectFacts[]; more: boolean }> {
  return withLakeFS(options, task, async client => {
    const folders: string[] = [];
    const objects: ObjectFacts[] = [];
    const { limit } = options;
    const listed = branchOf(address, client).listObjects({
      prefix: address.path,
      delimiter: options.recursive ? undefined : '/',
      maxAmount: limit + 1,
      signal: task.signal
    });
    for await (const each of listed) {
      if (folders.length + objects.length === limit) {
        return { folders, objects, more: true };
      }
      if (each instanceof CommonPrefix) {
        folders.push(each.path);
      } else {
        objects.push(objectFacts(each));
      }
    }
    return { folders, objects, more: false };
  });
}

function objectFacts(info: ObjectInfo): ObjectFacts {
  return {
    path: info.path,
    bytes: info.sizeBytes,
    modified: info.modifiedTime.toISOString(),
    contentType: info.contentType,
    checksum: info.checksum,
    metadata: info.metadata
  };
}

/** Read an object and hand its bytes over, as they come. */
export function readObject(
  address: LakeFSAddress & { path: string },
  options: LakeFSOptions & { direct?: boolean },
  task: Task,
  write: (bytes: Uint8Array) => void
): Promise<void> {
  return withLakeFS(options, task, async client => {
    const download = await branchOf(address, client).download(address.path, {
      preSigned: options.direct ? false : undefined,
      signal: task.signal
    });
    for await (const chunk of download.stream()) {
      write(chunk as Uint8Array);
    }
  });
}

/** How files are written. */
export interface PutOptions extends LakeFSOptions {
  contentType?: string;
  metadata?: Record<string, string>;
  /** Only when there is no object yet. */
  create?: boolean;
  /** Through the server, not by signed addresses. */
  direct?: boolean;
}

/** Write a file as an object; a path that ends with `/` gets the file's name. */
export function putFile(
  file: string,
  address: LakeFSAddress,
  options: PutOptions,
  task: Task
): Promise<ObjectFacts> {
  return withLakeFS(options, task, async client =>
    putOne(file, address.path ?? '', branchOf(address, client), options, task)
  );
}

async function putOne(
  file: string,
  target: string,
  branch: Pick<Branch, 'upload'>,
  options: PutOptions,
  task: Task
): Promise<ObjectFacts> {
  const path = resolve(task.cwd, file);
  const name =
    target === '' || target.endsWith('/') ? target + basename(path) : target;
  const size = await sizeOf(path, file);
  task.report({ message: `Writing ${name}` });
  const info = await branch.upload(name, createReadStream(path), {
    size,
    contentType: options.contentType,
    metadata: options.metadata,
    mode: options.create ? 'x' : 'w',
    preSigned: options.direct ? false : undefined,
    signal: task.signal
  });
  return objectFacts(info);
}

async function sizeOf(path: string, file: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isFile()) {
      throw new Failure('refused', `${file} is no file.`);
    }
    return found.size;
  } catch (error) {
    throw isSystemError(error)
      ? new Failure('refused', `${file}: ${systemReason(error)}.`)
      : error;
  }
}

/** Copy an object within a repository. */
export function copyObject(
  from: LakeFSAddress & { path: string },
  to: LakeFSAddress & { path: string },
  options: LakeFSOptions,
  task: Task
): Promise<ObjectFacts> {
  if (from.repository !== to.repository) {
    throw new Failure(
      'usage',
      `lakeFS copies within a repository, not from ${from.repository} to ${to.repository}.`
    );
  }
  return withLakeFS(options, task, async client => {
    const { path, reference = '' } = from;
    const target =
      to.path === '' || to.path.endsWith('/')
        ? to.path + basename(path)
        : to.path;
    const branch = branchOf(to, client);
    const { signal } = task;
    return objectFacts(
      await branch.copyObject(reference, path, target, { signal })
    );
  });
}

/** Delete an object, or all below a path; says how many. */
export function removeObjects(
  address: LakeFSAddress & { path: string },
  options: LakeFSOptions & { recursive?: boolean },
  task: Task
): Promise<{ deleted: number }> {
  return withLakeFS(options, task, async client => {
    const branch = branchOf(address, client);
    const { path: prefix } = address;
    const { signal } = task;
    let deleted = 0;
    if (!options.recursive) {
      const found = await branch.statObject(prefix, { signal });
      await found.delete({ signal });
      return { deleted: 1 };
    }
    async function* paths(): AsyncGenerator<string> {
      for await (const { path } of branch.listObjects({ prefix, signal })) {
        deleted++;
        yield path;
      }
    }
    await branch.deleteObjects(paths(), { signal });
    return { deleted };
  });
}

/** Commit what was changed on a branch. */
export function commit(
  address: LakeFSAddress,
  options: LakeFSOptions & {
    message: string;
    metadata?: Record<string, string>;
  },
  task: Task
): Promise<CommitInfo> {
  return withLakeFS(options, task, client =>
    branchOf(address, client).commitChanges(options.message, {
      metadata: options.metadata,
      signal: task.signal
    })
  );
}

/** Merge a reference into a branch of the same repository. */
export function merge(
  source: LakeFSAddress,
  destination: string,
  options: LakeFSOptions &
    Pick<MergeOptions, 'message' | 'metadata' | 'strategy'>,
  task: Task
): Promise<{ reference: string }> {
  return withLakeFS(options, task, async client => {
    const { message, metadata, strategy } = options;
    const { signal } = task;
    const made = { message, metadata, strategy, signal };
    return {
      reference: await branchOf(source, client).mergeInto(destination, made)
    };
  });
}

/** Import what stands in the object store, and wait for the end. */
export function importObjects(
  uri: string,
  address: LakeFSAddress & { path: string },
  options: LakeFSOptions & {
    message?: string;
    metadata?: Record<string, string>;
    object?: boolean;
  },
  task: Task
): Promise<ImportStatus> {
  return withLakeFS(options, task, async client => {
    const { message: commitMessage, metadata } = options;
    const manager = branchOf(address, client).importManager({
      commitMessage,
      metadata
    });
    return (
      options.object
        ? manager.object(uri, address.path)
        : manager.prefix(uri, address.path)
    ).run({
      signal: task.signal,
      pollInterval: 500,
      onProgress: ({ ingestedObjects }) =>
        task.report({ message: `Importing: ${ingestedObjects} objects so far` })
    });
  });
}

/** Write files in one transaction: all of them are on the branch then, or none. */
export function putTogether(
  files: readonly string[],
  address: LakeFSAddress,
  options: PutOptions & { message: string; tag?: string },
  task: Task
): Promise<TransactionResult<ObjectFacts[]>> {
  return withLakeFS(options, task, client => {
    const { message, tag } = options;
    const { signal } = task;
    return branchOf(address, client).transaction(
      message,
      { tag, signal },
      async tx => {
        const written: ObjectFacts[] = [];
        for (const file of files) {
          const folder = (address.path ?? '').replace(/(?<=[^/])$/, '/');
          written.push(await putOne(file, folder, tx, options, task));
        }
        return written;
      }
    );
  });
}

/** What a transaction that failed has left. */
export interface LeftTransaction {
  branch: string;
  commits: CommitInfo[];
  changes: ChangeFacts[];
}

/** Show what is on the branch of a transaction: its newest commits, and what is not committed. */
export async function showTransaction(
  address: LakeFSAddress,
  options: LakeFSOptions,
  task: Task
): Promise<LeftTransaction> {
  const { commits } = await commitList(address, { ...options, limit: 5 }, task);
  const limited = { ...options, limit: 1000 };
  const { changes } = await changeList(address, undefined, limited, task);
  return { branch: address.reference ?? '', commits, changes };
}

/** Make a branch. */
export function createBranch(
  address: LakeFSAddress,
  source: string,
  options: LakeFSOptions,
  task: Task
): Promise<{ name: string; commit: string }> {
  return withLakeFS(options, task, async client => {
    const { signal } = task;
    const branch = branchOf(address, client);
    await branch.create(source, { signal });
    return { name: branch.id, commit: (await branch.head({ signal })).id };
  });
}

/** Delete a branch. */
export function deleteBranch(
  address: LakeFSAddress,
  options: LakeFSOptions,
  task: Task
): Promise<{ deleted: string }> {
  return withLakeFS(options, task, async client => {
    const branch = branchOf(address, client);
    await branch.delete({ signal: task.signal });
    return { deleted: branch.id };
  });
}

/** Make a repository. */
export function createRepository(
  address: LakeFSAddress,
  namespace: string,
  options: LakeFSOptions & { defaultBranch?: string },
  task: Task
): Promise<RepositoryFacts> {
  return withLakeFS(options, task, async client => {
    const made = await new Repository(address.repository, client).create(
      namespace,
      { defaultBranch: options.defaultBranch, signal: task.signal }
    );
    const { id, defaultBranch, storageNamespace, creationDate } =
      await made.properties();
    return {
      name: id,
      defaultBranch,
      storageNamespace,
      created: creationDate.toISOString()
    };
  });
}
