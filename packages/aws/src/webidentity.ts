import { fromTokenFile } from '@aws-sdk/credential-providers';
import { DEFAULT_SESSION_NAME, type AwsBaseSource } from '@glueflow/contract';
import { AwsError, isAbort } from './error.js';
import type { AwsCredentials } from './given.js';

type WebIdentity = Extract<AwsBaseSource, { kind: 'web-identity' }>;

/**
 * Return the credentials of a role for the token that an identity provider keeps in a file; the file is read anew each time.
 *
 * No error holds the token: AWS repeats it in some of its messages, so that none of them is passed on.
 *
 * Source: AWS STS API, AssumeRoleWithWebIdentity.
 *
 * @param place - The region and endpoint of AWS STS.
 * @throws AwsError `no-credentials` when there is no token, or AWS does not take it; `unreachable` when AWS can't be asked
 */
export async function webIdentityCredentials(
  source: WebIdentity,
  place: { region: string; endpoint?: string }
): Promise<AwsCredentials> {
  const { roleArn, tokenFile, sessionName } = source;
  try {
    return await fromTokenFile({
      roleArn,
      webIdentityTokenFile: tokenFile,
      roleSessionName: sessionName || DEFAULT_SESSION_NAME,
      clientConfig: place
    })();
  } catch (error) {
    throw isAbort(error) ? error : explain(error, source, place.endpoint);
  }
}

/** Codes of the system's errors about the file itself. */
const FILE_CODES: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'is not there'],
  ['EACCES', 'may not be read by you'],
  ['EISDIR', 'is a folder'],
  ['ENOTDIR', 'is not there']
]);

/** What is wrong by the names of AWS's errors, for the end of “The token in FILE …”. */
const REFUSALS: ReadonlyMap<string, string> = new Map([
  [
    'ExpiredTokenException',
    'has expired. Get a new one from your identity provider.'
  ],
  [
    'InvalidIdentityTokenException',
    "is not one AWS knows. Check that the account has the token's issuer as an identity provider (IAM, OpenID Connect)."
  ],
  [
    'IDPRejectedClaimException',
    'was refused by its identity provider. Get a new one there.'
  ],
  [
    'IDPCommunicationErrorException',
    'could not be checked: AWS did not reach its identity provider. Try again later.'
  ],
  [
    'ValidationError',
    'is no token. Name the file that your identity provider writes.'
  ]
]);

function explain(
  error: unknown,
  { roleArn, tokenFile }: WebIdentity,
  endpoint: string | undefined
): AwsError {
  const { name = '', code = '' } = error as { name?: string; code?: string };
  const file = FILE_CODES.get(code);
  if (file !== undefined) {
    return new AwsError(
      'no-credentials',
      `The token file ${tokenFile} ${file}. Name the file that your identity provider writes.`
    );
  }
  if (/AccessDenied/.test(name)) {
    return new AwsError(
      'no-credentials',
      `The role ${roleArn} does not accept the token in ${tokenFile}. Check the role's trust policy: sts:AssumeRoleWithWebIdentity for the token's issuer, audience and subject.`
    );
  }
  const refusal =
    REFUSALS.get(name) ?? REFUSALS.get(`${name}Exception`) ?? undefined;
  if (refusal !== undefined) {
    return new AwsError(
      'no-credentials',
      `The token in ${tokenFile} ${refusal}`
    );
  }
  return /^E[A-Z]+$/.test(code) || /Timeout|Networking/.test(name)
    ? new AwsError(
        'unreachable',
        `${endpoint ?? 'AWS'} cannot be reached (${code || name}). Check the network, the proxy and the region's name.`
      )
    : new AwsError(
        'no-credentials',
        `AWS gives no credentials of ${roleArn} for the token in ${tokenFile} (${name || 'no reason given'}).`
      );
}
