import { PromiseDelegate } from '@lumino/coreutils';
import type { PreviewEngine } from './programs.js';
import type { Rows } from './rows.js';
import { WorkFailed, type Outcome } from './work.js';

/** A preview that is asked for. */
export interface PreviewJob {
  nodeId: string;
  /** The output; undefined for what an output component is given. */
  port: string | undefined;
  /** Key of the step, which stands for what is to be shown. */
  key: string;
  /** What is to answer. */
  engine: PreviewEngine;
  limit: number;
  /** Asks the kernel. */
  start(): { id: Promise<string>; rows: Promise<Rows> };
}

interface Entry {
  job: PreviewJob;
  slots: Set<string>;
  rows: PromiseDelegate<Rows>;
  id?: string;
  stopped: boolean;
}

/**
 * The previews of a document, one at the kernel at a time. Each place that shows one (a slot) waits for its newest only: an older one
 * is dropped, or stopped when it is under way and no other place waits for it.
 */
export class PreviewQueue {
  /** @param _stop - Stops the work of this id in the kernel. */
  constructor(
    private readonly _stop: (id: string) => void,
    private readonly _changed: () => void
  ) {}

  /** The node whose preview is under way. */
  get current(): string | undefined {
    return this._current?.job.nodeId;
  }

  /** Asks for a preview. Rejects with a `WorkFailed`; one that was replaced has the state `stopped`. */
  ask(slot: string, job: PreviewJob): Promise<Rows> {
    const same = [this._current, ...this._waiting].find(
      entry =>
        entry !== undefined &&
        !entry.stopped &&
        entry.job.nodeId === job.nodeId &&
        entry.job.port === job.port &&
        entry.job.key === job.key &&
        entry.job.engine === job.engine &&
        entry.job.limit >= job.limit
    );
    this._leave(slot, same);
    if (same !== undefined) {
      same.slots.add(slot);
      return same.rows.promise;
    }
    const entry: Entry = {
      job,
      slots: new Set([slot]),
      rows: new PromiseDelegate<Rows>(),
      stopped: false
    };
    // The promise may have nobody who listens any more.
    entry.rows.promise.catch(() => undefined);
    this._waiting.push(entry);
    this._next();
    return entry.rows.promise;
  }

  /** A place does not wait any more; all places when none is given. */
  stop(slot?: string): void {
    if (slot !== undefined) {
      this._leave(slot);
      return;
    }
    for (const entry of this._waiting.splice(0)) {
      this._drop(entry, { state: 'stopped' });
    }
    if (this._current) {
      this._end(this._current);
    }
  }

  private _leave(slot: string, except?: Entry): void {
    for (const entry of [...this._waiting]) {
      if (entry !== except && entry.slots.delete(slot) && !entry.slots.size) {
        this._waiting.splice(this._waiting.indexOf(entry), 1);
        this._drop(entry, { state: 'stopped' });
      }
    }
    const current = this._current;
    if (
      current !== undefined &&
      current !== except &&
      current.slots.delete(slot) &&
      current.slots.size === 0
    ) {
      this._end(current);
    }
  }

  private _end(entry: Entry): void {
    entry.stopped = true;
    if (entry.id !== undefined) {
      this._stop(entry.id);
    }
  }

  private _drop(entry: Entry, outcome: Outcome): void {
    entry.rows.reject(new WorkFailed(outcome));
  }

  private _next(): void {
    if (this._current !== undefined) {
      return;
    }
    const entry = this._waiting.shift();
    if (entry === undefined) {
      this._changed();
      return;
    }
    this._current = entry;
    const { id, rows } = entry.job.start();
    void id
      .then(found => {
        entry.id = found;
        if (entry.stopped) {
          this._stop(found);
        }
      })
      .catch(() => undefined);
    rows
      .then(
        found => entry.rows.resolve(found),
        (error: unknown) => entry.rows.reject(error)
      )
      .finally(() => {
        this._current = undefined;
        this._next();
      })
      .catch(() => undefined);
    this._changed();
  }

  private _current: Entry | undefined;
  private _waiting: Entry[] = [];
}
