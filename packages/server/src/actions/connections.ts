import {
  checkedConnection,
  endpointOf,
  readConnections,
  removeConnection,
  saveConnection
} from '@glueflow/aws';
import {
  ASSUME_ROLE,
  BASE_SOURCES,
  credentialFields,
  CREDENTIALS,
  fieldAnnotation,
  kindOf,
  type AwsConnection,
  type CredentialSchema,
  type Schema
} from '@glueflow/contract';
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

/** What `connections add` takes: the fields of all kinds of credentials, by the names that the contract gives them. */
export interface ConnectionFields extends Readonly<Record<string, unknown>> {
  kind?: AwsConnection['kind'];
  keyVariables?: string;
  region?: string;
  endpoint?: string;
  pathStyle?: boolean;
}

/** The connection that options describe. Throws `Failure` (`usage`) when they contradict each other. */
export function connectionOf(options: ConnectionFields): AwsConnection {
  const { region, endpoint, pathStyle, kind } = options;
  const fields = fieldsOf(options);
  const base = bestSource(kind, fields);
  const source = pick(base, fields);
  const others = Object.keys(fields).filter(
    field => !Object.hasOwn(base.properties, field)
  );
  const isAssumed =
    Object.hasOwn(fields, 'roleArn') && others.includes('roleArn');
  const stray = others.find(
    field => !isAssumed || !Object.hasOwn(ASSUME_ROLE.properties, field)
  );
  if (stray !== undefined) {
    throw strayField(stray, fields);
  }
  const connection: Record<string, unknown> = {
    ...(isAssumed ? { ...pick(ASSUME_ROLE, fields), source } : source),
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(pathStyle ? { pathStyle } : {})
  };
  return checkedConnection(connection);
}

/** The fields of credentials that are given; those of keys are three in one option. */
function fieldsOf({
  keyVariables,
  ...options
}: ConnectionFields): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name] of CREDENTIALS.flatMap(credentialFields)) {
    const value = options[name];
    if (typeof value === 'string' && value !== '') {
      fields[name] = value;
    }
  }
  if (keyVariables === undefined) {
    return fields;
  }
  if (fields.profile !== undefined) {
    throw new Failure(
      'usage',
      'A profile and key variables were both named: name one of them.'
    );
  }
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
    ...fields,
    accessKeyIdVariable: id,
    secretAccessKeyVariable: secret,
    ...(token ? { sessionTokenVariable: token } : {})
  };
}

/** The kind of credentials that most of the given fields belong to, among those whose fields are all given. */
function bestSource(
  kind: string | undefined,
  fields: Readonly<Record<string, string>>
): CredentialSchema {
  const candidates = BASE_SOURCES.filter(
    schema => kind === undefined || kindOf(schema) === kind
  );
  let best: CredentialSchema | undefined;
  let most = -1;
  for (const schema of candidates) {
    const names = credentialFields(schema).map(([name]) => name);
    const count = names.filter(name => Object.hasOwn(fields, name)).length;
    if (missingFields(schema, fields).length === 0 && count > most) {
      best = schema;
      most = count;
    }
  }
  if (best === undefined) {
    const [schema] = candidates;
    throw new Failure(
      'usage',
      `${schema.title} needs ${missingFields(schema, fields).map(optionOf).join(' and ')}.`
    );
  }
  return best;
}

/** The fields that a kind of credentials needs and that are not given. */
function missingFields(
  schema: CredentialSchema,
  fields: Readonly<Record<string, string>>
): [string, Schema][] {
  return credentialFields(schema).filter(
    ([name]) =>
      schema.required?.includes(name) === true && !Object.hasOwn(fields, name)
  );
}

/** The failure for a field that no kind of credentials takes with the others. */
function strayField(
  field: string,
  fields: Readonly<Record<string, string>>
): Failure {
  const owner = CREDENTIALS.find(({ properties }) =>
    Object.hasOwn(properties, field)
  );
  const missing = owner === undefined ? [] : missingFields(owner, fields);
  const title = owner?.properties[field].title ?? field;
  return new Failure(
    'usage',
    missing.length > 0
      ? `${title} needs ${missing.map(optionOf).join(' and ')}.`
      : `${title} can't stand with the other options: they name another kind of credentials.`
  );
}

/** What a person gives a field with. */
function optionOf([name, schema]: [string, Schema]): string {
  const title = (schema.title ?? name).replace(/^[A-Z](?![A-Z])/, first =>
    first.toLowerCase()
  );
  const { option } = fieldAnnotation(schema);
  return `a ${title}${option === undefined ? '' : `: ${option.flags}`}`;
}

/** The members of a kind of credentials: its constants, and what is given of its fields. */
function pick(
  { properties }: CredentialSchema,
  fields: Readonly<Record<string, string>>
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, part]) =>
      part.const !== undefined
        ? [[name, part.const]]
        : fields[name] === undefined
          ? []
          : [[name, fields[name]]]
    )
  );
}
