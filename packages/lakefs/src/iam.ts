import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { AwsIamOptions } from './config.js';
import { NoCredentialsError } from './error.js';

/** Credentials of AWS, as its SDK gives them. */
interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** SHA-256 as the signer takes it. */
class Sha256 {
  constructor(
    private readonly _secret?: string | ArrayBuffer | ArrayBufferView
  ) {
    this._hash = this._new();
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this._hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return this._hash.digest();
  }

  reset(): void {
    this._hash = this._new();
  }

  private _new(): Hash | Hmac {
    const secret = this._secret;
    return secret === undefined
      ? createHash('sha256')
      : createHmac(
          'sha256',
          typeof secret === 'string' ? secret : bytesOf(secret)
        );
  }

  private _hash: Hash | Hmac;
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

/**
 * Make the identity token of a login with the machine's AWS IAM role: a signed request for GetCallerIdentity that lakeFS sends to AWS STS.
 *
 * Source: https://docs.lakefs.io/latest/security/external-principals-aws/ and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @param host - The server's host name; the token is good for it alone.
 * @throws NoCredentialsError when this machine has no AWS credentials
 */
export async function identityToken(
  host: string,
  options: AwsIamOptions,
  env: Readonly<Record<string, string | undefined>> = process.env
): Promise<string> {
  const keys = await machineKeys();
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || 'us-east-1';
  const seconds = options.presignedSeconds ?? 60;
  const address = `sts.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const signer = new SignatureV4({
    service: 'sts',
    region,
    credentials: keys,
    sha256: Sha256
  });
  const signed = await signer.presign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: address,
      path: '/',
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: {
        host: address,
        ...(options.headers ?? { 'X-LakeFS-Server-ID': host })
      }
    },
    { expiresIn: seconds }
  );
  const query = signed.query ?? {};
  const part = (name: string): string => String(query[name] ?? '');
  const identity = {
    method: 'POST',
    host: address,
    region,
    action: 'GetCallerIdentity',
    date: part('X-Amz-Date'),
    expiration_duration: part('X-Amz-Expires'),
    access_key_id: part('X-Amz-Credential').split('/')[0],
    signature: part('X-Amz-Signature'),
    signed_headers: part('X-Amz-SignedHeaders').split(';'),
    version: '2011-06-15',
    algorithm: part('X-Amz-Algorithm'),
    security_token: keys.sessionToken ?? null
  };
  return Buffer.from(JSON.stringify(identity)).toString('base64');
}

async function machineKeys(): Promise<AwsKeys> {
  const { fromNodeProviderChain } =
    await import('@aws-sdk/credential-providers');
  try {
    return await fromNodeProviderChain()();
  } catch (error) {
    throw new NoCredentialsError(
      'No lakeFS credentials were found: none were given, LAKECTL_CREDENTIALS_ACCESS_KEY_ID is not set, ~/.lakectl.yaml has none, and this machine has no AWS credentials to log in with.',
      {
        cause: error,
        remedy:
          'Set LAKECTL_CREDENTIALS_ACCESS_KEY_ID and LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY, or run: lakectl config.'
      }
    );
  }
}
