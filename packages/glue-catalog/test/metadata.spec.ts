import { GlueClient, type Table } from '@aws-sdk/client-glue';
import { Sandbox } from '../../glue-jobs/test/sandbox.js';
import {
  diffTables,
  GlueCatalog,
  readContext,
  scan,
  tableInputOf,
  updateContext,
  type CallOptions,
  type ScanItem
} from '../src/index.js';

async function list<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) {
    all.push(item);
  }
  return all;
}

const EMPTY: Table = { Name: undefined };

describe('GlueCatalog against the sandbox', () => {
  let sandbox: Sandbox;
  let client: GlueClient;
  let calls: string[] = [];
  let count = 0;
  let db = '';

  const catalog = (options: CallOptions = {}): GlueCatalog =>
    new GlueCatalog(client, {
      ...options,
      onCall: action => calls.push(action)
    });

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    client = new GlueClient({
      region: sandbox.env.AWS_REGION,
      endpoint: sandbox.url,
      credentials: {
        accessKeyId: sandbox.env.AWS_ACCESS_KEY_ID,
        secretAccessKey: sandbox.env.AWS_SECRET_ACCESS_KEY
      },
      maxAttempts: 1
    });
  }, 60_000);
  afterAll(async () => {
    client?.destroy();
    await sandbox?.stop();
  });
  beforeEach(async () => {
    db = `db${++count}`;
    await catalog().createDatabase({ Name: db });
    calls = [];
  });
  afterEach(() => sandbox.faults([]));

  const column = (
    Name: string,
    Type: string
  ): { Name: string; Type: string } => ({
    Name,
    Type
  });

  it('creates, reads, changes and deletes databases', async () => {
    const glue = catalog();
    expect(
      await glue.upsertDatabase(db, d => ({ ...d, Description: 'x' }))
    ).toBe('updated');
    expect(
      await glue.upsertDatabase(db, d => ({ ...d, Description: 'x' }))
    ).toBe('unchanged');
    expect(
      await glue.upsertDatabase(`${db}b`, d => ({
        ...d,
        LocationUri: 's3://b/'
      }))
    ).toBe('created');
    expect((await glue.database(db))?.Description).toBe('x');
    expect((await list(glue.databases())).map(({ Name }) => Name)).toEqual(
      expect.arrayContaining([db, `${db}b`])
    );
    expect(await glue.deleteDatabase(`${db}b`)).toBe(true);
    expect(await glue.deleteDatabase(`${db}b`)).toBe(false);
    expect(await glue.database(`${db}b`)).toBeUndefined();
    await expect(glue.updateDatabase('none', d => d)).rejects.toThrow(
      expect.objectContaining({ name: 'EntityNotFoundException' })
    );
  });

  // boto/boto3#1727, apache/iceberg#10220
  it('sends everything of a table back', async () => {
    const glue = catalog();
    await glue.createTable(db, {
      Name: 'T',
      Owner: 'me',
      Retention: 3,
      LastAccessTime: new Date(1e12),
      TableType: 'EXTERNAL_TABLE',
      Parameters: { classification: 'parquet', UPDATED_BY_CRAWLER: 'c' },
      PartitionKeys: [{ ...column('p', 'int'), Comment: 'P' }],
      StorageDescriptor: {
        Columns: [
          {
            ...column('A', 'STRUCT<B:int>'),
            Comment: 'about',
            Parameters: { k: 'v' }
          }
        ],
        Location: 's3://b/t/',
        Compressed: true,
        BucketColumns: ['a'],
        SerdeInfo: { SerializationLibrary: 's', Parameters: { x: 'y' } }
      }
    });
    const before = await glue.table(db, 't');
    calls = [];
    expect(
      await glue.updateTable(db, 't', t => ({ ...t, Description: 'new' }))
    ).toBe('updated');
    expect(calls).toEqual(['GetTable', 'UpdateTable']);
    const {
      UpdateTime: _a,
      VersionId,
      ...after
    } = (await glue.table(db, 't')) as Table;
    const { UpdateTime: _b, VersionId: first, ...rest } = before as Table;
    expect(after).toEqual({ ...rest, Description: 'new' });
    expect([first, VersionId]).toEqual(['0', '1']);
    expect(before?.StorageDescriptor?.Columns?.[0].Type).toBe('STRUCT<B:int>');
  });

  it('makes no call for a change that changes nothing, names in another case among them', async () => {
    const glue = catalog();
    const change = (
      t: object
    ): { Name: string; StorageDescriptor: object } => ({
      ...t,
      Name: 'T',
      StorageDescriptor: { Columns: [column('Id', 'int')], Location: undefined }
    });
    expect(await glue.upsertTable(db, 't', change)).toBe('created');
    calls = [];
    expect(await glue.upsertTable(db, 't', change)).toBe('unchanged');
    expect(calls).toEqual(['GetTable']);
    expect((await list(glue.versions(db, 't'))).length).toBe(1);
  });

  it('keeps no version with SkipArchive', async () => {
    const glue = catalog();
    await glue.createTable(db, { Name: 't' });
    await glue.updateTable(db, 't', t => ({ ...t, Owner: 'a' }), {
      skipArchive: true
    });
    expect(
      (await list(glue.versions(db, 't'))).map(({ VersionId }) => VersionId)
    ).toEqual(['1']);
  });

  it('lists, compares and restores versions', async () => {
    const glue = catalog();
    await glue.createTable(db, {
      Name: 't',
      Parameters: { a: '1' },
      StorageDescriptor: { Columns: [column('n', 'int')] }
    });
    await glue.updateTable(db, 't', t => ({
      ...t,
      Parameters: { b: '2' },
      StorageDescriptor: {
        Columns: [column('n', 'bigint'), column('m', 'date')]
      }
    }));
    const [now, before] = await list(glue.versions(db, 't'));
    expect([now.VersionId, before.VersionId]).toEqual(['1', '0']);
    const diff = diffTables(before.Table ?? EMPTY, now.Table ?? EMPTY);
    expect(diff.columns.map(({ kind, path }) => `${kind} ${path}`)).toEqual([
      'widened n',
      'added m'
    ]);
    expect(diff.members).toEqual([
      { name: 'Parameters.a', from: '1' },
      { name: 'Parameters.b', to: '2' }
    ]);
    expect(await glue.restoreVersion(db, 't', '0')).toBe('updated');
    expect(await glue.restoreVersion(db, 't', '0')).toBe('unchanged');
    const restored = await glue.table(db, 't');
    expect(tableInputOf(restored ?? EMPTY)).toEqual(
      tableInputOf(before.Table ?? EMPTY)
    );
    expect(restored?.VersionId).toBe('2');
    await expect(glue.restoreVersion(db, 't', '77')).rejects.toThrow(
      'no version 77'
    );
  });

  // datahub-project/datahub#17963
  it('follows a resource link to its target, for reads and updates', async () => {
    const glue = catalog();
    await glue.createTable(db, { Name: 'target', Owner: 'me' });
    await glue.createTable(db, {
      Name: 'link',
      TargetTable: {
        CatalogId: '123456789012',
        DatabaseName: db,
        Name: 'target'
      }
    });
    expect(await glue.table(db, 'link')).toMatchObject({
      Name: 'target',
      Owner: 'me'
    });
    await glue.updateTable(db, 'link', t => ({ ...t, Owner: 'you' }));
    expect(await glue.table(db, 'target')).toMatchObject({ Owner: 'you' });
    expect(await glue.deleteTable(db, 'link')).toBe(true);
    expect(await glue.exists(db, 'link')).toBe(false);
    expect(await glue.exists(db, 'target')).toBe(true);
  });

  // open-metadata/OpenMetadata#28928
  it('names the catalog in every call', async () => {
    const other = catalog({ catalogId: '999999999999' });
    await expect(list(other.databases())).rejects.toThrow('999999999999');
    await expect(other.createTable(db, { Name: 't' })).rejects.toThrow(
      '999999999999'
    );
    expect(await other.table(db, 't')).toBeUndefined();
    await expect(list(other.tables(db))).rejects.toThrow('999999999999');
    await expect(other.partitions.get(db, 't', [['1']])).rejects.toThrow(
      '999999999999'
    );
  });

  it('writes partitions in calls as large as the service takes', async () => {
    const glue = catalog();
    await glue.createTable(db, {
      Name: 't',
      PartitionKeys: [column('p', 'int')]
    });
    const inputs = Array.from({ length: 1050 }, (_, p) => ({
      Values: [String(p)],
      StorageDescriptor: { Location: `s3://b/${p}/` },
      Parameters: { rows: '1' }
    }));
    calls = [];
    expect(await glue.partitions.upsert(db, 't', inputs)).toEqual({
      created: 1050,
      updated: 0,
      unchanged: 0,
      failures: []
    });
    const times = (action: string): number =>
      calls.filter(call => call === action).length;
    expect(times('BatchGetPartition')).toBe(2);
    expect(times('BatchCreatePartition')).toBe(11);
    const changed = inputs.map(({ Values }, p) =>
      p < 150 ? { Values, Parameters: { rows: '2' } } : { Values }
    );
    expect(await glue.partitions.upsert(db, 't', changed)).toMatchObject({
      created: 0,
      updated: 150,
      unchanged: 900
    });
    expect(times('BatchUpdatePartition')).toBe(2);
    const all = await list(glue.partitions.list(db, 't', { segments: 4 }));
    expect(new Set(all.map(({ Values }) => Values?.[0])).size).toBe(1050);
    expect(all.find(({ Values }) => Values?.[0] === '7')).toMatchObject({
      StorageDescriptor: { Location: 's3://b/7/' },
      Parameters: { rows: '2' }
    });
    expect(times('GetPartitions')).toBe(4);
    const few = await list(
      glue.partitions.list(db, 't', { expression: 'p < 3' })
    );
    expect(few).toHaveLength(3);
    const failures = await glue.partitions.delete(
      db,
      't',
      ['1', '2', '9999'].map(value => [value])
    );
    expect(failures.map(({ values }) => values)).toEqual([['9999']]);
    expect(await glue.partitions.get(db, 't', [['1'], ['3']])).toHaveLength(1);
  });

  it('deletes tables a hundred a call, and names those that are not there', async () => {
    const glue = catalog();
    const names = Array.from({ length: 101 }, (_, t) => `t${t}`);
    await Promise.all(names.map(Name => glue.createTable(db, { Name })));
    calls = [];
    const failures = await glue.deleteTables(db, [...names, 'none']);
    expect(failures).toMatchObject([
      { item: 'none', code: 'EntityNotFoundException' }
    ]);
    expect(calls).toEqual(['BatchDeleteTable', 'BatchDeleteTable']);
    expect(await list(glue.tables(db))).toEqual([]);
  });

  it('lets no update of sixteen writers be lost, dropped replies or not', async () => {
    await catalog().createTable(db, { Name: 't', Parameters: {} });
    await sandbox.faults([
      { kind: 'throttle', action: 'glue:*', rate: 0.2 },
      { kind: 'drop-after', action: 'glue:UpdateTable', rate: 0.1 }
    ]);
    await Promise.all(
      Array.from({ length: 16 }, (_, writer) =>
        catalog().updateTable(db, 't', t => ({
          ...t,
          Parameters: { ...t.Parameters, [`w${writer}`]: 'here' }
        }))
      )
    );
    await sandbox.faults([]);
    const table = await catalog().table(db, 't');
    expect(Object.keys(table?.Parameters ?? {})).toHaveLength(16);
  });

  it('lets no change of a context of sixteen writers be lost', async () => {
    const parameters = { classification: 'csv' };
    await catalog().createTable(db, { Name: 't', Parameters: parameters });
    await sandbox.faults([
      { kind: 'throttle', action: 'glue:*', rate: 0.2 },
      { kind: 'drop-before', action: 'glue:UpdateTable', rate: 0.1 }
    ]);
    await Promise.all(
      Array.from({ length: 16 }, (_, writer) =>
        updateContext(catalog(), db, 't', context => ({
          ...context,
          tags: [...(context.tags ?? []), `tag ${writer}`]
        }))
      )
    );
    await sandbox.faults([]);
    const table = await catalog().table(db, 't');
    const { status, recovered } = readContext(table?.Parameters);
    expect(status).toBe('ok');
    expect(recovered.tags).toHaveLength(16);
    expect(table?.Parameters).toMatchObject(parameters);
    calls = [];
    expect(
      await updateContext(catalog(), db, 't', context => context)
    ).toMatchObject({ outcome: 'unchanged' });
    expect(calls).toEqual(['GetTable']);
  });

  it.each(['drop-before', 'drop-after'])(
    'ends right when connections are lost: %s',
    async kind => {
      await sandbox.faults([{ kind, action: 'glue:*', rate: 0.4 }], 3);
      const glue = catalog();
      for (let t = 0; t < 5; t++) {
        const change = (owner: string) => (input: object) => ({
          ...input,
          Name: `t${t}`,
          Owner: owner
        });
        expect(await glue.upsertTable(db, `t${t}`, change('a'))).toBe(
          'created'
        );
        await glue.updateTable(db, `t${t}`, change('b'));
      }
      expect(await glue.deleteTable(db, 't0')).toBe(true);
      const struck = await sandbox.faults();
      expect(struck[0].struck).toBeGreaterThan(3);
      await sandbox.faults([]);
      expect(
        (await list(glue.tables(db))).map(({ Name, Owner }) => [Name, Owner])
      ).toEqual([1, 2, 3, 4].map(t => [`t${t}`, 'b']));
    }
  );

  it('refuses what another has made, though a reply was lost before', async () => {
    await catalog().createTable(db, { Name: 't', Owner: 'other' });
    await sandbox.faults(
      [{ kind: 'drop-before', action: 'glue:CreateTable', rate: 0.5 }],
      1
    );
    await expect(
      catalog().createTable(db, { Name: 't', Owner: 'me' })
    ).rejects.toThrow(
      expect.objectContaining({ name: 'AlreadyExistsException' })
    );
  });

  it('stops after so many retries, and at once when it is cancelled', async () => {
    await sandbox.faults([{ kind: 'throttle', action: 'glue:GetDatabase' }]);
    await expect(catalog({ maxRetries: 2 }).database(db)).rejects.toThrow(
      expect.objectContaining({ name: 'ThrottlingException' })
    );
    expect(calls).toHaveLength(3);
    const stop = new AbortController();
    const waiting = catalog({ signal: stop.signal }).database(db);
    setTimeout(() => stop.abort(), 50);
    await expect(waiting).rejects.toThrow(
      expect.objectContaining({ name: 'AbortError' })
    );
  });

  it('does not try again what is denied', async () => {
    await sandbox.faults([{ kind: 'deny', action: 'glue:GetTable' }]);
    await expect(catalog().table(db, 't')).rejects.toThrow(
      expect.objectContaining({ name: 'AccessDeniedException' })
    );
    expect(calls).toEqual(['GetTable']);
  });

  it('keeps to a pace', async () => {
    const glue = catalog({ requestsPerSecond: 20 });
    const start = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => glue.database(db)));
    expect(performance.now() - start).toBeGreaterThan(190);
  });

  it('ends 200 mixed operations right at 30 % throttling', async () => {
    await sandbox.faults([{ kind: 'throttle', action: 'glue:*', rate: 0.3 }]);
    const glue = catalog();
    const work = Array.from({ length: 50 }, async (_, t) => {
      const name = `t${t}`;
      await glue.createTable(db, { Name: name, Owner: 'a' });
      await glue.updateTable(db, name, i => ({ ...i, Owner: 'b' }));
      expect((await glue.table(db, name))?.Owner).toBe('b');
      if (t % 2 === 0) {
        expect(await glue.deleteTable(db, name)).toBe(true);
      }
    });
    await Promise.all(work);
    await sandbox.faults([]);
    expect((await list(glue.tables(db))).length).toBe(25);
  });

  describe('scan', () => {
    const tablesIn = (items: readonly ScanItem[]): string[] =>
      items.flatMap(item => ('table' in item ? [item.table.Name ?? ''] : []));

    it('makes as few calls as the service allows, and filters before it lists', async () => {
      const glue = catalog();
      await glue.createDatabase({ Name: `${db}x` });
      await Promise.all(
        Array.from({ length: 120 }, (_, t) =>
          glue.createTable(db, { Name: `t${t}` })
        )
      );
      calls = [];
      const mine = ({ Name }: { Name: string | undefined }): boolean =>
        Name === db || Name === `${db}x`;
      const done: number[] = [];
      const items = await list(
        scan(glue, { databases: mine, onDatabase: each => done.push(each) })
      );
      expect(tablesIn(items)).toHaveLength(120);
      expect(calls.sort()).toEqual([
        'GetDatabases',
        'GetTables',
        'GetTables',
        'GetTables'
      ]);
      expect(done).toEqual([1, 2]);
    });

    // datahub-project/datahub#12449
    it('reports a database that fails, and goes on', async () => {
      const glue = catalog();
      await glue.createTable(db, { Name: 't' });
      await glue.createDatabase({
        Name: `${db}away`,
        TargetDatabase: { CatalogId: '999999999999', DatabaseName: 'd' }
      });
      const broken = catalog();
      broken.tables = database =>
        database === `${db}away` ? refusing() : glue.tables(database);
      const items = await list(
        scan(broken, {
          databases: ({ Name }) => Name === db || Name === `${db}away`
        })
      );
      expect(tablesIn(items)).toEqual(['t']);
      expect(items.filter(item => 'error' in item)).toEqual([
        { database: `${db}away`, error: expect.any(Error) as Error }
      ]);
    });
  });
});

// eslint-disable-next-line require-yield
async function* refusing(): AsyncGenerator<Table> {
  throw await Promise.resolve(new Error('refused'));
}
