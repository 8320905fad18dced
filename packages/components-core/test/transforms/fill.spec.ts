import { fillMissing } from '../../src/transforms/fill.js';
import { infer, lower, problems, show } from '../context.js';

const inputs = {
  in: 'a int, s string, d decimal(5,2), t boolean, w date, m map<int,int>, p* int'
};

/** Settings that fill columns. */
function fills(...all: [string, string, unknown?][]): object {
  return {
    fills: all.map(([column, method, value]) => ({
      column,
      method,
      ...(value === undefined ? {} : { value })
    }))
  };
}

describe('fill-missing', () => {
  it('keeps columns and types; a partition key that is filled is none any more', () => {
    expect(
      show(
        infer(fillMissing, fills(['a', 'mean'], ['P', 'constant', 0]), {
          inputs
        }).schema
      )
    ).toBe(inputs.in.replace('*', ''));
  });

  it.each<[object, string[]]>([
    [{}, ['missing-column /fills']],
    [fills(['z', 'mean']), ['unknown-column /fills/0/column']],
    [fills(['a', 'mean'], ['A', 'mode']), ['duplicate-column /fills/1/column']],
    [fills(['s', 'mean']), ['type-mismatch /fills/0/method']],
    [fills(['w', 'median']), ['type-mismatch /fills/0/method']],
    [fills(['m', 'mode']), ['not-comparable /fills/0/method']],
    [fills(['a', 'previous']), ['missing-order /orderBy']],
    [
      { ...fills(['a', 'mean']), orderBy: [{ column: 's' }] },
      ['order-not-used? /orderBy']
    ],
    [
      { ...fills(['a', 'constant', 1]), partitionBy: ['s'] },
      ['groups-not-used? /partitionBy']
    ],
    [
      { ...fills(['a', 'mean']), partitionBy: ['m', 's', 'S'] },
      ['not-comparable /partitionBy/0', 'duplicate-column /partitionBy/2']
    ],
    [
      { ...fills(['S', 'mode'], ['a', 'mean']), partitionBy: ['s'] },
      ['filled-key /fills/0/column']
    ],
    [
      { ...fills(['a', 'previous']), orderBy: [{ column: 'A' }] },
      ['filled-key /fills/0/column']
    ],
    [fills(['a', 'constant']), ['missing-value /fills/0/value']],
    [fills(['a', 'constant', 1.5]), ['type-mismatch /fills/0/value']],
    [fills(['a', 'constant', 2147483648]), ['type-mismatch /fills/0/value']],
    [fills(['a', 'constant', '-2147483648']), []],
    [fills(['d', 'constant', '999.99']), []],
    [fills(['d', 'constant', '0.500']), []],
    [fills(['d', 'constant', 1000]), ['type-mismatch /fills/0/value']],
    [fills(['d', 'constant', '0.005']), ['type-mismatch /fills/0/value']],
    [fills(['s', 'constant', '']), []],
    [fills(['s', 'constant', 5]), ['type-mismatch /fills/0/value']],
    [fills(['t', 'constant', 'yes']), ['type-mismatch /fills/0/value']],
    [fills(['t', 'constant', 'False']), []],
    [fills(['w', 'constant', '2013-01-31']), []],
    [
      fills(['w', 'constant', '2013-01-31 10:00']),
      ['type-mismatch /fills/0/value']
    ],
    [fills(['m', 'constant', 'x']), ['type-mismatch /fills/0/value']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(fillMissing, config, { inputs })).toEqual(expected);
  });

  it('offers empty text where no value is given', () => {
    const [problem] = infer(fillMissing, fills(['s', 'constant']), {
      inputs
    }).problems;
    expect(problem.fix).toEqual({
      title: 'Fill with empty text',
      path: '/nodes/n/config/fills/0/value',
      value: ''
    });
  });

  it('lowers to one fill', () => {
    expect(
      lower(
        fillMissing,
        {
          ...fills(['A', 'previous'], ['t', 'constant', 'true']),
          partitionBy: ['S'],
          orderBy: [{ column: 'W' }]
        },
        { inputs }
      )
    ).toEqual([
      {
        op: 'fill',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: infer(fillMissing, fills(['a', 'mean']), { inputs }).schema,
        fills: [
          { column: 'a', by: { kind: 'previous' } },
          {
            column: 't',
            by: {
              kind: 'constant',
              value: { kind: 'literal', value: true, type: { kind: 'boolean' } }
            }
          }
        ],
        partition: ['s'],
        order: [{ column: 'w', direction: 'ascending' }]
      }
    ]);
  });

  it('says on its card what fills each column', () => {
    expect(
      fillMissing.summary({
        fills: [
          { column: 'a', method: 'constant', value: 0 },
          { column: 's', method: 'mode' }
        ]
      })
    ).toBe('a: 0, s: mode');
  });
});
