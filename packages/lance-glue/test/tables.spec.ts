import { manifest } from './fixtures/manifest.js';
import { BUCKET, code, failure, World } from './world.js';

/** By the meaning of the cases of the official Python and Java suites of the Glue namespace. */
describe('tables', () => {
  let world: World;
  let db: string;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    db = await world.database();
  });

  describe('declare', () => {
    it('writes the entry of the contract', async () => {
      const reply = await world.lance.declareTable({
        id: [db, 'T1'],
        properties: { owner: 'anna' }
      });
      const location = `s3://${BUCKET}/lance/${db}/t1.lance`;
      expect(reply).toMatchObject({ location, managed_versioning: false });
      const entry = await world.entry(db, 't1');
      expect(entry).toMatchObject({
        TableType: 'EXTERNAL_TABLE',
        StorageDescriptor: { Location: location },
        Parameters: {
          table_type: 'LANCE',
          metadata_location: location,
          managed_by: 'storage',
          version: '0',
          owner: 'anna'
        }
      });
      expect(reply.properties).toEqual(entry.Parameters);
    });

    it('normalises the location', async () => {
      for (const [index, given] of [
        `s3a://${BUCKET}/x/t.lance/`,
        `s3n://${BUCKET}/x/t.lance`,
        ` s3://${BUCKET}/x/t.lance// `
      ].entries()) {
        const reply = await world.lance.declareTable({
          id: [db, `t${index}`],
          location: given
        });
        expect(reply.location).toBe(`s3://${BUCKET}/x/t.lance`);
      }
    });

    it('takes the location of a database that ends with a slash', async () => {
      const other = await world.database({
        location: `s3://${BUCKET}/slash//`
      });
      const { location } = await world.lance.declareTable({ id: [other, 't'] });
      expect(location).toBe(`s3://${BUCKET}/slash/t.lance`);
    });

    it('takes the root where the database has no location, else asks for one: 13', async () => {
      await world.lance.createNamespace({ id: [`${db}_bare`] });
      const id = [`${db}_bare`, 't'];
      const error = await failure(world.lance.declareTable({ id }));
      expect(error.code).toBe(13);
      expect(error.message).toContain('Give a location');
      const rooted = world.connect({ root: `s3://${BUCKET}/root/` });
      const { location } = await rooted.declareTable({ id });
      expect(location).toBe(`s3://${BUCKET}/root/${db}_bare/t.lance`);
    });

    it('returns the storage options, without the prefix', async () => {
      const other = world.connect({ 'storage.allow_http': 'true' });
      const declared = await other.declareTable({ id: [db, 't'] });
      const described = await other.describeTable({ id: [db, 't'] });
      for (const reply of [declared, described]) {
        expect(reply.storage_options).toEqual({ allow_http: 'true' });
      }
    });

    it('says that the catalog manages versions', async () => {
      const reply = await world.lance.declareTable({
        id: [db, 't'],
        properties: { managed_by: 'IMPL' }
      });
      expect(reply.managed_versioning).toBe(true);
      expect(reply.properties.managed_by).toBe('impl');
      expect(
        (await world.lance.describeTable({ id: [db, 't'] })).managed_versioning
      ).toBe(true);
    });

    it('answers 5 for one that exists, 1 for a missing database', async () => {
      await world.lance.declareTable({ id: [db, 't'] });
      expect(await code(world.lance.declareTable({ id: [db, 't'] }))).toBe(5);
      for (const location of [undefined, `s3://${BUCKET}/x`]) {
        expect(
          await code(
            world.lance.declareTable({ id: ['missing', 't'], location })
          )
        ).toBe(1);
      }
    });

    it.each<[string, Record<string, string>]>([
      ['another type', { table_type: 'ICEBERG' }],
      ['another manager', { managed_by: 'me' }],
      ['another place', { metadata_location: 's3://b/other' }],
      ['a version', { version: '3' }],
      ['an id', { 'glueflow.table-id': 'x' }]
    ])('refuses properties with %s: 13', async (_, properties) => {
      expect(
        await code(world.lance.declareTable({ id: [db, 't'], properties }))
      ).toBe(13);
    });

    it.each(['here', 's3://bucket', 's3://bucket/', ''])(
      'refuses the location %j: 13',
      async location => {
        expect(
          await code(world.lance.declareTable({ id: [db, 't'], location }))
        ).toBe(13);
      }
    );
  });

  it.each<[string, string[]]>([
    ['none', []],
    ['a database alone', ['db']],
    ['a deeper path', ['a', 'b', 'c']],
    ['an empty name', ['db', '']]
  ])('every call refuses as table %s: 13', async (_, id) => {
    const { lance } = world;
    const location = `s3://${BUCKET}/x`;
    const calls = [
      lance.declareTable({ id }),
      lance.registerTable({ id, location }),
      lance.describeTable({ id }),
      lance.tableExists({ id }),
      lance.dropTable({ id }),
      lance.deregisterTable({ id }),
      lance.renameTable({ id, new_table_name: 'x' }),
      lance.listTableVersions({ id }),
      lance.describeTableVersion({ id })
    ];
    for (const each of await Promise.all(calls.map(code))) {
      expect(each).toBe(13);
    }
  });

  // https://github.com/lance-format/lance-namespace-impls/issues/127
  it.each<[string, number, (db: string) => string[]]>([
    ['a missing table', 4, db => [db, 'missing']],
    ['a missing database', 1, () => ['missing', 'missing']]
  ])('every call answers %s with %i', async (_, expected, make) => {
    const { lance } = world;
    const id = make(db);
    const calls = [
      lance.describeTable({ id }),
      lance.tableExists({ id }),
      lance.dropTable({ id }),
      lance.deregisterTable({ id }),
      lance.renameTable({ id, new_table_name: 'x' }),
      lance.listTableVersions({ id }),
      lance.describeTableVersion({ id }),
      lance.createTableVersion({ id, version: 1, manifest_path: 'x' }),
      lance.batchDeleteTableVersions({
        id,
        ranges: [{ start_version: 0, end_version: 1 }]
      })
    ];
    for (const each of await Promise.all(calls.map(code))) {
      expect(each).toBe(expected);
    }
  });

  describe('what others made', () => {
    const location = `s3://${BUCKET}/others/t.lance`;

    it('is a Lance table in any case, without what is optional', async () => {
      await world.foreign(db, {
        Name: 't',
        Parameters: { table_type: 'lance', empty_table: 'true' },
        StorageDescriptor: { Location: `${location}/` }
      });
      expect(await world.lance.describeTable({ id: [db, 't'] })).toEqual({
        location,
        properties: { table_type: 'lance', empty_table: 'true' },
        managed_versioning: false
      });
    });

    it('is not described, dropped or renamed when it is no Lance table: 13; it is not there: 4', async () => {
      await world.foreign(db, {
        Name: 'other',
        StorageDescriptor: { Location: location }
      });
      const { lance } = world;
      const id = [db, 'other'];
      const calls = [
        lance.describeTable({ id }),
        lance.dropTable({ id }),
        lance.deregisterTable({ id }),
        lance.renameTable({ id, new_table_name: 'x' }),
        lance.registerTable({ id, location, mode: 'Overwrite' })
      ];
      for (const each of await Promise.all(calls.map(code))) {
        expect(each).toBe(13);
      }
      expect(await code(lance.tableExists({ id }))).toBe(4);
      expect(await lance.listTables({ id: [db] })).toEqual({ tables: [] });
      await world.entry(db, 'other');
    });

    it.each<[string, Record<string, string>, string | undefined]>([
      ['no location', {}, undefined],
      ['a manager that is none', { managed_by: 'me' }, location],
      [
        'a version that is no number',
        { managed_by: 'Impl', version: 'two' },
        location
      ]
    ])('is half made with %s: 19', async (_, parameters, place) => {
      await world.foreign(db, {
        Name: 'half',
        Parameters: { table_type: 'LANCE', ...parameters },
        ...(place === undefined
          ? {}
          : { StorageDescriptor: { Location: place } })
      });
      const error = await failure(
        world.lance.describeTable({ id: [db, 'half'] })
      );
      expect(error.code).toBe(19);
      expect(error.message).toContain(`${db}.half`);
      // Registering it again is the way out.
      await world.lance.registerTable({
        id: [db, 'half'],
        location,
        mode: 'overwrite'
      });
      await world.lance.describeTable({ id: [db, 'half'] });
    });

    it('may say what it likes of a version that the catalog does not decide', async () => {
      await world.foreign(db, {
        Name: 't',
        Parameters: { table_type: 'LANCE', version: 'two' },
        StorageDescriptor: { Location: location }
      });
      await world.lance.describeTable({ id: [db, 't'] });
    });

    it('keeps its own keys and columns when it is renamed, and gets its place', async () => {
      await world.foreign(db, {
        Name: 't',
        Description: 'Theirs',
        Parameters: { table_type: 'lance', classification: 'lance' },
        StorageDescriptor: {
          Location: `s3a://${BUCKET}/others/t.lance/`,
          Columns: [{ Name: 'id', Type: 'bigint' }]
        }
      });
      await world.lance.renameTable({ id: [db, 't'], new_table_name: 'U' });
      expect(await world.entry(db, 'u')).toMatchObject({
        Description: 'Theirs',
        Parameters: {
          table_type: 'lance',
          classification: 'lance',
          metadata_location: location
        },
        StorageDescriptor: { Columns: [{ Name: 'id', Type: 'bigint' }] }
      });
      expect(await code(world.lance.tableExists({ id: [db, 't'] }))).toBe(4);
    });
  });

  describe('register', () => {
    const location = `s3://${BUCKET}/registered/t.lance`;

    it('makes an entry with the version of the data', async () => {
      await world.put(`${location}/_versions/${2n ** 64n - 1n - 7n}.manifest`);
      const reply = await world.lance.registerTable({
        id: [db, 't'],
        location: `${location}/`,
        properties: { owner: 'anna' }
      });
      expect(reply.location).toBe(location);
      expect(reply.properties).toMatchObject({ owner: 'anna', version: '7' });
      expect(await world.lance.describeTable({ id: [db, 't'] })).toMatchObject({
        location,
        properties: reply.properties
      });
    });

    it('has the columns of the newest version; comments of people stay', async () => {
      const id = [db, 't'];
      const place = `s3://${BUCKET}/registered/${db}/c.lance`;
      const name = 2n ** 64n - 1n - 3n;
      await world.put(`${place}/_versions/${name}.manifest`, manifest());
      await world.lance.registerTable({ id, location: place });
      const made = await world.entry(db, 't');
      expect(made.StorageDescriptor?.Columns?.slice(0, 3)).toEqual([
        { Name: 'id', Type: 'bigint' },
        { Name: 'name', Type: 'string' },
        { Name: 'emb', Type: 'array<float>', Comment: 'vector of 4 float' }
      ]);
      const [first, ...others] = made.StorageDescriptor?.Columns ?? [];
      await world.change(db, {
        Name: 't',
        TableType: made.TableType,
        Parameters: made.Parameters,
        StorageDescriptor: {
          ...made.StorageDescriptor,
          Columns: [{ ...first, Comment: 'the key' }, ...others]
        }
      });
      await world.lance.registerTable({
        id,
        location: place,
        mode: 'Overwrite'
      });
      const again = await world.entry(db, 't');
      expect(again.StorageDescriptor?.Columns?.[0]).toEqual({
        Name: 'id',
        Type: 'bigint',
        Comment: 'the key'
      });
    });

    it('answers 5 for one that exists, and replaces it with Overwrite', async () => {
      const id = [db, 't'];
      await world.lance.declareTable({ id, properties: { owner: 'anna' } });
      expect(await code(world.lance.registerTable({ id, location }))).toBe(5);
      await world.lance.registerTable({ id, location, mode: 'OVERWRITE' });
      const { properties } = await world.lance.describeTable({ id });
      expect(properties.metadata_location).toBe(location);
      expect(properties.owner).toBeUndefined();
    });

    it('answers 1 for a missing database, 13 without a location', async () => {
      expect(
        await code(
          world.lance.registerTable({ id: ['missing', 't'], location })
        )
      ).toBe(1);
      expect(
        await code(world.lance.call('RegisterTable', { id: [db, 't'] }))
      ).toBe(13);
    });
  });

  describe('list', () => {
    it('gives Lance tables alone, in order and by page', async () => {
      for (const name of ['c', 'a', 'd', 'b']) {
        await world.lance.declareTable({ id: [db, name] });
      }
      await world.foreign(db, { Name: 'aa' });
      expect(await world.lance.listTables({ id: [db] })).toEqual({
        tables: ['a', 'b', 'c', 'd']
      });
      const first = await world.lance.listTables({ id: [db], limit: 3 });
      expect(first.tables).toEqual(['a', 'b', 'c']);
      expect(
        await world.lance.listTables({
          id: [db],
          limit: 3,
          page_token: first.page_token
        })
      ).toEqual({ tables: ['d'] });
    });

    it('leaves out what is only declared, when asked', async () => {
      for (const name of ['a', 'b', 'c']) {
        const { location } = await world.lance.declareTable({ id: [db, name] });
        if (name !== 'b') {
          await world.put(`${location}/_versions/1.manifest`);
        }
      }
      const include_declared = false;
      expect(
        await world.lance.listTables({ id: [db], include_declared })
      ).toEqual({ tables: ['a', 'c'] });
      const first = await world.lance.listTables({
        id: [db],
        include_declared,
        limit: 1
      });
      expect(first.tables).toEqual(['a']);
      const { page_token } = first;
      expect(
        (
          await world.lance.listTables({
            id: [db],
            include_declared,
            page_token
          })
        ).tables
      ).toEqual(['c']);
      for (const [name, only] of [
        ['a', false],
        ['b', true]
      ] as const) {
        const described = await world.lance.describeTable({
          id: [db, name],
          check_declared: true
        });
        expect(described.is_only_declared).toBe(only);
      }
    });

    it('gives none for the catalog itself, 13 for a deeper path', async () => {
      expect(await world.lance.listTables({ id: [] })).toEqual({ tables: [] });
      expect(await code(world.lance.listTables({ id: ['a', 'b'] }))).toBe(13);
    });

    it('gives those of all databases', async () => {
      await world.lance.declareTable({ id: [db, 't'] });
      const { tables } = await world.lance.listAllTables();
      expect(tables).toContain(`${db}$t`);
      expect(tables).toEqual([...tables].sort());
    });
  });

  it('describes what only a look at the table shows, when asked', async () => {
    const { location } = await world.lance.declareTable({ id: [db, 't'] });
    await world.put(`${location}/_versions/3.manifest`);
    expect(
      await world.lance.describeTable({
        id: [db, 't'],
        load_detailed_metadata: true,
        with_table_uri: true
      })
    ).toMatchObject({
      table: 't',
      namespace: [db],
      version: 3,
      table_uri: location
    });
    await world.lance.describeTable({ id: [db, 't'], version: 3 });
    await world.lance.tableExists({ id: [db, 't'], version: 3 });
    expect(
      await code(world.lance.describeTable({ id: [db, 't'], version: 4 }))
    ).toBe(11);
    expect(
      await code(world.lance.tableExists({ id: [db, 't'], version: 4 }))
    ).toBe(11);
  });

  it('deregisters the entry and keeps the data', async () => {
    const { location, properties } = await world.lance.declareTable({
      id: [db, 't']
    });
    await world.put(`${location}/data/1.lance`);
    expect(await world.lance.deregisterTable({ id: [db, 't'] })).toEqual({
      id: [db, 't'],
      location,
      properties
    });
    expect(await code(world.lance.tableExists({ id: [db, 't'] }))).toBe(4);
    expect(await world.keys(location)).toHaveLength(1);
  });

  it('drops the entry and the data, and nothing beside', async () => {
    const { location } = await world.lance.declareTable({ id: [db, 't'] });
    await world.put(`${location}/data/1.lance`);
    await world.put(`${location}x/data/1.lance`);
    expect(await world.lance.dropTable({ id: [db, 't'] })).toMatchObject({
      id: [db, 't'],
      location
    });
    expect(await code(world.lance.tableExists({ id: [db, 't'] }))).toBe(4);
    expect(await world.keys(location)).toEqual([]);
    expect(await world.keys(`${location}x`)).toHaveLength(1);
  });

  it('drops no table through a link to it: 13', async () => {
    await world.lance.declareTable({ id: [db, 't'] });
    await world.foreign(db, {
      Name: 'link',
      TargetTable: {
        CatalogId: (await world.entry(db, 't')).CatalogId,
        DatabaseName: db,
        Name: 't'
      }
    });
    expect(await code(world.lance.dropTable({ id: [db, 'link'] }))).toBe(13);
    await world.lance.deregisterTable({ id: [db, 'link'] });
    await world.lance.tableExists({ id: [db, 't'] });
  });

  describe('rename', () => {
    it('keeps place and properties, also in another database', async () => {
      const other = await world.database();
      const { location, properties } = await world.lance.declareTable({
        id: [db, 't'],
        properties: { owner: 'anna', managed_by: 'impl' }
      });
      await world.lance.renameTable({
        id: [db, 't'],
        new_table_name: 'u',
        new_namespace_id: [other]
      });
      expect(await world.lance.describeTable({ id: [other, 'u'] })).toEqual({
        location,
        properties,
        managed_versioning: true
      });
      expect(await code(world.lance.describeTable({ id: [db, 't'] }))).toBe(4);
    });

    it.each<[string, object, number]>([
      ['a name that is taken', { new_table_name: 'taken' }, 5],
      ['its own name', { new_table_name: 'T' }, 13],
      ['no name', {}, 13],
      [
        'a missing database',
        { new_table_name: 'u', new_namespace_id: ['missing'] },
        1
      ],
      ['the catalog', { new_table_name: 'u', new_namespace_id: [] }, 13]
    ])('refuses %s, and leaves the table', async (_, request, expected) => {
      await world.lance.declareTable({ id: [db, 't'] });
      await world.lance.declareTable({ id: [db, 'taken'] });
      const before = await world.entry(db, 't');
      expect(
        await code(
          world.lance.call('RenameTable', { id: [db, 't'], ...request })
        )
      ).toBe(expected);
      expect((await world.entry(db, 't')).Parameters).toEqual(
        before.Parameters
      );
    });
  });

  it.each(['CreateTable', 'InsertIntoTable', 'CreateTableTag', 'Fly'])(
    'answers %s with 0',
    async operation => {
      expect(await code(world.lance.call(operation, { id: [db, 't'] }))).toBe(
        0
      );
    }
  );

  it('refuses fields of the wrong kind, all at once: 13', async () => {
    const error = await failure(
      world.lance.call('CreateNamespace', { id: 'db', mode: 3 })
    );
    expect(error.code).toBe(13);
    expect(error.message).toMatch(/"id".*"mode"/);
  });
});
