import { setTimeout as sleep } from 'node:timers/promises';

/** How often and how slowly requests are sent again. */
export interface RetryOptions {
  /** Requests in all, the first one included; default 4. */
  attempts?: number;
  /** Milliseconds before the second; doubled each time, with chance; default 100. */
  firstDelay?: number;
  /** Most milliseconds between two; default 5,000. */
  maxDelay?: number;
}

const MOST_PATIENCE = 60_000;

/** Waits between requests, longer each time. */
export class Backoff {
  constructor(options: RetryOptions = {}) {
    this._left = (options.attempts ?? 4) - 1;
    this._delay = options.firstDelay ?? 100;
    this._max = options.maxDelay ?? 5000;
  }

  /**
   * Wait, unless all attempts are used up.
   *
   * @param retryAfter - The server's header: seconds, or a date.
   * @returns false when no attempt is left
   */
  async next(retryAfter?: string, signal?: AbortSignal): Promise<boolean> {
    if (this._left <= 0) {
      return false;
    }
    this._left--;
    // Half of it is chance: clients that failed together do not come back together.
    const own = this._delay * (0.5 + Math.random() / 2);
    this._delay = Math.min(this._delay * 2, this._max);
    try {
      await sleep(asked(retryAfter) ?? own, undefined, { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
    return true;
  }

  private _left: number;
  private _delay: number;
  private readonly _max: number;
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-retry-after */
function asked(retryAfter: string | undefined): number | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  const wait = /^\d+$/.test(retryAfter)
    ? Number(retryAfter) * 1000
    : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(wait)
    ? undefined
    : Math.min(Math.max(wait, 0), MOST_PATIENCE);
}
