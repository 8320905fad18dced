import type { ISessionContext } from '@jupyterlab/apputils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { EditorSettings } from '../editor/settings.js';
import type { YPipeline } from '../model/shared.js';
import type { NodeState, RowsPage } from './protocol.js';

/** How far the kernel's Spark is. `none`: no kernel; `unavailable`: the kernel can't run pipelines (`message` says why). */
export type SessionState =
  | 'none'
  | 'connecting'
  | 'cold'
  | 'starting'
  | 'ready'
  | 'failed'
  | 'unavailable';

/** How a node's last run went. */
export interface NodeRun {
  state: NodeState;
  rows?: number;
  seconds?: number;
  tasksDone?: number;
  tasksTotal?: number;
  message?: string;
  line?: number;
  /** The node's settings, or what it reads, have changed since. */
  stale?: boolean;
}

/** Runs and previews of one document in its kernel. */
export class PipelineSession implements IDisposable {
  constructor(protected readonly options: PipelineSession.IOptions) {}

  /** `state`, `message` or `busy` changed. */
  get stateChanged(): ISignal<this, void> {
    return this._stateChanged;
  }

  /** The runs of these nodes changed. */
  get nodesChanged(): ISignal<this, ReadonlySet<string>> {
    return this._nodesChanged;
  }

  /** Text that the script, Spark or we have to say, for the log. */
  get output(): ISignal<this, string> {
    return this._output;
  }

  get state(): SessionState {
    return 'none';
  }

  get message(): string {
    return '';
  }

  /** What is going on: a run, or a preview of a node. */
  get busy(): 'run' | 'preview' | undefined {
    return undefined;
  }

  get nodes(): ReadonlyMap<string, NodeRun> {
    return this._nodes;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Runs the pipeline, or up to a node. */
  async run(_upTo?: string): Promise<void> {
    throw new Error('not yet');
  }

  /** The first rows of a node's data. */
  async preview(_nodeId: string): Promise<RowsPage> {
    throw new Error('not yet');
  }

  /** Stops Spark's job, not the kernel. */
  stop(): void {}

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  private _stateChanged = new Signal<this, void>(this);
  private _nodesChanged = new Signal<this, ReadonlySet<string>>(this);
  private _output = new Signal<this, string>(this);
  private _nodes = new Map<string, NodeRun>();
  private _isDisposed = false;
}

export namespace PipelineSession {
  /** What a session is made of. */
  export interface IOptions {
    sessionContext: ISessionContext;
    compiler: PipelineCompiler;
    model: YPipeline;
    settings: EditorSettings;
  }
}
