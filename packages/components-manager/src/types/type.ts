/**
 * The type of a column: the union of what the Glue Data Catalog (Hive) and Spark SQL can say.
 *
 * `unknown` is a type nobody knows yet: every check lets it pass.
 */
export type DataType =
  | { kind: SimpleKind }
  | { kind: 'decimal'; precision: number; scale: number }
  | { kind: 'char' | 'varchar'; length: number }
  | { kind: 'array'; element: DataType }
  | { kind: 'map'; key: DataType; value: DataType }
  | { kind: 'struct'; fields: StructField[] }
  | { kind: 'union'; members: DataType[] }
  | { kind: 'unknown' };

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
