import { definer } from './entry.js';
import {
  BIGINT,
  BINARY,
  BOOLEAN,
  DOUBLE,
  FIRST,
  UNKNOWN,
  averageType,
  listType,
  percentileExactType,
  percentileType,
  sumType
} from './rules.js';

const define = definer('aggregate');

/** Aggregates. Source: Spark 3.5, "Built-in Functions". */
export const AGGREGATE_FUNCTIONS = [
  define(
    'any_value(value[, ignore_nulls])',
    FIRST,
    'Return a value of any row.',
    { pyspark: 'c v', since: '3.5' }
  ),
  define(
    'approx_count_distinct(value[, deviation])',
    BIGINT,
    'Estimate the number of distinct values.',
    { pyspark: 'c p' }
  ),
  define(
    'percentile_approx(number, percentage[, accuracy])',
    percentileType,
    'Estimate a percentile.',
    { aliases: ['approx_percentile'], pyspark: 'c v v' }
  ),
  define('avg(number)', averageType, 'Return the average.', {
    aliases: ['mean'],
    pyspark: 'c'
  }),
  define('bit_and(number)', FIRST, 'Join all bits by AND.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('bit_or(number)', FIRST, 'Join all bits by OR.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('bit_xor(number)', FIRST, 'Join all bits by XOR.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define(
    'bitmap_construct_agg(position)',
    BINARY,
    'Make a bitmap of positions.',
    { pyspark: 'c', since: '3.5' }
  ),
  define('bitmap_or_agg(bitmap)', BINARY, 'Join bitmaps.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define(
    'bool_and(condition)',
    BOOLEAN,
    'Test whether a condition is true in all rows.',
    { aliases: ['every'], pyspark: 'c', since: '3.5' }
  ),
  define(
    'bool_or(condition)',
    BOOLEAN,
    'Test whether a condition is true in any row.',
    { aliases: ['any', 'some'], pyspark: 'c', since: '3.5' }
  ),
  define('collect_list(value)', listType, 'Collect the values to an array.', {
    aliases: ['array_agg'],
    pyspark: 'c'
  }),
  define(
    'collect_set(value)',
    listType,
    'Collect the distinct values to an array.',
    { pyspark: 'c' }
  ),
  define('corr(y, x)', DOUBLE, 'Return the correlation of two columns.', {
    pyspark: 'c c'
  }),
  define(
    'count(value, ...)',
    BIGINT,
    'Count the rows in which values are not null; count(*) counts all.',
    { pyspark: 'c' }
  ),
  define(
    'count_if(condition)',
    BIGINT,
    'Count the rows in which a condition is true.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'count_min_sketch(value, precision, confidence, seed)',
    BINARY,
    'Make a count-min sketch.',
    { pyspark: 'c c c c', since: '3.5' }
  ),
  define('covar_pop(y, x)', DOUBLE, 'Return the covariance of a population.', {
    pyspark: 'c c'
  }),
  define('covar_samp(y, x)', DOUBLE, 'Return the covariance of a sample.', {
    pyspark: 'c c'
  }),
  define(
    'first(value[, ignore_nulls])',
    FIRST,
    'Return the value of the first row.',
    { aliases: ['first_value'], pyspark: 'c p' }
  ),
  define(
    'grouping(column)',
    UNKNOWN,
    'Test whether a column is grouped over (ROLLUP, CUBE).',
    { pyspark: 'c' }
  ),
  define(
    'grouping_id(...)',
    BIGINT,
    'Number the set of columns grouped by (ROLLUP, CUBE).',
    { pyspark: '*c' }
  ),
  define('histogram_numeric(number, bins)', UNKNOWN, 'Make a histogram.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'hll_sketch_agg(value[, size])',
    BINARY,
    'Make a sketch of distinct values.',
    { pyspark: 'c v', since: '3.5' }
  ),
  define('hll_union_agg(sketch[, different])', BINARY, 'Join sketches.', {
    pyspark: 'c v',
    since: '3.5'
  }),
  define('kurtosis(number)', DOUBLE, 'Return the kurtosis.', { pyspark: 'c' }),
  define(
    'last(value[, ignore_nulls])',
    FIRST,
    'Return the value of the last row.',
    { aliases: ['last_value'], pyspark: 'c p' }
  ),
  define('max(value)', FIRST, 'Return the greatest value.', { pyspark: 'c' }),
  define(
    'max_by(value, order)',
    FIRST,
    'Return the value of the row that is greatest by another.',
    { pyspark: 'c c' }
  ),
  define('median(number)', DOUBLE, 'Return the median.', {
    pyspark: 'c',
    since: '3.4'
  }),
  define('min(value)', FIRST, 'Return the least value.', { pyspark: 'c' }),
  define(
    'min_by(value, order)',
    FIRST,
    'Return the value of the row that is least by another.',
    { pyspark: 'c c' }
  ),
  define(
    'mode([value[, deterministic]])',
    FIRST,
    'Return the most frequent value.',
    { pyspark: '!c', since: '3.4' }
  ),
  define(
    'percentile(number, percentage[, frequency])',
    percentileExactType,
    'Return a percentile.',
    { pyspark: 'c v v', since: '3.5' }
  ),
  define(
    'percentile_cont(percentage[, number])',
    DOUBLE,
    'Return a percentile between values; needs WITHIN GROUP.'
  ),
  define(
    'percentile_disc(percentage[, number])',
    DOUBLE,
    'Return a percentile that is a value; needs WITHIN GROUP.'
  ),
  define(
    'regr_avgx(y, x)',
    DOUBLE,
    'Return the average of x where y is there.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'regr_avgy(y, x)',
    DOUBLE,
    'Return the average of y where x is there.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('regr_count(y, x)', BIGINT, 'Count the rows with both values.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'regr_intercept(y, x)',
    DOUBLE,
    'Return the intercept of the regression line.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('regr_r2(y, x)', DOUBLE, 'Return the coefficient of determination.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'regr_slope(y, x)',
    DOUBLE,
    'Return the slope of the regression line.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('regr_sxx(y, x)', DOUBLE, 'Return the sum of squares of x.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define('regr_sxy(y, x)', DOUBLE, 'Return the sum of products.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define('regr_syy(y, x)', DOUBLE, 'Return the sum of squares of y.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define('skewness(number)', DOUBLE, 'Return the skewness.', { pyspark: 'c' }),
  define(
    'stddev(number)',
    DOUBLE,
    'Return the standard deviation of a sample.',
    { aliases: ['std', 'stddev_samp'], pyspark: 'c' }
  ),
  define(
    'stddev_pop(number)',
    DOUBLE,
    'Return the standard deviation of a population.',
    { pyspark: 'c' }
  ),
  define('sum(number)', sumType, 'Return the sum.', { pyspark: 'c' }),
  define(
    'try_avg(number)',
    UNKNOWN,
    'Return the average; null where it does not fit.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'try_sum(number)',
    UNKNOWN,
    'Return the sum; null where it does not fit.',
    { pyspark: 'c', since: '3.5' }
  ),
  define('variance(number)', DOUBLE, 'Return the variance of a sample.', {
    aliases: ['var_samp'],
    pyspark: 'c'
  }),
  define('var_pop(number)', DOUBLE, 'Return the variance of a population.', {
    pyspark: 'c'
  })
];
