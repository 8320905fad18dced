import { settingsWithOption } from '@glueflow/contract';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { startService, type Service } from '../../src/service/server.js';
import { FLIGHTS, World } from '../world.js';
import { ask, Call, type Ask, type Reply, type Target } from './client.js';
import { checkBody } from '../../src/service/body.js';
import { JOB } from '../../src/service/shapes.js';

const TEXT = readFileSync(FLIGHTS, 'utf8');

describe('the service on a socket', () => {
  let world: World;
  let service: Service;
  let target: Target;
  beforeEach(async () => {
    world = new World();
    service = await startService({ socket: world.path('s.sock') }, world.host);
    target = { socketPath: world.path('s.sock') };
  });
  afterEach(async () => {
    await service.close();
    world.remove();
  });

  it('tells who it is, on a socket only the owner can use', async () => {
    expect(statSync(world.path('s.sock')).mode & 0o777).toBe(0o600);
    const { status, json, headers } = await ask(target, { path: '/health' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ name: 'glueflow', pid: process.pid });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('validates a document that is not saved', async () => {
    const { status, json } = await ask(target, {
      path: '/validate',
      body: { text: TEXT, path: 'unsaved.glueflow', offline: true }
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ file: 'unsaved.glueflow', valid: true });
  });

  it('tells the problems of a document that does not compile', async () => {
    const document = JSON.parse(TEXT);
    document.nodes.jfk.component = 'filter-row';
    const body = { text: JSON.stringify(document), offline: true };
    const { status, json } = await ask(target, { path: '/generate', body });
    expect(status).toBe(422);
    expect(json.error).toMatchObject({ kind: 'refused' });
    expect(json.problems).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'unknown-component', nodeId: 'jfk' })
      ])
    );
  });

  it('streams progress to who accepts exactly events', async () => {
    const call = new Call(target, {
      path: '/generate',
      body: { text: TEXT, offline: true },
      headers: { accept: 'text/event-stream' }
    });
    const { headers } = await call.reply;
    expect(headers['content-type']).toBe('text/event-stream');
    const names = call.events.map(({ event }) => event);
    expect(names[0]).toBe('operation');
    expect(names).toContain('progress');
    expect(names.at(-1)).toBe('result');
    expect(call.events.at(-1)?.data.script).toMatch(/job\.commit\(\)/);
    expect(call.events[0].data.id).toBe(headers['x-operation-id']);
  });

  it('replies once to who would accept events among others', async () => {
    const { json } = await ask(target, {
      path: '/generate',
      body: { text: TEXT, offline: true },
      headers: { accept: 'text/event-stream, */*' }
    });
    expect(json.script).toMatch(/job\.commit\(\)/);
  });

  it('takes each job setting that has an option as a field of its kind', () => {
    for (const [, schema, { name }] of settingsWithOption()) {
      const value = schema.enum?.[0] ?? (schema.type === 'integer' ? 2 : 'x');
      expect(() => checkBody({ [name]: value }, JOB)).not.toThrow();
      expect(() => checkBody({ [name]: [] }, JOB)).toThrow(`"${name}" must be`);
    }
  });

  it('exports both files', async () => {
    const { json } = await ask(target, {
      path: '/export',
      body: { path: FLIGHTS, offline: true, out: world.path('out') }
    });
    expect(json).toMatchObject({ job: 'flights' });
    expect(world.names('out')).toEqual(['deploy_flights.py', 'flights.py']);
  });

  it.each<[string, Ask, number, RegExp]>([
    ['a wrong path', { path: '/nothing' }, 404, /nothing at GET \/nothing/],
    ['no JSON', { path: '/validate', body: '{' }, 400, /not valid JSON/],
    ['a list', { path: '/validate', body: [] }, 400, /must be a JSON object/],
    ['no pipeline', { path: '/validate', body: {} }, 400, /names no pipeline/],
    [
      'several wrong fields at once',
      { path: '/validate', body: { pth: 'x', offline: 1, glueVersion: '3' } },
      400,
      /no field "pth" \(did you mean "path"\?\); "offline" must be true or false; "glueVersion" must be one of 4\.0/
    ],
    [
      'another type',
      {
        path: '/validate',
        body: '{}',
        headers: { 'content-type': 'text/plain' }
      },
      415,
      /application\/json/
    ],
    [
      'another site',
      { path: '/health', headers: { origin: 'https://evil.example' } },
      403,
      /other sites/
    ],
    [
      'a missing file',
      { path: '/validate', body: { path: 'none.glueflow' } },
      422,
      /none\.glueflow can't be read/
    ],
    [
      'a malformed id',
      {
        path: '/validate',
        body: { text: '{}' },
        headers: { 'x-operation-id': 'short' }
      },
      400,
      /8 to 64 letters/
    ]
  ])('refuses %s', async (_, what, status, message) => {
    const reply = await ask(target, what);
    expect(reply.status).toBe(status);
    expect(reply.json.error?.message).toMatch(message);
    expect(reply.text).not.toMatch(/at .*\.ts/);
  });

  describe.each([
    [
      'with a length',
      (length: number) => ({ 'content-length': String(length) })
    ],
    ['in chunks', () => ({ 'transfer-encoding': 'chunked' })]
  ])('reads a body %s', (_, framing) => {
    const send = (method: string, path: string, text: string): Promise<Reply> =>
      ask(target, {
        method,
        path,
        body: text,
        headers: {
          'content-type': 'application/json',
          ...framing(Buffer.byteLength(text))
        }
      });

    it('of POST', async () => {
      const text = JSON.stringify({ text: TEXT, offline: true });
      const { status, json } = await send('POST', '/validate', text);
      expect(status).toBe(200);
      expect(json).toMatchObject({ valid: true });
    });

    it.each(['', ' ', '{', '[]', 'x'])('of POST: %j', async text => {
      const { status, json } = await send('POST', '/validate', text);
      expect(status).toBe(400);
      expect(json.error).toMatchObject({ kind: 'usage' });
    });

    it.each(['', '{}'])('of DELETE: %j', async text => {
      await add();
      const { status, json } = await send('DELETE', '/connections/one', text);
      expect(json).toEqual({ removed: 'one' });
      expect(status).toBe(200);
    });
  });

  const add = (): Promise<Reply> =>
    ask(target, {
      path: '/connections',
      body: { name: 'one', connection: { kind: 'default' } }
    });

  it.each([
    ['DELETE', '/connections/one', {}, 200],
    ['DELETE', '/connections/one', { 'content-length': '0' }, 200],
    ['DELETE', '/connections/one', { 'content-type': 'application/json' }, 200],
    ['DELETE', '/connections/one', { 'content-type': 'text/plain' }, 415],
    ['DELETE', '/connections/two', {}, 422],
    ['POST', '/validate', { 'content-type': 'application/json' }, 400],
    ['POST', '/validate', {}, 415],
    [
      'POST',
      '/operations/none-such/cancel',
      { 'content-type': 'application/json' },
      404
    ]
  ])(
    'answers %s %s without a body %j',
    async (method, path, headers, status) => {
      await add();
      const reply = await ask(target, { method, path, headers });
      expect(reply.status).toBe(status);
      expect(reply.json.error?.message ?? '').not.toMatch(
        /at .*\.ts|undefined/
      );
    }
  );

  it.each([
    '/roles',
    '/buckets',
    '/objects?path=s3://lake/',
    '/catalog/databases',
    '/catalog/databases/a/tables',
    '/catalog/databases/a/tables/b',
    '/jobs',
    '/jobs/a',
    '/jobs/a/runs',
    '/jobs/a/runs/b',
    '/jobs/a/runs/b/logs'
  ])('takes no endpoint from the query of %s', async path => {
    const reply = await ask(target, {
      path: `${path}${path.includes('?') ? '&' : '?'}endpoint=http://127.0.0.1:9`
    });
    expect(reply.status).toBe(400);
    expect(reply.json.error?.message).toContain('there is no field "endpoint"');
  });

  it('refuses a request in chunks that is too large', async () => {
    const reply = await ask(target, {
      path: '/validate',
      body: { text: 'x'.repeat(33 * 1024 * 1024) },
      headers: { 'transfer-encoding': 'chunked' }
    });
    expect(reply.status).toBe(413);
  });

  it('refuses a request that is too large', async () => {
    const call = new Call(target, {
      path: '/validate',
      body: { text: 'x'.repeat(33 * 1024 * 1024) }
    });
    expect((await call.reply).status).toBe(413);
  });

  it('lists and shows components', async () => {
    const { json } = await ask(target, { path: '/components' });
    expect((json.components as { id: string }[]).map(c => c.id)).toContain(
      'join'
    );
    const one = await ask(target, { path: '/components/join' });
    expect(one.json).toMatchObject({ id: 'join' });
    const none = await ask(target, { path: '/components/joim' });
    expect(none.status).toBe(422);
  });

  it('says that there is nothing to cancel', async () => {
    const { status, json } = await ask(target, {
      path: '/operations/none-such/cancel',
      body: {}
    });
    expect([status, json]).toEqual([404, { cancelled: false }]);
  });

  it('takes its socket away when it is closed', async () => {
    await service.close();
    expect(existsSync(world.path('s.sock'))).toBe(false);
    service = await startService({ socket: world.path('s.sock') }, world.host);
  });
});

describe('the service on a port', () => {
  let world: World;
  let service: Service;
  let target: { port: number };
  let token: string;
  beforeEach(async () => {
    world = new World();
    service = await startService({ port: 0 }, world.host);
    const access = service.access as { url: string; token: string };
    target = { port: Number(new URL(access.url).port) };
    token = access.token;
  });
  afterEach(async () => {
    await service.close();
    world.remove();
  });

  it('listens on loopback only and wants its token', async () => {
    expect((service.access as { url: string }).url).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+$/
    );
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect((await ask(target, { path: '/health' })).status).toBe(401);
    const authorization = `Bearer ${token}`;
    expect(
      (await ask(target, { path: '/health', headers: { authorization } }))
        .status
    ).toBe(200);
  });

  it('turns a rebound name away, even with the token', async () => {
    const { status } = await ask(target, {
      path: '/health',
      headers: { authorization: `Bearer ${token}`, host: 'evil.example' }
    });
    expect(status).toBe(403);
  });
});
