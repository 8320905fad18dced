import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AwsConnection } from '@glueflow/contract';
import {
  credentialProvider,
  type AwsCredentials,
  type ConnectionContext
} from './credentials.js';
import { explainAwsError } from './error.js';

/** A loopback endpoint that hands out a connection's credentials. */
export interface CredentialServer {
  /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  uri: string;
  /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
  token: string;
  /** The variables that make any AWS SDK take its credentials from here; `undefined` ones must be unset, since they would win. */
  env: Record<string, string | undefined>;
  /** Stop serving. */
  close(): Promise<void>;
}

/** AWS SDKs renew credentials this long before they expire. */
const RENEW_MILLISECONDS = 15 * 60_000;
const HOUR = 3_600_000;

/**
 * Serve a connection's credentials on 127.0.0.1 in the form of container credentials, renewed before they expire: for programs whose
 * AWS SDK cannot read the connection, such as Spark's S3A with SSO profiles. Who lacks the token gets 403.
 *
 * Rejects with an `AwsError` when there are no credentials now.
 *
 * Source: AWS SDKs and Tools reference guide, "Container credential provider".
 */
export async function startCredentialServer(
  connection: AwsConnection,
  context: ConnectionContext = {}
): Promise<CredentialServer> {
  const provide = renewing(credentialProvider(connection, context));
  await provide();
  const token = randomBytes(32).toString('base64url');
  const server = createServer((request, response) => {
    const reply = (status: number, body: object) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store'
      });
      response.end(JSON.stringify(body));
    };
    if (!authorized(request, token)) {
      reply(403, { Code: 'AccessDenied', Message: 'Wrong token.' });
    } else if (request.method !== 'GET') {
      reply(405, { Code: 'MethodNotAllowed', Message: 'Use GET.' });
    } else {
      provide().then(
        found => reply(200, facts(found, request)),
        (error: unknown) =>
          reply(500, {
            Code: 'CredentialsError',
            Message: explainAwsError(error).message
          })
      );
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const uri = `http://127.0.0.1:${port}/credentials`;
  return {
    uri,
    token,
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: uri,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined,
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: undefined,
      AWS_ACCESS_KEY_ID: undefined,
      AWS_SECRET_ACCESS_KEY: undefined,
      AWS_SESSION_TOKEN: undefined,
      AWS_PROFILE: undefined,
      AWS_DEFAULT_PROFILE: undefined,
      AWS_WEB_IDENTITY_TOKEN_FILE: undefined,
      AWS_ROLE_ARN: undefined
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      })
  };
}

function authorized(request: IncomingMessage, token: string): boolean {
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(token);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function facts(found: AwsCredentials, request: IncomingMessage): object {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = found;
  // Most SDKs want the field even when keys have no session token; the one for Java would sign with an empty one.
  const java = /aws-sdk-java/i.test(request.headers['user-agent'] ?? '');
  const token = sessionToken ?? (java ? undefined : '');
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(token === undefined ? {} : { Token: token }),
    Expiration: (expiration ?? new Date(Date.now() + HOUR))
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
  };
}

/** Credentials kept until they are about to expire; asked for once however many wait. */
export function renewing(
  provide: () => Promise<AwsCredentials>,
  now: () => number = Date.now
): () => Promise<AwsCredentials> {
  let kept: AwsCredentials | undefined;
  let until = 0;
  let pending: Promise<AwsCredentials> | undefined;
  const renew = async () => {
    try {
      kept = await provide();
      const end = kept.expiration?.getTime();
      // Sessions shorter than the usual notice are used for half of their time.
      until =
        end === undefined
          ? now() + HOUR / 2
          : Math.max(end - RENEW_MILLISECONDS, (now() + end) / 2);
      return kept;
    } catch (error) {
      const end = kept?.expiration?.getTime() ?? 0;
      if (kept !== undefined && end > now() + 60_000) {
        return kept;
      }
      throw error;
    } finally {
      pending = undefined;
    }
  };
  return () => {
    if (kept !== undefined && now() < until) {
      return Promise.resolve(kept);
    }
    pending ??= renew();
    return pending;
  };
}
