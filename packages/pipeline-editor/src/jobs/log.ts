import { Signal, type ISignal } from '@lumino/signaling';
import type { GlueflowService, ServiceError } from '../service/client.js';
import { serviceError } from '../service/remote.js';

/** One entry of a run's log. */
export interface LogLine {
  /** `output`, `error` or `logs-v2`. */
  kind: string;
  /** ISO 8601. */
  time: string;
  text: string;
}

/** Most entries that are kept; older ones go. */
export const MOST_LINES = 5000;
/** Entries that come close together are reported together, in milliseconds. */
const PAUSE = 60;

/** The log of one run as it comes. */
export class RunLog {
  constructor(private readonly _service: Pick<GlueflowService, 'follow'>) {}

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get lines(): readonly LogLine[] {
    return this._lines;
  }

  /** How many entries are not shown because there were too many. */
  get dropped(): number {
    return this._dropped;
  }

  get state(): 'idle' | 'reading' | 'done' | 'failed' {
    return this._state;
  }

  get error(): ServiceError | undefined {
    return this._error;
  }

  /** Reads the log from its beginning, and with `follow` goes on until the run has ended. */
  async read(
    job: string,
    run: string,
    query: { connection?: string },
    follow: boolean
  ): Promise<void> {
    this.stop();
    const abort = new AbortController();
    this._abort = abort;
    this._lines = [];
    this._dropped = 0;
    this._error = undefined;
    this._state = 'reading';
    this._changed.emit();
    try {
      await this._service.follow(
        `jobs/${encodeURIComponent(job)}/runs/${encodeURIComponent(run)}/logs`,
        { ...query, ...(follow ? { follow: 'true' } : {}) },
        {
          signal: abort.signal,
          onOutput: (text, { kind = '', time = '' }) => {
            if (this._abort === abort) {
              this._add({ kind, time, text });
            }
          }
        }
      );
      this._end(abort, 'done');
    } catch (error) {
      if (!abort.signal.aborted) {
        this._error = serviceError(error);
      }
      this._end(abort, 'failed');
    }
  }

  /** Reads no further. */
  stop(): void {
    this._abort?.abort();
    this._abort = undefined;
    clearTimeout(this._timer);
    this._timer = undefined;
    this._state = 'idle';
  }

  private _add(line: LogLine): void {
    this._lines.push(line);
    const over = this._lines.length - MOST_LINES;
    if (over > 0) {
      this._lines.splice(0, over);
      this._dropped += over;
    }
    this._timer ??= setTimeout(() => {
      this._timer = undefined;
      this._lines = [...this._lines];
      this._changed.emit();
    }, PAUSE);
  }

  private _end(abort: AbortController, state: 'done' | 'failed'): void {
    if (this._abort === abort) {
      clearTimeout(this._timer);
      this._timer = undefined;
      this._lines = [...this._lines];
      this._state = state;
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _lines: LogLine[] = [];
  private _dropped = 0;
  private _state: 'idle' | 'reading' | 'done' | 'failed' = 'idle';
  private _error: ServiceError | undefined;
  private _abort: AbortController | undefined;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}
