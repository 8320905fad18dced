import type { Text } from '../document/text.js';
import { scanSql, type SqlTable } from '../expression/scan.js';
import type { Operation, ReadOperation } from './operation.js';
import { findingsIn, mayHoldSql } from './sqltext.js';

/** Formats that SQL may name in place of a database, to read files by their path. Source: Spark 3.5, "Run SQL on files directly". */
const FILE_FORMATS: ReadonlySet<string> = new Set([
  'avro',
  'binaryfile',
  'csv',
  'delta',
  'hudi',
  'iceberg',
  'json',
  'orc',
  'parquet',
  'text'
]);

/** The catalog of Spark's session, which is the Data Catalog in a job with `--enable-glue-datacatalog`. */
const SESSION_CATALOG = 'spark_catalog';

/** The database of temporary views, which no other program sees. */
const TEMPORARY = 'global_temp';

/** Where a table lies that SQL names: a table of the Data Catalog, files, or what can't be known before it runs. */
export type OutsideSource =
  | { kind: 'table'; database: string; table: string; certain: boolean }
  | { kind: 'files'; format: string; path: string }
  | { kind: 'unknown' };

/**
 * Return where a table lies that SQL names. A name of one part is a table of the database `default`, which is current in a Spark session.
 * A table of another catalog than the session's is taken for one of the Data Catalog, but it is not `certain`.
 */
export function outsideSource({ parts, parameter }: SqlTable): OutsideSource {
  if (parameter || parts.length > 3) {
    return { kind: 'unknown' };
  }
  const [first, second] = parts;
  if (
    parts.length === 2 &&
    FILE_FORMATS.has(first.toLowerCase()) &&
    second.includes('/')
  ) {
    return { kind: 'files', format: first.toLowerCase(), path: second };
  }
  const [database, table] =
    parts.length === 1 ? ['default', first] : parts.slice(-2);
  return database.toLowerCase() === TEMPORARY
    ? { kind: 'unknown' }
    : {
        kind: 'table',
        database,
        table,
        certain: parts.length < 3 || first.toLowerCase() === SESSION_CATALOG
      };
}

/** A table of the Data Catalog that SQL names. */
export interface OutsideTable {
  /** As the SQL spells it. */
  name: string;
  database: string;
  table: string;
  /** The name has a database. */
  qualified: boolean;
}

/** What a text has that names a table. */
const BEFORE_TABLE = /\b(from|join|table)\b/i;

/**
 * Return the tables that Spark SQL names and that are certainly looked for in the Data Catalog: no inputs, files, temporary views, tables
 * of other catalogs or what a parameter stands for.
 *
 * @param inputs - The names of the inputs.
 * @param whole - The text is a whole query, not an expression.
 */
export function outsideTables(
  text: Text,
  inputs: readonly string[] = [],
  whole = false
): OutsideTable[] {
  // To look for tables in SQL costs more than to see that there is none.
  if (!text.some(part => typeof part === 'string' && BEFORE_TABLE.test(part))) {
    return [];
  }
  return scanSql(text, inputs, whole).flatMap((finding): OutsideTable[] => {
    if (finding.kind !== 'table') {
      return [];
    }
    const source = outsideSource(finding);
    return source.kind === 'table' && source.certain
      ? [
          {
            name: finding.parts.join('.'),
            database: source.database,
            table: source.table,
            qualified: finding.parts.length > 1
          }
        ]
      : [];
  });
}

/** Return the tables and files that the SQL of an operation reads beside its inputs. */
export function outsideSources(operation: Operation): OutsideSource[] {
  if (!mayHoldSql(operation)) {
    return [];
  }
  return findingsIn(operation)
    .filter(finding => finding.kind === 'table')
    .map(outsideSource);
}

/**
 * Return the tables of the Data Catalog and the files that the SQL of an operation reads beside its inputs, as reads of their own. They
 * carry the node of the operation; no operation has them as input.
 */
export function outsideReads(operation: Operation): ReadOperation[] {
  return outsideSources(operation).flatMap((source, index): ReadOperation[] => {
    const read = {
      op: 'read',
      id: `${operation.id}#outside${index}`,
      nodeId: operation.nodeId,
      inputs: []
    } as const;
    switch (source.kind) {
      case 'table':
        return [
          {
            ...read,
            source: {
              kind: 'catalog',
              database: [source.database],
              table: [source.table]
            }
          }
        ];
      case 'files':
        return [
          {
            ...read,
            source: {
              kind: 's3',
              paths: [[source.path]],
              patterns: true,
              format:
                source.format === 'csv' || source.format === 'json'
                  ? source.format
                  : 'parquet',
              formatOptions: {},
              recursive: true,
              exclusions: []
            }
          }
        ];
      case 'unknown':
        return [];
    }
  });
}

/** Return everything that operations read from outside: their reads, and the tables and files that SQL names. */
export function readsOf(operations: readonly Operation[]): ReadOperation[] {
  return operations.flatMap(operation =>
    operation.op === 'read'
      ? [operation, ...outsideReads(operation)]
      : outsideReads(operation)
  );
}
