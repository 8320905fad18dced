import { folderProblems } from '../../src/analysis/folder.js';
import type { Access } from '../../src/plan/access.js';
import type { TableLocation } from '../../src/component/component.js';
import type {
  CatalogSink,
  WriteMode,
  WriteOperation
} from '../../src/plan/operation.js';
import { read, writeCatalog, writeS3 } from '../codegen/build.js';

type Lists = Record<string, TableLocation[]>;

const at = (
  name: string,
  location = `s3://data/${name}/`,
  more: Partial<TableLocation> = {}
): TableLocation => ({ name, location, ...more });

/** The warnings of some accesses, and what was asked of the catalog for them. */
function look(
  accesses: Access[],
  lists: Lists,
  values: Record<string, string> = {}
) {
  const asked: (string | undefined)[][] = [];
  const problems = folderProblems(
    accesses,
    {
      locations(connection, database, catalogId) {
        asked.push([connection, database, catalogId]);
        return lists[database];
      }
    },
    new Map(Object.entries(values))
  );
  return { problems, asked, codes: problems.map(({ code }) => code) };
}

const toS3 = (
  path: string | WriteOperation['sink']['path'],
  mode: WriteMode = 'overwrite',
  more: Partial<WriteOperation> = {}
): WriteOperation =>
  writeS3('w', 'r', {
    mode,
    sink: { kind: 's3', path: typeof path === 'string' ? [path] : path! },
    ...more
  });

const toTable = (
  sink: Partial<CatalogSink>,
  mode: WriteMode = 'overwrite'
): WriteOperation => writeCatalog('w', 'r', { mode }, sink);

const FLIGHTS = read('r', {}, { location: 's3://data/flights/' });
const LISTS = { nycflights: [at('flights'), at('weather'), at('result')] };

describe('folderProblems', () => {
  test('names the table, its location and what would be lost, at the path', () => {
    expect(look([FLIGHTS, toS3('s3://data/weather')], LISTS).problems).toEqual([
      {
        code: 'overwrites-table',
        severity: 'warning',
        nodeId: 'w',
        path: '/path',
        message:
          'This overwrites s3://data/weather, and table nycflights.weather has its files in s3://data/weather/: all of them would be removed, and its rows lost. Choose another folder for this output.'
      }
    ]);
  });

  test.each<[string, WriteMode, RegExp]>([
    ['s3a://data/weather/', 'overwrite', /all of them would be removed/],
    ['s3://data/', 'overwrite', /all of them would be removed/],
    ['s3://data/weather/x/', 'overwrite', /those within the overwritten/],
    ['s3://data/weather/', 'partitions', /those in the partitions that get/],
    ['s3://data/weather/', 'append', /who reads that table may get the new/],
    ['s3://data/weather/x/', 'append', /^This adds files to /]
  ])('compares %s (%s)', (path, mode, message) => {
    const { problems } = look([FLIGHTS, toS3(path, mode)], {
      nycflights: [at('weather')]
    });
    expect(problems.map(each => each.message)).toEqual([
      expect.stringMatching(message)
    ]);
  });

  test.each<[string, WriteMode]>([
    ['s3://data/weather2/', 'overwrite'],
    ['s3://data/out/', 'overwrite'],
    ['s3://other/weather/', 'overwrite'],
    // Neither touches a folder within the output's own.
    ['s3://data/', 'append'],
    ['s3://data/', 'partitions']
  ])('finds nothing at %s (%s)', (path, mode) => {
    expect(look([FLIGHTS, toS3(path, mode)], LISTS).codes).toEqual([]);
  });

  test('sees a table in one of the partitions that are written', () => {
    const lists = { nycflights: [at('june', 's3://data/all/month=6/')] };
    const by = (key: string, mode: WriteMode) =>
      look(
        [FLIGHTS, toS3('s3://data/all/', mode, { partitionKeys: [key] })],
        lists
      ).codes;
    expect(by('month', 'partitions')).toEqual(['overwrites-table']);
    expect(by('Month', 'append')).toEqual(['adds-to-table']);
    expect(by('day', 'partitions')).toEqual([]);
  });

  test('says what becomes of files that an open table format does not name', () => {
    const { problems } = look([FLIGHTS, toS3('s3://data/ice/', 'append')], {
      nycflights: [at('ice', undefined, { format: 'iceberg' })]
    });
    expect(problems[0].message).toMatch(
      /does not know the new files, and its maintenance may remove them/
    );
  });

  test('gives one warning an output, with the nearest table first', () => {
    const { problems } = look([FLIGHTS, toS3('s3://data/x/')], {
      nycflights: [
        ...['a', 'b', 'c', 'd'].map(name => at(name, `s3://data/x/${name}/`)),
        at('x')
      ]
    });
    expect(problems).toHaveLength(1);
    expect(problems[0].message).toMatch(/table nycflights\.x has its files/);
    expect(problems[0].message).toMatch(
      / The same goes for nycflights\.a, nycflights\.b, nycflights\.c and 1 more\. Choose/
    );
  });

  test('compares a catalog output by its path, or else by the location of its table', () => {
    const path = look(
      [FLIGHTS, toTable({ path: ['s3://data/weather/'] })],
      LISTS
    );
    expect(path.codes).toEqual(['overwrites-table']);
    expect(path.asked).toEqual([[undefined, 'nycflights', undefined]]);
    const own = { path: undefined, location: 's3://data/weather/' };
    expect(look([FLIGHTS, toTable(own)], LISTS).codes).toEqual([
      'overwrites-table'
    ]);
    expect(look([FLIGHTS, toTable({ path: undefined })], LISTS).asked).toEqual(
      []
    );
  });

  test('never warns of the own table, of tables of the pipeline, nor of links to them', () => {
    const link = { database: 'NYCflights', table: 'Result' };
    const lists = {
      nycflights: [
        at('result'),
        at('same', 's3://data/result/', {
          link: { ...link, catalogId: '111122223333' }
        }),
        at('flights', 's3://data/result/flights/')
      ]
    };
    const write = toTable({ path: ['s3://data/result/'] });
    expect(look([FLIGHTS, write], lists).codes).toEqual([]);
    // The output names the link: its target and other links to it are the same table.
    const linked = toTable({
      table: ['same'],
      path: undefined,
      location: 's3://data/result/'
    });
    const more = [
      ...lists.nycflights,
      at('third', 's3://data/result/', { link })
    ];
    expect(look([FLIGHTS, linked], { nycflights: more }).codes).toEqual([]);
    const stranger = [...more, at('stranger', 's3://data/result/')];
    expect(look([FLIGHTS, linked], { nycflights: stranger }).codes).toEqual([
      'overwrites-table'
    ]);
  });

  test('counts a table and the links to it as one', () => {
    const { problems } = look([FLIGHTS, toS3('s3://data/weather/')], {
      nycflights: [
        at('link', 's3://data/weather/', {
          link: { database: 'nycflights', table: 'weather' }
        }),
        at('weather')
      ]
    });
    expect(problems[0].message).toMatch(/table nycflights\.weather has/);
    expect(problems[0].message).not.toMatch(/The same goes/);
  });

  test("asks for the databases that the pipeline names, each once, and for a catalog output's own", () => {
    const reads = [
      FLIGHTS,
      read('r2', {}, { database: ['NYCFLIGHTS'], table: ['planes'] }),
      read('r3', {}, { database: ['sales'], connection: 'other' }),
      read('r4', {}, { database: ['sales'], catalogId: ['111122223333'] })
    ];
    expect(look([...reads, toS3('s3://data/x/')], {}).asked).toHaveLength(3);
    expect(
      look([...reads, toTable({ path: ['s3://data/x/'] })], {}).asked
    ).toEqual([[undefined, 'nycflights', undefined]]);
    expect(look(reads, {}).asked).toEqual([]);
  });

  test('takes the values of parameters, and leaves alone what hangs on others', () => {
    const path = ['s3://data/', { parameter: 'p' }, '/'];
    const values = { p: 'weather' };
    expect(look([FLIGHTS, toS3(path)], LISTS, values).codes).toEqual([
      'overwrites-table'
    ]);
    expect(look([FLIGHTS, toS3(path)], LISTS).codes).toEqual([]);
    const named = (part: 'database' | 'table') =>
      look(
        [FLIGHTS, toTable({ path: ['s3://data/weather/'], [part]: [path[1]] })],
        LISTS
      );
    expect(named('database').asked).toEqual([]);
    // It may be the very table.
    expect(named('table').codes).toEqual([]);
  });

  test('is quiet where nobody knows, and about tables that are not in Amazon S3', () => {
    const write = toS3('s3://data/weather/');
    expect(folderProblems([FLIGHTS, write], {}, new Map())).toEqual([]);
    expect(look([FLIGHTS, write], {}).codes).toEqual([]);
    expect(
      look([FLIGHTS, write], {
        nycflights: [at('jdbc', 'shop.public.orders'), at('none', '')]
      }).codes
    ).toEqual([]);
  });
});
