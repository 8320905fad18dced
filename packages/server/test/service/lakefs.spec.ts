import { randomUUID } from 'node:crypto';
import { Repository } from '../../../lakefs/src/index.js';
import { Server } from '../../../lakefs/test/server.js';
import { startService, type Service } from '../../src/service/server.js';
import { World } from '../world.js';
import { ask, type Reply, type Target } from './client.js';

jest.setTimeout(60_000);

let server: Server;
let world: World;
let service: Service;
let target: Target;

beforeAll(async () => {
  server = await Server.start();
  world = new World();
  service = await startService({ socket: world.path('s.sock') }, world.host);
  target = { socketPath: world.path('s.sock') };
});
afterAll(async () => {
  await service.close();
  world.remove();
  await server.stop();
});

const get = (path: string): Promise<Reply> => ask(target, { path });

describe('names of lakeFS', () => {
  it('are those of the server that the environment names', async () => {
    Object.assign(world.env, server.env);
    const name = `names-${randomUUID()}`;
    const repository = new Repository(name, await server.client());
    await repository.create(server.namespace());
    await repository.branch('dev').create('main');
    await repository.branch('tx-main-1').create('main', { hidden: true });
    await repository.tag('v1').create('main');
    const { json } = await get('/lakefs/repositories');
    expect(json.repositories).toContain(name);
    expect((await get(`/lakefs/repositories/${name}/references`)).json).toEqual(
      { branches: ['dev', 'main'], tags: ['v1'] }
    );
    const gone = await get('/lakefs/repositories/no-such/references');
    expect(gone.status).toBe(422);
    expect(gone.json.error?.message).toContain('no-such');
  });
});
