/**
 * How long a compile takes, from the text of a document to the text of a script, at 100, 1,000 and 10,000 nodes.
 *
 * The baseline is the same compiler at a tenth of the size in the same run: a ratio of 10 is linear. Each size first compiles the same
 * number of nodes, by when the compiler is as warm for all. Then the sizes take turns, one compile each, so that each starts from the
 * same heap and the same caches, as compiles in an editor do; the figures are medians. (Small compiles one after the other would have
 * caches and young generation to themselves; large ones never do.)
 */
import { SHAPES } from './graphs.mjs';
import {
  compile,
  parseDocument
} from '../packages/components-manager/lib/index.js';
import { createRegistry } from '../packages/components-core/lib/index.js';

const SIZES = [100, 1000, 10000];
/** Nodes that each size compiles before anything counts. */
const WARM_UP = 60000;

const COLUMNS = ['year', 'month', 'day', 'carrier', 'origin', 'dest'].map(
  name => ({
    name,
    type: {
      kind: ['carrier', 'origin', 'dest'].includes(name) ? 'string' : 'int'
    }
  })
);
const SOURCES = {
  table: () => ({ columns: COLUMNS, partitionKeys: [], format: 'parquet' })
};
const registry = createRegistry();

function once(text) {
  const start = performance.now();
  const { document, problems: unreadable } = parseDocument(text);
  if (!document) {
    throw new Error(JSON.stringify(unreadable));
  }
  const { script, problems } = compile(document, registry, {
    sources: SOURCES,
    target: 'glue',
    text
  });
  const seconds = (performance.now() - start) / 1000;
  if (!script) {
    throw new Error(JSON.stringify(problems.slice(0, 3)));
  }
  return { seconds, lines: script.text.split('\n').length };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** Measure every shape and size; rows of `{shape, nodes, seconds, lines, ratio}`. */
export function compileBench(runs = 21) {
  const rows = [];
  for (const [shape, make] of Object.entries(SHAPES)) {
    const pipelines = SIZES.map(size => ({
      size,
      text: JSON.stringify(make(size)),
      times: []
    }));
    for (const { size, text } of pipelines) {
      for (let nodes = 0; nodes < WARM_UP; nodes += size) {
        once(text);
      }
    }
    for (let index = 0; index < runs; index++) {
      for (const { text, times } of pipelines) {
        times.push(once(text).seconds);
      }
    }
    let smaller = null;
    for (const { size, text, times } of pipelines) {
      const seconds = median(times);
      rows.push({
        shape,
        nodes: size,
        seconds,
        lines: once(text).lines,
        ratio: smaller === null ? null : seconds / smaller
      });
      smaller = seconds;
    }
  }
  return rows;
}

if (process.argv[1]?.endsWith('compile.mjs')) {
  console.table(compileBench());
}
