import { abortable } from '../abort.js';
import { randomUUID } from 'node:crypto';
import { Failure } from '../failure.js';

/** A piece of work that a client can cancel by its id. */
export interface ServiceTask {
  id: string;
  /** What it is, such as `deploy`. */
  kind: string;
  /** ISO 8601. */
  started: string;
  signal: AbortSignal;
  cancel(): void;
  /** Forget it; called when the work has ended. */
  end(): void;
}

/** What a client may call an operation: enough not to be guessed by accident, and safe in an address. */
const ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The operations that are going on. */
export class ServiceTasks {
  private readonly _running = new Map<string, ServiceTask>();

  /**
   * Begin an operation. A client behind a proxy that tells nothing until the end chooses the `id`, so that it can cancel.
   *
   * Throws `Failure` (`usage`) when the id is malformed or in use.
   */
  begin(kind: string, wanted?: string): ServiceTask {
    if (wanted !== undefined && !ID.test(wanted)) {
      throw new Failure(
        'usage',
        'An operation id is 8 to 64 letters, digits, "_" or "-".'
      );
    }
    const id = wanted ?? randomUUID();
    if (this._running.has(id)) {
      throw new Failure('usage', `There is an operation ${id} already.`);
    }
    const controller = abortable();
    const operation: ServiceTask = {
      id,
      kind,
      started: new Date().toISOString(),
      signal: controller.signal,
      cancel: () => controller.abort(),
      end: () => void this._running.delete(id)
    };
    this._running.set(id, operation);
    return operation;
  }

  /** Cancel one; false when it is not (or no longer) going on. */
  cancel(id: string): boolean {
    const operation = this._running.get(id);
    operation?.cancel();
    return operation !== undefined;
  }

  /** Cancel all. */
  cancelAll(): void {
    this._running.forEach(operation => operation.cancel());
  }

  /** What is going on. */
  list(): Pick<ServiceTask, 'id' | 'kind' | 'started'>[] {
    return [...this._running.values()].map(({ id, kind, started }) => ({
      id,
      kind,
      started
    }));
  }
}
