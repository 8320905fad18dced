import {
  getTable,
  lacksDatabase,
  listDatabases,
  pageTableLocations,
  pageTableNames,
  pageTables
} from '../src/index.js';
import { FakeGlue, ServiceError } from './glue.js';

describe('getTable', () => {
  const fake = new FakeGlue();
  beforeEach(() => fake.calls.splice(0));
  afterEach(() => fake.stop());

  const target = {
    DatabaseName: 'issues',
    Name: 'customers',
    Parameters: { classification: 'json' },
    StorageDescriptor: { Location: 's3://b/c/' }
  };
  const link = {
    DatabaseName: 'd',
    Name: 'link',
    TargetTable: {
      CatalogId: '111122223333',
      DatabaseName: 'issues',
      Name: 'customers'
    }
  };

  // https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
  it('describes the target of a resource link under its own name', async () => {
    const client = await fake.start({
      GetTable: ({ Name }) => ({ Table: Name === 'link' ? link : target })
    });
    expect(await getTable(client, 'd', 'link')).toMatchObject({
      database: 'd',
      name: 'link',
      format: 'json',
      location: 's3://b/c/'
    });
    expect(fake.calls[1].request).toEqual({
      CatalogId: '111122223333',
      DatabaseName: 'issues',
      Name: 'customers'
    });
    expect(await getTable(client, 'd', 'link')).not.toHaveProperty('link');
  });

  it.each([
    ['it is not allowed to see', new ServiceError('AccessDeniedException', '')],
    ['that is not there', new ServiceError('EntityNotFoundException', '')],
    ['that is a link itself', { Table: link }]
  ])('names the target of a link %s', async (_, answer) => {
    const client = await fake.start({
      GetTable: ({ Name }) => (Name === 'link' ? { Table: link } : answer)
    });
    expect(await getTable(client, 'd', 'link')).toMatchObject({
      name: 'link',
      link: {
        catalogId: '111122223333',
        database: 'issues',
        table: 'customers'
      }
    });
  });

  // https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
  it.each([
    [{ Partitions: [{ Values: ['1'] }] }, true],
    [{ Partitions: [] }, false],
    [{ Partitions: [], NextToken: 'more' }, undefined],
    [new ServiceError('AccessDeniedException', ''), undefined]
  ])(
    'asks whether a projected table has partitions: %j',
    async (reply, expected) => {
      const client = await fake.start({
        GetTable: () => ({
          Table: {
            ...target,
            PartitionKeys: [{ Name: 'day', Type: 'string' }],
            Parameters: { 'projection.enabled': 'true' }
          }
        }),
        GetPartitions: () => reply
      });
      const found = await getTable(client, 'd', 't');
      expect(found?.hasPartitions).toBe(expected);
      expect(found?.unclassified).toBe(true);
    }
  );
});

describe('the Data Catalog', () => {
  const fake = new FakeGlue();
  beforeEach(() => fake.calls.splice(0));
  afterEach(() => fake.stop());

  it('lists every page of databases, by name', async () => {
    const client = await fake.start({
      GetDatabases: ({ NextToken }) =>
        NextToken === undefined
          ? { DatabaseList: [{ Name: 'zoo' }], NextToken: 'more' }
          : {
              DatabaseList: [
                { Name: 'air', Description: 'd', LocationUri: 's3://b/' }
              ]
            }
    });
    const counts: number[] = [];
    expect(
      await listDatabases(client, {
        catalogId: '1',
        onPage: count => counts.push(count)
      })
    ).toEqual([
      { name: 'air', description: 'd', location: 's3://b/' },
      { name: 'zoo' }
    ]);
    expect(counts).toEqual([1, 2]);
    expect(fake.calls.map(({ request }) => request)).toEqual([
      { CatalogId: '1' },
      { CatalogId: '1', NextToken: 'more' }
    ]);
  });

  it('lists tables, also after an empty page', async () => {
    const client = await fake.start({
      GetTables: ({ NextToken }) =>
        NextToken === undefined
          ? { TableList: [], NextToken: 'more' }
          : { TableList: [{ Name: 'b' }, { Name: 'a' }] }
    });
    const { tables } = await pageTables(client, 'db', {
      expression: 'a.*'
    });
    expect(tables.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(fake.calls[0].request).toEqual({
      DatabaseName: 'db',
      Expression: 'a.*'
    });
  });

  it('lists so many tables, and what comes after them', async () => {
    const client = await fake.start({
      GetTables: ({ NextToken, MaxResults }) =>
        NextToken === undefined
          ? { TableList: [{ Name: 'b' }, { Name: 'a' }], NextToken: 'c' }
          : { TableList: [{ Name: NextToken }], NextToken: `d${MaxResults}` }
    });
    const first = await pageTables(client, 'db', { limit: 2 });
    expect(first.tables.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(first.next).toBe('c');
    const second = await pageTables(client, 'db', { limit: 3 });
    expect(second.tables).toHaveLength(3);
    expect(second.next).toBe('d1');
    const rest = await pageTables(client, 'db', { limit: 1, from: 'c' });
    expect(rest.tables.map(({ name }) => name)).toEqual(['c']);
    expect(fake.calls.map(({ request }) => request)).toEqual([
      { DatabaseName: 'db', MaxResults: 2 },
      { DatabaseName: 'db', MaxResults: 3 },
      { DatabaseName: 'db', MaxResults: 1, NextToken: 'c' },
      { DatabaseName: 'db', MaxResults: 1, NextToken: 'c' }
    ]);
  });

  it('asks for nothing but names', async () => {
    const client = await fake.start({
      GetTables: () => ({
        TableList: [{ Name: 'v', TableType: 'VIRTUAL_VIEW' }, { Name: 'a' }]
      })
    });
    expect(await pageTableNames(client, 'db', { expression: 'x' })).toEqual({
      tables: [{ name: 'a' }, { name: 'v', type: 'VIRTUAL_VIEW' }]
    });
    expect(fake.calls[0].request).toEqual({
      DatabaseName: 'db',
      Expression: 'x',
      AttributesToGet: ['NAME', 'TABLE_TYPE']
    });
  });

  it('lists where files are: of links those of the target, of views none', async () => {
    const files = (name: string) => ({
      StorageDescriptor: { Location: `s3://b/${name}/` }
    });
    const link = { CatalogId: '2', DatabaseName: 'far', Name: 'target' };
    const client = await fake.start({
      GetTables: () => ({
        TableList: [
          { Name: 'v', DatabaseName: 'db', TableType: 'VIRTUAL_VIEW' },
          { Name: 'l', DatabaseName: 'db', TargetTable: link, ...files('t') },
          { Name: 'shut', DatabaseName: 'db', TargetTable: link },
          {
            ...{ Name: 'a', DatabaseName: 'DB', ...files('a') },
            Parameters: { table_type: 'ICEBERG' }
          },
          // The database itself is a link.
          { Name: 'b', DatabaseName: 'far', CatalogId: '2', ...files('b') }
        ],
        NextToken: 'more'
      })
    });
    expect(await pageTableLocations(client, 'db', { limit: 5 })).toEqual({
      tables: [
        { name: 'a', location: 's3://b/a/', format: 'iceberg' },
        {
          ...{ name: 'b', location: 's3://b/b/' },
          link: { catalogId: '2', database: 'far', table: 'b' }
        },
        {
          ...{ name: 'l', location: 's3://b/t/' },
          link: { catalogId: '2', database: 'far', table: 'target' }
        }
      ],
      next: 'more'
    });
  });

  it('does not ask for the same page for ever', async () => {
    const client = await fake.start({
      GetTables: () => ({ TableList: [{ Name: 'a' }], NextToken: 'same' })
    });
    expect((await pageTables(client, 'db')).tables).toHaveLength(2);
  });

  it('stops between pages when it is asked to', async () => {
    const controller = new AbortController();
    const client = await fake.start({
      GetDatabases: () => ({ DatabaseList: [{ Name: 'a' }], NextToken: 'more' })
    });
    const listing = listDatabases(client, {
      signal: controller.signal,
      onPage: () => controller.abort()
    });
    await expect(listing).rejects.toMatchObject({ name: 'AbortError' });
    expect(fake.calls).toHaveLength(1);
  });

  it('knows a table that is not there from one that can not be asked for', async () => {
    const client = await fake.start({
      GetTable: ({ Name }) =>
        new ServiceError(
          Name === 'gone' ? 'EntityNotFoundException' : 'AccessDeniedException',
          'no'
        )
    });
    expect(await getTable(client, 'db', 'gone')).toBeUndefined();
    await expect(getTable(client, 'db', 'secret')).rejects.toMatchObject({
      name: 'AccessDeniedException'
    });
  });

  it('tells that a database is lacking, where one may know', async () => {
    const client = await fake.start({
      GetDatabase: ({ Name }) =>
        Name === 'there'
          ? { Database: { Name } }
          : new ServiceError(
              Name === 'gone'
                ? 'EntityNotFoundException'
                : 'AccessDeniedException',
              'no'
            )
    });
    expect(await lacksDatabase(client, 'there')).toBe(false);
    expect(await lacksDatabase(client, 'gone')).toBe(true);
    expect(await lacksDatabase(client, 'secret')).toBe(false);
  });
});
