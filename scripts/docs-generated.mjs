/**
 * Writes docs/generated/flights.py: the job script of examples/flights.glueflow, as it is exported. With --check: only says
 * whether it is current (exit 1 if not).
 *
 * What the catalog says of the tables stands in docs/generated/tables.json, so that nothing need run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  compile,
  parseDocument,
  parseType
} from '../packages/components-manager/lib/index.js';
import { createRegistry } from '../packages/components-core/lib/index.js';

const file = name => new URL(`../${name}`, import.meta.url);
const read = name => readFileSync(file(name), 'utf8');

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
const name = 'docs/generated/flights.py';
if (!process.argv.includes('--check')) {
  mkdirSync(file('docs/generated/'), { recursive: true });
  writeFileSync(file(name), script.text);
} else if (read(name) !== script.text) {
  console.error(`${name} is not current. Run: node scripts/docs-generated.mjs`);
  process.exitCode = 1;
}
