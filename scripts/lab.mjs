/** How a checkout's JupyterLab is started: by `npm start`, the browser tests and the benchmarks. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HOME, PYTHON, ROOT, environment, run } from './tools.mjs';

/** Run a command of the sandbox, without the way through Node; `options` as those of `run`. */
function sandbox(args, options) {
  return run(PYTHON, ['-m', 'glueflow.sandbox', ...args], {
    capture: true,
    what: 'The sandbox',
    ...options
  });
}

/**
 * Start the sandbox unless it runs; returns `{started, env}`: whether it was started now, and the variables that lead to it.
 *
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} options - Further ones of `glueflow sandbox start`.
 * @returns {Promise<{started: boolean, env: NodeJS.ProcessEnv}>}
 */
export async function startSandbox(env = environment(), options = []) {
  const begin = Math.floor(Date.now() / 1000) * 1000;
  const facts = JSON.parse(
    (await sandbox(['start', '--json', ...options], { env })).output
  );
  const { output } = await sandbox(['env', '--json'], { env });
  return {
    started: Date.parse(facts.started) >= begin,
    env: JSON.parse(output)
  };
}

/** Stop the sandbox; its data stays. */
export async function stopSandbox(env = environment()) {
  await sandbox(['stop'], { env, check: false });
}

/**
 * Say how JupyterLab is started: `{command, args, env}`.
 *
 * It keeps its settings and its state in `home`, apart from a person's own JupyterLab, and listens on 127.0.0.1 only.
 *
 * @param {{root: string, home?: string, env?: NodeJS.ProcessEnv, collaborative?: boolean, options?: string[]}} wanted
 * @returns {{command: string, args: string[], env: NodeJS.ProcessEnv}}
 */
export function labCommand({
  root,
  home = HOME,
  env = environment(),
  collaborative = false,
  options = []
}) {
  const own = join(home, 'jupyter');
  return {
    command: PYTHON,
    args: [
      ...['-m', 'jupyterlab', '--ServerApp.ip=127.0.0.1'],
      `--ServerApp.root_dir=${root}`,
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
      ...(collaborative
        ? [
            '--ServerApp.jpserver_extensions=jupyter_server_ydoc=True',
            '--ServerApp.jpserver_extensions=jupyter_server_fileid=True'
          ]
        : []),
      ...options
    ],
    env: {
      ...env,
      JUPYTER_CONFIG_DIR: join(own, 'config'),
      JUPYTER_DATA_DIR: join(own, 'data'),
      JUPYTER_RUNTIME_DIR: join(own, 'runtime'),
      ...(collaborative
        ? {
            JUPYTER_CONFIG_PATH: join(
              ROOT,
              'scripts',
              'jupyter',
              'collaborative'
            )
          }
        : {})
    }
  };
}

/** Run JupyterLab in the terminal until it ends (Ctrl-C ends it); returns its exit code. */
export function runLab({ command, args, env }) {
  const child = spawn(command, args, {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'inherit', 'inherit']
  });
  // JupyterLab ends its kernels first, and we wait for it. A terminal sends Ctrl-C to both; Windows knows no other way to ask.
  const end = () => child.kill('SIGTERM');
  process.on('SIGINT', process.platform === 'win32' ? () => undefined : end);
  process.on('SIGTERM', end);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(signal ? 0 : code));
  });
}
