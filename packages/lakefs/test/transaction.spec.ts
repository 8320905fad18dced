import { randomUUID } from 'node:crypto';
import {
  ConflictError,
  NotFoundError,
  TransactionConflictError,
  TransactionDirtyError,
  TransactionError,
  TransactionHookError,
  repository,
  type Branch,
  type Client,
  type Repository,
  type Transaction
} from '../src/index.js';
import { Hook } from './hook.js';
import { Proxy, type Fate } from './proxy.js';
import { Server, all } from './server.js';

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

const branches = async (): Promise<string[]> =>
  (await all(repo.listBranches({ showHidden: true }))).map(({ id }) => id);
const paths = async (branch: Branch): Promise<string[]> =>
  (await all(branch.listObjects())).map(({ path }) => path);
const failureOf = async (work: Promise<unknown>): Promise<TransactionError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown
  );
  expect(error).toBeInstanceOf(TransactionError);
  return error as TransactionError;
};

describe('a transaction', () => {
  it('merges all of its work at once, and removes its branch', async () => {
    let inside: Transaction | undefined;
    const { value, reference, leftover } = await main.transaction(
      'my transaction',
      { metadata: { foo: 'bar' } },
      async tx => {
        inside = tx;
        expect(tx.id).toMatch(/^tx-main-[0-9a-f-]{36}$/);
        expect(tx.sourceId).toBe('main');
        expect((await tx.head()).id).toBe((await main.head()).id);
        // Hidden: nobody sees it by accident.
        expect(await all(repo.listBranches())).toHaveLength(1);
        for (const path of ['a', 'b', 'bar/a', 'foo/a', 'foo/b']) {
          await tx.upload(path, path);
        }
        await tx.reset('foo/');
        expect(await paths(main)).toEqual([]);
        return 'done';
      }
    );
    expect(value).toBe('done');
    expect(leftover).toBeUndefined();
    expect(await branches()).toEqual(['main']);
    expect(await paths(main)).toEqual(['a', 'b', 'bar/a']);
    const [merge, commit] = await all(main.log({ maxAmount: 2 }));
    expect(merge.id).toBe(reference);
    expect(merge.message).toBe(`Merge transaction ${inside?.id} into main`);
    expect(commit.message).toBe('my transaction');
    expect(commit.metadata).toMatchObject({ foo: 'bar' });
    expect(await all(repo.listTags())).toEqual([]);
  });

  it('without changes makes no commit and removes its branch', async () => {
    const before = await main.getCommit();
    const nothing = await main.transaction('empty', async () => 7);
    expect(nothing).toEqual({
      value: 7,
      reference: undefined,
      leftover: undefined
    });
    await main.transaction('reset', async tx => {
      await tx.upload('a', 'a');
      await tx.reset();
    });
    expect(await main.getCommit()).toEqual(before);
    expect(await branches()).toEqual(['main']);
  });

  it('may make commits of its own', async () => {
    await main.transaction('last', async tx => {
      await tx.upload('a', 'a');
      await tx.commitChanges('own');
    });
    expect(await paths(main)).toEqual(['a']);
    expect((await all(main.log({ maxAmount: 2 })))[1].message).toBe('own');
    expect(await branches()).toEqual(['main']);
  });

  it('takes its message and metadata as they are at the end', async () => {
    await main.transaction('first', async tx => {
      await tx.upload('a', 'a');
      tx.message = 'second';
      tx.commitMetadata = { rows: '7' };
    });
    const [, commit] = await all(main.log({ maxAmount: 2 }));
    expect(commit).toMatchObject({
      message: 'second',
      metadata: { rows: '7' }
    });
  });

  it('whose work fails leaves the branch as it was, and tells where to look', async () => {
    const before = await main.getCommit();
    const bad = new Error('Something bad happened');
    const error = await failureOf(
      main.transaction('failing', async tx => {
        await tx.upload('a', 'a');
        await tx.upload('b', 'b');
        throw bad;
      })
    );
    expect(error.cause).toBe(bad);
    expect(error.failure).toMatchObject({
      source: 'main',
      outcome: 'untouched',
      uncommitted: 2
    });
    const kept = error.failure.branch ?? '';
    expect(await branches()).toEqual(['main', kept]);
    expect(error.message).toContain(
      `failed: Something bad happened. main is as it was. The branch ${kept} is kept with 2 uncommitted changes; look at it: glueflow lakefs tx show lakefs://${repo.id}/${kept}`
    );
    expect(await main.getCommit()).toEqual(before);
    expect(await paths(main)).toEqual([]);
    expect(await paths(repo.branch(kept))).toEqual(['a', 'b']);
  });

  it('that fails is deleted on request', async () => {
    const error = await failureOf(
      main.transaction('failing', { deleteOnError: true }, async tx => {
        await tx.upload('a', 'a');
        throw new Error('Something bad happened');
      })
    );
    expect(error.failure.branch).toBeUndefined();
    expect(error.message).not.toContain('is kept');
    expect(await branches()).toEqual(['main']);
  });

  it('into a branch with uncommitted changes is an error of its own', async () => {
    const before = await main.getCommit();
    const error = await failureOf(
      main.transaction('dirty', async tx => {
        await tx.upload('a', 'a');
        await main.upload('b', 'b');
      })
    );
    expect(error).toBeInstanceOf(TransactionDirtyError);
    expect(error.message).toMatch(/uncommitted changes \(dirty branch\)/);
    expect(error.failure.outcome).toBe('untouched');
    expect(await main.getCommit()).toEqual(before);
    expect(await paths(main)).toEqual(['b']);
  });

  it('with a conflict names the paths', async () => {
    const error = await failureOf(
      main.transaction('conflict', async tx => {
        await tx.upload('a', 'by the transaction');
        await tx.upload('b', 'b');
        await main.upload('a', 'by another');
        await main.commitChanges('another');
      })
    );
    expect(error).toBeInstanceOf(TransactionConflictError);
    expect(error).toMatchObject({ paths: ['a'], status: 409 });
    expect(await main.open('a').read()).toBe('by another');
    expect(await paths(main)).toEqual(['a']);
    expect(await main.commitMessage()).toBe('another');
  });

  it('that a hook refuses is an error of its own, at the commit and at the merge', async () => {
    const hook = await Hook.start();
    try {
      for (const event of ['pre-commit', 'pre-merge']) {
        const branch = await repo.branch(event).create('main');
        await hook.install(branch, [event]);
        const before = await branch.getCommit();
        hook.accepts = false;
        const error = await failureOf(
          branch.transaction('refused', tx => tx.upload('a', 'a'))
        );
        expect(error).toBeInstanceOf(TransactionHookError);
        expect(error.failure.outcome).toBe('untouched');
        expect(await branch.getCommit()).toEqual(before);
        hook.accepts = true;
        await branch.transaction('taken', tx => tx.upload('a', 'a'));
        expect(await branch.open('a').read()).toBe('a');
      }
    } finally {
      await hook.stop();
    }
  });

  it('is tagged, unless the tag is there: which is found before anything is done', async () => {
    const { reference } = await main.transaction(
      'tagged',
      { tag: 'v1.0.0' },
      tx => tx.upload('a', 'a')
    );
    expect((await repo.tag('v1.0.0').getCommit()).id).toBe(reference);
    let worked = false;
    const error = await failureOf(
      main.transaction('again', { tag: 'v1.0.0' }, async tx => {
        worked = true;
        await tx.upload('b', 'b');
      })
    );
    expect(error.cause).toBeInstanceOf(ConflictError);
    expect(worked).toBe(false);
    expect(await branches()).toEqual(['main']);
    expect(await paths(main)).toEqual(['a']);
  });

  it('is done again when the branch moved meanwhile, on request', async () => {
    let tries = 0;
    const work = async (tx: Transaction): Promise<void> => {
      const seen = await tx
        .open('counter')
        .read()
        .catch(() => '0');
      if (tries++ < 2) {
        await main.upload('counter', `${tries * 10}`);
        await main.commitChanges(`moved ${tries}`);
      }
      await tx.upload('counter', String(Number(seen) + 1));
    };
    await main.transaction('count', { retryOnMovedHead: 2 }, work);
    expect(tries).toBe(3);
    expect(await main.open('counter').read()).toBe('21');
    expect(await branches()).toEqual(['main']);
    tries = 0;
    const error = await failureOf(
      main.transaction('count', { retryOnMovedHead: 1 }, work)
    );
    expect(error).toBeInstanceOf(TransactionConflictError);
    expect(tries).toBe(2);
  });

  it('that is given up leaves the branch as it was', async () => {
    const controller = new AbortController();
    const error = await failureOf(
      main.transaction('stopped', { signal: controller.signal }, async tx => {
        await tx.upload('a', 'a');
        controller.abort();
      })
    );
    expect(error.cause).toBe(controller.signal.reason);
    expect(error.failure).toMatchObject({
      outcome: 'untouched',
      uncommitted: 1
    });
    expect(await paths(main)).toEqual([]);
  });

  it('of a branch that is not there is refused', async () => {
    const error = await failureOf(
      repo.branch('nowhere').transaction('x', tx => tx.upload('a', 'a'))
    );
    expect(error.cause).toBeInstanceOf(NotFoundError);
    expect(error.failure.branch).toBeUndefined();
  });

  it('of a branch with a long name has a branch with a shorter one', async () => {
    const branch = await repo
      .branch('a-very-long-name-'.repeat(6))
      .create('main');
    const { reference } = await branch.transaction('x', async tx => {
      expect(tx.id.length).toBeLessThan(90);
      await tx.upload('a', 'a');
    });
    expect((await branch.head()).id).toBe(reference);
  });
});

describe('a transaction with failures', () => {
  let proxy: Proxy;
  let broken: Client;
  beforeAll(async () => {
    proxy = await Proxy.before(server.endpoint);
    broken = await server.client({ endpoint: proxy.endpoint });
  });
  afterAll(() => proxy.close());
  beforeEach(() => proxy.reset());

  /** The calls of a transaction of one object, tagged. */
  const STEPS = [
    'GET tag',
    'POST branches',
    'POST objects',
    'POST commits',
    'POST main',
    'DELETE branch',
    'POST tags'
  ];
  const through = (): Branch => repository(repo.id, broken).branch('main');
  const transact = (): Promise<unknown> =>
    through().transaction('injected', { tag: 'done' }, async tx => {
      await tx.upload('a', 'a', { preSigned: false });
    });
  const stepOf = (method: string, path: string): string => {
    const last = path.split('/').pop() ?? '';
    return `${method} ${/^tx-/.test(last) ? 'branch' : last === 'done' ? 'tag' : last}`;
  };

  it('has these calls', async () => {
    await transact();
    expect(
      proxy.requests.map(({ method, path }) => stepOf(method, path))
    ).toEqual(STEPS);
  });

  it.each(
    STEPS.flatMap(step =>
      (
        [
          ['once, before it reached the server', 'break-before', 1],
          ['once, after it took effect', 'break-after', 1],
          ['always, before it reached the server', 'break-before', 99],
          ['always, after it took effect', 'break-after', 99],
          ['always, with an error of the server', { status: 500 }, 99],
          ['always, for want of permission', { status: 403 }, 99]
        ] as [string, Fate, number][]
      ).map(
        ([name, fate, times]) =>
          [step, name, fate, times] as [string, string, Fate, number]
      )
    )
  )('where %s fails %s, ends whole', async (step, _, fate, times) => {
    const before = await main.getCommit();
    let failed = 0;
    proxy.decide = ({ method, path }) =>
      stepOf(method, path) === step && failed++ < times ? fate : 'pass';
    const error = await transact().then(
      () => undefined,
      (thrown: unknown) => thrown
    );
    expect(failed).toBeGreaterThan(0);
    proxy.reset();
    const merged = (await main.getCommit()).id !== before.id;
    expect(await paths(main)).toEqual(merged ? ['a'] : []);
    if (error === undefined) {
      expect(merged).toBe(true);
      expect((await repo.tag('done').getCommit()).id).toBe(
        (await main.head()).id
      );
      return;
    }
    // What the error says is what is there.
    expect(error).toBeInstanceOf(TransactionError);
    const { outcome, branch } = (error as TransactionError).failure;
    if (outcome !== 'unknown') {
      expect(outcome).toBe(merged ? 'merged' : 'untouched');
    }
    if (branch !== undefined && step !== 'DELETE branch') {
      expect(await branches()).toContain(branch);
    }
    // One failure is no reason to fail.
    expect(times).toBeGreaterThan(1);
  });

  it('whose merge can neither be done nor looked for says that the outcome is unknown', async () => {
    let merging = false;
    proxy.decide = ({ method, path }) => {
      merging ||= stepOf(method, path) === 'POST main';
      return merging && !/\/diff$/.test(path) ? 'break-after' : 'pass';
    };
    const error = await failureOf(transact());
    expect(error.failure.outcome).toBe('unknown');
    expect(error.message).toMatch(/is not known: look for a merge of tx-main-/);
    proxy.reset();
    expect(await paths(main)).toEqual(['a']);
  });

  it('that can not delete its branch tells so, and stands', async () => {
    proxy.decide = ({ method }) =>
      method === 'DELETE' ? { status: 403 } : 'pass';
    const { reference, leftover } = await through().transaction('x', tx =>
      tx.upload('a', randomUUID())
    );
    expect((await main.head()).id).toBe(reference);
    expect(await branches()).toEqual(['main', leftover]);
  });
});
