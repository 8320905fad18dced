import { Signal, type ISignal } from '@lumino/signaling';
import type { NodeState, Reply } from './protocol.js';
import type { Outcome } from './work.js';

/** How a node's last run went. */
export interface NodeRun {
  state: NodeState;
  rows?: number;
  /** Rows by port, of a step with several outputs. */
  outputs?: Readonly<Record<string, number | null>>;
  seconds?: number;
  tasksDone?: number;
  tasksTotal?: number;
  message?: string;
  line?: number;
  /** It was a preview that failed, no run. */
  preview?: true;
  /** The node's settings, or what it reads, have changed since. */
  stale?: boolean;
  /** The kernel that had the result is gone; it is stale too. */
  lost?: true;
}

/** What was logged as a warning while a step's result was made. */
interface Warned {
  /** Key of the step then. */
  key: string | undefined;
  texts: readonly string[];
  /** The step's settings, or what it reads, have changed since. */
  stale: boolean;
}

/** A step of a program. */
interface ProgramStep {
  nodeId: string;
  kind: string;
  key: string;
}

/** Changes are reported together after this long, in milliseconds: a run of many nodes has many messages at once. */
const PAUSE = 30;

/** How the last run of each node went, and whether that still holds. */
export class NodeRuns {
  /** The runs of these nodes changed. */
  get changed(): ISignal<this, ReadonlySet<string>> {
    return this._changed;
  }

  get runs(): ReadonlyMap<string, NodeRun> {
    return this._runs;
  }

  /** Return what was logged as a warning while a node's last result was made, if that still holds. */
  warnings(nodeId: string): readonly string[] {
    const warned = this._warned.get(nodeId);
    return warned === undefined || warned.stale ? [] : warned.texts;
  }

  /** The nodes of which something is known. */
  get ids(): readonly string[] {
    return [...new Set([...this._runs.keys(), ...this._warned.keys()])];
  }

  /** The nodes of the run under way, or of the last one. */
  get current(): readonly string[] {
    return this._current;
  }

  /** A run of these steps begins. */
  begin(steps: readonly { nodeId: string; key: string }[]): void {
    this._current = steps.map(({ nodeId }) => nodeId);
    for (const { nodeId, key } of steps) {
      this._keys.set(nodeId, key);
      this._warned.delete(nodeId);
      this._set(nodeId, { state: 'waiting' });
    }
  }

  /** Takes what the kernel says of a node. */
  take(reply: Extract<Reply, { type: 'node' }>): void {
    const { type: _, id: __, ago: ___, sql: ____, nodeId, ...run } = reply;
    this._set(nodeId, run);
  }

  /** Takes what the kernel says was logged while a node of the run worked. */
  warned({ nodeId, texts }: Extract<Reply, { type: 'warnings' }>): void {
    this._warn({ nodeId, key: this._keys.get(nodeId) }, texts);
  }

  /**
   * The run has ended without the kernel having said how each node did.
   *
   * @param state - What became of the node that was running.
   */
  end(state: 'failed' | 'stopped', message?: string): void {
    for (const nodeId of this._current) {
      const now = this._runs.get(nodeId)?.state;
      if (now === 'running') {
        this._set(nodeId, {
          state,
          ...(message === undefined ? {} : { message })
        });
      } else if (now === 'waiting') {
        this._set(nodeId, { state: state === 'failed' ? 'skipped' : state });
      }
    }
  }

  /**
   * A preview that needs these steps has succeeded or failed: the step at fault is marked; after a success no earlier preview's failure at
   * the steps holds any more.
   *
   * @param warnings - By node, what was logged while their results were made, in this preview or an earlier one.
   */
  previewed(
    steps: readonly ProgramStep[],
    { state, nodeId: at, message }: Outcome,
    warnings: ReadonlyMap<string, readonly string[]>
  ): void {
    for (const step of steps) {
      const { nodeId, key, kind } = step;
      const texts = warnings.get(nodeId);
      if (state === 'succeeded' && this._runs.get(nodeId)?.preview) {
        this._drop(nodeId);
      }
      // A preview of an output shows what it is given, and executes nothing of it.
      if (texts || (state === 'succeeded' && kind !== 'write')) {
        this._warn(step, texts ?? []);
      }
      if (state === 'failed' && nodeId === at && message) {
        this._keys.set(nodeId, key);
        this._set(nodeId, { state: 'failed', message, preview: true });
      }
    }
  }

  /** Compares with the keys that nodes have now: a node with another, or without one, is stale. */
  compare(keys: ReadonlyMap<string, string>): void {
    for (const [nodeId, run] of this._runs) {
      const stale =
        run.lost === true || keys.get(nodeId) !== this._keys.get(nodeId);
      if (stale && run.preview) {
        this._drop(nodeId);
      } else if (stale !== (run.stale ?? false)) {
        this._set(nodeId, { ...run, stale });
      }
    }
    for (const [nodeId, warned] of this._warned) {
      const stale = keys.get(nodeId) !== warned.key;
      if (stale !== warned.stale) {
        this._warned.set(nodeId, { ...warned, stale });
        this._notify(nodeId);
      }
    }
  }

  /** What was kept is gone: every state is of the past. */
  lose(): void {
    this._forgetWarnings();
    for (const [nodeId, run] of this._runs) {
      if (run.preview) {
        this._drop(nodeId);
        continue;
      }
      this._set(nodeId, { ...run, stale: true, lost: true });
    }
  }

  clear(): void {
    this._forgetWarnings();
    for (const nodeId of this._runs.keys()) {
      this._notify(nodeId);
    }
    this._runs.clear();
    this._keys.clear();
    this._current = [];
  }

  dispose(): void {
    clearTimeout(this._timer);
    Signal.clearData(this);
  }

  private _warn(
    { nodeId, key }: { nodeId: string; key: string | undefined },
    texts: readonly string[]
  ): void {
    const before = this._warned.delete(nodeId);
    if (texts.length > 0) {
      this._warned.set(nodeId, { key, texts, stale: false });
    }
    if (before || texts.length > 0) {
      this._notify(nodeId);
    }
  }

  private _forgetWarnings(): void {
    for (const nodeId of this._warned.keys()) {
      this._notify(nodeId);
    }
    this._warned.clear();
  }

  private _drop(nodeId: string): void {
    this._runs.delete(nodeId);
    this._keys.delete(nodeId);
    this._notify(nodeId);
  }

  private _set(nodeId: string, run: NodeRun): void {
    this._runs.set(nodeId, run);
    this._notify(nodeId);
  }

  private _notify(nodeId: string): void {
    this._reported.add(nodeId);
    this._timer ??= setTimeout(() => {
      const reported = this._reported;
      this._reported = new Set();
      this._timer = undefined;
      this._changed.emit(reported);
    }, PAUSE);
  }

  private _changed = new Signal<this, ReadonlySet<string>>(this);
  private _runs = new Map<string, NodeRun>();
  private _warned = new Map<string, Warned>();
  private _keys = new Map<string, string>();
  private _current: readonly string[] = [];
  private _reported = new Set<string>();
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
