import {
  commonType,
  isIntegral,
  isNumeric,
  isTemporal,
  isText,
  sameType
} from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import { duckDbCast, isGap } from '../../expression/functions/duckdb/cast.js';
import type {
  DuckDbArgument,
  FormGap
} from '../../expression/functions/duckdb/form.js';
import { duckDbLiteral } from './literal.js';

/** Return an argument cast to a type, a literal as a literal of that type where it can be one. */
export function coerced(
  argument: DuckDbArgument,
  to: DataType
): DuckDbArgument | FormGap {
  const { literal, type } = argument;
  if (sameType(type, to)) {
    return argument;
  }
  const stated =
    typeof literal === 'number' &&
    Number.isInteger(literal) &&
    ['bigint', 'double'].includes(to.kind)
      ? literal
      : typeof literal === 'string' &&
          isText(type) &&
          to.kind === 'date' &&
          isDate(literal)
        ? literal
        : undefined;
  if (stated !== undefined) {
    return duckDbLiteral(stated, to);
  }
  const sql = duckDbCast(argument, to);
  return isGap(sql) ? sql : { sql, type: to, literal };
}

function isDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(value)
  );
}

/** Return arguments all cast to a type. */
export function coercedAll(
  args: readonly DuckDbArgument[],
  to: DataType
): DuckDbArgument[] | FormGap {
  const result: DuckDbArgument[] = [];
  for (const arg of args) {
    const found = coerced(arg, to);
    if ('why' in found) {
      return found;
    }
    result.push(found);
  }
  return result;
}

/** Return the type that holds all arguments, or why there is none. */
export function commonOf(args: readonly DuckDbArgument[]): DataType | FormGap {
  let common: DataType = { kind: 'void' };
  for (const { type } of args) {
    const next = commonType(common, type);
    if (next === undefined || next.kind === 'unknown') {
      return next === undefined
        ? {
            why: `${printType(common)} and ${printType(type)} have no common type`
          }
        : { why: 'the type of a value is not known' };
    }
    common = next;
  }
  return common;
}

/**
 * Return two values as Spark compares them: numbers in their common type, text as what it is compared with.
 *
 * Source: Spark 3.5 SQL reference "ANSI Compliance", and the documentation of `TypeCoercion`, with ANSI mode off.
 */
export function compared(
  a: DuckDbArgument,
  b: DuckDbArgument
): DuckDbArgument[] | FormGap {
  const left = a.type;
  const right = b.type;
  if (left.kind === 'unknown' || right.kind === 'unknown') {
    return { why: 'the type of a value that is compared is not known' };
  }
  if ([left, right].some(type => NESTED.has(type.kind))) {
    return { why: 'lists, maps and structs are compared by other rules' };
  }
  if (left.kind === 'void' || right.kind === 'void') {
    return [a, b];
  }
  if (
    sameType(left, right) ||
    (isText(left) && isText(right)) ||
    (isIntegral(left) && isIntegral(right))
  ) {
    return [a, b];
  }
  if (isText(left) || isText(right)) {
    const other = isText(left) ? right : left;
    const type: DataType | undefined =
      other.kind === 'decimal'
        ? { kind: 'double' }
        : isNumeric(other) || isTemporal(other)
          ? other
          : undefined;
    return type === undefined
      ? { why: `text is compared with ${printType(other)}` }
      : coercedAll([a, b], type);
  }
  const common =
    (isNumeric(left) && isNumeric(right)) ||
    (isTemporal(left) && isTemporal(right))
      ? commonType(left, right)
      : undefined;
  return common === undefined
    ? { why: `${printType(left)} is compared with ${printType(right)}` }
    : coercedAll([a, b], common);
}

const NESTED = new Set(['array', 'map', 'struct', 'union']);
