import { credentialEnvironment } from '../credentials.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';

/** What `credentials` prints: variables to set; those that are null must be unset, since they would win. */
export interface CredentialFacts {
  env: Record<string, string | null>;
}

/**
 * Serve a connection's credentials on loopback until they are closed, for a program whose AWS SDK can't read the connection. The
 * facts hold a token: they are for that program alone.
 *
 * Rejects with an `AwsError` when there are no credentials, with `Failure` when there is no such connection.
 */
export async function serveCredentials(
  options: ConnectionOptions,
  task: Pick<Task, 'env'>
): Promise<{ facts: CredentialFacts; close(): Promise<void> }> {
  const { env, close } = await credentialEnvironment(options, {}, task, {
    required: true
  });
  return {
    facts: {
      env: Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value ?? null])
      )
    },
    close
  };
}
