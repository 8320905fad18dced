import type { ScalarFunction } from '../../expression/typed.js';
import type { SqlOperator } from '../../sql/tree.js';

/** Comparisons of a plan as DuckDB writes them. */
export const COMPARISONS: Partial<Record<ScalarFunction, SqlOperator>> = {
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eqNullSafe: 'IS NOT DISTINCT FROM'
};

/** Arithmetic of a plan as DuckDB writes it. */
export const ARITHMETIC: Partial<
  Record<ScalarFunction, '+' | '-' | '*' | '/' | '%'>
> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%'
};

/** Functions of a plan by the catalogue's names. */
export const NAMES: Partial<Record<ScalarFunction, string>> = {
  isNull: 'isnull',
  isNotNull: 'isnotnull',
  rlike: 'rlike',
  startsWith: 'startswith',
  endsWith: 'endswith',
  contains: 'contains',
  lower: 'lower',
  upper: 'upper',
  trim: 'trim',
  length: 'length',
  abs: 'abs',
  coalesce: 'coalesce',
  concat: 'concat',
  year: 'year',
  month: 'month',
  dayOfMonth: 'dayofmonth'
};
