import { definer } from './entry.js';
import {
  BOOLEAN,
  COMMON,
  DOUBLE,
  FIRST,
  STRING,
  UNKNOWN,
  restType
} from './rules.js';

const define = definer('scalar');

/** Choices and nulls. Source: Spark 3.5, "Built-in Functions". */
export const CONDITIONAL_FUNCTIONS = [
  define(
    'assert_true(condition[, message])',
    UNKNOWN,
    'Fail where a condition is not true.',
    { pyspark: 'c v' }
  ),
  define(
    'coalesce(value, ...)',
    COMMON,
    'Return the first value that is not null.',
    { pyspark: '*c' }
  ),
  define('equal_null(a, b)', BOOLEAN, 'Compare two values; nulls are equal.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'greatest(value, value, ...)',
    COMMON,
    'Return the greatest value, ignoring nulls.',
    { pyspark: '*c' }
  ),
  define('if(condition, then, else)', restType, 'Choose one of two values.'),
  define('isnan(number)', BOOLEAN, 'Test for not-a-number.', { pyspark: 'c' }),
  define('isnotnull(value)', BOOLEAN, 'Test for a value that is not null.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('isnull(value)', BOOLEAN, 'Test for null.', { pyspark: 'c' }),
  define(
    'least(value, value, ...)',
    COMMON,
    'Return the least value, ignoring nulls.',
    { pyspark: '*c' }
  ),
  define(
    'nanvl(number, other)',
    DOUBLE,
    'Return another number for not-a-number.',
    { pyspark: 'c c' }
  ),
  define(
    'nullif(value, other)',
    FIRST,
    'Return null where two values are equal.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('nvl(value, other)', COMMON, 'Return another value for null.', {
    aliases: ['ifnull'],
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'nvl2(value, then, else)',
    restType,
    'Choose by whether a value is null.',
    { pyspark: 'c c c', since: '3.5' }
  ),
  define('raise_error(message)', UNKNOWN, 'Fail with a message.', {
    pyspark: 'v'
  }),
  define('typeof(value)', STRING, 'Name the type of a value.', {
    pyspark: 'c',
    since: '3.5'
  })
];
