import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  readFileSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CORE_COMPONENTS } from '@glueflow/components-core';
import { FLIGHTS, ROOT, World } from './world.js';
import { VERSION } from '../src/version.js';

/** What esbuild says of one file it wrote (https://esbuild.github.io/api/#metafile). */
interface Output {
  entryPoint?: string;
  inputs: Record<string, { bytesInOutput: number }>;
  imports: { path: string; kind: string }[];
}

const node = (...args: string[]): string =>
  execFileSync(process.execPath, args, { encoding: 'utf8', cwd: ROOT });

describe('the bundled command line', () => {
  const world = new World();
  const folder = world.path('bundle');
  let outputs: Record<string, Output>;
  beforeAll(() => {
    const made = node(
      '--input-type=module',
      '--eval',
      `import { bundle } from ${JSON.stringify(pathToFileURL(join(ROOT, 'scripts', 'bundle.mjs')).href)};
       const { metafile } = await bundle(${JSON.stringify(folder)});
       console.log(JSON.stringify(metafile.outputs));`
    );
    outputs = JSON.parse(made);
  });
  afterAll(() => world.remove());

  /** The sources that are loaded with a source, without what is imported only when needed. */
  function loadedWith(source: string): string[] {
    const start = Object.keys(outputs).find(
      file => outputs[file].entryPoint === source
    );
    const seen = new Set<string>();
    const open = [start];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (!seen.has(file) && outputs[file] !== undefined) {
        seen.add(file);
        open.push(
          ...outputs[file].imports
            .filter(({ kind }) => kind === 'import-statement')
            .map(({ path }) => path)
        );
      }
    }
    return [...seen].flatMap(file => Object.keys(outputs[file].inputs));
  }

  it('loads neither AWS clients nor the compiler to start', () => {
    const sources = loadedWith('packages/server/lib/main.js');
    expect(sources).toContain('packages/server/lib/commands/validate.js');
    const heavy =
      /@aws-sdk|@smithy|\/(ajv|hono)\/|components-core|components-manager\/lib\/(index|compile|analysis|codegen|component|expression|plan)\b/;
    expect(sources.filter(name => heavy.test(name))).toEqual([]);
  });

  it('loads no AWS clients to check a pipeline', () => {
    const sources = loadedWith('packages/server/lib/actions/check.js');
    expect(sources).toContain('packages/components-manager/lib/compile.js');
    expect(sources.filter(name => /@aws-sdk|@smithy/.test(name))).toEqual([]);
  });

  it('checks by validators compiled ahead, which find what Ajv does', () => {
    const sizes = Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([file]) => file.endsWith('lib/precompiled.js'))
        .map(([, { bytesInOutput }]) => bytesInOutput)
    );
    expect(sizes).toEqual([expect.any(Number)]);
    expect(sizes[0]).toBeGreaterThan(100_000);
    const found = JSON.parse(
      node(join('packages', 'server', 'test', 'fixtures', 'validators.mjs'))
    );
    expect(found).toMatchObject({ empty: 0, differences: [] });
    expect(found.validators).toBe(1 + CORE_COMPONENTS.length);
    expect(found.tried).toBeGreaterThan(1000);
  });

  it('does what the program does', () => {
    const program = join(folder, 'glueflow.mjs');
    expect(node(program, '--version')).toBe(`${VERSION}\n`);
    expect(node(program, 'validate', '--offline', FLIGHTS)).toMatch(
      /flights\.glueflow: valid, 3 nodes/
    );
  });

  it('is run by the checkout only when it is as new as the packages', () => {
    const packages = world.path('packages');
    const part = (name: string): string => join(packages, name);
    for (const name of ['server/bin', 'server/lib', 'aws/lib']) {
      mkdirSync(part(name), { recursive: true });
    }
    cpSync(join(ROOT, 'packages', 'server', 'bin'), part('server/bin'), {
      recursive: true
    });
    const write = (file: string, text: string): void =>
      writeFileSync(part(file), text);
    write('server/package.json', '{"type": "module"}');
    write('server/lib/entry.js', 'console.log("modules")');
    write('aws/lib/.tsbuildinfo', '{}');
    const run = (): string => node(part('server/bin/glueflow.js'));
    expect(run()).toBe('modules\n');
    cpSync(folder, part('server/bundle'), { recursive: true });
    expect(run()).toBe('modules\n');
    write('server/bundle/glueflow.mjs', 'console.log("bundle")');
    const times = node(
      '--input-type=module',
      '--eval',
      `import { buildTimes } from ${JSON.stringify(pathToFileURL(part('server/bin/fresh.js')).href)};
       console.log(JSON.stringify(buildTimes(['aws'])));`
    );
    write('server/bundle/build.json', times);
    expect(run()).toBe('bundle\n');
    utimesSync(part('aws/lib/.tsbuildinfo'), 1e9, 1e9);
    expect(run()).toBe('modules\n');
  });

  it('keeps compiled code in the cache folder, where Node can', () => {
    const cache = world.path('cache');
    const done = spawnSync(
      process.execPath,
      [
        '--eval',
        'process.stdout.write(String("enableCompileCache" in require("node:module")))'
      ],
      { encoding: 'utf8' }
    );
    execFileSync(
      process.execPath,
      [join(folder, 'glueflow.mjs'), '--version'],
      { env: { ...world.env, GLUEFLOW_CACHE: cache } }
    );
    expect(world.names('cache')).toEqual(
      done.stdout === 'true' ? ['node'] : []
    );
  });

  it('states its licences', () => {
    expect(readFileSync(join(folder, 'licences.txt'), 'utf8')).toContain(
      '\ncommander '
    );
  });
});
