import {
  KeyRing,
  SessionKeys,
  type ConnectionContext,
  type Environment
} from '@glueflow/aws';
import type { AwsBaseSource, AwsConnection } from '@glueflow/contract';
import { invalid } from './error.js';

/** Properties of `connect`, by name; each may have the prefix `glue.`. */
const PROPERTIES = {
  catalog_id: 'Id of the Glue catalog; absent: that of the account',
  endpoint: 'Address of the Glue service, where it is not AWS',
  region: 'AWS region',
  access_key_id: 'Access key; goes with secret_access_key',
  secret_access_key: 'Secret key',
  session_token: 'Session token of temporary keys',
  profile_name: 'Profile of ~/.aws/config, SSO ones too',
  max_retries: 'How often a call is tried again (10)',
  retry_mode: 'standard, adaptive or legacy',
  root: 'Where tables go that are declared without a location in a database that has none',
  assume_role_arn: 'Role to assume',
  assume_role_region: 'Region of the STS that gives the role',
  assume_role_external_id: 'External id that the role asks for',
  assume_role_session_name: "Name of the role's session",
  assume_role_timeout_sec: "Seconds that a role's session lasts (3600)"
} as const;

type PropertyName = keyof typeof PROPERTIES;

/** A role that is assumed with the credentials found before. */
export interface AssumedRole {
  arn: string;
  region?: string;
  externalId?: string;
  sessionName: string;
  seconds: number;
}

/** What `connect` was given. */
export interface GlueSettings {
  catalogId?: string;
  /** Address of the Glue service. */
  endpoint?: string;
  connection: AwsConnection;
  context: ConnectionContext;
  role?: AssumedRole;
  maxRetries: number;
  retryMode: 'standard' | 'adaptive';
  /** `s3://bucket/path` without a slash at its end. */
  root?: string;
  /** Address of the storage, where it is not AWS. */
  storageEndpoint?: string;
  /** Passed on to whoever reads or writes a table; names without `storage.`. */
  storage: Readonly<Record<string, string>>;
}

/** A connection that says where AWS is and who asks. */
export interface OpenedConnection {
  connection: AwsConnection;
  context: ConnectionContext;
}

/** Properties that a connection has an answer for. */
const OF_CONNECTIONS = [
  'endpoint',
  'region',
  'access_key_id',
  'secret_access_key',
  'session_token',
  'profile_name',
  'assume_role_arn'
] as const;

const STORAGE = 'storage.';

/** Least and most of properties that are numbers. */
const NUMBERS = {
  max_retries: [0, 100],
  assume_role_timeout_sec: [900, 43_200]
};

/**
 * Read the properties of `connect`: `glue.region` or `region`, `glue.profile-name` or `profile_name`, `storage.…`.
 *
 * Throws a `LanceError` (InvalidInput) that lists every unknown, malformed or contradictory property, and what is known. Source: Lance
 * namespace specification, "AWS Glue Data Catalog", and the properties of the Python and Java implementations.
 */
export function readProperties(
  properties: Readonly<Record<string, string | undefined>>,
  env: Environment = process.env,
  opened?: OpenedConnection
): GlueSettings {
  const problems: string[] = [];
  const storage: Record<string, string> = {};
  const given: Partial<Record<PropertyName, string>> = {};
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) {
      continue;
    }
    if (typeof value !== 'string') {
      problems.push(`"${key}" must be text.`);
    } else if (key.startsWith(STORAGE) && key.length > STORAGE.length) {
      storage[key.slice(STORAGE.length)] = value;
    } else {
      keep(given, key, value, problems);
    }
  }
  problems.push(...contradictions(given), ...malformed(given));
  if (opened !== undefined) {
    problems.push(
      ...OF_CONNECTIONS.filter(name => given[name] !== undefined).map(
        name => `"${name}" is the connection's.`
      )
    );
  }
  if (problems.length > 0) {
    throw invalid(
      `The properties of the namespace are wrong: ${problems.join(' ')} Known are, each with or without "glue." before it: ${Object.keys(PROPERTIES).join(', ')}; and ${STORAGE}NAME.`
    );
  }
  return settings(given, storage, env, opened);
}

function keep(
  given: Partial<Record<PropertyName, string>>,
  key: string,
  value: string,
  problems: string[]
): void {
  const name = key.replace(/^glue\./, '').replaceAll('-', '_');
  if (!isProperty(name)) {
    problems.push(`"${key}" is unknown.`);
  } else if (value.trim() === '') {
    problems.push(`"${key}" is empty: leave it out.`);
  } else if (given[name] !== undefined && given[name] !== value) {
    problems.push(`"${name}" is given twice with different values.`);
  } else {
    given[name] = value;
  }
}

function isProperty(name: string): name is PropertyName {
  return Object.hasOwn(PROPERTIES, name);
}

function contradictions(
  given: Partial<Record<PropertyName, string>>
): string[] {
  const {
    access_key_id: key,
    secret_access_key: secret,
    session_token: token,
    profile_name: profile
  } = given;
  const problems: string[] = [];
  if ((key === undefined) !== (secret === undefined)) {
    problems.push('"access_key_id" and "secret_access_key" go together.');
  }
  if (token !== undefined && key === undefined) {
    problems.push('"session_token" needs "access_key_id".');
  }
  if (profile !== undefined && key !== undefined) {
    problems.push('"profile_name" and "access_key_id" exclude each other.');
  }
  if (given.assume_role_arn === undefined) {
    for (const name of Object.keys(given)) {
      if (name.startsWith('assume_role_')) {
        problems.push(`"${name}" needs "assume_role_arn".`);
      }
    }
  }
  return problems;
}

function malformed(given: Partial<Record<PropertyName, string>>): string[] {
  const problems: string[] = [];
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    const text = isProperty(name) ? given[name] : undefined;
    const value = Number(text);
    if (
      text !== undefined &&
      (!/^\d+$/.test(text) || value < least || value > most)
    ) {
      problems.push(`"${name}" must be a whole number, ${least} to ${most}.`);
    }
  }
  const mode = given.retry_mode?.toLowerCase();
  if (mode !== undefined && !/^(standard|adaptive|legacy)$/.test(mode)) {
    problems.push('"retry_mode" must be standard, adaptive or legacy.');
  }
  const { endpoint, root, assume_role_arn: role } = given;
  if (endpoint !== undefined && !/^https?:\/\/[^\s@]+$/.test(endpoint)) {
    problems.push(
      '"endpoint" must be an http or https address without user and password.'
    );
  }
  if (root !== undefined && !/^[a-z][\w+.-]*:\/\/[^\s/]/i.test(root)) {
    problems.push('"root" must be an address such as s3://bucket/path.');
  }
  if (role !== undefined && !/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(role)) {
    problems.push('"assume_role_arn" must be the ARN of a role.');
  }
  return problems;
}

/** The keys' name in the ring of a connection's context. */
const KEYS = 'lance';

function settings(
  given: Partial<Record<PropertyName, string>>,
  storage: Record<string, string>,
  env: Environment,
  opened: OpenedConnection | undefined
): GlueSettings {
  const keys = new KeyRing();
  const source = sourceOf(given, keys);
  const { assume_role_arn: arn, region, endpoint } = given;
  const connection: AwsConnection = {
    ...source,
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint })
  };
  return {
    catalogId: given.catalog_id,
    endpoint,
    connection: opened?.connection ?? connection,
    context: opened?.context ?? { name: KEYS, keys, env },
    storageEndpoint: opened?.connection.endpoint,
    ...(arn === undefined
      ? {}
      : {
          role: {
            arn,
            region: given.assume_role_region,
            externalId: given.assume_role_external_id,
            sessionName: given.assume_role_session_name ?? 'glueflow-lance',
            seconds: Number(given.assume_role_timeout_sec ?? 3600)
          }
        }),
    maxRetries: Number(given.max_retries ?? 10),
    // The AWS SDK for JavaScript has no legacy mode; its standard one tries again what that did.
    retryMode:
      given.retry_mode?.toLowerCase() === 'adaptive' ? 'adaptive' : 'standard',
    root: given.root?.replace(/(?<=[^/])\/+$/, ''),
    storage
  };
}

function sourceOf(
  given: Partial<Record<PropertyName, string>>,
  keys: KeyRing
): AwsBaseSource {
  const { access_key_id: key, secret_access_key: secret } = given;
  if (key !== undefined && secret !== undefined) {
    keys.put(KEYS, new SessionKeys(key, secret, given.session_token));
    return { kind: 'keys', keys: 'session' };
  }
  return given.profile_name === undefined
    ? { kind: 'default' }
    : { kind: 'profile', profile: given.profile_name };
}
