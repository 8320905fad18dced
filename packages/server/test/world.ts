import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { DISK, type Disk } from '../src/disk.js';
import type { Host } from '../src/host.js';
import { main } from '../src/main.js';

/** The root of the checkout. */
export const ROOT = resolve(__dirname, '..', '..', '..');

/** A small pipeline: a catalog read, a filter, a catalog write. */
export const FLIGHTS = join(__dirname, 'fixtures', 'flights.glueflow');

/** What a command said and how it ended. */
export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** A folder and an environment of its own for a test, with no credentials in sight. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), 'glueflow-test-'));
  readonly controller = new AbortController();
  readonly stdin = new PassThrough();
  /** Whether standard output is a terminal. */
  terminal = false;
  /** Called with what a command has printed so far, each time it prints. */
  onOut: (out: string) => void = () => undefined;
  out = '';
  err = '';
  disk: Disk = DISK;
  env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    SystemRoot: process.env.SystemRoot,
    HOME: this.folder,
    TMPDIR: this.folder,
    USERPROFILE: this.folder,
    GLUEFLOW_HOME: join(this.folder, 'home'),
    AWS_CONFIG_FILE: join(this.folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(this.folder, 'no-credentials')
  };

  /** The host commands run in. */
  get host(): Host {
    return {
      stdout: {
        write: text => {
          this.out += text;
          this.onOut(this.out);
        },
        isTTY: this.terminal
      },
      stderr: { write: text => void (this.err += text) },
      stdin: this.stdin,
      env: this.env,
      cwd: this.folder,
      disk: this.disk,
      signal: this.controller.signal
    };
  }

  /** Run a command; what it said is its own. */
  async run(...argv: string[]): Promise<Outcome> {
    this.out = '';
    this.err = '';
    const code = await main(argv, this.host);
    return { code, out: this.out, err: this.err };
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  /** Names in a folder, sorted; none when it is not there. */
  names(...parts: string[]): string[] {
    try {
      return readdirSync(this.path(...parts)).sort();
    } catch {
      return [];
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An error as the operating system gives it. */
export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: simulated`), { code });
}
