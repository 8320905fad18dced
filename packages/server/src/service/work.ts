import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import {
  Failure,
  PipelineFailure,
  failureFacts,
  type FailureKind
} from '../failure.js';
import type { ComponentSource } from '../extension.js';
import type { Host, Task } from '../host.js';
import { toFailure } from '../reason.js';
import { checkBody, type Shape } from './body.js';
import type { ServiceTask, ServiceTasks } from './operations.js';

/** What hono knows of a request: Node's own request and reply, and its body once it is read. */
export type Env = {
  Bindings: HttpBindings;
  Variables: {
    /** The request's body; empty where it has none. */
    body: string;
  };
};

/** What a piece of work is given beside its request. */
export interface WorkTask extends Task {
  /** True when events are sent. */
  streams: boolean;
  /** Send text that the work prints, as an `output` event, and what is known of it. */
  output(text: string, about?: object): void;
}

type Status = 400 | 403 | 404 | 409 | 422 | 500;

const STATUS: Readonly<Record<FailureKind, Status>> = {
  usage: 400,
  credentials: 403,
  cancelled: 409,
  refused: 422,
  run: 422
};

/** The world and the operations of a service. */
export interface Workplace {
  host: Pick<Host, 'env' | 'cwd' | 'disk'>;
  operations: ServiceTasks;
  components: ComponentSource;
}

/**
 * Answer a request by doing a piece of work: as one JSON reply, or, when `Accept` is exactly `text/event-stream` (what
 * jupyter-server-proxy streams), as events `operation`, `progress`, `output`, and at the end `result` or `error`.
 *
 * The work has an id, chosen by the client in `X-Operation-Id` or by us and reported in the same header, and is cancelled when the
 * client goes away or asks for it.
 */
export async function answer<T>(
  c: Context<Env>,
  place: Workplace,
  kind: string,
  work: (task: WorkTask) => Promise<T>
): Promise<Response> {
  const operation = place.operations.begin(
    kind,
    c.req.header('x-operation-id')
  );
  c.header('X-Operation-Id', operation.id);
  const { outgoing } = c.env;
  const gone = (): void => {
    if (!outgoing.writableFinished) {
      operation.cancel();
    }
  };
  outgoing.once('close', gone);
  const settle = (): void => {
    outgoing.removeListener('close', gone);
    operation.end();
  };
  if (c.req.header('accept') === 'text/event-stream') {
    return stream(c, place, operation, work, settle);
  }
  try {
    const task = taskOf(place, operation);
    return c.json((await work(task)) as object);
  } catch (error) {
    return failed(c, error, operation.signal);
  } finally {
    settle();
  }
}

function stream<T>(
  c: Context<Env>,
  place: Workplace,
  operation: ServiceTask,
  work: (task: WorkTask) => Promise<T>,
  settle: () => void
): Response {
  // Proxies must neither keep the events back nor squeeze them together.
  c.header('Cache-Control', 'no-cache, no-transform');
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async events => {
    let queue = Promise.resolve();
    const send = (event: string, data: unknown): void => {
      queue = queue.then(() =>
        events.writeSSE({ event, data: JSON.stringify(data) })
      );
    };
    send('operation', { id: operation.id });
    try {
      send('result', await work(taskOf(place, operation, send)));
    } catch (error) {
      send('error', errorFacts(error, operation.signal).facts);
    } finally {
      settle();
      await queue;
    }
  });
}

function taskOf(
  place: Workplace,
  operation: ServiceTask,
  send?: (event: string, data: unknown) => void
): WorkTask {
  return {
    ...place.host,
    components: place.components,
    signal: operation.signal,
    streams: send !== undefined,
    report: event => send?.('progress', event),
    output: (text, about) => send?.('output', { text, ...about })
  };
}

/** The reply that tells a failure: `{error: {kind, message, remedy?}}`, and a pipeline's problems. Never a stack. */
export function failed(
  c: Context<Env>,
  error: unknown,
  signal?: AbortSignal
): Response {
  const { facts, status } = errorFacts(error, signal);
  return c.json(facts, status);
}

function errorFacts(
  error: unknown,
  signal?: AbortSignal
): { facts: object; status: Status } {
  const failure = toFailure(error, { env: {}, signal });
  const facts = failureFacts(failure);
  const status = failure.fault ? 500 : STATUS[failure.kind];
  if (error instanceof PipelineFailure) {
    const { file, reason, problems } = error.checked;
    return {
      facts: { ...facts, file, ...(reason ? { reason } : {}), problems },
      status
    };
  }
  return { facts, status };
}

/** Read a request's JSON and check its fields. Throws `Failure` (`usage`). */
export function bodyOf<T>(c: Context<Env>, shape: Shape): T {
  const text = c.get('body');
  if (text.trim() === '') {
    throw new Failure(
      'usage',
      'The request has no body: send a JSON object, {} if there is nothing to say.'
    );
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Failure('usage', 'The request is not valid JSON.');
  }
  checkBody(body, shape);
  return body as T;
}

/** Read a request's query and check its names. Throws `Failure` (`usage`). */
export function queryOf<T>(c: Context<Env>, shape: Shape): T {
  const query = c.req.query();
  checkBody(query, shape);
  return query as T;
}

/** Read a number of things from a query. Throws `Failure` (`usage`). */
export function countOf(
  text: string | undefined,
  name: string,
  usual = 0
): number {
  const value = Number(text ?? usual);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Failure('usage', `"${name}" must be a whole number, 1 or more.`);
  }
  return value;
}
