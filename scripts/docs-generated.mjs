/**
 * Writes docs/generated/: the job script and the deployment script of examples/flights.glueflow, as they are exported. With
 * --check: only says whether they are current (exit 1 if not).
 *
 * What the catalog says of the tables stands in docs/generated/tables.json, so that nothing need run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import {
  compile,
  jobSettingsWithDefaults,
  parseDocument,
  parseType,
  renderDeployScript
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
const settings = jobSettingsWithDefaults(document.job, {});
const wanted = {
  'docs/generated/flights.py': script.text,
  'docs/generated/deploy_flights.py': renderDeployScript(
    settings,
    document.parameters,
    {
      scriptName: 'flights.py'
    }
  )
};
const current = name => {
  try {
    return read(name);
  } catch {
    return undefined;
  }
};
for (const [name, text] of Object.entries(wanted)) {
  if (!process.argv.includes('--check')) {
    mkdirSync(file('docs/generated/'), { recursive: true });
    writeFileSync(file(name), text);
  } else if (current(name) !== text) {
    console.error(
      `${name} is not current. Run: node scripts/docs-generated.mjs`
    );
    process.exitCode = 1;
  }
}
