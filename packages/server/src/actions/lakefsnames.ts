import { Repository, repositories } from '@glueflow/lakefs';
import type { Task } from '../host.js';
import { withLakeFS } from './lakefsbase.js';

/** Names listed at most: a picker offers them, and takes any other that is typed. */
const MOST = 1000;

/** List the names of repositories. Rejects with a `LakeFSError`. */
export function repositoryNames(
  task: Task
): Promise<{ repositories: string[] }> {
  return withLakeFS({}, task, async client => {
    const found: string[] = [];
    const { signal } = task;
    for await (const { id } of repositories(
      { maxAmount: MOST, signal },
      client
    )) {
      found.push(id);
    }
    return { repositories: found };
  });
}

/** List the names of a repository's branches, but hidden ones, and tags. Rejects with a `LakeFSError`. */
export function referenceList(
  repository: string,
  task: Task
): Promise<{ branches: string[]; tags: string[] }> {
  return withLakeFS({}, task, async client => {
    const model = new Repository(repository, client);
    const options = { maxAmount: MOST, signal: task.signal };
    const branches: string[] = [];
    for await (const { id } of model.listBranches(options)) {
      branches.push(id);
    }
    const tags: string[] = [];
    for await (const { id } of model.listTags(options)) {
      tags.push(id);
    }
    return { branches, tags };
  });
}
