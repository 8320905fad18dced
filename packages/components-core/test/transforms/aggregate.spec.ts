import { parseType, printType } from '@glueflow/components-manager';
import { aggregateType } from '@glueflow/components-manager';
import { aggregate } from '../../src/transforms/aggregate.js';
import {
  columns,
  configure,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const inputs = {
  in: 'k string, n int, d decimal(10,2), f float, m map<string,int>, at timestamp, p* int'
};
const values = (...aggregates: object[]): object => ({ aggregates });

describe('aggregate', () => {
  it('knows its functions; only first and last may pass over nulls', () => {
    expect(
      configure(aggregate, values({ function: 'first', column: 'k' }))
    ).toEqual({
      keys: [],
      aggregates: [{ function: 'first', column: 'k', ignoreNulls: false }]
    });
    expect(
      misfits(
        aggregate,
        values({ function: 'sum', column: 'n', ignoreNulls: true })
      )
    ).toEqual(['unknown-field /aggregates/0/ignoreNulls']);
    expect(misfits(aggregate, values({ function: 'median' }))).toEqual([
      'wrong-value /aggregates/0/function'
    ]);
  });

  it('shows values and keys on its card', () => {
    expect(
      aggregate.summary(
        configure(aggregate, {
          keys: ['k', 'p'],
          ...values({ function: 'count' }, { function: 'sum', column: 'n' })
        })
      )
    ).toBe('count(*), sum(n) by k, p');
  });

  // As Spark 3.5 types them.
  it.each([
    ['count', 'string', 'bigint'],
    ['countDistinct', 'date', 'bigint'],
    ['sum', 'tinyint', 'bigint'],
    ['sum', 'int', 'bigint'],
    ['sum', 'bigint', 'bigint'],
    ['sum', 'float', 'double'],
    ['sum', 'double', 'double'],
    ['sum', 'decimal(10,2)', 'decimal(20,2)'],
    ['sum', 'decimal(38,10)', 'decimal(38,10)'],
    ['avg', 'int', 'double'],
    ['avg', 'float', 'double'],
    ['avg', 'decimal(10,2)', 'decimal(14,6)'],
    ['avg', 'decimal(38,36)', 'decimal(38,38)'],
    ['min', 'date', 'date'],
    ['max', 'decimal(5,1)', 'decimal(5,1)'],
    ['first', 'array<int>', 'array<int>'],
    ['last', 'string', 'string'],
    ['stddev', 'int', 'double'],
    ['variance', 'decimal(5,1)', 'double']
  ] as const)('%s of %s is %s', (name, type, expected) => {
    expect(printType(aggregateType(name, parseType(type)))).toBe(expected);
  });

  it('yields keys, then values', () => {
    const result = infer(
      aggregate,
      {
        keys: ['P', 'k'],
        ...values(
          { function: 'count' },
          { function: 'sum', column: 'd' },
          { function: 'max', column: 'at', name: 'latest' }
        )
      },
      { inputs }
    );
    expect(result.problems).toEqual([]);
    expect(show(result.schema)).toBe(
      'p int, k string, count bigint, sum_d decimal(20,2), latest timestamp'
    );
  });

  it.each<[object, string[]]>([
    [{}, ['missing-aggregate /aggregates']],
    [
      { keys: ['x', 'm'], ...values({ function: 'count' }) },
      ['unknown-column /keys/0', 'not-comparable /keys/1']
    ],
    [values({ function: 'sum' }), ['missing-column /aggregates/0/column']],
    [
      values(
        { function: 'sum', column: 'k' },
        { function: 'avg', column: 'at' }
      ),
      [
        'type-mismatch /aggregates/0/column',
        'type-mismatch /aggregates/1/column'
      ]
    ],
    [
      values(
        { function: 'min', column: 'm' },
        { function: 'max', column: 'z' }
      ),
      [
        'not-comparable /aggregates/0/column',
        'unknown-column /aggregates/1/column'
      ]
    ],
    [
      { keys: ['k'], ...values({ function: 'count', name: 'K' }) },
      ['duplicate-column /aggregates/0/name']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(aggregate, config, { inputs })).toEqual(expected);
  });

  it('yields nothing known where the input is not', () => {
    expect(
      infer(aggregate, values({ function: 'sum', column: 'n' }), {
        inputs: { in: undefined }
      })
    ).toEqual({ schema: undefined, problems: [] });
  });

  it('lowers to one aggregate', () => {
    expect(
      lower(
        aggregate,
        {
          keys: ['K'],
          ...values(
            { function: 'count' },
            { function: 'first', column: 'N', ignoreNulls: true }
          )
        },
        { inputs }
      )
    ).toEqual([
      {
        op: 'aggregate',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns('k string, count bigint, first_N int'),
        keys: ['k'],
        aggregates: [
          { function: 'count', name: 'count' },
          { function: 'first', column: 'n', name: 'first_N', ignoreNulls: true }
        ]
      }
    ]);
  });
});
