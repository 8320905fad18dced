import {
  call,
  choose,
  expand,
  id,
  infix,
  isNull,
  number,
  text,
  type Sql,
  type SqlMacro
} from '../../../sql/tree.js';
import type { TEXT_FUNCTIONS } from '../text.js';
import {
  differs,
  MISSING,
  OTHER_RULES,
  rewritten,
  same,
  type DuckDbArgument,
  type DuckDbForm,
  type FormGap
} from './form.js';

/** The names of the functions of text. */
type Name = (typeof TEXT_FUNCTIONS)[number]['name'];

const PATTERN = differs('regular expressions are Java’s in Spark');
const FORMAT = differs('formats are Java’s in Spark');

/**
 * Codes of letters that Java changes in another way: to more than one letter, by their place in a word (the Greek sigma), or by an older
 * list. Found by asking Spark and DuckDB for each letter.
 */
const OTHER_CASE = {
  upper: letters(
    'df 149 1f0 390 3b0 587 1e96-1e9a 1f50 1f52 1f54 1f56 1f80-1faf 1fb2-1fb4 1fb6-1fb7 1fbc 1fc2-1fc4 1fc6-1fc7 1fcc 1fd2-1fd3 1fd6-1fd7 1fe2-1fe4 1fe6-1fe7 1ff2-1ff4 1ff6-1ff7 1ffc 2c5f a7c1 a7d1 a7d7 a7d9 fb00-fb06 fb13-fb17 10597-105bc'
  ),
  lower: letters('130 3a3 2c2f a7c0 a7d0 a7d6 a7d8 10570-10595')
};

/** Return a class of a regular expression from codes and ranges of them. */
function letters(codes: string): string {
  return `[${codes.replace(/[0-9a-f]+/g, '\\x{$&}').replaceAll(' ', '')}]`;
}

function caseMacro(name: 'upper' | 'lower'): SqlMacro {
  const value = id('value');
  return {
    name: `plain_${name}`,
    parameters: ['value'],
    about: `${name} of letters that have one letter in the other case; Java writes others in another way, which stops the query.`,
    body: choose(
      [
        [
          call('regexp_matches', value, text(OTHER_CASE[name])),
          call(
            'error',
            text(
              `A text has letters that Spark’s ${name} changes in a way of its own. Run the step with Spark.`
            )
          )
        ]
      ],
      call(name, value)
    )
  };
}

const UPPER = caseMacro('upper');
const LOWER = caseMacro('lower');
const CASE =
  'letters such as ß, which Java changes in its own way, stop the query';

/** Return a whole number that an argument states, or undefined. */
function stated(argument: DuckDbArgument | undefined): number | undefined {
  return typeof argument?.literal === 'number' &&
    Number.isInteger(argument.literal)
    ? argument.literal
    : undefined;
}

function substring(args: readonly DuckDbArgument[]): Sql | FormGap {
  const [value, start, length] = args;
  const from = stated(start);
  const count = length === undefined ? Infinity : stated(length);
  if (from === undefined || count === undefined) {
    return { why: 'start and length must be stated numbers' };
  }
  if (count <= 0) {
    return choose(
      [[isNull(value.sql), { kind: 'word', word: 'NULL' }]],
      text('')
    );
  }
  if (from < 0) {
    return { why: 'a start from the end counts in another way' };
  }
  const parts = [value.sql, number(Math.max(from, 1))];
  return call(
    'substring',
    ...(count === Infinity ? parts : [...parts, number(count)])
  );
}

function padded(
  name: 'lpad' | 'rpad'
): (args: readonly DuckDbArgument[]) => Sql | FormGap {
  return ([value, length, fill]) => {
    const wanted = stated(length);
    const filler = fill === undefined ? ' ' : fill.literal;
    return wanted === undefined ||
      wanted < 0 ||
      typeof filler !== 'string' ||
      filler === ''
      ? { why: 'length and fill must be stated, and the fill not empty' }
      : call(name, value.sql, number(wanted), text(filler));
  };
}

function trimmed(
  name: 'trim' | 'ltrim' | 'rtrim'
): (args: readonly DuckDbArgument[]) => Sql | FormGap {
  return ([value, ...more]) =>
    more.length > 0
      ? {
          why: 'which characters are removed depends on the order of arguments'
        }
      : call(name, value.sql, text(' '));
}

function cutEnd(
  name: 'left' | 'right'
): (args: readonly DuckDbArgument[]) => Sql | FormGap {
  return ([value, length]) => {
    const count = stated(length);
    return count === undefined || count < 0
      ? { why: 'the length must be a stated number, and not negative' }
      : call(name, value.sql, number(count));
  };
}

/** A text that an argument states, and that is not empty. */
function withText(
  at: number,
  write: (args: readonly DuckDbArgument[]) => Sql
): (args: readonly DuckDbArgument[]) => Sql | FormGap {
  return args =>
    typeof args[at]?.literal === 'string' && args[at].literal !== ''
      ? write(args)
      : { why: `argument ${at + 1} must be a stated text that is not empty` };
}

/** How DuckDB writes the functions of text. */
export const DUCKDB_TEXT: Readonly<Record<Name, DuckDbForm>> = {
  ascii: same('s', 'int'),
  base64: MISSING,
  bit_length: OTHER_RULES,
  btrim: MISSING,
  char: differs('codes above 255 are other characters'),
  length: same('s', 'bigint'),
  concat: rewritten(
    '`||`: DuckDB’s concat ignores nulls',
    '*s',
    'string',
    args => infix('||', ...args.map(each => each.sql))
  ),
  concat_ws: same('*s', 'string'),
  contains: same('s s', 'boolean'),
  decode: MISSING,
  elt: MISSING,
  encode: differs('bytes of character sets'),
  endswith: rewritten('`ends_with`', 's s', 'boolean', args =>
    call('ends_with', ...args.map(each => each.sql))
  ),
  find_in_set: MISSING,
  format_number: MISSING,
  format_string: FORMAT,
  ilike: differs('letters without regard to case are Java’s'),
  initcap: MISSING,
  instr: same('s s', 'bigint'),
  left: rewritten(
    'the same, with a stated length',
    's L',
    'string',
    cutEnd('left')
  ),
  levenshtein: differs('DuckDB counts bytes'),
  like: rewritten(
    'with a stated pattern, see LIKE',
    's L',
    'boolean',
    ([value, pattern]) => likeSql(value.sql, pattern.literal)
  ),
  locate: rewritten(
    '`instr` with its arguments the other way round',
    's s',
    'bigint',
    ([part, value, start]) =>
      start === undefined
        ? call('instr', value.sql, part.sql)
        : { why: 'a start has no form' }
  ),
  lower: rewritten(CASE, 's', 'string', ([value]) => expand(LOWER, value.sql)),
  lpad: rewritten(
    'with stated length and fill',
    's L L',
    'string',
    padded('lpad')
  ),
  ltrim: rewritten('blanks alone', 's', 'string', trimmed('ltrim')),
  luhn_check: MISSING,
  mask: MISSING,
  octet_length: rewritten('`strlen`', 's', 'bigint', ([value]) =>
    call('strlen', value.sql)
  ),
  overlay: MISSING,
  parse_url: MISSING,
  regexp_count: PATTERN,
  regexp_extract: PATTERN,
  regexp_extract_all: PATTERN,
  regexp_instr: PATTERN,
  regexp_replace: PATTERN,
  regexp_substr: PATTERN,
  repeat: rewritten(
    'with a stated number',
    's L',
    'string',
    ([value, times]) => {
      const count = stated(times);
      return count === undefined
        ? { why: 'the number must be stated' }
        : call('repeat', value.sql, number(Math.max(count, 0)));
    }
  ),
  replace: rewritten(
    'with a stated part',
    's s s',
    'string',
    withText(1, ([value, part, replacement]) =>
      call('replace', value.sql, part.sql, replacement?.sql ?? text(''))
    )
  ),
  reverse: differs('DuckDB keeps letters and their accents together'),
  right: rewritten(
    'the same, with a stated length',
    's L',
    'string',
    cutEnd('right')
  ),
  rlike: PATTERN,
  rpad: rewritten(
    'with stated length and fill',
    's L L',
    'string',
    padded('rpad')
  ),
  rtrim: rewritten('blanks alone', 's', 'string', trimmed('rtrim')),
  sentences: MISSING,
  soundex: MISSING,
  space: rewritten('`repeat` of a blank', 'L', 'string', ([times]) => {
    const count = stated(times);
    return count === undefined
      ? { why: 'the number must be stated' }
      : call('repeat', text(' '), number(Math.max(count, 0)));
  }),
  split: PATTERN,
  split_part: rewritten(
    'with a stated delimiter and number',
    's s L',
    'string',
    args => {
      const part = stated(args[2]);
      const [value, delimiter] = args;
      return part === undefined ||
        part === 0 ||
        typeof delimiter.literal !== 'string' ||
        delimiter.literal === ''
        ? { why: 'delimiter and number must be stated' }
        : call('split_part', value.sql, delimiter.sql, number(part));
    }
  ),
  startswith: rewritten('`starts_with`', 's s', 'boolean', args =>
    call('starts_with', ...args.map(each => each.sql))
  ),
  str_to_map: MISSING,
  substring: rewritten(
    'with stated places: a start of 0 is 1 in Spark',
    's L L',
    'string',
    substring
  ),
  substring_index: MISSING,
  to_binary: MISSING,
  to_char: FORMAT,
  to_number: FORMAT,
  translate: same('s s s', 'string'),
  trim: rewritten('blanks alone', 's', 'string', trimmed('trim')),
  try_to_binary: MISSING,
  try_to_number: FORMAT,
  unbase64: OTHER_RULES,
  upper: rewritten(CASE, 's', 'string', ([value]) => expand(UPPER, value.sql)),
  url_decode: OTHER_RULES,
  url_encode: OTHER_RULES
};

/**
 * Return LIKE with a stated pattern: a backslash takes the meaning of the sign after it, as in Spark.
 *
 * Source: Spark 3.5 SQL reference, "LIKE Predicate".
 */
export function likeSql(value: Sql, pattern: unknown): Sql | FormGap {
  if (typeof pattern !== 'string') {
    return { why: 'the pattern of LIKE must be a stated text' };
  }
  if (!pattern.includes('\\')) {
    return infix('LIKE', value, text(pattern));
  }
  return /^(?:[^\\]|\\[\\%_])*$/s.test(pattern)
    ? call('like_escape', value, text(pattern), text('\\'))
    : { why: 'the pattern of LIKE has a backslash that escapes nothing' };
}
