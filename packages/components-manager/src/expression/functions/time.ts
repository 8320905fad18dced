import { definer } from './entry.js';
import {
  BIGINT,
  DATE,
  DOUBLE,
  INT,
  STRING,
  TIMESTAMP,
  TIMESTAMP_NTZ,
  UNKNOWN
} from './rules.js';

const define = definer('scalar');

/** Dates and times. Source: Spark 3.5, "Built-in Functions". */
export const TIME_FUNCTIONS = [
  define('add_months(date, months)', DATE, 'Add months to a date.', {
    pyspark: 'c v'
  }),
  define(
    'convert_timezone([from_zone, ]to_zone, timestamp)',
    TIMESTAMP_NTZ,
    'Write a time in another zone.',
    { arity: [2, 3], pyspark: 'v v !c', since: '3.5' }
  ),
  define('curdate()', DATE, 'Return the present day.', {
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define('current_date()', DATE, 'Return the present day.', {
    determinism: 'stable',
    pyspark: ''
  }),
  define(
    'current_time()',
    UNKNOWN,
    'Return the present time of day (Spark 4).',
    { determinism: 'stable' }
  ),
  define('current_timestamp()', TIMESTAMP, 'Return the present time.', {
    determinism: 'stable',
    pyspark: ''
  }),
  define('current_timezone()', STRING, 'Return the time zone of the session.', {
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define('date_add(date, days)', DATE, 'Add days to a date.', {
    aliases: ['dateadd'],
    pyspark: 'c v'
  }),
  define('date_diff(end, start)', INT, 'Count the days between two dates.', {
    aliases: ['datediff'],
    pyspark: 'c c',
    since: '3.5'
  }),
  define(
    'date_format(timestamp, format)',
    STRING,
    'Write a date or time in a format.',
    { pyspark: 'c p' }
  ),
  define(
    'date_from_unix_date(days)',
    DATE,
    'Make a date of the days since 1970.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'date_part(field, source)',
    UNKNOWN,
    'Return a part of a date or time.',
    { aliases: ['datepart'] }
  ),
  define('date_sub(date, days)', DATE, 'Subtract days from a date.', {
    pyspark: 'c v'
  }),
  define(
    'date_trunc(unit, timestamp)',
    TIMESTAMP,
    "Cut a time off to a unit, such as 'month'.",
    { pyspark: 'p c' }
  ),
  define('dayofmonth(date)', INT, 'Return the day of the month.', {
    aliases: ['day'],
    pyspark: 'c'
  }),
  define('dayofweek(date)', INT, 'Return the day of the week: 1 is Sunday.', {
    pyspark: 'c'
  }),
  define('dayofyear(date)', INT, 'Return the day of the year.', {
    pyspark: 'c'
  }),
  define(
    'extract(field FROM source)',
    INT,
    'Return a part of a date or time.',
    { arity: [1, 2] }
  ),
  define(
    'from_unixtime(seconds[, format])',
    STRING,
    'Write seconds since 1970 as a time.',
    { pyspark: 'c p' }
  ),
  define(
    'from_utc_timestamp(timestamp, zone)',
    TIMESTAMP,
    'Take a time for UTC and write it in a zone.',
    { pyspark: 'c c' }
  ),
  define('hour(timestamp)', INT, 'Return the hour.', { pyspark: 'c' }),
  define('last_day(date)', DATE, 'Return the last day of the month.', {
    pyspark: 'c'
  }),
  define(
    'localtimestamp()',
    TIMESTAMP_NTZ,
    'Return the present time without a zone.',
    { determinism: 'stable', pyspark: '', since: '3.4' }
  ),
  define('make_date(year, month, day)', DATE, 'Make a date of its parts.', {
    pyspark: 'c c c'
  }),
  define(
    'make_dt_interval([days[, hours[, minutes[, seconds]]]])',
    UNKNOWN,
    'Make an interval of days and times.',
    { pyspark: 'c c c c', since: '3.5' }
  ),
  define(
    'make_interval([years[, months[, weeks[, days[, hours[, minutes[, seconds]]]]]]])',
    UNKNOWN,
    'Make an interval of its parts.',
    { pyspark: 'c c c c c c c', since: '3.5' }
  ),
  define(
    'make_timestamp(year, month, day, hour, minute, second[, zone])',
    UNKNOWN,
    'Make a time of its parts.',
    { pyspark: 'c c c c c c c', since: '3.5' }
  ),
  define(
    'make_timestamp_ltz(year, month, day, hour, minute, second[, zone])',
    TIMESTAMP,
    'Make a time of its parts.',
    { pyspark: 'c c c c c c c', since: '3.5' }
  ),
  define(
    'make_timestamp_ntz(year, month, day, hour, minute, second)',
    TIMESTAMP_NTZ,
    'Make a time without a zone of its parts.',
    { pyspark: 'c c c c c c', since: '3.5' }
  ),
  define(
    'make_ym_interval([years[, months]])',
    UNKNOWN,
    'Make an interval of years and months.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('minute(timestamp)', INT, 'Return the minute.', { pyspark: 'c' }),
  define('month(date)', INT, 'Return the month.', { pyspark: 'c' }),
  define(
    'months_between(end, start[, rounded])',
    DOUBLE,
    'Count the months between two times.',
    { pyspark: 'c c p' }
  ),
  define(
    'next_day(date, weekday)',
    DATE,
    'Return the next date of a weekday.',
    { pyspark: 'c p' }
  ),
  define('now()', TIMESTAMP, 'Return the present time.', {
    determinism: 'stable',
    pyspark: '',
    since: '3.5'
  }),
  define('quarter(date)', INT, 'Return the quarter of the year.', {
    pyspark: 'c'
  }),
  define('second(timestamp)', INT, 'Return the second.', { pyspark: 'c' }),
  define(
    'session_window(timestamp, gap)',
    UNKNOWN,
    'Group times by gaps between them.'
  ),
  define(
    'timestamp_micros(microseconds)',
    TIMESTAMP,
    'Make a time of microseconds since 1970.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'timestamp_millis(milliseconds)',
    TIMESTAMP,
    'Make a time of milliseconds since 1970.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'timestamp_seconds(seconds)',
    TIMESTAMP,
    'Make a time of seconds since 1970.',
    { pyspark: 'c' }
  ),
  define('to_date(text[, format])', DATE, 'Read a date.', { pyspark: 'c p' }),
  define('to_timestamp(text[, format])', TIMESTAMP, 'Read a time.', {
    pyspark: 'c p'
  }),
  define(
    'to_timestamp_ltz(text[, format])',
    TIMESTAMP,
    'Read a time in the zone of the session.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'to_timestamp_ntz(text[, format])',
    TIMESTAMP_NTZ,
    'Read a time without a zone.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'to_unix_timestamp(time[, format])',
    BIGINT,
    'Return the seconds since 1970.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define(
    'to_utc_timestamp(timestamp, zone)',
    TIMESTAMP,
    'Take a time for one of a zone and write it in UTC.',
    { pyspark: 'c c' }
  ),
  define(
    'trunc(date, unit)',
    DATE,
    "Cut a date off to a unit, such as 'month'.",
    { pyspark: 'c p' }
  ),
  define(
    'try_to_timestamp(text[, format])',
    TIMESTAMP,
    'Read a time; null where that fails.',
    { pyspark: 'c c', since: '3.5' }
  ),
  define('unix_date(date)', INT, 'Return the days since 1970.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define(
    'unix_micros(timestamp)',
    BIGINT,
    'Return the microseconds since 1970.',
    { pyspark: 'c', since: '3.5' }
  ),
  define(
    'unix_millis(timestamp)',
    BIGINT,
    'Return the milliseconds since 1970.',
    { pyspark: 'c', since: '3.5' }
  ),
  define('unix_seconds(timestamp)', BIGINT, 'Return the seconds since 1970.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define(
    'unix_timestamp([time[, format]])',
    BIGINT,
    'Return the seconds since 1970, of the present time by default.',
    { presentWithoutArgument: true, pyspark: 'c p' }
  ),
  define('weekday(date)', INT, 'Return the day of the week: 0 is Monday.', {
    pyspark: 'c',
    since: '3.5'
  }),
  define('weekofyear(date)', INT, 'Return the week of the year.', {
    pyspark: 'c'
  }),
  define(
    'window(timestamp, duration[, slide[, start]])',
    UNKNOWN,
    'Group times into windows of one length.'
  ),
  define(
    'window_time(window)',
    TIMESTAMP,
    'Return the time that stands for a window.',
    { pyspark: 'c', since: '3.4' }
  ),
  define('year(date)', INT, 'Return the year.', { pyspark: 'c' })
];
