import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { KernelChannel, KernelUnavailable } from './channel.js';
import type { Reply, Request } from './protocol.js';
import { WorkFailed } from './work.js';

/**
 * How far the kernel's Spark is. `asleep`: no kernel yet, the first preview or run starts one; `none`: the kernel has gone;
 * `unavailable`: the kernel can't run pipelines (`message` says why).
 */
export type SessionState =
  | 'asleep'
  | 'none'
  | 'connecting'
  | 'cold'
  | 'starting'
  | 'ready'
  | 'failed'
  | 'unavailable';

/**
 * Keeps a document in touch with whatever kernel it has: connects when there is one, starts one when there is work, tells when the
 * kernel has gone, and connects again. Spark starts with the first preview or run.
 */
export class KernelLink implements IDisposable {
  constructor(private readonly _options: KernelLink.IOptions) {
    const { sessionContext } = _options;
    sessionContext.kernelChanged.connect(this._onKernelChanged, this);
    sessionContext.statusChanged.connect(this._onStatusChanged, this);
    _options.page?.addEventListener('pagehide', this._onPageHide);
    if (!sessionContext.session?.kernel) {
      this._state = 'asleep';
    }
    void this._connect();
  }

  /** `state`, `message` or `version` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The kernel says something. */
  get received(): ISignal<this, Reply> {
    return this._received;
  }

  /** A kernel that was connected is gone, with all it had: why, for a person. */
  get lost(): ISignal<this, string> {
    return this._lost;
  }

  get state(): SessionState {
    return this._state;
  }

  get message(): string {
    return this._message;
  }

  get version(): string {
    return this._version;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The open channel, once there is one. Rejects with a `WorkFailed` that says what keeps the kernel from being used. */
  async channel(): Promise<KernelChannel> {
    const { sessionContext, trans } = this._options;
    if (this._channel === undefined && this._connecting === undefined) {
      if (!sessionContext.isReady) {
        // The kernel is being looked for, chosen or started.
        await sessionContext.ready;
      }
      if (!sessionContext.session?.kernel) {
        await this._startKernel();
      }
      void this._connect();
    }
    await this._connecting;
    if (this._channel === undefined) {
      throw new WorkFailed({
        state: 'refused',
        message:
          this._message ||
          trans.__(
            'The pipeline has no kernel. Choose one with Kernel › Change Kernel….'
          )
      });
    }
    return this._channel;
  }

  /** Sends a message if there is somebody to take it. */
  send(request: Request): void {
    this._channel?.send(request);
  }

  /** Tries again after a failure was fixed. */
  reconnect(): void {
    if (this._state === 'failed' && this._channel !== undefined) {
      const connection = this._options.connection();
      this.send({
        type: 'start',
        ...(connection === undefined ? {} : { connection })
      });
    } else if (this._channel === undefined) {
      void this._connect();
    }
  }

  /** True when the kernel was ended here to free memory, until it is back. */
  get resting(): boolean {
    return this._rest !== undefined;
  }

  /** True when no other document uses the kernel. */
  get ownsKernel(): boolean {
    const { session, sessionManager } = this._options.sessionContext;
    const id = session?.kernel?.id;
    return (
      [...sessionManager.running()].filter(({ kernel }) => kernel?.id === id)
        .length <= 1
    );
  }

  /** Ends the kernel; the next work starts another. `why` is reported to the person. */
  rest(why: string): void {
    this._rest = why;
    this._options.sessionContext.shutdown().catch(() => {
      this._rest = undefined;
    });
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    const { sessionContext } = this._options;
    sessionContext.kernelChanged.disconnect(this._onKernelChanged, this);
    sessionContext.statusChanged.disconnect(this._onStatusChanged, this);
    this._options.page?.removeEventListener('pagehide', this._onPageHide);
    this._channel?.dispose();
    this._channel = undefined;
    Signal.clearData(this);
  }

  private _connect(): Promise<void> {
    const kernel = this._options.sessionContext.session?.kernel ?? null;
    if (kernel === null || this._isDisposed) {
      return Promise.resolve();
    }
    const attempt = (this._connecting ??= this._open(kernel).finally(() => {
      if (this._connecting === attempt) {
        this._connecting = undefined;
      }
    }));
    return attempt;
  }

  private async _open(kernel: Kernel.IKernelConnection): Promise<void> {
    const { trans } = this._options;
    const number = ++this._attempt;
    this._set('connecting');
    try {
      const channel = await KernelChannel.open(
        kernel,
        trans,
        // The session stays the same when the page is loaded again, and when the file is renamed.
        this._options.sessionContext.session?.id
      );
      if (number !== this._attempt || this._isDisposed) {
        channel.dispose();
        return;
      }
      this._channel = channel;
      channel.received.connect((_, reply) => this._onReply(reply));
      channel.closed.connect(() => {
        if (this._channel === channel) {
          this._lose(trans.__('The kernel has ended the connection.'));
        }
      });
    } catch (error) {
      if (number === this._attempt && !this._isDisposed) {
        const known = error instanceof KernelUnavailable;
        this._set(
          'unavailable',
          known
            ? error.message
            : trans.__(
                'The kernel doesn’t answer: %1',
                error instanceof Error ? error.message : String(error)
              )
        );
      }
    }
  }

  /** Starts the kernel that suits; resolves when it is there, or none could be started. */
  private _startKernel(): Promise<void> {
    const { sessionContext } = this._options;
    const start = async (): Promise<void> => {
      this._set('connecting');
      try {
        sessionContext.kernelPreference = {
          ...sessionContext.kernelPreference,
          shouldStart: true
        };
        await sessionContext.startKernel();
      } finally {
        this._starting = undefined;
        if (!sessionContext.session?.kernel && !this._isDisposed) {
          this._set('none');
        }
      }
    };
    this._starting ??= start();
    return this._starting;
  }

  private _onReply(reply: Reply): void {
    if (reply.type === 'session') {
      this._version = reply.version ?? this._version;
      this._set(reply.state, reply.message);
    }
    this._received.emit(reply);
  }

  private _onKernelChanged(): void {
    const { sessionContext, trans } = this._options;
    const kernel = sessionContext.session?.kernel ?? null;
    if (kernel === null && this._starting !== undefined) {
      // JupyterLab tells of no kernel before the one that it starts.
      return;
    }
    this._lose(
      kernel === null
        ? (this._rest ?? trans.__('The kernel was shut down.'))
        : trans.__('The kernel was changed.')
    );
    if (kernel === null) {
      this._set(this._rest === undefined ? 'none' : 'asleep', this._rest);
    } else {
      this._rest = undefined;
      void this._connect();
    }
  }

  private _onStatusChanged(_: unknown, status: Kernel.Status): void {
    const { trans } = this._options;
    switch (status) {
      case 'restarting':
      case 'autorestarting':
        this._lose(
          this._options.sessionContext.isRestarting
            ? trans.__('The kernel was restarted.')
            : trans.__('The kernel ended unexpectedly and is started again.')
        );
        break;
      case 'dead':
        this._lose(trans.__('The kernel ended unexpectedly.'));
        this._set(
          'none',
          trans.__(
            'The kernel has ended. Start it again with Kernel › Restart Kernel….'
          )
        );
        break;
      case 'starting':
      case 'idle':
        if (this._channel === undefined && this._state !== 'unavailable') {
          void this._connect();
        }
    }
  }

  /** The page goes, to be loaded again perhaps: its run goes on, but nobody waits for its previews. */
  private _onPageHide = (event: Event): void => {
    if (!(event as PageTransitionEvent).persisted) {
      this.send({ type: 'leave' });
    }
  };

  private _lose(reason: string): void {
    this._attempt++;
    this._connecting = undefined;
    const channel = this._channel;
    if (channel !== undefined) {
      this._channel = undefined;
      channel.dispose();
      this._set('connecting');
      this._lost.emit(reason);
    } else if (this._state === 'unavailable') {
      this._set('connecting');
    }
  }

  private _set(state: SessionState, message = ''): void {
    if (state !== this._state || message !== this._message) {
      this._state = state;
      this._message = message;
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _received = new Signal<this, Reply>(this);
  private _lost = new Signal<this, string>(this);
  private _state: SessionState = 'none';
  private _message = '';
  private _version = '';
  private _channel: KernelChannel | undefined;
  private _connecting: Promise<void> | undefined;
  private _starting: Promise<void> | undefined;
  /** Why the kernel was ended here. */
  private _rest: string | undefined;
  private _attempt = 0;
  private _isDisposed = false;
}

export namespace KernelLink {
  /** What a link is made of. */
  export interface IOptions {
    sessionContext: ISessionContext;
    trans: TranslationBundle;
    /** The connection that Spark is started with. */
    connection(): string | undefined;
    /** The page, which tells when it goes. */
    page?: EventTarget;
  }
}
