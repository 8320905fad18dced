import { asJson } from '@glueflow/components-manager';
import { KernelMessage, type Kernel } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID, type JSONValue } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import {
  COMM_TARGET,
  isReply,
  PROTOCOL,
  type Reply,
  type Request
} from './protocol.js';

const INSTALL =
  'import glueflow.kernel as _glueflow_kernel; _glueflow_kernel.install(); del _glueflow_kernel';

/** The kernel can't run pipelines; the message says why and what to do. */
export class KernelUnavailable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KernelUnavailable';
  }
}

/** How the messages of a comm go to and fro. */
interface Wire {
  onMessage: (data: JSONValue) => void;
  onClose: () => void;
  open(data: JSONValue): void;
  send(data: JSONValue): void;
  close(): void;
}

/**
 * The comm between the editor and one kernel (docs/kernel.md).
 *
 * It ends with its kernel: `closed` is emitted once, when nothing more will come.
 */
export class KernelChannel implements IDisposable {
  private constructor(private readonly _wire: Wire) {
    _wire.onMessage = data => {
      if (isReply(data)) {
        this._received.emit(data);
      }
    };
    _wire.onClose = () => this._end();
  }

  /**
   * Makes a kernel ready for pipelines and opens the comm.
   *
   * @param document - Stands for the document, however often its page is loaded: runs of it are reported to each that comes.
   * @throws KernelUnavailable when the kernel is no Python, or lacks glueflow
   */
  static async open(
    kernel: Kernel.IKernelConnection,
    trans: TranslationBundle,
    document?: string
  ): Promise<KernelChannel> {
    const { language_info: language } = await kernel.info;
    if (language.name !== 'python') {
      throw new KernelUnavailable(
        trans.__(
          'Pipelines run in a Python kernel, and this one speaks %1. Choose another with Kernel › Change Kernel….',
          language.name
        )
      );
    }
    const reply = await kernel.requestExecute({
      code: INSTALL,
      silent: true,
      store_history: false,
      allow_stdin: false,
      stop_on_error: false
    }).done;
    if (reply.content.status !== 'ok') {
      throw new KernelUnavailable(explain(reply.content, trans));
    }
    const wire = kernel.handleComms ? commWire(kernel) : plainWire(kernel);
    const channel = new KernelChannel(wire);
    wire.open({
      protocol: PROTOCOL,
      ...(document === undefined ? {} : { document })
    });
    return channel;
  }

  /** A message came. */
  get received(): ISignal<this, Reply> {
    return this._received;
  }

  /** The kernel's side has gone. */
  get closed(): ISignal<this, void> {
    return this._closed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Sends a message; nothing happens once the other side has gone. */
  send(request: Request): void {
    if (!this._isDisposed) {
      this._wire.send(asJson(request));
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    Signal.clearData(this);
    try {
      this._wire.close();
    } catch {
      // The kernel's connection is down: its side of the comm has gone with it.
    }
  }

  private _end(): void {
    if (!this._isDisposed) {
      this._closed.emit();
    }
  }

  private _received = new Signal<this, Reply>(this);
  private _closed = new Signal<this, void>(this);
  private _isDisposed = false;
}

function explain(
  content: { status: string; ename?: unknown; evalue?: unknown },
  trans: TranslationBundle
): string {
  const name = String(content.ename ?? '');
  const value = String(content.evalue ?? '');
  if (name === 'ModuleNotFoundError' && value.includes('glueflow')) {
    return trans.__(
      'This kernel has no Glueflow. In its Python environment run: pip install "glueflow[local]". Then restart the kernel.'
    );
  }
  if (name === 'ImportError' || name === 'ModuleNotFoundError') {
    return trans.__('%1. Then restart the kernel.', value.replace(/\.$/, ''));
  }
  return content.status === 'aborted'
    ? trans.__(
        'The kernel was busy and gave up. Restart it with Kernel › Restart Kernel….'
      )
    : trans.__(
        'Glueflow can’t start in this kernel: %1: %2. Restart the kernel, or choose another.',
        name,
        value
      );
}

function commWire(kernel: Kernel.IKernelConnection): Wire {
  const comm = kernel.createComm(COMM_TARGET);
  const wire: Wire = {
    onMessage: () => undefined,
    onClose: () => undefined,
    open: data => void comm.open(data),
    send: data => {
      if (!comm.isDisposed) {
        comm.send(data);
      }
    },
    close: () => {
      if (!comm.isDisposed) {
        comm.close();
      }
    }
  };
  comm.onMsg = ({ content }) => wire.onMessage(content.data as JSONValue);
  comm.onClose = () => wire.onClose();
  return wire;
}

/**
 * A comm on a connection that does not handle comms, because another document's connection to the same kernel does: only one may, or
 * each would close the comms that the kernel opens for the other.
 */
function plainWire(kernel: Kernel.IKernelConnection): Wire {
  const id = UUID.uuid4();
  const post = (
    msgType: 'comm_open' | 'comm_msg' | 'comm_close',
    content: object
  ): void => {
    if (!kernel.isDisposed) {
      kernel.sendShellMessage(
        KernelMessage.createMessage({
          msgType,
          channel: 'shell',
          username: kernel.username,
          session: kernel.clientId,
          content: { comm_id: id, ...content }
        } as KernelMessage.IOptions<KernelMessage.ICommMsgMsg<'shell'>>)
      );
    }
  };
  const listen = (_: unknown, message: KernelMessage.IIOPubMessage): void => {
    if (KernelMessage.isCommMsgMsg(message) && message.content.comm_id === id) {
      wire.onMessage(message.content.data as JSONValue);
    } else if (
      KernelMessage.isCommCloseMsg(message) &&
      message.content.comm_id === id
    ) {
      wire.onClose();
    }
  };
  const wire: Wire = {
    onMessage: () => undefined,
    onClose: () => undefined,
    open: data => {
      kernel.iopubMessage.connect(listen);
      post('comm_open', { target_name: COMM_TARGET, data });
    },
    send: data => post('comm_msg', { data }),
    close: () => {
      kernel.iopubMessage.disconnect(listen);
      post('comm_close', { data: {} });
    }
  };
  return wire;
}
