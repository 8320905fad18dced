import {
  CommonPrefix,
  Repository,
  repositories,
  type Change,
  type CommitInfo,
  type ObjectInfo
} from '@glueflow/lakefs';
import type {
  LakeFSBranches,
  LakeFSChange,
  LakeFSChanges,
  LakeFSCommit,
  LakeFSCommits,
  LakeFSEntries,
  LakeFSEntry,
  LakeFSRepositories,
  LakeFSTags
} from '@glueflow/contract';
import type { Task } from '../host.js';
import { withLakeFS, type LakeFSAddress } from './lakefsbase.js';

/** Which part of a listing is asked for. */
export interface PageOptions {
  /** Most entries. */
  limit: number;
  /** The `next` of the page before. */
  from?: string;
}

/** A reference of a repository. */
type ReferenceAddress = Required<
  Pick<LakeFSAddress, 'repository' | 'reference'>
>;

/** List a page of the names of repositories. Rejects with a `LakeFSError`. */
export function repositoryPage(
  options: PageOptions,
  task: Task
): Promise<LakeFSRepositories> {
  return withLakeFS({}, task, async client => {
    const listed = repositories(listingOf(options, task), client);
    const { entries, next } = await pageOf(listed, options, ({ id }) => id);
    return { repositories: entries.map(({ id }) => id), next };
  });
}

/** List a page of the names of branches, hidden ones too: what failed transactions have left is among them. Rejects with a `LakeFSError`. */
export function branchPage(
  repository: string,
  options: PageOptions,
  task: Task
): Promise<LakeFSBranches> {
  return withLakeFS({}, task, async client => {
    const listed = new Repository(repository, client).listBranches({
      ...listingOf(options, task),
      showHidden: true
    });
    const { entries, next } = await pageOf(listed, options, ({ id }) => id);
    return { branches: entries.map(({ id }) => id), next };
  });
}

/** List a page of the names of tags. Rejects with a `LakeFSError`. */
export function tagPage(
  repository: string,
  options: PageOptions,
  task: Task
): Promise<LakeFSTags> {
  return withLakeFS({}, task, async client => {
    const model = new Repository(repository, client);
    const listed = model.listTags(listingOf(options, task));
    const { entries, next } = await pageOf(listed, options, ({ id }) => id);
    return { tags: entries.map(({ id }) => id), next };
  });
}

/** List a page of the commits that lead to a reference, newest first. Rejects with a `LakeFSError`. */
export function commitPage(
  { repository, reference }: ReferenceAddress,
  options: PageOptions,
  task: Task
): Promise<LakeFSCommits> {
  return withLakeFS({}, task, async client => {
    const model = new Repository(repository, client).ref(reference);
    const listed = model.log(listingOf(options, task));
    const { entries, next } = await pageOf(listed, options, ({ id }) => id);
    return { commits: entries.map(commitFacts), next };
  });
}

/** List a page of the objects and folders right below a path. Rejects with a `LakeFSError`. */
export function entryPage(
  { repository, reference }: ReferenceAddress,
  options: PageOptions & { path?: string },
  task: Task
): Promise<LakeFSEntries> {
  return withLakeFS({}, task, async client => {
    const listed = new Repository(repository, client)
      .ref(reference)
      .listObjects({
        ...listingOf(options, task),
        prefix: options.path,
        delimiter: '/',
        metadata: false
      });
    const { entries, next } = await pageOf(listed, options, ({ path }) => path);
    return { entries: entries.map(entryFacts), next };
  });
}

/** List a page of what was changed on a branch and not committed. Rejects with a `LakeFSError`. */
export function uncommittedPage(
  { repository, reference }: ReferenceAddress,
  options: PageOptions,
  task: Task
): Promise<LakeFSChanges> {
  return withLakeFS({}, task, async client => {
    const branch = new Repository(repository, client).branch(reference);
    const listed = branch.listUncommitted(listingOf(options, task));
    const { entries, next } = await pageOf(listed, options, ({ path }) => path);
    return { changes: entries.map(changeFacts), next };
  });
}

/**
 * List a page of what a merge of another reference into this one would change, or with `twoDot` of what differs. Rejects with a
 * `LakeFSError`.
 */
export function differencePage(
  { repository, reference }: ReferenceAddress,
  other: string,
  options: PageOptions & { twoDot?: boolean },
  task: Task
): Promise<LakeFSChanges> {
  return withLakeFS({}, task, async client => {
    const listed = new Repository(repository, client)
      .ref(reference)
      .diff(other, {
        ...listingOf(options, task),
        type: options.twoDot ? 'two_dot' : 'three_dot'
      });
    const { entries, next } = await pageOf(listed, options, ({ path }) => path);
    return { changes: entries.map(changeFacts), next };
  });
}

/** One more than a page is asked for: then it is known whether there is a next one, and the last page takes no request of its own. */
function listingOf(
  { limit, from }: PageOptions,
  { signal }: Task
): { maxAmount: number; after?: string; signal?: AbortSignal } {
  return { maxAmount: limit + 1, after: from, signal };
}

async function pageOf<T>(
  listed: AsyncIterable<T>,
  { limit }: PageOptions,
  nameOf: (entry: T) => string
): Promise<{ entries: T[]; next?: string }> {
  const entries: T[] = [];
  for await (const each of listed) {
    if (entries.length === limit) {
      return { entries, next: nameOf(entries[limit - 1]) };
    }
    entries.push(each);
  }
  return { entries };
}

/** Return a commit as the service reports it. */
export function commitFacts(commit: CommitInfo): LakeFSCommit {
  const { id, parents, committer, message, metadata, creationDate } = commit;
  const created = creationDate.toISOString();
  return { id, parents, committer, message, metadata, created };
}

function entryFacts(entry: ObjectInfo | CommonPrefix): LakeFSEntry {
  return entry instanceof CommonPrefix
    ? { kind: 'folder', path: entry.path }
    : {
        kind: 'object',
        path: entry.path,
        bytes: entry.sizeBytes,
        modified: entry.modifiedTime.toISOString()
      };
}

function changeFacts({ type, path, sizeBytes: bytes }: Change): LakeFSChange {
  return { type, path, bytes };
}
