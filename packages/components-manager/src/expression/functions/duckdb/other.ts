import { call, choose, infix, isNull, type Sql } from '../../../sql/tree.js';
import type { CAST_FUNCTIONS } from '../cast.js';
import type { COLLECTION_FUNCTIONS } from '../collection.js';
import type { CONDITIONAL_FUNCTIONS } from '../conditional.js';
import type { FORMAT_FUNCTIONS } from '../format.js';
import type { GENERATOR_FUNCTIONS } from '../generator.js';
import type { HASH_FUNCTIONS } from '../hash.js';
import type { SESSION_FUNCTIONS } from '../session.js';
import {
  CHANCE,
  differs,
  MISSING,
  OF_SPARK,
  OTHER_RULES,
  rewritten,
  same,
  type DuckDbForm
} from './form.js';

type NameIn<Entries extends readonly { name: string }[]> =
  Entries[number]['name'];
type Forms<Entries extends readonly { name: string }[]> = Readonly<
  Record<NameIn<Entries>, DuckDbForm>
>;

function ifElse(condition: Sql, then: Sql, otherwise: Sql): Sql {
  return choose([[condition, then]], otherwise);
}

/** How DuckDB writes choices and tests for null. Arguments after the condition are cast to their common type before. */
export const DUCKDB_CONDITIONAL: Forms<typeof CONDITIONAL_FUNCTIONS> = {
  assert_true: differs('messages are Spark’s'),
  coalesce: same('*c', 'cast'),
  equal_null: rewritten('`IS NOT DISTINCT FROM`', 'k k', 'boolean', ([a, b]) =>
    infix('IS NOT DISTINCT FROM', a.sql, b.sql)
  ),
  greatest: same('*c', 'cast'),
  if: rewritten('CASE', 'b c c', 'cast', ([condition, then, otherwise]) =>
    ifElse(condition.sql, then.sql, otherwise.sql)
  ),
  isnan: rewritten('false for null', 'd', 'boolean', ([value]) =>
    call('coalesce', call('isnan', value.sql), { kind: 'word', word: 'FALSE' })
  ),
  isnotnull: rewritten('IS NOT NULL', 'a', 'boolean', ([value]) => ({
    kind: 'postfix',
    operand: value.sql,
    operator: 'IS NOT NULL'
  })),
  isnull: rewritten('IS NULL', 'a', 'boolean', ([value]) => isNull(value.sql)),
  least: same('*c', 'cast'),
  nanvl: rewritten('CASE', 'd d', 'double', ([value, other]) =>
    ifElse(call('isnan', value.sql), other.sql, value.sql)
  ),
  nullif: same('k k', 'cast'),
  nvl: rewritten('`coalesce`', 'c c', 'cast', args =>
    call('coalesce', ...args.map(each => each.sql))
  ),
  nvl2: rewritten('CASE', 'a c c', 'cast', ([value, then, otherwise]) =>
    ifElse(isNull(value.sql), otherwise.sql, then.sql)
  ),
  raise_error: differs('messages are Spark’s'),
  typeof: differs('types have other names')
};

const CAST: DuckDbForm = {
  kind: 'rewritten',
  how: 'as a cast, see above',
  takes: 'a',
  natural: 'cast'
};

/** How DuckDB writes casts by function: the printer casts the argument to the result's type. */
export const DUCKDB_CAST: Forms<typeof CAST_FUNCTIONS> = {
  bigint: CAST,
  binary: differs('bytes of text and numbers'),
  boolean: CAST,
  date: CAST,
  decimal: differs('write CAST with precision and scale'),
  double: CAST,
  float: CAST,
  int: CAST,
  smallint: CAST,
  string: CAST,
  timestamp: CAST,
  tinyint: CAST
};

const COLLECTIONS = differs(
  'nulls, places and order of lists and maps are not compared yet'
);

/** How DuckDB writes functions of arrays, maps and structs. */
export const DUCKDB_COLLECTION: Forms<typeof COLLECTION_FUNCTIONS> = {
  aggregate: COLLECTIONS,
  array: COLLECTIONS,
  array_append: COLLECTIONS,
  array_compact: COLLECTIONS,
  array_contains: COLLECTIONS,
  array_distinct: COLLECTIONS,
  array_except: COLLECTIONS,
  array_insert: COLLECTIONS,
  array_intersect: COLLECTIONS,
  array_join: COLLECTIONS,
  array_max: COLLECTIONS,
  array_min: COLLECTIONS,
  array_position: COLLECTIONS,
  array_prepend: COLLECTIONS,
  array_remove: COLLECTIONS,
  array_repeat: COLLECTIONS,
  array_size: COLLECTIONS,
  array_sort: COLLECTIONS,
  array_union: COLLECTIONS,
  arrays_overlap: COLLECTIONS,
  arrays_zip: COLLECTIONS,
  element_at: COLLECTIONS,
  exists: COLLECTIONS,
  filter: COLLECTIONS,
  flatten: COLLECTIONS,
  forall: COLLECTIONS,
  get: COLLECTIONS,
  map: COLLECTIONS,
  map_concat: COLLECTIONS,
  map_contains_key: COLLECTIONS,
  map_entries: COLLECTIONS,
  map_filter: COLLECTIONS,
  map_from_arrays: COLLECTIONS,
  map_from_entries: COLLECTIONS,
  map_keys: COLLECTIONS,
  map_values: COLLECTIONS,
  map_zip_with: COLLECTIONS,
  named_struct: COLLECTIONS,
  sequence: COLLECTIONS,
  shuffle: CHANCE,
  size: rewritten('-1 for null', 'A', 'cast', ([value]) =>
    call('coalesce', call('len', value.sql), { kind: 'number', digits: '-1' })
  ),
  slice: COLLECTIONS,
  sort_array: COLLECTIONS,
  struct: COLLECTIONS,
  transform: COLLECTIONS,
  transform_keys: COLLECTIONS,
  transform_values: COLLECTIONS,
  try_element_at: COLLECTIONS,
  zip_with: COLLECTIONS
};

const GENERATED = differs('only the step Explode makes rows of lists');

/** How DuckDB writes generators. */
export const DUCKDB_GENERATOR: Forms<typeof GENERATOR_FUNCTIONS> = {
  explode: GENERATED,
  explode_outer: GENERATED,
  inline: GENERATED,
  inline_outer: GENERATED,
  json_tuple: GENERATED,
  posexplode: GENERATED,
  posexplode_outer: GENERATED,
  range: GENERATED,
  sql_keywords: OF_SPARK,
  stack: GENERATED
};

const JSON_RULES = differs(
  'Spark reads and writes JSON and CSV by rules of its own'
);

/** How DuckDB writes functions of JSON, CSV and XML. */
export const DUCKDB_FORMAT: Forms<typeof FORMAT_FUNCTIONS> = {
  from_csv: JSON_RULES,
  from_json: JSON_RULES,
  get_json_object: JSON_RULES,
  json_array_length: JSON_RULES,
  json_object_keys: JSON_RULES,
  schema_of_csv: JSON_RULES,
  schema_of_json: JSON_RULES,
  to_csv: JSON_RULES,
  to_json: JSON_RULES,
  xpath: MISSING,
  xpath_boolean: MISSING,
  xpath_double: MISSING,
  xpath_float: MISSING,
  xpath_int: MISSING,
  xpath_long: MISSING,
  xpath_short: MISSING,
  xpath_string: MISSING
};

/** How DuckDB writes functions of bits and hashes. */
export const DUCKDB_HASH: Forms<typeof HASH_FUNCTIONS> = {
  aes_decrypt: MISSING,
  aes_encrypt: MISSING,
  bit_count: OTHER_RULES,
  bit_get: MISSING,
  bitmap_bit_position: MISSING,
  bitmap_bucket_number: MISSING,
  bitmap_count: MISSING,
  crc32: MISSING,
  hash: differs('hashes are other numbers'),
  hll_sketch_estimate: MISSING,
  hll_union: MISSING,
  md5: same('s', 'string'),
  sha: rewritten('`sha1`', 's', 'string', ([value]) => call('sha1', value.sql)),
  sha2: rewritten(
    '`sha256`, for 256 or 0 bits',
    's L',
    'string',
    ([value, bits]) =>
      bits.literal === 256 || bits.literal === 0
        ? call('sha256', value.sql)
        : { why: 'DuckDB has SHA-2 of 256 bits alone' }
  ),
  shiftleft: OTHER_RULES,
  shiftright: OTHER_RULES,
  shiftrightunsigned: MISSING,
  try_aes_decrypt: MISSING,
  xxhash64: differs('hashes are other numbers')
};

/** How DuckDB writes functions of the session and of chance. */
export const DUCKDB_SESSION: Forms<typeof SESSION_FUNCTIONS> = {
  current_catalog: OF_SPARK,
  current_database: OF_SPARK,
  current_user: OF_SPARK,
  input_file_block_length: OF_SPARK,
  input_file_block_start: OF_SPARK,
  input_file_name: OF_SPARK,
  java_method: MISSING,
  monotonically_increasing_id: OF_SPARK,
  rand: CHANCE,
  randn: CHANCE,
  spark_partition_id: OF_SPARK,
  try_reflect: MISSING,
  uuid: CHANCE,
  version: OF_SPARK
};
