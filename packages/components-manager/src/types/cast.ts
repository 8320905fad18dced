import { MAX_PRECISION } from './grammar.js';
import type { DataType, TimeZoneKind } from './type.js';

/**
 * What a cast does to values: nothing; keeps each; may silently give null or another value (text that is not a number, a number out
 * of range); can't be done.
 */
export type Castability = 'same' | 'safe' | 'lossy' | 'never';

/** Digits before the point that each whole-number type may need. */
const DIGITS = { tinyint: 3, smallint: 5, int: 10, bigint: 19 } as const;

/** Numeric types from narrow to wide: the wider of two holds both. */
const NUMERIC = ['tinyint', 'smallint', 'int', 'bigint', 'float', 'double'];

const STRINGS = new Set(['string', 'char', 'varchar']);

/** True for text types: `string`, `char(n)`, `varchar(n)`. */
export function isText(type: DataType): boolean {
  return STRINGS.has(type.kind);
}

/** True for whole numbers, decimals and floating-point numbers. */
export function isNumeric(type: DataType): boolean {
  return type.kind === 'decimal' || NUMERIC.includes(type.kind);
}

/** True for the whole-number types. */
export function isIntegral(type: DataType): boolean {
  return type.kind in DIGITS;
}

/** True for dates and timestamps. */
export function isTemporal(type: DataType): boolean {
  return (
    type.kind === 'date' ||
    type.kind === 'timestamp' ||
    type.kind === 'timestamp_ntz'
  );
}

/** True when two types are the same but for comments and the case of field names. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === b) {
    return true;
  }
  if (a.kind !== b.kind) {
    return false;
  }
  switch (a.kind) {
    case 'decimal':
      return (
        b.kind === 'decimal' &&
        a.precision === b.precision &&
        a.scale === b.scale
      );
    case 'char':
    case 'varchar':
      return 'length' in b && a.length === b.length;
    case 'array':
      return b.kind === 'array' && sameType(a.element, b.element);
    case 'map':
      return (
        b.kind === 'map' && sameType(a.key, b.key) && sameType(a.value, b.value)
      );
    case 'struct':
      return (
        b.kind === 'struct' &&
        a.fields.length === b.fields.length &&
        a.fields.every(
          (field, index) =>
            sameName(field.name, b.fields[index].name) &&
            sameType(field.type, b.fields[index].type)
        )
      );
    case 'union':
      return (
        b.kind === 'union' &&
        a.members.length === b.members.length &&
        a.members.every((member, index) => sameType(member, b.members[index]))
      );
    case 'interval':
      return b.kind === 'interval' && a.span === b.span;
    case 'timestamp':
      return zoneOf(a) === zoneOf(b);
    case 'unknown':
      return b.kind === 'unknown' && a.native === b.native;
    default:
      return true;
  }
}

function zoneOf(type: DataType): TimeZoneKind | undefined {
  return 'zone' in type ? type.zone : undefined;
}

/** True when Spark takes two column names for the same one (it does not look at case). */
export function sameName(a: string, b: string): boolean {
  return a === b || a.toLowerCase() === b.toLowerCase();
}

/**
 * What Spark 3.5 does, with ANSI mode off (as Glue has it), for `CAST(from AS to)`. A type not known casts safely.
 *
 * Source: Spark 3.5 SQL reference "ANSI Compliance", section "Cast", and the documentation of `Cast`.
 */
export function castability(from: DataType, to: DataType): Castability {
  if (from.kind === 'unknown' || to.kind === 'unknown') {
    return 'safe';
  }
  if (sameType(from, to)) {
    return 'same';
  }
  if (from.kind === 'void') {
    return 'safe';
  }
  if (from.kind === 'union' || to.kind === 'union' || to.kind === 'void') {
    return 'never';
  }
  if (isText(to)) {
    return 'safe';
  }
  if (from.kind === 'interval' || to.kind === 'interval') {
    return 'never';
  }
  switch (from.kind) {
    case 'array':
      return to.kind === 'array'
        ? nested([castability(from.element, to.element)])
        : 'never';
    case 'map':
      return to.kind === 'map' ? castMap(from, to) : 'never';
    case 'struct':
      return to.kind === 'struct' && from.fields.length === to.fields.length
        ? nested(
            from.fields.map((field, index) =>
              castability(field.type, to.fields[index].type)
            )
          )
        : 'never';
    case 'string':
    case 'char':
    case 'varchar':
      return to.kind === 'binary' ? 'safe' : isNested(to) ? 'never' : 'lossy';
    case 'binary':
      return 'never';
    case 'boolean':
      return isNumeric(to)
        ? castNumber({ kind: 'tinyint' }, to, 1)
        : to.kind === 'timestamp'
          ? 'safe'
          : 'never';
    case 'date':
      // To a number or a boolean Spark gives null for every date.
      return to.kind === 'timestamp' || to.kind === 'timestamp_ntz'
        ? 'safe'
        : isNumeric(to) || to.kind === 'boolean'
          ? 'lossy'
          : 'never';
    case 'timestamp':
      return castTimestamp(to);
    case 'timestamp_ntz':
      return to.kind === 'date' || to.kind === 'timestamp' ? 'safe' : 'never';
    default:
      return castFromNumber(from, to);
  }
}

function castTimestamp(to: DataType): Castability {
  if (to.kind === 'date' || to.kind === 'timestamp_ntz') {
    return 'safe';
  }
  if (to.kind === 'boolean') {
    return 'safe';
  }
  // The number is seconds since 1970: twelve digits reach the year 9999.
  if (to.kind === 'bigint' || to.kind === 'double') {
    return 'safe';
  }
  if (to.kind === 'decimal') {
    return to.precision - to.scale >= 12 && to.scale >= 6 ? 'safe' : 'lossy';
  }
  return isNumeric(to) ? 'lossy' : 'never';
}

function castFromNumber(from: DataType, to: DataType): Castability {
  if (isNumeric(to)) {
    return castNumber(from, to);
  }
  switch (to.kind) {
    case 'boolean':
      return 'safe';
    case 'timestamp':
      return from.kind === 'float' || from.kind === 'double' ? 'lossy' : 'safe';
    case 'binary':
      return isIntegral(from) ? 'safe' : 'never';
    default:
      return 'never';
  }
}

/** Between numbers: safe when every value fits. */
function castNumber(
  from: DataType,
  to: DataType,
  digits = wholeDigits(from)
): Castability {
  if (to.kind === 'float' || to.kind === 'double') {
    return from.kind === 'double' ? 'lossy' : 'safe';
  }
  if (from.kind === 'float' || from.kind === 'double') {
    return 'lossy';
  }
  const scale = from.kind === 'decimal' ? from.scale : 0;
  if (to.kind === 'decimal') {
    return to.precision - to.scale >= digits && to.scale >= scale
      ? 'safe'
      : 'lossy';
  }
  if (from.kind === 'decimal') {
    // One digit fewer than the type's longest number always fits.
    return scale === 0 && digits < wholeDigits(to) ? 'safe' : 'lossy';
  }
  return NUMERIC.indexOf(from.kind) <= NUMERIC.indexOf(to.kind)
    ? 'safe'
    : 'lossy';
}

function wholeDigits(type: DataType): number {
  return type.kind === 'decimal'
    ? type.precision - type.scale
    : (DIGITS[type.kind as keyof typeof DIGITS] ?? MAX_PRECISION + 1);
}

function castMap(
  from: Extract<DataType, { kind: 'map' }>,
  to: Extract<DataType, { kind: 'map' }>
): Castability {
  const key = castability(from.key, to.key);
  // Spark refuses a key that the cast could make null; between whole numbers and floats it wraps instead.
  const wraps =
    isNumeric(from.key) && isNumeric(to.key) && to.key.kind !== 'decimal';
  if (key === 'lossy' && !wraps) {
    return 'never';
  }
  return nested([key, castability(from.value, to.value)]);
}

/** The worst of the parts; `same` parts of types that differ otherwise (field names) are safe. */
function nested(parts: readonly Castability[]): Castability {
  return parts.includes('never')
    ? 'never'
    : parts.includes('lossy')
      ? 'lossy'
      : 'safe';
}

function isNested(type: DataType): boolean {
  return type.kind === 'array' || type.kind === 'map' || type.kind === 'struct';
}

/**
 * The type that holds the values of both, as Spark 3.5 finds it for unions, CASE and COALESCE with ANSI mode off; undefined when
 * there is none. With a type not known the result is not known.
 *
 * Source: Spark 3.5 SQL reference "ANSI Compliance", and the documentation of `TypeCoercion`.
 *
 * @example
 * commonType({ kind: 'int' }, { kind: 'double' }); // → { kind: 'double' }
 */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  if (a.kind === 'unknown' || b.kind === 'unknown') {
    return { kind: 'unknown' };
  }
  if (sameType(a, b)) {
    return a;
  }
  if (a.kind === 'void') {
    return b;
  }
  if (b.kind === 'void') {
    return a;
  }
  if (isNumeric(a) && isNumeric(b)) {
    return commonNumber(a, b);
  }
  if (isText(a) || isText(b)) {
    const other = isText(a) ? b : a;
    return isNested(other) ||
      ['binary', 'boolean', 'union'].includes(other.kind)
      ? undefined
      : { kind: 'string' };
  }
  if (isTemporal(a) && isTemporal(b)) {
    return a.kind === 'timestamp' || b.kind === 'timestamp'
      ? { kind: 'timestamp' }
      : { kind: 'timestamp_ntz' };
  }
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element);
    return element && { kind: 'array', element };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: 'map', key, value };
  }
  return a.kind === 'struct' && b.kind === 'struct'
    ? commonStruct(a, b)
    : undefined;
}

function commonStruct(
  a: Extract<DataType, { kind: 'struct' }>,
  b: Extract<DataType, { kind: 'struct' }>
): DataType | undefined {
  if (a.fields.length !== b.fields.length) {
    return undefined;
  }
  const fields = [];
  for (const [index, field] of a.fields.entries()) {
    const other = b.fields[index];
    const type = commonType(field.type, other.type);
    if (type === undefined || !sameName(field.name, other.name)) {
      return undefined;
    }
    fields.push({ name: field.name, type });
  }
  return { kind: 'struct', fields };
}

function commonNumber(a: DataType, b: DataType): DataType {
  if (a.kind === 'decimal' || b.kind === 'decimal') {
    const left = asDecimal(a);
    const right = asDecimal(b);
    if (left === undefined || right === undefined) {
      return { kind: 'double' };
    }
    const scale = Math.max(left.scale, right.scale);
    const whole = Math.max(
      left.precision - left.scale,
      right.precision - right.scale
    );
    return {
      kind: 'decimal',
      precision: Math.min(whole + scale, MAX_PRECISION),
      scale: Math.min(scale, MAX_PRECISION)
    };
  }
  return NUMERIC.indexOf(a.kind) >= NUMERIC.indexOf(b.kind) ? a : b;
}

/** A number type as the decimal that holds it, as Spark counts (a bigint takes 20 digits); none for floating-point numbers. */
export function asDecimal(
  type: DataType
): { precision: number; scale: number } | undefined {
  if (type.kind === 'decimal') {
    return type;
  }
  if (!isIntegral(type)) {
    return undefined;
  }
  return {
    precision:
      type.kind === 'bigint' ? 20 : DIGITS[type.kind as keyof typeof DIGITS],
    scale: 0
  };
}
