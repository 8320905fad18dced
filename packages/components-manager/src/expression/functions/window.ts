import { definer } from './entry.js';
import { DOUBLE, FIRST, INT } from './rules.js';

const define = definer('window');

/** Window functions. Source: Spark 3.5, "Built-in Functions". */
export const WINDOW_FUNCTIONS = [
  define('cume_dist()', DOUBLE, 'Return the share of rows up to this one.', {
    pyspark: ''
  }),
  define(
    'dense_rank()',
    INT,
    'Number the distinct values of the order, without gaps.',
    { pyspark: '', arity: [0, Infinity] }
  ),
  define(
    'lag(value[, offset[, default]])',
    FIRST,
    'Return the value of a row before.',
    { reads: 'offset', pyspark: 'c p p' }
  ),
  define(
    'lead(value[, offset[, default]])',
    FIRST,
    'Return the value of a row after.',
    { reads: 'offset', pyspark: 'c p p' }
  ),
  define(
    'nth_value(value, number)',
    FIRST,
    'Return the value of a row by its number.',
    { reads: 'value', pyspark: 'c p p' }
  ),
  define('ntile(count)', INT, 'Divide the rows into so many buckets.', {
    pyspark: 'p'
  }),
  define('percent_rank()', DOUBLE, 'Return the rank as a share from 0 to 1.', {
    pyspark: '',
    arity: [0, Infinity]
  }),
  define(
    'rank()',
    INT,
    'Number the rows by their order, with gaps after ties.',
    { pyspark: '', arity: [0, Infinity] }
  ),
  define('row_number()', INT, 'Number the rows.', { pyspark: '' })
];
