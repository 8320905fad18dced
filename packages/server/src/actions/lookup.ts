import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import {
  analyze,
  type ComponentRegistry,
  type PipelineDocument,
  type Problem,
  type Sources
} from '@glueflow/components-manager';
import { catalogSources, type LookupFailure } from '@glueflow/glue-catalog';
import { AwsError, explainAwsError, type AwsClients } from '@glueflow/aws';
import { isCredentials, withConnections } from '../connection.js';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';
import { plural } from '../print.js';

/** Whether the tables of a pipeline were looked up in the Data Catalog. */
export interface LookupState {
  /** `done`; `offline`: the caller did not want it; `skipped`: no credentials at hand. */
  state: 'done' | 'offline' | 'skipped';
  /** How many tables were asked for. */
  tables?: number;
  /** Why it was skipped. */
  message?: string;
}

/**
 * Look up the tables of a document, if AWS can be asked: when a connection, profile or endpoint is named, or the environment has
 * credentials. What can't be asked for is a problem on its node.
 */
export async function lookUp(
  document: PipelineDocument,
  registry: ComponentRegistry,
  options: ConnectionOptions & { offline?: boolean },
  task: Task
): Promise<{ sources: Sources; problems: Problem[]; lookup: LookupState }> {
  const nothing = { sources: {}, problems: [] };
  if (options.offline) {
    return { ...nothing, lookup: { state: 'offline' } };
  }
  if (!credentialsAtHand(document, options, task.env)) {
    return {
      ...nothing,
      lookup: {
        state: 'skipped',
        message:
          'Tables were not looked up in the Data Catalog: no AWS credentials are at hand. Name a --profile or --connection, or say --offline.'
      }
    };
  }
  return withConnections(
    options,
    task,
    async connections => {
      // What a person asked for by name must be there, whether or not a table needs it.
      if (options.connection || options.profile) {
        await connections.resolve();
      }
      const opened = new Map<string | undefined, AwsClients>();
      let withheld: AwsError | undefined;
      let refused: AwsError | undefined;
      const { sources, problems, asked } = await catalogSources(
        async name => {
          const { named } = await connections.resolve(name);
          try {
            const clients = await connections.clients(name);
            opened.set(name, clients);
            await clients.credentials();
            return clients.glue;
          } catch (error) {
            if (error instanceof AwsError && isCredentials(error)) {
              [withheld, refused] = named
                ? [withheld, error]
                : [error, refused];
            }
            throw error;
          }
        },
        document,
        registry,
        found => analyze(document, registry, found),
        {
          signal: task.signal,
          explain: (error, { connection, database, table }) =>
            explain(
              opened.get(connection)?.explain(error, {
                action: 'glue:GetTable',
                resource: `table ${database}.${table}`
              }) ?? error
            ),
          onLookup: tables =>
            task.report({
              message: `Looking up ${plural(tables.length, 'table')} in the Data Catalog`
            })
        }
      );
      if (refused) {
        throw refused;
      }
      return withheld
        ? {
            sources,
            problems: problems.filter(({ code }) => code !== WITHHELD),
            lookup: {
              state: 'skipped',
              message: `Tables were not looked up in the Data Catalog: ${withheld.message}`
            }
          }
        : { sources, problems, lookup: { state: 'done', tables: asked } };
    },
    document.job
  );
}

/** Code of problems that come from credentials nobody asked for by name. */
const WITHHELD = 'catalog-credentials';

/**
 * What an error of a look-up means for the node whose table it was. Credentials that a person named and that don't work end the
 * command instead.
 */
function explain(error: unknown): LookupFailure {
  if (error instanceof Failure) {
    return {
      code: 'unknown-connection',
      message: [error.message, error.remedy].filter(Boolean).join(' '),
      everywhere: true
    };
  }
  const failure = explainAwsError(error);
  if (isCredentials(failure)) {
    return { code: WITHHELD, message: failure.message, everywhere: true };
  }
  return {
    code:
      failure.kind === 'access-denied'
        ? 'catalog-denied'
        : failure.kind === 'unreachable'
          ? 'catalog-unreachable'
          : 'catalog-failed',
    message: `${failure.message} To go on without looking: --offline`,
    everywhere: failure.kind === 'unreachable'
  };
}

const SIGNS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_GLUE',
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'
];

/** Say whether there is anyone to ask as; the instance metadata service is not waited for. */
function credentialsAtHand(
  document: PipelineDocument,
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv
): boolean {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  return Boolean(
    options.connection ||
    options.profile ||
    options.endpoint ||
    document.job.connection ||
    Object.keys(document.connections).length > 0 ||
    SIGNS.some(name => env[name]) ||
    existsSync(
      env.AWS_SHARED_CREDENTIALS_FILE ?? join(home, '.aws', 'credentials')
    ) ||
    existsSync(env.AWS_CONFIG_FILE ?? join(home, '.aws', 'config'))
  );
}
