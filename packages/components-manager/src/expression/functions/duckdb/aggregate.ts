import { call, cast, infix, type Sql } from '../../../sql/tree.js';
import { isIntegral } from '../../../types/cast.js';
import type { AGGREGATE_FUNCTIONS } from '../aggregate.js';
import type { WINDOW_FUNCTIONS } from '../window.js';
import {
  differs,
  MISSING,
  OTHER_RULES,
  rewritten,
  same,
  type DuckDbForm
} from './form.js';

/** The names of the aggregates. */
type Name = (typeof AGGREGATE_FUNCTIONS)[number]['name'];

const ESTIMATE = differs('estimates are other numbers');
const ANY_ORDER = differs('the order of the values is any');
const SUMS =
  'sums of floating-point numbers differ in the last digits, as between two runs of Spark';

/** How DuckDB writes aggregates. */
export const DUCKDB_AGGREGATE: Readonly<Record<Name, DuckDbForm>> = {
  any_value: rewritten('`first`', 'a', 'first', ([value]) =>
    call('first', value.sql)
  ),
  approx_count_distinct: ESTIMATE,
  percentile_approx: ESTIMATE,
  avg: rewritten(
    `of decimals there is no form; ${SUMS}`,
    'n',
    'double',
    ([value]) =>
      value.type.kind === 'decimal'
        ? { why: 'averages of decimals are decimals in Spark' }
        : call(
            'avg',
            isIntegral(value.type) ? value.sql : cast(value.sql, 'DOUBLE')
          )
  ),
  bit_and: same('n', 'first'),
  bit_or: same('n', 'first'),
  bit_xor: same('n', 'first'),
  bitmap_construct_agg: MISSING,
  bitmap_or_agg: MISSING,
  bool_and: same('b', 'boolean'),
  bool_or: same('b', 'boolean'),
  collect_list: ANY_ORDER,
  collect_set: ANY_ORDER,
  corr: OTHER_RULES,
  count: rewritten(
    'of several values: rows in which none is null',
    '*a',
    'bigint',
    args =>
      args.length < 2
        ? call('count', ...args.map(each => each.sql))
        : {
            ...call('count', { kind: 'word', word: '*' }),
            filter: infix(
              'AND',
              ...args.map((each): Sql => ({
                kind: 'postfix',
                operand: each.sql,
                operator: 'IS NOT NULL'
              }))
            )
          }
  ),
  count_if: same('b', 'cast'),
  count_min_sketch: MISSING,
  covar_pop: OTHER_RULES,
  covar_samp: OTHER_RULES,
  first: rewritten(
    'any row of a group, where nothing orders it',
    'a',
    'first',
    ([value]) => call('first', value.sql)
  ),
  grouping: MISSING,
  grouping_id: MISSING,
  histogram_numeric: MISSING,
  hll_sketch_agg: MISSING,
  hll_union_agg: MISSING,
  kurtosis: OTHER_RULES,
  last: rewritten(
    'any row of a group, where nothing orders it',
    'a',
    'first',
    ([value]) => call('last', value.sql)
  ),
  max: same('a', 'first'),
  max_by: OTHER_RULES,
  median: OTHER_RULES,
  min: same('a', 'first'),
  min_by: OTHER_RULES,
  mode: OTHER_RULES,
  percentile: OTHER_RULES,
  percentile_cont: OTHER_RULES,
  percentile_disc: OTHER_RULES,
  regr_avgx: OTHER_RULES,
  regr_avgy: OTHER_RULES,
  regr_count: OTHER_RULES,
  regr_intercept: OTHER_RULES,
  regr_r2: OTHER_RULES,
  regr_slope: OTHER_RULES,
  regr_sxx: OTHER_RULES,
  regr_sxy: OTHER_RULES,
  regr_syy: OTHER_RULES,
  skewness: OTHER_RULES,
  stddev: rewritten(SUMS, 'd', 'double', ([value]) =>
    call('stddev_samp', value.sql)
  ),
  stddev_pop: rewritten(SUMS, 'd', 'double', ([value]) =>
    call('stddev_pop', value.sql)
  ),
  sum: rewritten(
    `as BIGINT, where what does not fit stops the query; ${SUMS}`,
    'n',
    'cast',
    ([value]) =>
      call(
        'sum',
        value.type.kind === 'float' ? cast(value.sql, 'DOUBLE') : value.sql
      )
  ),
  try_avg: OTHER_RULES,
  try_sum: OTHER_RULES,
  variance: rewritten(SUMS, 'd', 'double', ([value]) =>
    call('var_samp', value.sql)
  ),
  var_pop: rewritten(SUMS, 'd', 'double', ([value]) =>
    call('var_pop', value.sql)
  )
};

/** How DuckDB writes window functions. */
export const DUCKDB_WINDOW: Readonly<
  Record<(typeof WINDOW_FUNCTIONS)[number]['name'], DuckDbForm>
> = {
  cume_dist: same('', 'double'),
  dense_rank: same('', 'bigint'),
  lag: same('a L c', 'first'),
  lead: same('a L c', 'first'),
  nth_value: same('a L', 'first'),
  ntile: same('L', 'bigint'),
  percent_rank: same('', 'double'),
  rank: same('', 'bigint'),
  row_number: same('', 'bigint')
};
