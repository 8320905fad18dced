import type { Around, Step } from './properties.js';

const LONG =
  'a_column_whose_name_is_so_long_that_no_panel_on_any_screen_shows_it_whole';

/** A pipeline with a step of every component, each with some of its settings made, some wrong. */
export const EVERY: Record<string, Step> = {
  flights: {
    component: 'glue-catalog-input',
    title: 'Flights',
    config: { database: 'nycflights', table: 'flights' }
  },
  airlines: {
    component: 's3-input',
    title: 'Airline files',
    config: {
      paths: ['s3://glueflow-sandbox/airlines/'],
      format: 'csv',
      columns: [
        { name: 'carrier', type: 'string' },
        { name: LONG, type: 'decimal(38,18)' }
      ]
    }
  },
  lake: {
    component: 'lakefs-input',
    title: 'Repository',
    config: {
      repository: 'nycflights',
      path: 'airlines/',
      format: 'csv',
      columns: [{ name: 'carrier', type: 'string' }]
    }
  },
  lakeOut: {
    component: 'lakefs-output',
    title: 'Branch',
    config: {
      repository: 'nycflights',
      path: 'late/',
      message: 'By {nobody}',
      transaction: false
    },
    from: { in: 'flights' }
  },
  schema: {
    component: 'change-schema',
    title: 'Shape',
    config: {
      mappings: [
        { source: 'dep_delay', target: LONG, type: 'double' },
        { source: 'tailnum', drop: true },
        { source: 'gone' }
      ]
    },
    from: { in: 'flights' }
  },
  filter: {
    component: 'filter-rows',
    title: 'From JFK',
    config: {
      condition: {
        operator: 'and',
        conditions: [
          { operator: 'eq', column: 'origin', value: 'JFK' },
          {
            operator: 'or',
            conditions: [
              { operator: 'between', column: 'month', low: 1, high: 3 },
              { operator: 'in', column: 'carrier', values: ['AA', 'UA', 'B6'] },
              { operator: 'lt', column: 'dep_dely', value: '${limit}' }
            ]
          }
        ]
      }
    },
    from: { in: 'flights' }
  },
  join: {
    component: 'join',
    title: 'With names',
    config: { keys: [{ left: 'carrier', right: 'carrier' }] },
    from: { left: 'filter', right: 'airlines' }
  },
  union: {
    component: 'union',
    title: 'Both',
    from: { in: ['flights', 'filter'] }
  },
  aggregate: {
    component: 'aggregate',
    title: 'By airline',
    config: {
      keys: ['carrier', LONG],
      aggregates: [
        { function: 'count', name: 'flights' },
        { function: 'avg', column: 'dep_delay', name: 'delay' },
        { function: 'first', column: 'dest', name: LONG, ignoreNulls: true }
      ]
    },
    from: { in: 'join' }
  },
  sort: {
    component: 'sort',
    title: 'Latest first',
    config: {
      by: [
        { column: 'dep_delay', direction: 'descending', nulls: 'last' },
        { column: 'carrier' }
      ]
    },
    from: { in: 'filter' }
  },
  dedupe: {
    component: 'deduplicate',
    title: 'One a day',
    config: {
      keys: ['month', 'day'],
      orderBy: [{ column: 'dep_time', direction: 'descending' }]
    },
    from: { in: 'filter' }
  },
  sql: {
    component: 'sql-query',
    title: 'Own query',
    config: {
      query:
        "SELECT carrier, count(*) AS flights\nFROM from_jfk\nWHERE origin = 'JFK' AND month <= ${limit}\nGROUP BY carrier"
    },
    from: { in: ['filter'] }
  },
  python: {
    component: 'custom-pyspark',
    title: 'Own code',
    config: { code: 'return from_jfk.limit(10)' },
    from: { in: ['filter'] }
  },
  derived: {
    component: 'derived-columns',
    title: 'Speeds',
    config: {
      columns: [
        { name: 'speed', expression: 'distance / (air_time / 60)' },
        { name: LONG, type: 'decimal(38,18)', expression: 'dep_dely + 1' }
      ]
    },
    from: { in: 'filter' }
  },
  fill: {
    component: 'fill-missing',
    title: 'No gaps',
    config: {
      fills: [
        { column: 'tailnum', method: 'constant', value: '?' },
        { column: 'dep_delay', method: 'previous' },
        { column: 'carrier', method: 'mean' }
      ],
      partitionBy: ['origin'],
      orderBy: [{ column: 'time_hour' }]
    },
    from: { in: 'filter' }
  },
  set: {
    component: 'set-operation',
    title: 'New ones',
    config: { operation: 'except', duplicates: true },
    from: { first: 'flights', second: 'filter' }
  },
  window: {
    component: 'window',
    title: 'Running',
    config: {
      partitionBy: ['carrier'],
      orderBy: [{ column: 'distance', direction: 'descending' }],
      functions: [
        { function: 'rowNumber', name: 'place' },
        { function: 'lag', column: 'dest', fallback: 'none', offset: 2 },
        { function: 'sum', column: 'origin', name: LONG },
        { function: 'last', column: 'dest', ignoreNulls: true },
        { function: 'ntile', buckets: 10 }
      ],
      frame: 'range',
      from: 'preceding',
      fromOffset: 100,
      to: 'current'
    },
    from: { in: 'filter' }
  },
  pivot: {
    component: 'pivot',
    title: 'By airport',
    config: {
      keys: ['carrier'],
      column: 'origin',
      values: [{ value: 'JFK' }, { value: 'LGA', label: LONG }, {}],
      aggregates: [
        { function: 'count', name: 'flights' },
        { function: 'avg', column: 'dest', name: 'delay' }
      ]
    },
    from: { in: 'filter' }
  },
  unpivot: {
    component: 'unpivot',
    title: 'Delays in rows',
    config: {
      columns: ['dep_delay', 'arr_delay', 'gone'],
      keep: 'listed',
      ids: ['carrier', 'flight'],
      valueColumn: 'minutes'
    },
    from: { in: 'filter' }
  },
  explode: {
    component: 'explode',
    title: 'Each tag',
    config: { column: 'dest', valueColumn: 'tag', outer: true },
    from: { in: 'filter' }
  },
  limit: {
    component: 'limit',
    title: 'A hundred',
    config: { count: 100 },
    from: { in: 'sort' }
  },
  sample: {
    component: 'sample',
    title: 'Some of each',
    config: {
      method: 'stratified',
      column: 'origin',
      strata: [{ value: 'JFK', fraction: 0.5 }, { fraction: 1 }],
      seed: 42
    },
    from: { in: 'filter' }
  },
  router: {
    component: 'conditional-router',
    title: 'By delay',
    config: {
      match: 'every',
      outputs: [
        { id: 'late', name: 'Late', expression: 'dep_delay > ${limit}' },
        { id: 'far', name: 'Far', expression: 'distance > 1000' }
      ]
    },
    from: { in: 'filter' }
  },
  split: {
    component: 'split-fields',
    title: 'Two halves',
    config: { columns: ['origin', 'dest'], keys: ['flight'] },
    from: { in: 'filter' }
  },
  table: {
    component: 'glue-catalog-output',
    title: 'Delays',
    config: { database: 'nycflights', table: 'delays', format: 'csv' },
    from: { in: 'aggregate' }
  },
  files: {
    component: 's3-output',
    title: 'Files',
    config: {
      path: `s3://glueflow-sandbox/${LONG}/`,
      partitionKeys: ['month'],
      mode: 'overwrite'
    },
    from: { in: 'sort' }
  }
};

/** The parameter that they use. */
export const AROUND: Around = {
  parameters: {
    limit: { type: 'integer', default: 3, description: 'The last month' }
  }
};
