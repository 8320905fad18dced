import { existsSync } from 'node:fs';
import { ask } from './service/client.js';
import { World } from './world.js';

describe('glueflow serve --attached', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.remove());

  it('ends when standard input closes, and takes its socket away', async () => {
    const listening = new Promise<string>(resolve => (world.onOut = resolve));
    const socket = world.path('s.sock');
    const served = world.run('serve', '--attached', '--socket', socket);
    expect(JSON.parse(await listening)).toMatchObject({ socket });
    const { status } = await ask({ socketPath: socket }, { path: '/health' });
    expect(status).toBe(200);
    world.stdin.end();
    expect((await served).code).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });
});
