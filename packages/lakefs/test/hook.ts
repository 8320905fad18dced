import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Branch } from '../src/index.js';

/** A webhook of an actions file, which accepts changes or refuses them. */
export class Hook {
  static async start(): Promise<Hook> {
    const hook = new Hook();
    await new Promise<void>(resolve =>
      hook._server.listen(0, '127.0.0.1', resolve)
    );
    return hook;
  }

  accepts = true;

  /** Put the actions file on a branch and commit it. Source: https://docs.lakefs.io/latest/howto/hooks/ */
  async install(branch: Branch, events: readonly string[]): Promise<void> {
    const { port } = this._server.address() as AddressInfo;
    const lines = [
      'name: check',
      'on:',
      ...events.map(event => `  ${event}: {}`),
      'hooks:',
      '  - id: webhook',
      '    type: webhook',
      '    properties:',
      `      url: "http://127.0.0.1:${port}/"`
    ];
    await branch.upload('_lakefs_actions/check.yaml', lines.join('\n'));
    await branch.commitChanges('Install a hook');
  }

  async stop(): Promise<void> {
    this._server.closeAllConnections();
    await new Promise(resolve => this._server.close(resolve));
  }

  private readonly _server: Server = createServer((request, reply) => {
    request.resume();
    reply.writeHead(this.accepts ? 200 : 400);
    reply.end();
  });
}
