import type { Problem, Program } from '@glueflow/components-manager';
import type { ITranslator } from '@jupyterlab/translation';
import {
  nullTranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ParameterValues } from './arguments.js';
import { Comparison } from './comparison.js';
import { runProblems, worded } from './failures.js';
import { KernelLink, type SessionState } from './link.js';
import { Journal } from './journal.js';
import { signatureOf } from './keys.js';
import { RunLog } from './log.js';
import type { NodeRun } from './nodes.js';
import { sparkBound, type SparkHolder } from './bound.js';
import { Programs, type PreviewEngine } from './programs.js';
import type { Reply } from './protocol.js';
import { Readings } from './readings.js';
import type { Rows } from './rows.js';
import { outputsOf } from './outputs.js';
import type { SeenColumn } from './samples.js';
import { DocumentSteps } from './steps.js';
import { Runs, type Ask as RunAsk, type Progress, type Step } from './runs.js';
import { Trust, trustMemory, type CodeStep } from './trust.js';
import { canBeFound, UnknownColumns } from './unknown.js';
import type { TableNews } from '../service/news.js';
import { OpenWork, WorkFailed, type Outcome } from './work.js';

export type { NodeRun } from './nodes.js';
export type { Outcome } from './work.js';

/** Runs and previews of one document in its kernel. */
export class PipelineSession implements IDisposable, SparkHolder {
  constructor(protected readonly options: PipelineSession.IOptions) {
    const trans = (options.translator ?? nullTranslator).load('glueflow');
    const { sessionContext, compiler, model, settings } = options;
    this._trans = trans;
    this._programs = new Programs(options);
    this._steps = new DocumentSteps(options, () => this._programs.values);
    this._comparison = new Comparison(
      compiler,
      this._programs,
      () => this._runs.nodes
    );
    this._open = new OpenWork(reply =>
      worded(reply, id => this._steps.of(id), trans)
    );
    this._trust = new Trust(trustMemory, () => sessionContext.path);
    this._journal = new Journal(
      this.log,
      trans,
      id => this._steps.title(id),
      id => this._steps.output(id)
    );
    this._link = new KernelLink({
      sessionContext,
      trans,
      connection: () => this._programs.connection([]),
      ...(options.page ? { page: options.page } : {})
    });
    const parts = {
      programs: this._programs,
      compiler,
      settings,
      link: this._link,
      open: this._open,
      journal: this._journal,
      trans,
      trust: this._trust,
      changed: () => this._onChanged(),
      previewChanged: () => this._previewChanged.emit(),
      written: (steps: readonly Step[]) => {
        this._drop();
        this.options.wrote?.(
          outputsOf(steps, model.document, this._programs.values).flatMap(
            ({ table }) => (table === undefined ? [] : [table])
          )
        );
      }
    };
    this._readings = new Readings({
      ...parts,
      previewed: (outcome, { steps }, warnings) => {
        this._runs.nodes.previewed(steps, outcome, warnings);
        this._comparison.begin();
      }
    });
    this._unknown = new UnknownColumns({
      ...parts,
      look: (nodeId, asked) => this._readings.look(nodeId, asked),
      running: () => this._runs.active
    });
    this._runs = new Runs({ ...parts, unknown: this._unknown });
    this._link.changed.connect(() => {
      if (this.holdsSpark) {
        sparkBound.use(this);
      }
      this._unknown.check();
      this._stateChanged.emit();
    });
    this._link.received.connect((_, reply) => this._onReply(reply));
    this._link.lost.connect((_, reason) => this._onLost(reason));
    this._runs.nodes.changed.connect((_, ids) => this._nodesChanged.emit(ids));
    compiler.changed.connect(this._onCompiled, this);
    settings.changed.connect(this._onSettings, this);
    trustMemory.changed.connect(this._onTrusted, this);
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

  /** A run that was not asked for here, but by this page before it was loaded again or by another one, has ended. */
  get followed(): ISignal<this, Outcome> {
    return this._followed;
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

  /** See `SparkHolder`. */
  get holdsSpark(): boolean {
    return ['connecting', 'starting', 'ready'].includes(this.state);
  }

  /** See `SparkHolder`. */
  get needsSpark(): boolean {
    return this.busy !== undefined || !this._link.ownsKernel;
  }

  /** See `SparkHolder`. What is shown of results stays. */
  rest(): void {
    this._link.rest(
      this._trans.__(
        'Spark was stopped to free memory: other pipelines of this page use it. The next preview or run starts it again.'
      )
    );
  }

  /** What is going on: a run, or a preview of a node. */
  get busy(): 'run' | 'preview' | undefined {
    return this._runs.active
      ? 'run'
      : this._readings.active
        ? 'preview'
        : undefined;
  }

  /** True once Stop was asked for and what goes on has not ended yet. */
  get stopping(): boolean {
    return this._runs.stopping || (this._stopping && this._readings.active);
  }

  /** How far the run under way is. */
  get progress(): Progress | undefined {
    return this._runs.progress;
  }

  get nodes(): ReadonlyMap<string, NodeRun> {
    return this._runs.nodes.runs;
  }

  /** What was logged as a warning while a node's last result was made, until the node is changed. */
  warnings(nodeId: string): readonly string[] {
    return this._runs.nodes.warnings(nodeId);
  }

  /** Where the last run or preview failed or logged a warning, as problems, until the step at fault is changed. */
  get problems(): readonly Problem[] {
    return runProblems(this._runs.nodes, id => this._steps.of(id), this._trans);
  }

  /** The node whose preview is under way, and Spark's tasks where they are known. */
  get previewing(): Readings['previewing'] {
    return this._readings.previewing;
  }

  /** The log of all runs. */
  readonly log = new RunLog();

  /** Values of parameters that runs are given, as far as they were asked for. */
  get parameterValues(): ParameterValues {
    return this._programs.values;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /**
   * Runs the pipeline, or up to a node. Resolves with how it ended; what is wrong with the part asked for keeps it from being begun.
   *
   * @param ask - Asks the person for parameters without a value; undefined: given up.
   */
  run(
    upTo?: string,
    ask: PipelineSession.Ask = this.options.ask ?? noAnswer
  ): Promise<Outcome> {
    return this._runs.run(upTo, ask);
  }

  /** Runs what a node needs, and the node. */
  runTo(nodeId: string, ask?: PipelineSession.Ask): Promise<Outcome> {
    return this.run(nodeId, ask);
  }

  /**
   * The first rows of an output of a node; what keeps columns before it from being known is found out first. Rejects with a `WorkFailed`.
   *
   * @param slot - The place that shows it: a newer preview for the same place replaces an older one.
   * @param asked - The person has asked for it; false: it comes by itself, and code that waits for the person is refused.
   * @param port - Default: the first output.
   * @param engine - What is to answer.
   */
  async preview(
    nodeId: string,
    slot = nodeId,
    asked = true,
    port?: string,
    engine: PreviewEngine = 'auto'
  ): Promise<Rows> {
    const ask = {};
    this._asked.set(slot, ask);
    await this.options.compiler.answered();
    if (asked) {
      await this._unknown.program(nodeId);
    }
    if (this._asked.get(slot) !== ask) {
      throw new WorkFailed({ state: 'stopped' });
    }
    this._asked.delete(slot);
    return this._readings.preview(nodeId, slot, asked, port, engine);
  }

  /** Return true when DuckDB can answer a preview, which waits for no start of Spark. */
  isQuick(nodeId: string, port?: string): boolean {
    return this._programs.query(nodeId, port).query !== undefined;
  }

  /** The engine that could answer in place of the one that has, or would; undefined where there is none. */
  otherEngine(nodeId: string, port?: string): 'duckdb' | 'spark' | undefined {
    const { query } = this._programs.query(nodeId, port, 'duckdb');
    if (query === undefined) {
      return undefined;
    }
    const step = this.program(nodeId).program?.steps.find(
      each => each.nodeId === nodeId
    );
    const shown =
      step &&
      this.rowsFor(nodeId, step.key, port ?? Object.keys(step.variables).at(0))
        ?.engine;
    const engine = shown ?? (this.isQuick(nodeId, port) ? 'duckdb' : 'spark');
    return engine === 'duckdb' ? 'spark' : 'duckdb';
  }

  /** Nobody waits for the preview of this place any more. */
  cancelPreview(slot: string): void {
    this._asked.delete(slot);
    this._readings.stop(slot);
  }

  /**
   * The rows of an output of a node that were fetched for a step of this key; nothing is asked of the kernel.
   *
   * @param port - Undefined: what an output component is given.
   */
  rowsFor(
    nodeId: string,
    key: string,
    port: string | undefined
  ): Rows | undefined {
    return this._readings.rowsFor(nodeId, key, port);
  }

  /** The columns that the last preview of a node showed, while its settings are the same but for the columns listed by hand. */
  seen(nodeId: string): readonly SeenColumn[] | undefined {
    return this._readings.seen(nodeId);
  }

  /** Fetches the rows that follow; false when there are none, or they can't be had (`rows.failure`). */
  page(rows: Rows): Promise<boolean> {
    return this._readings.page(rows);
  }

  /** Counts the rows of an output of a node, by default the first. Rejects with a `WorkFailed`. */
  count(nodeId: string, port?: string): Promise<number> {
    return this._readings.count(nodeId, port);
  }

  /** Stops Spark's job, not the kernel; what waits is dropped. */
  stop(): void {
    if (this.busy === undefined) {
      return;
    }
    this._stopping = true;
    this._unknown.hold();
    this._runs.stop();
    this._readings.stop();
    for (const id of this._open.ids) {
      this._link.send({ type: 'stop', id });
    }
    this._stateChanged.emit();
  }

  /** Drops every kept result and the states of nodes. */
  clear(): void {
    this._link.send({ type: 'forget' });
    this._runs.nodes.clear();
    this._drop();
  }

  /** Connects again after something that kept the kernel from being used was fixed. */
  reconnect(): void {
    this._link.reconnect();
  }

  /** The program of a node and what it needs, or of the whole, with the values that are known. */
  program(upTo?: string): {
    program?: Program;
    problems: readonly Problem[];
  } {
    return this._programs.program(upTo);
  }

  /**
   * Stands for the settings of a node of which nothing is wrong but that columns before it are not known: a preview finds them out.
   * Undefined for any other.
   */
  findable(nodeId: string): string | undefined {
    const { program, problems } = this.program(nodeId);
    return program === undefined && canBeFound(problems)
      ? signatureOf(this.options.compiler.analysis, nodeId)
      : undefined;
  }

  /** Return the steps with code that run when the columns before a node are found out. */
  codeBefore(nodeId: string): CodeStep[] {
    return this._unknown.code(nodeId);
  }

  /**
   * Return those of these steps whose code runs only when this person asks for it: they have not yet asked for exactly that code in this
   * document.
   */
  waiting(steps: readonly CodeStep[]): CodeStep[] {
    return this._trust.waiting(steps);
  }

  /** Parameters that have no value yet. */
  missing(): string[] {
    return Object.keys(this._programs.missing());
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    sparkBound.leave(this);
    this._comparison.end();
    this.options.compiler.changed.disconnect(this._onCompiled, this);
    this.options.settings.changed.disconnect(this._onSettings, this);
    trustMemory.changed.disconnect(this._onTrusted, this);
    this._unknown.dispose();
    this._open.endAll({ state: 'stopped' });
    this._readings.stop();
    this._link.dispose();
    this._runs.dispose();
    Signal.clearData(this);
  }

  private _onChanged(): void {
    this._stopping &&= this._readings.active;
    this._unknown.check();
    this._stateChanged.emit();
  }

  private _onReply(reply: Reply): void {
    if (reply.type === 'run') {
      void this._follow(reply);
    } else if (reply.type !== 'session') {
      this._open.take(reply);
    }
  }

  private async _follow(reply: Extract<Reply, { type: 'run' }>): Promise<void> {
    const following = this._runs.follow(reply);
    this._comparison.begin();
    const outcome = await following;
    if (outcome !== undefined && !this._isDisposed) {
      this._followed.emit(outcome);
    }
  }

  private _onTrusted(): void {
    this._unknown.check();
    this._stateChanged.emit();
  }

  private _onSettings(): void {
    this._unknown.check();
  }

  private _onCompiled(): void {
    this._readings.check();
    this._unknown.check();
    this._comparison.begin();
  }

  private _onLost(reason: string): void {
    const running = this._runs.active;
    this._open.endAll({ state: 'failed', message: reason });
    this._runs.nodes.lose();
    if (!running) {
      this._journal.report('info', reason);
    }
    if (!this._link.resting) {
      this._drop();
    }
  }

  private _drop(): void {
    this._readings.clear();
    this._resultsDropped.emit();
  }

  private _stateChanged = new Signal<this, void>(this);
  private _nodesChanged = new Signal<this, ReadonlySet<string>>(this);
  private _previewChanged = new Signal<this, void>(this);
  private _resultsDropped = new Signal<this, void>(this);
  private _followed = new Signal<this, Outcome>(this);
  private _programs: Programs;
  private _steps: DocumentSteps;
  private _comparison: Comparison;
  private _trust: Trust;
  private _link: KernelLink;
  private _trans: TranslationBundle;
  private _open: OpenWork;
  private _journal: Journal;
  private _runs: Runs;
  private _readings: Readings;
  private _unknown: UnknownColumns;
  private _stopping = false;
  /** The newest preview of each place, while columns it needs are found out. */
  private _asked = new Map<string, object>();
  private _isDisposed = false;
}

export namespace PipelineSession {
  /** Asks a person for values of parameters. */
  export type Ask = RunAsk;

  /** What a session is made of. */
  export interface IOptions extends Programs.IOptions {
    translator?: ITranslator;
    /** The page, which tells when it goes. */
    page?: EventTarget;
    /** How to ask for parameters where `run` is not given them. */
    ask?: Ask;
    /** Called when a run with outputs has ended: the tables that it writes. */
    wrote?(tables: readonly TableNews[]): void;
  }
}

const noAnswer: RunAsk = () => Promise.resolve(undefined);
