/**
 * Writes docs/generated/flights.py: the job script of examples/flights.glueflow, as it is exported. With --check: only says
 * whether it is current (exit 1 if not).
 *
 * What the catalog says of the tables stands in docs/generated/tables.json, so that nothing need run.
 */
import {
  compile,
  parseDocument,
  parseType
} from '../packages/components-manager/lib/index.js';
import { createRegistry } from '../packages/components-core/lib/index.js';
import { keepCurrent, read } from './generated.mjs';

const tables = JSON.parse(read('docs/generated/tables.json'));
const columns = list =>
  list.map(([name, type]) => ({ name, type: parseType(type) }));
const sources = {
  table: (_connection, database, table) => {
    const found = tables[`${database}.${table}`];
    return found
      ? {
          ...found,
          columns: columns(found.columns),
          partitionKeys: columns(found.partitionKeys)
        }
      : 'missing';
  }
};

const { document } = parseDocument(read('examples/flights.glueflow'));
const { script, problems } = compile(document, createRegistry(), {
  sources,
  target: 'glue'
});
if (!script) {
  throw new Error(JSON.stringify(problems));
}
keepCurrent({ 'docs/generated/flights.py': script.text }, 'docs-generated.mjs');
