import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { labCommand, startSandbox, stopSandbox } from '../../scripts/lab.mjs';
import { environment, ROOT } from '../../scripts/tools.mjs';

/** Milliseconds that JupyterLab gets to start, on a machine that does other things too. */
const PATIENCE = 120_000;

/** What a JupyterLab of the tests is started with. */
export interface LabOptions {
  /** With jupyter-collaboration switched on. */
  collaborative?: boolean;
  /** Without it there is no sandbox, and no credentials either. */
  sandbox?: boolean;
  /** The Python whose JupyterLab it is; by default the checkout's. */
  python?: string;
  /** Without Glueflow's extensions: for what JupyterLab is on its own. */
  extension?: boolean;
  /** A folder with more of Jupyter's data: `labextensions`. */
  data?: string;
  /** More of JupyterLab's options. */
  options?: readonly string[];
}

/** A JupyterLab of its own, with its own sandbox, Glueflow home and root folder. */
export class Lab {
  private constructor(
    /** Everything of it is below this folder. */
    readonly folder: string,
    /** Variables that lead to the sandbox, among others. */
    readonly env: NodeJS.ProcessEnv
  ) {
    this.root = join(folder, 'root');
    this.home = join(folder, 'home');
  }

  /** Start one; it answers when this returns. */
  static async start(options: LabOptions = {}): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'glueflow-lab-'));
    const plain: NodeJS.ProcessEnv = environment({
      GLUEFLOW_HOME: join(folder, 'home'),
      GLUEFLOW_CONFIG: join(folder, 'config'),
      AWS_CONFIG_FILE: join(folder, 'aws', 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws', 'credentials'),
      AWS_EC2_METADATA_DISABLED: 'true'
    });
    const sandbox = options.sandbox ?? true;
    const env = sandbox
      ? { ...plain, ...(await startSandbox(plain, ['--port', '0'])).env }
      : plain;
    const lab = new Lab(folder, env);
    lab._sandbox = sandbox;
    try {
      await lab._start(options);
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** The folder JupyterLab shows. */
  readonly root: string;
  /** `GLUEFLOW_HOME`. */
  readonly home: string;
  readonly token = randomBytes(16).toString('hex');
  /** Its address, with a slash at the end. */
  url = '';

  /** What it has said. */
  get log(): string {
    return readFileSync(this._logFile, 'utf8');
  }

  /** Write a file below the root; returns its path there. */
  write(path: string, text: string): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return path;
  }

  /** Read a file below the root. */
  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Copy an example of the checkout below the root; returns its path there. */
  example(name: string, path = name): string {
    return this.write(path, readFileSync(join(ROOT, 'examples', name), 'utf8'));
  }

  /** Ask the Jupyter server, with its token. */
  ask(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(new URL(path, this.url), {
      ...init,
      headers: { Authorization: `token ${this.token}`, ...init.headers }
    });
  }

  /** Set the editor's settings, for pages that are loaded from now on. */
  set(settings: object): void {
    const folder = join(
      this.home,
      'jupyter/config/lab/user-settings/@glueflow/pipeline-editor'
    );
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'plugin.jupyterlab-settings'),
      JSON.stringify(settings)
    );
  }

  /** Make it as if nobody had used it: no files, settings, workspaces, kernels. */
  async reset(): Promise<void> {
    const sessions = (await (await this.ask('api/sessions')).json()) as {
      id: string;
    }[];
    for (const { id } of sessions) {
      await this.ask(`api/sessions/${id}`, { method: 'DELETE' });
    }
    for (const name of readdirSync(this.root)) {
      rmSync(join(this.root, name), { recursive: true, force: true });
    }
    for (const name of ['user-settings', 'workspaces']) {
      rmSync(join(this.home, 'jupyter', 'config', 'lab', name), {
        recursive: true,
        force: true
      });
    }
  }

  /** End it and the sandbox, and throw everything away. */
  async stop(): Promise<void> {
    const process = this._process;
    if (process && process.exitCode === null && process.signalCode === null) {
      const ended = new Promise(resolve => process.once('close', resolve));
      process.kill('SIGTERM');
      const insist = setTimeout(() => process.kill('SIGKILL'), 20_000);
      await ended;
      clearTimeout(insist);
    }
    if (this._sandbox) {
      await stopSandbox(this.env);
    }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private async _start(options: LabOptions): Promise<void> {
    mkdirSync(this.root, { recursive: true });
    const lab = labCommand({
      root: this.root,
      home: this.home,
      env: this.env,
      collaborative: options.collaborative ?? false,
      options: [
        '--no-browser',
        '--ServerApp.port=0',
        `--IdentityProvider.token=${this.token}`,
        '--LabApp.expose_app_in_browser=True',
        ...(options.extension === false
          ? ['--ServerApp.jpserver_extensions=glueflow.server=False']
          : []),
        ...(options.options ?? [])
      ]
    });
    if (options.data !== undefined) {
      lab.env.JUPYTER_PATH = options.data;
    }
    if (options.extension === false) {
      lab.env.JUPYTER_CONFIG_PATH = this._withoutExtension();
    }
    const process = spawn(options.python ?? lab.command, lab.args, {
      cwd: this.folder,
      env: lab.env,
      stdio: ['ignore', 'pipe', 'pipe']
    });
    this._process = process;
    const log = createWriteStream(this._logFile);
    process.stdout.pipe(log);
    process.stderr.pipe(log);
    const runtime = lab.env.JUPYTER_RUNTIME_DIR ?? '';
    this.url = await until(() => {
      if (process.exitCode !== null) {
        throw new Error(`JupyterLab has ended.\n${this.log}`);
      }
      return listening(runtime, process.pid);
    });
    // The file with its address is written a moment before it listens.
    await until(() =>
      this.ask('api').then(
        ({ ok }) => ok || undefined,
        () => undefined
      )
    );
  }

  /** A folder of settings that switch the editor off. */
  private _withoutExtension(): string {
    const folder = join(this.folder, 'without');
    mkdirSync(join(folder, 'labconfig'), { recursive: true });
    writeFileSync(
      join(folder, 'labconfig', 'page_config.json'),
      JSON.stringify({
        disabledExtensions: { '@glueflow/pipeline-editor': true }
      })
    );
    return folder;
  }

  private get _logFile(): string {
    return join(this.folder, 'jupyter.log');
  }

  private _process: ChildProcess | undefined;
  private _sandbox = false;
}

/** The address in the file that a Jupyter server writes when it listens. */
function listening(runtime: string, pid?: number): string | undefined {
  const file = join(runtime, `jpserver-${pid}.json`);
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { url: string }).url;
  } catch {
    return undefined;
  }
}

/** Ask again until there is an answer. */
async function until<T>(
  ask: () => T | undefined | Promise<T | undefined>
): Promise<T> {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) {
      return answer;
    }
    if (Date.now() > deadline) {
      throw new Error('JupyterLab did not start in time.');
    }
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
