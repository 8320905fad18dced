import {
  col,
  columns,
  filter,
  fn,
  int,
  MONTH,
  param,
  read,
  readS3,
  step,
  text,
  writeCatalog,
  writeS3,
  type Sample
} from '../build.js';

const SLICE: Sample = {
  titles: {
    flights: 'Flights',
    jfk: 'From JFK, first quarter',
    out: 'JFK flights'
  },
  operations: [
    read('flights'),
    filter(
      'jfk',
      'flights',
      fn(
        'and',
        fn('eq', col('origin'), text('JFK')),
        fn('le', col('month'), int(3))
      )
    ),
    writeCatalog('out', 'jfk', { mode: 'overwrite', partitionKeys: ['month'] })
  ]
};

const PLANES = columns('tailnum string, year int, engines int');

/** Reads: each trap of AWS Glue's readers and how the script stays clear of it. */
export const READ_SAMPLES: Record<string, Sample> = {
  slice: SLICE,
  slice_glue_40: { ...SLICE, version: '4.0', optimize: true },
  slice_glue_60: { ...SLICE, version: '6.0', optimize: true },

  // The partition filter goes to push_down_predicate, never to Spark; only used columns are read.
  pushed_down: {
    optimize: true,
    titles: { flights: 'Flights', first: 'First quarter', mean: 'Mean delay' },
    operations: [
      read('flights', {}, { partitionPredicate: ['day < 15 OR day > 20'] }),
      filter('first', 'flights', fn('le', col('month'), int(3))),
      step('aggregate', 'mean', ['first'], {
        keys: ['carrier'],
        aggregates: [{ function: 'avg', column: 'dep_delay', name: 'delay' }]
      }),
      writeS3('out', 'mean')
    ]
  },

  // A bookmark and file grouping need a DynamicFrame, turned into a DataFrame at once; without new files it has no columns.
  bookmark: {
    optimize: true,
    titles: { flights: 'New flights', out: 'Copy' },
    operations: [
      read('flights', {
        bookmark: true,
        groupFiles: 'inPartition',
        groupSize: 134217728
      }),
      filter('some', 'flights', fn('gt', col('month'), int(1))),
      writeCatalog('out', 'some')
    ]
  },

  // ResolveChoice with the catalog's types, before toDF would make structs of them.
  inconsistent_types: {
    titles: { flights: 'Flights' },
    operations: [
      read('flights', { inconsistentTypes: true }),
      readS3('planes', { columns: PLANES }, { inconsistentTypes: true }),
      writeS3('a', 'flights'),
      writeS3('b', 'planes')
    ]
  },

  // With a catalog partition predicate, a native read gives rows of other partitions once Spark filters on a key.
  catalog_partition_predicate: {
    titles: { flights: 'Flights' },
    parameters: { first: { type: 'integer' } },
    operations: [
      read(
        'flights',
        {
          catalogPartitionPredicate: ['month >= ', { parameter: 'first' }]
        },
        {
          catalogId: ['123456789012'],
          partitionPredicate: ['month >= ', { parameter: 'first' }]
        }
      ),
      writeS3('out', 'flights')
    ]
  },

  // Readers of CSV need the table's options; Iceberg tables take none of the file options.
  table_formats: {
    titles: {
      airlines: 'Airlines',
      ice: 'Iceberg table',
      forced: 'As DynamicFrame',
      events: 'Events'
    },
    operations: [
      read(
        'airlines',
        { schema: columns('carrier string, name string') },
        {
          table: ['airlines'],
          format: 'csv',
          partitionKeys: [],
          readerOptions: { header: 'true', sep: '|', quote: '"' },
          texts: { columns: ['carrier', 'name'], nullText: '\\N' }
        }
      ),
      read(
        'events',
        { schema: columns('userid int, last_seen string') },
        {
          table: ['events'],
          format: 'json',
          partitionKeys: [],
          keys: { last_seen: 'last-seen' }
        }
      ),
      read('ice', {}, { table: ['ice'], format: 'iceberg', partitionKeys: [] }),
      read('forced', { mode: 'dynamicFrame', schema: undefined }),
      writeS3('a', 'airlines'),
      writeS3('b', 'ice'),
      writeS3('c', 'forced'),
      writeS3('d', 'events')
    ]
  },

  s3_inputs: {
    titles: {
      planes: 'Planes',
      events: 'Events',
      parts: 'Parts',
      rest: 'All but temporary files'
    },
    parameters: {
      bucket: { type: 'string' },
      day: { type: 'date', default: '2013-01-01' },
      header: { type: 'boolean', default: true }
    },
    operations: [
      readS3('planes', {
        paths: [['s3://', { parameter: 'bucket' }, '/planes/']],
        formatOptions: {
          header: { parameter: 'header' },
          sep: ['|'],
          escape: ['\\'],
          multiLine: true
        },
        columns: PLANES
      }),
      readS3('events', {
        format: 'json',
        recursive: true,
        paths: [
          ['s3://data/events/', { parameter: 'day' }, '/'],
          ['s3://data/more/']
        ]
      }),
      readS3('parts', {
        format: 'parquet',
        recursive: true,
        paths: [['s3://data/a/'], ['s3://data/b/']],
        columns: [...PLANES, MONTH]
      }),
      readS3('rest', {
        exclusions: [['**.tmp'], ['**/', { parameter: 'bucket' }, '"/**']],
        recursive: true,
        formatOptions: { header: true, sep: [';'], quote: [] },
        columns: PLANES
      }),
      writeS3('w1', 'planes'),
      writeS3('w2', 'events'),
      writeS3('w3', 'parts'),
      writeS3('w4', 'rest')
    ]
  },

  // Malformed lines are left out by the same columns that count them, not by those that a later step happens to use.
  csv_malformed: {
    optimize: true,
    titles: { planes: 'Planes', old: 'Built before 1990' },
    operations: [
      readS3(
        'planes',
        { formatOptions: { header: true }, columns: PLANES },
        { malformed: 'drop' }
      ),
      filter('old', 'planes', fn('lt', col('year'), int(1990))),
      step('aggregate', 'count', ['old'], {
        keys: ['year'],
        aggregates: [{ function: 'count', name: 'planes' }]
      }),
      writeS3('out', 'count')
    ]
  },

  // Options are required by getResolvedOptions: only those given, or without a default, are listed.
  parameters: {
    titles: { flights: 'Flights', some: 'Some' },
    parameters: {
      carrier: { type: 'string', default: 'AA' },
      delay: { type: 'number', default: 1.5 },
      month: { type: 'integer' },
      day: { type: 'date', default: '2013-01-31' },
      since: { type: 'timestamp', default: '2013-01-31 12:00:00' },
      late: { type: 'boolean', default: false },
      list: { type: 'string', default: 'a "quoted" $default' },
      unused: { type: 'string' }
    },
    operations: [
      read(
        'flights',
        {},
        { table: ['flights_', { parameter: 'late' }, { parameter: 'delay' }] }
      ),
      filter(
        'some',
        'flights',
        fn(
          'and',
          fn('eq', col('carrier'), param('carrier')),
          fn('gt', col('dep_delay'), param('delay', { kind: 'double' })),
          fn('eq', col('month'), param('month', { kind: 'bigint' })),
          fn('le', col('time_hour'), param('since', { kind: 'timestamp' })),
          fn('ne', col('day'), param('day', { kind: 'date' })),
          {
            kind: 'sql',
            text: ['origin IN (', { parameter: 'list' }, ") AND dest <> '{}'"],
            columns: ['origin', 'dest'],
            type: { kind: 'boolean' }
          }
        )
      ),
      step('project', 'plus', ['some'], {
        items: [
          { name: 'carrier', expression: col('carrier') },
          {
            name: 'month',
            expression: fn(
              'add',
              col('month'),
              param('month', { kind: 'bigint' })
            )
          }
        ]
      }),
      writeS3('out', 'plus')
    ]
  }
};
