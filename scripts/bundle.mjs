/**
 * Bundle the command line and the service into one file for the pip package: `python/glueflow/bundle/glueflow.mjs`, and beside it
 * `licences.txt` with the licence of every package in it. Packages must be built (`npx tsc -b`).
 */
import { build } from 'esbuild';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure, ROOT, isMain, script } from './tools.mjs';

export const BUNDLE = join(ROOT, 'python', 'glueflow', 'bundle');

/** Write the bundle and its licences; returns `{path, bytes, packages}`. */
export async function bundle(folder = BUNDLE) {
  const staged = join(
    ROOT,
    'node_modules',
    '.cache',
    `glueflow-bundle-${process.pid}`
  );
  const file = join(staged, 'glueflow.mjs');
  try {
    mkdirSync(staged, { recursive: true });
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: [join('packages', 'server', 'bin', 'glueflow.js')],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      minify: true,
      // Errors are told apart by the names of their classes.
      keepNames: true,
      charset: 'utf8',
      legalComments: 'none',
      metafile: true,
      logLevel: 'error',
      banner: {
        // CommonJS packages in an ES module still ask for Node's own modules by require.
        js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);"
      }
    });
    const packages = bundledPackages(Object.keys(metafile.inputs));
    writeFileSync(join(staged, 'licences.txt'), licences(packages));
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(staged)) {
      renameSync(join(staged, name), join(folder, name));
    }
    const bytes = Object.values(metafile.outputs)[0].bytes;
    return { path: join(folder, 'glueflow.mjs'), bytes, packages };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/** The packages that files belong to, without our own: `[{name, version, license, folder}]`, by name. */
function bundledPackages(inputs) {
  const found = new Map();
  for (const input of inputs) {
    const folder = packageFolder(resolve(ROOT, input));
    if (folder && !found.has(folder)) {
      const { name, version, license } = JSON.parse(
        readFileSync(join(folder, 'package.json'), 'utf8')
      );
      found.set(folder, { name, version, license, folder });
    }
  }
  return [...found.values()]
    .filter(({ name }) => !name.startsWith('@glueflow/'))
    .sort((a, b) =>
      `${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1
    );
}

/** The nearest folder above a file whose package.json names a package with a version. */
function packageFolder(file) {
  for (let folder = dirname(file); folder !== dirname(folder);) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name, version } = JSON.parse(readFileSync(manifest, 'utf8'));
      if (name && version) {
        return folder;
      }
    }
    folder = dirname(folder);
  }
  return undefined;
}

function licences(packages) {
  const parts = packages.map(({ name, version, license, folder }) => {
    if (!license) {
      throw new Failure(
        `The package ${name}@${version} in the bundle states no licence.`
      );
    }
    const texts = readdirSync(folder)
      .filter(file => /^(licen[cs]e|notice|copying)(\W|$)/i.test(file))
      .sort()
      .map(file => readFileSync(join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `Packages bundled in glueflow.mjs, and their licences.\n\n${parts.join(
    `\n\n${'-'.repeat(78)}\n\n`
  )}\n`;
}

if (isMain(import.meta.url)) {
  await script(async () => {
    const { path, bytes, packages } = await bundle();
    console.log(
      `${path}: ${(bytes / 1e6).toFixed(1)} MB, ${packages.length} packages`
    );
  });
}
