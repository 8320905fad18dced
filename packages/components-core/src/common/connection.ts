import { REGION_PATTERN } from '@glueflow/components-manager';

/**
 * How a connection finds AWS credentials. What it is stands in the person's settings, never in a document; no kind holds a secret.
 *
 * `keys` names the environment variables that hold the keys, or says that they are typed for the session: then they stand in a
 * `SessionKeys`, which can't be written anywhere.
 */
export type AwsCredentialSource =
  | { kind: 'default' }
  | { kind: 'environment' }
  | { kind: 'profile'; profile: string }
  | { kind: 'sso'; profile: string }
  | ({ kind: 'keys' } & KeySource)
  | {
      kind: 'assume-role';
      roleArn: string;
      externalId?: string;
      sessionName?: string;
      /** Whose credentials assume the role. */
      source: AwsBaseSource;
    };

/** A source of credentials that assumes no role. */
export type AwsBaseSource = Exclude<
  AwsCredentialSource,
  { kind: 'assume-role' }
>;

/** Where access keys are: in environment variables, by name, or typed for the session. */
export type KeySource =
  | {
      keys: 'variables';
      accessKeyIdVariable: string;
      secretAccessKeyVariable: string;
      sessionTokenVariable?: string;
    }
  | { keys: 'session' };

/** An AWS connection: credentials, region and endpoint. (A "Glue connection" is AWS Glue's own object.) */
export type AwsConnection = AwsCredentialSource & {
  region?: string;
  /** Another endpoint than AWS's, such as the sandbox's. */
  endpoint?: string;
  /** Buckets in the path instead of the host name. */
  pathStyle?: boolean;
};

/** The connections of a person's settings, by name. */
export type AwsConnections = Readonly<Record<string, AwsConnection>>;

/**
 * Access keys typed for the session, held in memory only.
 *
 * The secret is out of reach of JSON, spreading, cloning and printing; `reveal` gives it to the one place that signs requests.
 */
export class SessionKeys {
  constructor(
    readonly accessKeyId: string,
    secretAccessKey: string,
    sessionToken?: string
  ) {
    this.#secretAccessKey = secretAccessKey;
    this.#sessionToken = sessionToken;
    Object.freeze(this);
  }

  /** The keys as an AWS client takes them. */
  reveal(): {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  } {
    return {
      accessKeyId: this.accessKeyId,
      secretAccessKey: this.#secretAccessKey,
      ...(this.#sessionToken === undefined
        ? {}
        : { sessionToken: this.#sessionToken })
    };
  }

  /** Nothing: JSON leaves the keys out. */
  toJSON(): undefined {
    return undefined;
  }

  /** A word that tells nothing. */
  toString(): string {
    return '[access keys]';
  }

  readonly #secretAccessKey: string;
  readonly #sessionToken: string | undefined;
}

const TEXT = { type: 'string', minLength: 1 };
const VARIABLE = { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' };

/** The JSON Schema parts of each source of credentials but assume-role. */
const BASE_SOURCES = [
  {
    title: 'Default credentials',
    properties: { kind: { const: 'default' } },
    required: ['kind']
  },
  {
    title: 'Environment variables',
    properties: { kind: { const: 'environment' } },
    required: ['kind']
  },
  {
    title: 'Named profile',
    properties: {
      kind: { const: 'profile' },
      profile: { title: 'Profile', ...TEXT }
    },
    required: ['kind', 'profile']
  },
  {
    title: 'AWS SSO (IAM Identity Center)',
    properties: {
      kind: { const: 'sso' },
      profile: {
        title: 'Profile',
        description:
          'Profile with an SSO session, as `aws configure sso` makes it.',
        ...TEXT
      }
    },
    required: ['kind', 'profile']
  },
  {
    title: 'Access keys in environment variables',
    properties: {
      kind: { const: 'keys' },
      keys: { const: 'variables' },
      accessKeyIdVariable: {
        title: 'Variable of the access key id',
        default: 'AWS_ACCESS_KEY_ID',
        ...VARIABLE
      },
      secretAccessKeyVariable: {
        title: 'Variable of the secret access key',
        default: 'AWS_SECRET_ACCESS_KEY',
        ...VARIABLE
      },
      sessionTokenVariable: {
        title: 'Variable of the session token',
        ...VARIABLE
      }
    },
    required: ['kind', 'keys', 'accessKeyIdVariable', 'secretAccessKeyVariable']
  },
  {
    title: 'Access keys typed for this session',
    properties: { kind: { const: 'keys' }, keys: { const: 'session' } },
    required: ['kind', 'keys']
  }
];

const ASSUME_ROLE = {
  title: 'Assumed role',
  properties: {
    kind: { const: 'assume-role' },
    roleArn: {
      title: 'Role ARN',
      type: 'string',
      description: 'Such as arn:aws:iam::123456789012:role/data-reader.',
      pattern: '^arn:aws[a-z-]*:iam::\\d{12}:role/.+$'
    },
    externalId: { title: 'External id', ...TEXT },
    sessionName: {
      title: 'Session name',
      type: 'string',
      description: '2 to 64 letters, digits and _+=,.@-',
      pattern: '^[\\w+=,.@-]{2,64}$',
      default: 'glueflow'
    },
    source: {
      title: 'Credentials that assume the role',
      type: 'object',
      oneOf: BASE_SOURCES,
      unevaluatedProperties: false
    }
  },
  required: ['kind', 'roleArn', 'source']
};

/** The JSON Schema of a connection, for settings and their forms: no secret has a place in it. */
export const CONNECTION_SCHEMA = {
  title: 'AWS connection',
  type: 'object',
  properties: {
    region: {
      title: 'Region',
      description: 'Such as eu-west-1.',
      type: 'string',
      pattern: REGION_PATTERN
    },
    endpoint: {
      title: 'Endpoint',
      description:
        "Another endpoint than AWS's, such as http://127.0.0.1:5000.",
      type: 'string',
      pattern: '^https?://[^\\s/]+'
    },
    pathStyle: {
      title: 'Path-style addresses',
      description:
        'Put the bucket in the path; most endpoints but AWS’s need it.',
      type: 'boolean'
    }
  },
  oneOf: [...BASE_SOURCES, ASSUME_ROLE],
  unevaluatedProperties: false
};
