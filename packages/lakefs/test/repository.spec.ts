import { randomUUID } from 'node:crypto';
import {
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  Repository,
  repositories,
  type Client
} from '../src/index.js';
import { Server, all } from './server.js';

describe('Repository', () => {
  let server: Server;
  let client: Client;
  beforeAll(async () => {
    server = await Server.start();
    client = await server.client();
  }, 30_000);
  afterAll(() => server.stop());

  it('is created, read, found there and deleted', async () => {
    const namespace = server.namespace();
    const made = await new Repository(`test-${randomUUID()}`, client).create(
      namespace
    );
    const properties = await made.properties();
    expect(properties).toMatchObject({
      id: made.id,
      defaultBranch: 'main',
      storageNamespace: namespace
    });
    expect(properties.creationDate.getTime()).toBeGreaterThan(1.6e12);
    await expect(made.create(server.namespace())).rejects.toThrow(
      ConflictError
    );
    const again = new Repository(made.id, client);
    await again.getOrCreate(server.namespace());
    expect(await again.properties()).toEqual(properties);
    expect(await made.metadata()).toEqual({});
    expect((await all(made.listBranches())).map(({ id }) => id)).toEqual([
      'main'
    ]);
    await made.delete();
    await expect(made.delete()).rejects.toThrow(NotFoundError);
    // One that was there is known to a server's cache for a while.
    const never = new Repository(`test-${randomUUID()}`, client);
    await expect(never.properties()).rejects.toThrow(/read the repository/);
  });

  it('takes another default branch and sample data', async () => {
    const made = new Repository(`test-${randomUUID()}`, client);
    await made.getOrCreate(server.namespace(), {
      defaultBranch: 'trunk',
      includeSamples: true
    });
    expect((await made.properties()).defaultBranch).toBe('trunk');
    const objects = await all(made.branch('trunk').listObjects());
    expect(objects.length).toBeGreaterThan(0);
  });

  it('refuses a storage id that the server does not have', async () => {
    const made = new Repository(`test-${randomUUID()}`, client);
    await expect(
      made.create(server.namespace(), { storageId: 'nowhere' })
    ).rejects.toThrow(InvalidRequestError);
  });

  it('lists branches and tags from a name on, up to a number', async () => {
    const made = await server.repository(client);
    for (let i = 0; i < 12; i++) {
      const number = String(i).padStart(2, '0');
      await made.branch(`branch-${number}`).create('main');
      await made.tag(`tag-${number}`).create('main');
    }
    const names = async (
      listing: AsyncIterable<{ id: string }>
    ): Promise<string[]> => (await all(listing)).map(({ id }) => id);
    expect(await names(made.listBranches())).toHaveLength(13);
    for (const kind of ['branch', 'tag'] as const) {
      const list = (options: object): AsyncIterable<{ id: string }> =>
        kind === 'branch' ? made.listBranches(options) : made.listTags(options);
      expect(
        await names(list({ prefix: `${kind}-0`, after: `${kind}-07` }))
      ).toEqual([`${kind}-08`, `${kind}-09`]);
      expect(await names(list({ prefix: kind, maxAmount: 2 }))).toEqual([
        `${kind}-00`,
        `${kind}-01`
      ]);
      expect(await names(list({ maxAmount: 0 }))).toEqual([]);
    }
  });

  it('is found among all of them', async () => {
    const prefix = `list-${randomUUID()}`;
    for (const each of ['a', 'b', 'c']) {
      await new Repository(`${prefix}-${each}`, client).create(
        server.namespace()
      );
    }
    const found = await all(repositories({ prefix }, client));
    expect(found.map(({ id }) => id)).toEqual(
      ['a', 'b', 'c'].map(each => `${prefix}-${each}`)
    );
    expect((await found[0].properties()).id).toBe(found[0].id);
  });

  it('has tags', async () => {
    const made = await server.repository(client);
    const main = made.branch('main');
    const tag = made.tag('v1');
    await expect(tag.getCommit()).rejects.toThrow(NotFoundError);
    const head = await main.getCommit();
    expect(await tag.create(head)).toBe(tag);
    expect(await tag.getCommit()).toEqual(head);
    expect(await tag.commitMessage()).toBe(head.message);
    expect(await tag.metadata()).toEqual(head.metadata);
    await expect(tag.create(head.id)).rejects.toThrow(ConflictError);
    await tag.create(main, { existOk: true });
    await tag.delete();
    await expect(tag.getCommit()).rejects.toThrow(NotFoundError);
    await expect(tag.delete()).rejects.toThrow(NotFoundError);
    await tag.create(head.id);
  });

  it('has branches', async () => {
    const made = await server.repository(client);
    const main = made.branch('main');
    const branch = await made.branch('work').create(main);
    expect(branch.repositoryId).toBe(made.id);
    expect((await branch.head()).id).toBe((await main.head()).id);
    await expect(branch.create('main')).rejects.toThrow(ConflictError);
    await branch.create('main', { existOk: true });
    await made.branch('secret').create('main', { hidden: true });
    const names = (await all(made.listBranches())).map(({ id }) => id);
    expect(names).toEqual(['main', 'work']);
    const hidden = await all(made.listBranches({ showHidden: true }));
    expect(hidden.map(({ id }) => id)).toEqual(['main', 'secret', 'work']);
    await branch.delete();
    await expect(branch.head()).rejects.toThrow(NotFoundError);
    await expect(made.branch('x').create('nowhere')).rejects.toThrow(
      NotFoundError
    );
  });
});
