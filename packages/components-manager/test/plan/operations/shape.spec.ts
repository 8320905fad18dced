import type { Operation } from '../../../src/plan/operation.js';
import { descriptorOf } from '../../../src/plan/operations/index.js';
import { printType } from '../../../src/types/print.js';
import type { Schema } from '../../../src/types/type.js';
import { col, columns, int, read, step } from '../../codegen/build.js';
import { interpret } from '../interpreter.js';
import type { Row } from '../rows.js';

const INPUT: Schema = [
  ...columns('id int, name string'),
  { name: 'price', type: { kind: 'decimal', precision: 10, scale: 2 } },
  { name: 'day', type: { kind: 'date' }, partition: true },
  { name: 'Tags', type: { kind: 'array', element: { kind: 'string' } } },
  {
    name: 'counts',
    type: { kind: 'map', key: { kind: 'string' }, value: { kind: 'bigint' } }
  }
];

const shown = (schema: Schema | undefined): string[] | undefined =>
  schema?.map(({ name, type }) => `${name} ${printType(type)}`);

function outputOf(operation: Operation): string[] | undefined {
  return shown(descriptorOf(operation).output(operation, [INPUT]));
}

describe('The columns of', () => {
  it('a window: those of the input and one for each item', () => {
    expect(
      outputOf(
        step('window', 'x', ['r'], {
          partition: ['name'],
          order: [],
          items: [
            { name: 'n', function: 'rowNumber', args: [] },
            { name: 'share', function: 'percentRank', args: [] },
            { name: 'PRICE', function: 'sum', args: [col('price')] },
            { name: 'mean', function: 'avg', args: [col('price')] },
            { name: 'before', function: 'lag', args: [col('day'), int(1)] },
            { name: 'rows', function: 'count', args: [] }
          ]
        })
      )
    ).toEqual([
      'id int',
      'name string',
      'PRICE decimal(20,2)',
      'day date',
      'Tags array<string>',
      'counts map<string,bigint>',
      'n int',
      'share double',
      'mean decimal(14,6)',
      'before date',
      'rows bigint'
    ]);
  });

  it('a pivot: keys, then values by aggregates', () => {
    expect(
      outputOf(
        step('pivot', 'x', ['r'], {
          keys: ['day'],
          column: 'name',
          values: [
            {
              value: { kind: 'literal', value: 'a', type: { kind: 'string' } },
              label: 'A'
            }
          ],
          aggregates: [
            { function: 'sum', column: 'price', name: 'total' },
            { function: 'count', name: 'rows' }
          ]
        })
      )
    ).toEqual(['day date', 'A_total decimal(20,2)', 'A_rows bigint']);
  });

  it('an unpivot: ids, name and value of a common type', () => {
    expect(
      outputOf(
        step('unpivot', 'x', ['r'], {
          ids: ['name'],
          columns: ['id', 'price'],
          nameColumn: 'what',
          valueColumn: 'value',
          dropNulls: true
        })
      )
    ).toEqual(['name string', 'what string', 'value decimal(12,2)']);
  });

  it('an explode: others, then position, key and value', () => {
    expect(
      outputOf(
        step('explode', 'x', ['r'], {
          column: 'tags',
          of: 'array',
          outer: false,
          valueColumn: 'tags',
          positionColumn: 'place'
        })
      )?.slice(-3)
    ).toEqual(['counts map<string,bigint>', 'place int', 'tags string']);
    expect(
      outputOf(
        step('explode', 'x', ['r'], {
          column: 'counts',
          of: 'map',
          outer: false,
          keyColumn: 'word',
          valueColumn: 'count'
        })
      )?.slice(-2)
    ).toEqual(['word string', 'count bigint']);
  });
});

describe('An explode', () => {
  const rows = (outer: boolean): Row[] | undefined =>
    interpret(
      {
        operations: [
          read('r', { schema: INPUT }),
          step('explode', 'x', ['r'], {
            column: 'tags',
            of: 'array',
            outer,
            valueColumn: 'tag',
            positionColumn: 'place'
          })
        ]
      },
      {
        tables: {
          flights: [
            { id: 1, Tags: ['a', 'b'] },
            { id: 2, Tags: [] },
            { id: 3, Tags: null }
          ]
        }
      }
    ).get('x');

  it('makes a row of each element, and of none with outer', () => {
    const some = [
      { id: 1, place: 0, tag: 'a' },
      { id: 1, place: 1, tag: 'b' }
    ];
    expect(rows(false)).toEqual(some);
    expect(rows(true)).toEqual([
      ...some,
      { id: 2, place: null, tag: null },
      { id: 3, place: null, tag: null }
    ]);
  });

  it('needs its column whatever is used of the result', () => {
    const operation = step('explode', 'x', ['r'], {
      column: 'tags',
      of: 'array',
      outer: false,
      valueColumn: 'tag'
    });
    const needs = (...used: string[]): string[] => [
      ...(descriptorOf(operation).needs(operation, 0, new Set(used)) ?? [])
    ];
    expect(needs('id', 'tag')).toEqual(['id', 'tags']);
    expect(needs('id')).toEqual(['id', 'tags']);
  });
});
