import type { DuckDbArgument } from '../../expression/functions/duckdb/form.js';
import type { Sql, SqlCall, SqlOrder } from '../../sql/tree.js';
import { printType } from '../../types/print.js';
import { NoForm } from './noform.js';

/** Return the key of an order, nulls where Spark has them. */
export function orderOf(
  { sql, type }: DuckDbArgument,
  direction: 'ascending' | 'descending',
  nulls: 'first' | 'last' | undefined
): SqlOrder {
  if (['map', 'array', 'struct'].includes(type.kind)) {
    throw new NoForm(`an order by ${printType(type)}`);
  }
  const descending = direction === 'descending';
  return {
    value: sql,
    descending,
    nulls:
      nulls === undefined
        ? descending
          ? 'LAST'
          : 'FIRST'
        : nulls === 'first'
          ? 'FIRST'
          : 'LAST'
  };
}

const OVER_NAMES: Readonly<Record<string, string>> = {
  first: 'first_value',
  last: 'last_value'
};

/** Return the call of a window function. */
export function windowCall(found: Sql): SqlCall {
  if (found.kind !== 'call') {
    throw new NoForm('what is no single call over a window');
  }
  return {
    ...found,
    function: OVER_NAMES[found.function] ?? found.function
  };
}
