import { arithmeticType } from '../../expression/arithmetic.js';
import type { DuckDbArgument } from '../../expression/functions/duckdb/form.js';
import { duckDbType } from '../../expression/functions/duckdb/types.js';
import { columnsOf } from '../../expression/expression.js';
import type { Expression, IntervalExpression } from '../../expression/typed.js';
import { call, cast, infix, number, type Sql } from '../../sql/tree.js';
import { isIntegral, isNumeric, isText } from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import { coerced, coercedAll } from './coerce.js';
import { duckDbLiteral } from './literal.js';
import { NoForm, settled, settledAll } from './noform.js';

/** Return an operator's result in its type, which DuckDB forgets where it finds an operand to be null before it reads a row. */
export function typedOperator(
  args: readonly Expression[],
  found: DuckDbArgument
): DuckDbArgument {
  const target = duckDbType(found.type);
  const isFound = args.some(
    each =>
      each.kind !== 'parameter' &&
      !(each.kind === 'literal' && each.value !== null) &&
      columnsOf(each)?.length === 0
  );
  return isFound &&
    target !== undefined &&
    found.sql.kind === 'infix' &&
    found.type.kind !== 'boolean'
    ? { ...found, sql: cast(found.sql, target) }
    : found;
}

/** Operators of calculations. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

/**
 * Return a calculation as Spark does it with ANSI mode off: division in floating point, null for a divisor of 0.
 *
 * Source: Spark 3.5 SQL reference, "ANSI Compliance"; documentation of `DecimalPrecision`.
 *
 * @throws NoForm where DuckDB calculates in another way
 */
export function arithmetic(
  operator: ArithmeticOperator,
  left: DuckDbArgument,
  right: DuckDbArgument
): DuckDbArgument {
  let a = asNumber(left);
  let b = asNumber(right);
  if (
    a.type.kind === 'date' &&
    isIntegral(b.type) &&
    (operator === '+' || operator === '-')
  ) {
    return {
      sql: infix(operator, a.sql, settled(coerced(b, { kind: 'int' })).sql),
      type: a.type
    };
  }
  if (!isNumeric(a.type) || !isNumeric(b.type)) {
    throw new NoForm(`${printType(a.type)} ${operator} ${printType(b.type)}`);
  }
  a = leastDecimal(a, b.type);
  b = leastDecimal(b, a.type);
  const type = arithmeticType(operator, a.type, b.type);
  if (type.kind === 'unknown') {
    throw new NoForm('the type of a calculation is not known');
  }
  if (type.kind === 'decimal') {
    return decimal(operator, a, b, type);
  }
  const [x, y] = settledAll(coercedAll([a, b], type));
  return {
    sql:
      operator === '/' || operator === '%'
        ? infix(operator, x.sql, call('nullif', y.sql, number(0)))
        : infix(operator, x.sql, y.sql),
    type
  };
}

/** Sums and products of decimals are exact while the result's type holds all digits. */
function decimal(
  operator: ArithmeticOperator,
  a: DuckDbArgument,
  b: DuckDbArgument,
  type: Extract<DataType, { kind: 'decimal' }>
): DuckDbArgument {
  if (operator === '/' || operator === '%' || type.precision >= 38) {
    throw new NoForm(
      operator === '/' || operator === '%'
        ? 'DuckDB divides decimals as floating-point numbers'
        : 'decimals of more digits than fit are rounded in another way'
    );
  }
  const [x, y] =
    operator === '*'
      ? widened(asDecimalArgument(a), asDecimalArgument(b), type.precision)
      : settledAll(coercedAll([a, b], type));
  return {
    sql: cast(infix(operator, x.sql, y.sql), duckDbType(type) ?? ''),
    type
  };
}

/** The operands of a product, the first so wide that DuckDB calculates with all digits of the result. */
function widened(
  a: DuckDbArgument,
  b: DuckDbArgument,
  precision: number
): DuckDbArgument[] {
  return a.type.kind === 'decimal'
    ? [settled(coerced(a, { ...a.type, precision })), b]
    : [a, b];
}

/**
 * Return a date or time with an interval added or subtracted.
 *
 * @param after - The interval stands after the operator.
 * @throws NoForm for parts of days added to dates, and for products
 */
export function shifted(
  operator: ArithmeticOperator,
  { sql, type }: DuckDbArgument,
  { parts }: IntervalExpression,
  after: boolean
): DuckDbArgument {
  if (operator !== '+' && (operator !== '-' || !after)) {
    throw new NoForm('intervals are only added to dates and times');
  }
  const days = parts.every(
    ({ unit }) => !['hour', 'minute', 'second'].includes(unit)
  );
  const whole = parts.every(({ amount }) => Number.isInteger(amount));
  const time = type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  if (!whole || !(time || (type.kind === 'date' && days))) {
    throw new NoForm(`this interval with ${printType(type)}`);
  }
  const shifts = parts.map(({ amount, unit }): Sql => ({
    kind: 'interval',
    amount: number(amount),
    unit: unit.toUpperCase() as Uppercase<typeof unit>
  }));
  const sum = infix(operator, sql, infix('+', ...shifts));
  return { sql: time ? sum : cast(sum, 'DATE'), type };
}

function asNumber(argument: DuckDbArgument): DuckDbArgument {
  return isText(argument.type)
    ? settled(coerced(argument, { kind: 'double' }))
    : argument;
}

/** A whole number beside a decimal, with no more digits than it has. Source: documentation of Spark's `DecimalPrecision`. */
function leastDecimal(
  argument: DuckDbArgument,
  beside: DataType
): DuckDbArgument {
  const { literal } = argument;
  return beside.kind === 'decimal' &&
    isIntegral(argument.type) &&
    (typeof literal === 'number' || typeof literal === 'string')
    ? settled(
        duckDbLiteral(String(literal), {
          kind: 'decimal',
          precision: String(literal).replace('-', '').length,
          scale: 0
        })
      )
    : argument;
}

function asDecimalArgument(argument: DuckDbArgument): DuckDbArgument {
  if (argument.type.kind === 'decimal') {
    return argument;
  }
  const precision =
    { tinyint: 3, smallint: 5, int: 10, bigint: 20 }[
      argument.type.kind as 'int'
    ] ?? 38;
  return settled(coerced(argument, { kind: 'decimal', precision, scale: 0 }));
}
