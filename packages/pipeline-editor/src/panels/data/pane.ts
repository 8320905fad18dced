import type { Problem } from '@glueflow/components-manager';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineEditor } from '../../editor/editor.js';
import type { PreviewEngine } from '../../run/programs.js';
import type { Rows } from '../../run/rows.js';
import { codeSteps, type CodeStep } from '../../run/trust.js';
import { WorkFailed, type Outcome } from '../../run/work.js';

/** After the selection or the settings have changed a preview starts by itself, in milliseconds. */
const AUTO_PAUSE = 300;

/** The same, where DuckDB answers. */
const QUICK_PAUSE = 50;

/** States of Spark in which a preview may begin by itself: it starts what there is not yet, but nothing that has gone. */
const STARTABLE: ReadonlySet<string> = new Set(['asleep', 'cold', 'ready']);

/** Further ones in which DuckDB answers. */
const QUICK: ReadonlySet<string> = new Set(['starting', 'failed']);

/** What there is to show of a node. */
export type PaneState =
  /** No node, or it is gone. */
  | { kind: 'none' }
  /** The node, or one before it, has errors. */
  | { kind: 'problems'; problems: readonly Problem[] }
  /** Nothing was asked for yet. */
  | { kind: 'idle' }
  /** Rows are on their way. `rows`: those shown till then. */
  | { kind: 'loading'; rows?: Rows }
  | { kind: 'failed'; outcome: Outcome }
  /** `old`: rows of settings that have changed since. */
  | { kind: 'rows'; rows: Rows; old: boolean };

/** What a pane needs of an editor. */
export type PaneEditor = Pick<
  PipelineEditor,
  'model' | 'compiler' | 'session' | 'settings'
>;

/**
 * One place that shows the data of a node: what state it is in, and when it previews by itself.
 */
export class Pane implements IDisposable {
  /** @param slot - Names the place to the session: its newer preview replaces its older one. */
  constructor(
    private readonly _editor: PaneEditor,
    readonly slot: string
  ) {
    const { compiler, session, settings } = _editor;
    compiler.changed.connect(this._onCompiled, this);
    session.stateChanged.connect(this._onSession, this);
    session.resultsDropped.connect(this._onDropped, this);
    settings.changed.connect(this._onSession, this);
  }

  /** `state` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): PaneState {
    return this._state;
  }

  /** The node that is shown; `show` chooses it. */
  get nodeId(): string | undefined {
    return this._nodeId;
  }

  /** The output of the node that is shown; undefined: its first one. */
  get port(): string | undefined {
    return this._port;
  }

  /** Shows an output of a node, by default the first; nothing where there is no node. */
  show(nodeId: string | undefined, port?: string): void {
    if (nodeId === this._nodeId && port === this._port) {
      return;
    }
    this._editor.session.cancelPreview(this.slot);
    this._nodeId = nodeId;
    this._port = port;
    this._shown = undefined;
    this._failed = undefined;
    this._asked = undefined;
    this._finds = false;
    this._checked = undefined;
    this._held = undefined;
    this._refresh();
  }

  /** False while nobody sees it: then nothing is asked for by itself. */
  set active(active: boolean) {
    if (active !== this._active) {
      this._active = active;
      this._refresh();
    }
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Asks for the rows, whether or not some are there. */
  preview(engine: PreviewEngine = 'auto'): Promise<void> {
    return this._preview(true, engine);
  }

  /** The steps whose code waits for the person, who then has to ask for the rows. */
  get waiting(): readonly CodeStep[] {
    return this._editor.session.waiting(this._code);
  }

  /** Gives up the preview under way. */
  cancel(): void {
    this._editor.session.cancelPreview(this.slot);
  }

  /** Counts all rows; resolves when they are counted, or could not be: the state says why. */
  async count(): Promise<void> {
    const nodeId = this._nodeId;
    const port = this._port;
    const key = this._key;
    if (nodeId === undefined || key === undefined || this._counting) {
      return;
    }
    this._counting = true;
    this._changed.emit();
    try {
      const total = await this._editor.session.count(nodeId, port);
      if (
        this._shown?.nodeId === nodeId &&
        this._shown.key === key &&
        this._port === port
      ) {
        this._shown.count(total);
      }
    } catch (error) {
      if (
        error instanceof WorkFailed &&
        error.outcome.state !== 'stopped' &&
        this._nodeId === nodeId &&
        this._port === port
      ) {
        this._failed = { key, outcome: error.outcome };
      }
    } finally {
      this._counting = false;
      this._update();
      this._changed.emit();
    }
  }

  /** True while the rows are counted. */
  get counting(): boolean {
    return this._counting;
  }

  /** Fetches the rows that follow those shown. */
  async more(): Promise<void> {
    const rows = this._shown;
    if (rows === undefined || this._fetching) {
      return;
    }
    this._fetching = true;
    try {
      await this._editor.session.page(rows);
    } finally {
      this._fetching = false;
      this._changed.emit();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    const { compiler, session, settings } = this._editor;
    compiler.changed.disconnect(this._onCompiled, this);
    session.stateChanged.disconnect(this._onSession, this);
    session.resultsDropped.disconnect(this._onDropped, this);
    settings.changed.disconnect(this._onSession, this);
    session.cancelPreview(this.slot);
    Signal.clearData(this);
  }

  private async _preview(
    asked: boolean,
    engine: PreviewEngine = 'auto'
  ): Promise<void> {
    const nodeId = this._nodeId;
    const key = this._key;
    if (nodeId === undefined || key === undefined) {
      return;
    }
    const ask = {};
    this._asked = ask;
    this._finds = this._findable;
    this._failed = undefined;
    this._checked = key;
    this._update();
    try {
      const rows = await this._editor.session.preview(
        nodeId,
        this.slot,
        asked,
        this._port,
        engine
      );
      if (this._asked === ask) {
        this._shown = rows;
        if (this._finds) {
          this._checked = rows.key;
        }
      }
    } catch (error) {
      if (this._asked === ask) {
        const outcome: Outcome =
          error instanceof WorkFailed
            ? error.outcome
            : { state: 'failed', message: String(error) };
        this._failed = { key, outcome };
      }
    } finally {
      if (this._asked === ask) {
        this._asked = undefined;
        this._finds = false;
        this._refresh();
      }
    }
  }

  private _onCompiled(): void {
    this._refresh();
  }

  private _onSession(): void {
    if (this._editor.session.stopping) {
      // Who stops what goes on does not want the same again at once.
      this._held = this._key;
    }
    this._schedule();
  }

  private _onDropped(): void {
    this._checked = undefined;
    this._refresh();
  }

  /** Looks at what the node is now. */
  private _refresh(): void {
    const { session, model } = this._editor;
    const nodeId = this._nodeId;
    this._key = undefined;
    this._problems = undefined;
    this._findable = false;
    this._code = [];
    if (!this._active) {
      return;
    }
    if (nodeId !== undefined && Object.hasOwn(model.document.nodes, nodeId)) {
      const { program, problems } = session.program(nodeId);
      const step = program?.steps.find(each => each.nodeId === nodeId);
      this._key = step?.key;
      this._problems = program === undefined ? problems : undefined;
      if (program === undefined) {
        this._key = session.findable(nodeId);
        this._findable = this._key !== undefined;
      }
      this._code = this._findable
        ? session.codeBefore(nodeId)
        : codeSteps(program);
      const port = this._port ?? Object.keys(step?.variables ?? {}).at(0);
      const rows = this._key && session.rowsFor(nodeId, this._key, port);
      if (rows) {
        this._shown = rows;
      }
    }
    this._update();
    this._schedule();
  }

  private _update(): void {
    const next = this._next();
    if (
      JSON.stringify(brief(next)) !== JSON.stringify(brief(this._state)) ||
      rowsOf(next) !== rowsOf(this._state)
    ) {
      this._state = next;
      this._changed.emit();
    }
  }

  private _next(): PaneState {
    const { model } = this._editor;
    const nodeId = this._nodeId;
    if (nodeId === undefined || !Object.hasOwn(model.document.nodes, nodeId)) {
      return { kind: 'none' };
    }
    if (this._key === undefined) {
      return { kind: 'problems', problems: this._problems ?? [] };
    }
    const rows = this._shown;
    if (this._asked !== undefined) {
      return { kind: 'loading', ...(rows ? { rows } : {}) };
    }
    if (this._failed?.key === this._key) {
      const { outcome } = this._failed;
      if (outcome.state !== 'stopped') {
        return { kind: 'failed', outcome };
      }
    }
    return rows === undefined
      ? { kind: 'idle' }
      : { kind: 'rows', rows, old: rows.key !== this._key };
  }

  /** Previews by itself, if that is wanted, possible and not done yet. */
  private _schedule(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    if (!this._wanted()) {
      return;
    }
    this._timer = setTimeout(
      () => {
        this._timer = undefined;
        if (this._wanted()) {
          void this._preview(false);
        }
      },
      this._quick ? QUICK_PAUSE : AUTO_PAUSE
    );
  }

  /** DuckDB can answer, whatever Spark does. */
  private get _quick(): boolean {
    const { session } = this._editor;
    return (
      this._nodeId !== undefined &&
      !this._findable &&
      session.isQuick(this._nodeId, this._port)
    );
  }

  private _wanted(): boolean {
    const { session, settings } = this._editor;
    return (
      this._active &&
      // Once Spark is there, the session looks at the steps before by itself.
      (!this._findable || session.state !== 'ready') &&
      !this._finds &&
      settings.value.autoPreview &&
      session.busy !== 'run' &&
      this._key !== undefined &&
      this._key !== this._checked &&
      this._key !== this._held &&
      (STARTABLE.has(session.state) ||
        (QUICK.has(session.state) && this._quick)) &&
      session.missing().length === 0 &&
      this.waiting.length === 0
    );
  }

  private _changed = new Signal<this, void>(this);
  private _state: PaneState = { kind: 'none' };
  private _nodeId: string | undefined;
  private _port: string | undefined;
  private _active = true;
  /** Key of the node's step as it is now, or what stands for it while columns are to be found out; undefined: it has errors. */
  private _key: string | undefined;
  /** Columns of steps before are to be found out first, which a preview does. */
  private _findable = false;
  /** The preview under way does. */
  private _finds = false;
  private _problems: readonly Problem[] | undefined;
  /** The steps with code that a preview runs. */
  private _code: readonly CodeStep[] = [];
  private _shown: Rows | undefined;
  private _failed: { key: string; outcome: Outcome } | undefined;
  /** Stands for the preview under way. */
  private _asked: object | undefined;
  /** The key that a preview was asked for last: not asked for again by itself. */
  private _checked: string | undefined;
  /** The key at the moment of Stop. */
  private _held: string | undefined;
  private _counting = false;
  private _fetching = false;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

function rowsOf(state: PaneState): Rows | undefined {
  return 'rows' in state ? state.rows : undefined;
}

function brief(state: PaneState): unknown {
  switch (state.kind) {
    case 'problems':
      return [state.kind, state.problems];
    case 'failed':
      return [state.kind, state.outcome];
    case 'rows':
      return [state.kind, state.old];
    default:
      return [state.kind];
  }
}
