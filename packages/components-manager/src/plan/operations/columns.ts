import type { Schema } from '../../types/type.js';
import { collectColumns, key } from '../column.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import type { ColumnSet } from './descriptor.js';

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

/** Return a map of columns that keep their names, as `passes` has it. */
export function sameNames(
  names: readonly string[]
): ReadonlyMap<string, string> {
  return new Map(names.map(name => [key(name), key(name)]));
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
