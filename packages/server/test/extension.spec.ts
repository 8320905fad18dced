import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { PipelineDocument } from '@glueflow/components-manager';
import { ask } from './service/client.js';
import { FLIGHTS, World } from './world.js';

/** A component as CommonJS text. */
const component = (id: string, more = ''): string => `{
  id: '${id}', version: 1, title: 'Stamp', category: 'transform', icon: 'stamp', help: 'Stamps.', keywords: [],
  inputs: [{ id: 'in', title: 'Input' }], outputs: [{ id: 'out', title: 'Output' }],
  configuration: { type: 'object', properties: { text: { type: 'string', title: 'Text' } }, required: ['text'] },
  requirements: [{
    id: 'acme/stamp', reason: 'The step “Stamp” uses it.', defines: ['stamp'],
    code: 'def stamp(frame, text):\\n    """Give the rows back."""\\n    return frame',
    arguments: { '--acme_ink': 'blue' }
  }],
  summary: ({ text }) => text,
  schema: (_, { inputs }) => ({ schema: inputs[0].schema, problems: [] }),
  lower: ({ text }, { nodeId, inputs }) => [{
    op: 'call', id: nodeId, nodeId, inputs: [inputs[0].frame], schema: inputs[0].schema,
    language: 'python', engine: 'spark', function: 'stamp',
    arguments: { text: { kind: 'text', text: [text] } }, deterministic: true, requires: ['acme/stamp']
  }]${more}
}`;

const STAMP = `module.exports.components = [${component('acme-stamp')}];`;

describe('extensions', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  const write = (path: string, text: string): void => {
    mkdirSync(dirname(world.path(path)), { recursive: true });
    writeFileSync(world.path(path), text);
  };
  /** Write an extension into a folder; returns its path. */
  const extension = (
    folder: string,
    module = STAMP,
    manifest: object = {},
    file = 'components.cjs'
  ): string => {
    write(
      join(folder, 'package.json'),
      JSON.stringify({
        ...{ name: '@acme/stamp', version: '1.2.0' },
        glueflow: { components: `./${file}` },
        ...manifest
      })
    );
    write(join(folder, file), module);
    return world.path(folder);
  };
  /** A pipeline with a step of the extension's. */
  const pipeline = (text = 'in "ink"'): string => {
    const document = JSON.parse(
      readFileSync(FLIGHTS, 'utf8')
    ) as PipelineDocument;
    document.nodes.jfk = {
      ...{ component: 'acme-stamp', title: 'Stamped', version: 1 },
      config: { text }
    };
    write('stamped.glueflow', JSON.stringify(document));
    return world.path('stamped.glueflow');
  };

  it('are loaded from the folder that is named, and say where they come from', async () => {
    extension('acme');
    const list = await world.run('components', 'list', '--extension', 'acme');
    expect(list.out).toMatch(
      /^acme-stamp +transform +Stamp +@acme\/stamp@1\.2\.0$/m
    );
    expect(list.out).toMatch(/^join +transform +Join +Glueflow$/m);
    const shown = await world.run(
      ...['components', 'show', 'acme-stamp', '--extension', './acme']
    );
    expect(shown.out).toContain('From the extension @acme/stamp@1.2.0\n');
    const json = JSON.parse(
      (await world.run('components', 'list', '--extension', 'acme', '--json'))
        .out
    ) as { components: { id: string; extension?: string }[] };
    expect(
      json.components.filter(each => each.extension !== undefined)
    ).toMatchObject([{ id: 'acme-stamp', extension: '@acme/stamp@1.2.0' }]);
  });

  it('are in no list where none is named', async () => {
    extension('node_modules/@acme/stamp');
    const { out } = await world.run('components', 'list');
    expect(out).toMatch(/^COMPONENT +KIND +TITLE$/m);
    expect(out).not.toContain('acme');
  });

  it('compile: helper code, literals, job argument', async () => {
    const folder = extension('acme');
    const file = pipeline();
    const options = [file, '--offline', '--extension', folder];
    const valid = await world.run('validate', ...options);
    expect(valid).toMatchObject({ code: 0 });
    const { out } = await world.run('generate', ...options);
    expect(out).toContain('def stamp(frame, text):');
    expect(out).toContain(`stamp(flights, text='in "ink"')`);
    const exported = await world.run(
      ...['export', ...options, '--out', 'build', '--json']
    );
    expect(JSON.parse(exported.out)).toMatchObject({
      added: expect.arrayContaining([
        {
          name: '--acme_ink',
          value: 'blue',
          why: 'The step “Stamp” uses it.'
        }
      ])
    });
    expect(
      readFileSync(world.path('build', 'deploy_flights.py'), 'utf8')
    ).toContain('"--acme_ink": "blue"');
  });

  it('check configurations by the schema of the component', async () => {
    const folder = extension('acme');
    const file = pipeline();
    const document = JSON.parse(readFileSync(file, 'utf8'));
    document.nodes.jfk.config = { txt: 1 };
    writeFileSync(file, JSON.stringify(document));
    const { code, out } = await world.run(
      ...['validate', file, '--offline', '--extension', folder]
    );
    expect(code).toBe(1);
    expect(out).toMatch(/text/);
  });

  it('are never loaded because a document names them', async () => {
    extension('node_modules/acme-stamp', 'throw new Error("loaded")');
    const file = pipeline();
    const { code, out } = await world.run('validate', file, '--offline');
    expect(code).toBe(1);
    expect(out).toMatch(
      /“acme-stamp”, which is not installed\. Install .*--extension/
    );
  });

  it('are modules of either kind, with components as their whole export too', async () => {
    const whole = `module.exports = [${component('whole')}];`;
    const esm = `export const components = [${component('esm')}];`;
    const usual = `export default [${component('usual')}];`;
    const { out, err } = await world.run(
      ...['components', 'list'],
      ...['--extension', extension('a', whole, { name: 'a' })],
      ...['--extension', extension('b', esm, { name: 'b' }, 'c.mjs')],
      ...['--extension', extension('c', usual, { name: 'c' }, 'c.mjs')]
    );
    expect(err).toBe('');
    expect(out).toMatch(
      /^whole .* a@1\.2\.0\nesm .* b@1\.2\.0\nusual .* c@1\.2\.0$/m
    );
  });

  it('are found by the name of a package', async () => {
    extension('node_modules/@acme/stamp');
    const named = ['components', 'show', 'acme-stamp', '--extension'];
    expect((await world.run(...named, '@acme/stamp')).code).toBe(0);
    extension('jupyter/labextensions/@acme/lab', STAMP, { name: '@acme/lab' });
    world.env.JUPYTER_PATH = world.path('jupyter');
    const { out } = await world.run(...named, '@acme/lab');
    expect(out).toContain('From the extension @acme/lab@1.2.0');
  });

  it('are named by the environment, by absolute paths only', async () => {
    const folder = extension('acme');
    world.env.GLUEFLOW_EXTENSIONS = `${folder}${delimiter}${folder}`;
    const found = await world.run('components', 'show', 'acme-stamp');
    expect(found.out).toContain('@acme/stamp@1.2.0');
    world.env.GLUEFLOW_EXTENSIONS = 'acme';
    const refused = await world.run('components', 'list');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(
      /"acme" \(GLUEFLOW_EXTENSIONS\) can't be loaded: its path is relative\.\nWrite absolute paths/
    );
    expect((await world.run('connections', 'list')).code).toBe(0);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    ['no folder', () => undefined, /there is no folder \S+x,.*Check the path/s],
    [
      'no package.json',
      folder => write(`${folder}/a`, ''),
      /x\/package\.json can't be read: there is no such file/
    ],
    [
      'no JSON',
      folder => write(`${folder}/package.json`, '{'),
      /x\/package\.json is not valid JSON/
    ],
    [
      'no field',
      folder => extension(folder, STAMP, { glueflow: {} }),
      /names no components.*"glueflow": \{"components": "\.\/dist/s
    ],
    [
      'no module',
      folder =>
        extension(folder, STAMP, { glueflow: { components: './no.cjs' } }),
      /names \.\/no\.cjs, which is not there\.\nBuild the extension/
    ],
    [
      'a module outside',
      folder =>
        extension(folder, STAMP, { glueflow: { components: '../o.cjs' } }),
      /names \.\.\/o\.cjs, which is not there.*below its folder/s
    ],
    [
      'a module that throws',
      folder => extension(folder, 'throw new Error("no ink");'),
      /components\.cjs failed when it was loaded: no ink\./
    ],
    [
      'a module without components',
      folder => extension(folder, 'module.exports = {};'),
      /exports no list of components\.\nExport one as "components"/
    ],
    [
      'ids that are taken, twice',
      folder =>
        extension(
          folder,
          `module.exports = [${component('join')}, ${component('sort')}];`
        ),
      /There is a component “join” already\..*“sort” already/
    ],
    [
      'a component that is none',
      folder =>
        extension(
          folder,
          `module.exports = [${component('odd', ', inputs: 3')}, null];`
        ),
      /“odd” can’t be added: its inputs must be a list of ports.*it is not an object/
    ],
    [
      'a requirement that is refused',
      folder =>
        extension(
          folder,
          `module.exports = [${component('odd', ", requirements: [{ id: 'acme/odd', reason: 'R.', code: 'import os', defines: [] }]")}];`
        ),
      /its requirement “acme\/odd” has code that does more than define functions/
    ]
  ])(
    'with %s are refused with the reason and the remedy',
    async (_, make, message) => {
      make('x');
      const { code, err, out } = await world.run(
        ...['components', 'list', '--json', '--extension', 'x']
      );
      expect(err).toMatch(/^glueflow: The extension .*x.* can't be loaded: /);
      expect(err).toMatch(message);
      expect(JSON.parse(out).error).toMatchObject({
        kind: 'refused',
        remedy: expect.any(String)
      });
      expect(code).toBe(1);
    }
  );

  it('are reported all at once, by every command', async () => {
    extension('bad', 'throw new Error("no ink");');
    const named = ['--extension', 'bad', '--extension', 'gone'];
    const file = pipeline();
    for (const command of ['validate', 'generate', 'export', 'run']) {
      const more = command === 'export' ? ['--out', 'build'] : [];
      const { code, err } = await world.run(
        ...[command, file, '--offline', ...more, ...named]
      );
      expect(code).toBe(1);
      expect(err).toMatch(/no ink.*\n.*"gone" \(--extension\)/);
    }
    expect(world.names('build')).toEqual([]);
  });

  it('of one id are refused, with the package that has it', async () => {
    const first = extension('one');
    const second = extension('two', STAMP, { name: '@acme/two' });
    const { err } = await world.run(
      ...['components', 'list', '--extension', first, '--extension', second]
    );
    expect(err).toMatch(
      /@acme\/two@1\.2\.0 .*“acme-stamp” already.*It is one of @acme\/stamp@1\.2\.0/
    );
    const again = await world.run(
      ...['components', 'list', '--extension', first],
      ...['--extension', extension('three')]
    );
    expect(again.err).toMatch(/the same package is loaded from \S+one already/);
  });

  it('of the service that can not be loaded are left out, and said where they are missed', async () => {
    const good = extension('acme');
    extension('bad', 'throw new Error("no ink");', { name: 'bad' });
    const listening = new Promise<string>(resolve => (world.onOut = resolve));
    const socket = world.path('s.sock');
    const served = world.run(
      ...['serve', '--attached', '--socket', socket],
      ...['--extension', good, '--extension', 'bad']
    );
    try {
      await listening;
      const target = { socketPath: socket };
      const { json } = await ask(target, { path: '/components/acme-stamp' });
      expect(json).toMatchObject({ extension: '@acme/stamp@1.2.0' });
      const text = readFileSync(pipeline(), 'utf8');
      const validated = async (
        body: object
      ): Promise<Record<string, unknown>> =>
        (
          await ask(target, {
            path: '/validate',
            body: { path: 'p.glueflow', offline: true, ...body }
          })
        ).json;
      const missed = expect.objectContaining({
        code: 'extension-not-loaded',
        severity: 'warning',
        message: expect.stringContaining('no ink')
      });
      const fine = await validated({ text });
      expect(fine.valid).toBe(true);
      expect(fine.problems).not.toContainEqual(missed);
      const odd = text.replace('acme-stamp', 'acme-ink');
      const { valid, problems } = await validated({ text: odd });
      expect(valid).toBe(false);
      expect(problems).toContainEqual(missed);
      // A request can't have code loaded.
      const { error } = await validated({ text, extension: [good] });
      expect(error).toMatchObject({ kind: 'usage' });
    } finally {
      world.stdin.end();
    }
    const { code, err } = await served;
    expect(err).toContain('no ink');
    expect(code).toBe(0);
  });
});
