import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Region } from '@glueflow/components-manager';
import type { AwsConnection } from '@glueflow/contract';
import {
  credentialProvider,
  endpointOf,
  profileOf,
  regionOf,
  type AwsCredentials,
  type ConnectionContext
} from './credentials.js';
import {
  explainAwsError,
  isAbort,
  type AwsError,
  type ErrorContext
} from './error.js';

/** What every client of the AWS SDK is made with. */
export interface ClientConfiguration {
  region: string;
  credentials: () => Promise<AwsCredentials>;
  endpoint?: string;
  maxAttempts: number;
  retryMode: 'standard';
  userAgentAppId: string;
  requestHandler: { connectionTimeout: number; requestTimeout: number };
}

/** Who some credentials belong to. */
export interface Identity {
  account: string;
  arn: string;
  userId: string;
}

/** Clients of the AWS SDK for one connection: same credentials, region, endpoint and retries. */
export class AwsClients {
  /**
   * @throws AwsError `no-region` when no region can be found
   */
  constructor(
    readonly connection: AwsConnection,
    readonly context: ConnectionContext = {}
  ) {
    // A person who runs a command cannot act on the SDK's notice about future versions of Node.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    this.region = regionOf(connection, context);
    this.endpoint = endpointOf(connection, context.env);
    this.profile = profileOf(connection, context.env);
    this.credentials = credentialProvider(connection, context);
  }

  /** The region requests go to. */
  readonly region: Region;
  /** The endpoint, when it is not AWS's own. */
  readonly endpoint: string | undefined;
  /** The profile in use, where one is. */
  readonly profile: string | undefined;
  /** The credentials, fetched anew at each call. */
  readonly credentials: () => Promise<AwsCredentials>;

  get glue(): GlueClient {
    return this.create(GlueClient);
  }

  get s3(): S3Client {
    const config = {
      ...this.configuration(),
      // A bucket may lie in another region than the jobs.
      followRegionRedirects: true,
      // Stand-ins for S3 seldom answer to bucket names in their host name.
      forcePathStyle: this.connection.pathStyle ?? this.endpoint !== undefined
    };
    return this._kept('s3', () => new S3Client(config));
  }

  /** A client of any service, made once: `clients.create(CloudWatchLogsClient)`. */
  create<C extends { destroy(): void }>(
    type: new (config: ClientConfiguration) => C
  ): C {
    return this._kept(type, () => new type(this.configuration()));
  }

  /** What clients are made with. */
  configuration(): ClientConfiguration {
    return {
      region: this.region,
      credentials: this.credentials,
      ...(this.endpoint === undefined ? {} : { endpoint: this.endpoint }),
      maxAttempts: 5,
      retryMode: 'standard',
      userAgentAppId: 'glueflow',
      requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000 }
    };
  }

  /**
   * Who the credentials belong to (STS GetCallerIdentity).
   *
   * @throws AwsError
   */
  async identity(signal?: AbortSignal): Promise<Identity> {
    const reply = await this.call('sts:GetCallerIdentity', undefined, () =>
      this.create(STSClient).send(new GetCallerIdentityCommand({}), {
        abortSignal: signal
      })
    );
    return {
      account: reply.Account ?? '',
      arn: reply.Arn ?? '',
      userId: reply.UserId ?? ''
    };
  }

  /** Do a call, so that its error says what to do. What an abort throws passes. */
  async call<T>(
    action: string,
    resource: string | undefined,
    work: () => Promise<T>
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      throw this.explain(error, { action, resource });
    }
  }

  /** What an error of one of these clients means. */
  explain(
    error: unknown,
    context: Pick<ErrorContext, 'action' | 'resource'> = {}
  ): AwsError {
    return explainAwsError(error, {
      ...context,
      profile: this.profile,
      endpoint: this.endpoint,
      env: this.context.env
    });
  }

  /** Close the connections of every client. */
  destroy(): void {
    for (const client of this._clients.values()) {
      client.destroy();
    }
    this._clients.clear();
  }

  private _kept<C extends { destroy(): void }>(key: unknown, make: () => C): C {
    const client = (this._clients.get(key) as C | undefined) ?? make();
    this._clients.set(key, client);
    return client;
  }

  private readonly _clients = new Map<unknown, { destroy(): void }>();
}
