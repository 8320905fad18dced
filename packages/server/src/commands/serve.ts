import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { command } from '../options.js';
import { startService } from '../service/server.js';
import type { Runner } from '../session.js';

/** `glueflow serve`: the HTTP service behind JupyterLab. */
export function serve(runner: Runner): Command {
  return command(
    'serve',
    'Serve the same over HTTP on this machine, for JupyterLab. Where it listens (and on a port, the token) is printed once as JSON.',
    [
      'glueflow serve --socket /run/user/1000/glueflow.sock',
      'glueflow serve --port 0'
    ]
  )
    .option('--socket <path>', 'unix socket that only you can use (mode 0600)')
    .option(
      '--port <n>',
      'port of 127.0.0.1 (0: any free one), guarded by a random token',
      port
    )
    .action((options: { socket?: string; port?: number }) =>
      runner.run({}, async ({ host }) => {
        if ((options.socket === undefined) === (options.port === undefined)) {
          throw new Failure(
            'usage',
            'Give --socket PATH or --port N, one of them.'
          );
        }
        const service = await startService(
          options.socket === undefined
            ? { port: options.port ?? 0 }
            : { socket: resolve(host.cwd, options.socket) },
          host
        );
        host.stdout.write(
          `${JSON.stringify({ ...service.access, pid: process.pid })}\n`
        );
        await new Promise<void>(ended => {
          if (host.signal.aborted) {
            ended();
          }
          host.signal.addEventListener('abort', () => ended(), { once: true });
        });
        await service.close();
      })
    );
}

function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) {
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  }
  return value;
}
