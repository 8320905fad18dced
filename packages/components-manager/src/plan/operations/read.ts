import type { Text, Value } from '../../document/text.js';
import type { Column } from '../../types/type.js';
import { key } from '../column.js';
import type { ReadHints } from '../hint.js';
import type { CatalogEntry } from '../table.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';
import type { AssumedRole } from './role.js';

/** What becomes of records that can't be read whole: `null` keeps what can be, `keep` has the whole text in a column. */
export type Malformed = 'null' | 'drop' | 'keep' | 'fail';

/** The column that `keep` adds. */
export const MALFORMED_COLUMN = '_corrupt_record';

/** A table of the Glue Data Catalog. */
export interface CatalogSource {
  kind: 'catalog';
  connection?: string;
  role?: AssumedRole;
  catalogId?: Text;
  database: Text;
  table: Text;
  /** The partition predicate the person wrote, as Spark SQL over partition keys. */
  partitionPredicate?: Text;
  /** Partition keys, where the caller gave them: what predicate push-down needs. */
  partitionKeys?: readonly Column[];
  /** `csv`, `json`, `parquet`, `orc`, `avro` … where known. */
  format?: string;
  /** Location of the data where known, to see a read and an overwrite of the same place. */
  location?: string;
  /** Options of the serde that a native Spark reader needs (`header`, `sep`, `quote`, `escape`). */
  readerOptions?: Readonly<Record<string, string>>;
  /** Text columns of the files whose nulls the script settles, and the text that stands for null (`null`: none does). */
  texts?: { columns: readonly string[]; nullText: string | null };
  /** True where columns are found in the files by name without regard to case, as in JSON. */
  caseless?: boolean;
  /** Names in the files of columns that have others there. */
  keys?: Readonly<Record<string, string>>;
  /** What the catalog says of the table, where the caller gave it: what a target can't read is found by it. */
  entry?: CatalogEntry;
}

/** Objects of a lakeFS repository, at a branch, tag or commit. */
export interface LakeFSSource {
  repository: Text;
  reference: Text;
  path: Text;
}

/** Objects in S3, or of a lakeFS repository, whose S3 gateway serves them. */
export interface S3Source {
  kind: 's3';
  /** Where they are instead of in S3: `paths` then is the one address `lakefs://repository/reference/path`. */
  lakefs?: LakeFSSource;
  connection?: string;
  role?: AssumedRole;
  paths: readonly Text[];
  /** The paths are Hadoop's patterns; absent: they stand for themselves. */
  patterns?: boolean;
  format: 'csv' | 'json' | 'parquet';
  /** Options by Spark's names: `header`, `sep`, `quote`, `escape`, `multiLine`, `encoding`, `nullValue`, `dateFormat` … */
  formatOptions: Readonly<
    Record<string, Value<string | number | boolean> | Text>
  >;
  recursive: boolean;
  /** Glob patterns of objects to leave out. */
  exclusions: readonly Text[];
  /** The declared columns; absent: found from the data. */
  columns?: readonly Column[];
}

/** Reads a source. */
export interface ReadOperation extends OperationBase {
  op: 'read';
  source: CatalogSource | S3Source;
  /** What it asks of a target beyond its rows and columns. */
  hints?: ReadHints;
  /** Absent: `null` for CSV, `drop` for JSON; other formats have no such records. */
  malformed?: Malformed;
  /** The columns wanted by the person or left by column pruning; absent: all. */
  columns?: readonly string[];
  /** Condition over partition keys only, put here by the optimiser; joined by AND with the person's predicate. */
  partitionFilter?: Expression;
}

/** A read: its columns are those stated, and it yields only those that are used. It never loses its last column. */
export const READ: OperationDescriptor<ReadOperation> = {
  ...COMMON,
  role: 'source',
  output: read => read.schema,
  needs: () => null,
  narrow(read, used) {
    const { schema } = read;
    if (!used || !schema || schema.length === 0) {
      return read;
    }
    const left = schema.filter(each => used.has(key(each.name)));
    const kept = left.length > 0 ? left : schema.slice(0, 1);
    return kept.length === schema.length
      ? read
      : { ...read, schema: kept, columns: kept.map(each => each.name) };
  },
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'loses',
  // What of the table's entry makes a difference to the rows has members of its own.
  definition({ schema: _schema, ...read }) {
    const { source } = read;
    if (source.kind !== 'catalog') {
      return read;
    }
    const { entry: _entry, ...rest } = source;
    return { ...read, source: rest };
  }
};
