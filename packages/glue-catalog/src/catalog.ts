import {
  EntityNotFoundException,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetPartitionsCommand,
  GetTableCommand,
  GetTablesCommand,
  type Database,
  type GlueClient,
  type Table,
  type TableAttributes
} from '@aws-sdk/client-glue';
import { isProjected, type TableLocation } from '@glueflow/components-manager';
import {
  describeTable,
  linkOf,
  locationOf,
  type CatalogTable
} from './table.js';

/** A database of the Data Catalog. */
export interface CatalogDatabase {
  name: string;
  description?: string;
  location?: string;
  /** ISO 8601. */
  created?: string;
}

/** How a listing is done. */
export interface ListOptions {
  signal?: AbortSignal;
  /** Id of the catalog (account); absent: the caller's own. */
  catalogId?: string;
  /** Called after each page with the number of items so far. */
  onPage?(count: number): void;
}

/**
 * All databases of the catalog, by name.
 *
 * Source: AWS Glue API, GetDatabases. Rejects with the SDK's error, or an `AbortError`.
 */
export async function listDatabases(
  client: GlueClient,
  options: ListOptions = {}
): Promise<CatalogDatabase[]> {
  const found = await pages<Database>(options, async NextToken => {
    const reply = await client.send(
      new GetDatabasesCommand({ CatalogId: options.catalogId, NextToken }),
      { abortSignal: options.signal }
    );
    return { items: reply.DatabaseList ?? [], next: reply.NextToken };
  });
  return found.map(describeDatabase).sort(byName);
}

/** What tables are listed. */
export interface TableListOptions extends ListOptions {
  /** A regular expression that names must match, as GetTables takes it. */
  expression?: string;
  /** Most tables at a time; absent: all. */
  limit?: number;
  /** The `next` of the tables before. */
  from?: string;
}

/** Some tables of a database. */
export interface TablePage<T> {
  tables: T[];
  /** What to give as `from` for the tables after these; absent: there are none. */
  next?: string;
}

/** The name of a table and what kind of table it is. */
export interface TableName {
  name: string;
  /** `EXTERNAL_TABLE`, `VIRTUAL_VIEW` … */
  type?: string;
}

/** Most tables that one call of GetTables gives. */
const PAGE = 100;

/**
 * Tables of a database, by name, described in full, `limit` at a time.
 *
 * Source: AWS Glue API, GetTables. Rejects with the SDK's error (`EntityNotFoundException` when there is no such database), or an
 * `AbortError`.
 */
export async function pageTables(
  client: GlueClient,
  database: string,
  options: TableListOptions = {}
): Promise<TablePage<CatalogTable>> {
  const { items, next } = await tablesOf(client, database, options);
  return { tables: items.map(describeTable).sort(byName), ...next };
}

/** Names of the tables of a database, `limit` at a time: quick, since nothing else is sent. Rejects as `pageTables` does. */
export async function pageTableNames(
  client: GlueClient,
  database: string,
  options: TableListOptions = {}
): Promise<TablePage<TableName>> {
  const { items, next } = await tablesOf(client, database, options, [
    'NAME',
    'TABLE_TYPE'
  ]);
  const names = items.map(({ Name = '', TableType }) => ({
    name: Name,
    ...(TableType ? { type: TableType } : {})
  }));
  return { tables: names.sort(byName), ...next };
}

/**
 * Tables of a database that have files, by name, with where these are, `limit` tables at a time.
 *
 * GetTables can leave out all but names and kinds, so that whole tables are sent for it:
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html. Rejects as `pageTables` does.
 */
export async function pageTableLocations(
  client: GlueClient,
  database: string,
  options: TableListOptions = {}
): Promise<TablePage<TableLocation>> {
  const { items, next } = await tablesOf(client, database, options);
  const tables = items.flatMap(table => locationOf(table, database) ?? []);
  return { tables: tables.sort(byName), ...next };
}

async function tablesOf(
  client: GlueClient,
  database: string,
  options: TableListOptions,
  attributes?: TableAttributes[]
): Promise<{ items: Table[]; next: { next?: string } }> {
  const { limit, from, expression, catalogId, signal } = options;
  let count = 0;
  let next: string | undefined;
  const items = await pages<Table>(
    options,
    async NextToken => {
      const reply = await client.send(
        new GetTablesCommand({
          CatalogId: catalogId,
          DatabaseName: database,
          Expression: expression,
          AttributesToGet: attributes,
          MaxResults:
            limit === undefined ? undefined : Math.min(PAGE, limit - count),
          NextToken
        }),
        { abortSignal: signal }
      );
      const found = reply.TableList ?? [];
      count += found.length;
      next = reply.NextToken || undefined;
      const full = limit !== undefined && count >= limit;
      return { items: found, next: full ? undefined : next };
    },
    from
  );
  return {
    items,
    next: limit === undefined || next === undefined ? {} : { next }
  };
}

/**
 * Return one table in full, `undefined` when it or its database is not there.
 *
 * The target of a resource link is described under the link's name; `link` is set where it can't be reached. A table with partition
 * projection is asked whether it has a partition.
 *
 * Source: AWS Glue API, GetTable, GetPartitions. Rejects with the SDK's other errors, or an `AbortError`.
 */
export async function getTable(
  client: GlueClient,
  database: string,
  name: string,
  options: Omit<ListOptions, 'onPage'> = {}
): Promise<CatalogTable | undefined> {
  const found = await rawTable(client, database, name, options);
  if (!found) {
    return undefined;
  }
  const described = describeTable(found);
  const { link } = described;
  if (link) {
    const target = await reachable(() =>
      rawTable(client, link.database, link.table, {
        ...options,
        catalogId: link.catalogId ?? options.catalogId
      })
    );
    options.signal?.throwIfAborted();
    return target && !linkOf(target)
      ? withPartitionFacts(
          client,
          { ...describeTable(target), database: described.database, name },
          options
        )
      : described;
  }
  return withPartitionFacts(client, described, options);
}

async function rawTable(
  client: GlueClient,
  database: string,
  name: string,
  options: Omit<ListOptions, 'onPage'>
): Promise<Table | undefined> {
  try {
    const reply = await client.send(
      new GetTableCommand({
        CatalogId: options.catalogId,
        DatabaseName: database,
        Name: name
      }),
      { abortSignal: options.signal }
    );
    return reply.Table;
  } catch (error) {
    if (isNotFound(error)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Find out whether the catalog has a partition of a table with partition projection, which only Athena follows: without one, every
 * other service finds no rows.
 *
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
async function withPartitionFacts(
  client: GlueClient,
  table: CatalogTable,
  options: Omit<ListOptions, 'onPage'>
): Promise<CatalogTable> {
  if (!isProjected(table)) {
    return table;
  }
  const reply = await reachable(() =>
    client.send(
      new GetPartitionsCommand({
        CatalogId: options.catalogId,
        DatabaseName: table.database,
        TableName: table.name,
        ExcludeColumnSchema: true,
        MaxResults: 1
      }),
      { abortSignal: options.signal }
    )
  );
  options.signal?.throwIfAborted();
  // A page may be empty though more follow.
  return reply === undefined || (!reply.Partitions?.length && reply.NextToken)
    ? table
    : { ...table, hasPartitions: Boolean(reply.Partitions?.length) };
}

/** Return what a further look gives, `undefined` where it is refused or fails: the table itself is known. */
async function reachable<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}

/**
 * Tell whether a database is not there: false too where nobody may know.
 *
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetDatabase.html
 */
export async function lacksDatabase(
  client: GlueClient,
  name: string,
  options: Omit<ListOptions, 'onPage'> = {}
): Promise<boolean> {
  try {
    await client.send(
      new GetDatabaseCommand({ CatalogId: options.catalogId, Name: name }),
      { abortSignal: options.signal }
    );
    return false;
  } catch (error) {
    options.signal?.throwIfAborted();
    return isNotFound(error);
  }
}

function isNotFound(error: unknown): boolean {
  return (
    error instanceof EntityNotFoundException ||
    (error instanceof Error && error.name === 'EntityNotFoundException')
  );
}

interface Page<T> {
  items: readonly T[];
  next?: string;
}

async function pages<T>(
  options: ListOptions,
  fetchPage: (token: string | undefined) => Promise<Page<T>>,
  from?: string
): Promise<T[]> {
  const all: T[] = [];
  let token = from;
  do {
    options.signal?.throwIfAborted();
    const page = await fetchPage(token);
    all.push(...page.items);
    options.onPage?.(all.length);
    // A service that hands the same token again would keep us here for ever.
    token = page.next === token ? undefined : page.next;
  } while (token);
  return all;
}

function describeDatabase(database: Database): CatalogDatabase {
  return {
    name: database.Name ?? '',
    ...(database.Description ? { description: database.Description } : {}),
    ...(database.LocationUri ? { location: database.LocationUri } : {}),
    ...(database.CreateTime
      ? { created: database.CreateTime.toISOString() }
      : {})
  };
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
