import { getRequestListener } from '@hono/node-server';
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { ComponentSource } from '../extension.js';
import { componentSource } from '../extensions/source.js';
import type { Host } from '../host.js';
import { createApp } from './app.js';
import type { GuardOptions } from './guard.js';
import { listenOnPort, listenOnSocket } from './listen.js';
import { ServiceTasks } from './operations.js';

/** Where a service listens. */
export type ListenAddress = { socket: string } | { port: number };

/** A service that listens. */
export interface Service {
  /** What a client needs, to be reported once to whoever started it: the socket's path, or address and token. */
  access: { socket: string } | { url: string; token: string };
  /** Cancel everything that goes on, answer what has been asked, end. */
  close(): Promise<void>;
}

/** Milliseconds that running requests get to end when the service is closed. */
const PATIENCE = 5000;

/** Start the HTTP service. Throws `Failure` when it can't listen. */
export async function startService(
  place: ListenAddress,
  host: Pick<Host, 'env' | 'cwd' | 'disk'>,
  components: ComponentSource = componentSource([], host)
): Promise<Service> {
  const operations = new ServiceTasks();
  const guard: GuardOptions = {};
  const app = createApp({ host, operations, components }, guard);
  const server = createServer(
    {
      // A client that sends slowly must not hold a connection for ever.
      headersTimeout: 20_000,
      requestTimeout: 120_000,
      maxHeaderSize: 32 * 1024
    },
    getRequestListener(app.fetch, { overrideGlobalObjects: false })
  );
  const close = (): Promise<void> => shutDown(server, operations);
  if ('socket' in place) {
    await listenOnSocket(server, place.socket);
    return { access: { socket: place.socket }, close };
  }
  const token = randomBytes(32).toString('base64url');
  // Set before the first request can come in.
  guard.token = token;
  const port = await listenOnPort(server, place.port);
  guard.hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`]);
  return { access: { url: `http://127.0.0.1:${port}`, token }, close };
}

async function shutDown(
  server: Server,
  operations: ServiceTasks
): Promise<void> {
  const closed = new Promise<void>(resolve => server.close(() => resolve()));
  // A connection that is kept alive would hold the server after its last reply.
  const idle = (): void => server.closeIdleConnections();
  const poll = setInterval(idle, 20);
  operations.cancelAll();
  idle();
  const insist = setTimeout(() => server.closeAllConnections(), PATIENCE);
  await closed;
  clearInterval(poll);
  clearTimeout(insist);
}
