import {
  getTable,
  listDatabases,
  listTables,
  type CatalogDatabase,
  type CatalogTable
} from '@glueflow/glue-catalog';
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

/** List the databases of the Data Catalog. Rejects with an `AwsError`. */
export function databases(
  options: ConnectionOptions,
  task: Task
): Promise<{ databases: CatalogDatabase[] }> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: 'Listing databases' });
    const found = await clients.call('glue:GetDatabases', undefined, () =>
      listDatabases(clients.glue, {
        signal: task.signal,
        onPage: count =>
          task.report({ message: `Listing databases: ${count} so far` })
      })
    );
    return { databases: found };
  });
}

/** List the tables of a database. Rejects with an `AwsError`. */
export function tables(
  database: string,
  options: ConnectionOptions & { match?: string },
  task: Task
): Promise<{ database: string; tables: TableFacts[] }> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: `Listing tables of ${database}` });
    const found = await clients.call(
      'glue:GetTables',
      `database ${database}`,
      () =>
        listTables(clients.glue, database, {
          signal: task.signal,
          expression: options.match,
          onPage: count =>
            task.report({
              message: `Listing tables of ${database}: ${plural(count, 'table')} so far`
            })
        })
    );
    return { database, tables: found.map(tableFacts) };
  });
}

/** One table. Rejects with an `AwsError`, or with `Failure` when it is not there. */
export function table(
  database: string,
  name: string,
  options: ConnectionOptions,
  task: Task
): Promise<TableFacts> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    task.report({ message: `Reading ${database}.${name}` });
    const found = await clients.call(
      'glue:GetTable',
      `table ${database}.${name}`,
      () => getTable(clients.glue, database, name, { signal: task.signal })
    );
    if (!found) {
      throw new Missing(
        `There is no table ${database}.${name} in the Data Catalog.`,
        `See: glueflow catalog tables ${database}`
      );
    }
    return tableFacts(found);
  });
}

function tableFacts(found: CatalogTable): TableFacts {
  return {
    ...found,
    columns: columnFacts(found.columns) ?? [],
    partitionKeys: columnFacts(found.partitionKeys) ?? []
  };
}
