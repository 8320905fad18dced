import { isIntegral, isNumeric } from '../../types/cast.js';
import { MAX_PRECISION, readType } from '../../types/grammar.js';
import type { DataType } from '../../types/type.js';
import {
  arithmeticType,
  commonOf,
  concatType,
  UNKNOWN as NOT_KNOWN
} from '../arithmetic.js';
import type { TypeRule } from './entry.js';

export { concatType };

/** Always the same type. */
const always = (text: string): TypeRule => {
  const type = readType(text);
  return () => type;
};

export const STRING = always('string');
export const BOOLEAN = always('boolean');
export const TINYINT = always('tinyint');
export const SMALLINT = always('smallint');
export const INT = always('int');
export const BIGINT = always('bigint');
export const FLOAT = always('float');
export const DOUBLE = always('double');
export const BINARY = always('binary');
export const DATE = always('date');
export const TIMESTAMP = always('timestamp');
export const TIMESTAMP_NTZ = always('timestamp_ntz');
export const STRINGS = always('array<string>');
export const SENTENCES = always('array<array<string>>');
export const TEXT_MAP = always('map<string,string>');

/** A type that is not worked out here. */
export const UNKNOWN: TypeRule = () => NOT_KNOWN;

/** The type of the first argument. */
export const FIRST: TypeRule = ([first = NOT_KNOWN]) => first;

/** The type that holds all arguments. */
export const COMMON: TypeRule = commonOf;

/** The type that holds all arguments but the first. */
export const restType: TypeRule = ([, ...rest]) => commonOf(rest);

/** Bytes of bytes, text of anything else. */
export const textOrBytes: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'binary' ? first : { kind: 'string' };

/** An array of an array, text of anything else. */
export const reverseType: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'array'
    ? first
    : first.kind === 'unknown'
      ? NOT_KNOWN
      : { kind: 'string' };

/** Text counts as a double. */
export const absType: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'string' ? { kind: 'double' } : first;

/** The type of `floor` and `ceil`: of decimals it is not worked out. */
export const floorType: TypeRule = args => {
  const [first = NOT_KNOWN] = args;
  return args.length === 1 && first.kind !== 'decimal' && isNumeric(first)
    ? { kind: 'bigint' }
    : NOT_KNOWN;
};

/** The type of `round` and `bround`: of decimals it is not worked out. */
export const roundType: TypeRule = ([first = NOT_KNOWN]) =>
  isIntegral(first) || ['double', 'float'].includes(first.kind)
    ? first
    : NOT_KNOWN;

/** The type of numbers whose bits are shifted. */
export const shiftType: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'bigint'
    ? first
    : isNumeric(first)
      ? { kind: 'int' }
      : NOT_KNOWN;

/** The type of `%`. */
export const moduloType: TypeRule = ([a = NOT_KNOWN, b = NOT_KNOWN]) =>
  arithmeticType('%', a, b);

/** An array of what holds all arguments. */
export const arrayType: TypeRule = args =>
  args.length === 0 ? NOT_KNOWN : { kind: 'array', element: commonOf(args) };

/** An array of the first argument. */
export const listType: TypeRule = ([first = NOT_KNOWN]) => ({
  kind: 'array',
  element: first
});

/** The element of an array, or the value of a map where a key is given. */
export const elementType: TypeRule = ([first = NOT_KNOWN, key]) =>
  first.kind === 'array'
    ? first.element
    : first.kind === 'map' && key !== undefined
      ? first.value
      : NOT_KNOWN;

/** The keys of a map. */
export const keysType: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'map' ? { kind: 'array', element: first.key } : NOT_KNOWN;

/** The values of a map. */
export const valuesType: TypeRule = ([first = NOT_KNOWN]) =>
  first.kind === 'map' ? { kind: 'array', element: first.value } : NOT_KNOWN;

/** The type of `sum`. Source: documentation of Spark's `Sum`. */
export const sumType: TypeRule = ([first = NOT_KNOWN]) =>
  wider(
    first,
    10,
    0,
    isIntegral(first) ? { kind: 'bigint' } : { kind: 'double' }
  );

/** The type of `avg`. Source: documentation of Spark's `Average`. */
export const averageType: TypeRule = ([first = NOT_KNOWN]) =>
  wider(first, 4, 4, { kind: 'double' });

/** The type of `percentile_approx`: several percentages give a list. */
export const percentileType: TypeRule = ([first = NOT_KNOWN, percentage]) =>
  percentage === undefined || !isNumeric(percentage) ? NOT_KNOWN : first;

/** The type of `percentile`: several percentages give a list. */
export const percentileExactType: TypeRule = ([, percentage]) =>
  percentage === undefined || !isNumeric(percentage)
    ? NOT_KNOWN
    : { kind: 'double' };

/** A decimal with more digits, within 38; another type of anything else that is known. */
function wider(
  type: DataType,
  digits: number,
  fraction: number,
  other: DataType
): DataType {
  switch (type.kind) {
    case 'unknown':
      return type;
    case 'decimal':
      return {
        kind: 'decimal',
        precision: Math.min(type.precision + digits, MAX_PRECISION),
        scale: Math.min(type.scale + fraction, MAX_PRECISION)
      };
    default:
      return other;
  }
}
