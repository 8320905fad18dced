import type { Expression } from '../../../src/expression/typed.js';
import type { Operation, ReadOperation } from '../../../src/plan/operation.js';
import { pushPartitionFilters } from '../../../src/plan/rules/partition.js';
import {
  PYSPARK,
  col,
  filter,
  fn,
  int,
  param,
  read,
  step,
  STRING,
  text,
  writeS3
} from '../../codegen/build.js';

const JANUARY = fn('eq', col('month'), int(1));

/** The conditions of the reads after the rule, and which filters are left. */
function push(...operations: Operation[]): {
  filters: Record<string, Expression | undefined>;
  left: string[];
} {
  const { operations: result } = pushPartitionFilters({
    operations: [
      ...operations,
      writeS3('out', operations[operations.length - 1].id)
    ]
  });
  return {
    filters: Object.fromEntries(
      result
        .filter((each): each is ReadOperation => each.op === 'read')
        .map(each => [each.id, each.partitionFilter])
    ),
    left: result.filter(each => each.op === 'filter').map(each => each.id)
  };
}

const output = (side: 'left' | 'right', name: string, column: string) => ({
  name,
  side,
  column
});

function joined(
  how: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti'
): Operation[] {
  return [
    read('a'),
    read('b'),
    step('join', 'j', ['a', 'b'], {
      how,
      keys: [{ left: 'carrier', right: 'carrier' }],
      output: [
        output('left', 'month', 'month'),
        ...(how === 'semi' || how === 'anti'
          ? []
          : [output('right', 'month_b', 'month')])
      ],
      collision: { rule: 'suffix', suffix: '_b' }
    })
  ];
}

describe('pushPartitionFilters', () => {
  test('moves what compares keys with values and keeps the rest', () => {
    const late = fn('gt', col('dep_delay'), int(0));
    const { operations } = pushPartitionFilters({
      operations: [
        read('r'),
        filter(
          'f',
          'r',
          fn('and', JANUARY, late, fn('in', col('MONTH'), int(1), int(2)))
        ),
        writeS3('out', 'f')
      ]
    });
    expect(operations[0]).toMatchObject({
      partitionFilter: fn(
        'and',
        JANUARY,
        fn('in', col('month'), int(1), int(2))
      )
    });
    expect(operations[1]).toMatchObject({ condition: late });
  });

  test('leaves out a filter that has moved whole, and says so', () => {
    const plan = pushPartitionFilters({
      operations: [read('r'), filter('f', 'r', JANUARY), writeS3('out', 'f')]
    });
    expect(plan.operations.map(each => [each.id, each.inputs])).toEqual([
      ['r', []],
      ['out', ['r']]
    ]);
    expect(plan.absorbed).toEqual([
      { nodeId: 'f', operation: 'r', by: 'read' }
    ]);
  });

  test('goes through renames, filters, sorts, distinct rows and group keys', () => {
    const result = push(
      read('r'),
      step('project', 'p', ['r'], {
        items: [
          { name: 'm', expression: col('month') },
          { name: 'month', expression: col('carrier') }
        ]
      }),
      filter('g', 'p', fn('eq', col('month'), text('AA'))),
      step('sort', 's', ['g'], {
        by: [{ column: 'm', direction: 'ascending' }]
      }),
      step('distinct', 'd', ['s'], {}),
      step('distinct', 'k', ['d'], { keys: ['m'] }),
      step('aggregate', 'a', ['k'], {
        keys: ['m', 'month'],
        aggregates: [{ function: 'count', name: 'n' }]
      }),
      filter(
        'f',
        'a',
        fn('and', fn('eq', col('m'), int(1)), fn('gt', col('n'), int(1)))
      )
    );
    expect(result.filters).toEqual({ r: JANUARY });
    expect(result.left).toEqual(['g', 'f']);
  });

  test.each<[string, Operation]>([
    [
      'a window over its partition',
      step('window', 'x', ['r'], {
        partition: ['carrier', 'Month'],
        order: [],
        items: [{ name: 'n', function: 'rowNumber', args: [] }]
      })
    ],
    [
      'a pivot with it as key',
      step('pivot', 'x', ['r'], {
        keys: ['month'],
        column: 'carrier',
        values: [],
        aggregates: []
      })
    ],
    [
      'an unpivot with it as id',
      step('unpivot', 'x', ['r'], {
        ids: ['month'],
        columns: ['origin', 'dest'],
        nameColumn: 'end',
        valueColumn: 'airport',
        dropNulls: true
      })
    ],
    [
      'an explode of another column',
      step('explode', 'x', ['r'], {
        column: 'stops',
        of: 'array',
        outer: false,
        valueColumn: 'stop'
      })
    ],
    [
      'a fill of other columns by constants',
      step('fill', 'x', ['r'], {
        fills: [
          { column: 'distance', by: { kind: 'constant', value: int(0) } }
        ],
        partition: [],
        order: []
      })
    ],
    [
      'a fill by means within it',
      step('fill', 'x', ['r'], {
        fills: [{ column: 'distance', by: { kind: 'mean' } }],
        partition: ['month'],
        order: []
      })
    ],
    ['a repartition', step('repartition', 'x', ['r'], { count: 3, keys: [] })]
  ])('goes through %s', (_, operation) => {
    expect(push(read('r'), operation, filter('f', 'x', JANUARY))).toEqual({
      filters: { r: JANUARY },
      left: []
    });
  });

  test('goes to both sides of a set operation', () => {
    expect(
      push(
        read('a'),
        read('b'),
        step('setOperation', 'x', ['a', 'b'], {
          kind: 'except',
          distinct: true
        }),
        filter('f', 'x', JANUARY)
      )
    ).toEqual({ filters: { a: JANUARY, b: JANUARY }, left: [] });
  });

  test.each<[string, Operation[]]>([
    ['a limit', [read('r'), step('limit', 'x', ['r'], { count: 9 })]],
    [
      'a sample',
      [
        read('r'),
        step('sample', 'x', ['r'], {
          method: { kind: 'fraction', fraction: 0.5 },
          seed: 1
        })
      ]
    ],
    [
      'a window over all rows',
      [
        read('r'),
        step('window', 'x', ['r'], {
          partition: [],
          order: [],
          items: [{ name: 'n', function: 'count', args: [] }]
        })
      ]
    ],
    [
      'a window that makes the column',
      [
        read('r'),
        step('window', 'x', ['r'], {
          partition: ['month'],
          order: [],
          items: [{ name: 'Month', function: 'count', args: [] }]
        })
      ]
    ],
    [
      'a fill of the key',
      [
        read('r'),
        step('fill', 'x', ['r'], {
          fills: [{ column: 'Month', by: { kind: 'constant', value: int(1) } }],
          partition: [],
          order: []
        })
      ]
    ],
    [
      'a fill by means of all rows',
      [
        read('r'),
        step('fill', 'x', ['r'], {
          fills: [{ column: 'distance', by: { kind: 'mean' } }],
          partition: [],
          order: []
        })
      ]
    ],
    [
      'an aggregate over something else',
      [
        read('r'),
        step('aggregate', 'x', ['r'], {
          keys: ['carrier'],
          aggregates: [{ function: 'max', column: 'month', name: 'month' }]
        })
      ]
    ],
    [
      'one row for each of other keys',
      [
        read('r'),
        step('window', 'x', ['r'], {
          partition: ['carrier'],
          order: [{ column: 'month', direction: 'ascending' }],
          items: [],
          firstRows: 1
        })
      ]
    ],
    [
      'SQL that was not understood',
      [
        read('r'),
        filter('x', 'r', {
          kind: 'sql',
          text: ['rand() < 0.5'],
          columns: [],
          type: { kind: 'boolean' }
        })
      ]
    ],
    [
      'a query',
      [
        read('r'),
        step('sql', 'x', ['r'], { query: ['SELECT * FROM r'], aliases: ['r'] })
      ]
    ],
    [
      'code',
      [
        read('r'),
        step('code', 'x', ['r'], {
          ...PYSPARK,
          source: 'return r',
          arguments: ['r']
        })
      ]
    ],
    [
      'a computed column of the same name',
      [
        read('r'),
        step('project', 'x', ['r'], {
          items: [
            { name: 'month', expression: fn('add', col('month'), int(1)) }
          ]
        })
      ]
    ],
    ['an Iceberg table', [read('x', {}, { format: 'iceberg' })]]
  ])('stops at %s', (_, operations) => {
    const last = operations[operations.length - 1].id;
    const result = push(...operations, filter('f', last, JANUARY));
    expect(Object.values(result.filters)).toEqual([undefined]);
    expect(result.left).toContain('f');
  });

  test('stops at a result used twice', () => {
    const plan = {
      operations: [
        read('r'),
        filter('f', 'r', JANUARY),
        filter('g', 'r', fn('eq', col('month'), int(2))),
        writeS3('w1', 'f'),
        writeS3('w2', 'g')
      ]
    };
    expect(pushPartitionFilters(plan)).toBe(plan);
  });

  test.each<
    ['inner' | 'left' | 'right' | 'full' | 'semi' | 'anti', boolean, boolean]
  >([
    ['inner', true, true],
    ['left', true, false],
    ['right', false, true],
    ['full', false, false],
    ['semi', true, false],
    ['anti', true, false]
  ])(
    'through the sides of a %s join that may lose rows',
    (how, left, right) => {
      const half = how === 'semi' || how === 'anti';
      const onLeft = push(...joined(how), filter('f', 'j', JANUARY));
      expect(onLeft.filters).toEqual({
        a: left ? JANUARY : undefined,
        b: undefined
      });
      expect(onLeft.left).toEqual(left ? [] : ['f']);
      if (!half) {
        const onRight = push(
          ...joined(how),
          filter('f', 'j', fn('eq', col('month_b'), int(1)))
        );
        expect(onRight.filters).toEqual({
          a: undefined,
          b: right ? JANUARY : undefined
        });
      }
    }
  );

  test('into every input of a union; it stays when one can not take it', () => {
    const union = step('union', 'u', ['a', 'b'], {
      distinct: true,
      allowMissing: false
    });
    expect(
      push(read('a'), read('b'), union, filter('f', 'u', JANUARY))
    ).toEqual({
      filters: { a: JANUARY, b: JANUARY },
      left: []
    });
    expect(
      push(
        read('a'),
        read('b', {}, { partitionKeys: [] }),
        union,
        filter('f', 'u', JANUARY)
      )
    ).toEqual({ filters: { a: JANUARY, b: undefined }, left: ['f'] });
  });

  test.each<[string, Expression]>([
    ['a test for null', fn('isNull', col('month'))],
    ['a null-safe comparison', fn('eqNullSafe', col('month'), int(1))],
    ['another type', fn('eq', col('month'), text('1'))],
    [
      'null',
      fn('in', col('month'), int(1), {
        kind: 'literal',
        value: null,
        type: STRING
      })
    ],
    ['two columns', fn('eq', col('month'), col('distance'))],
    ['a function', fn('eq', fn('abs', col('month')), int(1))],
    [
      'or with another column',
      fn('or', JANUARY, fn('eq', col('carrier'), text('AA')))
    ]
  ])('does not move %s', (_, condition) => {
    expect(push(read('r'), filter('f', 'r', condition))).toEqual({
      filters: { r: undefined },
      left: ['f']
    });
  });

  test('moves parameters, but not into a read with a job bookmark', () => {
    const condition = fn('eq', col('month'), param('m', { kind: 'bigint' }));
    expect(push(read('r'), filter('f', 'r', condition)).left).toEqual([]);
    expect(
      push(read('r', { bookmark: true }), filter('f', 'r', condition)).left
    ).toEqual(['f']);
  });

  test('moves understood SQL whole, or copies the part that can move', () => {
    const sql = (tree: Expression): Expression => ({
      kind: 'sql',
      text: ['…'],
      columns: ['month', 'carrier'],
      type: { kind: 'boolean' },
      tree
    });
    expect(push(read('r'), filter('f', 'r', sql(JANUARY)))).toEqual({
      filters: { r: JANUARY },
      left: []
    });
    expect(
      push(
        read('r'),
        filter('f', 'r', sql(fn('and', JANUARY, fn('isNull', col('carrier')))))
      )
    ).toEqual({ filters: { r: JANUARY }, left: ['f'] });
  });
});
