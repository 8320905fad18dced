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
const post = (path: string, body: object): Promise<Reply> =>
  ask(target, { path, body });

/** Make a repository of this name's beginning, with a branch `main`. */
async function repositoryOf(beginning: string): Promise<Repository> {
  Object.assign(world.env, server.env);
  const name = `${beginning}-${randomUUID()}`;
  const repository = new Repository(name, await server.client());
  return repository.create(server.namespace());
}

/** Ask for page after page, of two entries each; returns the entries of each. */
async function pagesOf(path: string, field: string): Promise<unknown[][]> {
  const pages: unknown[][] = [];
  let from = '';
  do {
    const and = path.includes('?') ? '&' : '?';
    const { status, json } = await get(
      `${path}${and}limit=2&from=${encodeURIComponent(from)}`
    );
    expect([status, json.error]).toEqual([200, undefined]);
    pages.push(json[field] as unknown[]);
    from = (json.next as string | undefined) ?? '';
  } while (from !== '');
  return pages;
}

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

describe('pages of lakeFS', () => {
  it('list repositories, branches, tags, commits, objects and changes, each entry once', async () => {
    const repository = await repositoryOf('pages');
    const main = repository.branch('main');
    const at = `/lakefs/repositories/${repository.id}`;
    for (const path of ['a/1.csv', 'a/2.csv', 'b.csv', 'c/1.csv', 'd.csv']) {
      await main.upload(path, path);
    }
    const uncommitted = await pagesOf(
      `${at}/references/main/uncommitted`,
      'changes'
    );
    expect(uncommitted.map(page => page.length)).toEqual([2, 2, 1]);
    expect(uncommitted[0][0]).toMatchObject({ type: 'added', path: 'a/1.csv' });
    await main.commitChanges('First', { metadata: { run: '7' } });
    await repository.branch('dev').create('main');
    await repository.branch('tx-main-1').create('main', { hidden: true });
    await repository.tag('v1').create('main');
    await repository.tag('v2').create('main');
    const dev = repository.branch('dev');
    await dev.upload('b.csv', 'other');
    await dev.deleteObjects('d.csv');
    await dev.upload('e.csv', 'new');
    await dev.commitChanges('Second');

    expect(await pagesOf(`${at}/branches`, 'branches')).toEqual([
      ['dev', 'main'],
      ['tx-main-1']
    ]);
    expect(await pagesOf(`${at}/tags`, 'tags')).toEqual([['v1', 'v2']]);
    expect(
      (await pagesOf('/lakefs/repositories', 'repositories')).flat()
    ).toContain(repository.id);
    const commits = (
      await pagesOf(`${at}/references/dev/commits`, 'commits')
    ).flat() as { message: string }[];
    expect(commits.map(({ message }) => message)).toEqual([
      'Second',
      'First',
      'Repository created'
    ]);
    expect(commits[1]).toMatchObject({
      metadata: { run: '7' },
      created: expect.stringMatching(/^\d{4}-.*Z$/)
    });
    expect(
      (await pagesOf(`${at}/references/dev/objects`, 'entries')).flat()
    ).toMatchObject([
      { kind: 'folder', path: 'a/' },
      { kind: 'object', path: 'b.csv', bytes: 5 },
      { kind: 'folder', path: 'c/' },
      { kind: 'object', path: 'e.csv', bytes: 3 }
    ]);
    expect(
      (await pagesOf(`${at}/references/v1/objects?path=a/`, 'entries')).flat()
    ).toMatchObject([{ path: 'a/1.csv' }, { path: 'a/2.csv' }]);
    const differences = [
      { type: 'changed', path: 'b.csv' },
      { type: 'removed', path: 'd.csv' },
      { type: 'added', path: 'e.csv' }
    ];
    const diff = `${at}/references/main/diff/dev`;
    expect((await pagesOf(diff, 'changes')).flat()).toMatchObject(differences);
    expect(
      (await pagesOf(`${diff}?twoDot=true`, 'changes')).flat()
    ).toMatchObject(differences);
  });

  it('are refused where the request is wrong', async () => {
    const repository = await repositoryOf('wrong');
    const at = `/lakefs/repositories/${repository.id}`;
    for (const [path, message] of [
      ['branches?limit=0', '"limit" must be a whole number, 1 or more'],
      ['branches?limit=1000', '"limit" must be 999 at most'],
      ['tags?endpoint=http://elsewhere', 'no field "endpoint"'],
      ['references/main/diff/main?twoDot=yes', '"twoDot" must be one of']
    ]) {
      const { status, json } = await get(`${at}/${path}`);
      expect([path, status]).toEqual([path, 400]);
      expect(json.error?.message).toContain(message);
    }
    const gone = await get(`${at}/references/no-such/commits`);
    expect(gone.status).toBe(422);
    expect(gone.json.error?.message).toContain('no-such');
  });

  it('tell where nothing names a server, only where that is asked for', async () => {
    for (const name of Object.keys(world.env)) {
      if (name.startsWith('LAKECTL_')) {
        delete world.env[name];
      }
    }
    const path = '/lakefs/repositories';
    expect((await get(`${path}?absent=allowed`)).json).toEqual({
      missing: true
    });
    const refused = await get(path);
    expect(refused.status).toBe(403);
    expect(refused.json.error?.message).toContain(
      'LAKECTL_SERVER_ENDPOINT_URL'
    );
    // Settings that are wrong are no missing ones.
    world.env.LAKECTL_SERVER_ENDPOINT_URL = 'lakefs.example.org';
    expect((await get(`${path}?absent=allowed`)).json.error?.message).toContain(
      'is no lakeFS endpoint'
    );
  });
});

describe('changes of lakeFS', () => {
  it('make a branch, commit and merge; a conflict names its paths', async () => {
    const repository = await repositoryOf('changes');
    const at = `/lakefs/repositories/${repository.id}`;
    const main = repository.branch('main');
    const made = await post(`${at}/branches`, { name: 'dev', source: 'main' });
    expect([made.status, made.json.name]).toEqual([200, 'dev']);
    const twice = await post(`${at}/branches`, { name: 'dev', source: 'main' });
    expect(twice.status).toBe(422);

    const dev = repository.branch('dev');
    await dev.upload('a.csv', 'dev');
    const commit = await post(`${at}/references/dev/commits`, {
      message: 'Of dev'
    });
    expect([commit.status, commit.json.message]).toEqual([200, 'Of dev']);
    const again = await post(`${at}/references/dev/commits`, { message: 'Of' });
    expect(again.status).toBe(422);
    expect(again.json.error?.message).toMatch(/no changes/i);

    await main.upload('a.csv', 'main');
    await main.commitChanges('Of main');
    const merge = `${at}/references/dev/merge`;
    const conflict = await post(merge, { destination: 'main' });
    expect(conflict.status).toBe(422);
    expect(conflict.json.error).toMatchObject({
      kind: 'refused',
      paths: ['a.csv']
    });
    const merged = await post(merge, {
      destination: 'main',
      message: 'Take dev',
      strategy: 'source-wins'
    });
    expect([merged.status, merged.json.error]).toEqual([200, undefined]);
    expect(await main.commitMessage()).toBe('Take dev');
    expect(await main.open('a.csv').read()).toBe('dev');
  });

  it('are refused without what they need', async () => {
    const at = '/lakefs/repositories/any';
    for (const [path, body, message] of [
      ['branches', { name: ' ' }, 'Give "name" and "source".'],
      ['references/main/commits', { message: '' }, 'Give "message".'],
      ['references/main/merge', {}, 'Give "destination".'],
      [
        'references/main/merge',
        { destination: 'dev', strategy: 'both' },
        '"strategy" must be one of dest-wins, source-wins'
      ]
    ] as const) {
      const { status, json } = await post(`${at}/${path}`, body);
      expect(status).toBe(400);
      expect(json.error?.message).toContain(message);
    }
  });
});
