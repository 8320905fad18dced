import {
  endpointOf,
  readConnections,
  removeConnection,
  saveConnection
} from '@glueflow/aws';
import type { AwsBaseSource, AwsConnection } from '@glueflow/components-core';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Task } from '../host.js';

/** A connection in JSON; it holds no secrets. */
export type ConnectionFacts = { name: string } & AwsConnection;

/**
 * List the connections of the person's settings, with what stands in AWS's place for the default credentials, if anything does.
 * Rejects with an `AwsError` when their file is broken.
 */
export async function connectionList(
  task: Pick<Task, 'env'>
): Promise<{ connections: ConnectionFacts[]; endpoint?: string }> {
  const all = await readConnections(task.env);
  const endpoint = endpointOf({ kind: 'default' }, task.env);
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    connections: Object.entries(all)
      .map(([name, connection]) => ({ name, ...connection }))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  };
}

/**
 * Keep a connection. Rejects with `Failure` when there is one of that name and `replace` is not set, with `AwsError` when it is
 * malformed or would put a secret into the file.
 */
export async function connectionAdd(
  name: string,
  connection: AwsConnection,
  replace: boolean,
  task: Pick<Task, 'env'>
): Promise<ConnectionFacts> {
  let kept: boolean;
  try {
    kept = await saveConnection(name, connection, task.env, !replace);
  } catch (error) {
    throw isSystemError(error)
      ? new Failure(
          'refused',
          `The connection "${name}" can't be kept${error.path ? ` in ${error.path}` : ''}: ${systemReason(error)}. Nothing was changed.`,
          'Connections are kept in ~/.config/glueflow, or the folder in GLUEFLOW_CONFIG.'
        )
      : error;
  }
  if (!kept) {
    throw new Failure(
      'refused',
      `There is a connection "${name}" already.`,
      'Choose another name, or replace it with --force.'
    );
  }
  return { name, ...connection };
}

/** Forget a connection. Rejects with `Failure` when there is none of that name. */
export async function connectionRemove(
  name: string,
  task: Pick<Task, 'env'>
): Promise<{ removed: string }> {
  if (!(await removeConnection(name, task.env))) {
    throw new Failure(
      'refused',
      `There is no connection "${name}".`,
      'See: glueflow connections list'
    );
  }
  return { removed: name };
}

/** What `connections add` takes. */
export interface ConnectionFields {
  kind?: AwsConnection['kind'];
  profile?: string;
  keyVariables?: string;
  roleArn?: string;
  externalId?: string;
  sessionName?: string;
  region?: string;
  endpoint?: string;
  pathStyle?: boolean;
}

/** The connection that options describe. Throws `Failure` (`usage`) when they contradict each other. */
export function connectionOf(fields: ConnectionFields): AwsConnection {
  const { region, endpoint, pathStyle } = fields;
  const place = {
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(pathStyle ? { pathStyle } : {})
  };
  const source = sourceOf(fields);
  if (fields.roleArn === undefined) {
    for (const field of ['externalId', 'sessionName'] as const) {
      if (fields[field] !== undefined) {
        throw new Failure(
          'usage',
          `An ${field === 'externalId' ? 'external id' : 'session name'} needs a role: --role-arn ARN.`
        );
      }
    }
    return { ...source, ...place };
  }
  const { roleArn, externalId, sessionName } = fields;
  return {
    kind: 'assume-role',
    roleArn,
    ...(externalId ? { externalId } : {}),
    ...(sessionName ? { sessionName } : {}),
    source,
    ...place
  };
}

function sourceOf(fields: ConnectionFields): AwsBaseSource {
  const { profile, keyVariables, kind } = fields;
  if (profile !== undefined && keyVariables !== undefined) {
    throw new Failure(
      'usage',
      'A profile and key variables were both named: name one of them.'
    );
  }
  if (profile !== undefined) {
    return { kind: kind === 'sso' ? 'sso' : 'profile', profile };
  }
  if (keyVariables !== undefined) {
    const [id, secret, token, ...more] = keyVariables
      .split(',')
      .map(text => text.trim());
    if (!id || !secret || more.length > 0) {
      throw new Failure(
        'usage',
        'Name two or three variables: --key-variables ID_VARIABLE,SECRET_VARIABLE[,TOKEN_VARIABLE].'
      );
    }
    return {
      kind: 'keys',
      keys: 'variables',
      accessKeyIdVariable: id,
      secretAccessKeyVariable: secret,
      ...(token ? { sessionTokenVariable: token } : {})
    };
  }
  if (kind === 'sso') {
    throw new Failure(
      'usage',
      'An SSO connection needs a profile: --profile NAME.'
    );
  }
  return { kind: kind === 'environment' ? 'environment' : 'default' };
}
