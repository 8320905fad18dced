import { Signal, type ISignal } from '@lumino/signaling';
import { ServiceError } from './client.js';

/** How far something is that is asked of the service. */
export type RemoteState<T> =
  | { state: 'idle' }
  | { state: 'loading'; before?: T }
  | { state: 'ready'; value: T }
  | { state: 'failed'; error: ServiceError; before?: T };

/** Anything thrown as a failure of the service. */
export function serviceError(error: unknown): ServiceError {
  return error instanceof ServiceError
    ? error
    : new ServiceError(
        error instanceof Error ? error.message : String(error),
        'fault'
      );
}

/** Something asked of the service, for views that show how far it is. A newer question ends an older one. */
export class Remote<T> {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get current(): RemoteState<T> {
    return this._current;
  }

  /** What was answered last, also while it is asked again or after that failed. */
  get value(): T | undefined {
    const { current } = this;
    return current.state === 'ready'
      ? current.value
      : current.state === 'idle'
        ? undefined
        : current.before;
  }

  get error(): ServiceError | undefined {
    return this._current.state === 'failed' ? this._current.error : undefined;
  }

  /** Asks; resolves when answered, refused, or overtaken by a newer question. With `keep` the last answer is shown meanwhile. */
  async load(
    ask: (signal: AbortSignal) => Promise<T>,
    { keep = false }: { keep?: boolean } = {}
  ): Promise<void> {
    this._abort?.abort();
    const abort = new AbortController();
    this._abort = abort;
    const before = keep ? this.value : undefined;
    this._set({ state: 'loading', before });
    try {
      const value = await ask(abort.signal);
      if (this._abort === abort) {
        this._set({ state: 'ready', value });
      }
    } catch (error) {
      if (this._abort === abort) {
        this._set({ state: 'failed', error: serviceError(error), before });
      }
    }
  }

  /** Takes a value as answered. */
  set(value: T): void {
    this._abort?.abort();
    this._abort = undefined;
    this._set({ state: 'ready', value });
  }

  /** Forgets everything; what is being asked is cancelled. */
  clear(): void {
    this._abort?.abort();
    this._abort = undefined;
    this._set({ state: 'idle' });
  }

  private _set(state: RemoteState<T>): void {
    this._current = state;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _current: RemoteState<T> = { state: 'idle' };
  private _abort: AbortController | undefined;
}
