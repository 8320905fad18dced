/**
 * How long a compile takes, from the text of a document to the text of a script, at 100, 1,000 and 10,000 nodes.
 *
 * The baseline is the same compiler at a tenth of the size in the same run: a ratio of 10 is linear.
 */
import { SHAPES } from './graphs.mjs';
import {
  compile,
  parseDocument
} from '../packages/components-manager/lib/index.js';
import { createRegistry } from '../packages/components-core/lib/index.js';

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
    target: 'glue'
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
export function compileBench(runs = 7) {
  const rows = [];
  for (const [shape, make] of Object.entries(SHAPES)) {
    const texts = [100, 1000, 10000].map(size => [
      size,
      JSON.stringify(make(size))
    ]);
    texts.forEach(([, text]) => once(text));
    const times = texts.map(() => []);
    let lines = [];
    for (let index = 0; index < runs; index++) {
      lines = texts.map(([, text], place) => {
        const result = once(text);
        times[place].push(result.seconds);
        return result.lines;
      });
    }
    texts.forEach(([nodes], place) => {
      const seconds = median(times[place]);
      rows.push({
        shape,
        nodes,
        seconds,
        lines: lines[place],
        ratio: place === 0 ? null : seconds / median(times[place - 1])
      });
    });
  }
  return rows;
}

if (process.argv[1]?.endsWith('compile.mjs')) {
  console.table(compileBench());
}
