import type { Operation } from '../../../src/plan/operation.js';
import type { DataType } from '../../../src/types/type.js';
import {
  col,
  columns,
  double,
  fn,
  int,
  param,
  read,
  readS3,
  step,
  text,
  writeS3,
  type Sample
} from '../build.js';

const BIGINT: DataType = { kind: 'bigint' };

/** What only the DuckDB target has to show. */
export const DUCKDB_SAMPLES: Record<string, Sample> = {
  own_text_and_names: {
    titles: {
      planes: 'Planes\n; DROP TABLE x; --',
      made: 'select',
      out: 'Out \u202e\u0000'
    },
    operations: [
      readS3('planes', {
        paths: [['s3://data/o\'brien"/']],
        formatOptions: { header: true, sep: [';'], nullValue: ["N'A"] },
        recursive: true,
        columns: columns('Tail string, seats int, born date, engine" string')
      }),
      step('project', 'made', ['planes'], {
        keepOthers: true,
        items: [
          { name: 'note', expression: text("it's\n\u0007 'x'; --") },
          { name: 'SEATS', expression: fn('add', col('seats'), int(1)) },
          {
            name: 'upper "tail"',
            expression: fn('upper', col('Tail'))
          }
        ]
      }),
      writeS3('out', 'made', { format: 'csv', formatOptions: { header: true } })
    ]
  },
  own_windows: {
    operations: [
      read('flights'),
      step('window', 'ranked', ['flights'], {
        partition: ['carrier'],
        order: [{ column: 'dep_delay', direction: 'descending' }],
        frame: { unit: 'rows', from: { preceding: 2 }, to: 'current' },
        items: [
          { name: 'place', function: 'rowNumber', args: [] },
          { name: 'before', function: 'lag', args: [col('dest'), int(1)] },
          { name: 'mean', function: 'avg', args: [col('distance')] },
          { name: 'rows', function: 'count', args: [] },
          {
            name: 'first_dest',
            function: 'first',
            args: [col('dest')],
            ignoreNulls: true
          }
        ],
        firstRows: 3
      }),
      step('sort', 'sorted', ['ranked'], {
        by: [{ column: 'place', direction: 'ascending', nulls: 'last' }]
      }),
      step('limit', 'few', ['sorted'], { count: 10 })
    ] as Operation[]
  },
  own_parameters: {
    parameters: {
      origin: { type: 'string', description: 'Where\nfrom' },
      least: { type: 'number', default: 15 },
      day: { type: 'date', default: '2013-01-31' },
      most: { type: 'integer', default: 5 }
    },
    operations: [
      readS3(
        'flights',
        {
          format: 'parquet',
          paths: [['s3://data/', { parameter: 'origin' }, '/x']],
          columns: columns('carrier string, dep_delay double, flown date')
        },
        {}
      ),
      step('filter', 'late', ['flights'], {
        condition: fn(
          'and',
          fn('ge', col('dep_delay'), param('least', { kind: 'double' })),
          fn('ne', col('flown'), param('day', { kind: 'date' })),
          fn('ne', col('carrier'), text('AA'))
        )
      }),
      step('limit', 'few', ['late'], { count: { parameter: 'most' } }),
      writeS3('out', 'few', { mode: 'overwrite', partitionKeys: ['carrier'] })
    ]
  },
  own_shapes: {
    operations: [
      readS3('lists', {
        format: 'parquet',
        columns: [
          ...columns('id int, a double, b double'),
          { name: 'tags', type: { kind: 'array', element: { kind: 'string' } } }
        ]
      }),
      step('explode', 'tags', ['lists'], {
        column: 'tags',
        of: 'array',
        outer: true,
        valueColumn: 'tag',
        positionColumn: 'place'
      }),
      step('unpivot', 'long', ['lists'], {
        ids: ['id'],
        columns: ['a', 'b'],
        nameColumn: 'name',
        valueColumn: 'value',
        dropNulls: true
      }),
      step('pivot', 'wide', ['long'], {
        keys: ['id'],
        column: 'name',
        values: [
          {
            value: { kind: 'literal', value: 'a', type: { kind: 'string' } },
            label: 'a'
          },
          {
            value: { kind: 'literal', value: null, type: { kind: 'string' } },
            label: 'none'
          }
        ],
        aggregates: [
          { function: 'sum', column: 'value', name: 'total' },
          { function: 'first', column: 'value', name: 'any' }
        ]
      }),
      step('fill', 'filled', ['wide'], {
        fills: [
          { column: 'a_total', by: { kind: 'constant', value: double(0) } },
          { column: 'none_total', by: { kind: 'mean' } }
        ],
        partition: [],
        order: []
      }),
      step('project', 'cast', ['filled'], {
        items: [
          {
            name: 'id',
            expression: { kind: 'cast', operand: col('id'), type: BIGINT }
          },
          {
            name: 'share',
            expression: fn('divide', col('a_total'), col('none_total'))
          }
        ]
      })
    ] as Operation[]
  }
};
