import type { Command } from 'commander';
import { EXIT, PipelineFailure, failureFacts } from './failure.js';
import { componentSource } from './extensions/source.js';
import type { Host, Sink, Task } from './host.js';
import { printJson } from './print.js';
import { createProgress, printable } from './progress.js';
import { toFailure } from './reason.js';
import { printPipelineFailure } from './report.js';

/** What a command's work is given. */
export interface Session {
  host: Host;
  task: Task;
  /** Facts are printed as JSON. */
  json: boolean;
  /** Clear the progress display before something is printed. */
  quiet(): void;
}

/** Work of a command: its exit code, 0 when it gives none. */
export type Work = (session: Session) => Promise<number | void>;

/** Options that mean the same for every command. */
export interface CommandOptions {
  json?: boolean;
  /** Extensions that the person named. */
  extension?: string[];
}

/** Where commands find the world and leave their exit code. */
export class Runner {
  exitCode: number = EXIT.done;

  constructor(readonly host: Host) {}

  /** Do a command's work with progress on standard error; failures are printed and become exit codes, never stacks. */
  async run(options: CommandOptions, work: Work): Promise<void> {
    const progress = createProgress(this.host.stderr);
    const { env, cwd, disk, signal } = this.host;
    const session: Session = {
      host: this.host,
      json: options.json === true,
      task: {
        ...{ env, cwd, disk, signal },
        report: event => progress.report(event),
        components: componentSource(options.extension ?? [], { env, cwd })
      },
      quiet: () => progress.end()
    };
    try {
      this.exitCode = (await work(session)) ?? EXIT.done;
    } catch (error) {
      progress.end();
      this.exitCode = this._fail(error, session.json);
    } finally {
      progress.end();
    }
  }

  private _fail(error: unknown, json: boolean): number {
    if (error instanceof PipelineFailure) {
      printPipelineFailure(error, this.host, json);
      return error.exitCode;
    }
    const failure = toFailure(error, this.host);
    if (json) {
      printJson(this.host.stdout, failureFacts(failure));
    }
    this.host.stderr.write(`glueflow: ${printable(failure.message)}\n`);
    if (failure.remedy) {
      this.host.stderr.write(`${printable(failure.remedy)}\n`);
    }
    return failure.exitCode;
  }
}

/** Print facts as JSON, or by `print`. */
export function show<T>(
  session: Session,
  facts: T,
  print: (sink: Sink) => void
): void {
  session.quiet();
  if (session.json) {
    printJson(session.host.stdout, facts);
  } else {
    print(session.host.stdout);
  }
}

/** Makes one command, with its options, help and work. */
export type CommandMaker = (runner: Runner) => Command;
