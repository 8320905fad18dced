import {
  analyze,
  type ComponentRegistry,
  type PipelineDocument
} from '@glueflow/components-manager';
import { catalogSources, type LookupFailure } from '@glueflow/glue-catalog';
import { AwsError, explainAwsError, type AwsClients } from '@glueflow/aws';
import { isCredentials, withConnections } from '../connection.js';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';
import { plural } from '../print.js';
import type { LookedUp } from './lookupstate.js';

/** Ask the Data Catalog for the tables of a document, with the values of parameters that a run is given. Rejects with `AwsError` or `Failure` when credentials asked for by name don't work. */
export async function askCatalog(
  document: PipelineDocument,
  registry: ComponentRegistry,
  options: ConnectionOptions & { param?: Record<string, string> },
  task: Task
): Promise<LookedUp> {
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
        found => analyze(document, registry, found, { values: options.param }),
        {
          signal: task.signal,
          account: async name =>
            (await opened.get(name)?.identity(task.signal))?.account,
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
