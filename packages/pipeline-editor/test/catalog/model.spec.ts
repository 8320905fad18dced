import { CatalogModel } from '../../src/catalog/model';
import { MOST_SEARCHED } from '../../src/catalog/search';
import { ServiceError } from '../../src/service/client';
import { Connections } from '../../src/service/connections';
import { newsOf } from '../../src/service/news';
import { FakeService, type Answer } from '../export/fake';

const TABLES = 'GET catalog/databases/nyc/tables';
const FLIGHTS = `${TABLES}/flights`;

describe('CatalogModel', () => {
  let model: CatalogModel;
  let service: FakeService;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    model.dispose();
    jest.useRealTimers();
  });

  const settle = (time = 1): Promise<void> =>
    jest.advanceTimersByTimeAsync(time).then(() => undefined);

  async function open(answers: Record<string, Answer> = {}): Promise<void> {
    service = new FakeService({
      'GET catalog/databases': {
        databases: [{ name: 'nyc', description: 'Flights' }, { name: 'empty' }]
      },
      [TABLES]: {
        tables: [
          { name: 'flights', type: 'EXTERNAL_TABLE' },
          { name: 'late', type: 'VIRTUAL_VIEW' }
        ]
      },
      'GET catalog/databases/empty/tables': { tables: [] },
      [FLIGHTS]: {
        columns: [{ name: 'carrier', type: 'string' }],
        partitionKeys: [{ name: 'month', type: 'int', partition: true }]
      },
      ...answers
    });
    model = new CatalogModel(service.asService(), {
      connections: new Connections(service.asService())
    });
    model.ensure();
    await settle();
  }

  const lines = (): string[] =>
    model.rows.map(({ level, kind, label, detail, partition }) =>
      `${' '.repeat(level - 1)}${kind} ${label} ${level > 1 ? (detail ?? '') : ''}${partition ? ' key' : ''}`.trimEnd()
    );
  const row = (label: string) => model.rows.find(each => each.label === label)!;

  it('asks for what is opened, once', async () => {
    await open();
    expect(lines()).toEqual(['database nyc', 'database empty']);
    expect(service.sent).toHaveLength(1);
    model.toggle(row('nyc'));
    expect(lines()[1]).toBe(' loading');
    await settle();
    model.toggle(row('flights'));
    await settle();
    expect(lines()).toEqual([
      'database nyc',
      ' table flights',
      '  column carrier string',
      '  column month int key',
      ' table late VIRTUAL_VIEW',
      'database empty'
    ]);
    model.toggle(row('nyc'));
    model.toggle(row('nyc'));
    await settle();
    expect(service.to('catalog/databases/nyc/tables')).toHaveLength(1);
    expect(service.to('catalog/databases/nyc/tables')[0].body).toMatchObject({
      names: 'true'
    });
  });

  it('says that a database is empty', async () => {
    await open();
    model.toggle(row('empty'));
    await settle();
    expect(model.rows.at(-1)).toMatchObject({ kind: 'empty', level: 2 });
  });

  it('shows further tables when asked', async () => {
    await open({
      [TABLES]: ({ body }) =>
        body.from === undefined
          ? { tables: [{ name: 'a' }], next: 'token' }
          : { tables: [{ name: 'b' }] }
    });
    model.toggle(row('nyc'));
    await settle();
    expect(model.rows[2].kind).toBe('more');
    model.again(model.rows[2]);
    await settle();
    expect(lines().slice(0, 3)).toEqual([
      'database nyc',
      ' table a',
      ' table b'
    ]);
    expect(model.rows).toHaveLength(4);
  });

  it('shows a refusal where it is, and asks again', async () => {
    await open({ [TABLES]: new ServiceError('Access denied.', 'refused') });
    model.toggle(row('nyc'));
    await settle();
    expect(model.rows[1]).toMatchObject({
      kind: 'error',
      label: 'Access denied.'
    });
    service.answers[TABLES] = { tables: [{ name: 'flights' }] };
    model.again(model.rows[1]);
    await settle();
    expect(lines()[1]).toBe(' table flights');
  });

  it('keeps open what is open when refreshed', async () => {
    await open();
    model.toggle(row('nyc'));
    await settle();
    service.answers[TABLES] = { tables: [{ name: 'new' }] };
    model.refresh();
    await settle();
    expect(lines()).toEqual(['database nyc', ' table new', 'database empty']);
  });

  it('finds tables in every database, as text and not as a pattern', async () => {
    await open({
      [TABLES]: ({ body }) => {
        expect(body.match).toBe('.*fl\\.ights.*');
        return { tables: [{ name: 'fl.ights' }] };
      }
    });
    model.setSearch(' FL.ights ');
    expect(model.searching).toBe(true);
    await settle(1000);
    expect(model.searching).toBe(false);
    expect(lines()).toEqual(['database nyc', ' table fl.ights']);
    model.toggle(row('nyc'), false);
    expect(lines()).toEqual(['database nyc']);
    model.setSearch('');
    expect(lines()).toEqual(['database nyc', 'database empty']);
  });

  it('finds databases by name, and says how many were not looked into', async () => {
    const databases = Array.from({ length: MOST_SEARCHED + 5 }, (_, index) => ({
      name: `db${index}`
    }));
    await open({ 'GET catalog/databases': { databases } });
    model.setSearch('db64');
    await settle(1000);
    expect(model.rows.some(({ label }) => label === 'db64')).toBe(true);
    expect(model.unsearched).toBe(5);
  });

  it('names a table with its connection', async () => {
    await open();
    model.toggle(row('nyc'));
    await settle();
    expect(model.tableOf(row('flights'))).toEqual({
      database: 'nyc',
      table: 'flights'
    });
    expect(model.tableOf(row('nyc'))).toBeUndefined();
    model.setConnection('corp');
    await settle();
    model.toggle(row('nyc'));
    await settle();
    expect(model.tableOf(row('flights'))?.connection).toBe('corp');
    expect(service.sent.at(-1)?.body.connection).toBe('corp');
  });

  it('tells why the catalog can’t be asked', async () => {
    await open({
      'GET catalog/databases': new ServiceError('Expired.', 'credentials')
    });
    expect(model.databases.error?.message).toBe('Expired.');
    expect(model.rows).toEqual([]);
  });

  it('shows what was written by itself, and lets others ask again on Refresh', async () => {
    await open();
    model.toggle(row('nyc'));
    await settle();
    service.answers[TABLES] = {
      tables: [{ name: 'flights' }, { name: 'late' }, { name: 'monthly' }]
    };
    const before = service.sent.length;
    newsOf(service).notify([{ database: 'nyc', table: 'monthly' }]);
    // What is shown stays till the answer is there.
    expect(row('flights')).toBeDefined();
    await settle();
    expect(row('monthly')).toBeDefined();
    // Nothing but the one database was listed again.
    expect(service.sent.slice(before).map(({ path }) => path)).toEqual([
      'catalog/databases/nyc/tables'
    ]);
    const reported = jest.fn();
    newsOf(service).changed.connect(reported);
    model.refresh();
    await settle();
    expect(reported).toHaveBeenCalledTimes(1);
  });

  it('lists again what is closed when it is opened', async () => {
    await open();
    model.toggle(row('nyc'));
    await settle();
    model.toggle(row('nyc'));
    service.answers[TABLES] = { tables: [{ name: 'monthly' }] };
    const before = service.sent.length;
    newsOf(service).notify([{ database: 'nyc', table: 'monthly' }]);
    await settle();
    expect(service.sent).toHaveLength(before);
    model.toggle(row('nyc'));
    await settle();
    expect(row('monthly')).toBeDefined();
  });

  it('reveals a table: its database opens, and its row is the one to go to', async () => {
    await open();
    model.setSearch('else');
    model.reveal({ database: 'nyc', table: 'late' });
    await settle();
    expect(row('late').id).toBe(model.revealed);
    model.reached();
    expect(model.revealed).toBeUndefined();
  });
});
