import type { Text } from '../document/text.js';
import type { DataType } from '../types/type.js';

/** A scalar expression over the columns of an operation's input (for a join: of both inputs). */
export type Expression =
  | { kind: 'column'; name: string; side?: 'left' | 'right' }
  | { kind: 'literal'; value: LiteralValue; type: DataType }
  | { kind: 'parameter'; name: string; type: DataType }
  | { kind: 'call'; function: ScalarFunction; args: readonly Expression[] }
  | { kind: 'cast'; operand: Expression; type: DataType }
  | CaseExpression
  | ApplyExpression
  | OverExpression
  | IntervalExpression
  | LambdaExpression
  /** A parameter of a lambda around it. */
  | { kind: 'variable'; name: string }
  /** A field of a struct. */
  | { kind: 'field'; operand: Expression; name: string }
  /** An element of an array by its place from 0, or a value of a map by its key. */
  | { kind: 'item'; operand: Expression; index: Expression }
  | SqlExpression;

/** The first branch whose condition is true, or whose value equals the operand; null where none is and there is no `otherwise`. */
export interface CaseExpression {
  kind: 'case';
  operand?: Expression;
  /** At least one. */
  branches: readonly { when: Expression; then: Expression }[];
  otherwise?: Expression;
}

/** A call of a function of the catalogue that is no ScalarFunction. */
export interface ApplyExpression {
  kind: 'apply';
  /** A name of the catalogue, not an alias. */
  name: string;
  args: readonly Expression[];
  /** Of an aggregate: over distinct values. */
  distinct?: true;
}

/** An aggregate or a window function over the rows around a row. */
export interface OverExpression {
  kind: 'over';
  call: ApplyExpression;
  partition: readonly Expression[];
  order: readonly {
    expression: Expression;
    direction: 'ascending' | 'descending';
    /** Absent: nulls first ascending, last descending. */
    nulls?: 'first' | 'last';
  }[];
  /** Absent: with an order up to the rows that tie with this one, without one all. */
  frame?: {
    unit: 'rows' | 'range';
    /** Offsets count rows, or differences of the order column; negative before the row. */
    from: number | 'unbounded';
    to: number | 'unbounded';
  };
}

/** Amounts of units of time, such as 1 month and -3 days. */
export interface IntervalExpression {
  kind: 'interval';
  /** At least one; each unit once. */
  parts: readonly { amount: number; unit: IntervalUnit }[];
}

/** The units of intervals. */
export type IntervalUnit =
  'year' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second';

/** A function of its own, as an argument of a function over arrays or maps. */
export interface LambdaExpression {
  kind: 'lambda';
  /** At least one name. */
  parameters: readonly string[];
  body: Expression;
}

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

/** Return the expressions that an expression is made of, in the order they are written. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'parameter':
    case 'variable':
    case 'interval':
    case 'sql':
      return [];
    case 'cast':
    case 'field':
      return [expression.operand];
    case 'item':
      return [expression.operand, expression.index];
    case 'call':
    case 'apply':
      return expression.args;
    case 'case':
      return [
        ...(expression.operand ? [expression.operand] : []),
        ...expression.branches.flatMap(({ when, then }) => [when, then]),
        ...(expression.otherwise ? [expression.otherwise] : [])
      ];
    case 'over':
      return [
        expression.call,
        ...expression.partition,
        ...expression.order.map(key => key.expression)
      ];
    case 'lambda':
      return [expression.body];
  }
}

/** Return an expression whose parts are changed, itself as it is. */
export function mapChildren(
  expression: Expression,
  change: (part: Expression) => Expression
): Expression {
  switch (expression.kind) {
    case 'column':
    case 'literal':
    case 'parameter':
    case 'variable':
    case 'interval':
    case 'sql':
      return expression;
    case 'cast':
    case 'field':
      return { ...expression, operand: change(expression.operand) };
    case 'item':
      return {
        ...expression,
        operand: change(expression.operand),
        index: change(expression.index)
      };
    case 'call':
    case 'apply':
      return { ...expression, args: expression.args.map(change) };
    case 'case':
      return {
        ...expression,
        ...(expression.operand ? { operand: change(expression.operand) } : {}),
        branches: expression.branches.map(({ when, then }) => ({
          when: change(when),
          then: change(then)
        })),
        ...(expression.otherwise
          ? { otherwise: change(expression.otherwise) }
          : {})
      };
    case 'over':
      return {
        ...expression,
        call: { ...expression.call, args: expression.call.args.map(change) },
        partition: expression.partition.map(change),
        order: expression.order.map(key => ({
          ...key,
          expression: change(key.expression)
        }))
      };
    case 'lambda':
      return { ...expression, body: change(expression.body) };
  }
}
