import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fromHttp } from '@aws-sdk/credential-providers';
import type { AwsConnection } from '@glueflow/contract';
import {
  renewing,
  startCredentialServer,
  type AwsCredentials,
  type CredentialServer
} from '../src/index.js';
import { Home } from './fake.js';

const CONNECTION: AwsConnection = { kind: 'environment', region: 'us-east-1' };
const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAENDPOINT',
  AWS_SECRET_ACCESS_KEY: 'endpoint-secret'
};

let home: Home;
let server: CredentialServer | undefined;

beforeEach(() => {
  home = new Home();
});

afterEach(async () => {
  home.restore();
  await server?.close();
  server = undefined;
});

describe('startCredentialServer', () => {
  it('serves the credentials to who has the token, on loopback', async () => {
    const env = { ...KEYS, AWS_SESSION_TOKEN: 'session' };
    server = await startCredentialServer(CONNECTION, { env });
    expect(server.uri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    const reply = await fetch(server.uri, {
      headers: { authorization: server.token }
    });
    expect(reply.status).toBe(200);
    expect(await reply.json()).toEqual({
      AccessKeyId: 'AKIAENDPOINT',
      SecretAccessKey: 'endpoint-secret',
      Token: 'session',
      Expiration: expect.stringMatching(/^\d{4}-.*\d\dZ$/)
    });
  });

  it('refuses a wrong token, none, and other methods', async () => {
    server = await startCredentialServer(CONNECTION, { env: KEYS });
    const { uri, token } = server;
    const wrong = token.replace(/.$/, last => (last === 'A' ? 'B' : 'A'));
    for (const headers of [undefined, { authorization: wrong }]) {
      const reply = await fetch(uri, { headers });
      expect(reply.status).toBe(403);
      expect(await reply.text()).not.toContain('secret');
    }
    const authorization = token;
    const posted = await fetch(uri, {
      method: 'POST',
      headers: { authorization }
    });
    expect(posted.status).toBe(405);
  });

  it('is read by the AWS SDK, with and without a session token', async () => {
    for (const token of ['session', undefined]) {
      server = await startCredentialServer(CONNECTION, {
        env: { ...KEYS, AWS_SESSION_TOKEN: token }
      });
      const found = await fromHttp({
        awsContainerCredentialsFullUri: server.uri,
        awsContainerAuthorizationToken: server.token
      })();
      expect(found.accessKeyId).toBe('AKIAENDPOINT');
      expect(found.sessionToken || undefined).toBe(token);
      await server.close();
      server = undefined;
    }
  });

  it('leaves an absent session token out for the SDK for Java', async () => {
    server = await startCredentialServer(CONNECTION, { env: KEYS });
    const reply = await fetch(server.uri, {
      headers: {
        authorization: server.token,
        'user-agent': 'aws-sdk-java/1.12.262 Linux'
      }
    });
    expect(await reply.json()).not.toHaveProperty('Token');
  });

  it('is read by boto3, with and without a session token', async () => {
    for (const token of ['session', undefined]) {
      server = await startCredentialServer(CONNECTION, {
        env: { ...KEYS, AWS_SESSION_TOKEN: token }
      });
      const env = { ...process.env, ...server.env };
      const { stdout } = await promisify(execFile)(
        python(),
        [
          '-c',
          'import botocore.session as s; c = s.get_session().get_credentials(); print(c.method, c.access_key, c.token or "-")'
        ],
        { env }
      );
      expect(stdout.trim()).toBe(`container-role AKIAENDPOINT ${token ?? '-'}`);
      await server.close();
      server = undefined;
    }
  });

  it('does not start without credentials', async () => {
    await expect(
      startCredentialServer(CONNECTION, { env: {} })
    ).rejects.toMatchObject({ kind: 'no-credentials' });
  });
});

describe('renewing', () => {
  const minute = 60_000;
  const until = (time: number): AwsCredentials => ({
    accessKeyId: String(time),
    secretAccessKey: 's',
    expiration: new Date(time)
  });

  it('keeps credentials until 15 minutes before they expire', async () => {
    let now = 0;
    let calls = 0;
    const provide = renewing(
      async () => {
        calls += 1;
        return until(now + 60 * minute);
      },
      () => now
    );
    await Promise.all([provide(), provide(), provide()]);
    expect(calls).toBe(1);
    now = 44 * minute;
    await provide();
    expect(calls).toBe(1);
    now = 46 * minute;
    const found = await provide();
    expect(calls).toBe(2);
    expect(found.accessKeyId).toBe(String(106 * minute));
  });

  it('goes on with what it has while it lasts, when it cannot renew', async () => {
    let now = 0;
    const replies = [
      async () => until(60 * minute),
      async () => {
        throw new Error('portal down');
      }
    ];
    const provide = renewing(
      () => (replies.length > 1 ? replies.shift() : replies[0])!(),
      () => now
    );
    await provide();
    now = 50 * minute;
    expect((await provide()).accessKeyId).toBe(String(60 * minute));
    now = 61 * minute;
    await expect(provide()).rejects.toThrow('portal down');
  });
});

function python(): string {
  const { join } = jest.requireActual<typeof import('node:path')>('node:path');
  const root = join(__dirname, '..', '..', '..', '.venv');
  return process.platform === 'win32'
    ? join(root, 'Scripts', 'python.exe')
    : join(root, 'bin', 'python');
}
