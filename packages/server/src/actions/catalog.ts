import {
  getTable,
  lacksDatabase,
  listDatabases,
  pageTableLocations,
  pageTableNames,
  pageTables,
  type CatalogDatabase,
  type CatalogTable,
  type TableListOptions,
  type TableName,
  type TablePage
} from '@glueflow/glue-catalog';
import type { AwsClients } from '@glueflow/aws';
import {
  catalogIn,
  type CatalogPlace,
  type TableLocation
} from '@glueflow/components-manager';
import { withConnections } from '../connection.js';
import { Missing } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';
import { plural } from '../print.js';
import { columnFacts, type ColumnFacts } from './check.js';

/** A table in JSON. */
export interface TableFacts extends Omit<
  CatalogTable,
  'columns' | 'partitionKeys'
> {
  columns: ColumnFacts[];
  partitionKeys: ColumnFacts[];
}

/** Whose catalog is meant. */
export interface CatalogOptions extends ConnectionOptions {
  /** Account that owns the catalog; absent: the caller's own. */
  catalogId?: string;
}

/** List the databases of the Data Catalog. Rejects with an `AwsError`. */
export function databases(
  options: CatalogOptions,
  task: Task
): Promise<{ databases: CatalogDatabase[] }> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: 'Listing databases' });
    const found = await clients.call('glue:GetDatabases', undefined, () =>
      listDatabases(clients.glue, {
        catalogId: options.catalogId,
        signal: task.signal,
        onPage: count =>
          task.report({ message: `Listing databases: ${count} so far` })
      })
    );
    return { databases: found };
  });
}

/** What tables are listed. */
export interface TablesOptions extends CatalogOptions {
  /** A regular expression that names must match. */
  match?: string;
  /** Most tables; absent: all. */
  limit?: number;
  /** The `next` of those before. */
  from?: string;
}

/** List the tables of a database. Rejects with an `AwsError`. */
export function tables(
  database: string,
  options: TablesOptions,
  task: Task
): Promise<{ database: string } & TablePage<TableFacts>> {
  return listing(database, options, task, async (client, how) => {
    const page = await pageTables(client, database, how);
    return { ...page, tables: page.tables.map(tableFacts) };
  });
}

/** List the names of the tables of a database. Rejects with an `AwsError`. */
export function tableNames(
  database: string,
  options: TablesOptions,
  task: Task
): Promise<{ database: string } & TablePage<TableName>> {
  return listing(database, options, task, (client, how) =>
    pageTableNames(client, database, how)
  );
}

/** List where the files of a database's tables are. Rejects with an `AwsError`. */
export function tableLocations(
  database: string,
  options: TablesOptions,
  task: Task
): Promise<{ database: string } & TablePage<TableLocation>> {
  return listing(database, options, task, (client, how) =>
    pageTableLocations(client, database, how)
  );
}

function listing<T>(
  database: string,
  options: TablesOptions,
  task: Task,
  work: (
    client: AwsClients['glue'],
    how: TableListOptions
  ) => Promise<TablePage<T>>
): Promise<{ database: string } & TablePage<T>> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: `Listing tables of ${database}` });
    const { match, limit, from, catalogId } = options;
    const page = await clients.call(
      'glue:GetTables',
      `database ${database}`,
      () =>
        work(clients.glue, {
          ...{ limit, from, catalogId },
          ...{ expression: match, signal: task.signal },
          onPage: count =>
            task.report({
              message: `Listing tables of ${database}: ${plural(count, 'table')} so far`
            })
        })
    );
    return { database, ...page };
  });
}

/** One table. Rejects with an `AwsError`, or with `Failure` when it is not there. */
export function table(
  database: string,
  name: string,
  options: CatalogOptions,
  task: Task
): Promise<TableFacts> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: `Reading ${database}.${name}` });
    const how = { catalogId: options.catalogId, signal: task.signal };
    const found = await clients.call(
      'glue:GetTable',
      `table ${database}.${name}`,
      () => getTable(clients.glue, database, name, how)
    );
    if (!found) {
      const at = await placeOf(clients, options, task);
      if (await lacksDatabase(clients.glue, database, how)) {
        throw new Missing(
          `There is no database ${database} in ${catalogIn(at)}.`,
          'See: glueflow catalog databases. For another region: --region, or the connection that has it',
          'database',
          at
        );
      }
      throw new Missing(
        `There is no table ${database}.${name} in ${catalogIn(at)}.`,
        `See: glueflow catalog tables ${database}`,
        undefined,
        at
      );
    }
    return tableFacts(found);
  });
}

/** Where the catalog is that was asked; an account that can't be asked for is left out. */
async function placeOf(
  clients: AwsClients,
  options: CatalogOptions,
  task: Task
): Promise<CatalogPlace> {
  const { region } = clients;
  const { catalogId } = options;
  if (catalogId) {
    return { region, account: catalogId };
  }
  try {
    return { region, account: (await clients.identity(task.signal)).account };
  } catch {
    task.signal.throwIfAborted();
    return { region };
  }
}

function tableFacts(found: CatalogTable): TableFacts {
  return {
    ...found,
    columns: columnFacts(found.columns) ?? [],
    partitionKeys: columnFacts(found.partitionKeys) ?? []
  };
}
