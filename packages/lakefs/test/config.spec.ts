import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Client,
  NoCredentialsError,
  Repository,
  UnauthenticatedError,
  defaultClient,
  findConfiguration,
  init,
  repository,
  reset
} from '../src/index.js';
import { Server } from './server.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lakefs-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEYS = { kind: 'keys', accessKeyId: 'AK', secretAccessKey: 'SK' };
const find = (
  env: Record<string, string>,
  options = {}
): ReturnType<typeof findConfiguration> =>
  findConfiguration(options, { HOME: folder, ...env });
const file = (text: string, name = '.lakectl.yaml'): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const FILE = `
server:
  endpoint_url: https://file.example.com/
credentials:
  access_key_id: FILE
  secret_access_key: FILE/SECRET
`;

describe('the way in', () => {
  it('is what was given, first of all', async () => {
    file(FILE);
    const env = {
      LAKECTL_SERVER_ENDPOINT_URL: 'https://env.example.com',
      LAKECTL_CREDENTIALS_ACCESS_KEY_ID: 'ENV',
      LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY: 'ENV/SECRET'
    };
    const endpoint = 'https://given.example.com/base/';
    expect(
      await find(env, {
        endpoint,
        accessKeyId: 'AK',
        secretAccessKey: 'SK'
      })
    ).toEqual({
      endpoint: 'https://given.example.com/base/api/v1',
      credentials: KEYS
    });
    expect(await find(env, { endpoint, token: 'jwt' })).toMatchObject({
      credentials: { kind: 'token', token: 'jwt' }
    });
    expect(await find(env, { sessionToken: 'session' })).toEqual({
      endpoint: 'https://env.example.com/api/v1',
      credentials: { kind: 'token', token: 'session' }
    });
    expect(await find(env, { awsIam: { tokenSeconds: 60 } })).toMatchObject({
      credentials: { kind: 'aws-iam', tokenSeconds: 60 }
    });
  });

  it.each([
    [
      'newer',
      'LAKECTL_CREDENTIALS_ACCESS_KEY_ID',
      'LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY'
    ],
    ['older', 'LAKECTL_ACCESS_KEY_ID', 'LAKECTL_ACCESS_SECRET_KEY']
  ])('is the environment next, by its %s names', async (_, key, secret) => {
    file(FILE);
    const env = {
      LAKECTL_SERVER_ENDPOINT_URL: 'http://localhost:8000/api/v1',
      [key]: 'AK',
      [secret]: 'SK'
    };
    expect(await find(env)).toEqual({
      endpoint: 'http://localhost:8000/api/v1',
      credentials: KEYS
    });
    expect(
      await find({ ...env, LAKECTL_CREDENTIALS_SESSION_TOKEN: 'session' })
    ).toMatchObject({ credentials: { kind: 'token', token: 'session' } });
    await expect(find({ ...env, [secret]: '' })).rejects.toThrow(
      `${key} is set, and `
    );
  });

  it('is the file of lakectl then', async () => {
    file(FILE);
    const credentials = {
      kind: 'keys',
      accessKeyId: 'FILE',
      secretAccessKey: 'FILE/SECRET'
    };
    expect(await find({})).toEqual({
      endpoint: 'https://file.example.com/api/v1',
      credentials
    });
    // An endpoint of the environment goes with the keys of the file, as in lakectl.
    expect(
      await find({ LAKECTL_SERVER_ENDPOINT_URL: 'https://env.example.com' })
    ).toEqual({ endpoint: 'https://env.example.com/api/v1', credentials });
    const other = file(FILE.replaceAll('FILE', 'OTHER'), 'other.yaml');
    expect(await find({ LAKECTL_CONFIG_FILE: other })).toMatchObject({
      credentials: { accessKeyId: 'OTHER' }
    });
  });

  it('is the AWS IAM role at last', async () => {
    const env = { LAKECTL_SERVER_ENDPOINT_URL: 'https://env.example.com' };
    expect(await find(env)).toMatchObject({ credentials: { kind: 'aws-iam' } });
    const name = 'LAKECTL_CREDENTIALS_PROVIDER';
    expect(
      await find({
        ...env,
        [`${name}_TYPE`]: 'aws_iam',
        [`${name}_AWS_IAM_TOKEN_TTL_SECONDS`]: '900',
        [`${name}_AWS_IAM_PRESIGNED_URL_TTL_SECONDS`]: '30',
        [`${name}_AWS_IAM_TOKEN_REQUEST_HEADERS`]: '{"X-Own": "value"}'
      })
    ).toMatchObject({
      credentials: {
        kind: 'aws-iam',
        tokenSeconds: 900,
        presignedSeconds: 30,
        headers: { 'X-Own': 'value' }
      }
    });
    file(
      'server: {endpoint_url: "https://x.org"}\ncredentials: {provider: {type: aws_iam, aws_iam: {token_ttl_seconds: 5}}}'
    );
    expect(await find({})).toMatchObject({
      credentials: { kind: 'aws-iam', tokenSeconds: 5 }
    });
  });

  it.each([
    ['no endpoint', {}, '', 'No lakeFS endpoint was found'],
    [
      'half a key pair in the file',
      {},
      'credentials: {access_key_id: A}',
      'secret_access_key is not'
    ],
    ['a file that is no YAML', {}, 'a: [secret', 'is no valid YAML'],
    ['a file that is a list', {}, '- a', 'must be a map'],
    [
      'an endpoint that is a number',
      {},
      'server: {endpoint_url: 7}',
      'server.endpoint_url must be text'
    ],
    [
      'a provider that is not known',
      {},
      'credentials: {provider: {type: other}}',
      'no provider of credentials "other"'
    ],
    [
      'seconds that are none',
      {
        LAKECTL_SERVER_ENDPOINT_URL: 'https://x.org',
        LAKECTL_CREDENTIALS_PROVIDER_TYPE: 'aws_iam',
        LAKECTL_CREDENTIALS_PROVIDER_AWS_IAM_TOKEN_TTL_SECONDS: 'soon'
      },
      '',
      'must be a whole number of seconds, not soon'
    ],
    [
      'an endpoint that is no address',
      { LAKECTL_SERVER_ENDPOINT_URL: 'x.org' },
      '',
      'x.org is no lakeFS endpoint'
    ],
    [
      'an endpoint with a password',
      { LAKECTL_SERVER_ENDPOINT_URL: 'https://me:hidden@x.org' },
      '',
      'must not hold a user name or password'
    ]
  ])('is refused with %s', async (_, env, text, message) => {
    file(text);
    const error = await find(env).catch(thrown => thrown);
    expect(error).toBeInstanceOf(NoCredentialsError);
    expect(error.message).toContain(message);
    expect(error.message).not.toMatch(/secret$|hidden/);
  });

  it('is refused when a named file is not there', async () => {
    const path = join(folder, 'nowhere.yaml');
    await expect(find({ LAKECTL_CONFIG_FILE: path })).rejects.toThrow(
      'LAKECTL_CONFIG_FILE names it'
    );
  });
});

describe('the default client', () => {
  let server: Server;
  const before = { ...process.env };
  beforeAll(async () => {
    server = await Server.start();
  }, 30_000);
  afterAll(() => server.stop());
  beforeEach(() => {
    reset();
    Object.assign(process.env, server.env);
  });
  afterEach(() => {
    process.env = { ...before };
    reset();
  });

  it('is made once, however many ask for it first', async () => {
    const create = jest.spyOn(Client, 'create');
    const name = `test-${Date.now()}`;
    await new Repository(name).create(server.namespace());
    reset();
    create.mockClear();
    const heads = await Promise.all(
      Array.from({ length: 10 }, () => repository(name).branch('main').head())
    );
    expect(new Set(heads.map(({ id }) => id)).size).toBe(1);
    expect(create).toHaveBeenCalledTimes(1);
    create.mockRestore();
  });

  it('is tried again after a failure, and replaced by init', async () => {
    delete process.env.LAKECTL_SERVER_ENDPOINT_URL;
    process.env.HOME = folder;
    await expect(defaultClient()).rejects.toThrow(NoCredentialsError);
    Object.assign(process.env, server.env);
    expect((await defaultClient()).endpoint).toBe(`${server.endpoint}/api/v1`);
    const made = await init({
      endpoint: server.endpoint,
      accessKeyId: 'wrong',
      secretAccessKey: 'wrong'
    });
    expect(await defaultClient()).toBe(made);
    const error = await repository('any')
      .properties()
      .catch(thrown => thrown);
    expect(error).toBeInstanceOf(UnauthenticatedError);
    expect(error.message).toMatch(/Check the lakeFS access key/);
  });

  it('is not asked where a model has a client of its own', async () => {
    delete process.env.LAKECTL_SERVER_ENDPOINT_URL;
    const own = await server.client();
    const made = await server.repository(own);
    expect((await made.branch('main').head()).id).toMatch(/^[0-9a-f]{64}$/);
  });

  it('logs in with a token of the server', async () => {
    const login = await fetch(`${server.endpoint}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        access_key_id: server.env.LAKECTL_CREDENTIALS_ACCESS_KEY_ID,
        secret_access_key: server.env.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY
      })
    });
    const { token } = (await login.json()) as { token: string };
    const endpoint = server.endpoint;
    const client = await Client.create({ endpoint, token });
    expect((await client.serverConfiguration()).version).not.toBe('');
    client.close();
  });

  it('logs in with an AWS identity, once for many calls, and anew before the token ends', async () => {
    if (server.real) {
      return;
    }
    process.env.AWS_ACCESS_KEY_ID = server.env.AWS_ACCESS_KEY_ID;
    process.env.AWS_SECRET_ACCESS_KEY = server.env.AWS_SECRET_ACCESS_KEY;
    let logins = 0;
    const proxy = createServer((incoming, outgoing) => {
      logins += incoming.url?.endsWith('/login') ? 1 : 0;
      const chunks: Buffer[] = [];
      incoming.on('data', chunk => chunks.push(chunk as Buffer));
      incoming.on('end', async () => {
        const reply = await fetch(`${server.endpoint}${incoming.url}`, {
          method: incoming.method,
          headers: {
            authorization: incoming.headers.authorization ?? '',
            'content-type': 'application/json'
          },
          body: chunks.length > 0 ? Buffer.concat(chunks) : undefined
        });
        outgoing.writeHead(reply.status);
        outgoing.end(await reply.text());
      });
    });
    await new Promise<void>(done => proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    try {
      const made = await server.repository();
      const client = await Client.create({ endpoint, awsIam: true });
      const heads = (): Promise<unknown> =>
        Promise.all(
          Array.from({ length: 5 }, () =>
            repository(made.id, client).branch('main').head()
          )
        );
      await heads();
      await heads();
      expect(logins).toBe(1);
      client.close();
      const short = await Client.create({
        endpoint,
        awsIam: { tokenSeconds: 2 }
      });
      await repository(made.id, short).branch('main').head();
      await new Promise(done => setTimeout(done, 1500));
      await repository(made.id, short).branch('main').head();
      expect(logins).toBe(3);
      short.close();
      process.env.AWS_SECRET_ACCESS_KEY = 'wrong';
      const stranger = await Client.create({ endpoint, awsIam: true });
      await expect(
        repository(made.id, stranger).branch('main').head()
      ).rejects.toThrow(UnauthenticatedError);
      stranger.close();
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  });
});
