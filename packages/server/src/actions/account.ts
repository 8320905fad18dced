import {
  AwsError,
  listBuckets,
  listFolder,
  listProfiles,
  principalOf,
  type AwsClients,
  type AwsProfile,
  type Identity,
  type Principal,
  type S3Bucket,
  type S3Listing
} from '@glueflow/aws';
import { listGlueRoles, type GlueRole } from '@glueflow/glue-jobs';
import type { AwsConnection } from '@glueflow/contract';
import { withConnections } from '../connection.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';

/** Who AWS takes us for, and through what. */
export interface IdentityFacts extends Identity, Principal {
  /** Name of the connection, when one was named. */
  name?: string;
  /** What kind of connection it is. */
  kind: AwsConnection['kind'];
  profile?: string;
  region: string;
  endpoint?: string;
}

/** Ask AWS who we are. Rejects with an `AwsError` that says what to do. */
export function whoami(
  options: ConnectionOptions,
  task: Task
): Promise<IdentityFacts> {
  return withClients(options, task, async clients => {
    const { connection, context, region, endpoint, profile } = clients;
    task.report({ message: 'Asking AWS who we are' });
    const identity = await clients.identity(task.signal);
    return {
      ...(context.name ? { name: context.name } : {}),
      ...identity,
      ...principalOf(identity.arn),
      kind: connection.kind,
      ...(profile ? { profile } : {}),
      region,
      ...(endpoint ? { endpoint } : {})
    };
  });
}

/** The profiles of AWS's own settings on this machine; they are reported without secrets. */
export function profileList(task: Pick<Task, 'env'>): {
  profiles: AwsProfile[];
} {
  return { profiles: listProfiles(task.env) };
}

/** A list that a person may have no right to see: then it is empty, and `refused` says so. */
type Seen<T> = T & { refused?: string };

/** The roles a job may run under. Rejects with an `AwsError`, but not for want of the right to list them. */
export function roleList(
  options: ConnectionOptions,
  task: Task
): Promise<Seen<{ roles: GlueRole[] }>> {
  return withClients(options, task, clients => {
    task.report({ message: 'Listing roles' });
    return unlessDenied({ roles: [] }, async () => ({
      roles: await listGlueRoles(clients, {
        signal: task.signal,
        onPage: count =>
          task.report({ message: `Listing roles: ${count} looked at` })
      })
    }));
  });
}

/** The buckets of the account. Rejects with an `AwsError`, but not for want of the right to list them. */
export function bucketList(
  options: ConnectionOptions,
  task: Task
): Promise<Seen<{ buckets: S3Bucket[] }>> {
  return withClients(options, task, clients => {
    task.report({ message: 'Listing buckets' });
    return unlessDenied({ buckets: [] }, async () => ({
      buckets: await listBuckets(clients, { signal: task.signal })
    }));
  });
}

/** What stands right below a path in S3. Rejects with an `AwsError`. */
export function objectList(
  path: string,
  options: ConnectionOptions & { limit?: number; from?: string },
  task: Task
): Promise<S3Listing> {
  return withClients(options, task, clients => {
    task.report({ message: `Listing ${path}` });
    const { limit, from } = options;
    return listFolder(clients, path, { signal: task.signal, limit, from });
  });
}

async function unlessDenied<T extends object>(
  empty: T,
  work: () => Promise<T>
): Promise<Seen<T>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'access-denied') {
      return { ...empty, refused: error.message };
    }
    throw error;
  }
}

function withClients<T>(
  options: ConnectionOptions,
  task: Task,
  work: (clients: AwsClients) => Promise<T>
): Promise<T> {
  return withConnections(options, task, async connections =>
    work(await connections.clients())
  );
}
