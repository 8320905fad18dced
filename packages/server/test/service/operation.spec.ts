import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ServiceTasks } from '../../src/service/operations.js';
import { startService, type Service } from '../../src/service/server.js';
import { FLIGHTS, World } from '../world.js';
import { ask, Call, type Target } from './client.js';

describe('ServiceTasks', () => {
  it('cancels one by its id, and forgets it when it ends', () => {
    const operations = new ServiceTasks();
    const one = operations.begin('run', 'operation-1');
    const two = operations.begin('deploy');
    expect(() => operations.begin('run', 'operation-1')).toThrow(/already/);
    expect(operations.cancel('operation-1')).toBe(true);
    expect([one.signal.aborted, two.signal.aborted]).toEqual([true, false]);
    one.end();
    expect(operations.cancel('operation-1')).toBe(false);
    expect(operations.list()).toEqual([
      { id: two.id, kind: 'deploy', started: two.started }
    ]);
    operations.cancelAll();
    expect(two.signal.aborted).toBe(true);
  });
});

describe('a long operation of the service', () => {
  let world: World;
  let service: Service;
  let target: Target;
  const running = async (): Promise<unknown[]> =>
    (await ask(target, { path: '/operations' })).json.operations as unknown[];
  const begin = (headers: Record<string, string> = {}) =>
    new Call(target, {
      path: '/run',
      body: { path: FLIGHTS, offline: true },
      headers: { accept: 'text/event-stream', ...headers }
    });
  beforeEach(async () => {
    world = new World();
    world.env.GLUEFLOW_PYTHON = join(__dirname, '..', 'fixtures', 'python.mjs');
    world.env.GLUEFLOW_FAKE_SEEN = world.path('seen.json');
    world.env.GLUEFLOW_FAKE = 'wait';
    service = await startService({ socket: world.path('s.sock') }, world.host);
    target = { socketPath: world.path('s.sock') };
  });
  afterEach(async () => {
    await service.close();
    world.remove();
  });

  it('is cancelled by its id, and ends with an error event', async () => {
    const call = begin({ 'x-operation-id': 'mine-0001' });
    expect(await call.until('output')).toMatchObject({
      text: 'printed by the script\n'
    });
    expect(await running()).toMatchObject([{ id: 'mine-0001', kind: 'run' }]);
    const { json } = await ask(target, {
      path: '/operations/mine-0001/cancel',
      body: {}
    });
    expect(json).toEqual({ cancelled: true });
    await call.reply;
    expect(call.events.at(-1)).toEqual({
      event: 'error',
      data: { error: { kind: 'cancelled', message: 'Stopped.' } }
    });
    expect(await running()).toEqual([]);
  });

  it.each(['text/event-stream', 'application/json'])(
    'is cancelled when a client goes away that accepts %s',
    async accept => {
      const call = begin({ accept });
      while ((await running()).length === 0) {
        await new Promise(setImmediate);
      }
      if (accept === 'text/event-stream') {
        await call.until('output');
      }
      call.abandon();
      while ((await running()).length > 0) {
        await new Promise(setImmediate);
      }
    }
  );

  it('is cancelled when the service is closed, and answered', async () => {
    const call = begin();
    await call.until('output');
    await service.close();
    expect((await call.reply).status).toBe(200);
    expect(call.events.at(-1)?.event).toBe('error');
    service = await startService({ socket: world.path('s.sock') }, world.host);
  });

  it('tells a run that failed as its result', async () => {
    world.env.GLUEFLOW_FAKE = 'fail';
    const { status, json } = await ask(target, {
      path: '/run',
      body: { text: readFileSync(FLIGHTS, 'utf8'), offline: true }
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      state: 'FAILED',
      failure: { nodeId: 'jfk' }
    });
  });
});
