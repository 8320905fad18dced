import { definer } from './entry.js';
import {
  BINARY,
  BOOLEAN,
  INT,
  SENTENCES,
  STRING,
  STRINGS,
  TEXT_MAP,
  UNKNOWN,
  concatType,
  reverseType,
  textOrBytes
} from './rules.js';

const define = definer('scalar');

/** Text. Source: Spark 3.5, "Built-in Functions". */
export const TEXT_FUNCTIONS = [
  define('ascii(text)', INT, 'Return the code of the first character.', {
    pyspark: 'c'
  }),
  define('base64(bytes)', STRING, 'Write bytes as base64.', { pyspark: 'c' }),
  define(
    'bit_length(value)',
    INT,
    'Return how many bits a text or binary value has.',
    { pyspark: 'c' }
  ),
  define(
    'btrim(text[, characters])',
    STRING,
    'Remove characters from both ends, blanks by default.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('char(code)', STRING, 'Return the character of a code.', {
    aliases: ['chr'],
    pyspark: 'c',
    since: '3.5'
  }),
  define('length(text)', INT, 'Count the characters.', {
    aliases: ['char_length', 'character_length', 'len'],
    pyspark: 'c'
  }),
  define(
    'concat(value, ...)',
    concatType,
    'Join texts, bytes or arrays; null if any part is.',
    { pyspark: '*c' }
  ),
  define(
    'concat_ws(separator, ...)',
    STRING,
    'Join texts with a separator; nulls are ignored.',
    { pyspark: 'p *c' }
  ),
  define(
    'contains(text, part)',
    BOOLEAN,
    'Test whether a text has another within it.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'decode(bytes, charset, ...)',
    STRING,
    'Read bytes as text; with more arguments, choose a result by comparing.',
    { pyspark: 'c p' }
  ),
  define(
    'elt(number, value, ...)',
    STRING,
    'Return the argument of this number.',
    {
      pyspark: '*c',
      since: '3.5'
    }
  ),
  define(
    'encode(text, charset)',
    BINARY,
    'Write text as bytes of a character set.',
    { pyspark: 'c p' }
  ),
  define('endswith(text, end)', BOOLEAN, 'Test how a text ends.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'find_in_set(text, list)',
    INT,
    'Return where a text stands in a list with commas.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'format_number(number, digits)',
    STRING,
    'Write a number with thousands separators.',
    { pyspark: 'c p' }
  ),
  define('format_string(format, ...)', STRING, 'Fill a format as of printf.', {
    aliases: ['printf'],
    pyspark: 'p *c'
  }),
  define('ilike(text, pattern)', BOOLEAN, 'Test LIKE without regard to case.', {
    pyspark: 'c c v',
    since: '3.5'
  }),
  define('initcap(text)', STRING, 'Begin each word with a capital.', {
    pyspark: 'c'
  }),
  define(
    'instr(text, part)',
    INT,
    'Return where a part begins, from 1; 0 if it is not there.',
    { pyspark: 'c p' }
  ),
  define('left(text, length)', STRING, 'Return the first characters.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'levenshtein(text, other[, limit])',
    INT,
    'Count the edits between two texts.',
    { pyspark: 'c c p' }
  ),
  define(
    'like(text, pattern)',
    BOOLEAN,
    'Test a text against a pattern with % and _.',
    { pyspark: 'c c v', since: '3.5' }
  ),
  define(
    'locate(part, text[, start])',
    INT,
    'Return where a part begins, from 1; 0 if it is not there.',
    { aliases: ['position'], pyspark: 'p c p' }
  ),
  define('lower(text)', STRING, 'Return a text in lower case.', {
    aliases: ['lcase'],
    pyspark: 'c'
  }),
  define(
    'lpad(text, length[, fill])',
    textOrBytes,
    'Fill a text up from the left.',
    { pyspark: 'c p !p' }
  ),
  define(
    'ltrim(text[, characters])',
    STRING,
    'Remove blanks from the beginning.',
    { pyspark: 'c' }
  ),
  define('luhn_check(text)', BOOLEAN, 'Test the check digit of a card number.'),
  define(
    'mask(text[, upper[, lower[, digit[, other]]]])',
    STRING,
    'Replace letters and digits by signs.',
    { pyspark: 'c c c c c', since: '3.5' }
  ),
  define('octet_length(value)', INT, 'Count the bytes.', { pyspark: 'c' }),
  define(
    'overlay(text, replacement, start[, length])',
    textOrBytes,
    'Replace a part of a text by its place.',
    { pyspark: 'c c v v' }
  ),
  define('parse_url(url, part[, key])', STRING, 'Return a part of a URL.', {
    pyspark: 'c c c',
    since: '3.5'
  }),
  define(
    'regexp_count(text, pattern)',
    INT,
    'Count the matches of a regular expression.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'regexp_extract(text, pattern[, group])',
    STRING,
    'Return a group of the first match.',
    { pyspark: 'c p !p' }
  ),
  define(
    'regexp_extract_all(text, pattern[, group])',
    STRINGS,
    'Return a group of every match.',
    { pyspark: 'c c v', since: '3.5' }
  ),
  define(
    'regexp_instr(text, pattern[, group])',
    INT,
    'Return where the first match begins.',
    { pyspark: 'c c v', since: '3.5' }
  ),
  define(
    'regexp_replace(text, pattern, replacement[, start])',
    STRING,
    'Replace what a regular expression matches.',
    { pyspark: 'c v v' }
  ),
  define(
    'regexp_substr(text, pattern)',
    STRING,
    'Return the first match of a regular expression.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('repeat(text, times)', STRING, 'Repeat a text.', { pyspark: 'c p' }),
  define(
    'replace(text, part[, replacement])',
    STRING,
    'Replace every occurrence of a text.',
    { pyspark: 'c c c', since: '3.5' }
  ),
  define('reverse(value)', reverseType, 'Turn a text or an array around.', {
    pyspark: 'c'
  }),
  define('right(text, length)', STRING, 'Return the last characters.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'rlike(text, pattern)',
    BOOLEAN,
    'Test whether a regular expression matches.',
    { aliases: ['regexp_like', 'regexp'], pyspark: 'c c', since: '3.5' }
  ),
  define(
    'rpad(text, length[, fill])',
    textOrBytes,
    'Fill a text up at the right.',
    { pyspark: 'c p !p' }
  ),
  define('rtrim(text[, characters])', STRING, 'Remove blanks from the end.', {
    pyspark: 'c'
  }),
  define(
    'sentences(text[, language[, country]])',
    SENTENCES,
    'Split a text into sentences of words.',
    { pyspark: 'c c c' }
  ),
  define('soundex(text)', STRING, 'Return a code of how a word sounds.', {
    pyspark: 'c'
  }),
  define('space(count)', STRING, 'Return so many blanks.'),
  define(
    'split(text, pattern[, limit])',
    STRINGS,
    'Split a text at a regular expression.',
    { pyspark: 'c p p' }
  ),
  define(
    'split_part(text, delimiter, number)',
    STRING,
    'Split a text and return one part, from 1.',
    { pyspark: 'c c c', since: '3.5' }
  ),
  define('startswith(text, start)', BOOLEAN, 'Test how a text begins.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'str_to_map(text[, pairs[, values]])',
    TEXT_MAP,
    'Read pairs of key and value from a text.',
    { pyspark: 'c c c', since: '3.5' }
  ),
  define(
    'substring(text, start[, length])',
    textOrBytes,
    'Return a part by its place, from 1.',
    { aliases: ['substr'], pyspark: 'c p !p' }
  ),
  define(
    'substring_index(text, delimiter, count)',
    STRING,
    'Return what stands before a number of delimiters.',
    { pyspark: 'c p p' }
  ),
  define(
    'to_binary(text[, format])',
    BINARY,
    'Read hexadecimal, UTF-8 or base64 text as bytes.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('to_char(number, format)', STRING, 'Write a number in a format.', {
    aliases: ['to_varchar'],
    pyspark: 'c c',
    since: '3.5'
  }),
  define('to_number(text, format)', UNKNOWN, 'Read a number of a format.', {
    pyspark: 'c c',
    since: '3.5'
  }),
  define('translate(text, from, to)', STRING, 'Replace single characters.', {
    pyspark: 'c p p'
  }),
  define('trim(text[, characters])', STRING, 'Remove blanks from both ends.', {
    pyspark: 'c'
  }),
  define(
    'try_to_binary(text[, format])',
    BINARY,
    'Read text as bytes; null where that fails.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'try_to_number(text, format)',
    UNKNOWN,
    'Read a number of a format; null where that fails.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('unbase64(text)', BINARY, 'Read base64 as bytes.', { pyspark: 'c' }),
  define('upper(text)', STRING, 'Return a text in upper case.', {
    aliases: ['ucase'],
    pyspark: 'c'
  }),
  define('url_decode(text)', STRING, 'Read text that is encoded for a URL.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('url_encode(text)', STRING, 'Encode text for a URL.', {
    pyspark: 'c',
    since: '3.5'
  })
];
