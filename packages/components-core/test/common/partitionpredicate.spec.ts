import { catalogPredicateProblems } from '../../src/common/partitionpredicate.js';
import { columns, context } from '../context.js';

const keys = columns(
  'year int, month string, day date, at timestamp, price decimal(10,2), ratio double'
);
const given = context({
  parameters: {
    from: { type: 'date' },
    which: { type: 'integer' },
    name: { type: 'string' }
  }
});

/** What is wrong with a condition: codes, warnings with a question mark. */
function problems(predicate: string): string[] {
  return catalogPredicateProblems(predicate, '/p', keys, given, 'the keys').map(
    ({ code, severity }) => `${code}${severity === 'warning' ? '?' : ''}`
  );
}

function message(predicate: string): string {
  return catalogPredicateProblems(predicate, '/p', keys, given, 'the keys')
    .map(problem => problem.message)
    .join('\n');
}

// https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html, Expression
describe('catalogPredicateProblems', () => {
  it.each([
    "year='2021' and month='06'",
    'year = 2021',
    '2021 <= YEAR',
    "t.year <> 2021 AND NOT (month = 'x')",
    "((year)) = (2021) or year in (1, '2') and year not in (3)",
    'year between 1 and 2 AND year NOT BETWEEN -3 AND -2',
    "month like '0%' and month not like 'O''x_'",
    'month is null or month IS NOT NULL',
    "day >= '2024-01-31'",
    'day >= ${from} and year = ${which} and month = ${name}',
    "at < '2024-01-31 10:00:00.5'",
    'price > 1.50'
  ])('takes %s', predicate => {
    expect(problems(predicate)).toEqual([]);
  });

  it.each([
    ["upper(month) = 'A'", 'is a function'],
    ["day = to_date('2024-01-01')", "can't read “to_date”"],
    ["day >= DATE '2024-01-01'", "write '2024-01-01' in place of DATE"],
    ["at > timestamp '2024-01-01 00:00:00'", 'as quoted text'],
    ['day = 2024-01-01', "Write dates as quoted text, such as '2024-01-01'"],
    ['day = 20240101', 'is no date'],
    ["day = 'yesterday'", "Write dates like '2024-12-31'"],
    ["at = '2024-01-01'", "Write timestamps like '2024-12-31 23:59:59'"],
    ["year = 'x'", 'is no int'],
    ['month = "06"', 'single quotes'],
    ["`month` = '06'", 'without backticks'],
    ["year like '20%'", 'LIKE compares text'],
    ['ratio = 1', "can't compare “ratio”"],
    ['year == 2021', 'comparisons of a partition key'],
    ['year = 2021 +', 'comparisons of a partition key'],
    ['year <=> 2021', 'comparisons of a partition key'],
    ['year = month', 'comparisons of a partition key'],
    ['year = 1; drop', 'comparisons of a partition key'],
    ['year =', 'ends too early'],
    ['(year = 1', 'ends too early'],
    ['year = 1)', 'comparisons of a partition key']
  ])('refuses %s', (predicate, expected) => {
    expect(problems(predicate)).toEqual(['bad-partition-predicate']);
    expect(message(predicate)).toContain(expected);
  });

  it('offers the key that was meant', () => {
    expect(problems('yaer = 1')).toEqual(['unknown-column']);
    expect(message('yaer = 1')).toContain('Did you mean “year”?');
  });

  it('says that text keys are compared as text', () => {
    for (const predicate of ['month = 6', 'month in (6)', 'month = ${which}']) {
      expect(problems(predicate)).toEqual(['text-partition-key?']);
    }
    expect(message('month = 6')).toContain(
      "compared as the text “6”, so that a partition “month=06” is not found. Write the value in quotes as the partition has it, such as '6' or '06'."
    );
  });

  it('reads a condition over keys that are not known', () => {
    expect(
      catalogPredicateProblems("a = 1 and b = 'x'", '/p', undefined, given, '')
    ).toEqual([]);
  });
});
