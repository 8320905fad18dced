import { call, infix, number, text, type Sql } from '../../../sql/tree.js';
import type { TIME_FUNCTIONS } from '../time.js';
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

/** The names of the functions of dates and times. */
type Name = (typeof TIME_FUNCTIONS)[number]['name'];

const FORMAT = differs('formats are Java’s in Spark');
const ZONE = differs('rules of time zones');
const INTERVAL = differs('intervals as values');
const LAST_TIME = 'where a time that DuckDB does not have stops the query';

/** Units that both engines cut dates and times off to in the same way. */
const UNITS: Readonly<Record<string, string>> = {
  year: 'year',
  yyyy: 'year',
  yy: 'year',
  quarter: 'quarter',
  month: 'month',
  mon: 'month',
  mm: 'month',
  week: 'week',
  day: 'day',
  dd: 'day',
  hour: 'hour',
  minute: 'minute',
  second: 'second'
};

const OF_DATES = new Set(['year', 'quarter', 'month', 'week']);

function cutOff(
  unit: DuckDbArgument,
  value: Sql,
  known: (name: string) => boolean
): Sql | FormGap {
  const name =
    typeof unit.literal === 'string'
      ? UNITS[unit.literal.toLowerCase()]
      : undefined;
  return name === undefined || !known(name)
    ? { why: 'the unit must be a stated one, such as month' }
    : call('date_trunc', text(name), value);
}

/** Letters of Java's patterns that have one of DuckDB's. */
const LETTERS: Readonly<Record<string, string>> = {
  yyyy: '%Y',
  MM: '%m',
  dd: '%d',
  HH: '%H',
  mm: '%M',
  ss: '%S'
};

/**
 * Write a date or time in a pattern of letters that both engines know.
 *
 * Source: Spark 3.5 SQL reference, "Datetime Patterns".
 */
function formatted([value, pattern]: readonly DuckDbArgument[]): Sql | FormGap {
  const parts =
    typeof pattern.literal === 'string'
      ? (pattern.literal.match(/([A-Za-z])\1*|'[^']*'|[^A-Za-z']/g) ?? [])
      : [];
  const letters = parts.map(part =>
    /^[A-Za-z]/.test(part)
      ? LETTERS[part]
      : /^[-/:., ]$/.test(part)
        ? part
        : undefined
  );
  return parts.length === 0 || letters.includes(undefined)
    ? {
        why: 'the pattern must be stated, of yyyy, MM, dd, HH, mm and ss'
      }
    : call('strftime', value.sql, text(letters.join('')));
}

function days(operator: '+' | '-'): (args: readonly DuckDbArgument[]) => Sql {
  return ([date, count]) => infix(operator, date.sql, count.sql);
}

/** How DuckDB writes the functions of dates and times. */
export const DUCKDB_TIME: Readonly<Record<Name, DuckDbForm>> = {
  add_months: rewritten('with an interval', 'D i', 'cast', ([date, months]) =>
    infix('+', date.sql, {
      kind: 'interval',
      amount: months.sql,
      unit: 'MONTH'
    })
  ),
  convert_timezone: ZONE,
  curdate: rewritten('`current_date`', '', 'date', () => call('today')),
  current_date: rewritten('`today()`', '', 'date', () => call('today')),
  current_time: MISSING,
  current_timestamp: rewritten('`now()`', '', 'cast', () => call('now')),
  current_timezone: ZONE,
  date_add: rewritten('`+`', 'D i', 'date', days('+')),
  date_diff: rewritten('`-`', 'D D', 'bigint', days('-')),
  date_format: rewritten(
    '`strftime`, with a stated pattern of yyyy, MM, dd, HH, mm, ss',
    'T L',
    'string',
    formatted
  ),
  date_from_unix_date: rewritten('days added to 1970', 'i', 'date', ([count]) =>
    infix(
      '+',
      { kind: 'temporal', type: 'DATE', value: '1970-01-01' },
      count.sql
    )
  ),
  date_part: OTHER_RULES,
  date_sub: rewritten('`-`', 'D i', 'date', days('-')),
  date_trunc: rewritten(
    'with a stated unit',
    'L T',
    'timestamp',
    ([unit, value]) => cutOff(unit, value.sql, () => true)
  ),
  dayofmonth: same('D', 'bigint'),
  dayofweek: rewritten('`dayofweek` + 1', 'D', 'bigint', ([date]) =>
    infix('+', call('dayofweek', date.sql), number(1))
  ),
  dayofyear: same('D', 'bigint'),
  extract: OTHER_RULES,
  from_unixtime: FORMAT,
  from_utc_timestamp: ZONE,
  hour: same('T', 'bigint'),
  last_day: same('D', 'date'),
  localtimestamp: rewritten('`now()` in UTC', '', 'cast', () => call('now')),
  make_date: rewritten(
    'null where there is no such date',
    'i i i',
    'date',
    args => call('try', call('make_date', ...args.map(each => each.sql)))
  ),
  make_dt_interval: INTERVAL,
  make_interval: INTERVAL,
  make_timestamp: OTHER_RULES,
  make_timestamp_ltz: OTHER_RULES,
  make_timestamp_ntz: OTHER_RULES,
  make_ym_interval: INTERVAL,
  minute: same('T', 'bigint'),
  month: same('D', 'bigint'),
  months_between: MISSING,
  next_day: MISSING,
  now: rewritten('`now()` in UTC', '', 'cast', () => call('now')),
  quarter: same('D', 'bigint'),
  second: same('T', 'bigint'),
  session_window: MISSING,
  timestamp_micros: rewritten(
    `\`make_timestamp\`, ${LAST_TIME}`,
    'l',
    'timestamp',
    ([value]) => call('make_timestamp', value.sql)
  ),
  timestamp_millis: rewritten(
    `\`make_timestamp_ms\`, ${LAST_TIME}`,
    'l',
    'timestamp',
    ([value]) => call('make_timestamp_ms', value.sql)
  ),
  timestamp_seconds: OTHER_RULES,
  to_date: rewritten(
    'without a format: as a cast',
    'D',
    'date',
    ([value, format]) =>
      format === undefined ? value.sql : { why: 'formats are Java’s' }
  ),
  to_timestamp: FORMAT,
  to_timestamp_ltz: FORMAT,
  to_timestamp_ntz: FORMAT,
  to_unix_timestamp: FORMAT,
  to_utc_timestamp: ZONE,
  trunc: rewritten(
    '`date_trunc`, with a stated unit',
    'D L',
    'cast',
    ([date, unit]) => cutOff(unit, date.sql, name => OF_DATES.has(name))
  ),
  try_to_timestamp: FORMAT,
  unix_date: rewritten('days since 1970', 'D', 'bigint', ([date]) =>
    infix('-', date.sql, {
      kind: 'temporal',
      type: 'DATE',
      value: '1970-01-01'
    })
  ),
  unix_micros: rewritten('`epoch_us`', 'T', 'bigint', ([value]) =>
    call('epoch_us', value.sql)
  ),
  unix_millis: OTHER_RULES,
  unix_seconds: OTHER_RULES,
  unix_timestamp: FORMAT,
  weekday: rewritten('`isodow` - 1', 'D', 'bigint', ([date]) =>
    infix('-', call('isodow', date.sql), number(1))
  ),
  weekofyear: same('D', 'bigint'),
  window: MISSING,
  window_time: MISSING,
  year: same('D', 'bigint')
};
