import type { Operation } from '../../../src/plan/operation.js';
import { pushLimits } from '../../../src/plan/rules/limit.js';
import {
  col,
  filter,
  fn,
  int,
  read,
  step,
  writeS3
} from '../../codegen/build.js';

/** The inserted limits: `id of the user, slot: count of what`. */
function inserted(...operations: Operation[]): string[] {
  const { operations: all } = pushLimits({ operations });
  const before = new Set(operations.map(each => each.id));
  return all.flatMap(each =>
    each.op === 'limit' && !before.has(each.id)
      ? [`${each.id}: ${JSON.stringify(each.count)} of ${each.inputs[0]}`]
      : []
  );
}

const limit = (input: string, count = 5): Operation =>
  step('limit', 'few', [input], { count });
const union = (id: string, inputs: string[], distinct = false): Operation =>
  step('union', id, inputs, { distinct, allowMissing: false });

describe('pushLimits', () => {
  it('copies a limit into the inputs of a union, also through projections', () => {
    expect(
      inserted(
        read('a'),
        read('b'),
        union('all', ['a', 'b']),
        step('project', 'p', ['all'], {
          items: [{ name: 'carrier', expression: col('carrier') }]
        }),
        limit('p'),
        writeS3('out', 'few')
      )
    ).toEqual(['all#limit 1: 5 of a', 'all#limit 2: 5 of b']);
  });

  it('goes on through unions of unions', () => {
    expect(
      inserted(
        read('a'),
        read('b'),
        union('u', ['a', 'b']),
        union('all', ['u', 'b']),
        limit('all')
      )
    ).toEqual([
      'u#limit 1: 5 of a',
      'u#limit 2: 5 of b',
      'all#limit 1: 5 of u',
      'all#limit 2: 5 of b'
    ]);
  });

  it('goes to the kept side of an outer join', () => {
    const join = (how: 'left' | 'right' | 'inner' | 'full'): string[] =>
      inserted(
        read('a'),
        read('b'),
        step('join', 'j', ['a', 'b'], {
          how,
          keys: [{ left: 'carrier', right: 'carrier' }],
          collision: { rule: 'suffix', suffix: '_' }
        }),
        limit('j')
      );
    expect(join('left')).toEqual(['j#limit 1: 5 of a']);
    expect(join('right')).toEqual(['j#limit 2: 5 of b']);
    expect(join('inner')).toEqual([]);
    expect(join('full')).toEqual([]);
  });

  it.each<[string, Operation[]]>([
    [
      'a filter',
      [
        union('all', ['a', 'b']),
        filter('f', 'all', fn('gt', col('month'), int(1))),
        limit('f')
      ]
    ],
    [
      'a sort',
      [
        union('all', ['a', 'b']),
        step('sort', 's', ['all'], {
          by: [{ column: 'month', direction: 'ascending' }]
        }),
        limit('s')
      ]
    ],
    ['distinct rows', [union('all', ['a', 'b'], true), limit('all')]],
    [
      'another user',
      [union('all', ['a', 'b']), limit('all'), writeS3('more', 'all')]
    ],
    ['what makes no more rows', [limit('a')]]
  ])('is stopped by %s', (_, rest) => {
    expect(inserted(read('a'), read('b'), ...rest)).toEqual([]);
  });

  it('leaves inputs that are limited already', () => {
    expect(
      inserted(
        read('a'),
        read('b'),
        step('limit', 'la', ['a'], { count: 3 }),
        step('limit', 'lb', ['b'], { count: 9 }),
        union('all', ['la', 'lb']),
        limit('all')
      )
    ).toEqual(['all#limit 2: 5 of lb']);
  });

  it('keeps inputs before users and the limit itself', () => {
    const { operations } = pushLimits({
      operations: [
        read('a'),
        read('b'),
        union('all', ['a', 'b']),
        limit('all'),
        writeS3('out', 'few')
      ]
    });
    expect(operations.map(each => [each.id, each.nodeId])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['all#limit 1', 'all'],
      ['all#limit 2', 'all'],
      ['all', 'all'],
      ['few', 'few'],
      ['out', 'out']
    ]);
  });
});
