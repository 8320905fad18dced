import { asDecimal, commonType, isIntegral, isNumeric } from '../types/cast.js';
import { MAX_PRECISION, readType } from '../types/grammar.js';
import type { DataType } from '../types/type.js';

/** A type nobody knows. */
export const UNKNOWN: DataType = { kind: 'unknown' };

/** Functions whose result is always of one type. Source: Spark 3.5 "Built-in Functions". */
const FIXED: Readonly<Record<string, string>> = {
  string:
    'array_join lower lcase upper ucase trim ltrim rtrim btrim substring substr substring_index replace regexp_replace regexp_extract concat_ws ' +
    'lpad rpad initcap translate repeat date_format from_unixtime format_number format_string printf space char chr hex ' +
    'base64 md5 sha sha1 sha2 overlay soundex split_part to_json get_json_object current_user current_database uuid ' +
    'bin to_csv typeof elt left right',
  int:
    'length char_length character_length octet_length bit_length instr locate position ascii year month day dayofmonth dayofweek dayofyear ' +
    'weekofyear weekday quarter hour minute datediff date_diff size cardinality levenshtein array_size regexp_count json_array_length hash find_in_set ' +
    'spark_partition_id unix_date second extract bit_count row_number rank dense_rank ntile',
  bigint:
    'unix_timestamp to_unix_timestamp crc32 xxhash64 count factorial monotonically_increasing_id array_position unix_seconds unix_millis ' +
    'unix_micros count_if approx_count_distinct',
  double:
    'sqrt cbrt exp expm1 ln log log10 log2 log1p pow power sin cos tan asin acos atan atan2 sinh cosh tanh degrees radians rand ' +
    'randn months_between stddev stddev_samp stddev_pop std variance var_samp var_pop corr covar_pop covar_samp e pi signum sign skewness kurtosis median percentile ' +
    'percentile_cont percentile_disc percent_rank cume_dist',
  boolean:
    'isnull isnotnull isnan contains startswith endswith rlike regexp_like regexp like array_contains exists forall arrays_overlap bool_and bool_or ' +
    'every some any map_contains_key equal_null',
  date: 'to_date dateadd date_add date_sub current_date curdate last_day next_day make_date trunc add_months date_from_unix_date',
  timestamp:
    'to_timestamp current_timestamp now date_trunc from_utc_timestamp to_utc_timestamp timestamp_seconds timestamp_millis timestamp_micros ' +
    'make_timestamp_ltz to_timestamp_ltz',
  timestamp_ntz: 'localtimestamp to_timestamp_ntz make_timestamp_ntz',
  binary: 'unhex encode unbase64 to_binary',
  'array<string>': 'split regexp_extract_all',
  'array<array<string>>': 'sentences',
  'map<string,string>': 'str_to_map'
};

const RESULT = new Map<string, DataType>(
  Object.entries(FIXED).flatMap(([type, names]) => {
    const parsed = readType(type);
    return names.split(' ').map(name => [name, parsed] as const);
  })
);

/** Functions that yield one of their arguments, or what holds any of them. */
const COMMON = new Set(['coalesce', 'ifnull', 'nvl', 'greatest', 'least']);
const FIRST = new Set([
  'max',
  'min',
  'first',
  'first_value',
  'last',
  'last_value',
  'nth_value',
  'lag',
  'lead',
  'any_value',
  'mode',
  'nullif',
  'max_by',
  'min_by',
  'shiftrightunsigned',
  'array_distinct',
  'array_sort',
  'sort_array',
  'slice',
  'shuffle',
  'filter',
  'array_remove',
  'array_compact',
  'negative',
  'positive'
]);

/** Casts that are written as functions. */
const CASTS = new Set([
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'string',
  'binary',
  'date',
  'timestamp'
]);

/** Functions that make one value of many rows. */
const AGGREGATES = new Set(
  (
    'count sum avg mean min max first first_value last last_value any_value stddev stddev_samp stddev_pop std variance var_samp var_pop ' +
    'collect_list collect_set array_agg approx_count_distinct count_if corr covar_pop covar_samp skewness kurtosis percentile ' +
    'percentile_approx approx_percentile percentile_cont percentile_disc median mode bool_and bool_or every some any max_by min_by'
  ).split(' ')
);

/** Return true for a function that makes one value of many rows. */
export function isAggregate(name: string): boolean {
  return AGGREGATES.has(name);
}

/** Functions over a window that give each row its place in an order. Source: Spark 3.5 SQL reference, "Window Functions". */
export const RANKING: ReadonlySet<string> = new Set(
  'row_number rank dense_rank ntile percent_rank cume_dist'.split(' ')
);
/** Functions that give the value of another row of the window. */
export const OFFSETS: ReadonlySet<string> = new Set(['lag', 'lead']);
/** Functions that must have a window. */
export const WINDOW_ONLY: ReadonlySet<string> = new Set([
  ...RANKING,
  ...OFFSETS,
  'nth_value'
]);

/** Return true for a function that is known and makes one value of one row: Spark takes none over a window. */
export function isScalar(name: string): boolean {
  return (
    !AGGREGATES.has(name) &&
    !WINDOW_ONLY.has(name) &&
    (RESULT.has(name) || COMMON.has(name) || FIRST.has(name) || CASTS.has(name))
  );
}

/** Return true for a function whose result is always of one type, or of the type of its arguments. `name` is in lower case. */
export function isTypedFunction(name: string): boolean {
  return (
    RESULT.has(name) || COMMON.has(name) || FIRST.has(name) || CASTS.has(name)
  );
}

/** The type of a function's result, as Spark 3.5 has it; unknown where it is not sure. `name` is in lower case. */
export function resultType(name: string, args: readonly DataType[]): DataType {
  const fixed = RESULT.get(name);
  if (fixed !== undefined) {
    return fixed;
  }
  const first = args[0] ?? UNKNOWN;
  if (COMMON.has(name)) {
    return commonOf(args);
  }
  if (FIRST.has(name)) {
    return first;
  }
  if (CASTS.has(name) && args.length === 1) {
    return readType(name);
  }
  switch (name) {
    case 'if':
      return commonOf(args.slice(1));
    case 'nvl2':
      return commonOf(args.slice(1));
    case 'concat':
      return args.every(type => type.kind === 'array')
        ? commonOf(args)
        : args.some(type => type.kind === 'unknown') ||
            args.every(type => type.kind === 'binary')
          ? first.kind === 'binary'
            ? first
            : UNKNOWN
          : { kind: 'string' };
    case 'sum':
      return isIntegral(first)
        ? { kind: 'bigint' }
        : first.kind === 'decimal'
          ? bounded(first.precision + 10, first.scale)
          : first.kind === 'unknown'
            ? UNKNOWN
            : { kind: 'double' };
    case 'avg':
    case 'mean':
      return first.kind === 'decimal'
        ? bounded(first.precision + 4, first.scale + 4)
        : first.kind === 'unknown'
          ? UNKNOWN
          : { kind: 'double' };
    case 'array':
      return args.length === 0
        ? UNKNOWN
        : { kind: 'array', element: commonOf(args) };
    case 'collect_list':
    case 'collect_set':
    case 'array_agg':
      return { kind: 'array', element: first };
    case 'percentile_approx':
    case 'approx_percentile':
      // Several percentages give a list.
      return args[1] === undefined || !isNumeric(args[1]) ? UNKNOWN : first;
    case 'element_at':
    case 'explode':
    case 'array_max':
    case 'array_min':
      return first.kind === 'array'
        ? first.element
        : first.kind === 'map' && name === 'element_at'
          ? first.value
          : UNKNOWN;
    case 'map_keys':
      return first.kind === 'map'
        ? { kind: 'array', element: first.key }
        : UNKNOWN;
    case 'map_values':
      return first.kind === 'map'
        ? { kind: 'array', element: first.value }
        : UNKNOWN;
    case 'reverse':
      return first.kind === 'array'
        ? first
        : first.kind === 'unknown'
          ? UNKNOWN
          : { kind: 'string' };
    case 'abs':
      return first.kind === 'string' ? { kind: 'double' } : first;
    case 'floor':
    case 'ceil':
    case 'ceiling':
      return args.length === 1 && first.kind !== 'decimal' && isNumeric(first)
        ? { kind: 'bigint' }
        : UNKNOWN;
    case 'round':
    case 'bround':
      return isIntegral(first) || ['double', 'float'].includes(first.kind)
        ? first
        : UNKNOWN;
    case 'mod':
    case 'pmod':
      return arithmeticType('%', first, args[1] ?? UNKNOWN);
    default:
      return UNKNOWN;
  }
}

/** The type that holds all; unknown where there is none. */
export function commonOf(types: readonly DataType[]): DataType {
  let common: DataType = { kind: 'void' };
  for (const type of types) {
    common = commonType(common, type) ?? UNKNOWN;
  }
  return common;
}

/**
 * The type of `a operator b` for arithmetic, as Spark 3.5 finds it. Source: documentation of `DecimalPrecision` and `TypeCoercion`.
 */
export function arithmeticType(
  operator: string,
  a: DataType,
  b: DataType
): DataType {
  if (operator === '||') {
    return resultType('concat', [a, b]);
  }
  if (operator === 'div') {
    return { kind: 'bigint' };
  }
  if (['&', '|', '^'].includes(operator)) {
    return isIntegral(a) && isIntegral(b)
      ? (commonType(a, b) ?? UNKNOWN)
      : UNKNOWN;
  }
  if (a.kind === 'date' && isIntegral(b) && operator !== '*') {
    return a;
  }
  if (!isNumber(a) || !isNumber(b)) {
    return UNKNOWN;
  }
  const left = asDecimal(a);
  const right = asDecimal(b);
  const decimals = a.kind === 'decimal' || b.kind === 'decimal';
  if (decimals && left !== undefined && right !== undefined) {
    return decimalType(operator, left, right);
  }
  if (operator === '/') {
    return { kind: 'double' };
  }
  return isNumeric(a) && isNumeric(b)
    ? (commonType(a, b) ?? UNKNOWN)
    : { kind: 'double' };
}

/** Text counts as a double in arithmetic. */
function isNumber(type: DataType): boolean {
  return isNumeric(type) || type.kind === 'string';
}

function decimalType(
  operator: string,
  a: { precision: number; scale: number },
  b: { precision: number; scale: number }
): DataType {
  const wholes = [a.precision - a.scale, b.precision - b.scale];
  const most = Math.max(a.scale, b.scale);
  switch (operator) {
    case '+':
    case '-':
      return decimal(most + Math.max(...wholes) + 1, most);
    case '*':
      return decimal(a.precision + b.precision + 1, a.scale + b.scale);
    case '/': {
      const scale = Math.max(6, a.scale + b.precision + 1);
      return decimal(wholes[0] + b.scale + scale, scale);
    }
    default:
      return decimal(Math.min(...wholes) + most, most);
  }
}

/** A decimal kept within 38 digits, whatever is lost. */
function bounded(precision: number, scale: number): DataType {
  return {
    kind: 'decimal',
    precision: Math.min(precision, MAX_PRECISION),
    scale: Math.min(scale, MAX_PRECISION)
  };
}

/** A decimal kept within 38 digits by giving up digits after the point, but for six of them. */
function decimal(precision: number, scale: number): DataType {
  if (precision <= MAX_PRECISION) {
    return { kind: 'decimal', precision, scale };
  }
  const kept = Math.max(
    MAX_PRECISION - (precision - scale),
    Math.min(scale, 6)
  );
  return { kind: 'decimal', precision: MAX_PRECISION, scale: kept };
}
