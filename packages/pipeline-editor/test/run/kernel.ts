import type { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { createRegistry } from '@glueflow/components-core';
import { parseType } from '@glueflow/components-manager';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineCompiler } from '../../src/compile/compiler';
import { CatalogSources } from '../../src/compile/sources';
import { EditorSettings } from '../../src/settings';
import { YPipeline } from '../../src/model/shared';
import {
  ROWS_MIME,
  type Reply,
  type Request,
  type RowsPage
} from '../../src/run/protocol';
import { PipelineSession } from '../../src/run/session';
import { ServiceError } from '../../src/service/client';

type Asked<Type extends Request['type']> = Extract<Request, { type: Type }>;

/** A kernel that takes down what it is asked and answers what a test tells it to. */
export class FakeKernel {
  language = 'python';
  reply: object = { status: 'ok' };
  sent: Request[] = [];
  opened = 0;
  openedWith: unknown;

  /** The connection as JupyterLab has it, as far as it is used. */
  get connection(): Kernel.IKernelConnection {
    return {
      id: 'kernel',
      info: Promise.resolve({ language_info: { name: this.language } }),
      requestExecute: () => ({
        done: Promise.resolve({ content: this.reply })
      }),
      handleComms: true,
      createComm: () => {
        const comm = {
          isDisposed: false,
          onMsg: (_: object): void => undefined,
          onClose: (): void => undefined,
          open: (data: unknown) => {
            this.opened++;
            this.openedWith = data;
          },
          send: (data: unknown) => {
            this.sent.push(data as Request);
          },
          close: () => {
            comm.isDisposed = true;
          }
        };
        this._comm = comm;
        return comm;
      }
    } as unknown as Kernel.IKernelConnection;
  }

  report(data: Reply): void {
    this._comm?.onMsg({ content: { data } });
  }

  /** Requests of a kind, in order. */
  asked<Type extends Request['type']>(type: Type): Asked<Type>[] {
    return this.sent.filter(
      (request): request is Asked<Type> => request.type === type
    );
  }

  /** Answers a preview. */
  rows(
    { id, program, nodeId }: Asked<'preview'>,
    page: Partial<RowsPage> = {}
  ): void {
    const key = program.steps.find(step => step.nodeId === nodeId)?.key ?? '';
    const whole: RowsPage = {
      result: `result of ${id}`,
      nodeId,
      key,
      columns: [{ name: 'a', type: 'int', nullable: true }],
      rows: [[1], [2]],
      offset: 0,
      total: null,
      complete: false,
      reused: false,
      seconds: 0.1,
      ...page
    };
    this.report({ type: 'result', id, data: { [ROWS_MIME]: whole } });
    this.report({ type: 'finished', id, state: 'succeeded', seconds: 0.1 });
  }

  private _comm: { onMsg(message: object): void } | undefined;
}

let contexts = 0;

/** A document's session context around a fake kernel. */
export class FakeContext {
  constructor(public kernel: FakeKernel | null) {}

  /** A path of its own: what is trusted of one is not of another. */
  readonly path = `folder ${++contexts}/flights.glueflow`;
  isReady = true;
  isRestarting = false;
  ready = Promise.resolve();
  /** The kernel that a start brings. */
  next: FakeKernel | null = null;
  kernelPreference: Record<string, unknown> = { shouldStart: false };
  /** Ids of the kernels that run, of this document and others. */
  running: string[] = ['kernel'];
  sessionManager = {
    running: () => this.running.map(id => ({ kernel: { id } })).values()
  };
  started = 0;
  kernelChanged = new Signal<this, object>(this);
  statusChanged = new Signal<this, Kernel.Status>(this);

  get session(): object | null {
    return this.kernel && { id: 'session 1', kernel: this.kernel.connection };
  }

  async startKernel(): Promise<boolean> {
    this.started++;
    // As JupyterLab does before its first session.
    this.kernelChanged.emit({});
    await Promise.resolve();
    this.kernel = this.next;
    this.kernelChanged.emit({});
    return this.kernel === null;
  }

  shutdown(): Promise<void> {
    this.kernel = null;
    this.kernelChanged.emit({});
    return Promise.resolve();
  }
}

/** A session on a fake kernel, with the flights example (or another document). */
export function fakeSession(
  edit: (model: YPipeline) => void = () => undefined,
  kernel: FakeKernel | null = new FakeKernel(),
  wrote?: PipelineSession.IOptions['wrote']
): {
  kernel: FakeKernel;
  context: FakeContext;
  model: YPipeline;
  compiler: PipelineCompiler;
  session: PipelineSession;
  settings: EditorSettings;
  page: EventTarget;
  dispose(): void;
} {
  const model = YPipeline.create();
  model.setSource(
    readFileSync(
      join(__dirname, '../../../../examples/flights.glueflow'),
      'utf8'
    )
  );
  edit(model);
  const service = {
    get: () => Promise.reject(new ServiceError('No catalog here.', 'refused'))
  };
  const sources = new CatalogSources(service);
  const compiler = new PipelineCompiler(model, createRegistry(), sources);
  const settings = new EditorSettings();
  const context = new FakeContext(kernel);
  const page = new EventTarget();
  const session = new PipelineSession({
    sessionContext: context as unknown as ISessionContext,
    compiler,
    model,
    settings,
    page,
    ...(wrote ? { wrote } : {})
  });
  return {
    kernel: kernel ?? new FakeKernel(),
    context,
    model,
    compiler,
    session,
    settings,
    page,
    dispose: () => {
      session.dispose();
      compiler.dispose();
      model.dispose();
    }
  };
}

/** Waits until something holds, a turn of the event loop at a time. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000; turn++) {
    if (condition()) {
      return;
    }
    await new Promise(resolve => setTimeout(resolve, 1));
  }
  throw new Error('It never held.');
}

/** A column of a schema. */
export function column(
  name: string,
  type: string
): {
  name: string;
  type: ReturnType<typeof parseType>;
} {
  return { name, type: parseType(type) };
}
