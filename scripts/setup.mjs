/**
 * `npm run setup`: everything a fresh machine lacks beside Node and Python, then the build. Safe to repeat; each step is skipped
 * when its input has not changed.
 */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync
} from 'node:fs';
import { join } from 'node:path';
import { buildLabextension } from './labextension.mjs';
import {
  Failure,
  PYTHON,
  ROOT,
  VENV,
  environment,
  fingerprint,
  isMain,
  run,
  script,
  stamp,
  stamped,
  step
} from './tools.mjs';

const PYTHON_RANGE = '3.10 to 3.12';

function checkNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) {
    throw new Failure(
      `Glueflow needs Node 20 or newer; this is ${process.versions.node}. Install a newer Node and run the command again.`
    );
  }
}

function describePython(command, args) {
  const probe =
    'import sys, venv, ensurepip; print("%d.%d.%d" % sys.version_info[:3])';
  const result = spawnSync(command, [...args, '-c', probe], {
    encoding: 'utf8'
  });
  if (result.error || result.status === null) {
    return undefined;
  }
  if (result.status !== 0) {
    return {
      command,
      args,
      problem: 'it has no venv module (on Debian: apt install python3-venv)'
    };
  }
  const version = result.stdout.trim();
  const [major, minor] = version.split('.').map(Number);
  const fits = major === 3 && minor >= 10 && minor <= 12;
  return {
    command,
    args,
    version,
    problem: fits ? undefined : `it is ${version}`
  };
}

/** Find a Python that PySpark 3.5 runs on; `PYTHON` in the environment comes first. */
function findPython() {
  const candidates = [
    ...(process.env.PYTHON ? [[process.env.PYTHON, []]] : []),
    ['python3.11', []],
    ['python3.12', []],
    ['python3.10', []],
    ['python3', []],
    ['python', []],
    ...(process.platform === 'win32'
      ? [
          ['py', ['-3.11']],
          ['py', ['-3.12']],
          ['py', ['-3.10']]
        ]
      : [])
  ];
  const seen = [];
  for (const [command, args] of candidates) {
    const found = describePython(command, args);
    if (found && !found.problem) {
      return found;
    }
    if (found) {
      seen.push(`${command}: ${found.problem}`);
    }
  }
  throw new Failure(
    `Glueflow needs Python ${PYTHON_RANGE} (PySpark 3.5 runs on no newer one).\n` +
      (seen.length > 0
        ? `Found, but of no use:\n  ${seen.join('\n  ')}\n`
        : 'None was found on the path.\n') +
      'Install one, or name it: PYTHON=/path/to/python3.11 npm run setup'
  );
}

function venvWorks() {
  if (!existsSync(PYTHON)) {
    return false;
  }
  const result = spawnSync(
    PYTHON,
    ['-c', 'import sys; print(sys.version_info[1])'],
    { encoding: 'utf8' }
  );
  const minor = Number(result.stdout?.trim());
  return result.status === 0 && minor >= 10 && minor <= 12;
}

async function setUpPython() {
  const requirements = join(ROOT, 'python', 'requirements.txt');
  const mark = join(VENV, '.glueflow-requirements');
  const wanted = fingerprint([requirements]);
  if (stamped(mark, wanted) && existsSync(PYTHON)) {
    return;
  }
  if (!venvWorks()) {
    const found = findPython();
    await step(`virtual environment with Python ${found.version}`, async () => {
      rmSync(VENV, { recursive: true, force: true });
      await run(found.command, [...found.args, '-m', 'venv', VENV], {
        env: process.env,
        capture: true,
        what: 'Making the virtual environment'
      });
    });
  }
  await step(
    'Python packages (fills some 700 MB of the disk the first time)',
    () =>
      run(
        PYTHON,
        [
          '-m',
          'pip',
          'install',
          '--quiet',
          '--disable-pip-version-check',
          '--require-hashes',
          '--requirement',
          requirements
        ],
        { capture: true, what: 'Installing the Python packages' }
      )
  );
  stamp(mark, wanted);
}

/**
 * Install the checkout's own Python package, editable: `python -m glueflow…` is the checkout's, and Jupyter finds its entry points.
 * Without isolation: hatchling is in the virtual environment, and nothing is fetched.
 */
async function installOwnPackage() {
  const python = join(ROOT, 'python');
  const config = join(python, 'jupyter-config', 'glueflow.json');
  // Collaboration is for its tests only, and no announcements are fetched.
  const ours = join(ROOT, 'scripts', 'jupyter', 'checkout');
  const mark = join(VENV, '.glueflow-package');
  const wanted = fingerprint(
    [
      join(python, 'pyproject.toml'),
      join(python, 'hatch_build.py'),
      join(VENV, '.glueflow-requirements'),
      config,
      ours
    ],
    ROOT
  );
  if (stamped(mark, wanted)) {
    return;
  }
  await step("Glueflow's Python package", () =>
    run(
      PYTHON,
      [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
        ...['--no-deps', '--no-build-isolation', '--editable', python]
      ],
      { capture: true, what: "Installing Glueflow's Python package" }
    )
  );
  const settings = join(VENV, 'etc', 'jupyter');
  cpSync(ours, settings, { recursive: true });
  copyFileSync(
    config,
    join(settings, 'jupyter_server_config.d', 'glueflow.json')
  );
  stamp(mark, wanted);
}

function manifests() {
  const packages = readdirSync(join(ROOT, 'packages')).map(name =>
    join(ROOT, 'packages', name, 'package.json')
  );
  return [
    join(ROOT, 'package.json'),
    join(ROOT, 'yarn.lock'),
    join(ROOT, '.yarnrc.yml'),
    ...packages
  ];
}

async function setUpNode() {
  const mark = join(ROOT, 'node_modules', '.cache', 'glueflow-install');
  const wanted = fingerprint(manifests());
  if (stamped(mark, wanted)) {
    return;
  }
  await step('JavaScript packages', () =>
    run('jlpm', ['install', '--immutable'], {
      capture: true,
      // The browser tests take the system's.
      env: environment({ PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' }),
      what: 'Installing the JavaScript packages'
    })
  );
  stamp(mark, wanted);
}

/** Build every package, the command line's bundle and the JupyterLab extension, when a source changed since the last build. */
export async function build() {
  await compile();
  // Not before the packages are installed: esbuild is one of them.
  const { bundleCheckout } = await import('./bundle.mjs');
  await bundleCheckout();
  await buildLabextension();
}

/** Link packages of ours that the installation does not know yet, so that a checkout which gained one builds at once. */
function linkPackages(names) {
  const scope = join(ROOT, 'node_modules', '@glueflow');
  mkdirSync(scope, { recursive: true });
  for (const name of names) {
    const link = join(scope, name);
    if (!existsSync(link)) {
      symlinkSync(join('..', '..', 'packages', name), link, 'junction');
    }
  }
}

async function compile() {
  const names = readdirSync(join(ROOT, 'packages'));
  linkPackages(names);
  const inputs = names.flatMap(name => [
    join(ROOT, 'packages', name, 'src'),
    join(ROOT, 'packages', name, 'templates'),
    join(ROOT, 'packages', name, 'tsconfig.json')
  ]);
  const outputs = names.map(name =>
    join(ROOT, 'packages', name, 'lib', 'index.js')
  );
  const mark = join(ROOT, 'node_modules', '.cache', 'glueflow-build');
  const state = () =>
    fingerprint([
      ...inputs,
      join(ROOT, 'tsconfig.base.json'),
      join(ROOT, 'scripts', 'embed.mjs')
    ]);
  if (outputs.every(existsSync) && stamped(mark, state())) {
    return;
  }
  await step('build', async () => {
    await run(process.execPath, [join(ROOT, 'scripts', 'embed.mjs')], {
      capture: true
    });
    await run(
      process.execPath,
      [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-b'],
      {
        capture: true,
        what: 'The build'
      }
    );
  });
  stamp(mark, state());
}

/** Fetch the jars Spark needs to read S3; nothing to do when they are there. */
async function setUpSpark() {
  await step("Spark's S3 libraries", () =>
    run(PYTHON, ['-m', 'glueflow.local', 'prepare'], {
      capture: true,
      what: "Fetching Spark's S3 libraries"
    })
  );
}

/** Set everything up; silent where nothing is to be done. */
export async function setup() {
  const start = Date.now();
  console.log('Setting up Glueflow');
  checkNode();
  await setUpPython();
  await installOwnPackage();
  await setUpNode();
  await build();
  await setUpSpark();
  console.log(`  ready (${((Date.now() - start) / 1000).toFixed(1)} s)\n`);
}

if (isMain(import.meta.url)) {
  await script(setup);
}
