import { definer } from './entry.js';
import {
  BIGINT,
  BINARY,
  DOUBLE,
  FIRST,
  STRING,
  UNKNOWN,
  absType,
  floorType,
  moduloType,
  roundType
} from './rules.js';

const define = definer('scalar');

/** Numbers. Source: Spark 3.5, "Built-in Functions". */
export const NUMBER_FUNCTIONS = [
  define('abs(number)', absType, 'Return a number without its sign.', {
    pyspark: 'c'
  }),
  define('acos(number)', DOUBLE, 'Return the arc cosine.', { pyspark: 'c' }),
  define('acosh(number)', DOUBLE, 'Return the inverse hyperbolic cosine.', {
    pyspark: 'c'
  }),
  define('asin(number)', DOUBLE, 'Return the arc sine.', { pyspark: 'c' }),
  define('asinh(number)', DOUBLE, 'Return the inverse hyperbolic sine.', {
    pyspark: 'c'
  }),
  define('atan(number)', DOUBLE, 'Return the arc tangent.', { pyspark: 'c' }),
  define('atan2(y, x)', DOUBLE, 'Return the angle of a point.', {
    pyspark: 'v v'
  }),
  define('atanh(number)', DOUBLE, 'Return the inverse hyperbolic tangent.', {
    pyspark: 'c'
  }),
  define('bin(number)', STRING, 'Write a whole number with binary digits.', {
    pyspark: 'c'
  }),
  define('bround(number[, digits])', roundType, 'Round half to even.', {
    pyspark: 'c p'
  }),
  define('cbrt(number)', DOUBLE, 'Return the cube root.', { pyspark: 'c' }),
  define('ceil(number[, digits])', floorType, 'Round up.', {
    aliases: ['ceiling'],
    pyspark: 'c'
  }),
  define(
    'conv(number, from_base, to_base)',
    STRING,
    'Write a number in another base.',
    { pyspark: 'c p p' }
  ),
  define('cos(number)', DOUBLE, 'Return the cosine.', { pyspark: 'c' }),
  define('cosh(number)', DOUBLE, 'Return the hyperbolic cosine.', {
    pyspark: 'c'
  }),
  define('cot(number)', DOUBLE, 'Return the cotangent.', { pyspark: 'c' }),
  define('csc(number)', DOUBLE, 'Return the cosecant.', { pyspark: 'c' }),
  define('degrees(number)', DOUBLE, 'Turn radians into degrees.', {
    pyspark: 'c'
  }),
  define('e()', DOUBLE, "Return Euler's number.", {
    pyspark: '',
    since: '3.5'
  }),
  define('exp(number)', DOUBLE, "Raise Euler's number to a power.", {
    pyspark: 'c'
  }),
  define('expm1(number)', DOUBLE, 'Return exp(number) - 1.', { pyspark: 'c' }),
  define('factorial(number)', BIGINT, 'Return the factorial.', {
    pyspark: 'c'
  }),
  define('floor(number[, digits])', floorType, 'Round down.', { pyspark: 'c' }),
  define(
    'hex(value)',
    STRING,
    'Write a number, text or bytes with hexadecimal digits.',
    { pyspark: 'c' }
  ),
  define('hypot(a, b)', DOUBLE, 'Return the length of a hypotenuse.', {
    pyspark: 'v v'
  }),
  define('ln(number)', DOUBLE, 'Return the natural logarithm.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define(
    'log(base_or_number[, number])',
    DOUBLE,
    'Return a logarithm, natural by default.'
  ),
  define('log10(number)', DOUBLE, 'Return the logarithm to base 10.', {
    pyspark: 'c'
  }),
  define('log1p(number)', DOUBLE, 'Return ln(1 + number).', { pyspark: 'c' }),
  define('log2(number)', DOUBLE, 'Return the logarithm to base 2.', {
    pyspark: 'c'
  }),
  define(
    'mod(number, divisor)',
    moduloType,
    'Return the remainder, with the sign of the number.'
  ),
  define('negative(number)', FIRST, 'Change the sign.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('pi()', DOUBLE, 'Return pi.', { pyspark: '', since: '3.5' }),
  define(
    'pmod(number, divisor)',
    moduloType,
    'Return the remainder, never negative.',
    { pyspark: 'v v', since: '3.4' }
  ),
  define('positive(number)', FIRST, 'Return the number itself.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('pow(base, exponent)', DOUBLE, 'Raise to a power.', {
    aliases: ['power'],
    pyspark: 'v v'
  }),
  define('radians(number)', DOUBLE, 'Turn degrees into radians.', {
    pyspark: 'c'
  }),
  define(
    'rint(number)',
    DOUBLE,
    'Round to the nearest whole number, as a double.',
    { pyspark: 'c' }
  ),
  define('round(number[, digits])', roundType, 'Round half away from zero.', {
    pyspark: 'c p'
  }),
  define('sec(number)', DOUBLE, 'Return the secant.', { pyspark: 'c' }),
  define('sign(number)', DOUBLE, 'Return -1, 0 or 1.', {
    aliases: ['signum'],
    pyspark: 'c'
  }),
  define('sin(number)', DOUBLE, 'Return the sine.', { pyspark: 'c' }),
  define('sinh(number)', DOUBLE, 'Return the hyperbolic sine.', {
    pyspark: 'c'
  }),
  define('sqrt(number)', DOUBLE, 'Return the square root.', { pyspark: 'c' }),
  define('tan(number)', DOUBLE, 'Return the tangent.', { pyspark: 'c' }),
  define('tanh(number)', DOUBLE, 'Return the hyperbolic tangent.', {
    pyspark: 'c'
  }),
  define('try_add(a, b)', UNKNOWN, 'Add; null where the result does not fit.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define('try_divide(a, b)', UNKNOWN, 'Divide; null for a division by zero.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'try_multiply(a, b)',
    UNKNOWN,
    'Multiply; null where the result does not fit.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'try_subtract(a, b)',
    UNKNOWN,
    'Subtract; null where the result does not fit.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('unhex(text)', BINARY, 'Read hexadecimal digits as bytes.', {
    pyspark: 'c'
  }),
  define(
    'width_bucket(value, low, high, count)',
    UNKNOWN,
    'Return the number of the bucket that a value falls into.',
    { pyspark: 'c c c v', since: '3.5' }
  )
];
