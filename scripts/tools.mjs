/** What the set-up, test and demo scripts share: paths, running commands with a line of progress, stamps. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync
} from 'node:fs';
import { delimiter, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
export const VENV = join(ROOT, '.venv');
const WINDOWS = process.platform === 'win32';
export const VENV_BIN = join(VENV, WINDOWS ? 'Scripts' : 'bin');
export const PYTHON = join(VENV_BIN, WINDOWS ? 'python.exe' : 'python');
/** The product's home in a checkout: the sandbox's data, bookmarks, logs. */
export const HOME = process.env.GLUEFLOW_HOME ?? join(ROOT, '.glueflow');

/** A failure whose message is all a person needs: no stack is printed. */
export class Failure extends Error {}

/**
 * Return the environment for commands of the checkout: the virtual environment first on the path.
 *
 * @param {NodeJS.ProcessEnv} extra - Variables to set beside.
 * @returns {NodeJS.ProcessEnv}
 */
export function environment(extra = {}) {
  return {
    ...process.env,
    VIRTUAL_ENV: VENV,
    PATH: `${VENV_BIN}${delimiter}${process.env.PATH ?? ''}`,
    GLUEFLOW_PYTHON: PYTHON,
    GLUEFLOW_HOME: HOME,
    PYTHONUTF8: '1',
    ...extra
  };
}

/**
 * Run a command to its end.
 *
 * `capture` keeps its output (returned as `{code, output, printed}`, the last without what stands on standard error), otherwise it goes
 * straight through. On Windows `.cmd` shims need a shell. With `check` (the default) a non-zero exit is a `Failure` that shows the end of the output.
 */
export function run(command, args, options = {}) {
  const { cwd = ROOT, env = environment(), check = true, what } = options;
  const capture = options.capture ?? false;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: [
        'ignore',
        capture ? 'pipe' : 'inherit',
        capture ? 'pipe' : 'inherit'
      ],
      shell: WINDOWS && /^(npm|npx|jlpm)$/.test(command)
    });
    let output = '';
    let printed = '';
    const keep = chunk => {
      output += chunk;
      options.onOutput?.(String(chunk));
    };
    child.stdout?.on('data', chunk => {
      printed += chunk;
      keep(chunk);
    });
    child.stderr?.on('data', keep);
    child.on('error', error =>
      reject(
        new Failure(`${what ?? command} could not be started: ${error.message}`)
      )
    );
    child.on('close', (code, signal) => {
      const exit = code ?? (signal ? 128 : 1);
      if (exit !== 0 && check) {
        const tail = output.trim().split('\n').slice(-30).join('\n');
        reject(
          new Failure(`${what ?? command} failed (exit ${exit}).\n${tail}`)
        );
      } else {
        resolve({ code: exit, output, printed });
      }
    });
  });
}

/** Print one step with the time it took; on a terminal the seconds tick while it runs. */
export async function step(title, work) {
  const start = Date.now();
  const seconds = () => `${((Date.now() - start) / 1000).toFixed(1)} s`;
  const live = process.stdout.isTTY;
  const timer =
    live &&
    setInterval(
      () => process.stdout.write(`\r  … ${title} ${seconds()}   `),
      500
    );
  if (live) {
    process.stdout.write(`  … ${title}`);
  } else {
    console.log(`  … ${title}`);
  }
  try {
    const result = await work();
    console.log(`${live ? '\r' : ''}  ✓ ${title} (${seconds()})      `);
    return result;
  } catch (error) {
    console.log(`${live ? '\r' : ''}  ✗ ${title} (${seconds()})      `);
    throw error;
  } finally {
    if (timer) {
      clearInterval(timer);
    }
  }
}

/** Hash files and folders by name and content; what is not there counts as such. */
export function fingerprint(paths, extra = '') {
  const hash = createHash('sha256').update(extra);
  const add = path => {
    if (!existsSync(path)) {
      hash.update(`absent ${relative(ROOT, path)}\n`);
      return;
    }
    let entries;
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch {
      hash.update(`${relative(ROOT, path)}\n`).update(readFileSync(path));
      return;
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      add(join(path, entry.name));
    }
  };
  paths.forEach(add);
  return hash.digest('hex');
}

/** True when the stamp `name` stands for `value`: the step was done for exactly this input. */
export function stamped(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** Remember that a step was done for this input. */
export function stamp(file, value) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, value);
}

/** Run a script's `main`, print a failure as a sentence, set the exit code. */
export async function script(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (error instanceof Failure) {
      console.error(`\n${error.message}`);
    } else {
      console.error(error);
    }
    process.exitCode = 1;
  }
}

/** True when this module was started as a script and not imported. */
export function isMain(url) {
  return (
    process.argv[1] !== undefined && fileURLToPath(url) === process.argv[1]
  );
}
