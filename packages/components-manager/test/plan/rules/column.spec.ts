import type { Operation, ReadOperation } from '../../../src/plan/operation.js';
import { pruneColumns } from '../../../src/plan/rules/column.js';
import {
  PYSPARK,
  col,
  columns,
  filter,
  fn,
  int,
  read,
  step,
  writeS3
} from '../../codegen/build.js';

const count: Operation = step('aggregate', 'n', ['r'], {
  keys: ['carrier'],
  aggregates: [{ function: 'avg', column: 'dep_delay', name: 'delay' }]
});

function readColumns(
  ...operations: Operation[]
): Record<string, readonly string[] | undefined> {
  return Object.fromEntries(
    pruneColumns({ operations })
      .operations.filter((each): each is ReadOperation => each.op === 'read')
      .map(each => [each.id, each.columns])
  );
}

/** A step, and what counts carriers after it. */
function counted(...before: Operation[]): Operation[] {
  return [
    ...before,
    { ...count, inputs: [before[before.length - 1].id] },
    writeS3('out', 'n')
  ];
}

describe('pruneColumns', () => {
  test('leaves a read the columns used, in the order of its own', () => {
    const plan = pruneColumns({
      operations: counted(
        read('r'),
        filter('f', 'r', fn('gt', col('DISTANCE'), int(1))),
        step('sort', 's', ['f'], {
          by: [{ column: 'origin', direction: 'ascending' }]
        })
      )
    });
    expect(plan.operations[0]).toMatchObject({
      columns: ['carrier', 'origin', 'dep_delay', 'distance'],
      schema: columns(
        'carrier string, origin string, dep_delay double, distance double'
      )
    });
    expect(plan.operations[1].schema).toBe(undefined);
  });

  test('goes through columns that are added, but for those that they replace', () => {
    const before = (name: string): Operation[] =>
      counted(
        read('r'),
        step('project', 'p', ['r'], {
          keepOthers: true,
          schema: columns(
            'carrier string, origin string, dest string, dep_delay double, distance double, month int'
          ),
          items: [{ name, expression: fn('abs', col('distance')) }]
        })
      );
    expect(readColumns(...before('new'))).toEqual({
      r: ['carrier', 'dep_delay', 'distance']
    });
    expect(readColumns(...before('DEP_DELAY'))).toEqual({
      r: ['carrier', 'distance']
    });
  });

  test('takes all uses of a read together', () => {
    expect(
      readColumns(
        read('r'),
        count,
        { ...count, id: 'm', nodeId: 'm', keys: ['dest'] } as Operation,
        writeS3('w1', 'n'),
        writeS3('w2', 'm')
      )
    ).toEqual({ r: ['carrier', 'dest', 'dep_delay'] });
  });

  test('narrows both sides of a join and what it yields', () => {
    const plan = pruneColumns({
      operations: counted(
        read('a'),
        read('b'),
        step('join', 'j', ['a', 'b'], {
          how: 'left',
          keys: [{ left: 'dest', right: 'origin' }],
          output: [
            { name: 'carrier', side: 'left', column: 'carrier' },
            { name: 'dep_delay', side: 'right', column: 'dep_delay' },
            { name: 'distance', side: 'right', column: 'distance' }
          ],
          collision: { rule: 'keepRight', suffix: '' }
        })
      )
    });
    expect(
      plan.operations.map(each => (each.op === 'read' ? each.columns : 0))
    ).toEqual([['carrier', 'dest'], ['origin', 'dep_delay'], 0, 0, 0]);
    expect(plan.operations[2]).toMatchObject({
      output: [
        { name: 'carrier', side: 'left', column: 'carrier' },
        { name: 'dep_delay', side: 'right', column: 'dep_delay' }
      ]
    });
  });

  test('a read keeps one column where none is used', () => {
    expect(
      readColumns(
        read('r'),
        step('aggregate', 'n', ['r'], {
          keys: [],
          aggregates: [{ function: 'count', name: 'rows' }]
        }),
        writeS3('out', 'n')
      )
    ).toEqual({ r: ['carrier'] });
  });

  test('what the query says it reads is believed', () => {
    const sql = step('sql', 'q', ['r'], {
      query: ['SELECT carrier FROM r'],
      aliases: ['r'],
      columns: [['carrier']]
    });
    expect(readColumns(read('r'), sql, writeS3('out', 'q'))).toEqual({
      r: ['carrier']
    });
  });

  test.each<[string, Operation[]]>([
    ['a write', [read('r'), writeS3('out', 'r')]],
    [
      'a result nobody reads',
      [read('r'), filter('f', 'r', fn('isNull', col('dest')))]
    ],
    [
      'code',
      counted(
        read('r'),
        step('code', 'c', ['r'], {
          ...PYSPARK,
          source: 'return r',
          arguments: ['r']
        })
      )
    ],
    [
      'a query',
      counted(
        read('r'),
        step('sql', 'c', ['r'], { query: ['…'], aliases: ['r'] })
      )
    ],
    [
      'SQL not understood',
      counted(
        read('r'),
        filter('f', 'r', {
          kind: 'sql',
          text: ['…'],
          columns: null,
          type: { kind: 'boolean' }
        })
      )
    ],
    ['distinct rows', counted(read('r'), step('distinct', 'd', ['r'], {}))],
    [
      'a union of equal columns',
      counted(
        read('r'),
        step('union', 'u', ['r'], { distinct: false, allowMissing: false })
      )
    ],
    [
      'a join of columns not known',
      counted(
        read('r'),
        step('join', 'j', ['r', 'r'], {
          how: 'inner',
          keys: [{ left: 'carrier', right: 'carrier' }],
          collision: { rule: 'suffix', suffix: '_r' }
        })
      )
    ]
  ])('%s wants every column', (_, operations) => {
    expect(readColumns(...operations)).toEqual({ r: undefined });
  });

  test('leaves a read whose columns are not known alone', () => {
    expect(readColumns(...counted(read('r', { schema: undefined })))).toEqual({
      r: undefined
    });
  });
});
