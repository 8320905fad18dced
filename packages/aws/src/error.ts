import { profileToLogIn, type Environment } from './profile.js';

/** What kind of thing went wrong between us and AWS. */
export type AwsErrorKind =
  | 'sso-expired'
  | 'profile-missing'
  | 'no-credentials'
  | 'wrong-account'
  | 'no-region'
  | 'usage'
  | 'access-denied'
  | 'throttled'
  | 'unreachable'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'other';

const EXIT_CODES: Readonly<Record<AwsErrorKind, number>> = {
  'sso-expired': 3,
  'profile-missing': 3,
  'no-credentials': 3,
  'wrong-account': 3,
  'no-region': 2,
  usage: 2,
  'access-denied': 1,
  throttled: 1,
  unreachable: 1,
  'not-found': 1,
  conflict: 1,
  invalid: 1,
  other: 1
};

/** An error of AWS, its credentials or its settings, whose message says what to do. Never holds a secret. */
export class AwsError extends Error {
  constructor(
    readonly kind: AwsErrorKind,
    message: string,
    options: { cause?: unknown } = {}
  ) {
    super(message, options);
    this.name = 'AwsError';
  }

  /** The status a command ends with: 1 refused by AWS, 2 wrong usage, 3 credentials. */
  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}

/** What was being done when an error came. */
export interface ErrorContext {
  /** The profile in use, where one is. */
  profile?: string;
  /** The permission needed, such as `glue:GetTable`. */
  action?: string;
  /** What it was about, in words or as an ARN: `table nycflights.flights`. */
  resource?: string;
  /** The endpoint, when it is not AWS's own. */
  endpoint?: string;
  /** Default: this process's. */
  env?: Environment;
}

/** The parts of an error of the AWS SDK that tell what it is. */
interface SdkError {
  name: string;
  message: string;
  code?: string;
  status?: number;
}

const EXPIRED = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired'
]);
const BAD_KEYS = new Set([
  'AuthFailure',
  'IncompleteSignature',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException'
]);
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'Forbidden',
  'UnauthorizedOperation',
  '403'
]);
const THROTTLED = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'TooManyRequestsException'
]);
const CONFLICTS = new Set([
  'AlreadyExistsException',
  'ConcurrentModificationException',
  'ConcurrentRunsExceededException',
  'IdempotentParameterMismatchException',
  'BucketAlreadyExists'
]);
const INVALID = new Set([
  'InvalidInputException',
  'InvalidParameterException',
  'ValidationException',
  'ResourceNumberLimitExceededException'
]);
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
]);

/** True for what an aborted request throws: that is no error of AWS. */
export function isAbort(error: unknown): boolean {
  return describe(error).name === 'AbortError';
}

/** The code of an error, as AWS names it (`EntityNotFoundException`). */
export function errorCode(error: unknown): string {
  return describe(error).name;
}

/**
 * What an error of the AWS SDK (or of finding credentials) means and what to do about it. An `AwsError` comes back as it is.
 */
export function explainAwsError(
  error: unknown,
  context: ErrorContext = {}
): AwsError {
  if (error instanceof AwsError) {
    return error;
  }
  const found = describe(error);
  const make = (kind: AwsErrorKind, message: string) =>
    new AwsError(kind, message, { cause: error });
  return (
    explainCredentials(found, context, make) ??
    explainReply(found, context, make) ??
    make('other', `${doing(context)}${found.message} (${found.name})`)
  );
}

type Make = (kind: AwsErrorKind, message: string) => AwsError;

function explainCredentials(
  error: SdkError,
  context: ErrorContext,
  make: Make
): AwsError | undefined {
  const { name, message } = error;
  const env = context.env ?? process.env;
  const profile = context.profile ?? env.AWS_PROFILE ?? 'default';
  const login = () => quote(profileToLogIn(profile, env));
  const ofChain =
    name === 'CredentialsProviderError' || name === 'TokenProviderError';
  if (
    (ofChain && /\bSSO\b|aws sso login|UnauthorizedException/.test(message)) ||
    name === 'UnauthorizedException'
  ) {
    return make(
      'sso-expired',
      `The SSO session for profile ${profile} has expired or was never started. Run: aws sso login --profile ${login()}`
    );
  }
  if (ofChain && /aws login/.test(message)) {
    return make(
      'sso-expired',
      `The session of profile ${profile} has expired. Run: aws login`
    );
  }
  if (ofChain && /MFA|multi-factor/i.test(message)) {
    return make(
      'no-credentials',
      `Profile ${profile} asks for an MFA code, which cannot be typed here. Get session keys (aws sts get-session-token) or use SSO.`
    );
  }
  if (ofChain) {
    return make(
      'no-credentials',
      context.profile === undefined
        ? 'No AWS credentials were found. Name a profile, log in with aws sso login --profile NAME, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.'
        : `The credentials of profile ${profile} cannot be used: ${message}`
    );
  }
  if (EXPIRED.has(name)) {
    return make(
      'sso-expired',
      context.profile === undefined && env.AWS_PROFILE === undefined
        ? 'The session of these AWS keys has expired. Get new keys.'
        : `The session of profile ${profile} has expired. Run aws sso login --profile ${login()}, or get new keys.`
    );
  }
  if (BAD_KEYS.has(name)) {
    return make(
      'no-credentials',
      `AWS does not accept these credentials (${name}). Check the access key, the secret key and this machine's clock.`
    );
  }
  if (/^Region is missing/.test(message)) {
    return make('no-region', NO_REGION);
  }
  return undefined;
}

/** Said when no region is found. */
export const NO_REGION =
  'No AWS region is set. Set one in the connection, in the profile (aws configure set region REGION), or in AWS_REGION.';

function explainReply(
  error: SdkError,
  context: ErrorContext,
  make: Make
): AwsError | undefined {
  const { name, message, status } = error;
  const about = context.resource ? ` on ${context.resource}` : '';
  if (DENIED.has(name) || (status === 403 && name.startsWith('Unknown'))) {
    const action =
      /not authorized to perform: ([\w:*-]+)/.exec(message)?.[1] ??
      context.action;
    const resource = /on resource: (\S+)/.exec(message)?.[1];
    if (action === 'iam:PassRole') {
      return make(
        'access-denied',
        `You may not give AWS Glue the role ${resource ?? ''}. Ask for iam:PassRole on it (condition iam:PassedToService = glue.amazonaws.com).`
      );
    }
    const place = resource === undefined ? about : ` on ${resource}`;
    return make(
      'access-denied',
      `Access denied: ${action ?? 'this call'}${place}. Ask for that permission, or use other credentials.`
    );
  }
  if (THROTTLED.has(name) || status === 429) {
    return make(
      'throttled',
      `${doing(context)}AWS is busy (${name}), also after several attempts. Try again later.`
    );
  }
  if (
    NETWORK.has(error.code ?? '') ||
    name === 'TimeoutError' ||
    name === 'NetworkingError'
  ) {
    const place = context.endpoint ?? 'AWS';
    const hint =
      context.endpoint === undefined
        ? "Check the network, the proxy and the region's name."
        : 'Is it running? (The sandbox: glueflow sandbox start)';
    return make(
      'unreachable',
      `${place} cannot be reached (${error.code ?? name}). ${hint}`
    );
  }
  if (name === 'NoSuchBucket') {
    const resource = context.resource ?? 'The bucket';
    const bucket = /^(?:the )?bucket (\S+)$/i.exec(resource)?.[1] ?? 'BUCKET';
    return make(
      'not-found',
      `${upper(resource)} does not exist. Name another bucket, or make it: aws s3 mb s3://${bucket}`
    );
  }
  if (
    name === 'EntityNotFoundException' ||
    name === 'ResourceNotFoundException' ||
    name === 'NoSuchKey' ||
    name === 'NotFound' ||
    status === 404
  ) {
    const resource = context.resource ?? 'It';
    const more = saysNoMore(message, context.resource) ? '' : ` ${message}`;
    return make('not-found', `${upper(resource)} does not exist.${more}`);
  }
  if (name === 'ConcurrentRunsExceededException') {
    return make(
      'conflict',
      `${upper(context.resource ?? 'the job')} already runs as often as it may. Wait for its runs to end, or raise its concurrent runs (or switch queuing on) and deploy again.`
    );
  }
  if (CONFLICTS.has(name)) {
    return make('conflict', `${doing(context)}${message} (${name})`);
  }
  if (INVALID.has(name)) {
    return make('invalid', `AWS refused it: ${message} (${name})`);
  }
  return undefined;
}

function describe(error: unknown): SdkError {
  // Not instanceof: an error may come from another realm.
  if (typeof error !== 'object' || error === null) {
    return { name: 'Error', message: String(error) };
  }
  const { name, message, code, $metadata, errors } = error as {
    name?: unknown;
    message?: unknown;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
    errors?: readonly { code?: unknown }[];
  };
  // A name with several addresses fails with one error for each.
  const first =
    code ??
    errors?.[0]?.code ??
    // The SDK wraps errors it does not take for errors, and keeps their text alone.
    /^AWS SDK error wrapper.*\b(E[A-Z_]{4,})\b/.exec(String(message))?.[1];
  return {
    name: String(name ?? 'Error'),
    message: withoutCommand(String(message ?? error)),
    ...(typeof first === 'string' ? { code: first } : {}),
    ...($metadata?.httpStatusCode === undefined
      ? {}
      : { status: $metadata.httpStatusCode })
  };
}

/**
 * Leave out the command line of a profile's `credential_process` that failed, and what it printed: either may hold secrets. Node's
 * `exec` puts both into the message.
 */
function withoutCommand(message: string): string {
  return message.includes('Command failed: ')
    ? 'its credential_process failed. Run that command by itself to see why.'
    : message;
}

/** True for a reply that only says again that the resource is not there: `Job flights not found.` of `job flights`. */
function saysNoMore(message: string, resource: string | undefined): boolean {
  if (resource === undefined) {
    return false;
  }
  if (/^entity not found\b/i.test(message)) {
    return true;
  }
  const [, kind, name] =
    /^(job run|\w+) (\S+) not found\.?$/i.exec(message) ?? [];
  const [ownKind, ...words] = resource.split(' ');
  return (
    kind?.split(' ').at(-1)?.toLowerCase() === ownKind &&
    (words.includes(name) || words[0].endsWith(`.${name}`))
  );
}

function doing(context: ErrorContext): string {
  if (context.action === undefined) {
    return '';
  }
  const about = context.resource ? ` on ${context.resource}` : '';
  return `${context.action}${about}: `;
}

function upper(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** A word for a shell, quoted where it must be. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word)
    ? word
    : `'${word.replace(/'/g, `'"'"'`)}'`;
}
