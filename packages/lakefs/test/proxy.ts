import {
  createServer,
  request,
  type IncomingMessage,
  type Server as HttpServer,
  type ServerResponse
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a proxy does with a request: pass it on; break off before it reached the server or after it took effect; answer by itself. */
export type Fate =
  | 'pass'
  | 'break-before'
  | 'break-after'
  | { status: number; body?: string; headers?: Record<string, string> };

/** A request that came by. */
export interface Passed {
  method: string;
  /** Without the query. */
  path: string;
  url: string;
}

/** Stands between a client and a server; counts requests and lets some of them fail. */
export class Proxy {
  static async before(endpoint: string): Promise<Proxy> {
    const proxy = new Proxy(new URL(endpoint));
    await new Promise<void>(resolve =>
      proxy._server.listen(0, '127.0.0.1', resolve)
    );
    return proxy;
  }

  private constructor(private readonly _target: URL) {
    this._server = createServer((incoming, outgoing) =>
      this._serve(incoming, outgoing)
    );
  }

  /** What came by since the last reset. */
  requests: Passed[] = [];

  /** Decides what happens to each request; `index` counts from 0. */
  decide: (passed: Passed, index: number) => Fate = () => 'pass';

  /** Change what an answer holds. */
  alter: (passed: Passed, body: Buffer) => Buffer = (_, body) => body;

  get endpoint(): string {
    const { port } = this._server.address() as AddressInfo;
    return `http://127.0.0.1:${port}${this._target.pathname.replace(/\/$/, '')}`;
  }

  /** Forget requests and decisions. */
  reset(): void {
    this.requests = [];
    this.decide = () => 'pass';
    this.alter = (_, body) => body;
  }

  /** Methods and last parts of paths, such as `POST commits`. */
  get summary(): string[] {
    return this.requests.map(
      ({ method, path }) => `${method} ${path.split('/').pop()}`
    );
  }

  async close(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise(resolve => this._server.close(resolve));
  }

  private _serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const url = incoming.url ?? '/';
    const passed: Passed = {
      method: incoming.method ?? 'GET',
      path: url.split('?')[0],
      url
    };
    const index = this.requests.push(passed) - 1;
    const fate = this.decide(passed, index);
    if (fate === 'break-before') {
      incoming.socket.destroy();
      return;
    }
    if (typeof fate === 'object') {
      incoming.resume();
      incoming.once('end', () => {
        outgoing.writeHead(fate.status, fate.headers);
        outgoing.end(fate.body);
      });
      return;
    }
    const forward = request(
      {
        host: this._target.hostname,
        port: this._target.port,
        method: incoming.method,
        path: url,
        headers: incoming.headers
      },
      reply => {
        if (fate === 'break-after') {
          reply.resume();
          reply.once('end', () => incoming.socket.destroy());
          return;
        }
        const chunks: Buffer[] = [];
        reply.on('data', chunk => chunks.push(chunk as Buffer));
        reply.once('end', () => {
          const body = this.alter(passed, Buffer.concat(chunks));
          outgoing.writeHead(reply.statusCode ?? 500, reply.headers);
          outgoing.end(body);
        });
      }
    );
    forward.on('error', () => incoming.socket.destroy());
    incoming.pipe(forward);
  }

  private readonly _server: HttpServer;
}
