import {
  parseSqlExpression,
  parseType,
  type Column,
  type Expression
} from '@glueflow/components-manager';
import { evaluateCondition, partitionFacts } from '../src/index.js';

const KEYS: Column[] = [
  { name: 'Month', type: parseType('int') },
  { name: 'origin', type: parseType('string') },
  { name: 'day', type: parseType('date') }
];
const PARAMETERS = new Map<string, Column>([
  ['limit', { name: 'limit', type: parseType('bigint') }]
]);

function verdict(
  sql: string,
  values: readonly string[],
  parameters: Record<string, string | number> = {}
) {
  const { expression } = parseSqlExpression(sql, {
    schema: KEYS,
    parameters: PARAMETERS
  });
  return evaluateCondition(
    expression,
    partitionFacts(KEYS, values, new Map(Object.entries(parameters)))
  );
}

describe('evaluateCondition', () => {
  const row = ['03', 'JFK', '2013-03-01'];

  it.each([
    ['month = 3', true],
    ['MONTH <= 2', false],
    ['month <> 3', false],
    ['month in (1, 2, 3)', true],
    ['month between 4 and 12', false],
    ["origin = 'JFK' and month < 10", true],
    ["origin = 'LGA' or month > 2", true],
    ["not (origin = 'LGA')", true],
    ["origin >= 'K'", false],
    ["day >= date '2013-03-01'", true],
    ['month is null', false],
    ['origin is not null', true]
  ])('%s', (sql, expected) => {
    expect(verdict(sql, row)).toBe(expected);
  });

  it('knows null, which is never true', () => {
    const none = ['__HIVE_DEFAULT_PARTITION__', 'JFK', '2013-03-01'];
    expect(verdict('month = 3', none)).toBeNull();
    expect(verdict('not (month = 3)', none)).toBeNull();
    expect(verdict('month is null', none)).toBe(true);
    expect(verdict("month = 3 or origin = 'JFK'", none)).toBe(true);
    expect(verdict("month = 3 and origin = 'LGA'", none)).toBe(false);
    expect(verdict('month <= 3', ['no number', 'JFK', ''])).toBeNull();
  });

  it('takes the values of parameters, where there are some', () => {
    expect(verdict('month <= ${limit}', row, { limit: '3' })).toBe(true);
    expect(verdict('month <= ${limit}', row, { limit: 2 })).toBe(false);
    expect(verdict('month <= ${limit}', row)).toBeUndefined();
    expect(verdict("month <= ${limit} and origin = 'LGA'", row)).toBe(false);
    expect(verdict("month <= ${limit} or origin = 'JFK'", row)).toBe(true);
  });

  it('says that it does not know what it does not understand', () => {
    expect(verdict('upper(origin) = "JFK"', row)).toBeUndefined();
    expect(verdict('origin like "J%"', row)).toBeUndefined();
    expect(verdict('this is no SQL', row)).toBeUndefined();
    expect(verdict("month = '3'", row)).toBeUndefined();
    const stranger: Expression = { kind: 'column', name: 'year' };
    const facts = partitionFacts(KEYS, row, new Map());
    expect(evaluateCondition(stranger, facts)).toBeUndefined();
  });
});
