import type { PipelineParameter } from '../../document/document.js';
import type { ParameterReference, Text, Value } from '../../document/text.js';
import { isReference, plainText } from '../../document/text.js';
import { key } from '../../plan/column.js';
import type { Operation } from '../../plan/operation.js';
import {
  call,
  cast,
  id,
  infix,
  number,
  text,
  type Sql,
  type SqlItem,
  type SqlOrder,
  type SqlQuery,
  type SqlStatement
} from '../../sql/tree.js';
import type { Column, Schema } from '../../types/type.js';
import type { OperationFix } from '../../target/target.js';
import { DuckDbExpressions, type ExpressionNames } from './expression.js';
import { NoForm } from './noform.js';
import { variable } from './parameters.js';

/** The rows of an operation, as a step of a query or a table. */
export interface DuckDbFrame {
  /** What it is called in the script. */
  name: string;
  schema: Schema;
  /** The order that a person asked for, where it still holds. */
  order?: readonly OrderKey[];
}

/** A key of an order, by the name of its column. */
export interface OrderKey {
  column: string;
  descending: boolean;
  nulls: 'FIRST' | 'LAST';
}

/** What a printer of an operation can use. */
export interface DuckDbScope {
  parameters: Readonly<Record<string, PipelineParameter>>;
  /** Statements that must stand before the query. */
  before(statement: SqlStatement): void;
  /** A name for something of this operation that nothing else is called by. */
  name(word: string): string;
  /**
   * Do a part of the printing; a form that lacks is a problem at a field of the operation.
   *
   * @param field - JSON pointer into the operation.
   */
  at<T>(field: string, print: () => T): T | undefined;
  /** Report what DuckDB would do in another way. */
  problem(
    field: string,
    message: string,
    more?: { severity?: 'warning'; code?: string; fix?: OperationFix }
  ): void;
}

/** Return the printer of expressions over a frame. */
export function expressionsOf(
  scope: DuckDbScope,
  schema: Schema,
  column?: ExpressionNames['column']
): DuckDbExpressions {
  return new DuckDbExpressions({
    schema,
    parameters: scope.parameters,
    ...(column ? { column } : {})
  });
}

/** Return a column of a frame. */
export function columnOf(schema: Schema, name: string): Column {
  const found = schema.find(each => key(each.name) === key(name));
  if (found === undefined) {
    throw new NoForm(`the column “${name}” is not known`);
  }
  return found;
}

/** Return the columns of a frame, each as it is. */
export function columnItems(schema: Schema): SqlItem[] {
  return schema.map(({ name }) => ({ value: id(name), name }));
}

/** Return a query of everything in a frame. */
export function everything(frame: DuckDbFrame): SqlQuery & { kind: 'select' } {
  return {
    kind: 'select',
    items: [{ value: { kind: 'word', word: '*' } }],
    from: { kind: 'table', name: frame.name }
  };
}

/** Return an order as SQL has it. */
export function orderBy(
  order: readonly OrderKey[] | undefined
): readonly SqlOrder[] | undefined {
  return order?.map(({ column, descending, nulls }) => ({
    value: id(column),
    descending,
    nulls
  }));
}

/** Return a count that a person stated or a parameter gives. */
export function countOf(value: Value<number>): Sql {
  return isReference(value) ? cast(variable(value), 'BIGINT') : number(value);
}

/** Return a text with the values of parameters in their places. */
function textOf(value: Text): Sql {
  const parts = value.map((part: string | ParameterReference): Sql =>
    typeof part === 'string' ? text(part) : cast(variable(part), 'VARCHAR')
  );
  return parts.length === 0
    ? text('')
    : parts.length === 1
      ? parts[0]
      : infix('||', ...parts);
}

/** Return a folder with one slash at its end. */
export function folderOf(path: Text): Sql {
  const plain = plainText(path);
  return plain === undefined
    ? infix('||', call('rtrim', textOf(path), text('/')), text('/'))
    : text(`${plain.replace(/(?<!\/)\/+$/, '')}/`);
}

/** Return a test that is true or false, never null. */
export function isNotTrue(operand: Sql): Sql {
  return { kind: 'postfix', operand, operator: 'IS NOT TRUE' };
}

/** Return a call of `coalesce`. */
export function coalesce(...args: Sql[]): Sql {
  return call('coalesce', ...args);
}

/** Prints an operation: a query for each of its frames, none for one that only writes. */
export type DuckDbPrinter<O extends Operation> = (
  scope: DuckDbScope,
  operation: O,
  inputs: readonly DuckDbFrame[]
) => readonly PrintedFrame[];

/** A query, and the order in which its rows come. */
export interface PrintedFrame {
  query: SqlQuery;
  order?: readonly OrderKey[];
}
