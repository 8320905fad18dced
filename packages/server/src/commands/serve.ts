import { InvalidArgumentError, type Command } from 'commander';
import { resolve } from 'node:path';
import { Failure } from '../failure.js';
import { inputClosed } from '../input.js';
import { EXTENSIONS } from '../extension.js';
import { componentSource, unloadedText } from '../extensions/source.js';
import { command, withExtensions } from '../options.js';
import { printable } from '../progress.js';
import type { Runner } from '../session.js';

interface ServeOptions {
  socket?: string;
  port?: number;
  attached?: boolean;
  extension?: string[];
}

/** `glueflow serve`: the HTTP service behind JupyterLab. */
export function serve(runner: Runner): Command {
  return withExtensions(
    command(
      'serve',
      'Serve the same over HTTP on this machine, for JupyterLab. Where it listens (and on a port, the token) is printed once as JSON.',
      [
        'glueflow serve --socket /run/user/1000/glueflow.sock',
        'glueflow serve --port 0'
      ]
    )
  )
    .option('--socket <path>', 'unix socket that only you can use (mode 0600)')
    .option(
      '--port <n>',
      'port of 127.0.0.1 (0: any free one), guarded by a random token',
      port
    )
    .option(
      '--attached',
      'end when standard input closes: when whoever started the service has ended'
    )
    .action((options: ServeOptions) =>
      runner.run({}, async ({ host }) => {
        const { startService } = await import('../service/server.js');
        if ((options.socket === undefined) === (options.port === undefined)) {
          throw new Failure(
            'usage',
            'Give --socket PATH or --port N, one of them.'
          );
        }
        const { extension = [] } = options;
        // An extension that can't be loaded must not take the rest away from JupyterLab.
        const components = componentSource(extension, host, true);
        const service = await startService(
          options.socket === undefined
            ? { port: options.port ?? 0 }
            : { socket: resolve(host.cwd, options.socket) },
          host,
          components
        );
        host.stdout.write(
          `${JSON.stringify({ ...service.access, pid: process.pid })}\n`
        );
        if (extension.length > 0 || host.env[EXTENSIONS]) {
          for (const failure of (await components()).failures) {
            host.stderr.write(
              `glueflow: ${printable(unloadedText(failure))}\n`
            );
          }
        }
        await (options.attached
          ? inputClosed(host.stdin, host.signal)
          : aborted(host.signal));
        await service.close();
      })
    );
}

/** Settle once a signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
    }
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Read a port. */
export function port(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65535) {
    throw new InvalidArgumentError('It must be a port, 0 to 65535.');
  }
  return value;
}
