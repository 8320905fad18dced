import { GetDatabaseCommand } from '@aws-sdk/client-glue';
import { BUCKET, code, failure, World } from './world.js';

/** By the meaning of the cases of the official Python and Java suites of the Glue namespace. */
describe('namespaces', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());

  describe('create', () => {
    it('keeps description, location and properties, and returns them', async () => {
      const properties = {
        description: 'Sales of all shops',
        location: `s3://${BUCKET}/sales`,
        owner: 'anna'
      };
      expect(
        await world.lance.createNamespace({ id: ['Sales'], properties })
      ).toEqual({ properties });
      const { Database } = await world.aws.glue.send(
        new GetDatabaseCommand({ Name: 'sales' })
      );
      expect(Database).toMatchObject({
        Description: 'Sales of all shops',
        LocationUri: `s3://${BUCKET}/sales`,
        Parameters: { owner: 'anna' }
      });
      expect(await world.lance.describeNamespace({ id: ['sales'] })).toEqual({
        properties
      });
    });

    it.each([undefined, 'Create', 'create', 'CREATE'])(
      'refuses one that exists (mode %s): 2',
      async mode => {
        const name = await world.database();
        expect(
          await code(world.lance.createNamespace({ id: [name], mode }))
        ).toBe(2);
      }
    );

    it.each(['ExistOk', 'exist_ok', 'EXIST_OK'])(
      'keeps one that exists (mode %s)',
      async mode => {
        const name = await world.database({ owner: 'anna' });
        const { properties } = await world.lance.createNamespace({
          id: [name],
          mode,
          properties: { owner: 'ben' }
        });
        expect(properties.owner).toBe('anna');
      }
    );

    it('makes one that is missing with ExistOk and Overwrite', async () => {
      for (const mode of ['ExistOk', 'Overwrite']) {
        const id = [`made_${mode.toLowerCase()}`];
        await world.lance.createNamespace({ id, mode });
        await world.lance.namespaceExists({ id });
      }
    });

    it('overwrites one with its Lance tables', async () => {
      const name = await world.database({ owner: 'anna' });
      const { location } = await world.lance.declareTable({ id: [name, 't'] });
      await world.put(`${location}/_versions/1.manifest`);
      await world.lance.createNamespace({
        id: [name],
        mode: 'Overwrite',
        properties: { owner: 'ben' }
      });
      expect(await world.lance.describeNamespace({ id: [name] })).toEqual({
        properties: { owner: 'ben' }
      });
      expect(await world.lance.listTables({ id: [name] })).toEqual({
        tables: []
      });
      expect(await world.keys(location)).toEqual([]);
    });

    it('refuses to overwrite other tables, and drops nothing: 3', async () => {
      const name = await world.database();
      await world.lance.declareTable({ id: [name, 'lance'] });
      await world.foreign(name, { Name: 'other' });
      const error = await failure(
        world.lance.createNamespace({ id: [name], mode: 'Overwrite' })
      );
      expect(error.code).toBe(3);
      expect(error.message).toContain('other');
      await world.lance.tableExists({ id: [name, 'lance'] });
    });

    it.each<[string, string[], number]>([
      ['the catalog itself', [], 2],
      ['an empty name', [''], 13],
      ['a deeper path', ['a', 'b'], 13],
      ['a name with the delimiter', ['a$b'], 13]
    ])('refuses %s', async (_, id, expected) => {
      expect(await code(world.lance.createNamespace({ id }))).toBe(expected);
    });

    it('refuses an unknown mode: 13', async () => {
      expect(
        await code(world.lance.createNamespace({ id: ['x'], mode: 'Maybe' }))
      ).toBe(13);
    });
  });

  // https://github.com/apache/doris/issues/66772: clients begin at the root.
  it('lists the catalog itself, in order and by page', async () => {
    for (const name of ['page_b', 'page_c', 'page_a']) {
      await world.lance.createNamespace({ id: [name] });
    }
    const all = (await world.lance.listNamespaces({ id: [] })).namespaces;
    expect(all).toEqual([...all].sort());
    expect(all).toEqual(expect.arrayContaining(['page_a', 'page_b', 'page_c']));
    const paged: string[] = [];
    let page_token: string | undefined;
    do {
      const page = await world.lance.listNamespaces({ limit: 2, page_token });
      expect(page.namespaces.length).toBeLessThanOrEqual(2);
      paged.push(...page.namespaces);
      ({ page_token } = page);
    } while (page_token);
    expect(paged).toEqual(all);
  });

  it('lists no namespaces below a database, and none of what is missing', async () => {
    const name = await world.database();
    expect(await world.lance.listNamespaces({ id: [name] })).toEqual({
      namespaces: []
    });
    expect(await code(world.lance.listNamespaces({ id: ['missing'] }))).toBe(1);
    expect(await code(world.lance.listNamespaces({ id: ['a', 'b'] }))).toBe(13);
  });

  it.each([
    ['a limit of 0', { limit: 0 }],
    ['a token that is none', { page_token: 'xyz' }]
  ])('refuses %s: 13', async (_, request) => {
    expect(await code(world.lance.listNamespaces(request))).toBe(13);
  });

  it('refuses the token of another listing: 13', async () => {
    const { page_token } = await world.lance.listNamespaces({ limit: 1 });
    const name = await world.database();
    expect(await code(world.lance.listTables({ id: [name], page_token }))).toBe(
      13
    );
  });

  it('goes on with a page where the listing is not kept any more', async () => {
    const { namespaces, page_token } = await world.lance.listNamespaces({
      limit: 1
    });
    const other = world.connect();
    const rest = await other.listNamespaces({ page_token });
    const all = (await world.lance.listNamespaces()).namespaces;
    expect([...namespaces, ...rest.namespaces]).toEqual(all);
  });

  it('describes and finds the catalog itself', async () => {
    expect(await world.lance.describeNamespace({ id: [] })).toEqual({
      properties: {}
    });
    await world.lance.namespaceExists({ id: [] });
  });

  it('answers 1 for what is missing', async () => {
    const id = ['missing'];
    expect(await code(world.lance.describeNamespace({ id }))).toBe(1);
    expect(await code(world.lance.namespaceExists({ id }))).toBe(1);
    expect(await code(world.lance.listTables({ id }))).toBe(1);
  });

  describe('drop', () => {
    it('drops an empty one and returns its properties', async () => {
      const name = await world.database({ owner: 'anna' });
      const { properties } = await world.lance.dropNamespace({ id: [name] });
      expect(properties.owner).toBe('anna');
      expect(await code(world.lance.namespaceExists({ id: [name] }))).toBe(1);
    });

    it('answers 1 for a missing one, and nothing with Skip', async () => {
      const id = ['missing'];
      expect(await code(world.lance.dropNamespace({ id }))).toBe(1);
      expect(await code(world.lance.dropNamespace({ id, mode: 'FAIL' }))).toBe(
        1
      );
      for (const mode of ['Skip', 'skip']) {
        expect(await world.lance.dropNamespace({ id, mode })).toEqual({
          properties: {}
        });
      }
    });

    it.each([undefined, 'Restrict', 'restrict'])(
      'refuses one with tables (behavior %s): 3',
      async behavior => {
        const name = await world.database();
        await world.lance.declareTable({ id: [name, 't'] });
        const error = await failure(
          world.lance.dropNamespace({ id: [name], behavior, mode: 'Skip' })
        );
        expect(error.code).toBe(3);
        expect(error.message).toContain(': t.');
      }
    );

    it('drops Lance tables and their data with Cascade', async () => {
      const name = await world.database();
      const { location } = await world.lance.declareTable({ id: [name, 't'] });
      await world.put(`${location}/data/1.lance`);
      await world.lance.dropNamespace({ id: [name], behavior: 'Cascade' });
      expect(await code(world.lance.namespaceExists({ id: [name] }))).toBe(1);
      expect(await world.keys(location)).toEqual([]);
    });

    it('never drops other tables, also with Cascade: 3', async () => {
      const name = await world.database();
      await world.foreign(name, { Name: 'other' });
      expect(
        await code(
          world.lance.dropNamespace({ id: [name], behavior: 'Cascade' })
        )
      ).toBe(3);
    });

    it.each<[string, string[]]>([
      ['the catalog itself', []],
      ['an empty name', ['']],
      ['a deeper path', ['a', 'b']]
    ])('refuses %s: 13', async (_, id) => {
      expect(await code(world.lance.dropNamespace({ id }))).toBe(13);
    });
  });
});
