import { Readable } from 'node:stream';
import {
  Repository,
  repositories,
  repository,
  type Branch,
  type Client
} from '../src/index.js';
import { Proxy } from './proxy.js';
import { Server, all } from './server.js';

describe('requests', () => {
  let server: Server;
  let proxy: Proxy;
  let client: Client;
  let repo: Repository;
  let main: Branch;
  let preSigned: boolean;
  beforeAll(async () => {
    server = await Server.start();
    proxy = await Proxy.before(server.endpoint);
    client = await server.client({ endpoint: proxy.endpoint });
    const made = await server.repository();
    repo = repository(made.id, client);
    main = repo.branch('main');
    preSigned = (await client.serverConfiguration()).storageConfig()
      .preSignSupport;
    await main.upload('a', 'a', { preSigned: false });
    await main.commitChanges('a');
  }, 30_000);
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  beforeEach(() => proxy.reset());

  const cost = async (work: () => Promise<unknown>): Promise<string[]> => {
    proxy.reset();
    await work();
    return proxy.summary;
  };

  it('are one for what one can do', async () => {
    const direct = { preSigned: false };
    const ones: [string, () => Promise<unknown>][] = [
      ['POST objects', () => main.upload('b', 'b', direct)],
      ['POST objects', () => main.upload('c', 'c', { ...direct, mode: 'x' })],
      ['POST objects', () => main.upload('d', Readable.from(['d']), direct)],
      ['POST objects', () => main.open('e', 'w', direct).write('e')],
      ['GET objects', () => main.open('b', 'r', direct).read()],
      ['GET objects', () => main.open('b', 'r', direct).readLines()],
      ['GET objects', () => main.download('b', direct)],
      ['GET stat', () => main.statObject('b')],
      ['GET ls', () => all(main.listObjects())],
      ['GET diff', () => all(main.listUncommitted())],
      ['POST copy', () => main.copyObject('main', 'b', 'f')],
      ['POST delete', () => main.deleteObjects(['f', 'e'])],
      ['PUT main', () => main.reset('d')],
      ['POST commits', () => main.commitChanges('more')],
      ['GET main', () => main.head()],
      ['GET main', () => main.commitMessage()],
      ['GET commits', () => all(main.log({ maxAmount: 2 }))],
      ['GET main~1', () => all(main.diff('main~1'))],
      ['POST branches', () => repo.branch('one').create('main')],
      ['DELETE one', () => repo.branch('one').delete()],
      ['POST tags', () => repo.tag('t').create('main')],
      ['DELETE t', () => repo.tag('t').delete()],
      ['GET branches', () => all(repo.listBranches())],
      ['GET tags', () => all(repo.listTags())],
      [
        'GET repositories',
        () => all(repositories({ prefix: repo.id }, client))
      ],
      [
        'POST repositories',
        () => new Repository(`${repo.id}-2`, client).create(server.namespace())
      ]
    ];
    for (const [expected, work] of ones) {
      expect(await cost(work)).toEqual([expected]);
    }
  });

  it('are none for nothing', async () => {
    expect(
      await cost(async () => {
        const none = { maxAmount: 0 };
        await all(main.listObjects(none));
        await all(main.log(none));
        await all(main.diff('main', none));
        await all(main.listUncommitted(none));
        await all(repo.listBranches(none));
        await all(repo.listTags(none));
        await all(repositories(none, client));
        await main.deleteObjects([]);
        main.open('b');
        repo.commit('abc');
      })
    ).toEqual([]);
  });

  it('are three to write by a signed address, two to read', async () => {
    if (!preSigned) {
      return;
    }
    // The object store of a lakeFS server is not behind the proxy.
    const toStore = server.real ? [] : ['PUT'];
    const written = await cost(() => main.upload('s', 's'));
    expect(written.map(each => each.split(' ')[0])).toEqual([
      'GET',
      ...toStore,
      'PUT'
    ]);
    expect(await cost(() => main.open('s').read())).toHaveLength(
      1 + toStore.length
    );
  });

  it('ask for the configuration once, of many at once', async () => {
    const other = await server.client({ endpoint: proxy.endpoint });
    const branch = repository(repo.id, other).branch('main');
    const sent = await cost(() =>
      Promise.all(
        Array.from({ length: 10 }, (_, i) => branch.upload(`m${i}`, 'x'))
      )
    );
    expect(sent.filter(each => each === 'GET config')).toHaveLength(1);
  });

  it('of a listing are one a page, and only as many as are read', async () => {
    const branch = await repo.branch('pages').create('main');
    const count = 2050;
    const paths = Array.from(
      { length: count },
      (_, i) => `p/${String(i).padStart(5, '0')}`
    );
    // Copies of an entry cost the server least.
    for (let at = 0; at < count; at += 50) {
      await Promise.all(
        paths
          .slice(at, at + 50)
          .map(path => branch.upload(path, 'x', { preSigned: false }))
      );
    }
    const listed = { prefix: 'p/' };
    expect(await cost(() => all(branch.listObjects(listed)))).toHaveLength(3);
    const amounts = proxy.requests.map(({ url }) =>
      new URL(url, 'http://x').searchParams.get('amount')
    );
    expect(amounts).toEqual(['1000', '1000', '1000']);
    await cost(() => all(branch.listObjects({ ...listed, maxAmount: 1200 })));
    expect(
      proxy.requests.map(({ url }) =>
        new URL(url, 'http://x').searchParams.get('amount')
      )
    ).toEqual(['1000', '200']);
    expect(
      await cost(async () => {
        for await (const _ of branch.listObjects(listed)) {
          break;
        }
      })
    ).toHaveLength(1);
    // Deletes go by the thousand.
    expect(await cost(() => branch.deleteObjects(paths))).toEqual([
      'POST delete',
      'POST delete',
      'POST delete'
    ]);
    expect(await all(branch.listObjects(listed))).toEqual([]);
  }, 120_000);

  it('of a transaction are five, of an empty one four', async () => {
    const one = await cost(() =>
      main
        .reset()
        .then(() => proxy.reset())
        .then(() =>
          main.transaction('one', tx =>
            tx.upload('in', String(Math.random()), { preSigned: false })
          )
        )
    );
    expect(one).toHaveLength(5);
    expect(
      await cost(() => main.transaction('no', async () => 0))
    ).toHaveLength(4);
  });
});
