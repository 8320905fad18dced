import { code, World } from './world.js';

/** A rename is a mark on the old entry, a new entry, and the end of the old one; each of them may be the last thing that happens. */
describe('a rename that is stopped', () => {
  let world: World;
  let db: string;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.stop());
  beforeEach(async () => {
    db = await world.database();
    await world.lance.declareTable({
      id: [db, 't'],
      properties: { managed_by: 'impl' }
    });
  });

  const rename = { new_table_name: 'u' };
  const stops: [string, string, 'before' | 'after'][] = [
    ['after the mark', 'CreateTableCommand', 'before'],
    [
      'when the new entry was made, but not heard of',
      'CreateTableCommand',
      'after'
    ],
    ['before the old entry goes', 'DeleteTableCommand', 'before'],
    ['when the old entry went, but not heard of', 'DeleteTableCommand', 'after']
  ];

  it.each(stops)('%s is finished by doing it again', async (_, at, when) => {
    const stopped = world.faulty(command =>
      command === at ? when : undefined
    );
    expect(await code(stopped.renameTable({ id: [db, 't'], ...rename }))).toBe(
      17
    );
    const again = world.lance.renameTable({ id: [db, 't'], ...rename });
    if (at === 'DeleteTableCommand' && when === 'after') {
      expect(await code(again)).toBe(4);
    } else {
      await again;
    }
    expect(await world.lance.listTables({ id: [db] })).toEqual({
      tables: ['u']
    });
  });

  it.each(stops.slice(0, 3))(
    '%s is finished by a commit to the old name, which is refused: 4',
    async (_, at, when) => {
      const stopped = world.faulty(command =>
        command === at ? when : undefined
      );
      await code(stopped.renameTable({ id: [db, 't'], ...rename }));
      expect(
        await code(
          world.lance.createTableVersion({
            id: [db, 't'],
            version: 1,
            manifest_path: '_versions/staged'
          })
        )
      ).toBe(4);
      expect(await world.lance.listTables({ id: [db] })).toEqual({
        tables: ['u']
      });
    }
  );

  it('is not described under its old name once the new one is there: 4', async () => {
    const stopped = world.faulty(command =>
      command === 'DeleteTableCommand' ? 'before' : undefined
    );
    await code(stopped.renameTable({ id: [db, 't'], ...rename }));
    expect(await code(world.lance.describeTable({ id: [db, 't'] }))).toBe(4);
    await world.lance.describeTable({ id: [db, 'u'] });
  });

  it('goes back when another took the name meanwhile: 5', async () => {
    const stopped = world.faulty(command =>
      command === 'CreateTableCommand' ? 'before' : undefined
    );
    await code(stopped.renameTable({ id: [db, 't'], ...rename }));
    await world.lance.declareTable({ id: [db, 'u'] });
    expect(
      await code(world.lance.renameTable({ id: [db, 't'], ...rename }))
    ).toBe(5);
    const { properties } = await world.lance.describeTable({ id: [db, 't'] });
    expect(properties).not.toHaveProperty(['glueflow.renamed-to']);
  });
});
