import {
  AwsError,
  credentialProvider,
  endpointOf,
  regionOf,
  startCredentialServer
} from '@glueflow/aws';
import {
  Connections,
  isCredentials,
  type Fallback,
  type OpenConnection
} from './connection.js';
import type { Task } from './host.js';
import type { ConnectionOptions } from './options.js';

/** How credentials are handed on. */
export interface AccessOptions {
  /** Reject where nothing is at hand, though no connection was named. */
  required?: boolean;
}

/** What a local run needs to reach AWS as the person's connection would. */
export interface RunAccess {
  /** Variables to set; those that are `undefined` must be unset. */
  env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

/**
 * Give a local run the credentials of a connection, renewed as long as it runs, through an endpoint on loopback: Spark's S3A can't
 * read SSO profiles. Keys that stand in the environment are used as they are.
 *
 * Rejects with an `AwsError` when a connection that was named has no credentials. Without one a run goes on: it may not need any
 * (unless they are `required`).
 */
export async function credentialEnvironment(
  options: ConnectionOptions,
  fallback: Fallback,
  task: Pick<Task, 'env'>,
  { required = false }: AccessOptions = {}
): Promise<RunAccess> {
  const open = await new Connections(options, task.env, fallback).resolve();
  const place = placeOf(open, task.env);
  const { kind } = open.connection;
  if (
    kind === 'environment' ||
    (kind === 'default' && task.env.AWS_ACCESS_KEY_ID)
  ) {
    if (required) {
      // Nothing is served: say now what a client of AWS would say later.
      await credentialProvider(open.connection, open.context)();
    }
    return { env: place, close: async () => undefined };
  }
  try {
    const server = await startCredentialServer(open.connection, open.context);
    return { env: { ...server.env, ...place }, close: () => server.close() };
  } catch (error) {
    const optional = !open.named && !required;
    if (optional && error instanceof AwsError && isCredentials(error)) {
      return { env: place, close: async () => undefined };
    }
    throw error;
  }
}

/** Region and endpoint of a connection, as AWS's SDKs read them. */
function placeOf(open: OpenConnection, env: Task['env']): NodeJS.ProcessEnv {
  const place: NodeJS.ProcessEnv = {};
  try {
    const region = regionOf(open.connection, open.context);
    place.AWS_REGION = region;
    place.AWS_DEFAULT_REGION = region;
  } catch (error) {
    const none = error instanceof AwsError && error.kind === 'no-region';
    if (open.named || !none) {
      throw error;
    }
  }
  const endpoint = endpointOf(open.connection, env);
  if (endpoint) {
    place.AWS_ENDPOINT_URL = endpoint;
  }
  return place;
}
