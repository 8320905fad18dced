import { accessProblems } from '../../src/analysis/overwrite.js';
import type { Access } from '../../src/plan/access.js';
import type { Operation } from '../../src/plan/operation.js';
import {
  read,
  readS3,
  writeCatalog,
  writeS3,
  type Sample
} from '../codegen/build.js';

/** What is wrong with the reads and writes of a plan by hand, given values of parameters. */
function problemsOf(
  { operations }: Sample,
  values: Record<string, string> = {}
): ReturnType<typeof accessProblems> {
  const byId = new Map(operations.map(each => [each.id, each]));
  return accessProblems(
    operations.filter(
      (each): each is Access => each.op === 'read' || each.op === 'write'
    ),
    {
      nameOf: id => `“${id}”`,
      graph: {
        inputsOf: id =>
          (byId.get(id)?.inputs ?? []).map(input => ({
            from: { node: input, port: 'out' },
            to: { node: id, port: 'in' }
          })) as never
      },
      values: new Map(Object.entries(values))
    }
  );
}

const refused = (
  sample: Sample,
  values?: Record<string, string>
): [string, string | undefined, string][] =>
  problemsOf(sample, values).map(each => [each.code, each.nodeId, each.path]);

const overwrite = { mode: 'overwrite' } as const;

describe('accessProblems', () => {
  test('refuses to overwrite what it reads: the table, its place, a path above or below', () => {
    const to = (path: string): Operation =>
      writeS3('w', 'r', { ...overwrite, sink: { kind: 's3', path: [path] } });
    const flights = { location: 's3://data/flights/' };
    const clash = [['overwrites-input', 'w', '/mode']];
    expect(
      refused({
        operations: [
          read('r'),
          writeCatalog('w', 'r', overwrite, {
            database: ['NYCFLIGHTS'],
            table: ['flights']
          })
        ]
      })
    ).toEqual(clash);
    for (const path of [
      's3://data/flights',
      's3a://data/flights/2013/',
      's3://data'
    ]) {
      expect(
        refused({ operations: [read('r', {}, flights), to(path)] })
      ).toEqual(clash);
    }
    expect(
      refused({
        operations: [read('r', {}, flights), to('s3://data/flights2/')]
      })
    ).toEqual([]);
    expect(
      refused({
        operations: [
          readS3('r', { paths: [['s3://data/a/*.csv']] }),
          to('s3://data/a/')
        ]
      })
    ).toEqual(clash);
    expect(
      refused({
        operations: [
          read('r', {}, flights),
          { ...to('s3://data/flights/'), mode: 'append' } as Operation
        ]
      })
    ).toEqual([]);
    const place = ['s3://', { parameter: 'b' }, '/x/'];
    expect(
      refused({
        parameters: { b: { type: 'string' } },
        operations: [
          readS3('r', { paths: [place] }),
          writeS3('w', 'r', { ...overwrite, sink: { kind: 's3', path: place } })
        ]
      })
    ).toEqual(clash);
  });

  test('refuses two outputs of which one removes what the other writes', () => {
    expect(
      refused({
        operations: [
          read('r'),
          writeS3('a', 'r', {
            mode: 'overwrite',
            sink: { kind: 's3', path: ['s3://b/x/'] }
          }),
          writeS3('w', 'r', { sink: { kind: 's3', path: ['s3://b/x/y'] } })
        ]
      })
    ).toEqual([['overwrites-output', 'a', '/mode']]);
  });

  test.each([
    's3://bucket/lo//in/',
    's3://bucket/lo/./in/',
    's3://bucket/lo/x/../in/',
    's3a://bucket/lo/in',
    's3://bucket/lo/',
    's3://bucket/lo/in/deep/'
  ])('sees that %s reaches into the folder that an input reads', path => {
    expect(
      refused({
        operations: [
          readS3('r', { paths: [['s3://bucket/lo/in/']] }),
          writeS3('w', 'r', {
            ...overwrite,
            sink: { kind: 's3', path: [path] }
          })
        ]
      })
    ).toEqual([['overwrites-input', 'w', '/mode']]);
  });

  test('compares paths with the values of parameters', () => {
    const sample: Sample = {
      operations: [
        readS3('r', { paths: [['s3://bucket/lo/in/']] }),
        writeS3('w', 'r', {
          ...overwrite,
          sink: {
            kind: 's3',
            path: ['s3://bucket/lo/', { parameter: 'p' }, '/']
          }
        })
      ]
    };
    expect(refused(sample)).toEqual([]);
    expect(refused(sample, { p: 'other' })).toEqual([]);
    expect(refused(sample, { p: 'in' })).toEqual([
      ['overwrites-input', 'w', '/mode']
    ]);
  });

  test.each([
    ['', 'empty folder'],
    ['.', '“.”'],
    ['../out', '“..”'],
    ['a//b', 'empty folder']
  ])('refuses a path that the value %j spoils', (day, what) => {
    const [problem] = problemsOf(
      {
        operations: [
          read('r'),
          writeS3('w', 'r', {
            sink: {
              kind: 's3',
              path: ['s3://b/out/', { parameter: 'day' }, '/']
            }
          })
        ]
      },
      { day }
    );
    expect(problem).toMatchObject({ code: 'bad-path', path: '/path' });
    expect(problem.message).toContain(what);
  });

  test('refuses to overwrite a bucket that a value names', () => {
    const sample: Sample = {
      operations: [
        read('r'),
        writeS3('w', 'r', {
          ...overwrite,
          sink: { kind: 's3', path: ['s3://', { parameter: 'where' }] }
        })
      ]
    };
    expect(refused(sample, { where: 'b/' })).toEqual([
      ['bad-path', 'w', '/path']
    ]);
    expect(refused(sample, { where: 'b/x' })).toEqual([]);
  });

  test('names the input, its table and the table that is overwritten', () => {
    const [{ message }] = problemsOf({
      operations: [
        read('r', {}, { location: 's3://data/flights/' }),
        writeCatalog('w', 'r', overwrite, {
          table: ['copy'],
          path: ['s3://data/flights/2013/']
        })
      ]
    });
    expect(message).toContain('table nycflights.copy');
    expect(message).toContain('“r” reads table nycflights.flights');
  });

  test('refuses to overwrite with the new rows of a bookmark, through any step', () => {
    const operations = (mode: 'append' | 'overwrite' | 'partitions') => [
      read('r', { bookmark: true }),
      read('dim', {}, { table: ['dim'] }),
      {
        op: 'join',
        id: 'j',
        nodeId: 'j',
        inputs: ['r', 'dim'],
        how: 'left',
        keys: [],
        collision: { rule: 'suffix', suffix: '_r' }
      } as Operation,
      writeS3('w', 'j', { mode }),
      writeS3('other', 'dim', overwrite)
    ];
    const [problem, ...more] = problemsOf({
      operations: operations('overwrite')
    });
    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      code: 'overwrites-with-bookmark',
      severity: 'error',
      nodeId: 'w',
      path: '/mode'
    });
    expect(problem.message).toContain('“Job bookmark” of “r”');
    expect(problem.message).toContain('“When there is data already”');
    expect(problemsOf({ operations: operations('append') })).toEqual([]);
    expect(problemsOf({ operations: operations('partitions') })).toMatchObject([
      { code: 'overwrites-with-bookmark', severity: 'warning', nodeId: 'w' }
    ]);
  });

  test('warns of a bookmark that a parameter would share among places', () => {
    const paths = [['s3://b/', { parameter: 'day' }, '/']];
    const found = (bookmark: boolean) =>
      refused({
        operations: [
          readS3('r', { paths }, { bookmark }),
          writeS3('w', 'r', { mode: 'append' })
        ]
      });
    expect(found(true)).toEqual([['bookmark-of-many', 'r', '/paths/0']]);
    expect(found(false)).toEqual([]);
  });
});
