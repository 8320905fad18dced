import type { TableFacts } from '../compile/sources.js';
import type { ServiceError } from '../service/client.js';

/** A line of the tree. */
export interface CatalogRow {
  /** Unique within the tree. */
  id: string;
  kind:
    'database' | 'table' | 'column' | 'more' | 'loading' | 'empty' | 'error';
  level: 1 | 2 | 3;
  label: string;
  /** Id of the row above it in the tree. */
  parent?: string;
  /** Of databases and tables. */
  expanded?: boolean;
  database: string;
  table?: string;
  /** Of columns: the type. Of tables: the kind, where it is not the usual one. Of databases: the description. */
  detail?: string;
  /** A partition key. */
  partition?: boolean;
  error?: ServiceError;
}

/** A table as a list of them tells it. */
export interface Listed {
  name: string;
  /** `EXTERNAL_TABLE`, `VIRTUAL_VIEW` … */
  type?: string;
}

/** Some tables of a database. */
export interface Tables {
  tables: readonly Listed[];
  next?: string;
}

/** A database of the catalog. */
export interface Database {
  name: string;
  description?: string;
}

/** The id of the row of a database, table or column. */
export function idOf(...names: string[]): string {
  return JSON.stringify(names);
}

/** The row of a database. */
export function databaseRow(
  { name, description }: Database,
  expanded: boolean
): CatalogRow {
  return {
    id: idOf(name),
    kind: 'database',
    level: 1,
    label: name,
    expanded,
    database: name,
    ...(description === undefined ? {} : { detail: description })
  };
}

/** Makes rows that say something about what is above them. */
export function note(
  database: string,
  parent: string,
  level: 2 | 3,
  table?: string
): (
  kind: 'loading' | 'empty' | 'more' | 'error',
  label?: string
) => CatalogRow {
  return (kind, label = '') => ({
    id: `${parent}:${kind}`,
    kind,
    level,
    label,
    parent,
    database,
    ...(table === undefined ? {} : { table })
  });
}

/** The rows of a table's columns, the partition keys last. */
export function columnRows(
  database: string,
  table: string,
  parent: string,
  { columns, partitionKeys }: Pick<TableFacts, 'columns' | 'partitionKeys'>
): CatalogRow[] {
  const keys = new Set(partitionKeys.map(key => key.name));
  const all = [
    ...columns.filter(column => !keys.has(column.name)),
    ...partitionKeys
  ];
  return all.map((column): CatalogRow => ({
    id: idOf(database, table, column.name),
    kind: 'column',
    level: 3,
    label: column.name,
    parent,
    database,
    table,
    detail: column.type,
    ...(keys.has(column.name) ? { partition: true } : {})
  }));
}
