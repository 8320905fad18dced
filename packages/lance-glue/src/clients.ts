import { GlueClient } from '@aws-sdk/client-glue';
import { S3Client } from '@aws-sdk/client-s3';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import {
  AwsClients,
  isAbort,
  type AwsCredentials,
  type AwsError
} from '@glueflow/aws';
import { LanceError } from './error.js';
import { awsFailure } from './failure.js';
import type { GlueSettings } from './properties.js';

/** The clients of AWS that a namespace works with: of the catalog, and of where tables lie. */
export class Clients {
  /**
   * @throws LanceError InvalidInput when no region can be found
   */
  constructor(readonly settings: GlueSettings) {
    const { connection, context, maxRetries, retryMode } = settings;
    try {
      this._aws = new AwsClients(connection, context);
    } catch (error) {
      throw new LanceError('InvalidInput', (error as AwsError).message, {
        cause: error
      });
    }
    const credentials = this._credentials();
    const retries = { maxAttempts: maxRetries + 1, retryMode };
    const base = { ...this._aws.configuration(), credentials, ...retries };
    this.glue = new GlueClient(base);
    this.s3 = new S3Client({ ...base, ...this._storage(credentials) });
  }

  readonly glue: GlueClient;
  readonly s3: S3Client;

  /**
   * Call AWS.
   *
   * @param action - The permission needed, such as `glue:GetTable`.
   * @param resource - What it is about, such as `table db.flights`.
   * @param known - Errors of AWS, by code, that mean something of their own here.
   * @throws LanceError for every other error; what an abort throws passes.
   */
  async call<T>(
    action: string,
    resource: string,
    work: () => Promise<T>,
    known: Readonly<Record<string, () => LanceError | Promise<LanceError>>> = {}
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      const name = error instanceof Error ? error.name : '';
      if (Object.hasOwn(known, name)) {
        throw await known[name]();
      }
      throw awsFailure(error, {
        action,
        resource,
        profile: this._aws.profile,
        endpoint: action.startsWith('s3:')
          ? this.storageEndpoint
          : this._aws.endpoint
      });
    }
  }

  /** Close the connections. */
  destroy(): void {
    this._aws.destroy();
    this.glue.destroy();
    this.s3.destroy();
  }

  /** The endpoint of the storage, when it is not AWS's own. */
  get storageEndpoint(): string | undefined {
    const env = this.settings.context.env ?? process.env;
    return (
      storageOption(this.settings.storage, 'endpoint') ??
      this.settings.storageEndpoint ??
      env.AWS_ENDPOINT_URL_S3 ??
      env.AWS_ENDPOINT_URL
    );
  }

  /** What the client of S3 is made with besides, from `storage.*`, as Lance's own readers take it. */
  private _storage(credentials: () => Promise<AwsCredentials>) {
    const { storage } = this.settings;
    const accessKeyId = storageOption(storage, 'access_key_id');
    const secretAccessKey = storageOption(storage, 'secret_access_key');
    const sessionToken = storageOption(storage, 'session_token');
    const virtual = storageOption(storage, 'virtual_hosted_style_request');
    return {
      // Glue's own endpoint is none of S3.
      endpoint: this.storageEndpoint,
      region: storageOption(storage, 'region') ?? this._aws.region,
      credentials:
        accessKeyId !== undefined && secretAccessKey !== undefined
          ? { accessKeyId, secretAccessKey, sessionToken }
          : credentials,
      followRegionRedirects: true,
      forcePathStyle:
        virtual === undefined
          ? this.storageEndpoint !== undefined
          : virtual.toLowerCase() !== 'true'
    };
  }

  private _credentials(): () => Promise<AwsCredentials> {
    const { role } = this.settings;
    if (role === undefined) {
      return this._aws.credentials;
    }
    return fromTemporaryCredentials({
      masterCredentials: this._aws.credentials,
      params: {
        RoleArn: role.arn,
        RoleSessionName: role.sessionName,
        DurationSeconds: role.seconds,
        ...(role.externalId === undefined
          ? {}
          : { ExternalId: role.externalId })
      },
      clientConfig: {
        region: role.region ?? this._aws.region,
        ...(this._aws.endpoint === undefined
          ? {}
          : { endpoint: this._aws.endpoint })
      }
    });
  }

  private readonly _aws: AwsClients;
}

/** Return an option of Lance's storage, whose names may begin with `aws_` and have any case. */
function storageOption(
  storage: Readonly<Record<string, string>>,
  name: string
): string | undefined {
  const found = Object.entries(storage).find(
    ([key]) => key.toLowerCase().replace(/^aws_/, '') === name
  );
  return found?.[1] || undefined;
}
