import type { Problem } from '@glueflow/components-manager';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { UUID } from '@lumino/coreutils';
import { readEvents } from './events.js';

/** What the service refused or could not do, with what to do about it. */
export class ServiceError extends Error {
  constructor(
    message: string,
    readonly kind: ServiceFailureKind,
    readonly remedy?: string,
    /** The problems of a pipeline, when they are the reason. */
    readonly problems: readonly Problem[] = [],
    /** Of a conflict: what both sides changed. */
    readonly paths: readonly string[] = []
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** Kinds of failure; `unreachable`: the service itself does not answer. */
export type ServiceFailureKind =
  | 'usage'
  | 'refused'
  | 'credentials'
  | 'cancelled'
  | 'run'
  | 'fault'
  | 'unreachable';

/** A step of a piece of work as the service tells it. */
export interface ServiceProgress {
  message: string;
  detail?: string;
  done?: number;
  total?: number;
  nodeId?: string;
  /** The step of a deployment: `account`, `script`, `job`, `tags`, `retry`, `start`, `run`. */
  step?: string;
  /** The run of a job that it is about. */
  run?: { job: string; id: string; state?: string };
}

/** What is known of a piece of output beside its text: of a run's log the kind, the stream and the time (ISO 8601). */
export interface ServiceOutput {
  text: string;
  kind?: string;
  stream?: string;
  time?: string;
}

/** What to do while a request goes on. */
export interface StreamOptions {
  /** Aborting cancels the work, not just the waiting. */
  signal?: AbortSignal;
  onProgress?(progress: ServiceProgress): void;
  onOutput?(text: string, about: ServiceOutput): void;
}

type Query = Readonly<Record<string, string | undefined>>;

/**
 * Speaks with the Glueflow service behind JupyterLab (`docs/service.md`): AWS, connections, jobs, the Data Catalog.
 *
 * Every method rejects with a `ServiceError`.
 */
export class GlueflowService {
  constructor(settings: ServerConnection.ISettings) {
    // JupyterLab adds a number to the query of requests that must not be stored; the service's replies say so themselves.
    this._settings = ServerConnection.makeSettings({
      ...settings,
      init: { ...settings.init, cache: 'no-cache' }
    });
  }

  /** `GET path?query`. */
  get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
    return this._request<T>('GET', path + queryText(query), undefined, signal);
  }

  /** `POST path` with a JSON body. */
  post<T>(path: string, body: object = {}, signal?: AbortSignal): Promise<T> {
    return this._request<T>('POST', path, body, signal);
  }

  /** `DELETE path`. */
  delete<T>(path: string): Promise<T> {
    return this._request<T>('DELETE', path, {});
  }

  /** `POST path`, with progress as it comes; resolves with the result. */
  async stream<T>(
    path: string,
    body: object,
    options: StreamOptions = {}
  ): Promise<T> {
    return this._stream<T>('POST', path, body, options);
  }

  /** `GET path?query`, with output as it comes (a log that is followed). */
  async follow<T>(
    path: string,
    query: Query,
    options: StreamOptions = {}
  ): Promise<T> {
    return this._stream<T>('GET', path + queryText(query), undefined, options);
  }

  private async _stream<T>(
    method: string,
    path: string,
    body: object | undefined,
    options: StreamOptions
  ): Promise<T> {
    const { signal } = options;
    const id = UUID.uuid4();
    const cancel = (): void => {
      void this.post(`operations/${id}/cancel`).catch(() => undefined);
    };
    signal?.throwIfAborted();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const response = await this._send(method, path, body, {
        Accept: 'text/event-stream',
        'X-Operation-Id': id
      });
      if (!response.ok || response.body === null) {
        throw await failureOf(response);
      }
      for await (const { event, data } of readEvents(response.body)) {
        switch (event) {
          case 'progress':
            options.onProgress?.(JSON.parse(data) as ServiceProgress);
            break;
          case 'output':
            {
              const output = JSON.parse(data) as ServiceOutput;
              options.onOutput?.(output.text, output);
            }
            break;
          case 'result':
            return JSON.parse(data) as T;
          case 'error':
            throw failureFrom(JSON.parse(data));
        }
      }
      throw new ServiceError(
        'The Glueflow service ended before the work was done.',
        'unreachable'
      );
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  private async _request<T>(
    method: string,
    path: string,
    body?: object,
    signal?: AbortSignal
  ): Promise<T> {
    const response = await this._send(method, path, body, {}, signal);
    if (!response.ok) {
      throw await failureOf(response);
    }
    return (await response.json()) as T;
  }

  private async _send(
    method: string,
    path: string,
    body: object | undefined,
    headers: Record<string, string>,
    signal?: AbortSignal
  ): Promise<Response> {
    const url = URLExt.join(this._settings.baseUrl, 'glueflow', path);
    try {
      return await ServerConnection.makeRequest(
        url,
        {
          method,
          headers: {
            ...headers,
            ...(body === undefined
              ? {}
              : { 'Content-Type': 'application/json' })
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          ...(signal === undefined ? {} : { signal })
        },
        this._settings
      );
    } catch (error) {
      if (signal?.aborted) {
        throw new ServiceError('Cancelled.', 'cancelled');
      }
      throw new ServiceError(
        `The Glueflow service behind JupyterLab does not answer: ${error instanceof Error ? error.message : String(error)}`,
        'unreachable',
        'Is JupyterLab still running?'
      );
    }
  }

  private _settings: ServerConnection.ISettings;
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[1] !== ''
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

async function failureOf(response: Response): Promise<ServiceError> {
  const text = await response.text();
  try {
    return failureFrom(JSON.parse(text));
  } catch {
    return new ServiceError(
      `The Glueflow service behind JupyterLab does not answer as it should (HTTP ${response.status}).`,
      'unreachable',
      'See the log of the Jupyter server.'
    );
  }
}

/** The error of a reply: `{error: {kind, message, remedy?}, problems?}`. Throws when it is something else. */
function failureFrom(reply: unknown): ServiceError {
  const { error, problems } = reply as {
    error: {
      kind: ServiceFailureKind;
      message: string;
      remedy?: string;
      paths?: string[];
    };
    problems?: Problem[];
  };
  return new ServiceError(
    error.message,
    error.kind,
    error.remedy,
    problems,
    error.paths
  );
}
