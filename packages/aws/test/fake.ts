import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a fake replies: a status and a body (JSON unless it is text). */
export type Reply = { status?: number; body: object | string };

/** A loopback server that stands in for AWS: the SSO portal, SSO OIDC, STS. */
export class Fake {
  /** Start on a free port. `reply` is given the path and the body of each request. */
  static async start(
    reply: (path: string, body: string) => Reply
  ): Promise<Fake> {
    const requests: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        requests.push(`${request.method} ${request.url} ${body}`);
        const found = reply(request.url ?? '', body);
        const text =
          typeof found.body === 'string'
            ? found.body
            : JSON.stringify(found.body);
        response.writeHead(found.status ?? 200, {
          'content-type':
            typeof found.body === 'string' ? 'text/xml' : 'application/json'
        });
        response.end(text);
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return new Fake(server, requests);
  }

  private constructor(
    private readonly _server: Server,
    readonly requests: string[]
  ) {}

  get url(): string {
    const { port } = this._server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  close(): Promise<void> {
    return new Promise(resolve => {
      this._server.close(() => resolve());
      this._server.closeAllConnections();
    });
  }
}

/** A home folder for one test, and an environment without a trace of AWS but that home. */
export class Home {
  constructor() {
    this.path = mkdtempSync(join(tmpdir(), 'glueflow-home-'));
    this._saved = { ...process.env };
    for (const name of Object.keys(process.env)) {
      if (/^(AWS_(?!SDK_)|GLUEFLOW_)/i.test(name)) {
        delete process.env[name];
      }
    }
    process.env.HOME = this.path;
    process.env.USERPROFILE = this.path;
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
  }

  readonly path: string;

  /** Write a file below the home. */
  write(path: string, text: string): void {
    const file = join(this.path, ...path.split('/'));
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
  }

  /** Leave what `aws sso login` leaves for a session. */
  ssoToken(session: string, minutes: number, more: object = {}): void {
    const name = createHash('sha1').update(session).digest('hex');
    this.write(
      `.aws/sso/cache/${name}.json`,
      JSON.stringify({
        startUrl: 'https://corp.example/start',
        region: 'us-east-1',
        accessToken: 'sso-token',
        expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
        ...more
      })
    );
  }

  /** Put the environment back and remove the folder. */
  restore(): void {
    for (const name of Object.keys(process.env)) {
      delete process.env[name];
    }
    Object.assign(process.env, this._saved);
    rmSync(this.path, { recursive: true, force: true });
  }

  private readonly _saved: NodeJS.ProcessEnv;
}

/** A config file with an SSO session `corp`, a profile `dev` of it, `ops` that assumes a role from `dev`, and `plain` with keys. */
export const CONFIG = `
[sso-session corp]
sso_start_url = https://corp.example/start
sso_region = us-east-1

[profile dev]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = Developer
region = eu-west-1

[profile ops]
role_arn = arn:aws:iam::123456789012:role/Ops
source_profile = dev
region = eu-west-2

[profile plain] # comment
region = us-west-2
s3 =
  addressing_style = path
`;

export const CREDENTIALS = `[plain]
aws_access_key_id = AKIAPLAINPLAINPLAIN1
aws_secret_access_key = plain-secret
`;
