import type { Readable } from 'node:stream';

/**
 * Wait until nobody holds the other end of standard input any more, or the signal: who started a command has then ended, in
 * whatever way.
 */
export function inputClosed(
  stdin: Readable,
  signal: AbortSignal
): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      signal.removeEventListener('abort', end);
      stdin.destroy();
      resolve();
    };
    if (signal.aborted || stdin.readableEnded || stdin.destroyed) {
      end();
      return;
    }
    signal.addEventListener('abort', end, { once: true });
    for (const event of ['end', 'close', 'error']) {
      stdin.once(event, end);
    }
    // What comes is of no interest; that it ends is.
    stdin.resume();
  });
}
