import type { Column, DataType, Schema } from '../../types/type.js';
import { collectColumns, key } from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import type { ColumnSet, PassedColumns } from './descriptor.js';

/** Return columns and more of them by name. */
export function withNames(
  columns: Iterable<string>,
  names: readonly string[]
): ReadonlySet<string> {
  return new Set([...columns, ...names.map(key)]);
}

/** Return columns and those that expressions read; null where those can't be known. */
export function withExpressions(
  expressions: readonly Expression[],
  columns: Iterable<string>
): ColumnSet {
  const found = new Set(columns);
  return expressions.every(each => collectColumns(each, found)) ? found : null;
}

/** Return columns without some of them. */
export function withoutNames(
  columns: ReadonlySet<string>,
  names: readonly string[]
): ReadonlySet<string> {
  const result = new Set(columns);
  names.forEach(name => result.delete(key(name)));
  return result;
}

/** Return that some columns pass, under their own names. */
export function passing(names: readonly string[]): PassedColumns {
  return { only: new Map(names.map(name => [key(name), key(name)])) };
}

/** Return that all columns pass but some. */
export function passingAllBut(names: readonly string[]): PassedColumns {
  return { except: new Set(names.map(key)) };
}

/** Return an operation whose result has the columns of its first input, with those as they are now. */
export function likeInput<O extends OperationBase>(
  operation: O,
  [input]: readonly (Schema | undefined)[]
): O {
  return operation.schema && input && operation.schema !== input
    ? { ...operation, schema: input }
    : operation;
}

/** Return a schema whose columns are no partition keys of anything; the same object where none is. */
export function plainColumns(schema: Schema): Schema {
  return schema.some(column => column.partition)
    ? schema.map(({ partition: _partition, ...column }) => column)
    : schema;
}

/** Return the columns of a schema by names in lower case; the first of those that have the same. */
export function byName(schema: Schema): ReadonlyMap<string, Schema[number]> {
  const result = new Map<string, Schema[number]>();
  for (const column of schema) {
    if (!result.has(key(column.name))) {
      result.set(key(column.name), column);
    }
  }
  return result;
}

/** Return the type of a column of an input. */
export function typeOfColumn(schema: Schema, name: string): DataType {
  return (
    schema.find(column => key(column.name) === key(name))?.type ?? {
      kind: 'unknown'
    }
  );
}

/** Return columns with others added: in the place of the one that has the same name, or at the end. */
export function withColumns(schema: Schema, added: Schema): Schema {
  const result = new Map<string, Column>(byName(schema));
  for (const column of added) {
    result.set(key(column.name), column);
  }
  return [...result.values()];
}

/** Return those columns of a schema that are used: one at least. */
export function usedOf<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  used: ColumnSet
): readonly T[] {
  const left = used ? items.filter(each => used.has(key(nameOf(each)))) : items;
  return left.length > 0 ? left : items.slice(0, 1);
}

/** Return an operation with the columns of its result as they are for the columns that its inputs have now. */
export function withOutput<O extends OperationBase>(
  operation: O,
  inputs: readonly (Schema | undefined)[],
  output: (
    operation: O,
    inputs: readonly (Schema | undefined)[]
  ) => Schema | undefined
): O {
  if (!operation.schema) {
    return operation;
  }
  const schema = output(operation, inputs);
  return schema ? { ...operation, schema } : operation;
}
