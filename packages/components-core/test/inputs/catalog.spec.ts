import type { TableDescription } from '@glueflow/components-manager';
import { isDynamicRead } from '@glueflow/components-manager/codegen/glue/dynamic.js';
import { glueCatalogInput } from '../../src/inputs/catalog.js';
import {
  columns,
  configure,
  context,
  infer,
  lower,
  misfits,
  problems,
  show
} from '../context.js';

const flights: TableDescription = {
  columns: columns('Origin string, dep_delay int'),
  partitionKeys: columns('month int'),
  format: 'parquet',
  location: 's3://b/flights/'
};
const airlines: TableDescription = {
  columns: columns('carrier string, name string'),
  partitionKeys: [],
  format: 'csv',
  parameters: { 'skip.header.line.count': '1' },
  serdeParameters: { 'field.delim': ',' }
};
const tables = {
  'd.flights': flights,
  'd.airlines': airlines,
  'd.gone': 'missing' as const,
  'd.ice': { ...flights, format: 'iceberg' },
  'd.xml': { ...airlines, format: 'xml' },
  'd.regex': {
    ...airlines,
    serde: 'org.apache.hadoop.hive.serde2.RegexSerDe',
    serdeParameters: { 'input.regex': '(\\S+) (.*)' }
  },
  'd.open': {
    ...airlines,
    serde: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
    serdeParameters: {}
  },
  'd.json': {
    columns: columns('userid int, last_seen string'),
    partitionKeys: [],
    format: 'json',
    serde: 'org.openx.data.jsonserde.JsonSerDe',
    serdeParameters: { 'mapping.last_seen': 'last-seen' }
  },
  'd.three': {
    ...airlines,
    parameters: { 'skip.header.line.count': '3' }
  }
};
const of = (table: string, rest: object = {}): object => ({
  database: 'd',
  table,
  ...rest
});

describe('glueCatalogInput', () => {
  it('fills defaults in and refuses what is missing or not known', () => {
    expect(configure(glueCatalogInput, of('flights'))).toEqual({
      database: 'd',
      table: 'flights',
      bookmark: false,
      readMode: 'auto',
      inconsistentTypes: false
    });
    expect(misfits(glueCatalogInput, { tabel: 'x' })).toEqual([
      'missing-field /database',
      'missing-field /table',
      'unknown-field /tabel'
    ]);
  });

  it('names table and predicate on its card', () => {
    expect(
      glueCatalogInput.summary(
        configure(
          glueCatalogInput,
          of('flights', { partitionPredicate: 'month <=\n 3' })
        )
      )
    ).toBe('d.flights, month <= 3');
  });

  describe('#schema()', () => {
    it.each([
      [{}, 'Origin string, dep_delay int, month* int'],
      [{ columns: ['MONTH', 'origin'] }, 'month* int, Origin string']
    ])('with %j yields %s', (rest, expected) => {
      const result = infer(glueCatalogInput, of('flights', rest), { tables });
      expect(result.problems).toEqual([]);
      expect(show(result.schema)).toBe(expected);
    });

    it('uses the default of a parameter in a name', () => {
      const parameters = { t: { type: 'string' as const, default: 'lights' } };
      expect(
        show(
          infer(glueCatalogInput, of('f${t}'), { tables, parameters }).schema
        )
      ).toBe('Origin string, dep_delay int, month* int');
    });

    it.each<[string, string[], string | undefined]>([
      ['fligths', ['airlines', 'flights'], 'flights'],
      ['FLIGHT', ['airlines', 'flights'], 'flights'],
      // Too far off, but only one begins so.
      ['wea', ['airlines', 'weather_daily'], 'weather_daily'],
      ['wea', ['weather_daily', 'weather_hourly'], undefined],
      ['nothing', ['airlines', 'flights'], undefined]
    ])('for %j among %j offers %j', (name, names, near) => {
      const given = {
        tables: { [`d.${name}`]: 'missing' as const },
        names: { d: names }
      };
      const [problem] = infer(glueCatalogInput, of(name), given).problems;
      expect(problem).toMatchObject({ code: 'missing-table', path: '/table' });
      expect(/Did you mean “(.*?)”\?/.exec(problem.message)?.[1]).toBe(near);
      expect(problem.fix).toEqual(
        near && {
          title: `Use “${near}”`,
          path: '/nodes/n/config/table',
          value: near
        }
      );
    });

    it('offers no name in place of a parameter', () => {
      const [problem] = infer(glueCatalogInput, of('${t}s'), {
        tables: { 'd.fligths': 'missing' },
        names: { d: ['flights'] },
        parameters: { t: { type: 'string', default: 'fligth' } }
      }).problems;
      expect(problem.message).toContain('Did you mean “flights”?');
      expect(problem.fix).toBeUndefined();
    });

    it.each<[object, string[]]>([
      [of(''), ['missing-table /table', 'table-not-described? /table']],
      [of('gone'), ['missing-table /table']],
      [of('unasked'), ['table-not-described? /table']],
      [of('flights', { columns: ['orgin'] }), ['unknown-column /columns/0']],
      [
        of('flights', { columns: ['month', 'Month'] }),
        ['duplicate-column /columns/1']
      ],
      [
        of('flights', { partitionPredicate: 'dep_delay > 3' }),
        ['unknown-column /partitionPredicate']
      ],
      [
        of('airlines', { partitionPredicate: 'month = 1' }),
        ['not-partitioned /partitionPredicate']
      ],
      [
        of('airlines', { catalogPartitionPredicate: 'month = 1' }),
        ['not-partitioned /catalogPartitionPredicate']
      ],
      [
        of('flights', { readMode: 'dataFrame', bookmark: true }),
        ['read-mode-conflict /readMode']
      ],
      [
        of('flights', { groupFiles: 'inPartition' }),
        ['grouping-unsupported? /groupFiles']
      ],
      [
        of('ice', { readMode: 'dynamicFrame' }),
        ['aws-only? /table', 'read-mode-conflict /readMode']
      ],
      [
        of('ice', { bookmark: true }),
        ['aws-only? /table', 'read-mode-conflict /bookmark']
      ],
      [of('three'), ['serde-unsupported /table']],
      [of('regex'), ['serde-unsupported /table']],
      [
        of('xml', { readMode: 'dataFrame' }),
        ['aws-only? /table', 'read-mode-conflict /readMode']
      ],
      [of('open'), []],
      [of('open', { readMode: 'dataFrame' }), ['read-mode-conflict /readMode']],
      [of('json', { malformed: 'keep' }), []],
      [of('json', { malformed: 'null' }), ['malformed-unsupported /malformed']],
      [
        of('json', { malformed: 'fail', bookmark: true }),
        ['malformed-unsupported /malformed']
      ],
      [
        of('airlines', { malformed: 'drop' }),
        ['malformed-unsupported /malformed']
      ],
      [
        of('flights', { malformed: 'drop' }),
        ['malformed-unsupported /malformed']
      ]
    ])('finds what is wrong with %j', (config, expected) => {
      expect(problems(glueCatalogInput, config, { tables })).toEqual(expected);
    });

    it('names the region and account that were asked', () => {
      const given = { tables: { 'd.t': 'missing' as const }, lacking: 'd' };
      const { sources, ...rest } = context(given);
      const at = glueCatalogInput.schema(
        configure(glueCatalogInput, of('t'), given),
        {
          ...rest,
          sources: {
            ...sources,
            place: () => ({ region: 'eu-west-1', account: '111122223333' })
          }
        }
      );
      expect(at.problems[0].message).toBe(
        'There is no database “d” in the Data Catalog of eu-west-1 (account 111122223333). Choose another, or create it first; if it is in another region, name that region.'
      );
    });

    it('says which partition keys there are', () => {
      const [problem] = infer(
        glueCatalogInput,
        of('flights', { partitionPredicate: 'mont = 3' }),
        { tables }
      ).problems;
      expect(problem.message).toContain('month');
      expect(problem.fix?.path).toBe('/nodes/n/config/partitionPredicate');
    });
  });

  describe('#lower()', () => {
    it('reads with what the caller knows of the table', () => {
      expect(
        lower(
          glueCatalogInput,
          of('flights', {
            connection: 'dev',
            catalogId: '123456789012',
            partitionPredicate: 'month <= ${last}',
            columns: ['origin', 'month']
          }),
          { tables, parameters: { last: { type: 'integer' } } }
        )
      ).toEqual([
        {
          op: 'read',
          id: 'n',
          nodeId: 'n',
          inputs: [],
          schema: columns('Origin string, month* int'),
          source: {
            kind: 'catalog',
            connection: 'dev',
            catalogId: ['123456789012'],
            database: ['d'],
            table: ['flights'],
            partitionPredicate: ['month <= ', { parameter: 'last' }],
            partitionKeys: flights.partitionKeys,
            format: 'parquet',
            location: 's3://b/flights/',
            readerOptions: {},
            entry: { database: 'd', name: 'flights', table: flights }
          },
          columns: ['Origin', 'month']
        }
      ]);
    });

    it('tells the reader of a CSV table what the catalog says', () => {
      expect(
        lower(glueCatalogInput, of('airlines'), { tables })[0]
      ).toMatchObject({
        source: {
          readerOptions: { header: 'true', sep: ',' },
          texts: { columns: ['carrier', 'name'], nullText: '\\N' }
        }
      });
    });

    it('tells the reader of a JSON table its keys', () => {
      expect(lower(glueCatalogInput, of('json'), { tables })[0]).toMatchObject({
        source: { keys: { last_seen: 'last-seen' } }
      });
    });

    it('adds the column that malformed records are kept in', () => {
      expect(
        lower(
          glueCatalogInput,
          of('json', { malformed: 'keep', columns: ['userid'] }),
          { tables }
        )[0]
      ).toMatchObject({
        malformed: 'keep',
        columns: ['userid', '_corrupt_record'],
        schema: columns('userid int, _corrupt_record string')
      });
    });

    it.each(['open', 'xml'])('leaves table %s to AWS Glue', table => {
      const [read] = lower(glueCatalogInput, of(table), { tables });
      expect(read.op === 'read' && isDynamicRead(read)).toBe(true);
    });

    it('hands on what a DynamicFrame is asked for', () => {
      expect(
        lower(
          glueCatalogInput,
          of('airlines', {
            bookmark: true,
            groupFiles: 'inPartition',
            groupSize: { $parameter: 'size' },
            inconsistentTypes: true
          }),
          { tables, parameters: { size: { type: 'integer' } } }
        )[0]
      ).toMatchObject({
        hints: {
          glue: {
            bookmark: true,
            groupFiles: 'inPartition',
            groupSize: { parameter: 'size' },
            inconsistentTypes: true
          }
        }
      });
    });
  });
});
