import type { Command } from 'commander';
import type { Readable } from 'node:stream';
import { serveCredentials } from '../actions/credentials.js';
import { Failure } from '../failure.js';
import { command, withConnection, withJson } from '../options.js';
import type { ConnectionOptions } from '../options.js';
import type { Runner } from '../session.js';

/** `glueflow credentials`: a connection's credentials for another program, as long as that program lives. */
export function credentials(runner: Runner): Command {
  return withJson(
    withConnection(
      command(
        'credentials',
        'Lend the credentials of a connection to another program, renewed as long as it runs: serve them on 127.0.0.1 until standard input closes, and print the variables to set (null: to unset) as one line of JSON. It holds a token, so that it is not shown on a terminal.',
        [
          'glueflow credentials --connection dev | my-program',
          'glueflow credentials --profile dev | my-program'
        ]
      )
    )
  ).action((options: ConnectionOptions & { json?: boolean }) =>
    runner.run(options, async ({ host, task, quiet }) => {
      if (host.stdout.isTTY) {
        throw new Failure(
          'usage',
          'The variables hold a token, which must not be shown on a terminal.',
          'A program that starts this command reads them through a pipe.'
        );
      }
      const served = await serveCredentials(options, task);
      try {
        quiet();
        host.stdout.write(`${JSON.stringify(served.facts)}\n`);
        await closed(host.stdin, host.signal);
      } finally {
        await served.close();
      }
    })
  );
}

/** Wait until nobody holds the other end of standard input any more, or the signal. */
function closed(stdin: Readable, signal: AbortSignal): Promise<void> {
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
