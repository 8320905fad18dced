import type { Operation } from '../../../src/plan/operation.js';
import { dropDeadBranches } from '../../../src/plan/rules/branch.js';
import { mergeNeighbours } from '../../../src/plan/rules/merge.js';
import {
  col,
  filter,
  fn,
  int,
  read,
  step,
  text,
  writeS3
} from '../../codegen/build.js';

const A = fn('gt', col('distance'), int(1));
const B = fn('eq', col('carrier'), text('AA'));

const project = (
  id: string,
  input: string,
  items: Record<string, string>
): Operation =>
  step('project', id, [input], {
    items: Object.entries(items).map(([name, column]) => ({
      name,
      expression: col(column)
    }))
  });

describe('mergeNeighbours', () => {
  test('makes one of a node’s filters', () => {
    const { operations } = mergeNeighbours({
      operations: [
        read('r'),
        filter('f#a', 'r', A),
        filter('f', 'f#a', B),
        writeS3('out', 'f')
      ]
    });
    expect(operations.map(each => each.id)).toEqual(['r', 'f', 'out']);
    expect(operations[1]).toMatchObject({
      inputs: ['r'],
      condition: fn('and', A, B)
    });
  });

  test('leaves filters of two nodes, and SQL that may differ each time', () => {
    const rand = {
      kind: 'sql',
      text: ['rand() < 1'],
      columns: [],
      type: { kind: 'boolean' }
    } as const;
    const two = [
      read('r'),
      filter('f', 'r', A),
      filter('g', 'f', B),
      writeS3('out', 'g')
    ];
    expect(mergeNeighbours({ operations: two }).operations).toEqual(two);
    const sql = [
      read('r'),
      filter('f#a', 'r', rand),
      filter('f', 'f#a', B),
      writeS3('out', 'f')
    ];
    expect(mergeNeighbours({ operations: sql }).operations).toEqual(sql);
  });

  test('makes one of a node’s projections', () => {
    const { operations } = mergeNeighbours({
      operations: [
        read('r'),
        project('p#a', 'r', { x: 'carrier', y: 'dest' }),
        step('project', 'p', ['p#a'], {
          items: [{ name: 'z', expression: fn('concat', col('x'), col('Y')) }]
        }),
        writeS3('out', 'p')
      ]
    });
    expect(operations[1]).toMatchObject({
      id: 'p',
      inputs: ['r'],
      items: [
        { name: 'z', expression: fn('concat', col('carrier'), col('dest')) }
      ]
    });
  });

  test('leaves out a projection that changes nothing, and says so', () => {
    const names = [
      'carrier',
      'origin',
      'dest',
      'dep_delay',
      'distance',
      'month'
    ];
    const same = Object.fromEntries(names.map(name => [name, name]));
    const plan = mergeNeighbours({
      operations: [read('r'), project('p', 'r', same), writeS3('out', 'p')]
    });
    expect(plan.operations.map(each => each.id)).toEqual(['r', 'out']);
    expect(plan.absorbed).toEqual([
      { nodeId: 'p', operation: 'r', by: 'nothing' }
    ]);
    const fewer = [
      read('r'),
      project('p', 'r', { origin: 'origin', carrier: 'carrier' }),
      writeS3('out', 'p')
    ];
    expect(mergeNeighbours({ operations: fewer }).operations).toEqual(fewer);
  });
});

describe('dropDeadBranches', () => {
  test('leaves out what no write needs', () => {
    const plan = {
      operations: [
        read('r'),
        read('s'),
        filter('f', 'r', A),
        filter('g', 's', A),
        writeS3('out', 'f')
      ]
    };
    expect(dropDeadBranches(plan).operations.map(each => each.id)).toEqual([
      'r',
      'f',
      'out'
    ]);
  });

  test('leaves a plan without writes', () => {
    const plan = { operations: [read('r'), filter('f', 'r', A)] };
    expect(dropDeadBranches(plan)).toBe(plan);
  });
});
