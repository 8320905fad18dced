import type { Problem } from '@glueflow/components-manager';
import { PromiseDelegate, UUID } from '@lumino/coreutils';
import type { KernelChannel } from './channel.js';
import {
  COUNT_MIME,
  ROWS_MIME,
  type Request,
  type RowsPage,
  type WorkReply
} from './protocol.js';

/** How a piece of work ended. */
export interface Outcome {
  /** `refused`: it was not begun, because of what is wrong with the pipeline or the kernel. */
  state: 'succeeded' | 'failed' | 'stopped' | 'refused';
  /** Seconds it took in the kernel. */
  seconds?: number;
  /** What went wrong and what to do. */
  message?: string;
  /** The node at fault, and the line of the script. */
  nodeId?: string;
  line?: number;
  /** File of the kernel's machine that has the details. */
  log?: string;
  /** Credentials are missing or have expired; the message says how to renew them. */
  credentials?: boolean;
  /** What each output wrote and where, in words. */
  written?: readonly string[];
  /** What is wrong with the part of the pipeline that was asked for. */
  problems?: readonly Problem[];
}

/** Work that gave no result; `outcome` says how it ended. */
export class WorkFailed extends Error {
  constructor(readonly outcome: Outcome) {
    super(outcome.message ?? outcome.state);
    this.name = 'WorkFailed';
  }
}

/** How work ended that was ended by an error. */
export function outcomeOf(error: unknown): Outcome {
  return error instanceof WorkFailed
    ? error.outcome
    : {
        state: 'failed',
        message: error instanceof Error ? error.message : String(error)
      };
}

/** How work ended that these problems have kept from being begun. */
export function refusal(problems: readonly Problem[]): Outcome {
  return {
    state: 'refused',
    message: problems[0]?.message ?? '',
    problems
  };
}

/** A request that has an answer. */
export type WorkRequest = Extract<
  Request,
  { type: 'preview' | 'run' | 'count' | 'page' }
>;

type OmitId<T> = T extends unknown ? Omit<T, 'id'> : never;

/** What is heard of a piece of work before its end. */
export interface Listener {
  onNode?(reply: Extract<WorkReply, { type: 'node' }>): void;
  onWarnings?(reply: Extract<WorkReply, { type: 'warnings' }>): void;
  onOutput?(reply: Extract<WorkReply, { type: 'output' }>): void;
}

interface Open {
  type: WorkRequest['type'];
  listener: Listener;
  ended: PromiseDelegate<Ended>;
  rows?: RowsPage;
  count?: number;
}

/** The end of a piece of work, with what it yielded. */
export interface Ended {
  outcome: Outcome;
  rows?: RowsPage;
  count?: number;
  /** Seconds since then. */
  ago?: number;
}

/** The requests that a kernel has not finished yet. */
export class OpenWork {
  /** @param _worded - Puts what the kernel says into a person's words. */
  constructor(
    private readonly _worded: (reply: WorkReply) => WorkReply = reply => reply
  ) {}

  /** True while a request of this kind is open. */
  has(type: WorkRequest['type']): boolean {
    return [...this._open.values()].some(each => each.type === type);
  }

  /** Ids of the requests that are open. */
  get ids(): readonly string[] {
    return [...this._open.keys()];
  }

  /** Sends a request; resolves when it has ended, however that was. */
  ask(
    channel: KernelChannel,
    request: OmitId<WorkRequest>,
    listener: Listener = {}
  ): { id: string; ended: Promise<Ended> } {
    const id = UUID.uuid4();
    const ended = this.adopt(id, request.type, listener);
    channel.send({ ...request, id } as WorkRequest);
    return { id, ended };
  }

  /** Waits for the end of a request that was not sent from here. */
  adopt(
    id: string,
    type: WorkRequest['type'],
    listener: Listener
  ): Promise<Ended> {
    const ended = new PromiseDelegate<Ended>();
    this._open.set(id, { type, listener, ended });
    return ended.promise;
  }

  /** Takes a message of the kernel; false when it belongs to nothing here. */
  take(message: WorkReply): boolean {
    const reply = this._worded(message);
    const { id } = reply;
    const work = id === null ? undefined : this._open.get(id);
    if (id === null || work === undefined) {
      return false;
    }
    switch (reply.type) {
      case 'work':
        break;
      case 'node':
        work.listener.onNode?.(reply);
        break;
      case 'warnings':
        work.listener.onWarnings?.(reply);
        break;
      case 'output':
        work.listener.onOutput?.(reply);
        break;
      case 'result':
        work.rows = reply.data[ROWS_MIME] ?? work.rows;
        work.count = reply.data[COUNT_MIME]?.rows ?? work.count;
        break;
      case 'finished': {
        const { type: _, id: __, ago, sql: ___, ...outcome } = reply;
        this._end(id, work, outcome, ago);
      }
    }
    return true;
  }

  /** The kernel will answer no more: all that is open ends. */
  endAll(outcome: Outcome): void {
    for (const [id, work] of [...this._open]) {
      this._end(id, work, outcome);
    }
  }

  private _end(id: string, work: Open, outcome: Outcome, ago?: number): void {
    this._open.delete(id);
    const { rows, count } = work;
    work.ended.resolve({ outcome, rows, count, ago });
  }

  private _open = new Map<string, Open>();
}
