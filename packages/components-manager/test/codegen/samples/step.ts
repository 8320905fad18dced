import type { Operation } from '../../../src/plan/operation.js';
import {
  PYSPARK,
  col,
  columns,
  double,
  filter,
  FLIGHTS,
  fn,
  int,
  param,
  read,
  step,
  text,
  writeS3,
  type Sample
} from '../build.js';

type Join = Extract<Operation, { op: 'join' }>;

const COLLISION: Join['collision'] = { rule: 'suffix', suffix: '_right' };

function join(
  id: string,
  left: string,
  right: string,
  how: Join['how'],
  output?: Join['output']
): Operation {
  return step('join', id, [left, right], {
    how,
    keys: [{ left: 'carrier', right: 'carrier' }],
    output,
    collision: COLLISION
  });
}

function route(id: string, input: string, match: 'first' | 'every'): Operation {
  return step('route', id, [input], {
    match,
    outputs: ['late', 'far', 'default'],
    routes: [
      {
        port: 'late',
        title: 'Late',
        condition: fn('gt', col('dep_delay'), double(15))
      },
      {
        port: 'far',
        title: 'Far',
        condition: fn('gt', col('distance'), double(1000))
      }
    ],
    otherwise: { port: 'default', title: 'All others' }
  });
}

const airlines = (): Operation =>
  read(
    'airlines',
    { schema: columns('carrier string, name string') },
    { table: ['airlines'], partitionKeys: [] }
  );

/** Steps between reads and writes. */
export const STEP_SAMPLES: Record<string, Sample> = {
  expressions: {
    titles: { flights: 'Flights', made: 'Make columns' },
    parameters: { like: { type: 'string', default: 'A%' } },
    operations: [
      read('flights'),
      step('project', 'made', ['flights'], {
        items: [
          { name: 'carrier', expression: col('carrier') },
          { name: 'weird.name', expression: col('odd`name.with dots') },
          {
            name: 'one',
            expression: {
              kind: 'literal',
              value: '1',
              type: { kind: 'bigint' }
            }
          },
          {
            name: 'big',
            expression: {
              kind: 'literal',
              value: '9223372036854775807',
              type: { kind: 'bigint' }
            }
          },
          {
            name: 'price',
            expression: {
              kind: 'literal',
              value: '12.30',
              type: { kind: 'decimal', precision: 10, scale: 2 }
            }
          },
          {
            name: 'day',
            expression: {
              kind: 'literal',
              value: '2013-01-01',
              type: { kind: 'date' }
            }
          },
          {
            name: 'nothing',
            expression: {
              kind: 'literal',
              value: null,
              type: { kind: 'string' }
            }
          },
          {
            name: 'half',
            expression: fn('divide', col('distance'), double(2))
          },
          {
            name: 'sum',
            expression: fn(
              'multiply',
              fn('add', col('distance'), col('dep_delay')),
              int(-3)
            )
          },
          {
            name: 'as_int',
            expression: {
              kind: 'cast',
              operand: fn('subtract', col('distance'), int(1)),
              type: { kind: 'int' }
            }
          },
          {
            name: 'who',
            expression: fn(
              'concat',
              fn('upper', col('carrier')),
              text(' "'),
              fn('trim', col('origin'))
            )
          },
          {
            name: 'first',
            expression: fn('coalesce', col('carrier'), text('?'))
          },
          { name: 'year', expression: fn('year', col('time_hour')) },
          { name: 'minus', expression: fn('negate', col('distance')) },
          {
            name: 'sized',
            expression: {
              kind: 'sql',
              text: ["array_size(split(dest, '\\\\|'))"],
              columns: ['dest'],
              type: { kind: 'int' }
            }
          }
        ]
      }),
      filter(
        'kept',
        'made',
        fn(
          'or',
          fn(
            'not',
            fn(
              'and',
              fn('isNull', col('carrier')),
              fn('in', col('carrier'), text('AA'), text('UA'))
            )
          ),
          fn('between', col('distance'), double(100), double(2.5e21)),
          fn('like', col('carrier'), param('like')),
          fn('rlike', col('carrier'), col('who')),
          fn('startsWith', col('who'), text('A')),
          fn('eqNullSafe', col('carrier'), col('who')),
          fn('in', col('day'), {
            kind: 'literal',
            value: '2013-01-01',
            type: { kind: 'date' }
          })
        )
      ),
      writeS3('out', 'kept')
    ]
  },

  // Both sides have an alias, so that a frame can be joined with what came from it; every output column is there once.
  joins: {
    titles: {
      flights: 'Flights',
      airlines: 'Airlines',
      self: 'With itself',
      full: 'All of both'
    },
    operations: [
      read('flights'),
      airlines(),
      join('named', 'flights', 'airlines', 'left', [
        { name: 'carrier', side: 'left', column: 'carrier' },
        { name: 'month', side: 'left', column: 'month' },
        { name: 'name', side: 'right', column: 'name' }
      ]),
      join('self', 'named', 'named', 'inner', [
        { name: 'carrier', side: 'left', column: 'carrier' },
        { name: 'name', side: 'left', column: 'name' },
        { name: 'name_right', side: 'right', column: 'name' }
      ]),
      step('join', 'full', ['self', 'airlines'], {
        how: 'full',
        keys: [
          { left: 'carrier', right: 'carrier' },
          { left: 'name_right', right: 'name' }
        ],
        output: [
          {
            name: 'carrier',
            side: 'both',
            column: 'carrier',
            rightColumn: 'carrier'
          },
          { name: 'a.name', side: 'left', column: 'name' },
          { name: 'name', side: 'right', column: 'name' }
        ],
        collision: COLLISION
      }),
      join('semi', 'full', 'airlines', 'semi'),
      join('anti', 'semi', 'airlines', 'anti'),
      writeS3('out', 'anti')
    ]
  },

  join_unknown_columns: {
    titles: { flights: 'Flights', airlines: 'Airlines', named: 'Named' },
    operations: [
      read('flights', { schema: undefined }),
      airlines(),
      join('named', 'flights', 'airlines', 'full'),
      writeS3('out', 'named')
    ]
  },

  unions_and_aggregates: {
    optimize: true,
    titles: {
      a: 'January',
      b: 'February',
      all: 'Both',
      sums: 'Sums',
      one: 'One row',
      keys: 'Keys'
    },
    operations: [
      read('a', {}, { table: ['january'] }),
      read('b', {}, { table: ['february'] }),
      step('union', 'all', ['a', 'b'], { distinct: true, allowMissing: true }),
      step('aggregate', 'sums', ['all'], {
        keys: ['carrier', 'origin'],
        aggregates: [
          { function: 'count', name: 'rows' },
          { function: 'count', column: 'dep_delay', name: 'departed' },
          { function: 'countDistinct', column: 'dest', name: 'destinations' },
          { function: 'sum', column: 'distance', name: 'distance' },
          {
            function: 'first',
            column: 'dest',
            name: 'first',
            ignoreNulls: true
          },
          { function: 'stddev', column: 'dep_delay', name: 'spread' },
          { function: 'variance', column: 'dep_delay', name: 'variance' }
        ]
      }),
      step('aggregate', 'one', ['sums'], {
        keys: [],
        aggregates: [{ function: 'max', column: 'rows', name: 'most' }]
      }),
      step('aggregate', 'keys', ['sums'], {
        keys: ['carrier'],
        aggregates: []
      }),
      writeS3('w1', 'one'),
      writeS3('w2', 'keys')
    ]
  },

  many_inputs: {
    titles: {},
    operations: [
      ...Array.from({ length: 12 }, (_, index) =>
        read(`m${index}`, {}, { table: [`month_${index}`] })
      ),
      step(
        'union',
        'year',
        Array.from({ length: 12 }, (_, index) => `m${index}`),
        { distinct: false, allowMissing: false }
      ),
      writeS3('out', 'year')
    ]
  },

  sort_and_deduplicate: {
    titles: {
      flights: 'Flights',
      all: 'No twins',
      any: 'One per carrier',
      last: 'Latest per carrier',
      ordered: 'In order'
    },
    operations: [
      read('flights', { schema: [...FLIGHTS, ...columns('_row_number int')] }),
      step('distinct', 'all', ['flights'], {}),
      step('distinct', 'any', ['all'], { keys: ['carrier', 'odd.name'] }),
      step('window', 'last', ['any'], {
        partition: ['carrier'],
        items: [],
        firstRows: 1,
        order: [
          { column: 'month', direction: 'descending', nulls: 'last' },
          { column: '_row_number', direction: 'ascending' }
        ],
        schema: [...FLIGHTS, ...columns('_row_number int')]
      }),
      step('sort', 'ordered', ['last'], {
        by: [
          { column: 'carrier', direction: 'ascending' },
          { column: 'dep_delay', direction: 'descending', nulls: 'first' }
        ]
      }),
      writeS3('out', 'ordered', { files: 1 })
    ]
  },

  // A native read may live in a session of its own: views are global, and taken from there.
  sql: {
    titles: {
      flights: 'Flights',
      airlines: 'Airlines',
      query: 'Delays by airline',
      short: 'Short'
    },
    parameters: { origin: { type: 'string', default: "O'Hare $x \\" } },
    operations: [
      read('flights'),
      airlines(),
      step('sql', 'query', ['flights', 'airlines'], {
        query: [
          'SELECT a.name, avg(dep_delay) AS delay\nFROM flights f\nJOIN `the airlines` a ON a.carrier = f.carrier\nWHERE origin = ',
          { parameter: 'origin' },
          "\n  AND dest RLIKE '^[A-Z]{3}$'\nGROUP BY a.name"
        ],
        aliases: ['flights', 'the airlines']
      }),
      step('sql', 'short', ['query'], {
        query: ['SELECT * FROM q WHERE delay > 1'],
        aliases: ['q']
      }),
      writeS3('out', 'short')
    ]
  },

  code: {
    titles: { flights: 'Flights', late: 'Late ones', plain: 'class' },
    operations: [
      read('flights'),
      step('code', 'late', ['flights'], {
        ...PYSPARK,
        source:
          'limit = 15\nnote = """two\n  lines"""\nreturn flights.filter(F.col("dep_delay") > limit).withColumn("note", F.lit(note))\n',
        arguments: ['flights']
      }),
      step('code', 'plain', ['late', 'flights'], {
        ...PYSPARK,
        source: '    if spark.version:\n        return b\n    return a',
        arguments: ['a', 'b']
      }),
      writeS3('out', 'plain')
    ]
  },

  // What a node's lowering does in several operations is one chain.
  chain: {
    titles: { flights: 'Flights', busy: 'Busy carriers' },
    operations: [
      read('flights'),
      filter('busy#known', 'flights', fn('isNotNull', col('carrier'))),
      step('aggregate', 'busy#count', ['busy#known'], {
        keys: ['carrier'],
        aggregates: [{ function: 'count', name: 'flights' }]
      }),
      filter('busy', 'busy#count', fn('gt', col('flights'), int(1000))),
      writeS3('out', 'busy')
    ]
  },

  // Used twice: kept in memory, and let go at the end.
  reuse: {
    titles: { flights: 'Flights', late: 'Late', early: 'Early' },
    operations: [
      read('flights', { bookmark: true, columns: ['carrier', 'dep_delay'] }),
      filter('late', 'flights', fn('gt', col('dep_delay'), double(0))),
      filter('early', 'flights', fn('le', col('dep_delay'), double(0))),
      writeS3('w1', 'late'),
      writeS3('w2', 'early')
    ]
  },

  // Every output is a filter of the input, which is kept since two outputs are read; the third one nobody reads.
  route_first: {
    titles: { flights: 'Flights', by_delay: 'By delay', late: 'Late ones' },
    operations: [
      read('flights', { columns: ['carrier', 'dep_delay', 'distance'] }),
      route('by_delay', 'flights', 'first'),
      filter('late', 'by_delay:late', fn('isNotNull', col('carrier'))),
      writeS3('w1', 'late'),
      writeS3('w2', 'by_delay:default')
    ]
  },

  // A row may be in two outputs; one of them is read twice.
  route_every: {
    titles: { flights: 'Flights', by_delay: 'By delay' },
    operations: [
      read('flights', { columns: ['carrier', 'dep_delay', 'distance'] }),
      route('by_delay', 'flights', 'every'),
      writeS3('w1', 'by_delay:late'),
      writeS3('w2', 'by_delay:late'),
      writeS3('w3', 'by_delay:far'),
      writeS3('w4', 'by_delay:default')
    ]
  },

  // One node with two operations, each the frame of one output.
  split: {
    titles: { flights: 'Flights', parts: 'Parts' },
    operations: [
      read('flights', { columns: ['carrier', 'dep_delay', 'distance'] }),
      step('project', 'parts', ['flights'], {
        items: [{ name: 'carrier', expression: col('carrier') }]
      }),
      {
        ...step('project', 'parts', ['flights'], {
          items: [{ name: 'distance', expression: col('distance') }]
        }),
        id: 'parts:others'
      },
      writeS3('w1', 'parts'),
      writeS3('w2', 'parts:others')
    ]
  },

  // Nothing of a person's text reaches the script but through literals, names and comments.
  awkward_text: {
    titles: {
      class: 'class',
      'n-2': '"""; import os\n# [x] \u202enot a node',
      n3: '\u{1f6eb} départs',
      n4: 'Départs \u2013 zu spät',
      n5: 'F',
      n6: 'a title that is quite a lot longer than anybody would ever write on a node of a pipeline, really'
    },
    operations: [
      read('class', {}, { database: ['d"b'], table: ['t\\a{b}\'"\n\u0000'] }),
      filter(
        'n-2',
        'class',
        fn('eq', col('{col}'), text('{x}\r\n\ud800 \u{1f600} "'))
      ),
      filter('n3', 'n-2', fn('eq', col('a b'), text('x'.repeat(250)))),
      filter('n4', 'n3', fn('eq', col('*'), text(`${'word '.repeat(40)}"end`))),
      filter('n5', 'n4', fn('eq', col('lambda'), text('None'))),
      filter('n6', 'n5', {
        kind: 'sql',
        text: [`carrier = '${"it''s ".repeat(30)}'`],
        columns: ['carrier'],
        type: { kind: 'boolean' }
      }),
      writeS3('out', 'n6')
    ]
  }
};
