/** The static checks of the project. */
import { join } from 'node:path';
import { PYTHON, ROOT, run } from './tools.mjs';

const bin = path => join(ROOT, 'node_modules', ...path);
const NODE = process.execPath;

/** The longest first, so that none runs alone at the end. */
const CHECKS = [
  [
    'mypy',
    PYTHON,
    ['-m', 'mypy', '--config-file', 'python/pyproject.toml', 'python/glueflow']
  ],
  [
    'TypeScript of the tests',
    NODE,
    [bin(['typescript', 'bin', 'tsc']), '-p', 'tsconfig.tests.json']
  ],
  [
    "TypeScript of the editor's tests",
    NODE,
    [
      bin(['typescript', 'bin', 'tsc']),
      '-p',
      'packages/pipeline-editor/test/tsconfig.json'
    ]
  ],
  [
    'TypeScript of the browser tests',
    NODE,
    [bin(['typescript', 'bin', 'tsc']), '-p', 'ui-tests']
  ],
  [
    'TypeScript of the example extension',
    NODE,
    [bin(['typescript', 'bin', 'tsc']), '-p', 'examples/extension']
  ],
  [
    'ESLint',
    NODE,
    [
      bin(['eslint', 'bin', 'eslint.js']),
      '--cache',
      '--cache-location',
      bin(['.cache', 'eslint']),
      '.'
    ]
  ],
  [
    'Prettier',
    NODE,
    [
      bin(['prettier', 'bin', 'prettier.cjs']),
      '--cache',
      '--check',
      '--log-level',
      'warn',
      '.'
    ]
  ],
  [
    'ruff check',
    PYTHON,
    [
      '-m',
      'ruff',
      'check',
      '--quiet',
      '--config',
      'python/pyproject.toml',
      'python',
      'examples',
      'scripts',
      'benchmarks',
      'packages/components-manager/templates'
    ]
  ],
  [
    'ruff format',
    PYTHON,
    [
      '-m',
      'ruff',
      'format',
      '--quiet',
      '--check',
      '--config',
      'python/pyproject.toml',
      'python',
      'examples',
      'scripts',
      'benchmarks',
      'packages/components-manager/templates'
    ]
  ],
  [
    'scripts shown in the docs',
    NODE,
    [join(ROOT, 'scripts', 'docs-generated.mjs'), '--check']
  ],
  [
    'reference of the lakeFS SDK',
    NODE,
    [join(ROOT, 'scripts', 'docs-api.mjs'), '--check']
  ],
  [
    "the kernel's protocol",
    NODE,
    [join(ROOT, 'scripts', 'docs-kernel.mjs'), '--check']
  ],
  ['unused exports', NODE, [join(ROOT, 'scripts', 'unused.mjs')]],
  ['plain words', NODE, [join(ROOT, 'scripts', 'words.mjs')]],
  ['audit of dependencies', NODE, [join(ROOT, 'scripts', 'audit.mjs')]]
];

/** Checks that run at a time: most use one processor. */
const LANES = 2;

/** Run every check; print and return what each said: `{name, passed}`. */
export async function checks() {
  const left = [...CHECKS];
  const results = [];
  const lane = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      results.push(await checked(next));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

async function checked([name, command, args]) {
  const start = Date.now();
  const { code, output } = await run(command, args, {
    capture: true,
    check: false
  });
  const passed = code === 0;
  console.log(
    `  ${passed ? '✓' : '✗'} ${name} (${((Date.now() - start) / 1000).toFixed(1)} s)`
  );
  if (!passed) {
    console.log(output.trim());
  }
  return { name, passed };
}
