/** Pipelines of a given size in three shapes, for measuring the compiler. */

const link = (from, to, port = 'in', order = undefined) => ({
  from: { node: from, port: 'out' },
  to: { node: to, port },
  ...(order === undefined ? {} : { order })
});

function source(title) {
  return {
    component: 'glue-catalog-input',
    version: 1,
    title,
    config: { database: 'nycflights', table: 'flights' }
  };
}

function filter(title, value) {
  return {
    component: 'filter-rows',
    version: 1,
    title,
    config: {
      condition: {
        operator: 'and',
        conditions: [
          { column: 'month', operator: 'le', value: (value % 12) + 1 },
          { column: 'carrier', operator: 'ne', value: `X${value}` }
        ]
      }
    }
  };
}

function union(title) {
  return { component: 'union', version: 1, title, config: {} };
}

function sink(title) {
  return {
    component: 's3-output',
    version: 1,
    title,
    config: { path: 's3://bench/out/', format: 'parquet', mode: 'append' }
  };
}

function document(nodes, edges) {
  return {
    glueflow: 1,
    nodes,
    edges,
    parameters: {},
    connections: {},
    job: { name: 'bench', role: 'bench', bucket: 'bench' },
    layout: { nodes: {} },
    annotations: {}
  };
}

/** One source, a chain of filters, one sink. */
export function chain(size) {
  const nodes = { source: source('Source') };
  const edges = {};
  let previous = 'source';
  for (let index = 1; index < size - 1; index++) {
    const id = `n${index}`;
    nodes[id] = filter(`Filter ${index}`, index);
    edges[`e${index}`] = link(previous, id);
    previous = id;
  }
  nodes.sink = sink('Sink');
  edges.last = link(previous, 'sink');
  return document(nodes, edges);
}

/** One source, filters beside each other, one union, one sink. */
export function wide(size) {
  const nodes = {
    source: source('Source'),
    all: union('All'),
    sink: sink('Sink')
  };
  const edges = { last: link('all', 'sink') };
  for (let index = 0; index < size - 3; index++) {
    const id = `n${index}`;
    nodes[id] = filter(`Filter ${index}`, index);
    edges[`a${index}`] = link('source', id);
    edges[`b${index}`] = link(id, 'all', 'in', index);
  }
  return document(nodes, edges);
}

/** Layers of ten nodes; every second layer unites each node's two neighbours above. */
export function layered(size) {
  const width = 10;
  const nodes = {
    source: source('Source'),
    sink: sink('Sink'),
    all: union('All')
  };
  const edges = { last: link('all', 'sink') };
  const count = size - 3;
  for (let index = 0; index < count; index++) {
    const id = `n${index}`;
    const above = [
      index - width,
      index - width - (index % width === 0 ? -1 : 1)
    ];
    if (index < width) {
      nodes[id] = filter(`Filter ${index}`, index);
      edges[`e${index}`] = link('source', id);
    } else if (Math.floor(index / width) % 2 === 1) {
      nodes[id] = union(`Union ${index}`);
      above.forEach((other, place) => {
        edges[`e${index}_${place}`] = link(`n${other}`, id, 'in', place);
      });
    } else {
      nodes[id] = filter(`Filter ${index}`, index);
      edges[`e${index}`] = link(`n${above[0]}`, id);
    }
    if (index >= count - width) {
      edges[`z${index}`] = link(id, 'all', 'in', index);
    }
  }
  return document(nodes, edges);
}

export const SHAPES = { chain, wide, layered };
