import {
  EntityNotFoundException,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  type Database,
  type GlueClient,
  type Table
} from '@aws-sdk/client-glue';
import { describeTable, type CatalogTable } from './table.js';

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
}

/**
 * All tables of a database, by name, described in full.
 *
 * Source: AWS Glue API, GetTables. Rejects with the SDK's error (`EntityNotFoundException` when there is no such database), or an
 * `AbortError`.
 */
export async function listTables(
  client: GlueClient,
  database: string,
  options: TableListOptions = {}
): Promise<CatalogTable[]> {
  const found = await pages<Table>(options, async NextToken => {
    const reply = await client.send(
      new GetTablesCommand({
        CatalogId: options.catalogId,
        DatabaseName: database,
        Expression: options.expression,
        NextToken
      }),
      { abortSignal: options.signal }
    );
    return { items: reply.TableList ?? [], next: reply.NextToken };
  });
  return found.map(describeTable).sort(byName);
}

/**
 * One table in full, `undefined` when it or its database is not there.
 *
 * Source: AWS Glue API, GetTable. Rejects with the SDK's other errors, or an `AbortError`.
 */
export async function getTable(
  client: GlueClient,
  database: string,
  name: string,
  options: Omit<ListOptions, 'onPage'> = {}
): Promise<CatalogTable | undefined> {
  try {
    const reply = await client.send(
      new GetTableCommand({
        CatalogId: options.catalogId,
        DatabaseName: database,
        Name: name
      }),
      { abortSignal: options.signal }
    );
    return reply.Table && describeTable(reply.Table);
  } catch (error) {
    if (
      error instanceof EntityNotFoundException ||
      (error instanceof Error && error.name === 'EntityNotFoundException')
    ) {
      return undefined;
    }
    throw error;
  }
}

interface Page<T> {
  items: readonly T[];
  next?: string;
}

async function pages<T>(
  options: ListOptions,
  fetchPage: (token: string | undefined) => Promise<Page<T>>
): Promise<T[]> {
  const all: T[] = [];
  let token: string | undefined;
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
