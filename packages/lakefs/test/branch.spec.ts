import {
  ConflictError,
  DirtyBranchError,
  HookError,
  MergeConflictError,
  NoChangesError,
  NotFoundError,
  type Branch,
  type Client,
  type Repository
} from '../src/index.js';
import { Hook } from './hook.js';
import { Server, all } from './server.js';

describe('Branch', () => {
  let server: Server;
  let client: Client;
  let repo: Repository;
  let main: Branch;
  beforeAll(async () => {
    server = await Server.start();
    client = await server.client();
  }, 30_000);
  afterAll(() => server.stop());
  beforeEach(async () => {
    repo = await server.repository(client);
    main = repo.branch('main');
  });

  const put = async (branch: Branch, ...paths: string[]): Promise<void> => {
    for (const path of paths) {
      await branch.upload(path, path);
    }
  };
  const changes = async (branch: Branch, options = {}): Promise<string[]> =>
    (await all(branch.listUncommitted(options))).map(
      ({ path, type }) => `${type} ${path}`
    );

  it('commits what was changed', async () => {
    await put(main, 'a');
    const made = await main.commitChanges('first', {
      metadata: { key: 'value' }
    });
    expect(made).toMatchObject({
      message: 'first',
      metadata: { key: 'value' }
    });
    expect((await main.head()).id).toBe(made.id);
    expect(await main.commitMessage()).toBe('first');
    expect(await main.metadata()).toEqual({ key: 'value' });
    const commit = repo.commit(made.id);
    expect(await commit.getCommit()).toEqual(made);
    expect(Object.isFrozen(made)).toBe(true);
    await expect(main.commitChanges('again')).rejects.toThrow(NoChangesError);
    const empty = await main.commitChanges('empty', {
      allowEmpty: true,
      date: new Date('2020-02-02T00:00:00Z')
    });
    expect(empty.creationDate.toISOString()).toBe('2020-02-02T00:00:00.000Z');
    expect(empty.parents).toEqual([made.id]);
  });

  it('reverts a commit', async () => {
    await main.upload('object', 'before');
    await main.commitChanges('one');
    await main.upload('object', 'after');
    await main.commitChanges('two');
    expect(await main.open('object').read()).toBe('after');
    const made = await main.revert(await main.head());
    expect(made.message).toMatch(/^Revert/);
    expect(await main.open('object').read()).toBe('before');
    await main.reverse(made.id);
    expect(await main.open('object').read()).toBe('after');
    await main.upload('object', 'later');
    await expect(main.revert(made.id)).rejects.toThrow(DirtyBranchError);
    await main.commitChanges('three');
    await expect(main.revert(made.id)).rejects.toThrow(ConflictError);
  });

  it('reverts a merge relative to a parent', async () => {
    const work = await repo.branch('work').create('main');
    await put(work, 'a');
    await work.commitChanges('a');
    await put(main, 'b');
    await main.commitChanges('b');
    const merge = await work.mergeInto(main);
    await expect(main.revert(merge)).rejects.toThrow(ConflictError);
    await main.revert(merge, { parentNumber: 1 });
    expect((await all(main.listObjects())).map(({ path }) => path)).toEqual([
      'b'
    ]);
  });

  it.each([false, true])(
    'picks commits of others (hidden: %s)',
    async hidden => {
      const other = await repo.branch('other').create('main', { hidden });
      await put(other, 'picked');
      const commit = await other.commitChanges('to pick', {
        metadata: { key: 'value' }
      });
      const made = await main.cherryPick(await other.head());
      expect(made.message).toBe('to pick');
      expect(made.metadata).toMatchObject({
        key: 'value',
        'cherry-pick-origin': commit.id
      });
      expect(await main.open('picked').read()).toBe('picked');
    }
  );

  it('resets uncommitted changes', async () => {
    const paths = ['a', 'b', 'bar/a', 'bar/b', 'c', 'foo/a', 'foo/b'];
    await put(main, ...paths);
    expect(await changes(main)).toEqual(paths.map(path => `added ${path}`));
    expect(await changes(main, { prefix: 'bar' })).toEqual([
      'added bar/a',
      'added bar/b'
    ]);
    expect(await changes(main, { maxAmount: 1 })).toEqual(['added a']);
    await main.reset({ object: 'bar/a' });
    await main.reset({ object: 'bar/' });
    expect(await changes(main, { prefix: 'bar' })).toEqual(['added bar/b']);
    await main.reset({ prefix: 'foo/' });
    expect(await changes(main)).toEqual(
      ['a', 'b', 'bar/b', 'c'].map(path => `added ${path}`)
    );
    await main.reset('bar/');
    await main.reset('a');
    expect(await changes(main)).toEqual(['added b', 'added c']);
    const [first] = await all(main.listUncommitted());
    expect(first).toMatchObject({ pathType: 'object', sizeBytes: 1 });
    await main.reset();
    expect(await changes(main)).toEqual([]);
    await expect(repo.branch('gone').reset()).rejects.toThrow(NotFoundError);
  });

  it('deletes one object, many, and those of a listing', async () => {
    const paths = ['a', 'b', 'c', 'foo/a', 'foo/b', 'foo/c'];
    await put(main, ...paths);
    await main.commitChanges('all');
    await main.deleteObjects('foo/a');
    expect(await changes(main)).toEqual(['removed foo/a']);
    await main.deleteObjects(new Set(['foo/b', 'foo/c', 'not there']));
    await main.deleteObjects(await main.statObject('a'));
    await main.deleteObjects(repo.ref('main@').listObjects({ maxAmount: 2 }));
    expect(await changes(main)).toEqual(
      ['a', 'b', 'foo/a', 'foo/b', 'foo/c'].map(path => `removed ${path}`)
    );
    await main.deleteObjects([]);
  });

  it('shows its log', async () => {
    for (const each of ['one', 'two', 'three']) {
      await put(main, each);
      await main.commitChanges(each);
    }
    const messages = async (options = {}): Promise<string[]> =>
      (await all(main.log(options))).map(({ message }) => message);
    expect((await messages()).slice(0, 3)).toEqual(['three', 'two', 'one']);
    expect(await messages()).toHaveLength(4);
    expect(await messages({ maxAmount: 2 })).toEqual(['three', 'two']);
    expect(await messages({ maxAmount: 0 })).toEqual([]);
    expect(await messages({ objects: ['two'] })).toEqual(['two']);
    const [, two] = await all(main.log());
    expect(await messages({ stopAt: two.id })).toEqual(['three', 'two']);
    expect(await repo.ref('main~1').commitMessage()).toBe('two');
    expect(await repo.ref(two.id.slice(0, 20)).commitMessage()).toBe('two');
  });

  it('shows differences to another', async () => {
    await put(main, 'same', 'gone', 'changed');
    await main.commitChanges('base');
    const work = await repo.branch('work').create(main);
    await work.upload('changed', 'in another way');
    await work.deleteObjects('gone');
    await put(work, 'prefix1/new', 'prefix2/new');
    await work.commitChanges('work');
    const shown = async (options = {}): Promise<string[]> =>
      (await all(main.diff(work, options))).map(
        ({ path, type, pathType }) => `${type} ${pathType} ${path}`
      );
    expect(await shown()).toEqual([
      'changed object changed',
      'removed object gone',
      'added object prefix1/new',
      'added object prefix2/new'
    ]);
    expect(await shown({ prefix: 'prefix2' })).toEqual([
      'added object prefix2/new'
    ]);
    expect((await shown({ delimiter: '/' })).slice(2)).toEqual([
      'prefix_changed common_prefix prefix1/',
      'prefix_changed common_prefix prefix2/'
    ]);
    expect(await shown({ after: 'gone', maxAmount: 1 })).toEqual([
      'added object prefix1/new'
    ]);
    await put(main, 'only here');
    await main.commitChanges('main');
    expect(await shown({ type: 'two_dot' })).toContain(
      'removed object only here'
    );
    expect(await all(main.diff(await main.head()))).toEqual([]);
  });

  it('merges, and says what stands against it', async () => {
    await put(main, 'base');
    await main.commitChanges('base');
    const work = await repo.branch('work').create('main');
    await expect(work.mergeInto(main)).rejects.toThrow(NoChangesError);
    await work.mergeInto(main, { message: 'empty', allowEmpty: true });
    expect(await main.commitMessage()).toBe('empty');
    await put(work, 'a');
    await work.commitChanges('a');
    const id = await work.mergeInto(main.id, {
      message: 'merged',
      metadata: { key: 'value' }
    });
    expect((await main.head()).id).toBe(id);
    expect(await main.metadata()).toMatchObject({ key: 'value' });
    await main.upload('a', 'by main');
    await expect(work.mergeInto(main)).rejects.toThrow(DirtyBranchError);
    await main.commitChanges('main');
    await work.upload('a', 'by work');
    await work.upload('b', 'by work');
    await work.commitChanges('work');
    const failure = await work.mergeInto(main).catch(error => error);
    expect(failure).toBeInstanceOf(MergeConflictError);
    expect(failure).toMatchObject({ paths: ['a'], status: 409 });
    expect(failure.message).toMatch(/both changed a\./);
    const [conflict] = await all(main.diff(work));
    expect(conflict).toMatchObject({ type: 'conflict', path: 'a' });
    await work.mergeInto(main, { strategy: 'source-wins' });
    expect(await main.open('a').read()).toBe('by work');
  });

  it('merges any reference, and squashes on request', async () => {
    const work = await repo.branch('work').create('main');
    await put(work, 'a');
    const first = await work.commitChanges('a');
    await put(work, 'b');
    await work.commitChanges('b');
    await repo.commit(first.id).mergeInto(main, { squash: true });
    expect((await main.getCommit()).parents).toHaveLength(1);
    expect((await all(main.listObjects())).map(({ path }) => path)).toEqual([
      'a'
    ]);
  });

  it('says so when a hook refuses', async () => {
    const hook = await Hook.start();
    try {
      await hook.install(main, ['pre-merge', 'pre-commit']);
      const work = await repo.branch('work').create('main');
      await put(work, 'a');
      hook.accepts = false;
      await expect(work.commitChanges('refused')).rejects.toThrow(HookError);
      hook.accepts = true;
      await work.commitChanges('taken');
      hook.accepts = false;
      const failure = await work.mergeInto(main).catch(error => error);
      expect(failure).toBeInstanceOf(HookError);
      expect(failure).toMatchObject({ status: 412 });
      hook.accepts = true;
      await work.mergeInto(main);
    } finally {
      await hook.stop();
    }
  });
});
