import {
  Client,
  NoEndpointError,
  Repository,
  findConfiguration,
  type Branch
} from '@glueflow/lakefs';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';

/** Where lakeFS is; the rest is looked up as the SDK does. */
export interface LakeFSOptions {
  endpoint?: string;
}

/** What `lakefs://repository/reference/path` names. */
export interface LakeFSAddress {
  repository: string;
  reference?: string;
  path?: string;
}

/**
 * Read `lakefs://repository/reference/path`.
 *
 * @param parts - What it must name.
 * @throws Failure `usage`
 */
export function parseAddress(
  text: string,
  parts: 'repository' | 'reference' | 'object'
): Required<LakeFSAddress> {
  const match = /^lakefs:\/\/([^/]+)(?:\/([^/]+)(?:\/(.*))?)?$/s.exec(text);
  const [, repository = '', reference = '', path = ''] = match ?? [];
  const missing =
    repository === '' ||
    (parts !== 'repository' && reference === '') ||
    (parts === 'object' && path === '');
  if (missing) {
    const shape = {
      repository: 'lakefs://REPOSITORY',
      reference: 'lakefs://REPOSITORY/REFERENCE',
      object: 'lakefs://REPOSITORY/REFERENCE/PATH'
    }[parts];
    throw new Failure('usage', `Write ${text} as ${shape}.`);
  }
  return { repository, reference, path };
}

/** Do work with a client of the server that options, environment and settings name. */
export async function withLakeFS<T>(
  options: LakeFSOptions,
  task: Task,
  work: (client: Client) => Promise<T>
): Promise<T> {
  const { endpoint } = options;
  const client = new Client(await findConfiguration({ endpoint }, task.env));
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** Say whether anything names a lakeFS server. Settings that are wrong count: whoever uses them must learn what is wrong. */
export async function isConfigured(task: Task): Promise<boolean> {
  try {
    await findConfiguration({}, task.env);
    return true;
  } catch (error) {
    return !(error instanceof NoEndpointError);
  }
}

/** Return a branch of an address. */
export function branchOf(address: LakeFSAddress, client: Client): Branch {
  return new Repository(address.repository, client).branch(
    address.reference ?? ''
  );
}
