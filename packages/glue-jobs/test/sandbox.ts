import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '..', '..', '..');
const PYTHON =
  process.env.GLUEFLOW_PYTHON ??
  (process.platform === 'win32'
    ? join(ROOT, '.venv', 'Scripts', 'python.exe')
    : join(ROOT, '.venv', 'bin', 'python'));

/** Runs until its standard input ends, which it does with the test process, however that ends. */
const PROGRAM = `
import json, pathlib, sys
from glueflow.sandbox.server import Sandbox
root, home = sys.argv[1:]
fake = str(pathlib.Path(root) / "python" / "tests" / "sandbox" / "fakerun.py")
with Sandbox(home=home, port=0, runner=[sys.executable, fake], minute=1.0) as sandbox:
    print(json.dumps(sandbox.env), flush=True)
    sys.stdin.read()
`;

/** A sandbox in a process of its own, whose job runs execute plain Python in place of Spark; a minute of a timeout lasts a second. */
export class Sandbox {
  static async start(): Promise<Sandbox> {
    const home = mkdtempSync(join(tmpdir(), 'glueflow-sandbox-'));
    const paths = [join(ROOT, 'python'), process.env.PYTHONPATH];
    const child = spawn(PYTHON, ['-c', PROGRAM, ROOT, home], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        PYTHONPATH: paths.filter(Boolean).join(delimiter)
      }
    });
    const lines = createInterface({ input: child.stdout });
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      child.once('error', reject);
      child.once('exit', code =>
        reject(new Error(`the sandbox ended with status ${code}`))
      );
    });
    return new Sandbox(child, home, JSON.parse(line) as Record<string, string>);
  }

  private constructor(
    private readonly _child: ChildProcess,
    private readonly _home: string,
    /** The variables that point AWS clients at it. */
    readonly env: Record<string, string>
  ) {}

  get url(): string {
    return this.env.AWS_ENDPOINT_URL;
  }

  /** The Python of the virtual environment. */
  get python(): string {
    return PYTHON;
  }

  /** Put these faults in place of those before: docs/sandbox.md. Returns those in force, with how often they struck. */
  async faults(
    faults?: readonly {
      kind: string;
      action: string;
      rate?: number;
      milliseconds?: number;
    }[],
    seed = 0
  ): Promise<{ struck: number }[]> {
    const state = JSON.parse(
      readFileSync(join(this._home, 'sandbox.json'), 'utf8')
    ) as { token: string };
    const reply = await fetch(`${this.url}/glueflow/faults`, {
      method: faults === undefined ? 'GET' : 'PUT',
      headers: { authorization: `Bearer ${state.token}` },
      ...(faults === undefined
        ? {}
        : { body: JSON.stringify({ faults, seed }) })
    });
    const body = (await reply.json()) as {
      faults?: { struck: number }[];
      message?: string;
    };
    if (body.faults === undefined) {
      throw new Error(body.message);
    }
    return body.faults;
  }

  async stop(): Promise<void> {
    const ended = new Promise(resolve => this._child.once('exit', resolve));
    this._child.stdin?.end();
    await ended;
    rmSync(this._home, { recursive: true, force: true });
  }
}
