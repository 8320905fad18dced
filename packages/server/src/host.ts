import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { abortable } from './abort.js';
import { DISK, type Disk } from './disk.js';
import type { ComponentSource } from './extension.js';

/** Where a command writes text, or an object's bytes as they are. */
export interface Sink {
  write(text: string | Uint8Array): void;
  /** A terminal: bars may be drawn. */
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The world a command runs in; tests give their own. */
export interface Host {
  stdout: Sink;
  stderr: Sink;
  /** Read by the commands that live until it closes. */
  stdin: Readable;
  env: NodeJS.ProcessEnv;
  cwd: string;
  disk: Disk;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** How far an operation is. */
export interface ProgressEvent {
  /** What is going on, as a short phrase. */
  message: string;
  /** Steps done of `total`, where that is known. */
  done?: number;
  total?: number;
  /** What `total` counts, such as `12 tasks`. */
  detail?: string;
  /** The node at work. */
  nodeId?: string;
  /** The step of a deployment: `account`, `script`, `job`, `tags`, `retry`, `start`, `run`. */
  step?: string;
  /** The run of a job that it is about. */
  run?: { job: string; id: string; state?: string };
}

/** What an action is given: the world, the components, and where to say how far it is. */
export interface Task extends Pick<Host, 'env' | 'cwd' | 'disk' | 'signal'> {
  report(event: ProgressEvent): void;
  components: ComponentSource;
}

/** The folder of a person's own Glueflow files: `$GLUEFLOW_HOME` or `~/.glueflow`. */
export function homeFolder(env: NodeJS.ProcessEnv): string {
  return env.GLUEFLOW_HOME
    ? resolve(env.GLUEFLOW_HOME)
    : join(homedir(), '.glueflow');
}

/** The host of a process: its streams and environment, Ctrl-C as the signal (a second Ctrl-C ends at once). */
export function processHost(): Host {
  // The AWS SDK's advice about Node's version is for us, not for every run of a command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const controller = abortable();
  let asked = false;
  const stop = (code: number) => () => {
    if (asked) {
      process.exit(code);
    }
    asked = true;
    controller.abort();
  };
  process.on('SIGINT', stop(130));
  process.on('SIGTERM', stop(143));
  // A reader that closed the pipe (`| head`) is no error of ours.
  process.stdout.on('error', quietPipe);
  process.stderr.on('error', quietPipe);
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    // Opened only where it is read: an open one would keep a command alive.
    get stdin() {
      return process.stdin;
    },
    env: process.env,
    cwd: process.cwd(),
    disk: DISK,
    signal: controller.signal
  };
}

function quietPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
}
