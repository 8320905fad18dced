import {
  connectWith,
  serve,
  type DeclareTableResponse,
  type DescribeTableResponse,
  type GlueNamespace,
  type ListNamespacesResponse,
  type ListTablesResponse,
  type ListTableVersionsResponse,
  type RegisterTableResponse,
  type RemovedTable,
  type ServedNamespace,
  type ServeOptions
} from '@glueflow/lance-glue';
import { withConnections } from '../connection.js';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';

/** Options of every command about Lance tables. */
export interface LanceOptions extends ConnectionOptions {
  /** Properties of the namespace, such as `storage.region`. */
  property?: Record<string, string>;
}

/** How a listing is done. */
export interface PageOptions {
  limit?: number;
  /** The `page_token` of the page before. */
  from?: string;
}

/**
 * Read `DATABASE.TABLE`, or `DATABASE$TABLE` where names have dots.
 *
 * @throws Failure `usage`
 */
export function parseTable(text: string): [string, string] {
  const parts = text.split(text.includes('$') ? '$' : '.');
  if (parts.length !== 2 || parts.includes('')) {
    throw new Failure(
      'usage',
      `Write ${text} as DATABASE.TABLE (or 'DATABASE$TABLE', where names have dots).`
    );
  }
  return [parts[0], parts[1]];
}

/** Do work with the namespace of the catalog that options name. */
function withLance<T>(
  options: LanceOptions,
  task: Task,
  work: (lance: GlueNamespace) => Promise<T>
): Promise<T> {
  return withConnections(options, task, async connections => {
    const lance = connectWith(await connections.resolve(), options.property);
    try {
      return await work(lance);
    } finally {
      lance.close();
    }
  });
}

/** List the databases. */
export function namespaceList(
  options: LanceOptions & PageOptions,
  task: Task
): Promise<ListNamespacesResponse> {
  const { limit, from: page_token } = options;
  return withLance(options, task, lance =>
    lance.listNamespaces({ limit, page_token })
  );
}

/** List the Lance tables of a database. */
export function tableList(
  database: string,
  options: LanceOptions & PageOptions & { withData?: boolean },
  task: Task
): Promise<ListTablesResponse> {
  const { limit, from: page_token, withData } = options;
  return withLance(options, task, lance =>
    lance.listTables({
      id: [database],
      limit,
      page_token,
      include_declared: !withData
    })
  );
}

/** Describe a table, with its version. */
export function tableDescription(
  table: string,
  options: LanceOptions,
  task: Task
): Promise<DescribeTableResponse> {
  const id = parseTable(table);
  return withLance(options, task, lance =>
    lance.describeTable({
      id,
      load_detailed_metadata: true,
      check_declared: true
    })
  );
}

/** Make the entry of a table without data. */
export function declareTable(
  table: string,
  options: LanceOptions & {
    location?: string;
    managed?: boolean;
    set?: Record<string, string>;
  },
  task: Task
): Promise<DeclareTableResponse> {
  const id = parseTable(table);
  const { location, managed, set } = options;
  const properties = { ...set, ...(managed ? { managed_by: 'impl' } : {}) };
  return withLance(options, task, lance =>
    lance.declareTable({ id, location, properties })
  );
}

/** Make the entry of a table that has data. */
export function registerTable(
  table: string,
  location: string,
  options: LanceOptions & {
    overwrite?: boolean;
    managed?: boolean;
    set?: Record<string, string>;
  },
  task: Task
): Promise<RegisterTableResponse> {
  const id = parseTable(table);
  const { overwrite, managed, set } = options;
  const properties = { ...set, ...(managed ? { managed_by: 'impl' } : {}) };
  const mode = overwrite ? 'Overwrite' : 'Create';
  return withLance(options, task, lance =>
    lance.registerTable({ id, location, mode, properties })
  );
}

/** Rename a table, or move it to another database. */
export async function renameTable(
  table: string,
  name: string,
  options: LanceOptions,
  task: Task
): Promise<{ renamed: string }> {
  const id = parseTable(table);
  const [database, own] = /[.$]/.test(name) ? parseTable(name) : [id[0], name];
  await withLance(options, task, lance =>
    lance.renameTable({
      id,
      new_table_name: own,
      new_namespace_id: [database]
    })
  );
  return { renamed: `${database}.${own}`.toLowerCase() };
}

/** Remove a table from the catalog, with its data or without. */
export function removeTable(
  table: string,
  withData: boolean,
  options: LanceOptions,
  task: Task
): Promise<RemovedTable> {
  const id = parseTable(table);
  return withLance(options, task, lance =>
    withData ? lance.dropTable({ id }) : lance.deregisterTable({ id })
  );
}

/** List the versions of a table, newest first. */
export function versionList(
  table: string,
  options: LanceOptions & PageOptions,
  task: Task
): Promise<ListTableVersionsResponse> {
  const id = parseTable(table);
  const { limit, from: page_token } = options;
  return withLance(options, task, lance =>
    lance.listTableVersions({ id, limit, page_token, descending: true })
  );
}

/** Serve the namespace over REST until `until` settles. */
export function serveNamespace(
  options: LanceOptions & ServeOptions,
  task: Task,
  until: (served: ServedNamespace) => Promise<void>
): Promise<void> {
  return withLance(options, task, async lance => {
    const served = await serve(lance, options);
    try {
      await until(served);
    } finally {
      await served.close();
    }
  });
}
