import {
  ComponentRegistry,
  emptyDocument,
  type Component,
  type PipelineDocument,
  type Sources
} from '@glueflow/components-manager';
import { catalogSources, type LookupFailure } from '../src/index.js';
import { FakeGlue, ServiceError } from './glue.js';

const TABLE_INPUT: Component = {
  id: 'table-input',
  version: 1,
  title: 'Table',
  category: 'input',
  icon: 'table',
  help: '',
  keywords: [],
  inputs: [],
  outputs: [{ id: 'out', title: 'Out' }],
  configuration: {
    properties: {
      link: { 'x-glueflow': { control: 'connection' } },
      db: { 'x-glueflow': { control: 'database' } },
      name: { 'x-glueflow': { control: 'table' } }
    }
  },
  summary: () => '',
  schema: () => ({ problems: [] }),
  lower: () => []
};

const registry = new ComponentRegistry([TABLE_INPUT]);

function documentOf(
  nodes: Record<string, PipelineDocument['nodes'][string]['config']>
): PipelineDocument {
  return {
    ...emptyDocument(),
    parameters: { stage: { type: 'string', default: 'dev' } },
    nodes: Object.fromEntries(
      Object.entries(nodes).map(([id, config]) => [
        id,
        { component: 'table-input', version: 1, title: id, config }
      ])
    )
  };
}

const explain = (error: unknown): LookupFailure => {
  const { name } = error as Error;
  return name === 'AccessDeniedException'
    ? { code: 'catalog-denied', message: 'Access denied.' }
    : { code: 'catalog-unreachable', message: 'Gone.', everywhere: true };
};

describe('catalogSources', () => {
  const fake = new FakeGlue();
  beforeEach(() => fake.calls.splice(0));
  afterEach(() => fake.stop());

  it('looks up what the analysis asks for, once each, until nothing new is asked', async () => {
    const client = await fake.start({
      GetTable: ({ Name }) =>
        Name === 'gone'
          ? new ServiceError('EntityNotFoundException', 'no')
          : { Table: { Name, DatabaseName: 'd', TableType: 'x' } },
      GetDatabase: ({ Name }) =>
        Name === 'd'
          ? { Database: { Name } }
          : new ServiceError('EntityNotFoundException', 'no')
    });
    const rounds: string[][] = [];
    const analyze = (sources: Sources): void => {
      const first = sources.table?.(undefined, 'd', 'first');
      sources.table?.(undefined, 'd', 'first');
      sources.table?.(undefined, 'd', 'gone');
      sources.table?.(undefined, 'e', 'gone');
      if (first && first !== 'missing') {
        // Known only once the first is.
        sources.table?.('other', 'd', 'second');
      }
    };
    const { sources, problems, asked } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      analyze,
      {
        explain,
        onLookup: tables => rounds.push(tables.map(({ table }) => table))
      }
    );
    expect(rounds).toEqual([['first', 'gone', 'gone'], ['second']]);
    expect(asked).toBe(4);
    expect(problems).toEqual([]);
    expect(sources.database?.(undefined, 'd')).toBeUndefined();
    expect(sources.database?.(undefined, 'e')).toBe('missing');
    expect(sources.database?.('other', 'e')).toBeUndefined();
    expect(sources.table?.(undefined, 'd', 'gone')).toBe('missing');
    expect(sources.table?.('other', 'd', 'second')).toMatchObject({
      name: 'second'
    });
    expect(sources.table?.(undefined, 'd', 'never')).toBeUndefined();
  });

  it('lists what there is when a name that is not there makes the analysis ask', async () => {
    const client = await fake.start({
      GetTable: () => new ServiceError('EntityNotFoundException', 'no'),
      GetTables: ({ DatabaseName }) =>
        DatabaseName === 'd'
          ? { TableList: [{ Name: 'flights' }, { Name: 'airlines' }] }
          : new ServiceError('AccessDeniedException', 'no'),
      GetDatabases: () => ({ DatabaseList: [{ Name: 'd' }, { Name: 'e' }] })
    });
    const analyze = (sources: Sources): void => {
      for (const database of ['d', 'e']) {
        if (sources.table?.(undefined, database, 'x') === 'missing') {
          sources.names?.(undefined, database);
          sources.names?.(undefined, undefined, '222222222222');
        }
      }
    };
    const { sources, problems, asked } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      analyze,
      { explain }
    );
    expect(asked).toBe(2);
    expect(sources.names?.(undefined, 'd')).toEqual(['airlines', 'flights']);
    // That a list is refused is no problem of its own.
    expect(sources.names?.(undefined, 'e')).toEqual([]);
    expect(problems).toEqual([]);
    expect(sources.names?.(undefined, undefined, '222222222222')).toEqual([
      'd',
      'e'
    ]);
    expect(
      fake.calls
        .filter(({ action }) => action === 'GetDatabases')
        .map(({ request }) => request.CatalogId)
    ).toEqual(['222222222222']);
  });

  it('lists the locations of a database once, ten pages at most, and survives a refusal', async () => {
    const client = await fake.start({
      GetTable: ({ Name }) => ({ Table: { Name, DatabaseName: 'd' } }),
      GetTables: ({ DatabaseName, NextToken = '0' }) =>
        DatabaseName === 'd'
          ? {
              TableList: Array.from({ length: 100 }, (_, index) => ({
                Name: `t${NextToken}_${index}`,
                DatabaseName: 'd',
                StorageDescriptor: { Location: 's3://b/t/' }
              })),
              NextToken: String(Number(NextToken) + 1)
            }
          : new ServiceError('AccessDeniedException', 'no')
    });
    const analyze = (found: Sources): void => {
      // As in an analysis, the folder is known once the table is.
      if (found.table?.(undefined, 'd', 't')) {
        found.locations?.(undefined, 'd');
        found.locations?.(undefined, 'd');
        found.locations?.(undefined, 'shut');
      }
    };
    const { sources, problems, asked } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      analyze,
      { explain }
    );
    const list = sources.locations?.(undefined, 'd');
    expect(list).toHaveLength(1000);
    expect(sources.locations?.(undefined, 'd')).toBe(list);
    expect(sources.locations?.(undefined, 'shut')).toEqual([]);
    expect([problems, asked]).toEqual([[], 1]);
    expect(
      fake.calls
        .filter(({ action }) => action === 'GetTables')
        .map(({ request }) => request.DatabaseName)
        .sort()
    ).toEqual([...Array.from({ length: 10 }, () => 'd'), 'shut']);
  });

  it('does not list what a catalog that is out of reach has', async () => {
    const client = await fake.start({
      GetTable: () => new ServiceError('Gone', 'no')
    });
    const { sources } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      found => {
        found.table?.(undefined, 'd', 't');
        found.locations?.(undefined, 'd');
      },
      { explain }
    );
    expect(sources.locations?.(undefined, 'd')).toEqual([]);
    expect(fake.calls.map(({ action }) => action)).toEqual(['GetTable']);
  });

  it('knows where the catalog is that lacks a name', async () => {
    const client = await fake.start({
      GetTable: () => new ServiceError('EntityNotFoundException', 'no')
    });
    const { sources } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      found => {
        found.table?.(undefined, 'd', 'gone');
        found.table?.('x', 'd', 'gone');
        found.table?.(undefined, 'd', 'gone', '222222222222');
      },
      {
        explain,
        account: async name => {
          if (name === 'x') {
            throw new Error('no rights');
          }
          return '111122223333';
        }
      }
    );
    expect(sources.place?.(undefined)).toEqual({
      region: 'us-east-1',
      account: '111122223333'
    });
    expect(sources.place?.('x')).toEqual({ region: 'us-east-1' });
    expect(sources.place?.(undefined, '222222222222')?.account).toBe(
      '222222222222'
    );
    expect(sources.place?.('never')).toBeUndefined();
  });

  it("asks another account's catalog for its table", async () => {
    const client = await fake.start({
      GetTable: ({ Name, CatalogId }) => ({
        Table: { Name, Description: CatalogId ?? 'own' }
      })
    });
    const ask = (sources: Sources): unknown[] => [
      sources.table?.(undefined, 'd', 't'),
      sources.table?.(undefined, 'd', 't', '222222222222')
    ];
    const { sources, asked } = await catalogSources(
      async () => client,
      documentOf({}),
      registry,
      ask,
      { explain }
    );
    expect(asked).toBe(2);
    expect(fake.calls.map(({ request }) => request.CatalogId).sort()).toEqual([
      '222222222222',
      undefined
    ]);
    expect(ask(sources)).not.toContain(undefined);
  });

  it('names node and field of every table it has no rights to', async () => {
    const client = await fake.start({
      GetTable: ({ Name }) =>
        Name === 'open'
          ? { Table: { Name } }
          : new ServiceError('AccessDeniedException', 'no')
    });
    const document = documentOf({
      a: { db: 'd', name: 'shut' },
      b: { db: 'd', name: 'open' },
      c: { db: '${stage}_d', name: { $parameter: 'stage' }, link: 'x' },
      d: { db: 3, name: ['odd'] }
    });
    const { problems, sources } = await catalogSources(
      async () => client,
      document,
      registry,
      found => {
        found.table?.(undefined, 'd', 'shut');
        found.table?.(undefined, 'd', 'open');
        found.table?.('x', 'dev_d', 'dev');
        found.table?.(undefined, 'd', 'nowhere');
      },
      { explain }
    );
    expect(
      problems.map(({ nodeId, path, code }) => [nodeId, path, code])
    ).toEqual([
      ['a', '/name', 'catalog-denied'],
      ['c', '/name', 'catalog-denied'],
      [undefined, '', 'catalog-denied']
    ]);
    expect(problems[0].message).toBe(
      'The table “d.shut” could not be looked up: Access denied.'
    );
    expect(sources.table?.(undefined, 'd', 'shut')).toBeUndefined();
  });

  it('asks a connection no more once it can not be reached', async () => {
    const opened: (string | undefined)[] = [];
    const tables = Array.from({ length: 30 }, (_, index) => `t${index}`);
    const { problems } = await catalogSources(
      async connection => {
        opened.push(connection);
        throw new Error('unreachable');
      },
      documentOf({}),
      registry,
      sources =>
        tables.forEach(table => sources.table?.(undefined, 'd', table)),
      { explain }
    );
    expect(problems).toHaveLength(30);
    expect(opened.length).toBeLessThanOrEqual(8);
  });

  it('ends when it is asked to', async () => {
    const controller = new AbortController();
    const looking = catalogSources(
      async () => {
        controller.abort();
        throw new Error('whatever');
      },
      documentOf({}),
      registry,
      sources => sources.table?.(undefined, 'd', 't'),
      { explain, signal: controller.signal }
    );
    await expect(looking).rejects.toMatchObject({ name: 'AbortError' });
  });
});
