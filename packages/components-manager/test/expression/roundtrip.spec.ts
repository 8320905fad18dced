import fc from 'fast-check';
import { printText } from '../../src/document/text.js';
import { columnsOf, typeOf } from '../../src/expression/expression.js';
import { printSql } from '../../src/expression/print.js';
import { readExpression } from '../../src/expression/read.js';
import {
  childrenOf,
  mapChildren,
  type Expression,
  type IntervalUnit
} from '../../src/expression/typed.js';
import { isDeterministic, replaceColumns } from '../../src/plan/column.js';
import { parseType } from '../../src/types/grammar.js';

const column: fc.Arbitrary<Expression> = fc
  .constantFrom('a', 'b', 'two words', 'from', 'Größe', 'end')
  .map(name => ({ kind: 'column', name }));

const literal: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .integer({ min: -2147483648, max: 2147483647 })
    .map((value): Expression => ({
      kind: 'literal',
      value,
      type: { kind: 'int' }
    })),
  fc.string().map((value): Expression => ({
    kind: 'literal',
    value,
    type: { kind: 'string' }
  })),
  fc.boolean().map((value): Expression => ({
    kind: 'literal',
    value,
    type: { kind: 'boolean' }
  })),
  fc
    .date({
      min: new Date('1900-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true
    })
    .map((day): Expression => ({
      kind: 'literal',
      value: day.toISOString().slice(0, 10),
      type: { kind: 'date' }
    }))
);

const interval: fc.Arbitrary<Expression> = fc
  .uniqueArray(
    fc.record({
      amount: fc.integer({ min: -999, max: 999 }),
      unit: fc.constantFrom<IntervalUnit>('day', 'hour', 'minute', 'second')
    }),
    { selector: part => part.unit, minLength: 1 }
  )
  .map(parts => ({ kind: 'interval', parts }));

/** Functions with one argument, with two, and of conditions; none that a ScalarFunction stands for. */
const APPLIED = [
  ['initcap', 1],
  ['sqrt', 1],
  ['date_trunc', 2],
  ['lpad', 2],
  ['element_at', 2],
  ['if', 3],
  ['greatest', 3],
  ['pi', 0]
] as const;

const AGGREGATES = ['sum', 'avg', 'max', 'count', 'lag', 'collect_list'];

const expression = fc.letrec<{ any: Expression }>(tie => {
  const any = tie('any');
  return {
    any: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      column,
      literal,
      interval,
      fc
        .constantFrom('eq', 'lt', 'add', 'multiply', 'like', 'eqNullSafe')
        .chain(called =>
          fc.tuple(any, any).map((args): Expression => ({
            kind: 'call',
            function: called as 'eq',
            args
          }))
        ),
      fc.constantFrom('isNull', 'lower', 'year', 'abs').chain(called =>
        any.map((arg): Expression => ({
          kind: 'call',
          function: called as 'lower',
          args: [arg]
        }))
      ),
      fc
        .tuple(any, fc.array(any, { minLength: 1, maxLength: 3 }))
        .map(([tested, items]): Expression => ({
          kind: 'call',
          function: 'in',
          args: [tested, ...items]
        })),
      any.map((operand): Expression => ({
        kind: 'cast',
        operand,
        type: parseType('decimal(10,2)')
      })),
      fc
        .record(
          {
            operand: any,
            branches: fc.array(fc.record({ when: any, then: any }), {
              minLength: 1,
              maxLength: 3
            }),
            otherwise: any
          },
          { requiredKeys: ['branches'] }
        )
        .map((parts): Expression => ({ kind: 'case', ...parts })),
      fc
        .constantFrom(...APPLIED)
        .chain(([name, count]) =>
          fc
            .array(any, { minLength: count, maxLength: count })
            .map((args): Expression => ({ kind: 'apply', name, args }))
        ),
      fc
        .tuple(
          fc.constantFrom(...AGGREGATES),
          any,
          fc.array(any, { maxLength: 2 }),
          fc.array(
            fc.record(
              {
                expression: any,
                direction: fc.constantFrom(
                  'ascending' as const,
                  'descending' as const
                ),
                nulls: fc.constantFrom('first' as const, 'last' as const)
              },
              { requiredKeys: ['expression', 'direction'] }
            ),
            { maxLength: 2 }
          ),
          fc.option(
            fc.record({
              unit: fc.constantFrom('rows' as const, 'range' as const),
              from: fc.constantFrom('unbounded' as const, -3, 0, 2),
              to: fc.constantFrom('unbounded' as const, -1, 0, 4)
            }),
            { nil: undefined }
          )
        )
        .map(([name, arg, partition, order, frame]): Expression => ({
          kind: 'over',
          call: { kind: 'apply', name, args: [arg] },
          partition,
          order,
          ...(frame ? { frame } : {})
        })),
      any.map((operand): Expression => ({
        kind: 'apply',
        name: 'transform',
        args: [
          operand,
          {
            kind: 'lambda',
            parameters: ['x'],
            body: {
              kind: 'call',
              function: 'add',
              args: [
                { kind: 'variable', name: 'x' },
                { kind: 'literal', value: 1, type: { kind: 'int' } }
              ]
            }
          }
        ]
      })),
      any.map((operand): Expression => ({
        kind: 'field',
        operand,
        name: 'x y'
      })),
      fc.tuple(any, any).map(([operand, index]): Expression => ({
        kind: 'item',
        operand,
        index
      }))
    )
  };
}).any;

const printed = (each: Expression): string => printText(printSql(each));

describe('printSql and readExpression', () => {
  it('are the reverse of each other', () => {
    fc.assert(
      fc.property(expression, each => {
        expect(readExpression(printed(each))).toEqual(each);
      }),
      { numRuns: 500 }
    );
  });

  it.each([
    "CASE a WHEN 1 THEN 'one' ELSE 'more' END",
    'CASE WHEN (a > 1) THEN b END',
    'a IN (1, b, 3)',
    "date_trunc('month', a)",
    'count(DISTINCT a)',
    'sum(a) OVER (PARTITION BY b ORDER BY c DESC NULLS LAST ROWS BETWEEN 2 PRECEDING AND CURRENT ROW)',
    'row_number() OVER (ORDER BY a)',
    'transform(a, x -> x + 1)',
    'aggregate(a, 0, (x, y) -> x + y)',
    'a.b.c',
    "m['k']",
    'a[0].x',
    'a + (INTERVAL 3 DAY -2 HOUR)',
    "TIMESTAMP'2013-01-31 12:00:00'"
  ])('keep %s', text => {
    const read = readExpression(text);
    expect(read && printed(read)).toBe(text);
  });

  it.each([
    'my_udf(a)',
    'count(*)',
    'sum(a) FILTER (WHERE b)',
    'first(a) IGNORE NULLS OVER (ORDER BY b)',
    'percentile_cont(0.5) WITHIN GROUP (ORDER BY a)',
    'trim(LEADING FROM a)',
    'extract(year FROM a)',
    'TRY_CAST(a AS INT)',
    "INTERVAL '1-2' YEAR TO MONTH",
    'sum(a) OVER w',
    '(a, b)',
    'a IN (SELECT b FROM c)',
    'a LIKE ANY (1, 2)'
  ])('a plan has no word for %s', text => {
    expect(readExpression(text)).toBeUndefined();
  });

  it('names aliases by the name of the catalogue', () => {
    expect(printed(readExpression('char_length(ucase(a))') as Expression)).toBe(
      'length(upper(a))'
    );
    expect(printed(readExpression('power(a, 2)') as Expression)).toBe(
      'pow(a, 2)'
    );
  });
});

describe('Parts of an expression', () => {
  const schema = [
    { name: 'a', type: parseType('int') },
    { name: 's', type: parseType('struct<x:date>') },
    { name: 'm', type: parseType('map<string,array<bigint>>') }
  ];
  const read = (text: string): Expression => {
    const found = readExpression(text, { schema });
    if (found === undefined) {
      throw new Error(text);
    }
    return found;
  };

  it('are all there and can be changed', () => {
    fc.assert(
      fc.property(expression, each => {
        expect(mapChildren(each, part => part)).toEqual(each);
        const seen: Expression[] = [];
        mapChildren(each, part => {
          seen.push(part);
          return part;
        });
        if (each.kind !== 'over') {
          expect(seen).toEqual(childrenOf(each));
        }
      })
    );
  });

  it('name the columns, and let them be replaced', () => {
    const each = read(
      "CASE WHEN a > 1 THEN sum(m['k'][0]) OVER (PARTITION BY s.x ORDER BY b) ELSE transform(c, x -> x + d) END"
    );
    expect(columnsOf(each)).toEqual(['a', 'm', 's', 'b', 'c', 'd']);
    expect(
      columnsOf(
        replaceColumns(each, name => ({ kind: 'column', name: `${name}2` }))
      )
    ).toEqual(['a2', 'm2', 's2', 'b2', 'c2', 'd2']);
  });

  it.each([
    ['CASE WHEN a > 1 THEN a ELSE 2.5D END', 'double'],
    ['s.x', 'date'],
    ["m['k'][0]", 'bigint'],
    ['sum(a) OVER (ORDER BY a)', 'bigint'],
    ['date_trunc("month", s.x)', 'timestamp'],
    ['INTERVAL 3 DAY', 'unknown']
  ])('give %s the type %s', (text, type) => {
    expect(typeOf(read(text), { schema })).toEqual(
      type === 'unknown' ? { kind: 'unknown' } : parseType(type)
    );
  });

  it('say whether the value depends on the row alone', () => {
    expect(isDeterministic(read('CASE WHEN a > 1 THEN initcap(s.x) END'))).toBe(
      true
    );
    for (const text of [
      'rand() < 0.5',
      'a + unix_timestamp()',
      'sum(a) OVER (ORDER BY a)',
      'transform(m, x -> uuid())'
    ]) {
      expect([text, isDeterministic(read(text))]).toEqual([text, false]);
    }
  });
});
