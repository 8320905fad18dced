/** `npm run build:wheel`: the pip package, with the bundled command line and service, into `dist/`. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.mjs';
import { build, setup } from './setup.mjs';
import { PYTHON, ROOT, isMain, run, script } from './tools.mjs';

/** Build the wheel into a folder; returns its path. With `quick` set-up is taken for done. */
export async function wheel(out = join(ROOT, 'dist'), quick = false) {
  await (quick ? build() : setup());
  await bundle();
  mkdirSync(out, { recursive: true });
  for (const old of readdirSync(out)) {
    if (/^glueflow-.*\.whl$/.test(old)) {
      rmSync(join(out, old));
    }
  }
  // Without isolation: hatchling is in the virtual environment, and nothing is fetched.
  await run(
    PYTHON,
    [
      ...['-m', 'build', '--wheel', '--no-isolation'],
      ...['--outdir', out, join(ROOT, 'python')]
    ],
    { capture: true, what: 'Building the wheel' }
  );
  const name = readdirSync(out).find(file => /^glueflow-.*\.whl$/.test(file));
  return join(out, name);
}

if (isMain(import.meta.url)) {
  await script(async () => {
    const [out] = process.argv.slice(2).filter(arg => !arg.startsWith('-'));
    console.log(await wheel(out, process.argv.includes('--no-setup')));
  });
}
