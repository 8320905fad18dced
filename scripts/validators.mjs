/**
 * Validators of the built-in JSON Schemas, compiled ahead of time for the bundle of the command line: they take the place of components-manager's
 * `precompiled.ts`, which is empty. Packages must be built.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './tools.mjs';

const MANAGER = join(ROOT, 'packages', 'components-manager');
const require = createRequire(join(MANAGER, 'package.json'));
const { Ajv2020 } = require('ajv/dist/2020.js');
const { default: standaloneCode } = require('ajv/dist/standalone');

const load = (...parts) =>
  import(pathToFileURL(join(ROOT, 'packages', ...parts)).href);

/** Return the module's text: `PRECOMPILED`, a map from a schema as JSON text to its validator. */
export async function precompiledModule() {
  const { CONFIGURATION_OPTIONS, DOCUMENT_OPTIONS } = await load(
    'components-manager/lib/precompiled.js'
  );
  const { DOCUMENT_SCHEMA } = await load(
    'components-manager/lib/document/schema.js'
  );
  const { CORE_COMPONENTS } = await load('components-core/lib/index.js');
  const entries = [];
  const parts = [
    part('document', DOCUMENT_OPTIONS, [DOCUMENT_SCHEMA], entries),
    part(
      'configuration',
      CONFIGURATION_OPTIONS,
      CORE_COMPONENTS.map(each => each.configuration),
      entries
    )
  ];
  return `${parts.join('\n')}
export const CONFIGURATION_OPTIONS = ${JSON.stringify(CONFIGURATION_OPTIONS)};
export const DOCUMENT_OPTIONS = ${JSON.stringify(DOCUMENT_OPTIONS)};
export const PRECOMPILED = new Map([${entries.join(',')}]);
`;
}

/** Print the validators of schemas in a block of their own, since each run of Ajv starts its names anew. */
function part(name, options, schemas, entries) {
  const ajv = new Ajv2020({
    ...options,
    code: { ...options.code, source: true, lines: false }
  });
  const names = {};
  schemas.forEach((schema, index) => {
    const { $schema: _schema, $id: _id, ...rest } = schema;
    const id = `${name}${index}`;
    ajv.addSchema(rest, id);
    names[id] = id;
    entries.push(`[${JSON.stringify(JSON.stringify(schema))},${name}.${id}]`);
  });
  return `const ${name} = {};
(exports => {${standaloneCode(ajv, names)}})(${name});`;
}

/** The esbuild plugin that puts the validators in place. */
export const precompile = {
  name: 'precompile',
  setup(build) {
    build.onLoad(
      { filter: /components-manager[\\/]lib[\\/]precompiled\.js$/ },
      async () => ({ contents: await precompiledModule(), loader: 'js' })
    );
  }
};
