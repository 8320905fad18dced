import type { PipelineCompiler } from '../compile/compiler.js';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { PipelineParameter, Problem } from '@glueflow/components-manager';
import type { ParameterValues } from './arguments.js';
import type { Journal } from './journal.js';
import type { KernelLink } from './link.js';
import { NodeRuns, type NodeRun } from './nodes.js';
import type { Programs } from './programs.js';
import type { Reply } from './protocol.js';
import type { Trust } from './trust.js';
import { canBeFound, type UnknownColumns } from './unknown.js';
import {
  outcomeOf,
  refusal,
  type Ended,
  type Listener,
  type OpenWork,
  type Outcome
} from './work.js';

/** Asks a person for values of parameters; `check` says what is wrong with some. Undefined: given up. */
export type Ask = (
  parameters: Record<string, PipelineParameter>,
  check: (values: ParameterValues) => readonly Problem[]
) => Promise<ParameterValues | undefined>;

/** How far a run is. */
export interface Progress {
  /** Nodes done, and nodes in all. */
  done: number;
  total: number;
  /** The node that runs, and its Spark tasks. */
  nodeId?: string;
  tasksDone?: number;
  tasksTotal?: number;
}

/** A node that took part in a run. */
export interface Step {
  nodeId: string;
  kind: string;
  key: string;
}

/**
 * The runs of one document, one at a time: those asked for here, and those that were when another page, or this one before it was
 * loaded again, asked.
 */
export class Runs {
  constructor(private readonly _options: Runs.IOptions) {}

  /** How the last run of each node went. */
  readonly nodes = new NodeRuns();

  /** True while a run goes on. */
  get active(): boolean {
    return this._gate !== undefined;
  }

  /** True once the run under way is to stop. */
  get stopping(): boolean {
    return this._stopping;
  }

  /** How far the run under way is. */
  get progress(): Progress | undefined {
    return this.active
      ? progressOf(this.nodes.current, this.nodes.runs)
      : undefined;
  }

  /** Runs the pipeline, or up to a node. Resolves with how it ended. */
  async run(upTo: string | undefined, ask: Ask): Promise<Outcome> {
    if (this.active) {
      return {
        state: 'refused',
        message: this._options.trans.__('A run is going on. Stop it first.')
      };
    }
    return this._during(() => this._run(upTo, ask));
  }

  /** Takes over a run that the kernel tells of; resolves with how it ended, or at once when there is nothing to follow. */
  async follow(
    reply: Extract<Reply, { type: 'run' }>
  ): Promise<Outcome | undefined> {
    const { id, upTo, steps, messages, ago, cut } = reply;
    const over = messages.some(({ type }) => type === 'finished');
    if (this.active || (over && this._known.has(id))) {
      return undefined;
    }
    const { open, programs, journal } = this._options;
    this._known.add(id);
    programs.recall(reply.arguments);
    const number = this._begin(steps, upTo, ago);
    if (cut) {
      journal.earlier(number, ago);
    }
    const ended = open.adopt(id, 'run', this._listener(number));
    const finish = async (): Promise<Outcome> =>
      this._finish(await ended, number, steps);
    const outcome = over ? finish() : this._during(finish);
    for (const message of messages) {
      open.take(message);
    }
    await outcome;
    return over ? undefined : outcome;
  }

  /** Takes note that what goes on is to stop. */
  stop(): void {
    this._stopping = this.active;
  }

  dispose(): void {
    this.nodes.dispose();
  }

  private async _during(work: () => Promise<Outcome>): Promise<Outcome> {
    this._gate = {};
    this._options.changed();
    try {
      return await work();
    } catch (error) {
      return outcomeOf(error);
    } finally {
      this._gate = undefined;
      this._stopping = false;
      this._options.changed();
    }
  }

  private async _run(upTo: string | undefined, ask: Ask): Promise<Outcome> {
    const { programs, unknown, link, open, trans, compiler } = this._options;
    await compiler.answered();
    if (this._stopping) {
      return { state: 'stopped' };
    }
    const first = programs.program(upTo);
    if (first.program === undefined && !canBeFound(first.problems)) {
      return refusal(first.problems);
    }
    const missing = programs.missing();
    if (Object.keys(missing).length > 0) {
      const given = await ask(missing, values => programs.check(values));
      if (given === undefined) {
        return { state: 'stopped' };
      }
      programs.give(given);
    }
    const { program, problems } = await unknown.program(upTo);
    if (program === undefined) {
      return refusal(problems);
    }
    if (program.steps.length === 0) {
      return {
        state: 'refused',
        message: trans.__(
          'There is nothing to run: no output writes anything yet. Link a step to an output, or use Run to Here on a step.'
        )
      };
    }
    this._options.trust.grant(program);
    const channel = await link.channel();
    if (this._stopping) {
      return { state: 'stopped' };
    }
    const number = this._begin(program.steps, upTo);
    const { id, ended } = open.ask(
      channel,
      {
        type: 'run',
        program,
        ...(upTo === undefined ? {} : { upTo }),
        ...programs.member(program)
      },
      this._listener(number)
    );
    this._known.add(id);
    return this._finish(await ended, number, program.steps);
  }

  private _begin(
    steps: readonly Step[],
    upTo: string | undefined,
    ago?: number
  ): number {
    const number = ++this._count;
    this._options.journal.begin(number, upTo, ago);
    this.nodes.begin(steps);
    return number;
  }

  private _listener(number: number): Listener {
    const { journal, changed } = this._options;
    return {
      onNode: reply => {
        this.nodes.take(reply);
        journal.node(reply, number);
        changed();
      },
      onWarnings: reply => this.nodes.warned(reply),
      onOutput: reply => journal.output(reply, number)
    };
  }

  private _finish(
    { outcome, ago }: Ended,
    number: number,
    steps: readonly Step[]
  ): Outcome {
    const { journal, written } = this._options;
    this.nodes.end(
      outcome.state === 'stopped' ? 'stopped' : 'failed',
      outcome.message
    );
    journal.end(outcome, number, ago);
    if (steps.some(({ kind }) => kind === 'write')) {
      written(steps);
    }
    if (outcome.state === 'succeeded') {
      const reported = steps.flatMap(({ nodeId, kind }) => {
        const rows = this.nodes.runs.get(nodeId)?.rows;
        const text = kind === 'write' && journal.written(nodeId, rows);
        return text ? [text] : [];
      });
      return reported.length === 0
        ? outcome
        : { ...outcome, written: reported };
    }
    return outcome;
  }

  private _gate: object | undefined;
  private _stopping = false;
  private _count = 0;
  private _known = new Set<string>();
}

export namespace Runs {
  /** What runs are made of. */
  export interface IOptions {
    programs: Programs;
    compiler: Pick<PipelineCompiler, 'answered'>;
    unknown: UnknownColumns;
    link: KernelLink;
    open: OpenWork;
    journal: Journal;
    trans: TranslationBundle;
    trust: Trust;
    /** `active`, `stopping` or `progress` changed. */
    changed(): void;
    /** A run with outputs has ended: data may have changed. */
    written(steps: readonly Step[]): void;
  }
}

function progressOf(
  ids: readonly string[],
  runs: ReadonlyMap<string, NodeRun>
): Progress {
  const progress: Progress = { done: 0, total: ids.length };
  for (const id of ids) {
    const run = runs.get(id);
    if (run?.state === 'running') {
      progress.nodeId = id;
      progress.tasksDone = run.tasksDone;
      progress.tasksTotal = run.tasksTotal;
    } else if (run?.state !== 'waiting') {
      progress.done++;
    }
  }
  return progress;
}
