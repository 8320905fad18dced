import { definer } from './entry.js';
import { UNKNOWN, elementType } from './rules.js';

const define = definer('generator');

/** Generators. Source: Spark 3.5, "Built-in Functions". */
export const GENERATOR_FUNCTIONS = [
  define('explode(collection)', elementType, 'Make a row of each element.', {
    pyspark: 'c'
  }),
  define(
    'explode_outer(collection)',
    UNKNOWN,
    'Make a row of each element, and one for an empty collection.',
    { pyspark: 'c' }
  ),
  define('inline(structs)', UNKNOWN, 'Make a row of each struct.', {
    pyspark: 'c',
    since: '3.4'
  }),
  define(
    'inline_outer(structs)',
    UNKNOWN,
    'Make a row of each struct, and one for an empty array.',
    { pyspark: 'c', since: '3.4' }
  ),
  define(
    'json_tuple(text, field, ...)',
    UNKNOWN,
    'Return several fields of JSON as columns.',
    { pyspark: 'c *p' }
  ),
  define(
    'posexplode(collection)',
    UNKNOWN,
    'Make a row of each element, with its place.',
    { pyspark: 'c' }
  ),
  define(
    'posexplode_outer(collection)',
    UNKNOWN,
    'Make a row of each element with its place, and one for an empty collection.',
    { pyspark: 'c' }
  ),
  define(
    'range(first[, end[, step[, partitions]]])',
    UNKNOWN,
    'Make a table of numbers.'
  ),
  define('sql_keywords()', UNKNOWN, 'Make a table of the words of SQL.'),
  define(
    'stack(count, value, ...)',
    UNKNOWN,
    'Divide values into so many rows.',
    { pyspark: '*c', since: '3.5' }
  )
];
