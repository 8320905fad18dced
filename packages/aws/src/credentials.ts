import { fromSSO } from '@aws-sdk/credential-provider-sso';
import {
  fromIni,
  fromNodeProviderChain,
  fromTemporaryCredentials
} from '@aws-sdk/credential-providers';
import {
  isRegion,
  regionProblem,
  type Region
} from '@glueflow/components-manager';
import {
  type AwsBaseSource,
  type AwsConnection,
  DEFAULT_SESSION_NAME
} from '@glueflow/contract';
import { AwsError, explainAwsError, isAbort, NO_REGION } from './error.js';
import { sessionKeys, type KeyRing } from './keys.js';
import { webIdentityCredentials } from './webidentity.js';
import type { AwsCredentials } from './given.js';
import {
  findProfile,
  listProfiles,
  profileFiles,
  type Environment
} from './profile.js';

export type { AwsCredentials };

/** What a connection is opened with beside what it is. */
export interface ConnectionContext {
  /** Its name in the person's settings: finds keys typed for the session, and stands in messages. */
  name?: string;
  /** Wins over the connection's own. */
  region?: string;
  /** Keys typed for the session; default: those of this process. */
  keys?: KeyRing;
  /** Environment of keys, region and profile; default: this process's. */
  env?: Environment;
}

/** The profile a connection uses, if it uses one. */
export function profileOf(
  connection: AwsConnection,
  env: Environment = process.env
): string | undefined {
  const source =
    connection.kind === 'assume-role' ? connection.source : connection;
  if (source.kind === 'profile' || source.kind === 'sso') {
    return source.profile;
  }
  return source.kind === 'default' ? env.AWS_PROFILE : undefined;
}

/** Another endpoint than AWS's own: the connection's, or the environment's. */
export function endpointOf(
  connection: AwsConnection,
  env: Environment = process.env
): string | undefined {
  return connection.endpoint || env.AWS_ENDPOINT_URL || undefined;
}

/**
 * The region of a connection: asked for, its own, AWS_REGION, AWS_DEFAULT_REGION, its profile's.
 *
 * @throws AwsError `no-region` when there is none, `usage` when what is named is no region: it would become part of a host's name
 */
export function regionOf(
  connection: AwsConnection,
  context: ConnectionContext = {}
): Region {
  const env = context.env ?? process.env;
  const region =
    context.region ||
    connection.region ||
    env.AWS_REGION ||
    env.AWS_DEFAULT_REGION ||
    findProfile(profileOf(connection, env) ?? 'default', env)?.region;
  if (!region) {
    throw new AwsError('no-region', NO_REGION);
  }
  if (!isRegion(region)) {
    throw new AwsError(
      'usage',
      `${regionProblem(region)} It comes from --region, the pipeline's job.region, the connection, AWS_REGION or the profile: correct it there.`
    );
  }
  return region;
}

/**
 * A provider of a connection's credentials, as clients of the AWS SDK take it. It rejects with an `AwsError` that says what to do.
 *
 * Each call reads AWS's files again, so that a new `aws sso login` counts at once; clients keep what they get until it is about to
 * expire.
 */
export function credentialProvider(
  connection: AwsConnection,
  context: ConnectionContext = {}
): () => Promise<AwsCredentials> {
  const env = context.env ?? process.env;
  const profile = profileOf(connection, env);
  const explained = async (
    work: () => Promise<AwsCredentials>,
    more: { action?: string; resource?: string } = {}
  ) => {
    try {
      return await work();
    } catch (error) {
      if (isAbort(error)) {
        throw error;
      }
      const endpoint = endpointOf(connection, env);
      throw explainAwsError(error, { ...more, profile, endpoint, env });
    }
  };
  if (connection.kind !== 'assume-role') {
    return () =>
      explained(() => baseCredentials(connection, context, connection));
  }
  const { roleArn, externalId, sessionName, source } = connection;
  return () =>
    explained(
      () =>
        fromTemporaryCredentials({
          // Explained apart: what is wrong with the source is not about the role.
          masterCredentials: () =>
            explained(() => baseCredentials(source, context, connection)),
          params: {
            RoleArn: roleArn,
            RoleSessionName: sessionName || DEFAULT_SESSION_NAME,
            ...(externalId ? { ExternalId: externalId } : {})
          },
          clientConfig: {
            region: regionOf(connection, context),
            ...(endpointOf(connection, env)
              ? { endpoint: endpointOf(connection, env) }
              : {})
          }
        })(),
      { action: 'sts:AssumeRole', resource: roleArn }
    );
}

async function baseCredentials(
  source: AwsBaseSource,
  context: ConnectionContext,
  connection: AwsConnection
): Promise<AwsCredentials> {
  const env = context.env ?? process.env;
  switch (source.kind) {
    case 'default':
      if (env.AWS_PROFILE) {
        requireProfile(env.AWS_PROFILE, env);
        return fromIni({ profile: env.AWS_PROFILE, ...files(env) })();
      }
      return env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY
        ? variableKeys(STANDARD, env)
        : fromNodeProviderChain(files(env))();
    case 'environment':
      return variableKeys(STANDARD, env);
    case 'profile':
      requireProfile(source.profile, env);
      return fromIni({ profile: source.profile, ...files(env) })();
    case 'sso': {
      const { kind } = requireProfile(source.profile, env);
      if (kind !== 'sso') {
        throw new AwsError(
          'invalid',
          `Profile ${source.profile} has no SSO settings. Make them with: aws configure sso --profile ${source.profile}`
        );
      }
      return fromSSO({ profile: source.profile, ...files(env) })();
    }
    case 'web-identity':
      return webIdentityCredentials(source, {
        region: regionOf(connection, context),
        ...(endpointOf(connection, env)
          ? { endpoint: endpointOf(connection, env) }
          : {})
      });
    case 'keys':
      return source.keys === 'session'
        ? typedKeys(context)
        : variableKeys(source, env);
  }
}

/** The variables AWS's own tools read. */
const STANDARD = {
  kind: 'keys',
  keys: 'variables',
  accessKeyIdVariable: 'AWS_ACCESS_KEY_ID',
  secretAccessKeyVariable: 'AWS_SECRET_ACCESS_KEY'
} as const;

/** Where the SDK reads profiles, anew each time. */
function files(env: Environment) {
  const { config, credentials } = profileFiles(env);
  return {
    filepath: credentials,
    configFilepath: config,
    ignoreCache: true
  };
}

function requireProfile(name: string, env: Environment) {
  const found = findProfile(name, env);
  if (found === undefined) {
    const known = listProfiles(env).map(profile => profile.name);
    throw new AwsError(
      'profile-missing',
      `There is no profile "${name}" in ~/.aws/config or ~/.aws/credentials. Profiles there are: ${
        known.join(', ') || 'none'
      }. Make it with: aws configure sso --profile ${name}`
    );
  }
  return found;
}

function typedKeys(context: ConnectionContext): AwsCredentials {
  const name = context.name ?? '';
  const keys = (context.keys ?? sessionKeys).get(name);
  if (keys === undefined) {
    throw new AwsError(
      'no-credentials',
      `The access keys of connection "${name}" are kept for one session only. Type them again.`
    );
  }
  return keys.reveal();
}

function variableKeys(
  source: Extract<AwsBaseSource, { keys: 'variables' }>,
  env: Environment
): AwsCredentials {
  const names = [source.accessKeyIdVariable, source.secretAccessKeyVariable];
  if (source.sessionTokenVariable) {
    names.push(source.sessionTokenVariable);
  } else if (source === STANDARD && env.AWS_SESSION_TOKEN) {
    names.push('AWS_SESSION_TOKEN');
  }
  const missing = names.filter(name => !env[name]);
  if (missing.length > 0) {
    throw new AwsError(
      'no-credentials',
      `The environment has no ${missing.join(' and no ')}, which the connection takes its access keys from. Set ${
        missing.length > 1 ? 'them' : 'it'
      } and start again.`
    );
  }
  const [accessKeyId, secretAccessKey, sessionToken] = names.map(
    name => env[name] as string
  );
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken })
  };
}
