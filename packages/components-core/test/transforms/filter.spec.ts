import { filterRows } from '../../src/transforms/filter.js';
import {
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const INPUT =
  'origin string, month* int, dep_delay double, late boolean, day date, at timestamp, cost decimal(10,2), id bigint, tags array<string>, raw binary';
const inputs = { in: INPUT };
const when = (...conditions: object[]): object => ({
  condition: { operator: 'and', conditions }
});
const test = (column: string, operator: string, rest: object = {}): object =>
  when({ column, operator, ...rest });

describe('filterRows', () => {
  describe('configuration', () => {
    it('takes conditions by default, without an expression', () => {
      expect(configure(filterRows, test('origin', 'isNull'))).toMatchObject({
        mode: 'conditions'
      });
      expect(misfits(filterRows, { expression: 'a' })).toEqual([
        'unknown-field /expression'
      ]);
    });

    it('refuses an operator that there is not', () => {
      expect(misfits(filterRows, test('origin', 'equals'))).toEqual([
        'wrong-value /condition/conditions/0/operator'
      ]);
    });
  });

  describe('#summary()', () => {
    it.each([
      [
        when(
          { column: 'origin', operator: 'eq', value: 'JFK' },
          { column: 'month', operator: 'le', value: 3 }
        ),
        "origin = 'JFK' and month ≤ 3"
      ],
      [
        when(
          {
            operator: 'or',
            conditions: [
              { column: 'a', operator: 'in', values: [1, 2] },
              { column: 'b', operator: 'between', low: 1, high: 2 }
            ]
          },
          {
            operator: 'not',
            conditions: [{ column: 'c', operator: 'isNull' }]
          },
          { column: 'd', operator: 'gt', otherColumn: 'e' }
        ),
        '(a in (1, 2) or b between 1 and 2) and not (c is null) and d > e'
      ],
      [{ mode: 'expression', expression: 'a >\n 1' }, 'a > 1'],
      [{}, '']
    ])('%j is %s', (config, text) => {
      expect(filterRows.summary(configure(filterRows, config))).toBe(text);
    });

    it('shows a parameter by its name', () => {
      const parameters = { p: { type: 'integer' as const } };
      const config = test('id', 'eq', { value: { $parameter: 'p' } });
      expect(
        filterRows.summary(configure(filterRows, config, { parameters }))
      ).toBe('id = ${p}');
    });
  });

  describe('#schema()', () => {
    it('passes the columns on', () => {
      const result = infer(filterRows, test('origin', 'isNotNull'), { inputs });
      expect(show(result.schema)).toBe(INPUT);
      expect(result.problems).toEqual([]);
    });

    it.each<[object, string[]]>([
      [{}, ['empty-condition /condition']],
      [when(), ['empty-condition /condition/conditions']],
      [
        when({ operator: 'or', conditions: [] }),
        ['empty-condition /condition/conditions/0/conditions']
      ],
      [test('', 'isNull'), ['missing-column /condition/conditions/0/column']],
      [
        test('orgin', 'isNull'),
        ['unknown-column /condition/conditions/0/column']
      ],
      [test('origin', 'eq'), ['missing-value /condition/conditions/0/value']],
      [test('origin', 'in'), ['missing-value /condition/conditions/0/values']],
      [
        test('month', 'between', { low: 1 }),
        ['missing-value /condition/conditions/0/high']
      ],
      [
        test('origin', 'eq', { value: 5 }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('month', 'eq', { value: 'May' }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('month', 'in', { values: [1, 'x', true] }),
        [
          'type-mismatch /condition/conditions/0/values/1',
          'type-mismatch /condition/conditions/0/values/2'
        ]
      ],
      [
        test('late', 'eq', { value: 'yes' }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('late', 'lt', { value: true }),
        ['type-mismatch /condition/conditions/0/operator']
      ],
      [
        test('day', 'eq', { value: '2013-02-29' }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('at', 'eq', { value: '2013-01-01 25:00' }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('month', 'like', { value: '1%' }),
        ['type-mismatch /condition/conditions/0/operator']
      ],
      [
        test('tags', 'eq', { value: 'a' }),
        ['type-mismatch /condition/conditions/0/value']
      ],
      [
        test('origin', 'eq', { otherColumn: 'month' }),
        ['type-mismatch /condition/conditions/0/otherColumn']
      ],
      [
        test('id', 'eq', { otherColumn: 'idd' }),
        ['unknown-column /condition/conditions/0/otherColumn']
      ],
      [
        when(
          { column: 'orgin', operator: 'eq', value: 'JFK' },
          { column: 'month', operator: 'le', value: 'x' }
        ),
        [
          'unknown-column /condition/conditions/0/column',
          'type-mismatch /condition/conditions/1/value'
        ]
      ],
      [{ mode: 'expression' }, ['missing-expression /expression']],
      [
        { mode: 'expression', expression: "orgin = 'JFK'" },
        ['unknown-column /expression']
      ],
      [
        { mode: 'expression', expression: 'month + 1' },
        ['not-a-condition /expression']
      ],
      [
        { mode: 'expression', expression: 'sum(month) > 1 AND month > 2' },
        ['aggregate-not-allowed /expression']
      ],
      [
        { mode: 'expression', expression: 'explode(tags) = origin' },
        ['generator-not-allowed /expression']
      ],
      [
        { mode: 'expression', expression: 'sum(month) OVER () > 1' },
        ['window-not-allowed /expression']
      ],
      [{ mode: 'expression', expression: "origin LIKE ANY ('J%', 'E%')" }, []]
    ])('finds what is wrong with %j', (config, expected) => {
      expect(problems(filterRows, config, { inputs })).toEqual(expected);
    });

    it('reports a table that the SQL names and the catalog lacks', () => {
      const expression = 'origin IN (SELECT faa FROM nyc.airprts)';
      const config = { mode: 'expression', expression };
      const names = { nyc: ['airports'] };
      const tables = { 'nyc.airprts': 'missing' as const };
      expect(
        infer(filterRows, config, { inputs, tables, names }).problems
      ).toMatchObject([
        {
          code: 'missing-table',
          path: '/expression',
          message: expect.stringContaining('“airports”') as unknown as string
        }
      ]);
    });

    it('says how to fix a name and a value', () => {
      const [name] = infer(filterRows, test('orgin', 'isNull'), {
        inputs
      }).problems;
      expect(name.message).toContain('Did you mean “origin”?');
      expect(name.fix).toEqual({
        title: 'Use “origin”',
        path: '/nodes/n/config/condition/conditions/0/column',
        value: 'origin'
      });
      const [value] = infer(filterRows, test('origin', 'eq', { value: 5 }), {
        inputs
      }).problems;
      expect(value.fix).toMatchObject({ value: '5' });
    });

    it('refuses a parameter of another kind', () => {
      expect(
        problems(
          filterRows,
          test('origin', 'eq', { value: { $parameter: 'p' } }),
          { inputs, parameters: { p: { type: 'integer' } } }
        )
      ).toEqual(['type-mismatch /condition/conditions/0/value']);
      expect(
        problems(filterRows, test('month', 'eq', { value: '1${p}' }), {
          inputs,
          parameters: { p: { type: 'integer' } }
        })
      ).toEqual(['type-mismatch /condition/conditions/0/value']);
    });

    it('lets everything pass where columns are not known', () => {
      expect(
        problems(filterRows, test('any', 'eq', { value: 1 }), {
          inputs: { in: undefined }
        })
      ).toEqual([]);
    });
  });

  describe('#lower()', () => {
    const operand = (
      column: string,
      operator: string,
      rest: object,
      parameters = {}
    ): unknown => {
      const [operation] = lower(filterRows, test(column, operator, rest), {
        inputs,
        parameters
      });
      return operation.op === 'filter' && operation.condition.kind === 'call'
        ? operation.condition.args[1]
        : undefined;
    };
    const literal = (value: unknown, type: object): object => ({
      kind: 'literal',
      value,
      type
    });

    it('makes one filter', () => {
      expect(
        lower(
          filterRows,
          when(
            { column: 'ORIGIN', operator: 'eq', value: 'JFK' },
            { column: 'month', operator: 'notIn', values: [1, 2] }
          ),
          { inputs: { in: 'origin string, month int' } }
        )
      ).toEqual([
        {
          op: 'filter',
          id: 'n',
          nodeId: 'n',
          inputs: ['from1'],
          schema: [
            { name: 'origin', type: { kind: 'string' } },
            { name: 'month', type: { kind: 'int' } }
          ],
          condition: {
            kind: 'call',
            function: 'and',
            args: [
              {
                kind: 'call',
                function: 'eq',
                args: [
                  { kind: 'column', name: 'origin' },
                  literal('JFK', { kind: 'string' })
                ]
              },
              {
                kind: 'call',
                function: 'not',
                args: [
                  {
                    kind: 'call',
                    function: 'in',
                    args: [
                      { kind: 'column', name: 'month' },
                      literal(1, { kind: 'int' }),
                      literal(2, { kind: 'int' })
                    ]
                  }
                ]
              }
            ]
          }
        }
      ]);
    });

    it.each([
      ['month', 3, 3, { kind: 'int' }],
      ['month', ' 3 ', 3, { kind: 'int' }],
      ['month', 3.5, '3.5', { kind: 'decimal', precision: 2, scale: 1 }],
      ['month', 5000000000, '5000000000', { kind: 'bigint' }],
      [
        'month',
        '99999999999999999999',
        '99999999999999999999',
        { kind: 'decimal', precision: 20, scale: 0 }
      ],
      ['id', 7, '7', { kind: 'bigint' }],
      ['id', '9007199254740993', '9007199254740993', { kind: 'bigint' }],
      [
        'cost',
        '-017.50',
        '-17.50',
        { kind: 'decimal', precision: 4, scale: 2 }
      ],
      ['dep_delay', 1, 1, { kind: 'double' }],
      ['late', true, true, { kind: 'boolean' }],
      ['day', '2012-02-29', '2012-02-29', { kind: 'date' }],
      ['day', '2012-02-29 10:00', '2012-02-29 10:00:00', { kind: 'timestamp' }],
      ['at', '2013-01-31T12:30', '2013-01-31 12:30:00', { kind: 'timestamp' }],
      ['at', '2013-01-31', '2013-01-31 00:00:00', { kind: 'timestamp' }],
      [
        'at',
        '2013-01-31 12:30:01.25',
        '2013-01-31 12:30:01.25',
        { kind: 'timestamp' }
      ],
      ['origin', '$${x}', '${x}', { kind: 'string' }]
    ])('%s = %j is a literal of its type', (column, value, read, type) => {
      expect(operand(column, 'eq', { value })).toEqual(literal(read, type));
    });

    it('takes parameters, alone and within text', () => {
      const parameters = {
        p: { type: 'string' },
        n: { type: 'integer' }
      };
      const p = { kind: 'parameter', name: 'p', type: { kind: 'string' } };
      const n = { kind: 'parameter', name: 'n', type: { kind: 'bigint' } };
      expect(
        operand('origin', 'eq', { value: { $parameter: 'p' } }, parameters)
      ).toEqual(p);
      expect(operand('month', 'eq', { value: '${n}' }, parameters)).toEqual(n);
      expect(
        operand('origin', 'eq', { value: 'J${p}${n}' }, parameters)
      ).toEqual({
        kind: 'call',
        function: 'concat',
        args: [
          literal('J', { kind: 'string' }),
          p,
          { kind: 'cast', operand: n, type: { kind: 'string' } }
        ]
      });
    });

    it('compares columns', () => {
      expect(operand('month', 'lt', { otherColumn: 'ID' })).toEqual({
        kind: 'column',
        name: 'id'
      });
    });

    it('keeps an expression as the person wrote it, and what it reads', () => {
      const [operation] = lower(
        filterRows,
        { mode: 'expression', expression: 'Month <= ${last}' },
        { inputs, parameters: { last: { type: 'integer' } } }
      );
      expect(operation).toMatchObject({
        op: 'filter',
        condition: {
          kind: 'sql',
          text: ['Month <= ', { parameter: 'last' }],
          columns: ['month'],
          type: { kind: 'boolean' }
        }
      });
    });

    it('puts a group of one in the place of its condition', () => {
      expect(
        lower(filterRows, test('month', 'isNull'), { inputs })[0]
      ).toMatchObject({
        condition: {
          kind: 'call',
          function: 'isNull',
          args: [{ kind: 'column', name: 'month' }]
        }
      });
    });
  });
});
