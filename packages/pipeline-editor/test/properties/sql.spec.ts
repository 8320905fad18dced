/** @jest-environment jsdom */
import './dom';
import {
  readCondition,
  type Condition,
  type ConditionGroup
} from '@glueflow/components-core';
import {
  parseType,
  printSql,
  printText,
  type Column
} from '@glueflow/components-manager';
import { nullTranslator } from '@jupyterlab/translation';
import fc from 'fast-check';
import { conditionOfSql } from '../../src/properties/condition/sql';

const schema = Object.entries({
  i: 'int',
  l: 'bigint',
  d: 'double',
  n: 'decimal(10,2)',
  s: 'string',
  'odd name': 'string',
  b: 'boolean',
  day: 'date',
  at: 'timestamp'
}).map(([name, type]) => ({ name, type: parseType(type), nullable: true }));
const parameters = new Map<string, Column>([
  ['p', { name: 'p', type: { kind: 'string' } }],
  ['q', { name: 'q', type: { kind: 'int' } }]
] as [string, Column][]);
const scope = {
  schema,
  parameters,
  trans: nullTranslator.load('glueflow')
};

const sqlOf = (condition: Condition): string => {
  const { expression, problems } = readCondition(condition, schema, '', {
    nodeId: 'x',
    parameters
  });
  expect(problems).toEqual([]);
  return printText(printSql(expression!));
};
const conditionOf = (sql: string): Condition | undefined =>
  conditionOfSql(sql, scope).condition;
const reasonOf = (sql: string): string | undefined =>
  conditionOfSql(sql, scope).reason;

describe('properties/condition/sql', () => {
  it.each<[string, object]>([
    ["s = 'a'", { operator: 'eq', column: 's', value: 'a' }],
    ['3 < i', { operator: 'gt', column: 'i', value: 3 }],
    ['i >= -3', { operator: 'ge', column: 'i', value: -3 }],
    ['d < 2.5', { operator: 'lt', column: 'd', value: 2.5 }],
    ['i = l', { operator: 'eq', column: 'i', otherColumn: 'l' }],
    ['i <> ${q}', { operator: 'ne', column: 'i', value: '${q}' }],
    ['`odd name` IS NULL', { operator: 'isNull', column: 'odd name' }],
    [
      'NOT s IN (\'a\', "b")',
      { operator: 'notIn', column: 's', values: ['a', 'b'] }
    ],
    [
      'i NOT BETWEEN 1 AND ${q}',
      { operator: 'notBetween', column: 'i', low: 1, high: '${q}' }
    ],
    ["s LIKE 'a%'", { operator: 'like', column: 's', value: 'a%' }],
    ["NOT (s LIKE 'a%')", { operator: 'notLike', column: 's', value: 'a%' }],
    ["startswith(s, 'a')", { operator: 'startsWith', column: 's', value: 'a' }],
    [
      "day >= '2013-01-31'",
      { operator: 'ge', column: 'day', value: '2013-01-31' }
    ],
    [
      "at < TIMESTAMP'2013-01-31 12:30:00'",
      { operator: 'lt', column: 'at', value: '2013-01-31 12:30:00' }
    ],
    ['b', { operator: 'eq', column: 'b', value: true }],
    ['NOT b', { operator: 'ne', column: 'b', value: true }],
    [
      "I = 1 AND (s = 'a' OR s = 'b')",
      {
        operator: 'and',
        conditions: [
          { operator: 'eq', column: 'i', value: 1 },
          {
            operator: 'or',
            conditions: [
              { operator: 'eq', column: 's', value: 'a' },
              { operator: 'eq', column: 's', value: 'b' }
            ]
          }
        ]
      }
    ],
    [
      "NOT (i = 1 AND s = 'a')",
      {
        operator: 'not',
        conditions: [
          { operator: 'eq', column: 'i', value: 1 },
          { operator: 'eq', column: 's', value: 'a' }
        ]
      }
    ],
    ["s = '$\\{p}'", { operator: 'eq', column: 's', value: '$${p}' }]
  ])('reads %s', (sql, condition) => {
    expect(conditionOf(sql)).toEqual(condition);
  });

  it.each([
    ["upper(s) = 'A'", '“upper(s)”'],
    ["soundex(s) = 'A'", 'the function soundex()'],
    ['i + 1 = 2', '“i + 1”'],
    ['CASE WHEN b THEN i ELSE l END = 3', 'CASE'],
    ["s ILIKE 'a'", 'ILIKE'],
    ['i = NULL', 'IS NULL'],
    ['s = 5', 'holds text'],
    ["i = 'x'", 'holds numbers'],
    ["s > DATE'2013-01-01'", '2013-01-01'],
    ["s LIKE concat(s, 'x')", 'not plain text'],
    ['i', 'true or false'],
    ["s = 'a", 'quote'],
    ['1 = 1', 'is none'],
    ['i = 1 +', 'needs something after it']
  ])('says why %s is no condition', (sql, part) => {
    expect(conditionOf(sql)).toBeUndefined();
    expect(reasonOf(sql)).toContain(part);
  });

  it('keeps a name that no column has: it can be fixed in the builder', () => {
    expect(conditionOf('nope = 1')).toEqual({
      operator: 'eq',
      column: 'nope',
      value: 1
    });
  });

  it('needs the type of a column for a day and for many digits', () => {
    const unknown = { ...scope, schema: undefined };
    expect(conditionOfSql("x = DATE'2013-01-01'", unknown).reason).toBeTruthy();
    expect(
      conditionOfSql('x = 12345678901234567890', unknown).reason
    ).toBeTruthy();
    expect(conditionOfSql('x = 5', unknown).condition).toBeTruthy();
  });

  it('reads back what conditions are printed as, with the same meaning', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom("it's", '${p}', 'a ${p} b', '$${p}', '\\', '%_', '$')
    );
    const number = fc.oneof(
      fc.integer(),
      fc.constantFrom('${q}', '12345678901234567890', -0.25, 2.5)
    );
    const comparison = fc.constantFrom(
      'eq',
      'ne',
      'lt',
      'le',
      'gt',
      'ge',
      'eqNullSafe'
    );
    const test = fc.oneof(
      fc.record({
        operator: comparison,
        column: fc.constantFrom('n', 'd'),
        value: number
      }),
      fc.record({
        operator: comparison,
        column: fc.constantFrom('i', 'l'),
        value: fc.integer()
      }),
      fc.record({
        operator: fc.constantFrom(
          'like',
          'notLike',
          'rlike',
          'contains',
          'startsWith',
          'endsWith'
        ),
        column: fc.constantFrom('s', 'odd name'),
        value: text
      }),
      fc.record({
        operator: fc.constantFrom('in', 'notIn'),
        column: fc.constant('s'),
        values: fc.array(
          text.filter(each => !/\$\{p\}./.test(each) && !/.\$\{p\}/.test(each)),
          { minLength: 1, maxLength: 3 }
        )
      }),
      fc.record({
        operator: fc.constantFrom('between', 'notBetween'),
        column: fc.constantFrom('day', 'at'),
        low: fc.constant('2013-01-31'),
        high: fc.constantFrom('2013-02-28', '2013-02-28 12:30:00')
      }),
      fc.record({
        operator: fc.constantFrom('isNull', 'isNotNull'),
        column: fc.constantFrom(...schema.map(({ name }) => name))
      }),
      fc.record({
        operator: comparison,
        column: fc.constant('i'),
        otherColumn: fc.constant('l')
      }),
      fc.record({
        operator: fc.constantFrom('eq', 'ne', 'eqNullSafe'),
        column: fc.constant('b'),
        value: fc.boolean()
      })
    ) as fc.Arbitrary<Condition>;
    const group = fc.letrec<{ condition: Condition }>(tie => ({
      condition: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        test,
        fc.record({
          operator: fc.constantFrom('and', 'or', 'not'),
          conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 3 })
        }) as fc.Arbitrary<ConditionGroup>
      )
    })).condition;
    fc.assert(
      fc.property(group, condition => {
        const sql = sqlOf(condition);
        const { condition: back, reason } = conditionOfSql(sql, scope);
        expect(reason).toBeUndefined();
        // Once more: what is written in another way the first time (a NOT before a comparison) stays as it is the second.
        const again = sqlOf(back!);
        expect(sqlOf(conditionOf(again)!)).toBe(again);
      }),
      { numRuns: 300 }
    );
  });
});
