/**
 * Compile pipeline files with the catalog's schemas: `node compile.mjs [--no-optimize] FILE…` prints
 * `{file: {script, problems, schemas, outputs}}` as JSON.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const load = name =>
  import(new URL(`../../../packages/${name}/lib/index.js`, import.meta.url));
const { compile, parseDocument, printType } = await load('components-manager');
const { createRegistry } = await load('components-core');
const { catalogSources } = await load('glue-catalog');
const { GlueClient } = await import(
  import.meta.resolve('@aws-sdk/client-glue', new URL('../../../packages/glue-catalog/', import.meta.url))
);

const files = process.argv.slice(2).filter(name => name !== '--no-optimize');
const optimize = files.length === process.argv.length - 2;
const client = new GlueClient({});
const registry = createRegistry();
const result = {};
for (const file of files) {
  const parsed = parseDocument(readFileSync(file, 'utf8'));
  if (!parsed.document) {
    result[file] = { problems: parsed.problems };
    continue;
  }
  const sources = await catalogSources(client, parsed.document);
  const compiled = compile(parsed.document, registry, { sources, optimize });
  result[file] = {
    script: compiled.script?.text,
    problems: compiled.problems,
    schemas: Object.fromEntries(
      [...compiled.schemas].map(([id, schema]) => [
        id,
        schema?.map(column => [column.name, printType(column.type)])
      ])
    )
  };
}
process.stdout.write(JSON.stringify(result));
void fileURLToPath;
