import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GlueClient } from '@aws-sdk/client-glue';

/** What the service answers to an action: a reply, or an error by its code. */
export type Answer = (request: Record<string, unknown>) => unknown;

/** An error of the service. */
export class ServiceError {
  constructor(
    readonly code: string,
    readonly message: string
  ) {}
}

/** A table that is not there makes many ask for its database, and for what else there is. */
const USUAL: Readonly<Record<string, Answer>> = {
  GetDatabase: ({ Name }) => ({ Database: { Name } }),
  GetTables: () => ({ TableList: [] })
};

const refuse = (): ServiceError =>
  new ServiceError('AccessDeniedException', 'The test answers nothing to it.');

/** An error of the query protocol: https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const DENIED =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>The test has no AWS STS.</Message></Error></ErrorResponse>';

/** An HTTP server that speaks the JSON protocol of AWS Glue, with canned answers; the SDK's own client talks to it. */
export class FakeGlue {
  readonly calls: { action: string; request: Record<string, unknown> }[] = [];

  /** Begin to listen; returns a client for it. */
  async start(answers: Readonly<Record<string, Answer>>): Promise<GlueClient> {
    this._server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => (text += chunk));
      request.on('end', () => {
        const target = request.headers['x-amz-target'];
        if (target === undefined) {
          // AWS STS, by the query protocol: who asks stays unknown.
          response.writeHead(403, { 'content-type': 'text/xml' });
          response.end(DENIED);
          return;
        }
        const action = String(target).split('.')[1];
        const body = JSON.parse(text) as Record<string, unknown>;
        this.calls.push({ action, request: body });
        const answer = (answers[action] ?? USUAL[action] ?? refuse)(body);
        const failed = answer instanceof ServiceError;
        response.writeHead(failed ? 400 : 200, {
          'content-type': 'application/x-amz-json-1.1'
        });
        response.end(
          JSON.stringify(
            failed ? { __type: answer.code, message: answer.message } : answer
          )
        );
      });
    });
    await new Promise<void>(resolve =>
      this._server?.listen(0, '127.0.0.1', resolve)
    );
    const { port } = this._server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${port}`;
    this.client = new GlueClient({
      region: 'us-east-1',
      endpoint: this.url,
      credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
      maxAttempts: 1
    });
    return this.client;
  }

  async stop(): Promise<void> {
    this.client?.destroy();
    const server = this._server;
    server?.closeAllConnections();
    await new Promise<void>(resolve =>
      server ? server.close(() => resolve()) : resolve()
    );
  }

  client: GlueClient | undefined;
  url = '';
  private _server: Server | undefined;
}
