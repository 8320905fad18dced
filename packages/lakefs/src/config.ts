import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { NoCredentialsError, NoEndpointError } from './error.js';

/** How a client proves who it is. */
export type Credentials =
  | { kind: 'keys'; accessKeyId: string; secretAccessKey: string }
  | { kind: 'token'; token: string }
  | ({ kind: 'aws-iam' } & AwsIamOptions);

/** The login with the machine's AWS IAM role. */
export interface AwsIamOptions {
  /** Seconds that a lakeFS token lasts; default 3,600. */
  tokenSeconds?: number;
  /** Seconds that the signed request is good for; default 60. */
  presignedSeconds?: number;
  /** Headers that are signed too; default `X-LakeFS-Server-ID` with the server's host name. */
  headers?: Record<string, string>;
}

/** What a client can be given; what is missing is looked up. */
export interface ConnectionOptions {
  /** The server's address, with or without `/api/v1`. */
  endpoint?: string;
  accessKeyId?: string;
  secretAccessKey?: string;
  /** A JWT token. */
  token?: string;
  /** A session token, as in LAKECTL_CREDENTIALS_SESSION_TOKEN. */
  sessionToken?: string;
  /** Log in with the machine's AWS IAM role. */
  awsIam?: AwsIamOptions | true;
}

/** Where a client goes and who it is. */
export interface Configuration {
  /** Ends with `/api/v1`. */
  endpoint: string;
  credentials: Credentials;
}

type Environment = Readonly<Record<string, string | undefined>>;

const KEY_NAMES = [
  'LAKECTL_CREDENTIALS_ACCESS_KEY_ID',
  'LAKECTL_ACCESS_KEY_ID'
];
const SECRET_NAMES = [
  'LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY',
  'LAKECTL_ACCESS_SECRET_KEY'
];
const TOKEN = 'LAKECTL_CREDENTIALS_SESSION_TOKEN';
const ENDPOINT = 'LAKECTL_SERVER_ENDPOINT_URL';
const PROVIDER = 'LAKECTL_CREDENTIALS_PROVIDER';

/**
 * Find endpoint and credentials, each in the first place that has it: `options`, the environment (`LAKECTL_…`), the file of lakectl
 * (`LAKECTL_CONFIG_FILE`, default `~/.lakectl.yaml`), at last the AWS IAM role of this machine.
 *
 * Source: https://docs.lakefs.io/latest/reference/cli/ and https://docs.lakefs.io/latest/security/external-principals-aws/
 *
 * @throws NoEndpointError when nothing names a server; NoCredentialsError when there is half of a key pair, or settings are wrong
 */
export async function findConfiguration(
  options: ConnectionOptions = {},
  env: Environment = process.env
): Promise<Configuration> {
  const given = explicitCredentials(options) ?? environmentCredentials(env);
  const endpoint = options.endpoint ?? (env[ENDPOINT] || undefined);
  const file =
    given !== undefined && endpoint !== undefined
      ? {}
      : await readSettings(env);
  const address = endpoint ?? file.endpoint;
  if (address === undefined) {
    throw new NoEndpointError('No lakeFS endpoint was found.', {
      remedy: `Set ${ENDPOINT}, or server.endpoint_url in ~/.lakectl.yaml, or give an endpoint.`
    });
  }
  return {
    endpoint: normalEndpoint(address),
    credentials:
      given ??
      file.credentials ??
      environmentProvider(env) ??
      ({ kind: 'aws-iam' } as const)
  };
}

/** Return an endpoint that ends with `/api/v1`. */
function normalEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new NoCredentialsError(`${text} is no lakeFS endpoint.`, {
      remedy: 'Write it as https://lakefs.example.com.'
    });
  }
  if (url.username || url.password) {
    throw new NoCredentialsError(
      'The lakeFS endpoint must not hold a user name or password.'
    );
  }
  const path = url.pathname.replace(/(?<!\/)\/+$/, '');
  return `${url.origin}${path.endsWith('/api/v1') ? path : `${path}/api/v1`}`;
}

function explicitCredentials(
  options: ConnectionOptions
): Credentials | undefined {
  const { accessKeyId, secretAccessKey, awsIam } = options;
  if (accessKeyId !== undefined || secretAccessKey !== undefined) {
    return keyPair(
      ['accessKeyId', accessKeyId],
      ['secretAccessKey', secretAccessKey]
    );
  }
  const token = options.token ?? options.sessionToken;
  if (token !== undefined) {
    return { kind: 'token', token };
  }
  return awsIam === undefined
    ? undefined
    : { kind: 'aws-iam', ...(awsIam === true ? {} : awsIam) };
}

function environmentCredentials(env: Environment): Credentials | undefined {
  if (env[TOKEN]) {
    return { kind: 'token', token: env[TOKEN] };
  }
  const keyName = KEY_NAMES.find(name => env[name]);
  const secretName = SECRET_NAMES.find(name => env[name]);
  if (keyName === undefined && secretName === undefined) {
    return undefined;
  }
  return keyPair(
    [keyName ?? KEY_NAMES[0], keyName && env[keyName]],
    [secretName ?? SECRET_NAMES[0], secretName && env[secretName]]
  );
}

function keyPair(
  [keyName, key]: [string, string | undefined],
  [secretName, secret]: [string, string | undefined]
): Credentials {
  if (!key || !secret) {
    const [there, missing] = key
      ? [keyName, secretName]
      : [secretName, keyName];
    throw new NoCredentialsError(
      `${there} is set, and ${missing} is not: a lakeFS access key needs both.`
    );
  }
  return { kind: 'keys', accessKeyId: key, secretAccessKey: secret };
}

function environmentProvider(env: Environment): Credentials | undefined {
  const kind = env[`${PROVIDER}_TYPE`];
  if (!kind) {
    return undefined;
  }
  requireAwsIam(kind, `${PROVIDER}_TYPE`);
  const name = `${PROVIDER}_AWS_IAM`;
  return {
    kind: 'aws-iam',
    tokenSeconds: seconds(
      env[`${name}_TOKEN_TTL_SECONDS`],
      `${name}_TOKEN_TTL_SECONDS`
    ),
    presignedSeconds: seconds(
      env[`${name}_PRESIGNED_URL_TTL_SECONDS`],
      `${name}_PRESIGNED_URL_TTL_SECONDS`
    ),
    headers: headersOf(env[`${name}_TOKEN_REQUEST_HEADERS`], name)
  };
}

function headersOf(
  text: string | undefined,
  name: string
): Record<string, string> | undefined {
  if (!text) {
    return undefined;
  }
  try {
    return textMap(JSON.parse(text), name);
  } catch (error) {
    throw new NoCredentialsError(
      `${name}_TOKEN_REQUEST_HEADERS is no JSON object of texts.`,
      { cause: error }
    );
  }
}

function requireAwsIam(kind: unknown, where: string): void {
  if (kind !== 'aws_iam') {
    throw new NoCredentialsError(
      `${where}: there is no provider of credentials ${JSON.stringify(kind)}.`,
      { remedy: 'The one that is known is aws_iam.' }
    );
  }
}

function seconds(value: unknown, where: string): number | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  const count = Number(value);
  if (!Number.isInteger(count) || count <= 0) {
    throw new NoCredentialsError(
      `${where} must be a whole number of seconds, not ${String(value)}.`
    );
  }
  return count;
}

interface FileFacts {
  endpoint?: string;
  credentials?: Credentials;
}

async function readSettings(env: Environment): Promise<FileFacts> {
  const named = env.LAKECTL_CONFIG_FILE;
  const path =
    named || join(env.HOME ?? env.USERPROFILE ?? homedir(), '.lakectl.yaml');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && !named) {
      return {};
    }
    throw new NoCredentialsError(`${path} could not be read (${code}).`, {
      cause: error,
      remedy: named ? 'LAKECTL_CONFIG_FILE names it.' : undefined
    });
  }
  const { parse } = await import('yaml');
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    // The parser quotes the line, which may be a secret's.
    throw new NoCredentialsError(`${path} is no valid YAML.`);
  }
  return value === null || value === undefined ? {} : fileFacts(value, path);
}

function fileFacts(value: unknown, path: string): FileFacts {
  const root = map(value, path);
  const server = map(root.server ?? {}, `${path}: server`);
  const given = map(root.credentials ?? {}, `${path}: credentials`);
  const facts: FileFacts = {};
  if (server.endpoint_url !== undefined && server.endpoint_url !== '') {
    facts.endpoint = text(server.endpoint_url, `${path}: server.endpoint_url`);
  }
  const key = given.access_key_id;
  const secret = given.secret_access_key;
  if (key || secret) {
    facts.credentials = keyPair(
      [`${path}: credentials.access_key_id`, key ? text(key, path) : undefined],
      [
        `${path}: credentials.secret_access_key`,
        secret ? text(secret, path) : undefined
      ]
    );
    return facts;
  }
  const provider = map(given.provider ?? {}, `${path}: credentials.provider`);
  if (provider.type !== undefined && provider.type !== '') {
    const where = `${path}: credentials.provider`;
    requireAwsIam(provider.type, `${where}.type`);
    const iam = map(provider.aws_iam ?? {}, `${where}.aws_iam`);
    facts.credentials = {
      kind: 'aws-iam',
      tokenSeconds: seconds(
        iam.token_ttl_seconds,
        `${where}.aws_iam.token_ttl_seconds`
      ),
      presignedSeconds: seconds(
        iam.url_presign_ttl_seconds,
        `${where}.aws_iam.url_presign_ttl_seconds`
      ),
      headers: iam.token_request_headers
        ? textMap(
            iam.token_request_headers,
            `${where}.aws_iam.token_request_headers`
          )
        : undefined
    };
  }
  return facts;
}

function map(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new NoCredentialsError(`${where} must be a map.`);
  }
  return Object.fromEntries(Object.entries(value));
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') {
    throw new NoCredentialsError(`${where} must be text.`);
  }
  return value;
}

function textMap(value: unknown, where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map(value, where)).map(([name, each]) => [
      name,
      text(each, `${where}.${name}`)
    ])
  );
}
