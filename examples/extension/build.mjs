/**
 * Builds the extension: `dist/components.mjs` for the command line and the service, then the extension of JupyterLab in `labextension/`, which
 * has that module too. With `--components` only the first.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const HERE = dirname(fileURLToPath(import.meta.url));
const OPTIONS = {
  absWorkingDir: HERE,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  loader: { '.py': 'text', '.svg': 'text' },
  logLevel: 'warning'
};
const MODULE = join('dist', 'components.mjs');

await build({
  ...OPTIONS,
  entryPoints: ['src/components.ts'],
  outfile: MODULE,
  platform: 'node'
});
if (!process.argv.includes('--components')) {
  // What JupyterLab and the pipeline editor have is taken from them.
  await build({
    ...OPTIONS,
    entryPoints: ['src/index.ts'],
    outfile: 'lib/index.js',
    external: ['@glueflow/pipeline-editor', '@jupyterlab/*']
  });
  // Within Glueflow's checkout the packages are those of the root; without this folder the builder would install others.
  mkdirSync(join(HERE, 'node_modules'), { recursive: true });
  const { status } = spawnSync('jupyter-builder', ['build', HERE], {
    stdio: 'inherit',
    shell: process.platform === 'win32'
  });
  if (status !== 0) {
    throw new Error('The extension of JupyterLab could not be built.');
  }
  mkdirSync(join(HERE, 'labextension', 'dist'), { recursive: true });
  cpSync(join(HERE, MODULE), join(HERE, 'labextension', MODULE));
}
