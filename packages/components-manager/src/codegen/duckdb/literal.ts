import type { LiteralValue } from '../../expression/typed.js';
import { isText } from '../../types/cast.js';
import type { DataType } from '../../types/type.js';
import { duckDbType } from '../../expression/functions/duckdb/types.js';
import type {
  DuckDbArgument,
  FormGap
} from '../../expression/functions/duckdb/form.js';
import { boolean, cast, NULL, text, type Sql } from '../../sql/tree.js';

/** A literal whose type is that of its value, where a plan states none. */
function typeOfValue(value: LiteralValue): DataType {
  switch (typeof value) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'number':
      return Number.isInteger(value)
        ? Math.abs(value) < 2 ** 31
          ? { kind: 'int' }
          : { kind: 'bigint' }
        : { kind: 'double' };
    case 'string':
      return { kind: 'string' };
    default:
      return { kind: 'void' };
  }
}

/** Return a literal as DuckDB has it, or why it has none. */
export function duckDbLiteral(
  value: LiteralValue,
  stated: DataType
): DuckDbArgument | FormGap {
  const type = stated.kind === 'unknown' ? typeOfValue(value) : stated;
  if (value === null) {
    const target = duckDbType(type);
    return {
      sql: target === undefined ? NULL : cast(NULL, target),
      type,
      literal: null
    };
  }
  const sql = literalSql(value, type);
  return sql === undefined
    ? { why: 'a literal has a type that DuckDB has not' }
    : { sql, type, literal: value };
}

function literalSql(
  value: string | number | boolean,
  type: DataType
): Sql | undefined {
  const target = duckDbType(type);
  if (target === undefined) {
    return undefined;
  }
  if (isText(type)) {
    return text(String(value));
  }
  switch (type.kind) {
    case 'boolean':
      return boolean(value === true || value === 'true');
    case 'int':
      return /^-?\d+$/.test(String(value))
        ? { kind: 'number', digits: String(value) }
        : undefined;
    case 'tinyint':
    case 'smallint':
    case 'bigint':
      return /^-?\d+$/.test(String(value))
        ? cast({ kind: 'number', digits: String(value) }, target)
        : undefined;
    case 'double':
      return typeof value === 'number' && Number.isFinite(value)
        ? { kind: 'number', digits: withExponent(value) }
        : cast(text(String(value)), target);
    case 'float':
    case 'decimal':
      return cast(text(String(value)), target);
    case 'date':
      return { kind: 'temporal', type: 'DATE', value: String(value) };
    case 'timestamp':
    case 'timestamp_ntz':
      return { kind: 'temporal', type: 'TIMESTAMP', value: String(value) };
    default:
      return undefined;
  }
}

/** Digits with an exponent are a DOUBLE; those without one are a DECIMAL to DuckDB. */
function withExponent(value: number): string {
  const digits = String(value);
  return digits.includes('e') ? digits : `${digits}e0`;
}
