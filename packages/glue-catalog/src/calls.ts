import { setTimeout as sleep } from 'node:timers/promises';

/** How calls are made. */
export interface CallOptions {
  /** Id of the catalog (account); sent with every call. Absent: the caller's own. */
  catalogId?: string;
  signal?: AbortSignal;
  /** Most times that one call is made again after throttling or a lost connection. Default 10. */
  maxRetries?: number;
  /** Most calls in a second. Default: no limit but the service's. */
  requestsPerSecond?: number;
  /** Called before each try with the action, such as `GetTable`. */
  onCall?(action: string): void;
}

/** What every call of the catalog sends, and how. */
export interface CallContext {
  common: { CatalogId?: string };
  how: { abortSignal?: AbortSignal };
}

const MAX_RETRIES = 10;

/** Milliseconds: the longest wait doubles from the first to the last. */
const FIRST_WAIT = 50;
const LONGEST_WAIT = 10_000;

/** https://docs.aws.amazon.com/glue/latest/dg/CommonErrors.html and aws-glue-api-exceptions.html */
const THROTTLED = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'ProvisionedThroughputExceededException',
  'SlowDown'
]);

/** Errors after which the call may have had its effect. */
const LOST = new Set([
  'TimeoutError',
  'RequestTimeout',
  'InternalServiceException',
  'InternalFailure',
  'ServiceUnavailable',
  'OperationTimeoutException',
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT'
]);

/** Makes calls of one catalog: paced, and again after throttling and lost connections. */
export class GlueCalls {
  constructor(private readonly _options: CallOptions = {}) {}

  /**
   * Make a call until it is answered.
   *
   * Waits are random below a bound that doubles ("full jitter"): https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
   *
   * @param afterLoss - Asked when an earlier try may have had its effect unheard, and this one was refused: the result, or `undefined`
   *   where the refusal stands.
   *
   * Rejects with the SDK's error, or an `AbortError`.
   */
  async run<T>(
    action: string,
    work: (context: CallContext) => Promise<T>,
    afterLoss: (error: unknown) => Promise<T | undefined> = () =>
      Promise.resolve(undefined)
  ): Promise<T> {
    const {
      catalogId,
      signal,
      maxRetries = MAX_RETRIES,
      onCall
    } = this._options;
    const context: CallContext = {
      common: catalogId === undefined ? {} : { CatalogId: catalogId },
      how: { abortSignal: signal }
    };
    let lost = false;
    for (let retry = 0; ; retry++) {
      await this._pace();
      onCall?.(action);
      try {
        return await work(context);
      } catch (error) {
        signal?.throwIfAborted();
        if (isLost(error)) {
          lost = true;
        } else if (!isThrottled(error)) {
          const settled =
            lost || triesOf(error) > 1 ? await afterLoss(error) : undefined;
          if (settled !== undefined) {
            return settled;
          }
          throw error;
        }
        if (retry >= maxRetries) {
          throw error;
        }
      }
      await this.wait(retry);
    }
  }

  /** Wait before a try that follows `retry` others. Rejects with an `AbortError`. */
  async wait(retry: number): Promise<void> {
    const bound = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** retry);
    await sleep(Math.random() * bound, undefined, {
      signal: this._options.signal
    });
  }

  /** Id of the catalog that calls name. */
  get catalogId(): string | undefined {
    return this._options.catalogId;
  }

  get signal(): AbortSignal | undefined {
    return this._options.signal;
  }

  /** The same calls for another catalog. */
  for(catalogId: string | undefined): GlueCalls {
    return catalogId === undefined || catalogId === this.catalogId
      ? this
      : new GlueCalls({ ...this._options, catalogId });
  }

  private async _pace(): Promise<void> {
    const { requestsPerSecond, signal } = this._options;
    signal?.throwIfAborted();
    if (requestsPerSecond === undefined) {
      return;
    }
    const now = performance.now();
    const at = Math.max(now, this._next);
    this._next = at + 1000 / requestsPerSecond;
    if (at > now) {
      await sleep(at - now, undefined, { signal });
    }
  }

  private _next = 0;
}

/** Tell whether an error has one of these names or codes, its cause included. */
function isOneOf(error: unknown, names: ReadonlySet<string>): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const code = 'code' in error ? error.code : undefined;
  return (
    names.has(error.name) ||
    (typeof code === 'string' && names.has(code)) ||
    isOneOf(error.cause, names)
  );
}

function isThrottled(error: unknown): boolean {
  return isOneOf(error, THROTTLED);
}

function isLost(error: unknown): boolean {
  return (
    isOneOf(error, LOST) ||
    (metadataOf(error).httpStatusCode ?? 0) >= 500 ||
    (error instanceof Error && /socket hang up/.test(error.message))
  );
}

/** How often the SDK itself has tried the call. */
function triesOf(error: unknown): number {
  return metadataOf(error).attempts ?? 1;
}

function metadataOf(error: unknown): {
  httpStatusCode?: number;
  attempts?: number;
} {
  return error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number; attempts?: number })
    : {};
}

/** Tell whether the service's error has this name. */
export function hasName(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

/** Divide items into groups of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size)
  );
}
