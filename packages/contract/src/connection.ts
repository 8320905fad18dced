import type { FromSchema, ObjectSchema, Schema } from './schema.js';

/** The session name of a role when a connection has none. */
export const DEFAULT_SESSION_NAME = 'glueflow';

/** What `x-credentials` says of a kind of credentials, beside its schema. */
export interface CredentialAnnotation {
  /** What it is, in a few words; `{field}` stands for the value of a field. */
  summary: string;
  /** What the form of a new connection calls it; absent: it is not offered there by itself. */
  choice?: string;
}

/** What `x-field` says of a field of a connection. */
export interface FieldAnnotation {
  /** `variable`: the name of an environment variable, never what it holds; `path`: likewise of a file. */
  format?: 'variable' | 'path' | 'region' | 'endpoint';
  /** Its option of `glueflow connections add`. */
  option?: { flags: string; description: string };
  /** What the form of a new connection shows in an empty field. */
  placeholder?: string;
}

const TEXT = { type: 'string', minLength: 1 } as const;
const VARIABLE = {
  type: 'string',
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$'
} as const;
const PROFILE = {
  title: 'Profile',
  ...TEXT,
  'x-field': {
    option: {
      flags: '--profile <name>',
      description: 'profile of ~/.aws/config'
    }
  }
} as const;
const ROLE = {
  title: 'Role ARN',
  description: 'Such as arn:aws:iam::123456789012:role/data-reader.',
  type: 'string',
  pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$',
  'x-field': {
    placeholder: 'arn:aws:iam::123456789012:role/data-engineer',
    option: { flags: '--role-arn <arn>', description: 'role to assume' }
  }
} as const;
const SESSION_NAME = {
  title: 'Session name',
  description: '2 to 64 letters, digits and _+=,.@-',
  type: 'string',
  pattern: '^[A-Za-z0-9_+=,.@-]{2,64}$',
  default: DEFAULT_SESSION_NAME,
  'x-field': {
    option: {
      flags: '--session-name <name>',
      description: 'name of the role session'
    }
  }
} as const;

/**
 * Where credentials come from that need no others: one schema for each kind. A connection is kept in the person's settings, never in a
 * document, and holds no secret: keys are named by the environment variables that hold them, or typed for the session.
 */
export const BASE_SOURCES = [
  {
    title: 'Default credentials',
    type: 'object',
    properties: { kind: { const: 'default' } },
    required: ['kind'],
    additionalProperties: false,
    'x-credentials': {
      summary: 'default credentials',
      choice: 'Default credentials'
    }
  },
  {
    title: 'Environment variables',
    type: 'object',
    properties: { kind: { const: 'environment' } },
    required: ['kind'],
    additionalProperties: false,
    'x-credentials': {
      summary: 'environment variables',
      choice: 'Keys of the environment'
    }
  },
  {
    title: 'Named profile',
    type: 'object',
    properties: { kind: { const: 'profile' }, profile: PROFILE },
    required: ['kind', 'profile'],
    additionalProperties: false,
    'x-credentials': { summary: 'profile {profile}', choice: 'Named profile' }
  },
  {
    title: 'AWS SSO (IAM Identity Center)',
    description:
      'Profile with an SSO session, as `aws configure sso` makes it.',
    type: 'object',
    properties: { kind: { const: 'sso' }, profile: PROFILE },
    required: ['kind', 'profile'],
    additionalProperties: false,
    'x-credentials': {
      summary: 'SSO profile {profile}',
      choice: 'AWS SSO (IAM Identity Center)'
    }
  },
  // AWS SDKs and Tools reference guide, "Assume role credential provider", web identity.
  {
    title: 'Web identity',
    description:
      'A role, assumed with the token that an identity provider keeps in a file (OpenID Connect: a build server, Kubernetes).',
    type: 'object',
    properties: {
      kind: { const: 'web-identity' },
      roleArn: ROLE,
      tokenFile: {
        title: 'Token file',
        description:
          'The absolute path of the file that holds the token; the file is read whenever credentials are needed.',
        type: 'string',
        // A token typed in place of the path begins with neither.
        pattern: '^(/|[A-Za-z]:[/\\\\])',
        'x-field': {
          format: 'path',
          placeholder: '/var/run/secrets/token',
          option: {
            flags: '--web-identity-token-file <path>',
            description:
              "file with an identity provider's token, which gives the credentials of --role-arn"
          }
        }
      },
      sessionName: SESSION_NAME
    },
    required: ['kind', 'roleArn', 'tokenFile'],
    additionalProperties: false,
    'x-credentials': {
      summary: 'role {roleArn} by the token in {tokenFile}',
      choice: 'Web identity (a token in a file)'
    }
  },
  {
    title: 'Access keys in environment variables',
    type: 'object',
    properties: {
      kind: { const: 'keys' },
      keys: { const: 'variables' },
      accessKeyIdVariable: {
        title: 'Variable of the access key id',
        default: 'AWS_ACCESS_KEY_ID',
        ...VARIABLE,
        'x-field': { format: 'variable' }
      },
      secretAccessKeyVariable: {
        title: 'Variable of the secret access key',
        default: 'AWS_SECRET_ACCESS_KEY',
        ...VARIABLE,
        'x-field': { format: 'variable' }
      },
      sessionTokenVariable: {
        title: 'Variable of the session token',
        ...VARIABLE,
        'x-field': { format: 'variable' }
      }
    },
    required: [
      'kind',
      'keys',
      'accessKeyIdVariable',
      'secretAccessKeyVariable'
    ],
    additionalProperties: false,
    'x-credentials': {
      summary: 'keys in {accessKeyIdVariable}, {secretAccessKeyVariable}',
      choice: 'Keys in variables of other names'
    }
  },
  {
    title: 'Access keys typed for this session',
    type: 'object',
    properties: { kind: { const: 'keys' }, keys: { const: 'session' } },
    required: ['kind', 'keys'],
    additionalProperties: false,
    'x-credentials': { summary: 'keys typed for the session' }
  }
] as const satisfies readonly CredentialSchema[];

/** A role that credentials of another kind assume. */
export const ASSUME_ROLE = {
  title: 'Assumed role',
  type: 'object',
  properties: {
    kind: { const: 'assume-role' },
    roleArn: ROLE,
    externalId: {
      title: 'External id',
      ...TEXT,
      'x-field': {
        option: {
          flags: '--external-id <id>',
          description: 'external id the role asks for'
        }
      }
    },
    sessionName: SESSION_NAME,
    source: { title: 'Credentials that assume the role', oneOf: BASE_SOURCES }
  },
  required: ['kind', 'roleArn', 'source'],
  additionalProperties: false,
  'x-credentials': { summary: 'role {roleArn}' }
} as const satisfies CredentialSchema;

/** What every connection may have beside its credentials. */
export const CONNECTION_PLACE = {
  region: {
    title: 'Region',
    description: 'Such as eu-west-1.',
    ...TEXT,
    'x-field': {
      format: 'region',
      placeholder: 'As the profile or the environment says'
    }
  },
  endpoint: {
    title: 'Endpoint',
    description: "Another endpoint than AWS's, such as http://127.0.0.1:5000.",
    ...TEXT,
    'x-field': { format: 'endpoint' }
  },
  pathStyle: {
    title: 'Path-style addresses',
    description:
      'Put the bucket in the path; most endpoints but AWS’s need it.',
    type: 'boolean'
  }
} as const satisfies Readonly<Record<string, Schema>>;

/** The schema of a kind of credentials. */
export type CredentialSchema = ObjectSchema & {
  readonly 'x-credentials': CredentialAnnotation;
};

/** A source of credentials that assumes no role of others. */
export type AwsBaseSource = FromSchema<(typeof BASE_SOURCES)[number]>;

/** How a connection finds AWS credentials. */
export type AwsCredentialSource =
  AwsBaseSource | FromSchema<typeof ASSUME_ROLE>;

/** An AWS connection: credentials, region and endpoint. (A "Glue connection" is AWS Glue's own object.) */
export type AwsConnection = AwsCredentialSource & {
  -readonly [K in keyof typeof CONNECTION_PLACE]?: FromSchema<
    (typeof CONNECTION_PLACE)[K]
  >;
};

/** The connections of a person's settings, by name. */
export type AwsConnections = Readonly<Record<string, AwsConnection>>;

/** The schemas of all kinds of credentials. */
export const CREDENTIALS: readonly CredentialSchema[] = [
  ...BASE_SOURCES,
  ASSUME_ROLE
];

/** The JSON Schema of a connection: one branch for each kind of credentials, each with the region and endpoint. */
export const CONNECTION: Schema = {
  title: 'AWS connection',
  oneOf: CREDENTIALS.map(({ properties, ...rest }) => ({
    ...rest,
    properties: { ...properties, ...CONNECTION_PLACE }
  }))
};

/** The kinds of credentials, each once. */
export const CREDENTIAL_KINDS: readonly string[] = [
  ...new Set(CREDENTIALS.map(kindOf))
];

/** Return the kind that a schema of credentials is of. */
export function kindOf({ properties }: CredentialSchema): string {
  return String(properties.kind.const);
}

/** Return the schemas of a kind: more than one where a second constant tells them apart. */
export function credentialsOf(kind: string): CredentialSchema[] {
  return CREDENTIALS.filter(schema => kindOf(schema) === kind);
}

/**
 * Return the schema of a value's credentials by its constants, undefined when it is of no known kind.
 *
 * @example
 * credentialSchema({ kind: 'keys', keys: 'session' })?.title // 'Access keys typed for this session'
 */
export function credentialSchema(
  value: Readonly<Record<string, unknown>>
): CredentialSchema | undefined {
  return CREDENTIALS.find(({ properties }) =>
    Object.entries(properties).every(
      ([name, part]) => part.const === undefined || value[name] === part.const
    )
  );
}

/** Return what a connection is in a few words, such as “SSO profile dev”; never a secret, since it holds none. */
export function describeConnection(connection: AwsConnection): string {
  const fields: Readonly<Record<string, unknown>> = connection;
  const summary = credentialSchema(fields)?.['x-credentials'].summary;
  return (summary ?? connection.kind).replace(/\{(\w+)\}/g, (_, name: string) =>
    String(fields[name] ?? '')
  );
}

/** Return what a field of a connection says of itself. */
export function fieldAnnotation(schema: Schema): FieldAnnotation {
  return (schema['x-field'] ?? {}) as FieldAnnotation;
}

/** Return the fields that a person fills in for a kind of credentials, by name: those that are no constants. */
export function credentialFields({
  properties
}: CredentialSchema): [string, Schema][] {
  return Object.entries(properties).filter(
    ([, part]) => part.const === undefined && part.oneOf === undefined
  );
}
