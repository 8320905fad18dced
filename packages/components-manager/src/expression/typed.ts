import type { Text } from '../document/text.js';
import type { DataType } from '../types/type.js';

/** A scalar expression over the columns of an operation's input (for a join: of both inputs). */
export type Expression =
  | { kind: 'column'; name: string; side?: 'left' | 'right' }
  | { kind: 'literal'; value: LiteralValue; type: DataType }
  | { kind: 'parameter'; name: string; type: DataType }
  | { kind: 'call'; function: ScalarFunction; args: readonly Expression[] }
  | { kind: 'cast'; operand: Expression; type: DataType }
  | SqlExpression;

/**
 * A person's own Spark SQL expression.
 *
 * `columns` are the columns it reads, `null` when that can't be known (then nothing is pruned below it).
 */
export interface SqlExpression {
  kind: 'sql';
  text: Text;
  columns: readonly string[] | null;
  type: DataType;
  /** The same as a tree, where the whole of it was understood. */
  tree?: Expression;
}

/**
 * A literal's value. `bigint` and `decimal` are strings of digits, `date` is `YYYY-MM-DD`, `timestamp` is
 * `YYYY-MM-DD HH:MM:SS[.ffffff]`.
 */
export type LiteralValue = string | number | boolean | null;

/** The functions every target must be able to print. Null semantics are Spark SQL's. */
export type ScalarFunction =
  | 'and' // two or more
  | 'or' // two or more
  | 'not'
  | 'eq'
  | 'ne'
  | 'lt'
  | 'le'
  | 'gt'
  | 'ge'
  | 'eqNullSafe'
  | 'isNull'
  | 'isNotNull'
  | 'in' // first is tested against the rest, all literals or parameters
  | 'between' // value, low, high
  | 'like'
  | 'rlike'
  | 'startsWith'
  | 'endsWith'
  | 'contains'
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'modulo'
  | 'negate'
  | 'lower'
  | 'upper'
  | 'trim'
  | 'length'
  | 'abs'
  | 'coalesce'
  | 'concat'
  | 'year'
  | 'month'
  | 'dayOfMonth';

/** The aggregate functions. */
export type AggregateFunction =
  | 'count'
  | 'countDistinct'
  | 'sum'
  | 'avg'
  | 'min'
  | 'max'
  | 'first'
  | 'last'
  | 'stddev' // sample
  | 'variance'; // sample
