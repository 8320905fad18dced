import type { Expression } from '../../../src/expression/typed.js';
import {
  PYSPARK,
  col,
  columns,
  FLIGHTS,
  int,
  MONTH,
  read,
  step,
  STRING,
  writeS3,
  type Sample
} from '../build.js';

const text = (
  value: string | null
): Extract<Expression, { kind: 'literal' }> => ({
  kind: 'literal',
  value,
  type: STRING
});

const month = (value: number): Extract<Expression, { kind: 'literal' }> => ({
  kind: 'literal',
  value,
  type: { kind: 'int' }
});

const DAYS = [...FLIGHTS, MONTH];

/** Plans of the operations that choose, shape and complete rows. */
export const OPERATION_SAMPLES: Record<string, Sample> = {
  limits_and_samples: {
    titles: {
      flights: 'Flights',
      part: 'A tenth',
      again: 'Other tenth',
      some: 'Some rows',
      strata: 'By carrier',
      all: 'All',
      few: 'Few',
      spread: 'Spread',
      together: 'Together'
    },
    parameters: { rows: { type: 'integer', default: 100 } },
    optimize: true,
    operations: [
      read('flights', { schema: DAYS }),
      step('sample', 'part', ['flights'], {
        method: { kind: 'fraction', fraction: 0.1 },
        seed: 7
      }),
      step('sample', 'again', ['flights'], {
        method: { kind: 'fraction', fraction: 0.1 }
      }),
      step('sample', 'some', ['flights'], {
        method: { kind: 'rows', count: { parameter: 'rows' } },
        seed: 7
      }),
      step('sample', 'strata', ['flights'], {
        method: {
          kind: 'stratified',
          column: 'carrier',
          strata: [
            { value: text('AA'), fraction: 0.5 },
            { value: text(null), fraction: 1 }
          ],
          others: 0
        }
      }),
      step('union', 'all', ['part', 'again', 'some', 'strata'], {
        distinct: false,
        allowMissing: false
      }),
      step('limit', 'few', ['all'], { count: 10 }),
      step('repartition', 'spread', ['few'], {
        count: { parameter: 'rows' },
        keys: ['odd.name']
      }),
      step('repartition', 'together', ['spread'], {
        count: 1,
        keys: [],
        together: true
      }),
      writeS3('out', 'together')
    ]
  },

  windows: {
    titles: {
      flights: 'Flights',
      ranks: 'Ranks',
      running: 'Running',
      share: 'Share',
      top: 'Top three',
      offsets: 'Offsets'
    },
    operations: [
      read('flights', { schema: DAYS }),
      step('window', 'ranks', ['flights'], {
        partition: ['carrier', 'odd.name'],
        order: [
          { column: 'dep_delay', direction: 'descending', nulls: 'last' }
        ],
        items: [
          { name: 'place', function: 'rank', args: [] },
          { name: 'quarter', function: 'ntile', args: [int(4)] },
          { name: 'mean', function: 'avg', args: [col('dep_delay')] },
          {
            name: 'odd.third',
            function: 'nth',
            args: [col('dest'), int(3)],
            ignoreNulls: true
          }
        ],
        frame: { unit: 'rows', from: { preceding: 3 }, to: 'current' }
      }),
      step('window', 'running', ['ranks'], {
        partition: [],
        order: [{ column: 'month', direction: 'ascending' }],
        items: [{ name: 'total', function: 'sum', args: [col('distance')] }],
        frame: { unit: 'range', from: 'unbounded', to: { following: 1 } }
      }),
      step('window', 'share', ['running'], {
        partition: [],
        order: [],
        items: [{ name: 'rows', function: 'count', args: [] }],
        frame: { unit: 'rows', from: 'unbounded', to: 'unbounded' }
      }),
      step('window', 'top', ['share'], {
        partition: ['carrier'],
        order: [{ column: 'distance', direction: 'ascending' }],
        items: [],
        firstRows: 3
      }),
      step('window', 'offsets', ['top'], {
        partition: ['carrier'],
        order: [{ column: 'month', direction: 'ascending' }],
        items: [
          {
            name: 'before',
            function: 'lag',
            args: [col('dest'), int(2), text('"no one')]
          },
          {
            name: 'after',
            function: 'lead',
            args: [col('odd.name')],
            ignoreNulls: true
          }
        ]
      }),
      writeS3('out', 'offsets')
    ]
  },

  pivots: {
    titles: {
      flights: 'Flights',
      wide: 'Months',
      long: 'Rows again',
      total: 'All in one'
    },
    operations: [
      read('flights', { schema: DAYS }),
      step('pivot', 'wide', ['flights'], {
        keys: ['carrier'],
        column: 'month',
        values: [
          { value: month(1), label: 'jan' },
          {
            value: { kind: 'literal', value: null, type: { kind: 'int' } },
            label: 'no.month'
          }
        ],
        aggregates: [
          { function: 'count', name: 'rows' },
          { function: 'first', column: 'odd.name', name: 'odd' }
        ]
      }),
      step('unpivot', 'long', ['wide'], {
        ids: ['carrier'],
        columns: ['jan_rows', 'no.month_rows'],
        nameColumn: 'what',
        valueColumn: 'rows',
        dropNulls: true
      }),
      step('pivot', 'total', ['long'], {
        keys: [],
        column: 'carrier',
        values: [{ value: text("O'Hare \\"), label: 'AA' }],
        aggregates: [{ function: 'sum', column: 'rows', name: 'rows' }]
      }),
      writeS3('out', 'total')
    ]
  },

  unpivot_glue_40: {
    version: '4.0',
    titles: { flights: 'Flights', long: 'Rows' },
    operations: [
      read('flights', { schema: DAYS }),
      step('unpivot', 'long', ['flights'], {
        ids: ['carrier', '_pair'],
        columns: ['origin', 'odd.name'],
        nameColumn: 'end',
        valueColumn: 'airport',
        dropNulls: false
      }),
      writeS3('out', 'long')
    ]
  },

  explodes_and_fills: {
    titles: {
      trips: 'Trips',
      legs: 'Legs',
      tags: 'Tags',
      constants: 'Constants',
      typical: 'Typical',
      previous: 'Previous'
    },
    parameters: { origin: { type: 'string', default: 'JFK' } },
    operations: [
      read('trips', {
        schema: [
          ...columns('id int, odd.name string, month bigint, delay double'),
          {
            name: 'legs',
            type: { kind: 'array', element: { kind: 'string' } }
          },
          {
            name: 'tags',
            type: {
              kind: 'map',
              key: { kind: 'string' },
              value: { kind: 'int' }
            }
          }
        ]
      }),
      step('explode', 'legs', ['trips'], {
        column: 'legs',
        of: 'array',
        outer: true,
        valueColumn: 'legs',
        positionColumn: 'leg'
      }),
      step('explode', 'tags', ['legs'], {
        column: 'tags',
        of: 'map',
        outer: false,
        valueColumn: 'tags',
        keyColumn: 'tag'
      }),
      step('fill', 'constants', ['tags'], {
        fills: [
          {
            column: 'odd.name',
            by: {
              kind: 'constant',
              value: { kind: 'parameter', name: 'origin', type: STRING }
            }
          },
          {
            column: 'month',
            by: { kind: 'constant', value: int(0) }
          }
        ],
        partition: [],
        order: [],
        schema: columns('odd.name string, month bigint')
      }),
      step('fill', 'typical', ['constants'], {
        fills: [
          { column: 'delay', by: { kind: 'median' } },
          { column: 'odd.name', by: { kind: 'mode' } }
        ],
        partition: ['month'],
        order: []
      }),
      step('fill', 'previous', ['typical'], {
        fills: [
          { column: 'delay', by: { kind: 'previous' } },
          { column: 'odd.name', by: { kind: 'previous' } }
        ],
        partition: ['id'],
        order: [{ column: 'month', direction: 'ascending' }]
      }),
      writeS3('out', 'previous')
    ]
  },

  set_operations: {
    titles: {
      flights: 'Flights',
      planes: 'Planes',
      odd: 'Odd',
      both: 'Both',
      left: 'Left',
      rest: 'Rest'
    },
    operations: [
      read('flights', { schema: columns('a int, b.c string') }),
      read('planes', { schema: columns('b.c string, A int') }),
      step('code', 'odd', ['flights'], {
        ...PYSPARK,
        source: 'return flights',
        arguments: ['flights']
      }),
      step('setOperation', 'both', ['flights', 'planes'], {
        kind: 'intersect',
        distinct: true,
        schema: columns('a int, b.c string')
      }),
      step('setOperation', 'left', ['both', 'planes', 'flights'], {
        kind: 'except',
        distinct: false
      }),
      step('setOperation', 'rest', ['left', 'odd'], {
        kind: 'except',
        distinct: true
      }),
      writeS3('out', 'rest')
    ]
  }
};
