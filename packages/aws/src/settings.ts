import { homedir } from 'node:os';
import { join } from 'node:path';
import type { AwsConnection, AwsConnections } from '@glueflow/components-core';
import { isRegion, regionProblem } from '@glueflow/components-manager';
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
  const problem = connectionProblem(connection);
  if (problem !== undefined) {
    throw new AwsError('usage', `Connection "${name}": ${problem}`);
  }
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

const FIELDS: Readonly<Record<string, readonly [string[], string[]]>> = {
  default: [[], []],
  environment: [[], []],
  profile: [['profile'], []],
  sso: [['profile'], []],
  keys: [['keys'], []],
  'assume-role': [
    ['roleArn', 'source'],
    ['externalId', 'sessionName']
  ]
};
const PLACE = ['region', 'endpoint', 'pathStyle'];
const SECRET = /secret|password|token|accesskeyid|credential/i;

/** Why a value is no connection that may be kept, undefined when it is one. Secrets are refused by name. */
export function connectionProblem(
  value: unknown,
  nested = false
): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return 'it must be an object.';
  }
  const connection = value as Record<string, unknown>;
  const kind = String(connection.kind);
  if (!Object.hasOwn(FIELDS, kind) || (nested && kind === 'assume-role')) {
    const kinds = Object.keys(FIELDS).slice(0, nested ? -1 : undefined);
    return `its kind must be one of ${kinds.join(', ')}.`;
  }
  let [needed, optional] = FIELDS[kind];
  if (kind === 'keys' && connection.keys === 'variables') {
    needed = [...needed, 'accessKeyIdVariable', 'secretAccessKeyVariable'];
    optional = ['sessionTokenVariable'];
  } else if (kind === 'keys' && connection.keys !== 'session') {
    return 'its keys must be "variables" or "session".';
  }
  const known = ['kind', ...needed, ...optional, ...(nested ? [] : PLACE)];
  for (const field of Object.keys(connection)) {
    if (!known.includes(field)) {
      return SECRET.test(field)
        ? `"${field}" would put a secret into a file. Name environment variables, or type keys for the session.`
        : `it has an unknown field "${field}".`;
    }
  }
  for (const field of known.filter(name => connection[name] !== undefined)) {
    const item = connection[field];
    if (field === 'source') {
      const problem = connectionProblem(item, true);
      if (problem !== undefined) {
        return `source: ${problem}`;
      }
    } else if (field === 'pathStyle') {
      if (typeof item !== 'boolean') {
        return '"pathStyle" must be true or false.';
      }
    } else if (typeof item !== 'string' || item === '') {
      return `"${field}" must be text.`;
    } else if (field === 'region' && !isRegion(item)) {
      return `"region": ${regionProblem(item)}`;
    } else if (/Variable$/.test(field) && !/^[A-Za-z_]\w*$/.test(item)) {
      // Whatever was typed here may be the key itself: it is not repeated.
      return `"${field}" must be the name of an environment variable.`;
    } else if (
      /Variable$/.test(field) ? isSecretForName(item) : looksLikeSecret(item)
    ) {
      return `"${field}" looks like a secret itself, and connections hold none. Put the secret into an environment variable, and give that variable's name.`;
    }
  }
  const absent = needed.find(field => connection[field] === undefined);
  if (absent !== undefined) {
    return `"${absent}" is missing.`;
  }
  const { endpoint } = connection;
  if (
    typeof endpoint === 'string' &&
    (!/^https?:\/\//.test(endpoint) || /\/\/[^/]*@/.test(endpoint))
  ) {
    return '"endpoint" must be an http or https address without user and password.';
  }
  return undefined;
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
