import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { Repository, type Branch } from '../../lakefs/src/index.js';
import { Server } from '../../lakefs/test/server.js';
import { World } from './world.js';

describe('glueflow lakefs', () => {
  let server: Server;
  let world: World;
  let name: string;
  let main: Branch;
  beforeAll(async () => {
    server = await Server.start();
  }, 30_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    world = new World();
    Object.assign(world.env, server.env);
    name = `cli-${randomUUID()}`;
    const created = await world.run(
      'lakefs',
      'create',
      `lakefs://${name}`,
      server.namespace()
    );
    expect(created).toMatchObject({
      code: 0,
      out: `created repository ${name}\n`
    });
    main = new Repository(name, await server.client()).branch('main');
  });
  afterEach(() => world.remove());

  const lakefs = (...argv: string[]): ReturnType<World['run']> =>
    world.run(
      'lakefs',
      ...argv.map(each => each.replace('@', `lakefs://${name}`))
    );
  const json = async (...argv: string[]): Promise<Record<string, unknown>> =>
    JSON.parse((await lakefs(...argv, '--json')).out) as Record<
      string,
      unknown
    >;
  const file = (path: string, text: string): string => {
    writeFileSync(world.path(path), text);
    return path;
  };

  it('writes, lists, prints, copies and deletes objects', async () => {
    const put = await lakefs('put', file('a.csv', 'x,y\n'), '@/main/2013/');
    expect(put).toEqual({
      code: 0,
      out: 'wrote 2013/a.csv (4 bytes)\n',
      err: ''
    });
    expect(await main.statObject('2013/a.csv')).toMatchObject({
      contentType: 'text/csv'
    });
    await lakefs('put', 'a.csv', '@/main/b', '--metadata', 'from=test');
    const again = await lakefs('put', 'a.csv', '@/main/b', '--create');
    expect(again.code).toBe(1);
    expect(again.err).toContain('the object exists already');
    expect((await lakefs('ls', '@/main/')).out).toMatch(
      /BYTES +MODIFIED +PATH\n +2013\/\n4 +\S+ +b\n/
    );
    expect(await json('ls', '@/main/', '--recursive')).toMatchObject({
      objects: [
        { path: '2013/a.csv', bytes: 4 },
        { path: 'b', metadata: { from: 'test' } }
      ]
    });
    const limited = await lakefs('ls', '@/main', '--limit', '1');
    expect(limited.err).toContain('raise --limit');
    expect(await lakefs('cat', '@/main/b', '--direct')).toEqual({
      code: 0,
      out: 'x,y\n',
      err: ''
    });
    expect((await lakefs('cat', '@/main/b')).out).toBe('x,y\n');
    await lakefs('cp', '@/main/b', '@/main/copies/');
    expect(await main.open('copies/b').read()).toBe('x,y\n');
    expect((await lakefs('rm', '@/main/b')).out).toBe('deleted 1 object\n');
    expect((await lakefs('rm', '@/main/b')).code).toBe(1);
    expect((await lakefs('rm', '@/main/', '--recursive')).code).toBe(2);
    expect((await lakefs('rm', '@/main/2', '--recursive')).out).toBe(
      'deleted 1 object\n'
    );
    const missing = await lakefs('put', 'nowhere.csv', '@/main/');
    expect(missing).toMatchObject({ code: 1, out: '' });
    expect(missing.err).toContain('nowhere.csv: there is no such file');
  });

  it('commits, shows log and differences, and merges', async () => {
    await lakefs('put', file('a', 'a'), '@/main/');
    expect((await lakefs('diff', '@/main')).out).toMatch(/added +1 +a\n/);
    const made = await lakefs(
      'commit',
      '@/main',
      '-m',
      'first',
      '--metadata',
      'k=v'
    );
    expect(made.out).toMatch(/^commit [0-9a-f]{64}\n$/);
    const nothing = await lakefs('commit', '@/main', '-m', 'again');
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain('no changes');
    await lakefs('branches', '@', '--create', 'work', '--from', 'main');
    await lakefs('put', 'a', '@/work/b');
    await lakefs('commit', '@/work', '-m', 'second');
    expect((await lakefs('diff', '@/main', 'work')).out).toMatch(/added +1 +b/);
    expect(await json('log', '@/work', '--limit', '2')).toMatchObject({
      commits: [
        { message: 'second' },
        { message: 'first', metadata: { k: 'v' } }
      ]
    });
    const merged = await lakefs('merge', '@/work', 'main', '-m', 'both');
    expect(merged).toMatchObject({ code: 0, err: '' });
    expect(await main.commitMessage()).toBe('both');
    expect((await lakefs('branches', '@')).out).toMatch(
      /BRANCH.*\nmain .*\nwork /
    );
    await lakefs('branches', '@', '--delete', 'work');
    expect((await lakefs('branches', '@')).out).not.toContain('work');
  });

  it('ends with status 1 on a conflict, and names the paths', async () => {
    await lakefs('branches', '@', '--create', 'work');
    for (const branch of ['main', 'work']) {
      await lakefs('put', file('a', branch), `@/${branch}/dir/`);
      await lakefs('commit', `@/${branch}`, '-m', branch);
    }
    const conflict = await lakefs('merge', '@/work', 'main');
    expect(conflict).toMatchObject({ code: 1, out: '' });
    expect(conflict.err).toContain('both changed dir/a');
    expect(await json('merge', '@/work', 'main')).toMatchObject({
      error: { kind: 'refused' }
    });
    expect(
      (await lakefs('merge', '@/work', 'main', '--strategy', 'source-wins'))
        .code
    ).toBe(0);
  });

  it('writes files in one transaction, or none of them', async () => {
    file('a', 'a');
    file('b', 'b');
    const failed = await lakefs(
      'tx',
      'put',
      '@/main/in',
      'a',
      'nowhere',
      '-m',
      'x'
    );
    expect(failed.code).toBe(1);
    expect(failed.err).toContain('nowhere: there is no such file or folder');
    expect(failed.err).toContain('main is as it was');
    const kept = /lakefs:\/\/\S+/.exec(failed.err)?.[0] ?? '';
    expect((await lakefs('ls', '@/main/')).out).not.toContain('in/');
    expect((await lakefs('tx', 'list', '@')).out).toContain(
      kept.split('/').pop()
    );
    expect((await lakefs('tx', 'show', kept)).out).toMatch(
      /1 uncommitted change\n.*\nadded +1 +in\/a\n/
    );
    expect((await lakefs('tx', 'drop', '@/main')).code).toBe(2);
    expect((await lakefs('tx', 'drop', kept)).code).toBe(0);
    expect(await json('tx', 'list', '@')).toEqual({ branches: [] });
    const done = await lakefs(
      ...['tx', 'put', '@/main/in', 'a', 'b', '-m', 'both', '--tag', 'v1']
    );
    expect(done.out).toMatch(
      /^wrote in\/a .*\nwrote in\/b .*\nmerged: [0-9a-f]{64}\n$/
    );
    expect(await main.open('in/b').read()).toBe('b');
    expect((await lakefs('ls', '@/v1/in/')).out).toContain('in/a');
  });

  it('lists repositories', async () => {
    expect((await lakefs('repos', '--prefix', name)).out).toMatch(
      new RegExp(`^REPOSITORY .*\n${name} +main +\\S+\n$`)
    );
    expect(await json('repos', '--prefix', 'no-such')).toEqual({
      repositories: []
    });
  });

  it('says what is wrong with an address', async () => {
    for (const [argv, shape] of [
      [['ls', 's3://bucket/x'], 'lakefs://REPOSITORY/REFERENCE'],
      [['cat', '@/main'], 'lakefs://REPOSITORY/REFERENCE/PATH'],
      [['branches', name], 'lakefs://REPOSITORY']
    ] as [string[], string][]) {
      const refused = await lakefs(...argv);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain(`as ${shape}.`);
    }
    const elsewhere = await lakefs('cp', '@/main/a', 'lakefs://other/main/a');
    expect(elsewhere.code).toBe(2);
  });

  it('ends with status 3 without credentials, or with wrong ones', async () => {
    world.env.LAKECTL_CREDENTIALS_SECRET_ACCESS_KEY = 'wrong';
    const wrong = await lakefs('repos');
    expect(wrong.code).toBe(3);
    expect(wrong.err).toContain('Check the lakeFS access key');
    delete world.env.LAKECTL_SERVER_ENDPOINT_URL;
    const none = await lakefs('repos');
    expect(none.code).toBe(3);
    expect(none.err).toContain('No lakeFS endpoint was found');
    writeFileSync(
      world.path('.lakectl.yaml'),
      `server: {endpoint_url: "${server.endpoint}"}`
    );
    Object.assign(world.env, server.env, {
      LAKECTL_SERVER_ENDPOINT_URL: undefined
    });
    expect((await lakefs('repos')).code).toBe(0);
    expect(readFileSync(world.path('.lakectl.yaml'), 'utf8')).not.toContain(
      'secret'
    );
  });

  it('says what is wrong with an import', async () => {
    const refused = await lakefs('import', 'file:///etc/', '@/main/');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toMatch(/The import into main of \S+ failed: /);
  });
});
