import type { Program, Problem } from '@glueflow/components-manager';
import type { ISessionContext } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { EditorSettings } from '../editor/settings.js';
import type { YPipeline } from '../model/shared.js';
import {
  connectionOf,
  missingParameters,
  parameterProblems,
  scriptArguments,
  type ParameterValues
} from './arguments.js';
import { KernelLink, type SessionState } from './link.js';
import { Journal } from './journal.js';
import { stepKeys } from './keys.js';
import { RunLog } from './log.js';
import { NodeRuns, type NodeRun } from './nodes.js';
import { PreviewQueue } from './previews.js';
import { RowsCache, type Rows } from './rows.js';
import { Samples } from './samples.js';
import { OpenWork, WorkFailed, type Outcome } from './work.js';

export type { SessionState } from './link.js';
export type { NodeRun } from './nodes.js';
export type { Outcome } from './work.js';
export { WorkFailed } from './work.js';

/** Keys are compared this long after the pipeline was analysed, in milliseconds. */
const COMPARE_PAUSE = 250;

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

/** Runs and previews of one document in its kernel. */
export class PipelineSession implements IDisposable {
  constructor(protected readonly options: PipelineSession.IOptions) {
    this._trans = (options.translator ?? nullTranslator).load('glueflow');
    this._link = new KernelLink({
      sessionContext: options.sessionContext,
      trans: this._trans,
      connection: () => this._connection([])
    });
    this._link.changed.connect(() => this._stateChanged.emit());
    this._link.received.connect((_, reply) => this._open.take(reply));
    this._link.lost.connect((_, reason) => this._onLost(reason));
    this._nodes.changed.connect((_, ids) => this._nodesChanged.emit(ids));
    this._samples = new Samples(options.compiler);
    this._journal = new Journal(this._log, this._trans, id => this._title(id));
    options.compiler.changed.connect(this._onCompiled, this);
  }

  /** `state`, `message`, `busy` or `progress` changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** The runs of these nodes changed. */
  get nodesChanged(): ISignal<this, ReadonlySet<string>> {
    return this._nodesChanged;
  }

  /** A preview of these nodes goes on: their progress changed. */
  get previewChanged(): ISignal<this, void> {
    return this._previewChanged;
  }

  /** Everything shown of results is to be asked for again: results were dropped, or the data behind them may have changed. */
  get resultsDropped(): ISignal<this, void> {
    return this._resultsDropped;
  }

  get state(): SessionState {
    return this._link.state;
  }

  /** Why the state is what it is, and what to do about it. */
  get message(): string {
    return this._link.message;
  }

  /** Version of Spark, once it is ready. */
  get version(): string {
    return this._link.version;
  }

  /** What is going on: a run, or a preview of a node. */
  get busy(): 'run' | 'preview' | undefined {
    return this._run !== undefined
      ? 'run'
      : this._previews.current !== undefined || this._open.has('count')
        ? 'preview'
        : undefined;
  }

  /** True once Stop was asked for and what goes on has not ended yet. */
  get stopping(): boolean {
    return this._stopping && this.busy !== undefined;
  }

  /** How far the run under way is. */
  get progress(): Progress | undefined {
    if (this._run === undefined) {
      return undefined;
    }
    const ids = this._nodes.current;
    const progress: Progress = { done: 0, total: ids.length };
    for (const id of ids) {
      const run = this._nodes.runs.get(id);
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

  get nodes(): ReadonlyMap<string, NodeRun> {
    return this._nodes.runs;
  }

  /** The node whose preview is under way, and Spark's tasks where they are known. */
  get previewing():
    { nodeId: string; tasksDone?: number; tasksTotal?: number } | undefined {
    const nodeId = this._previews.current;
    return nodeId === undefined ? undefined : { nodeId, ...this._tasks };
  }

  /** The log of all runs. */
  get log(): RunLog {
    return this._log;
  }

  /** Values of parameters that runs are given, as far as they were asked for. */
  get parameterValues(): ParameterValues {
    return this._values;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Runs the pipeline, or up to a node. Resolves with how it ended; what is wrong with the part asked for keeps it from being begun.
   *
   * @param ask - Asks the person for parameters without a value; undefined: given up.
   */
  async run(
    upTo?: string,
    ask: PipelineSession.Ask = this.options.ask ?? noAnswer
  ): Promise<Outcome> {
    if (this._run !== undefined) {
      return {
        state: 'refused',
        message: this._trans.__('A run is going on. Stop it first.')
      };
    }
    const gate = {};
    this._run = gate;
    this._stateChanged.emit();
    let outcome: Outcome = { state: 'failed' };
    try {
      outcome = await this._runNow(upTo, ask);
    } catch (error) {
      outcome = outcomeOf(error);
    } finally {
      this._run = undefined;
      this._stopping = false;
      if (!this._isDisposed) {
        this._stateChanged.emit();
      }
    }
    return outcome;
  }

  /** Runs what a node needs, and the node. */
  runTo(nodeId: string, ask?: PipelineSession.Ask): Promise<Outcome> {
    return this.run(nodeId, ask);
  }

  /**
   * The first rows of a node's data. Rejects with a `WorkFailed`.
   *
   * @param slot - The place that shows it: a newer preview for the same place replaces an older one.
   */
  async preview(nodeId: string, slot = nodeId): Promise<Rows> {
    const { program, problems } = this.program(nodeId);
    const step = program?.steps.find(each => each.nodeId === nodeId);
    if (program === undefined || step === undefined) {
      throw new WorkFailed(refusal(problems));
    }
    const missing = this.missing();
    if (missing.length > 0) {
      throw new WorkFailed({
        state: 'refused',
        message: this._trans.__(
          'The parameter “%1” has no default. Run the pipeline to give it a value, or set a default.',
          missing[0]
        )
      });
    }
    const limit = this.options.settings.value.previewRows;
    return this._previews.ask(slot, {
      nodeId,
      key: step.key,
      limit,
      start: () => this._startPreview(program, nodeId, limit)
    });
  }

  /** Nobody waits for the preview of this place any more. */
  cancelPreview(slot: string): void {
    this._previews.stop(slot);
  }

  /** The rows of a node that were fetched for a step of this key; nothing is asked of the kernel. */
  rowsFor(nodeId: string, key: string): Rows | undefined {
    return this._cache.get(nodeId, key);
  }

  /** Fetches the rows that follow; false when there are none, or they can't be had (`rows.failure`). */
  async page(rows: Rows): Promise<boolean> {
    if (rows.complete || rows.failure !== undefined) {
      return false;
    }
    const offset = rows.rows.length;
    try {
      const channel = await this._link.channel();
      const { ended } = this._open.ask(channel, {
        type: 'page',
        result: rows.result,
        offset,
        limit: Math.max(500, this.options.settings.value.previewRows)
      });
      const { outcome, rows: page } = await ended;
      if (outcome.state !== 'succeeded' || page === undefined) {
        throw new WorkFailed(outcome);
      }
      rows.add(page);
      return true;
    } catch (error) {
      const { state, message } = outcomeOf(error);
      if (state !== 'stopped') {
        rows.fail(message ?? '');
      }
      return false;
    }
  }

  /** Counts the rows of a node. Rejects with a `WorkFailed`. */
  async count(nodeId: string): Promise<number> {
    const { program, problems } = this.program(nodeId);
    const step = program?.steps.find(each => each.nodeId === nodeId);
    if (program === undefined || step === undefined) {
      throw new WorkFailed(refusal(problems));
    }
    const channel = await this._link.channel();
    const { ended } = this._open.ask(channel, {
      type: 'count',
      program,
      nodeId,
      ...this._connectionMember(program)
    });
    this._stateChanged.emit();
    const { outcome, count } = await ended;
    this._stopping = false;
    this._stateChanged.emit();
    if (outcome.state !== 'succeeded' || count === undefined) {
      throw new WorkFailed(outcome);
    }
    this._cache.get(nodeId, step.key)?.count(count);
    return count;
  }

  /** Stops Spark's job, not the kernel; what waits is dropped. */
  stop(): void {
    if (this.busy === undefined) {
      return;
    }
    this._stopping = true;
    this._previews.stop();
    for (const id of this._open.ids) {
      this._link.send({ type: 'stop', id });
    }
    this._stateChanged.emit();
  }

  /** Drops every kept result and the states of nodes. */
  clear(): void {
    this._link.send({ type: 'forget' });
    this._cache.clear();
    this._nodes.clear();
    this._resultsDropped.emit();
  }

  /** Connects again after something that kept the kernel from being used was mended. */
  reconnect(): void {
    this._link.reconnect();
  }

  /** The program of a node and what it needs, or of the whole, with the values that are known. */
  program(upTo?: string): {
    program?: Program;
    problems: readonly Problem[];
  } {
    const { compiler, model, sessionContext } = this.options;
    return compiler.program({
      ...(upTo === undefined ? {} : { upTo }),
      arguments: scriptArguments(
        model.document,
        this._values,
        PathExt.basename(
          sessionContext.path,
          PathExt.extname(sessionContext.path)
        ) || 'pipeline'
      )
    });
  }

  /** Parameters that have no value yet. */
  missing(): string[] {
    return Object.keys(
      missingParameters(this.options.model.document, this._values)
    );
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this.options.compiler.changed.disconnect(this._onCompiled, this);
    this._open.endAll({ state: 'stopped' });
    this._previews.stop();
    this._link.dispose();
    this._nodes.dispose();
    Signal.clearData(this);
  }

  private async _runNow(
    upTo: string | undefined,
    ask: PipelineSession.Ask
  ): Promise<Outcome> {
    const { document } = this.options.model;
    const first = this.program(upTo);
    if (first.program === undefined) {
      return refusal(first.problems);
    }
    if (this.missing().length > 0) {
      const given = await ask(
        missingParameters(document, this._values),
        values => parameterProblems(document, { ...this._values, ...values })
      );
      if (given === undefined) {
        return { state: 'stopped' };
      }
      this._values = { ...this._values, ...given };
    }
    const { program, problems } = this.program(upTo);
    if (program === undefined) {
      return refusal(problems);
    }
    const channel = await this._link.channel();
    if (this._stopping) {
      return { state: 'stopped' };
    }
    const number = ++this._count;
    this._journal.begin(number, upTo);
    this._nodes.begin(program.steps);
    const { ended } = this._open.ask(
      channel,
      {
        type: 'run',
        program,
        ...(upTo === undefined ? {} : { upTo }),
        ...this._connectionMember(program)
      },
      {
        onNode: reply => {
          this._nodes.take(reply);
          this._journal.node(reply, number);
          this._stateChanged.emit();
        },
        onOutput: (text, node) =>
          this._journal.say('output', text, number, node)
      }
    );
    const { outcome } = await ended;
    this._nodes.end(
      outcome.state === 'stopped' ? 'stopped' : 'failed',
      outcome.message
    );
    this._journal.end(outcome, number);
    if (program.steps.some(({ kind }) => kind === 'write')) {
      this._cache.clear();
      this._resultsDropped.emit();
    }
    return outcome;
  }

  private _startPreview(
    program: Program,
    nodeId: string,
    limit: number
  ): { id: Promise<string>; rows: Promise<Rows> } {
    this._tasks = {};
    const asked = this._link.channel().then(channel =>
      this._open.ask(
        channel,
        {
          type: 'preview',
          program,
          nodeId,
          limit,
          ...this._connectionMember(program)
        },
        {
          onNode: ({ tasksDone, tasksTotal }) => {
            this._tasks = { tasksDone, tasksTotal };
            this._previewChanged.emit();
          },
          onOutput: (text, node) => this._journal.say('output', text, 0, node)
        }
      )
    );
    const signature = this._samples.signature(nodeId);
    const rows = asked.then(async ({ ended }) => {
      const { outcome, rows: page } = await ended;
      if (outcome.state !== 'succeeded' || page === undefined) {
        if (outcome.state === 'failed') {
          this._journal.end(outcome);
        }
        throw new WorkFailed(outcome);
      }
      const kept = this._cache.put(page);
      this._samples.take(nodeId, signature, page);
      return kept;
    });
    return { id: asked.then(({ id }) => id), rows };
  }

  private _onCompiled(): void {
    const { compiler } = this.options;
    this._samples.check();
    if (this._nodes.runs.size > 0) {
      clearTimeout(this._timer);
      this._timer = setTimeout(() => {
        this._nodes.compare(
          stepKeys(compiler.analysis, this._nodes.runs.keys(), upTo =>
            this.program(upTo)
          )
        );
      }, COMPARE_PAUSE);
    }
  }

  private _onLost(reason: string): void {
    const running = this._run !== undefined;
    this._open.endAll({ state: 'failed', message: reason });
    this._cache.clear();
    this._nodes.lose();
    if (!running) {
      this._journal.say('info', reason);
    }
    this._resultsDropped.emit();
  }

  private _title(nodeId: string): string {
    return this.options.model.document.nodes[nodeId]?.title || nodeId;
  }

  private _connection(nodeIds: Iterable<string>): string | undefined {
    const { compiler, settings } = this.options;
    return connectionOf(
      compiler.analysis,
      nodeIds,
      settings.value.defaultConnection
    );
  }

  private _connectionMember(program: Program): { connection?: string } {
    const connection = this._connection(
      program.steps.map(({ nodeId }) => nodeId)
    );
    return connection === undefined ? {} : { connection };
  }

  private _stateChanged = new Signal<this, void>(this);
  private _nodesChanged = new Signal<this, ReadonlySet<string>>(this);
  private _previewChanged = new Signal<this, void>(this);
  private _resultsDropped = new Signal<this, void>(this);
  private _trans: TranslationBundle;
  private _link: KernelLink;
  private _open = new OpenWork();
  private _nodes = new NodeRuns();
  private _cache = new RowsCache();
  private _log = new RunLog();
  private _journal: Journal;
  private _samples: Samples;
  private _previews = new PreviewQueue(
    id => this._link.send({ type: 'stop', id }),
    () => this._stateChanged.emit()
  );
  private _values: ParameterValues = {};
  private _tasks: { tasksDone?: number; tasksTotal?: number } = {};
  private _run: object | undefined;
  private _count = 0;
  private _stopping = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

export namespace PipelineSession {
  /** Asks a person for values of parameters; `check` says what is wrong with some. Undefined: given up. */
  export type Ask = (
    parameters: ReturnType<typeof missingParameters>,
    check: (values: ParameterValues) => readonly Problem[]
  ) => Promise<ParameterValues | undefined>;

  /** What a session is made of. */
  export interface IOptions {
    sessionContext: ISessionContext;
    compiler: PipelineCompiler;
    model: YPipeline;
    settings: EditorSettings;
    translator?: ITranslator;
    /** How to ask for parameters where `run` is not told. */
    ask?: Ask;
  }
}

function outcomeOf(error: unknown): Outcome {
  return error instanceof WorkFailed
    ? error.outcome
    : {
        state: 'failed',
        message: error instanceof Error ? error.message : String(error)
      };
}

function refusal(problems: readonly Problem[]): Outcome {
  return {
    state: 'refused',
    message: problems[0]?.message ?? '',
    problems
  };
}

const noAnswer: PipelineSession.Ask = () => Promise.resolve(undefined);
