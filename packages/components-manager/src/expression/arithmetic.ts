import { asDecimal, commonType, isIntegral, isNumeric } from '../types/cast.js';
import { MAX_PRECISION } from '../types/grammar.js';
import type { DataType } from '../types/type.js';

/** A type nobody knows. */
export const UNKNOWN: DataType = { kind: 'unknown' };

/** The type that holds all; unknown where there is none. */
export function commonOf(types: readonly DataType[]): DataType {
  let common: DataType = { kind: 'void' };
  for (const type of types) {
    common = commonType(common, type) ?? UNKNOWN;
  }
  return common;
}

/**
 * The type of `a operator b` for arithmetic, as Spark 3.5 finds it. Source: documentation of `DecimalPrecision` and `TypeCoercion`.
 */
export function arithmeticType(
  operator: string,
  a: DataType,
  b: DataType
): DataType {
  if (operator === '||') {
    return concatType([a, b]);
  }
  if (operator === 'div') {
    return { kind: 'bigint' };
  }
  if (['&', '|', '^'].includes(operator)) {
    return isIntegral(a) && isIntegral(b)
      ? (commonType(a, b) ?? UNKNOWN)
      : UNKNOWN;
  }
  if (a.kind === 'date' && isIntegral(b) && operator !== '*') {
    return a;
  }
  if (!isNumber(a) || !isNumber(b)) {
    return UNKNOWN;
  }
  const left = asDecimal(a);
  const right = asDecimal(b);
  const decimals = a.kind === 'decimal' || b.kind === 'decimal';
  if (decimals && left !== undefined && right !== undefined) {
    return decimalType(operator, left, right);
  }
  if (operator === '/') {
    return { kind: 'double' };
  }
  return isNumeric(a) && isNumeric(b)
    ? (commonType(a, b) ?? UNKNOWN)
    : { kind: 'double' };
}

/** Text counts as a double in arithmetic. */
function isNumber(type: DataType): boolean {
  return isNumeric(type) || type.kind === 'string';
}

function decimalType(
  operator: string,
  a: { precision: number; scale: number },
  b: { precision: number; scale: number }
): DataType {
  const wholes = [a.precision - a.scale, b.precision - b.scale];
  const most = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return decimal(most + Math.max(...wholes) + 1, most);
    case '*':
      return decimal(a.precision + b.precision + 1, a.scale + b.scale);
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1);
      return decimal(wholes[0] + b.scale + scale, scale);
    }
    default:
      return decimal(Math.min(...wholes) + most, most);
  }
}

/** A decimal kept within 38 digits by giving up digits after the point, but for six of them. */
function decimal(precision: number, scale: number): DataType {
  if (precision <= MAX_PRECISION) {
    return { kind: 'decimal', precision, scale };
  }
  const kept = Math.max(
    MAX_PRECISION - (precision - scale),
    Math.min(scale, 6)
  );
  return { kind: 'decimal', precision: MAX_PRECISION, scale: kept };
}

/** The type of values joined by `concat` or `||`. */
export function concatType(args: readonly DataType[]): DataType {
  const [first = UNKNOWN] = args;
  if (args.every(type => type.kind === 'array')) {
    return commonOf(args);
  }
  return args.some(type => type.kind === 'unknown') ||
    args.every(type => type.kind === 'binary')
    ? first.kind === 'binary'
      ? first
      : UNKNOWN
    : { kind: 'string' };
}
