import type { Text, Value } from '../document/text.js';
import type { Column, Schema } from '../types/type.js';
import type { AggregateFunction, Expression } from '../expression/typed.js';

/** What every operation has. An operation has one output, known by its `id`. */
export interface OperationBase {
  /** Unique in the plan; the last operation of a node's lowering carries the node's own id. */
  id: string;
  /** The node it came from. */
  nodeId: string;
  /** Ids of the operations it reads, in order. */
  inputs: readonly string[];
  /** The columns it yields, where known. */
  schema?: Schema;
}

/** How a frame is to be read: `auto` lets the target choose. */
export type ReadMode = 'auto' | 'dataFrame' | 'dynamicFrame';

/** What becomes of records that can't be read whole: `null` keeps what can be, `keep` has the whole text in a column. */
export type Malformed = 'null' | 'drop' | 'keep' | 'fail';

/** The column that `keep` adds. */
export const MALFORMED_COLUMN = '_corrupt_record';

/** An IAM role under which a job's script reaches the S3 objects of a source or sink. */
export interface AssumedRole {
  arn: string;
  externalId?: string;
  sessionName?: string;
}

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
  /** The predicate for server-side partition pruning (`catalogPartitionPredicate`). */
  catalogPartitionPredicate?: Text;
  /** Partition keys, where the caller told them: what predicate push-down needs. */
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
}

/** Objects in S3. */
export interface S3Source {
  kind: 's3';
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
  mode: ReadMode;
  /** Job bookmark: read only what earlier runs did not. Stable context: the node's id. */
  bookmark: boolean;
  groupFiles?: Value<'inPartition' | 'none'>;
  /** Bytes a group of files should have. */
  groupSize?: Value<number>;
  /** True where the data has inconsistent types, to be settled by ResolveChoice. */
  inconsistentTypes: boolean;
  /** Absent: `null` for CSV, `drop` for JSON; other formats have no such records. */
  malformed?: Malformed;
  /** The columns wanted by the person or left by column pruning; absent: all. */
  columns?: readonly string[];
  /** Condition over partition keys only, put here by the optimiser; joined by AND with the person's predicate. */
  partitionFilter?: Expression;
}

/** Yields one column per item, in order, and no other. */
export interface ProjectOperation extends OperationBase {
  op: 'project';
  items: readonly { name: string; expression: Expression }[];
}

/** Keeps the rows for which the condition is true. */
export interface FilterOperation extends OperationBase {
  op: 'filter';
  condition: Expression;
}

/** Joins two inputs on equal keys. */
export interface JoinOperation extends OperationBase {
  op: 'join';
  how: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';
  keys: readonly { left: string; right: string }[];
  /**
   * The columns of the result and where each comes from, where both schemas are known. `both` is a key taken from whichever side
   * has it (what a full join needs).
   */
  output?: readonly {
    name: string;
    side: 'left' | 'right' | 'both';
    column: string;
    /** For `both`: the right side's name of the key. */
    rightColumn?: string;
  }[];
  /** How colliding names are settled when a schema is unknown, and what the person chose. */
  collision: { rule: 'suffix' | 'keepLeft' | 'keepRight'; suffix: string };
}

/** Appends inputs, matched by column name. */
export interface UnionOperation extends OperationBase {
  op: 'union';
  distinct: boolean;
  /** Fill columns that an input lacks with null; otherwise a missing column is an error. */
  allowMissing: boolean;
}

/** Groups by keys (none: the whole input is one group) and computes aggregates. */
export interface AggregateOperation extends OperationBase {
  op: 'aggregate';
  keys: readonly string[];
  aggregates: readonly {
    function: AggregateFunction;
    /** Absent for a count of rows. */
    column?: string;
    name: string;
    /** For `first` and `last`: pass over nulls. */
    ignoreNulls?: boolean;
  }[];
}

/** One key of an ordering. */
export interface SortKey {
  column: string;
  direction: 'ascending' | 'descending';
  /** Absent: Spark's own (nulls first ascending, last descending). */
  nulls?: 'first' | 'last';
}

/** Orders rows. */
export interface SortOperation extends OperationBase {
  op: 'sort';
  by: readonly SortKey[];
  /** Sort within each partition only. */
  local?: boolean;
}

/** Keeps one row for each distinct key. */
export interface DistinctOperation extends OperationBase {
  op: 'distinct';
  /** Absent: all columns. */
  keys?: readonly string[];
  /** Which row stays: the first by this order; absent: any. */
  orderBy?: readonly SortKey[];
}

/** Runs a person's Spark SQL query over its inputs. */
export interface SqlOperation extends OperationBase {
  op: 'sql';
  query: Text;
  /** The view name of each input. */
  aliases: readonly string[];
  /** Columns read of each input where known, for pruning. */
  columns?: readonly (readonly string[] | null)[];
}

/** Runs a person's own PySpark. */
export interface CodeOperation extends OperationBase {
  op: 'code';
  /** The body of a function whose arguments are the inputs as DataFrames, and that returns one DataFrame. */
  source: string;
  /** Argument name for each input: Python identifiers. */
  arguments: readonly string[];
}

/** File formats written. */
export type WriteFormat = 'csv' | 'json' | 'parquet' | 'orc' | 'avro';

/** A table of the Glue Data Catalog, created or updated. */
export interface CatalogSink {
  kind: 'catalog';
  connection?: string;
  role?: AssumedRole;
  catalogId?: Text;
  database: Text;
  table: Text;
  /** Where the files go. Absent: the table must exist, and its own location is used. */
  path?: Text;
  /** Create or update the table's schema and partitions. */
  updateCatalog: boolean;
  updateBehavior: 'UPDATE_IN_DATABASE' | 'LOG';
  /** Location of the existing table where the caller told it. */
  location?: string;
  /** Text that the table's SerDe reads as null; absent: that of LazySimpleSerDe; empty: none. */
  nullText?: string;
}

/** Objects in S3. */
export interface S3Sink {
  kind: 's3';
  connection?: string;
  role?: AssumedRole;
  path: Text;
}

/**
 * What a write does with the data that is there: `append` leaves it, `overwrite` replaces all of it, `partitions` replaces the partitions
 * that it writes.
 */
export type WriteMode = 'append' | 'overwrite' | 'partitions';

/** Writes its only input. */
export interface WriteOperation extends OperationBase {
  op: 'write';
  sink: CatalogSink | S3Sink;
  format: WriteFormat;
  /** Options by Spark's names (`header`, `sep`, `quote` …). */
  formatOptions: Readonly<
    Record<string, Value<string | number | boolean> | Text>
  >;
  compression?: Value<string>;
  partitionKeys: readonly string[];
  mode: WriteMode;
  /** Number of files (per partition of data); absent: as Spark has them. */
  files?: Value<number>;
}

/** One relational operation. */
export type Operation =
  | ReadOperation
  | ProjectOperation
  | FilterOperation
  | JoinOperation
  | UnionOperation
  | AggregateOperation
  | SortOperation
  | DistinctOperation
  | SqlOperation
  | CodeOperation
  | WriteOperation;

/** The operations of a pipeline, inputs before users, in a deterministic order. */
export interface Plan {
  operations: readonly Operation[];
  /** Nodes that have no operation left, put here by the optimiser so that a script can say where their work is done. */
  absorbed?: readonly AbsorbedNode[];
}

/** A node whose work is done elsewhere. */
export interface AbsorbedNode {
  nodeId: string;
  /** The operation that stands for it now. */
  operation: string;
  /** `read`: its condition is part of a read's partition predicate. `nothing`: it changes nothing. */
  by: 'read' | 'nothing';
}
