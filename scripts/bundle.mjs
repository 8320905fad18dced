/**
 * Bundle the command line and the service: for the pip package into `python/glueflow/bundle`, for the checkout's own `glueflow` into
 * `packages/server/bundle`. `glueflow.mjs` begins; what only some commands need is in files of its own, loaded by them. Beside it
 * `licences.txt` has the licence of every package. Packages must be built (`npx tsc -b`).
 */
import { build } from 'esbuild';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { buildTimes, isFresh } from '../packages/server/bin/fresh.js';
import {
  Failure,
  ROOT,
  fingerprint,
  isMain,
  script,
  stamp,
  stamped,
  step
} from './tools.mjs';
import { precompile } from './validators.mjs';

export const BUNDLE = join(ROOT, 'python', 'glueflow', 'bundle');
const OWN = join(ROOT, 'packages', 'server', 'bundle');

/** Bundle the checkout's own command line, unless that was done for the packages as they are built now. */
export async function bundleCheckout() {
  const mark = join(OWN, 'inputs.txt');
  const inputs = fingerprint(
    ['scripts/bundle.mjs', 'scripts/validators.mjs', 'yarn.lock'].map(name =>
      join(ROOT, name)
    )
  );
  if (stamped(mark, inputs) && isFresh()) {
    return;
  }
  await step('bundle of the command line', async () => {
    // Compiled once more meanwhile, the bundle is not taken for fresh.
    const times = buildTimes(NODE_PACKAGES);
    await bundle(OWN);
    stamp(join(OWN, 'build.json'), JSON.stringify(times));
    stamp(mark, inputs);
  });
}

/** The packages that the command line is made of. */
const NODE_PACKAGES = readdirSync(join(ROOT, 'packages')).filter(
  name => name !== 'pipeline-editor'
);

/** Write the bundle and its licences; returns `{path, bytes, packages, metafile}`, the last as esbuild gives it. */
export async function bundle(folder = BUNDLE) {
  const staged = join(
    ROOT,
    'node_modules',
    '.cache',
    `glueflow-bundle-${process.pid}`
  );
  try {
    mkdirSync(staged, { recursive: true });
    const { metafile } = await build({
      absWorkingDir: ROOT,
      entryPoints: {
        glueflow: join('packages', 'server', 'lib', 'entry.js')
      },
      outdir: staged,
      outExtension: { '.js': '.mjs' },
      chunkNames: 'part-[hash]',
      bundle: true,
      splitting: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      minify: true,
      // Errors are distinguished by the names of their classes.
      keepNames: true,
      charset: 'utf8',
      legalComments: 'none',
      metafile: true,
      logLevel: 'error',
      plugins: [precompile],
      banner: {
        // CommonJS packages in an ES module still ask for Node's own modules by require.
        js: "import{createRequire as $require}from'node:module';const require=$require(import.meta.url);"
      }
    });
    const packages = bundledPackages(Object.keys(metafile.inputs));
    writeFileSync(join(staged, 'licences.txt'), licences(packages));
    putInPlace(staged, folder);
    const bytes = Object.values(metafile.outputs).reduce(
      (sum, output) => sum + output.bytes,
      0
    );
    return { path: join(folder, 'glueflow.mjs'), bytes, packages, metafile };
  } finally {
    rmSync(staged, { recursive: true, force: true });
  }
}

/** How long parts of an older bundle stay, in milliseconds: a service that began with them loads others later. */
const KEEP_PARTS = 7 * 24 * 3600 * 1000;

/** Move a bundle's files to their folder, what begins last, and remove what is old there. */
function putInPlace(staged, folder) {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(staged).sort(
    (a, b) => Number(a === 'glueflow.mjs') - Number(b === 'glueflow.mjs')
  );
  for (const name of names) {
    renameSync(join(staged, name), join(folder, name));
  }
  const old = Date.now() - (folder === OWN ? KEEP_PARTS : 0);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (
      /^part-.*\.mjs$/.test(name) &&
      !names.includes(name) &&
      statSync(file).mtimeMs <= old
    ) {
      rmSync(file);
    }
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
