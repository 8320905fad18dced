import type { Operation } from '../../src/plan/operation.js';
import { isOrdered } from '../../src/plan/order.js';
import { col, filter, fn, int, read, step } from '../codegen/build.js';

const by = [{ column: 'month', direction: 'ascending' as const }];

function ordered(...operations: Operation[]): boolean {
  const byId = new Map(operations.map(each => [each.id, each]));
  return isOrdered(operations.at(-1), id => byId.get(id));
}

describe('isOrdered', () => {
  const sorted = step('sort', 's', ['r'], { by });

  it('knows an order that a sort or a query makes', () => {
    expect(ordered(read('r'))).toBe(false);
    expect(ordered(read('r'), sorted)).toBe(true);
    expect(
      ordered(read('r'), step('sort', 's', ['r'], { by, local: true }))
    ).toBe(false);
    expect(
      ordered(
        read('r'),
        step('sql', 'q', ['r'], {
          query: ['SELECT * FROM r ORDER BY month'],
          aliases: ['r']
        })
      )
    ).toBe(true);
  });

  it.each<[string, boolean, Operation]>([
    ['a filter', true, filter('x', 's', fn('gt', col('month'), int(1)))],
    ['a limit', true, step('limit', 'x', ['s'], { count: 3 })],
    [
      'a fill by constants',
      true,
      step('fill', 'x', ['s'], {
        fills: [{ column: 'month', by: { kind: 'constant', value: int(0) } }],
        partition: [],
        order: []
      })
    ],
    [
      'a fill by means',
      false,
      step('fill', 'x', ['s'], {
        fills: [{ column: 'month', by: { kind: 'mean' } }],
        partition: [],
        order: []
      })
    ],
    ['distinct rows', false, step('distinct', 'x', ['s'], {})],
    [
      'partitions put together',
      true,
      step('repartition', 'x', ['s'], { count: 1, keys: [], together: true })
    ],
    [
      'other partitions',
      false,
      step('repartition', 'x', ['s'], { count: 1, keys: [] })
    ]
  ])('%s: %s', (_, expected, operation) => {
    expect(ordered(read('r'), sorted, operation)).toBe(expected);
  });
});
