import type { FunctionEntry } from '../../src/expression/functions/entry.js';

/** Arguments by the names of parameters: columns of the table in test/types/spark.json, and constants. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  a: 'd',
  accuracy: '100',
  array: 'a',
  b: 'i',
  base: 'd',
  base_or_number: '2.0D',
  bins: '3',
  bits: '2',
  bytes: 'bin',
  characters: "'a'",
  charset: "'UTF-8'",
  code: 'i',
  collection: 'a',
  condition: 'b',
  count: '2',
  date: 'dt',
  day: '3',
  days: '3',
  default: '7',
  delimiter: "','",
  deviation: '0.1D',
  digits: '1',
  divisor: 'l',
  element: '2',
  else: 'l',
  end: 'dt',
  exponent: 'i',
  field: "'year'",
  fill: "'x'",
  format: "'yyyy-MM-dd'",
  from: "'abc'",
  from_base: '10',
  from_zone: "'UTC'",
  group: '0',
  high: '10D',
  hour: '4',
  hours: '4',
  index: '1',
  key: '1',
  language: "'en'",
  country: "'US'",
  length: '5',
  limit: '2',
  list: "'a,b'",
  low: '0D',
  map: 'm',
  message: "'no'",
  microseconds: 'l',
  milliseconds: 'l',
  minute: '5',
  minutes: '5',
  month: '2',
  months: '2',
  null_text: "'-'",
  number: 'd',
  order: 'd',
  other: 's',
  part: "'b'",
  path: "'$.a'",
  pattern: "'b+'",
  percentage: '0.5D',
  position: '1',
  replacement: "'y'",
  rounded: 'false',
  second: '6',
  seconds: 'l',
  separator: "'-'",
  source: 'ts',
  start: '1',
  stop: '5',
  step: '2',
  struct: 'st',
  text: 's',
  then: 'i',
  time: 'ts',
  times: '2',
  timestamp: 'ts',
  to: "'xyz'",
  to_base: '16',
  unit: "'month'",
  url: "'http://a.b/c?d=1'",
  value: 'i',
  weekday: "'Mon'",
  weeks: '1',
  x: 'i',
  xml: "'<a>1</a>'",
  y: 'd',
  year: '2013',
  years: '1',
  zone: "'America/New_York'",
  ascending: 'false'
};

/** A text that Spark's `aes_encrypt` made, and its key. */
const ENCRYPTED =
  "unhex('06DF3687C4D3A7D91EE3C98B523879298672256262C292396EEEAEE235740B9E12970CE4'), 'sixteen byte key'";

/** Calls whose arguments the names of parameters don't say. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  aes_decrypt: [ENCRYPTED],
  aes_encrypt: ['bin, bin'],
  try_aes_decrypt: [ENCRYPTED],
  bit_and: ['i', 'l'],
  bit_or: ['i', 'l'],
  bit_xor: ['i', 'l'],
  date: ['dt'],
  grouping_id: [],
  nth_value: ['i, 2'],
  percentile_cont: [],
  percentile_disc: [],
  aggregate: ['a, 0, (x, y) -> x + y'],
  array: ['1, i'],
  array_except: ['a, array(2)'],
  array_intersect: ['a, array(2)'],
  array_sort: ['a', 'a, (x, y) -> y - x'],
  array_union: ['a, array(2)'],
  arrays_overlap: ['a, array(2)'],
  arrays_zip: ['a, a'],
  atan2: ['d, d'],
  cast: [],
  concat: ["s, 'x'", 'bin, bin', 'a, a', 'i, s'],
  convert_timezone: ["'UTC', 'Asia/Tokyo', TIMESTAMP_NTZ'2013-01-31 00:00:00'"],
  coalesce: ['i, l', 'dt, ts', 's, i'],
  date_diff: ["dt, DATE'2013-01-01'"],
  date_sub: ['dt, 3'],
  decode: ["bin, 'UTF-8'"],
  elt: ["1, s, 'b'"],
  exists: ['a, x -> x > 1'],
  extract: [],
  filter: ['a, x -> x > 1'],
  flatten: ['array(a, a)'],
  forall: ['a, x -> x > 1'],
  format_string: ["'%s', s"],
  from_csv: ["'1', 'x INT'"],
  from_json: ["'{}', 'x INT'"],
  from_unixtime: ['l', "l, 'yyyy'"],
  get_json_object: ["'{\"a\": 1}', '$.a'"],
  greatest: ['i, l', 'd, p'],
  if: ['b, i, l'],
  json_array_length: ["'[1]'"],
  json_object_keys: ['\'{"a": 1}\''],
  least: ['i, l', 'd, p'],
  levenshtein: ["s, 'b'"],
  like: ["s, 'a%'"],
  ilike: ["s, 'a%'"],
  locate: ["'b', s"],
  make_dt_interval: ['1, 2, 3, 4'],
  map: ["'k', i"],
  map_concat: ["m, map('z', 1D)"],
  map_contains_key: ["m, 'k'"],
  map_filter: ['m, (k, v) -> v > 0'],
  map_from_arrays: ['array(1, 2), array(3, 4)'],
  map_from_entries: ['array(struct(1, 2))'],
  map_zip_with: ['m, m, (k, x, y) -> x'],
  mode: ['i'],
  months_between: ["ts, TIMESTAMP'2013-01-01 00:00:00'"],
  named_struct: ["'x', i"],
  nullif: ['i, 3'],
  nvl: ['i, l'],
  nvl2: ['i, l, d'],
  overlay: ["s, 'y', 2"],
  parse_url: ["'http://a.b/c?d=1', 'HOST'"],
  percentile: ['d, 0.5D'],
  posexplode: ['a'],
  raise_error: [],
  reverse: ['s', 'a'],
  right: ['s, 2'],
  left: ['s, 2'],
  regexp_extract: ["s, '(b+)'", "s, '(b+)', 1"],
  regexp_extract_all: ["s, '(b+)'", "s, '(b+)', 1"],
  schema_of_csv: ["'1,2'"],
  schema_of_json: ["'{}'"],
  sentences: ["'a b. c'"],
  sequence: ['1, 5', '1, 5, 2'],
  sha2: ['bin, 256'],
  size: ['a', 'm'],
  slice: ['a, 1, 2'],
  split: ["s, 'b'", "s, 'b', 2"],
  split_part: ["s, 'b', 1"],
  str_to_map: ["'a:1'"],
  struct: ['i, s'],
  to_binary: ["'ff', 'hex'"],
  to_char: ["454, '999'"],
  to_csv: ['st'],
  to_json: ['st', 'm'],
  to_number: ["'454', '999'"],
  transform: ['a, x -> x + 1'],
  transform_keys: ['m, (k, v) -> upper(k)'],
  transform_values: ['m, (k, v) -> v + 1'],
  trunc: ["dt, 'month'"],
  try_to_binary: ["'ff', 'hex'"],
  try_to_number: ["'454', '999'"],
  url_decode: ["'a%20b'"],
  url_encode: ['s'],
  endswith: ["s, 'b'"],
  startswith: ["s, 'a'"],
  width_bucket: ['d, 0, 10, 5'],
  xpath: ["'<a>1</a>', 'a/text()'"],
  xpath_boolean: ["'<a>1</a>', 'a/text()'"],
  xpath_double: ["'<a>1</a>', 'a/text()'"],
  xpath_float: ["'<a>1</a>', 'a/text()'"],
  xpath_int: ["'<a>1</a>', 'a/text()'"],
  xpath_long: ["'<a>1</a>', 'a/text()'"],
  xpath_short: ["'<a>1</a>', 'a/text()'"],
  xpath_string: ["'<a>1</a>', 'a/text()'"],
  zip_with: ['a, a, (x, y) -> x + y']
};

/** Types that a number may have. */
const NUMBERS = ['i', 'l', 'd', 'p'];

/**
 * Return calls of a function over the table in test/types/spark.json, with all its arguments and with the fewest. Empty for a function whose
 * arguments have no sample.
 */
export function sampleCalls({
  name,
  arity,
  signature
}: FunctionEntry): string[] {
  const given = CALLS[name];
  if (given !== undefined) {
    return given.map(args => `${name}(${args})`);
  }
  const parameters = signature
    .slice(signature.indexOf('(') + 1, -1)
    .replace(/[[\]]/g, '')
    .split(',')
    .map(each => each.trim())
    .filter(each => each !== '' && each !== '...');
  const counts = new Set([arity[0], Math.min(arity[1], parameters.length)]);
  return [...counts].flatMap(count => {
    const args = parameters.slice(0, count).map(each => ARGUMENTS[each]);
    if (args.includes(undefined as never)) {
      return [];
    }
    const firsts =
      parameters[0] === 'number' && count > 0 ? NUMBERS : [args[0]];
    return firsts.map(
      first =>
        `${name}(${count > 0 ? [first, ...args.slice(1)].join(', ') : ''})`
    );
  });
}
