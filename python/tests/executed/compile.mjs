/**
 * Compile pipelines with the catalog's schemas: reads `{name: {document, optimize, connections, target}}` as JSON from standard input, prints
 * `{name: {script, outputs, problems, schemas}}`; with `preview`, `previews`: program and query of each node. For `"components"` it prints the ids of all components.
 */
import { text } from 'node:stream/consumers';
import { GlueClient } from '@aws-sdk/client-glue';

const load = name =>
  import(new URL(`../../../packages/${name}/lib/index.js`, import.meta.url));
const {
  analyze,
  compile,
  compileProgram,
  compileQuery,
  parseDocument,
  printType
} = await load('components-manager');
const { connectionSource, createRegistry } = await load('components-core');
const { catalogSources } = await load('glue-catalog');

const client = new GlueClient({});
const registry = createRegistry();
const request = JSON.parse(await text(process.stdin));
if (request === 'components') {
  process.stdout.write(JSON.stringify(registry.list().map(one => one.id)));
  process.exit(0);
}
const result = {};
for (const [name, given] of Object.entries(request)) {
  const {
    document: raw,
    optimize,
    connections = {},
    offline,
    target = 'glue',
    values,
    preview
  } = given;
  const { document, problems } = parseDocument(JSON.stringify(raw));
  if (!document) {
    result[name] = { problems };
    continue;
  }
  const { sources } = await catalogSources(
    async () => client,
    document,
    registry,
    known => analyze(document, registry, known),
    {
      explain: error => {
        throw error;
      }
    }
  );
  const known = {
    ...(offline ? {} : sources),
    connection: connectionSource(connections)
  };
  if (preview) {
    const analysis = analyze(document, registry, known);
    const options = {
      arguments: Object.fromEntries(
        Object.entries(values ?? {}).map(([id, value]) => [`--${id}`, value])
      )
    };
    result[name] = {
      previews: Object.keys(document.nodes).map(nodeId => ({
        nodeId,
        ...compileProgram(analysis, { upTo: nodeId, ...options }),
        ...compileQuery(analysis, { nodeId, ...options })
      }))
    };
    continue;
  }
  const compiled = compile(document, registry, {
    sources: known,
    target,
    optimize,
    values
  });
  result[name] = {
    script: compiled.script?.text,
    outputs: compiled.script?.outputs,
    problems: compiled.problems,
    schemas: Object.fromEntries(
      [...compiled.schemas].map(([id, schema]) => [
        id,
        schema?.map(column => [column.name, printType(column.type)]) ?? null
      ])
    )
  };
}
process.stdout.write(JSON.stringify(result));
