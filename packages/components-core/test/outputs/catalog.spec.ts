import type { TableDescription } from '@glueflow/components-manager';
import { glueCatalogOutput } from '../../src/outputs/catalog.js';
import {
  columns,
  configure,
  infer,
  limits,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const INPUT = 'month int, origin string, delay double, tags array<string>';
const inputs = { in: INPUT };
const parted: TableDescription = {
  columns: columns('origin string, delay double, tags array<string>'),
  partitionKeys: columns('month int'),
  format: 'parquet',
  location: 's3://bucket/parted/',
  parameters: { useGlueParquetWriter: 'true' }
};
const tables = {
  'd.new': 'missing' as const,
  'd.parted': parted,
  'd.plain': { ...parted, columns: columns(INPUT), partitionKeys: [] },
  'd.short': { ...parted, columns: columns('month int'), partitionKeys: [] },
  'd.narrow': { ...parted, columns: columns('origin string') },
  'd.old': { ...parted, parameters: {} },
  'd.csv': { ...parted, format: 'csv' },
  'd.orc': { ...parted, format: 'orc' },
  'd.typed': {
    ...parted,
    columns: columns('origin int, delay double, tags array<string>')
  }
};
const given = { inputs, tables };
const to = (table: string, rest: object = {}): object => ({
  database: 'd',
  table,
  path: 's3://bucket/out/',
  ...rest
});

describe('glueCatalogOutput', () => {
  it('fills defaults in', () => {
    expect(configure(glueCatalogOutput, { database: 'd', table: 't' })).toEqual(
      {
        database: 'd',
        table: 't',
        format: 'parquet',
        mode: 'append',
        partitionKeys: [],
        updateCatalog: true,
        updateBehavior: 'UPDATE_IN_DATABASE'
      }
    );
    expect(
      configure(glueCatalogOutput, to('t', { format: 'csv' }))
    ).toMatchObject({ header: true });
    expect(
      misfits(
        glueCatalogOutput,
        to('t', { format: 'orc', mode: 'replace' })
      ).sort()
    ).toEqual(['wrong-value /format', 'wrong-value /mode']);
  });

  it('names table, format and mode on its card', () => {
    expect(
      glueCatalogOutput.summary(
        configure(
          glueCatalogOutput,
          to('t', { format: 'json', mode: 'overwrite' })
        )
      )
    ).toBe('overwrites d.t, JSON');
  });

  it('needs a database that is there', () => {
    const lacks = { ...given, lacking: 'd' };
    const found = infer(glueCatalogOutput, to('new'), lacks);
    expect(found.problems).toEqual([
      {
        code: 'missing-database',
        severity: 'error',
        path: '/database',
        message:
          'There is no database “d” in the Data Catalog. Choose another, or create it first.'
      }
    ]);
    const other = { ...given, lacking: 'e' };
    expect(infer(glueCatalogOutput, to('new'), other).problems).toEqual([]);
  });

  it('says which database may have been meant', () => {
    const lacks = { ...given, lacking: 'd', names: { '': ['other'] } };
    const [only] = infer(glueCatalogOutput, to('new'), lacks).problems;
    expect(only.message).toContain('“d” in the Data Catalog. Choose another');
    expect(only.fix).toBeUndefined();
    const named = {
      ...lacks,
      tables: { 'otter.new': 'missing' as const },
      lacking: 'otter'
    };
    const config = { ...to('new'), database: 'otter' };
    expect(infer(glueCatalogOutput, config, named).problems).toMatchObject([
      {
        message:
          'There is no database “otter” in the Data Catalog. Did you mean “other”? Choose another, or create it first.',
        fix: { path: '/nodes/n/config/database', value: 'other' }
      }
    ]);
  });

  it('warns of a name that a new table would not keep', () => {
    const named = (table: string) =>
      infer(glueCatalogOutput, to(table), {
        ...given,
        tables: { [`d.${table}`]: 'missing' }
      }).problems;
    expect(named('delays_2013')).toEqual([]);
    expect(named('Manufacturer Delays')).toMatchObject([
      {
        code: 'table-name',
        severity: 'warning',
        path: '/table',
        fix: { path: '/nodes/n/config/table', value: 'manufacturer_delays' }
      }
    ]);
  });

  it('passes the columns on', () => {
    expect(show(infer(glueCatalogOutput, to('new'), given).schema)).toBe(INPUT);
  });

  it.each<[object, string[]]>([
    [to('new'), []],
    [to('new', { path: '' }), ['missing-path /path']],
    [to('new', { updateCatalog: false }), ['missing-table /table']],
    [to(''), ['missing-table /table']],
    [to('new', { path: 'bucket/out' }), ['bad-path /path']],
    [to('new', { path: 's3n://bucket/out' }), ['bad-path /path']],
    [
      to('new', { path: 's3://bucket/', mode: 'overwrite' }),
      ['overwrites-bucket /path']
    ],
    [to('new', { path: 's3://bucket/' }), []],
    [
      to('new', { partitionKeys: ['mnth', 'tags', 'origin', 'ORIGIN'] }),
      [
        'duplicate-column /partitionKeys/3',
        'unknown-column /partitionKeys/0',
        'bad-partition-key /partitionKeys/1'
      ]
    ],
    [to('new', { compression: 'bzip2' }), ['bad-compression /compression']],
    [
      to('new', { format: 'avro', compression: 'snappy' }),
      ['bad-compression /compression']
    ],
    [to('new', { format: 'csv' }), ['unsupported-type /format']],
    [to('parted', { partitionKeys: ['month'] }), []],
    [to('parted', { partitionKeys: ['month'], path: '' }), []],
    [to('parted'), ['partition-keys-differ /partitionKeys']],
    [
      to('plain', { partitionKeys: ['month'] }),
      ['partition-keys-differ /partitionKeys']
    ],
    [to('plain'), []],
    [to('short'), ['columns-not-added? /partitionKeys']],
    [
      to('short', { updateBehavior: 'LOG' }),
      ['columns-not-added? /partitionKeys']
    ],
    [to('narrow', { partitionKeys: ['month'] }), []],
    [
      to('narrow', { partitionKeys: ['month'], updateBehavior: 'LOG' }),
      ['columns-not-added? /updateBehavior']
    ],
    [
      to('narrow', { partitionKeys: ['month'], updateCatalog: false }),
      ['columns-not-added? /updateCatalog']
    ],
    [
      to('old', { partitionKeys: ['month'] }),
      ['parquet-writer? /updateCatalog']
    ],
    [to('csv', { partitionKeys: ['month'] }), ['format-differs /format']],
    [to('orc', { partitionKeys: ['month'] }), ['format-differs /format']],
    [to('typed', { partitionKeys: ['month'] }), ['column-type-differs? /table']]
  ])('finds what is wrong with %j', (config, expected) => {
    expect(problems(glueCatalogOutput, config, given)).toEqual(expected);
  });

  it.each<[string, object, string[]]>([
    ['a struct<b:array<int>>', {}, ['nested-schema /updateCatalog']],
    ['a array<struct<b:int>>', {}, ['nested-schema /updateCatalog']],
    ['a struct<b:int>', {}, []],
    ['a void', {}, ['unsupported-type /format']],
    ['a binary', { format: 'csv' }, ['unsupported-type /format']],
    ['a int, A int', {}, ['duplicate-column ']],
    ['a int', { partitionKeys: ['a'] }, ['only-partition-keys /partitionKeys']]
  ])('finds what is wrong with columns %s and %j', (text, rest, expected) => {
    expect(
      problems(glueCatalogOutput, to('new', rest), {
        inputs: { in: text },
        tables
      })
    ).toEqual(expected);
  });

  it('says how columns get into the table', () => {
    const [athena] = limits(glueCatalogOutput, to('short'), given);
    expect(athena.message).toContain(
      'ALTER TABLE `d`.`short` ADD COLUMNS (`origin` string, `delay` double, `tags` array<string>);'
    );
    expect(athena.fix).toBeUndefined();
    const [update] = limits(
      glueCatalogOutput,
      to('narrow', { partitionKeys: ['month'], updateBehavior: 'LOG' }),
      given
    );
    expect(update.fix).toEqual({
      title: "Update the table's columns",
      path: '/nodes/n/config/updateBehavior',
      value: 'UPDATE_IN_DATABASE'
    });
  });

  it('says how to fix partition keys and format', () => {
    const [keys] = infer(glueCatalogOutput, to('parted'), given).problems;
    expect(keys.fix).toEqual({
      title: 'Use month',
      path: '/nodes/n/config/partitionKeys',
      value: ['month']
    });
    const [format] = infer(
      glueCatalogOutput,
      to('csv', { partitionKeys: ['month'] }),
      given
    ).problems;
    expect(format.fix).toMatchObject({ value: 'csv' });
    const [orc] = infer(
      glueCatalogOutput,
      to('orc', { partitionKeys: ['month'] }),
      given
    ).problems;
    expect(orc.fix).toBeUndefined();
  });

  it('lowers to one write', () => {
    expect(
      lower(
        glueCatalogOutput,
        to('parted', {
          connection: 'dev',
          path: 's3://bucket/${p}/',
          partitionKeys: ['MONTH'],
          mode: 'overwrite',
          compression: 'gzip',
          files: { $parameter: 'files' },
          updateBehavior: 'LOG'
        }),
        {
          ...given,
          parameters: { p: { type: 'string' }, files: { type: 'integer' } }
        }
      )
    ).toEqual([
      {
        op: 'write',
        id: 'n',
        nodeId: 'n',
        inputs: ['from1'],
        schema: columns(INPUT),
        sink: {
          kind: 'catalog',
          connection: 'dev',
          database: ['d'],
          table: ['parted'],
          path: ['s3://bucket/', { parameter: 'p' }, '/'],
          updateCatalog: true,
          updateBehavior: 'LOG',
          location: 's3://bucket/parted/',
          entry: { database: 'd', name: 'parted', table: parted }
        },
        format: 'parquet',
        formatOptions: {},
        compression: 'gzip',
        partitionKeys: ['month'],
        mode: 'overwrite',
        files: { parameter: 'files' }
      }
    ]);
  });

  it.each<[string, object, string[]]>([
    ['parted', {}, []],
    ['cut', {}, ['interrupted-overwrite /mode']],
    ['cut', { mode: 'overwrite' }, []],
    ['wide', {}, ['columns-removed? /updateBehavior']],
    ['wide', { updateBehavior: 'LOG' }, []],
    ['wide', { mode: 'partitions' }, []],
    // An overwrite gives the table the columns it writes, whatever it had.
    ['wide', { mode: 'overwrite' }, []],
    ['retyped', { mode: 'overwrite' }, []]
  ])('knows what becomes of table %s with %j', (table, more, expected) => {
    const cut = 's3://bucket/parted/_glueflow/0123abcd/';
    const text = 'origin string, delay double, tags array<string>';
    const some = {
      'd.parted': parted,
      'd.cut': { ...parted, location: cut },
      'd.wide': { ...parted, columns: columns(`${text}, older int`) },
      'd.retyped': { ...parted, columns: columns('origin int') }
    };
    expect(
      problems(
        glueCatalogOutput,
        {
          database: 'd',
          table,
          path: 's3://bucket/parted/',
          partitionKeys: ['month'],
          ...more
        },
        { inputs: { in: `${text}, month int` }, tables: some }
      )
    ).toEqual(expected);
  });

  it('needs partition keys to replace partitions', () => {
    expect(
      problems(
        glueCatalogOutput,
        { ...to('new'), mode: 'partitions' },
        { inputs, tables }
      )
    ).toEqual(['missing-partition-keys /partitionKeys']);
  });
});
