import { request } from 'node:http';
import { OPERATIONS, serve, type ServedNamespace } from '../src/index.js';
import { BUCKET, World } from './world.js';

describe('the namespace over REST', () => {
  let world: World;
  let served: ServedNamespace;
  beforeAll(async () => {
    world = await World.start();
    served = await serve(world.connect({ 'storage.region': 'us-east-1' }));
  });
  afterAll(async () => {
    await served.close();
    await world.stop();
  });

  interface Reply {
    status: number;
    body: Record<string, unknown>;
    headers: Headers;
  }

  async function ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {
      authorization: `Bearer ${served.token}`
    }
  ): Promise<Reply> {
    const response = await fetch(`${served.url}/v1/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : body && JSON.stringify(body)
    } as RequestInit);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
    };
  }

  it('does the life of a table', async () => {
    const location = `s3://${BUCKET}/rest`;
    const made = await ask('POST', 'namespace/rest/create', {
      properties: { location }
    });
    expect(made).toMatchObject({ status: 200, body: { properties: {} } });
    expect((await ask('GET', 'namespace/%24/list')).body).toEqual({
      namespaces: ['rest']
    });
    expect(await ask('POST', 'namespace/rest/exists', {})).toMatchObject({
      status: 200,
      body: {}
    });
    for (const name of ['a', 'b']) {
      expect(
        (await ask('POST', `table/rest%24${name}/declare`, {})).body
      ).toMatchObject({
        location: `${location}/${name}.lance`,
        storage_options: { region: 'us-east-1' }
      });
    }
    const page = await ask('GET', 'namespace/rest/table/list?limit=1');
    expect(page.body.tables).toEqual(['a']);
    const token = encodeURIComponent(String(page.body.page_token));
    expect(
      (
        await ask(
          'GET',
          `namespace/rest/table/list?limit=1&page_token=${token}`
        )
      ).body
    ).toEqual({ tables: ['b'] });
    expect(
      (await ask('GET', 'namespace/rest/table/list?include_declared=false'))
        .body
    ).toEqual({ tables: [] });
    expect((await ask('GET', 'table?delimiter=.')).body).toEqual({
      tables: ['rest.a', 'rest.b']
    });
    expect(
      (
        await ask(
          'POST',
          'table/rest$a/describe?with_table_uri=true&check_declared=true',
          { id: ['rest', 'a'] }
        )
      ).body
    ).toMatchObject({
      table_uri: `${location}/a.lance`,
      is_only_declared: true
    });
    // urllib3 eats dots; with another delimiter an identifier may have them.
    expect(
      (
        await ask('POST', 'table/rest.a/rename?delimiter=.', {
          new_table_name: 'c'
        })
      ).status
    ).toBe(200);
    expect((await ask('POST', 'table/rest$c/drop', {})).body).toMatchObject({
      id: ['rest', 'c']
    });
    expect(
      (await ask('POST', 'table/rest$b/version/list?descending=true&limit=1'))
        .body
    ).toEqual({ versions: [] });
  });

  // The lance extension of DuckDB names tables without their namespace.
  it('completes names of tables below the address of a database', async () => {
    await world.lance.createNamespace({
      id: ['short'],
      properties: { location: `s3://${BUCKET}/short` }
    });
    const below = async (path: string, body?: object) => {
      const reply = await fetch(`${served.url}/short/v1/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${served.token}` },
        body: body && JSON.stringify(body)
      } as RequestInit);
      return [reply.status, await reply.json()] as const;
    };
    const location = `s3://${BUCKET}/short/t.lance`;
    expect(await below('table/t/declare', { id: ['t'] })).toMatchObject([
      200,
      { location }
    ]);
    expect(await below('table/short$t/describe', {})).toMatchObject([
      200,
      { location }
    ]);
    expect(await below('namespace/short/table/list')).toEqual([
      200,
      { tables: ['t'] }
    ]);
    expect(await ask('POST', 'table/t/describe', {})).toMatchObject({
      status: 400,
      body: { code: 13 }
    });
  });

  it('answers every operation of the specification', async () => {
    for (const [name, [method, path]] of Object.entries(OPERATIONS)) {
      const { status, body } = await ask(
        method,
        path.replace('{id}', 'none$none').replace('{index}', 'i'),
        method === 'POST' ? {} : undefined
      );
      const code = Number(body.code ?? -1);
      expect([name, status, code]).toEqual([
        name,
        code < 0 ? 200 : expect.any(Number),
        code
      ]);
      expect(status).not.toBe(500);
      expect(status === 406).toBe(code === 0);
    }
  });

  it.each<[string, string, unknown, number, number]>([
    ['a missing namespace', 'namespace/missing/describe', {}, 404, 1],
    ['a missing table', 'table/missing$t/describe', {}, 404, 1],
    ['the root made again', 'namespace/$/create', {}, 409, 2],
    ['a body that is no JSON', 'namespace/x/create', '{', 400, 13],
    ['a body that is no object', 'namespace/x/create', [], 400, 13],
    [
      'a body of another identifier',
      'namespace/x/create',
      { id: ['y'] },
      400,
      13
    ],
    ['fields of a wrong kind', 'namespace/x/create', { mode: 1 }, 400, 13],
    ['a broken identifier', 'namespace/%zz/create', {}, 400, 13],
    ['what is no operation', 'namespace/x/fly', {}, 406, 0],
    ['too much', 'namespace/x/create', { a: 'x'.repeat(2 ** 20) }, 400, 13]
  ])('answers %s with a code', async (_, path, body, status, code) => {
    const reply = await ask('POST', path, body);
    expect(reply).toMatchObject({ status, body: { code } });
    expect(reply.body.error).toMatch(/\w/);
  });

  it('refuses a version that exists with 409, 14 and both versions', async () => {
    await world.lance.createNamespace({
      id: ['versions'],
      properties: { location: `s3://${BUCKET}/versions` }
    });
    const { body } = await ask('POST', 'table/versions$t/declare', {
      properties: { managed_by: 'impl' }
    });
    const manifest_path = `${body.location}/_versions/staged`;
    const create = async () => {
      await world.put(manifest_path);
      return ask('POST', 'table/versions$t/version/create', {
        version: 1,
        manifest_path: `${manifest_path}`
      });
    };
    expect((await create()).status).toBe(200);
    const other = await ask('POST', 'table/versions$t/version/create', {
      version: 1,
      manifest_path: `${manifest_path}-2`
    });
    expect(other).toMatchObject({ status: 409, body: { code: 14 } });
    expect(other.body.error).toMatch(/Version 1 .* version 1/);
  });

  it.each<[string, Record<string, string>]>([
    ['no token', {}],
    ['a wrong one', { authorization: 'Bearer x' }],
    ['a wrong key', { 'x-api-key': 'x' }]
  ])('refuses %s: 401, 16', async (_, headers) => {
    expect(
      await ask('GET', 'namespace/$/list', undefined, headers)
    ).toMatchObject({ status: 401, body: { code: 16 } });
  });

  it('takes the token as a key too', async () => {
    const headers = { 'x-api-key': served.token };
    expect(
      (await ask('GET', 'namespace/$/list', undefined, headers)).status
    ).toBe(200);
  });

  it('refuses another host: 403, 15', async () => {
    const status = await new Promise(resolve =>
      request(
        `${served.url}/v1/namespace/$/list`,
        {
          headers: {
            host: 'evil.example',
            authorization: `Bearer ${served.token}`
          }
        },
        response => resolve(response.statusCode)
      ).end()
    );
    expect(status).toBe(403);
  });

  it('listens on this machine alone', () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
