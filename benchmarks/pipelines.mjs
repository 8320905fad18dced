/**
 * The three flights pipelines that are measured against hand-written PySpark: `node pipelines.mjs` prints
 * `{name: {document, optimize}}` for the compiler of the executed tests.
 */
const table = name => ({
  component: 'glue-catalog-input',
  config: { database: 'nycflights', table: name }
});
const output = (name, config = {}) => ({
  component: 's3-output',
  config: {
    path: `s3://glueflow-sandbox/bench/generated/${name}/`,
    format: 'parquet',
    mode: 'overwrite',
    ...config
  }
});
const test = (column, operator, value) => ({
  column,
  operator,
  ...(value === undefined ? {} : { value })
});
const filter = (...conditions) => ({
  component: 'filter-rows',
  config: { condition: { operator: 'and', conditions } }
});

function pipeline(name, steps) {
  const nodes = {};
  const edges = {};
  for (const [id, { inputs = [], ...node }] of Object.entries(steps)) {
    nodes[id] = { version: 1, title: id.replaceAll('_', ' '), ...node };
    inputs.forEach((input, order) => {
      const [from, port = 'in'] = input.split(':');
      edges[`${id}_${order}`] = {
        from: { node: from, port: 'out' },
        to: { node: id, port },
        order
      };
    });
  }
  return {
    glueflow: 1,
    nodes,
    edges,
    parameters: {},
    connections: {},
    job: { name, role: 'GlueflowSandboxRole', bucket: 'glueflow-sandbox' },
    layout: { nodes: {} },
    annotations: {}
  };
}

/** Delay by airline: filter, join with a small table, aggregate, sort. */
const carriers = pipeline('carriers', {
  flights: table('flights'),
  flown: { ...filter(test('dep_delay', 'isNotNull')), inputs: ['flights'] },
  airlines: table('airlines'),
  named: {
    component: 'join',
    config: { how: 'left', keys: [{ left: 'carrier', right: 'carrier' }] },
    inputs: ['flown:left', 'airlines:right']
  },
  delays: {
    component: 'aggregate',
    config: {
      keys: ['name', 'month'],
      aggregates: [
        { function: 'count', name: 'flights' },
        { function: 'avg', column: 'dep_delay', name: 'mean_delay' },
        { function: 'stddev', column: 'arr_delay', name: 'spread' }
      ]
    },
    inputs: ['named']
  },
  sorted: {
    component: 'sort',
    config: { by: [{ column: 'name' }, { column: 'month' }] },
    inputs: ['delays']
  },
  out: { ...output('carriers', { files: 1 }), inputs: ['sorted'] }
});

/** The first half year from two airports: partition predicate, two joins, distinct counts. */
const routes = pipeline('routes', {
  flights: table('flights'),
  half: {
    ...filter(test('month', 'le', 6), {
      column: 'origin',
      operator: 'in',
      values: ['JFK', 'EWR']
    }),
    inputs: ['flights']
  },
  planes: table('planes'),
  with_plane: {
    component: 'join',
    config: { how: 'left', keys: [{ left: 'tailnum', right: 'tailnum' }] },
    inputs: ['half:left', 'planes:right']
  },
  summary: {
    component: 'aggregate',
    config: {
      keys: ['origin', 'dest'],
      aggregates: [
        { function: 'count', name: 'flights' },
        { function: 'countDistinct', column: 'tailnum', name: 'planes' },
        { function: 'max', column: 'seats', name: 'largest' },
        { function: 'sum', column: 'distance', name: 'miles' }
      ]
    },
    inputs: ['with_plane']
  },
  out: {
    ...output('routes', { partitionKeys: ['origin'], files: 1 }),
    inputs: ['summary']
  }
});

/** Flights beside the weather of their hour: a wide join on five keys, all rows written. */
const weather = pipeline('weather', {
  flights: table('flights'),
  weather: table('weather'),
  beside: {
    component: 'join',
    config: {
      how: 'inner',
      keys: ['origin', 'year', 'month', 'day', 'hour'].map(key => ({
        left: key,
        right: key
      })),
      collision: 'keepLeft'
    },
    inputs: ['flights:left', 'weather:right']
  },
  windy: { ...filter(test('wind_speed', 'gt', 5)), inputs: ['beside'] },
  out: {
    ...output('weather', { partitionKeys: ['month'] }),
    inputs: ['windy']
  }
});

/** The same pipeline, adding its rows to a folder of its own instead of replacing one. */
function appending(document) {
  const { out } = document.nodes;
  const path = out.config.path.replace('/generated/', '/generated-append/');
  const config = { ...out.config, path, mode: 'append' };
  return {
    ...document,
    nodes: { ...document.nodes, out: { ...out, config } }
  };
}

export const PIPELINES = { carriers, routes, weather };

if (process.argv[1]?.endsWith('pipelines.mjs')) {
  const wanted = {};
  for (const [name, document] of Object.entries(PIPELINES)) {
    wanted[name] = { document, optimize: true };
    wanted[`${name} (plain)`] = { document, optimize: false };
    wanted[`${name} (append)`] = {
      document: appending(document),
      optimize: true
    };
  }
  process.stdout.write(JSON.stringify(wanted));
}
