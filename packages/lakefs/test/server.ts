import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Repository, type ClientOptions } from '../src/index.js';

const ROOT = join(__dirname, '..', '..', '..');
const PYTHON =
  process.env.GLUEFLOW_PYTHON ??
  (process.platform === 'win32'
    ? join(ROOT, '.venv', 'Scripts', 'python.exe')
    : join(ROOT, '.venv', 'bin', 'python'));

/** The stand-in alone: without the sandbox's AWS it is there at once. */
const PROGRAM = `
import json, pathlib, sys
from glueflow.sandbox.lakefs.service import LakeFS
from glueflow.sandbox.signing import Key
keys = {"AWS_ACCESS_KEY_ID": "AKIATESTTESTTESTTEST", "AWS_SECRET_ACCESS_KEY": "secret/of+the=tests"}
lookup = lambda name: Key(keys["AWS_SECRET_ACCESS_KEY"]) if name == keys["AWS_ACCESS_KEY_ID"] else None
server = LakeFS(pathlib.Path(sys.argv[1]), 0, keys, lambda: None, lookup)
print(json.dumps({**server.env, **keys}), flush=True)
sys.stdin.read()
server.stop()
`;

/**
 * The server that the suite runs against: the one that `LAKEFS_ENDPOINT` names (with `LAKEFS_ACCESS_KEY_ID`, `LAKEFS_SECRET_ACCESS_KEY`
 * and `LAKEFS_STORAGE_NAMESPACE`), else a stand-in of its own.
 */
export class Server {
  static async start(): Promise<Server> {
    const { LAKEFS_ENDPOINT: endpoint } = process.env;
    return endpoint ? Server._real(endpoint) : Server._standIn();
  }

  private static _real(endpoint: string): Server {
    const { env } = process;
    return new Server(
      {
        LAKECTL_SERVER_ENDPOINT_URL: endpoint,
        LAKECTL_CREDENTIALS_ACCESS_KEY_ID: env.LAKEFS_ACCESS_KEY_ID ?? '',
        LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY:
          env.LAKEFS_SECRET_ACCESS_KEY ?? ''
      },
      env.LAKEFS_STORAGE_NAMESPACE ?? 'local://',
      true
    );
  }

  private static async _standIn(): Promise<Server> {
    const home = mkdtempSync(join(tmpdir(), 'glueflow-lakefs-'));
    const paths = [join(ROOT, 'python'), process.env.PYTHONPATH];
    const child = spawn(PYTHON, ['-c', PROGRAM, home], {
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
        reject(new Error(`the stand-in ended with status ${code}`))
      );
    });
    const env = JSON.parse(line) as Record<string, string>;
    return new Server(env, 's3://tests', false, child, home);
  }

  private constructor(
    /** The variables that point clients at it. */
    readonly env: Readonly<Record<string, string>>,
    private readonly _namespace: string,
    /** It is a lakeFS server, not the stand-in. */
    readonly real: boolean,
    private readonly _child?: ChildProcess,
    private readonly _home?: string
  ) {}

  get endpoint(): string {
    return this.env.LAKECTL_SERVER_ENDPOINT_URL;
  }

  /** A client of it; with an endpoint of a proxy before it, say. */
  client(options: ClientOptions = {}): Promise<Client> {
    const client = Client.create({
      endpoint: this.endpoint,
      accessKeyId: this.env.LAKECTL_CREDENTIALS_ACCESS_KEY_ID,
      secretAccessKey: this.env.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY,
      retry: { firstDelay: 5, maxDelay: 20 },
      ...options
    });
    client.then(each => this._clients.push(each)).catch(() => undefined);
    return client;
  }

  /** A storage namespace that nobody else uses. */
  namespace(): string {
    return `${this._namespace.replace(/(?<=[^/])\/+$/, '')}/${randomUUID()}`;
  }

  /** A repository of its own for a test. */
  async repository(client?: Client): Promise<Repository> {
    const id = `test-${randomUUID()}`;
    const made = new Repository(id, client ?? (await this.client()));
    return made.create(this.namespace());
  }

  async stop(): Promise<void> {
    this._clients.forEach(each => each.close());
    if (this._child === undefined || this._home === undefined) {
      return;
    }
    const child = this._child;
    const ended = new Promise(resolve => child.once('exit', resolve));
    child.stdin?.end();
    await ended;
    rmSync(this._home, { recursive: true, force: true });
  }

  private readonly _clients: Client[] = [];
}

/** Collect a listing. */
export async function all<T>(listing: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of listing) {
    found.push(each);
  }
  return found;
}
