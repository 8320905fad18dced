import { window } from '../../src/transforms/window.js';
import { infer, lower, misfits, problems, show } from '../context.js';

const inputs = {
  in: 'k string, a int, d decimal(5,2), t timestamp, m map<int,int>'
};
const BY_A = [{ column: 'a' }];

/** Settings with functions and more. */
function of(functions: object[], more: object = { orderBy: BY_A }): object {
  return { functions, ...more };
}

describe('window', () => {
  it('adds a column for each value, with the types of Spark', () => {
    expect(
      show(
        infer(
          window,
          of([
            { function: 'rowNumber' },
            { function: 'percentRank', name: 'part' },
            { function: 'ntile', buckets: 3 },
            { function: 'lag', column: 'K' },
            { function: 'nth', column: 't' },
            { function: 'count' },
            { function: 'sum', column: 'd' },
            { function: 'avg', column: 'a' },
            { function: 'max', column: 't' }
          ]),
          { inputs }
        ).schema
      )
    ).toBe(
      `${inputs.in}, row_number int, part double, ntile int, lag_K string, nth_value_t timestamp, count bigint, sum_d decimal(15,2), avg_a double, max_t timestamp`
    );
  });

  it.each<[object, string[]]>([
    [{}, ['missing-function /functions']],
    [of([{ function: 'rank' }], {}), ['missing-order /orderBy']],
    [of([{ function: 'lag' }]), ['missing-column /functions/0/column']],
    [of([{ function: 'sum' }]), ['missing-column /functions/0/column']],
    [
      of([{ function: 'sum', column: 'k' }]),
      ['type-mismatch /functions/0/column']
    ],
    [
      of([{ function: 'min', column: 'm' }]),
      ['not-comparable /functions/0/column']
    ],
    [
      of([{ function: 'rank', column: 'k' }]),
      ['column-not-used? /functions/0/column']
    ],
    [
      of([{ function: 'first', column: 'k' }], {}),
      ['any-row? /functions/0/function']
    ],
    [
      of([{ function: 'count', name: 'A' }]),
      ['duplicate-column /functions/0/name']
    ],
    [
      of([{ function: 'rank' }, { function: 'count', name: 'RANK' }]),
      ['duplicate-column /functions/1/name']
    ],
    [
      of([{ function: 'lag', column: 'a', fallback: 'none' }]),
      ['type-mismatch /functions/0/fallback']
    ],
    [
      of([{ function: 'count' }], {
        partitionBy: ['m', 'k', 'K'],
        orderBy: BY_A
      }),
      ['not-comparable /partitionBy/0', 'duplicate-column /partitionBy/2']
    ],
    [
      of([{ function: 'rank' }], { orderBy: BY_A, frame: 'rows' }),
      ['frame-not-used? /frame']
    ],
    [
      of([{ function: 'count' }], { frame: 'rows' }),
      ['missing-order /orderBy']
    ],
    [of([{ function: 'count' }], { frame: 'rows', to: 'unbounded' }), []],
    [
      of([{ function: 'count' }], {
        orderBy: BY_A,
        frame: 'rows',
        from: 'following',
        fromOffset: 2,
        to: 'following'
      }),
      ['empty-frame /to']
    ],
    [
      of([{ function: 'count' }], {
        orderBy: [{ column: 't' }, { column: 'a' }],
        frame: 'range',
        from: 'preceding'
      }),
      ['one-order-column /orderBy', 'type-mismatch /orderBy/0/column']
    ],
    [
      of([{ function: 'count' }], {
        orderBy: [{ column: 't' }, { column: 'a' }],
        frame: 'range'
      }),
      []
    ]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(window, config, { inputs })).toEqual(expected);
  });

  it('takes only what a function and a frame have', () => {
    expect(misfits(window, of([{ function: 'rank', offset: 1 }]))).toHaveLength(
      1
    );
    expect(
      misfits(window, of([{ function: 'ntile', buckets: 0 }]))
    ).toHaveLength(1);
    expect(
      misfits(window, of([{ function: 'count' }], { from: 'current' }))
    ).toHaveLength(1);
  });

  it('lowers to one window', () => {
    expect(
      lower(
        window,
        of(
          [
            { function: 'lead', column: 'D', offset: 2, fallback: '0.5' },
            { function: 'last', column: 'k', name: 'l', ignoreNulls: true }
          ],
          {
            partitionBy: ['K'],
            orderBy: [{ column: 'A', direction: 'descending' }],
            frame: 'rows',
            from: 'preceding',
            fromOffset: 0,
            to: 'following',
            toOffset: 3
          }
        ),
        { inputs }
      )
    ).toEqual([
      expect.objectContaining({
        op: 'window',
        inputs: ['from1'],
        partition: ['k'],
        order: [{ column: 'a', direction: 'descending' }],
        frame: { unit: 'rows', from: 'current', to: { following: 3 } },
        items: [
          {
            name: 'lead_D',
            function: 'lead',
            args: [
              { kind: 'column', name: 'd' },
              { kind: 'literal', value: 2, type: { kind: 'int' } },
              {
                kind: 'literal',
                value: '0.5',
                type: { kind: 'decimal', precision: 2, scale: 1 }
              }
            ]
          },
          {
            name: 'l',
            function: 'last',
            args: [{ kind: 'column', name: 'k' }],
            ignoreNulls: true
          }
        ]
      })
    ]);
  });

  it('says on its card what is computed over what', () => {
    expect(
      window.summary({
        partitionBy: ['k'],
        orderBy: BY_A,
        functions: [{ function: 'sum', column: 'a' }],
        frame: 'rows',
        from: 'preceding',
        fromOffset: 2
      })
    ).toBe('sum(a) by k in order of a rows 2 before to current');
  });
});
