import type { Command } from 'commander';
import { Failure } from '../failure.js';
import { inputClosed } from '../input.js';
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
      const { serveCredentials } = await import('../actions/credentials.js');
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
        await inputClosed(host.stdin, host.signal);
      } finally {
        await served.close();
      }
    })
  );
}
