import { pivot } from '../../src/transforms/pivot.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = {
  in: 'k string, c int, d decimal(5,2), t boolean, m map<int,int>, p* string'
};
const COUNT = [{ function: 'count', name: 'n' }];

describe('pivot', () => {
  it.each<[object, string]>([
    [
      {
        keys: ['K', 'p'],
        column: 'c',
        values: [{ value: 1 }, { value: 2, label: 'two' }, {}],
        aggregates: COUNT
      },
      'k string, p string, 1 bigint, two bigint, null bigint'
    ],
    [
      {
        column: 't',
        values: [{ value: true, label: 'y.es' }],
        aggregates: [{ function: 'sum', column: 'd' }, ...COUNT]
      },
      'y.es_sum_d decimal(15,2), y.es_n bigint'
    ]
  ])('yields the columns of %j', (config, expected) => {
    expect(show(infer(pivot, config, { inputs }).schema)).toBe(expected);
  });

  const some = { column: 'c', values: [{ value: 1 }], aggregates: COUNT };

  it.each<[object, string[]]>([
    [
      {},
      [
        'missing-column /column',
        'missing-value /values',
        'missing-aggregate /aggregates'
      ]
    ],
    [{ ...some, keys: ['z'] }, ['unknown-column /keys/0']],
    [{ ...some, keys: ['m'] }, ['not-comparable /keys/0']],
    [{ ...some, column: 'm' }, ['not-comparable /column']],
    [{ ...some, values: [{ value: 'x' }] }, ['type-mismatch /values/0/value']],
    [
      { ...some, values: [{ value: 1 }, { value: '1', label: 'one' }] },
      ['duplicate-value /values/1/value']
    ],
    [
      {
        ...some,
        values: [
          { value: 1, label: 'x' },
          { value: 2, label: 'X' }
        ]
      },
      ['duplicate-column /values/1/label']
    ],
    [
      { ...some, keys: ['k'], values: [{ value: 1, label: 'K' }] },
      ['duplicate-column /values/0/label']
    ],
    [
      { ...some, aggregates: [...COUNT, { function: 'count', name: 'N' }] },
      ['duplicate-column /aggregates/1/name']
    ],
    [
      { ...some, aggregates: [{ function: 'sum', column: 'k' }] },
      ['type-mismatch /aggregates/0/column']
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(pivot, config, { inputs })).toEqual(expected);
  });

  it('lowers to one pivot with literals of the column', () => {
    expect(
      lower(
        pivot,
        {
          keys: ['K'],
          column: 'D',
          values: [{ value: '1.50' }, {}],
          aggregates: [{ function: 'first', column: 'T' }]
        },
        { inputs }
      )
    ).toEqual([
      expect.objectContaining({
        op: 'pivot',
        inputs: ['from1'],
        keys: ['k'],
        column: 'd',
        values: [
          {
            value: {
              kind: 'literal',
              value: '1.50',
              type: { kind: 'decimal', precision: 3, scale: 2 }
            },
            label: '1.50'
          },
          {
            value: {
              kind: 'literal',
              value: null,
              type: { kind: 'decimal', precision: 5, scale: 2 }
            },
            label: 'null'
          }
        ],
        aggregates: [{ function: 'first', column: 't', name: 'first_T' }]
      })
    ]);
  });

  it('says on its card what is computed', () => {
    expect(pivot.summary({ keys: ['k'], column: 'c', values: [{}] })).toBe(
      ' for 1 value of c by k'
    );
  });
});
