import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  isObject,
  isRegion,
  regionProblem
} from '@glueflow/components-manager';
import {
  ASSUME_ROLE,
  CONNECTION_PLACE,
  CREDENTIAL_KINDS,
  credentialSchema,
  credentialsOf,
  faultsOf,
  fieldAnnotation,
  type AwsConnection,
  type AwsConnections,
  type Schema
} from '@glueflow/contract';
import { AwsError } from './error.js';
import { changeFile, readSettings } from './file.js';
import type { Environment } from './profile.js';
import { isSecretForName, looksLikeSecret } from './secret.js';

/** The file of the person's connections: `$GLUEFLOW_CONFIG/connections.json`, by default in `~/.config/glueflow`. */
export function connectionsFile(env: Environment = process.env): string {
  const folder =
    env.GLUEFLOW_CONFIG ||
    join(env.HOME || env.USERPROFILE || homedir(), '.config', 'glueflow');
  return join(folder, 'connections.json');
}

interface Settings {
  [field: string]: unknown;
  connections: Record<string, AwsConnection>;
}

/**
 * The connections of the person's settings, by name; none when there is no file.
 *
 * @throws AwsError `invalid` when the file is broken or holds what it must not
 */
export async function readConnections(
  env: Environment = process.env
): Promise<AwsConnections> {
  return (await read(connectionsFile(env))).connections;
}

/**
 * Keep a connection under a name; false when there is one of that name and `onlyNew` is set.
 *
 * @throws AwsError `usage` when the connection is none or holds a secret, `invalid` when the file is broken
 */
export async function saveConnection(
  name: string,
  connection: AwsConnection,
  env: Environment = process.env,
  onlyNew = false
): Promise<boolean> {
  if (name.trim() === '' || name.length > 100 || /[\p{C}]/u.test(name)) {
    throw new AwsError(
      'usage',
      'A connection needs a name of 1 to 100 characters on one line.'
    );
  }
  if (looksLikeSecret(name)) {
    throw new AwsError(
      'usage',
      'What is to be the name of the connection looks like an access key. Nothing was kept; give it another name.'
    );
  }
  checkedConnection(connection, `Connection "${name}"`);
  return change(env, settings => {
    if (onlyNew && Object.hasOwn(settings.connections, name)) {
      return false;
    }
    settings.connections = { ...settings.connections, [name]: connection };
    return true;
  });
}

/** Forget a connection; false when there was none. Throws AwsError `invalid` when the file is broken. */
export async function removeConnection(
  name: string,
  env: Environment = process.env
): Promise<boolean> {
  return change(env, settings => {
    const found = Object.hasOwn(settings.connections, name);
    delete settings.connections[name];
    return found;
  });
}

/**
 * Return a value as the connection that it is.
 *
 * @param where - Begins the message of the error.
 * @throws AwsError `usage` when it is none, or holds a secret
 */
export function checkedConnection(
  value: unknown,
  where = 'The connection'
): AwsConnection {
  const problem = connectionProblem(value);
  if (problem !== undefined) {
    throw new AwsError('usage', `${where}: ${problem}`);
  }
  return value as AwsConnection;
}

const SECRET = /secret|password|token|accesskeyid|credential/i;

/** Why a value is no connection that may be kept, undefined when it is one. Secrets are refused by name. */
export function connectionProblem(
  value: unknown,
  nested = false
): string | undefined {
  if (!isObject(value)) {
    return 'it must be an object.';
  }
  const kind = String(value.kind);
  const kinds = nested
    ? CREDENTIAL_KINDS.filter(
        each => each !== ASSUME_ROLE.properties.kind.const
      )
    : CREDENTIAL_KINDS;
  if (!kinds.includes(kind)) {
    return `its kind must be one of ${kinds.join(', ')}.`;
  }
  const schema = credentialSchema(value);
  if (schema === undefined) {
    const tags = credentialsOf(kind).map(({ properties }) =>
      JSON.stringify(properties[kind]?.const)
    );
    return `its ${kind} must be ${tags.join(' or ')}.`;
  }
  const { required = [] } = schema;
  const fields: Readonly<Record<string, Schema>> = {
    ...schema.properties,
    ...(nested ? {} : CONNECTION_PLACE)
  };
  for (const field of Object.keys(value)) {
    if (!Object.hasOwn(fields, field)) {
      return SECRET.test(field)
        ? `"${field}" would put a secret into a file. Name environment variables, or type keys for the session.`
        : `it has an unknown field "${field}".`;
    }
  }
  for (const [field, part] of Object.entries(fields)) {
    const item = value[field];
    const problem =
      item === undefined ? undefined : fieldProblem(field, part, item);
    if (problem !== undefined) {
      return problem;
    }
  }
  const absent = required.find(field => value[field] === undefined);
  return absent === undefined ? undefined : `"${absent}" is missing.`;
}

function fieldProblem(
  field: string,
  schema: Schema,
  item: unknown
): string | undefined {
  if (schema.oneOf !== undefined) {
    const problem = connectionProblem(item, true);
    return problem && `${field}: ${problem}`;
  }
  if (schema.const !== undefined) {
    return undefined;
  }
  if (schema.type === 'boolean') {
    return typeof item === 'boolean'
      ? undefined
      : `"${field}" must be true or false.`;
  }
  if (typeof item !== 'string' || item === '') {
    return `"${field}" must be text.`;
  }
  const { format } = fieldAnnotation(schema);
  if (format === 'region' && !isRegion(item)) {
    return `"${field}": ${regionProblem(item)}`;
  }
  if (faultsOf(schema, item).length > 0) {
    // Whatever was typed here may be the key itself: it is not repeated.
    return format === 'variable'
      ? `"${field}" must be the name of an environment variable.`
      : `"${field}" does not look right. ${schema.description ?? ''}`.trimEnd();
  }
  if (format === 'variable' ? isSecretForName(item) : looksLikeSecret(item)) {
    return `"${field}" looks like a secret itself, and connections hold none. Put the secret into an environment variable, and give that variable's name.`;
  }
  return format === 'endpoint' &&
    (!/^https?:\/\//.test(item) || /\/\/[^/]*@/.test(item))
    ? `"${field}" must be an http or https address without user and password.`
    : undefined;
}

async function read(path: string): Promise<Settings> {
  let text: string | undefined;
  try {
    text = await readSettings(path);
  } catch (error) {
    throw new AwsError('invalid', `${path} cannot be read.`, { cause: error });
  }
  return parse(path, text);
}

function parse(path: string, text: string | undefined): Settings {
  if (text === undefined) {
    return { version: 1, connections: {} };
  }
  const broken = (why: string) =>
    new AwsError('invalid', `${path}: ${why} Correct it or remove the file.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw broken(`${(error as Error).message}.`);
  }
  const settings = value as Partial<Settings> | null;
  const connections = settings?.connections;
  if (typeof connections !== 'object' || connections === null) {
    throw broken('it has no "connections".');
  }
  for (const [name, connection] of Object.entries(connections)) {
    const problem = connectionProblem(connection);
    if (problem !== undefined) {
      throw broken(`connection "${name}": ${problem}`);
    }
  }
  return { ...settings, connections };
}

/** Change the settings as they are at that moment. `false` from `edit` writes nothing. */
async function change(
  env: Environment,
  edit: (settings: Settings) => boolean
): Promise<boolean> {
  const path = connectionsFile(env);
  return changeFile(path, text => {
    const settings = parse(path, text);
    return edit(settings)
      ? `${JSON.stringify(settings, null, 2)}\n`
      : undefined;
  });
}
