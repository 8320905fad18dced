import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '@glueflow/aws';

const ATTEMPTS = 7;

/** Errors that pass when others are done with the job; the SDK retries throttling itself. */
const PASSING = new Set([
  'ConcurrentModificationException',
  'IdempotentParameterMismatchException',
  'OperationTimeoutException'
]);

/** Do a call, again with growing pauses while somebody else changes the same job. */
export async function retried<T>(
  work: () => Promise<T>,
  options: { signal?: AbortSignal; onRetry?(code: string): void } = {}
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const code = errorCode(error);
      if (!PASSING.has(code) || attempt === ATTEMPTS) {
        throw error;
      }
      options.onRetry?.(code);
      const pause = Math.min(20_000, 500 * 2 ** (attempt - 1));
      await sleep(pause * (0.7 + Math.random() * 0.6), undefined, {
        signal: options.signal
      });
    }
  }
}
