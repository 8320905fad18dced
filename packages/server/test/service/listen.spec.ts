import { statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { spawnSync } from 'node:child_process';
import { listenOnPort, listenOnSocket } from '../../src/service/listen.js';
import { World } from '../world.js';

describe('listenOnSocket', () => {
  let world: World;
  const servers: Server[] = [];
  const server = (): Server => {
    const made = createServer();
    servers.push(made);
    return made;
  };
  beforeEach(() => {
    world = new World();
  });
  afterEach(async () => {
    await Promise.all(
      servers
        .splice(0)
        .map(made => new Promise<void>(resolve => made.close(() => resolve())))
    );
    world.remove();
  });

  it('makes a socket that only its owner can use, in a folder likewise', async () => {
    const path = world.path('run', 's.sock');
    const mask = process.umask();
    await listenOnSocket(server(), path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(world.path('run')).mode & 0o777).toBe(0o700);
    expect(process.umask()).toBe(mask);
  });

  it('replaces a socket that a killed service left', async () => {
    const path = world.path('s.sock');
    spawnSync(process.execPath, [
      '-e',
      `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
    ]);
    expect(statSync(path).isSocket()).toBe(true);
    await listenOnSocket(server(), path);
  });

  it('leaves a socket alone on which another service listens', async () => {
    const path = world.path('s.sock');
    await listenOnSocket(server(), path);
    await expect(listenOnSocket(server(), path)).rejects.toThrow(
      /Another service listens on/
    );
  });

  it('leaves other files alone', async () => {
    writeFileSync(world.path('s.sock'), 'mine');
    await expect(
      listenOnSocket(server(), world.path('s.sock'))
    ).rejects.toThrow(/is there already and is no socket/);
  });

  it('refuses a path that is too long for a socket', async () => {
    await expect(
      listenOnSocket(server(), world.path('x'.repeat(100)))
    ).rejects.toThrow(/more than 103 bytes/);
  });

  it('says that a port is in use', async () => {
    const port = await listenOnPort(server(), 0);
    await expect(listenOnPort(server(), port)).rejects.toThrow(
      `Port ${port} can't be listened on: it is in use already.`
    );
  });
});
