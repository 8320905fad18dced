import { CatalogSources } from '../../src/compile/sources';
import { ServiceError } from '../../src/service/client';
import { newsOf } from '../../src/service/news';
import { FakeService, type Answer } from '../export/fake';

const PATH = 'GET catalog/databases/nyc/tables/monthly';
const TABLE = { database: 'nyc', table: 'monthly' };
const facts = (...names: string[]): object => ({
  columns: names.map(name => ({ name, type: 'int' })),
  partitionKeys: []
});

describe('CatalogSources', () => {
  let answers: Record<string, Answer>;
  let service: FakeService;
  let sources: CatalogSources;
  let reported: number;

  beforeEach(() => {
    answers = { [PATH]: { missing: true } };
    service = new FakeService(answers);
    sources = new CatalogSources(service.asService());
    reported = 0;
    sources.changed.connect(() => reported++);
  });

  afterEach(() => sources.dispose());

  const table = () => sources.table(undefined, 'nyc', 'monthly');
  const settled = async (): Promise<void> => {
    do {
      await new Promise(resolve => setTimeout(resolve));
    } while (sources.asking);
  };

  async function ask(): Promise<void> {
    table();
    await settled();
  }

  it('asks again for a missing table when the catalog may have changed', async () => {
    await ask();
    expect(table()).toBe('missing');
    answers[PATH] = facts('month');
    newsOf(service).notify([{ database: 'other', table: 'other' }]);
    // Till the answer is there, what was known stays.
    expect(table()).toBe('missing');
    await settled();
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
  });

  it('tells a database that is not there from a table', async () => {
    const database = () => sources.database(undefined, 'nyc');
    await ask();
    expect(database()).toBeUndefined();
    answers[PATH] = { missing: true, database: false };
    newsOf(service).doubt(TABLE);
    await settled();
    expect([table(), database()]).toEqual(['missing', 'missing']);
    answers[PATH] = facts('month');
    newsOf(service).doubt(TABLE);
    await settled();
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
    expect(database()).toBeUndefined();
  });

  it("asks another account's catalog for its table", async () => {
    const ask = (catalogId?: string) =>
      sources.table(undefined, 'nyc', 'monthly', catalogId);
    answers[PATH] = ({ body }) =>
      facts(body.catalogId === undefined ? 'own' : 'other');
    ask();
    ask('222222222222');
    await settled();
    expect(ask()).toMatchObject({ columns: [{ name: 'own' }] });
    expect(ask('222222222222')).toMatchObject({ columns: [{ name: 'other' }] });
  });

  it('lists names once, and again after the catalog may have changed', async () => {
    const list = 'catalog/databases/nyc/tables';
    const names = () => sources.names(undefined, 'nyc');
    answers[`GET ${list}`] = { tables: [{ name: 'flights' }] };
    expect(names()).toBeUndefined();
    names();
    await settled();
    expect([names(), reported]).toEqual([['flights'], 1]);
    expect(service.to(list)).toHaveLength(1);
    answers[`GET ${list}`] = { tables: [{ name: 'weather' }] };
    newsOf(service).notify();
    // Till the answer is there, what was known stays.
    expect(names()).toEqual(['flights']);
    await settled();
    expect([names(), reported]).toEqual([['weather'], 2]);
    // A list that is refused is no failure of the document's.
    expect(sources.names(undefined, undefined)).toBeUndefined();
    await settled();
    expect(sources.names(undefined, undefined)).toBeUndefined();
    expect([sources.failures.size, reported]).toEqual([0, 2]);
    expect(service.to('catalog/databases')).toHaveLength(1);
  });

  it('lists locations once, in the background, and again after the database may have changed', async () => {
    const list = 'catalog/databases/nyc/tables';
    const locations = () => sources.locations(undefined, 'nyc');
    const flights = [{ name: 'flights', location: 's3://b/flights/' }];
    answers[`GET ${list}`] = { tables: flights };
    expect(locations()).toBeUndefined();
    locations();
    // Nobody waits for it.
    expect(sources.asking).toBe(false);
    await settled();
    expect([locations(), reported]).toEqual([flights, 1]);
    expect(locations()).toBe(locations());
    expect(service.to(list).map(({ body }) => body)).toEqual([
      { locations: 'true', limit: '1000', absent: 'allowed' }
    ]);
    newsOf(service).notify([{ database: 'other', table: 'other' }]);
    locations();
    expect(service.to(list)).toHaveLength(1);
    answers[`GET ${list}`] = { tables: [] };
    newsOf(service).notify([{ database: 'NYC', table: 'monthly' }]);
    expect(locations()).toEqual(flights);
    await settled();
    expect([locations(), reported]).toEqual([[], 2]);
    expect(service.to(list)).toHaveLength(2);
  });

  it('goes on without locations that are refused, and does not ask again by itself', async () => {
    const list = 'catalog/databases/nyc/tables';
    answers[`GET ${list}`] = new ServiceError('Access denied.', 'refused');
    const locations = () => sources.locations('c', 'nyc', '222222222222');
    expect(locations()).toBeUndefined();
    await settled();
    expect(locations()).toBeUndefined();
    expect([sources.failures.size, reported]).toEqual([0, 0]);
    expect(service.to(list).map(({ body }) => body)).toEqual([
      {
        ...{ connection: 'c', catalogId: '222222222222' },
        ...{ locations: 'true', limit: '1000', absent: 'allowed' }
      }
    ]);
  });

  it('asks again for a missing table that a person takes', async () => {
    await ask();
    answers[PATH] = facts('month');
    newsOf(service).doubt({ database: 'nyc', table: 'else' });
    expect(sources.asking).toBe(false);
    newsOf(service).doubt(TABLE);
    await settled();
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
    // What is known is not asked for again for that.
    newsOf(service).doubt(TABLE);
    expect(sources.asking).toBe(false);
  });

  it('asks again for tables that were written, and keeps their columns meanwhile', async () => {
    answers[PATH] = facts('month');
    await ask();
    newsOf(service).notify([{ database: 'nyc', table: 'flights' }]);
    expect(sources.asking).toBe(false);
    answers[PATH] = facts('month', 'flights');
    newsOf(service).notify([TABLE]);
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
    await settled();
    expect(table()).toMatchObject({
      columns: [{ name: 'month' }, { name: 'flights' }]
    });
  });

  it('makes nothing new of the same answer, and tells who waits', async () => {
    answers[PATH] = facts('month');
    await ask();
    const { version } = sources;
    reported = 0;
    newsOf(service).notify();
    await settled();
    expect(service.sent).toHaveLength(2);
    expect(sources.version).toBe(version);
    expect(reported).toBe(1);
  });

  it('keeps known columns when asking again fails, and asks again after a failure', async () => {
    answers[PATH] = facts('month');
    await ask();
    answers[PATH] = new ServiceError('No network.', 'unreachable');
    newsOf(service).notify();
    await settled();
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
    sources.refresh();
    await ask();
    expect(sources.failures.size).toBe(1);
    answers[PATH] = facts('month');
    newsOf(service).notify([]);
    await settled();
    expect(sources.failures.size).toBe(0);
    expect(table()).toMatchObject({ columns: [{ name: 'month' }] });
  });

  it('asks nothing any more once it is disposed', async () => {
    await ask();
    sources.dispose();
    newsOf(service).notify();
    expect(service.sent).toHaveLength(1);
  });
});
