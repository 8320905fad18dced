/**
 * The type of a column: the union of what the Glue Data Catalog (Hive) and Spark SQL can say.
 *
 * `unknown` is a type nobody knows yet: every check lets it pass. Its `native` text is that of a type which can't be read.
 */
export type DataType =
  | { kind: SimpleKind }
  | { kind: 'timestamp'; zone?: TimeZoneKind }
  | { kind: 'interval'; span: IntervalSpan }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'char' | 'varchar'; length: number }
  | { kind: 'array'; element: DataType }
  | { kind: 'map'; key: DataType; value: DataType }
  | { kind: 'struct'; fields: StructField[] }
  | { kind: 'union'; members: DataType[] }
  | { kind: 'unknown'; native?: string };

/** What a timestamp with a time zone keeps: the instant alone (`local`), or the offset too. Only `readNativeType` tells. */
export type TimeZoneKind = 'local' | 'offset';

/** What an interval counts. Only `readNativeType` gives intervals. */
export type IntervalSpan = 'year_month' | 'day_time';

/** Types that have no arguments. */
export type SimpleKind =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'timestamp_ntz'
  | 'void';

/** One field of a struct. */
export interface StructField {
  name: string;
  type: DataType;
  comment?: string;
  /** False for a field that says NOT NULL; only `readNativeType` and the mappings tell. */
  nullable?: false;
}

/** One column of a table or of a node's output. */
export interface Column {
  name: string;
  type: DataType;
  comment?: string;
  /** True for a partition key: its values stand in the path, not in the files. */
  partition?: boolean;
}

/** The columns of a frame, in order; `undefined` where a frame's columns can't be known. */
export type Schema = readonly Column[];

/** Columns that a step may yield. A chain of joins of a table with itself doubles them at each step. */
export const MOST_COLUMNS = 10_000;
