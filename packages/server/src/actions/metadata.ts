import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isAbort } from '@glueflow/aws';
import {
  readNativeType,
  TYPE_MAPPINGS,
  type TypeLoss,
  type TypeProblem
} from '@glueflow/components-manager';
import {
  ContextError,
  DamagedContextError,
  diffTables,
  GlueCatalog,
  missingColumns,
  parseContext,
  readContext,
  updateContext,
  type BusinessContext,
  type ContextOutcome,
  type ContextProblem,
  type GlueColumn,
  type GlueTable,
  type GlueTableVersion,
  type StoredContext,
  type TableDiff
} from '@glueflow/glue-catalog';
import { withConnections } from '../connection.js';
import { Failure, Missing } from '../failure.js';
import type { Task } from '../host.js';
import type { CatalogOptions } from './catalog.js';

/** A table that a command is about. */
export interface TablePlace {
  database: string;
  table: string;
}

/** A version of a table in JSON. */
export interface VersionFacts {
  version: string;
  updated?: string;
  /** How many columns it has, partition keys included. */
  columns: number;
  current: boolean;
}

/** List the versions of a table, newest first. Rejects with `AwsError`, or `Missing`. */
export function versions(
  place: TablePlace,
  options: CatalogOptions,
  task: Task
): Promise<TablePlace & { versions: VersionFacts[] }> {
  return withCatalog(options, task, place, async catalog => {
    const found: VersionFacts[] = [];
    for await (const each of catalog.versions(place.database, place.table)) {
      found.push(versionFacts(each, found.length === 0));
      task.report({ message: `Listing versions: ${found.length} so far` });
    }
    return { ...place, versions: found };
  });
}

function versionFacts(
  { VersionId = '', Table: table }: GlueTableVersion,
  current: boolean
): VersionFacts {
  return {
    version: VersionId,
    ...(table?.UpdateTime ? { updated: table.UpdateTime.toISOString() } : {}),
    columns: columnsOf(table).length,
    current
  };
}

/**
 * Compare two versions of a table: the one before with the current one, unless they are named.
 *
 * Rejects with `AwsError`, `Missing`, or `Failure` when there is no version before.
 */
export function diff(
  place: TablePlace,
  range: { from?: string; to?: string },
  options: CatalogOptions,
  task: Task
): Promise<TablePlace & { from: string; to: string } & TableDiff> {
  const { database, table } = place;
  return withCatalog(options, task, place, async catalog => {
    const version = async (id: string): Promise<GlueTable> => {
      const found = await catalog.version(database, table, id);
      if (found === undefined) {
        throw new Missing(
          `There is no version ${id} of ${database}.${table}.`,
          `See: glueflow catalog versions ${database} ${table}`
        );
      }
      return found;
    };
    const ids = [range.to, range.from];
    if (ids.includes(undefined)) {
      const newest: string[] = [];
      for await (const { VersionId = '' } of catalog.versions(
        database,
        table
      )) {
        newest.push(VersionId);
        const to = newest.indexOf(range.to ?? newest[0]);
        if (to >= 0 && newest.length > to + 1) {
          break;
        }
      }
      ids[0] ??= newest[0];
      ids[1] ??= newest[newest.indexOf(ids[0] ?? '') + 1];
    }
    const [to, from] = ids;
    if (to === undefined || from === undefined) {
      throw new Failure(
        'refused',
        `There is no version of ${database}.${table} before that.`,
        `See: glueflow catalog versions ${database} ${table}`
      );
    }
    const [before, after] = [await version(from), await version(to)];
    return { ...place, from, to, ...diffTables(before, after) };
  });
}

/** Make a table what it was in a version. Rejects with `AwsError`, or `Missing`. */
export function restore(
  place: TablePlace,
  version: string,
  options: CatalogOptions,
  task: Task
): Promise<TablePlace & { version: string; outcome: string }> {
  return withCatalog(options, task, place, async catalog => ({
    ...place,
    version,
    outcome: await catalog.restoreVersion(place.database, place.table, version)
  }));
}

/** The systems that types are mapped to. */
export type MappingName = keyof typeof TYPE_MAPPINGS;

/** The type of a column in JSON. */
export interface TypeFacts {
  name: string;
  /** As the catalog has it. */
  native: string;
  canonical: string;
  partition?: true;
  problems: readonly TypeProblem[];
  /** In the other system, where one is named. */
  type?: unknown;
  losses?: readonly TypeLoss[];
}

/** List the types of a table's columns, and what they are in another system. Rejects with `AwsError`, or `Missing`. */
export function types(
  place: TablePlace,
  options: CatalogOptions & { to?: MappingName },
  task: Task
): Promise<TablePlace & { columns: TypeFacts[] }> {
  return withCatalog(options, task, place, async catalog => {
    const table = await tableOf(catalog, place);
    const keys = new Set(table.PartitionKeys);
    return {
      ...place,
      columns: columnsOf(table).map(column =>
        typeFacts(column, keys.has(column), options.to)
      )
    };
  });
}

function typeFacts(
  column: GlueColumn,
  partition: boolean,
  to: MappingName | undefined
): TypeFacts {
  const { native, type, canonical, problems } = readNativeType(
    column.Type ?? ''
  );
  const mapped = to === undefined ? undefined : TYPE_MAPPINGS[to].to(type);
  return {
    name: column.Name ?? '',
    native,
    canonical,
    ...(partition ? { partition } : {}),
    problems,
    ...(mapped === undefined
      ? {}
      : { type: mapped.value, losses: mapped.losses })
  };
}

/** A table's business context in JSON, with the columns that it names and the table has not. */
export type ContextFacts = TablePlace &
  StoredContext & { missing: ContextProblem[] };

/** Return the business context of a table, and what is wrong with it. Rejects with `AwsError`, or `Missing`. */
export function context(
  place: TablePlace,
  options: CatalogOptions,
  task: Task
): Promise<ContextFacts> {
  return withCatalog(options, task, place, async catalog => {
    const table = await tableOf(catalog, place);
    const stored = readContext(table.Parameters);
    return {
      ...place,
      ...stored,
      missing: missingColumns(stored.recovered, table)
    };
  });
}

/** Write the business context that a JSON file has. Rejects with `AwsError`, `Missing` or `Failure`. */
export async function setContext(
  place: TablePlace,
  file: string,
  options: CatalogOptions & { repair?: boolean },
  task: Task
): Promise<TablePlace & ContextOutcome> {
  const wanted = await contextOf(file, task);
  return changeContext(place, () => wanted, options, task);
}

/** Write what can be read of a damaged context anew. Rejects with `AwsError`, `Missing` or `Failure`. */
export function repairContext(
  place: TablePlace,
  options: CatalogOptions,
  task: Task
): Promise<TablePlace & ContextOutcome> {
  return changeContext(
    place,
    recovered => recovered,
    { ...options, repair: true },
    task
  );
}

function changeContext(
  place: TablePlace,
  change: (context: BusinessContext) => BusinessContext,
  options: CatalogOptions & { repair?: boolean },
  task: Task
): Promise<TablePlace & ContextOutcome> {
  return withCatalog(options, task, place, async catalog => ({
    ...place,
    ...(await updateContext(catalog, place.database, place.table, change, {
      repair: options.repair
    }))
  }));
}

async function contextOf(file: string, task: Task): Promise<BusinessContext> {
  const path = resolve(task.cwd, file);
  let text: string;
  try {
    text = await readFile(path, { encoding: 'utf8', signal: task.signal });
  } catch (error) {
    task.signal.throwIfAborted();
    throw new Failure(
      'refused',
      `${file} can’t be read: ${error instanceof Error ? error.message : String(error)}`
    );
  }
  try {
    return parseContext(JSON.parse(text));
  } catch (error) {
    throw new Failure(
      'refused',
      error instanceof ContextError
        ? `${file}: ${error.message}`
        : `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}`,
      'docs/catalog.md lists what a business context has.'
    );
  }
}

async function tableOf(
  catalog: GlueCatalog,
  { database, table }: TablePlace
): Promise<GlueTable> {
  const found = await catalog.table(database, table);
  if (found === undefined) {
    throw new Missing(
      `There is no table ${database}.${table}.`,
      `See: glueflow catalog tables ${database}`
    );
  }
  return found;
}

function columnsOf(table: GlueTable | undefined): GlueColumn[] {
  return [
    ...(table?.StorageDescriptor?.Columns ?? []),
    ...(table?.PartitionKeys ?? [])
  ];
}

/** Work on a table with the catalog of a connection; errors of the catalog become those of a command. */
function withCatalog<T>(
  options: CatalogOptions,
  task: Task,
  { database, table }: TablePlace,
  work: (catalog: GlueCatalog) => Promise<T>
): Promise<T> {
  return withConnections(options, task, async connections => {
    const clients = await connections.clients();
    let action = 'GetTable';
    const catalog = new GlueCatalog(clients.glue, {
      catalogId: options.catalogId,
      signal: task.signal,
      onCall: each => (action = each)
    });
    task.report({ message: `Reading ${database}.${table}` });
    try {
      return await work(catalog);
    } catch (error) {
      if (isAbort(error) || error instanceof Failure) {
        throw error;
      }
      if (error instanceof DamagedContextError) {
        throw new Failure(
          'refused',
          error.message,
          `--repair writes over it. See: glueflow catalog context check ${database} ${table}`
        );
      }
      if (error instanceof ContextError) {
        throw new Failure('refused', error.message);
      }
      if (error instanceof Error && error.name === 'EntityNotFoundException') {
        throw new Missing(
          error.message.includes(table)
            ? error.message
            : `There is no table ${database}.${table}.`,
          `See: glueflow catalog tables ${database}`
        );
      }
      throw clients.explain(error, {
        action: `glue:${action}`,
        resource: `table ${database}.${table}`
      });
    }
  });
}
