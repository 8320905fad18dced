import type { Table } from '@aws-sdk/client-glue';
import { describeTable, tableFormat } from '../src/index.js';

const FLIGHTS: Table = {
  DatabaseName: 'nycflights',
  Name: 'flights',
  Description: 'Flights',
  Owner: 'someone',
  TableType: 'EXTERNAL_TABLE',
  VersionId: '3',
  CatalogId: '123456789012',
  CreateTime: new Date(0),
  UpdateTime: new Date(1000),
  PartitionKeys: [{ Name: 'month', Type: 'int' }],
  Parameters: { classification: 'parquet' },
  StorageDescriptor: {
    Location: 's3://bucket/flights/',
    InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    OutputFormat: 'out',
    SerdeInfo: {
      SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      Parameters: { separatorChar: ';' }
    },
    Columns: [
      { Name: 'carrier', Type: 'string', Comment: 'Code' },
      { Name: 'legs', Type: 'array<struct<from:string,miles:decimal(10,2)>>' },
      { Name: 'odd', Type: 'geometry<4326' }
    ]
  }
};

describe('describeTable', () => {
  it('maps columns, keys, format, place and parameters', () => {
    expect(describeTable(FLIGHTS)).toEqual({
      database: 'nycflights',
      name: 'flights',
      description: 'Flights',
      owner: 'someone',
      type: 'EXTERNAL_TABLE',
      format: 'parquet',
      location: 's3://bucket/flights/',
      inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
      outputFormat: 'out',
      serde: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
      version: '3',
      catalogId: '123456789012',
      created: '1970-01-01T00:00:00.000Z',
      updated: '1970-01-01T00:00:01.000Z',
      parameters: { classification: 'parquet' },
      serdeParameters: { separatorChar: ';' },
      columns: [
        { name: 'carrier', type: { kind: 'string' }, comment: 'Code' },
        {
          name: 'legs',
          type: {
            kind: 'array',
            element: {
              kind: 'struct',
              fields: [
                { name: 'from', type: { kind: 'string' } },
                {
                  name: 'miles',
                  type: { kind: 'decimal', precision: 10, scale: 2 }
                }
              ]
            }
          }
        },
        { name: 'odd', type: { kind: 'unknown' } }
      ],
      partitionKeys: [{ name: 'month', type: { kind: 'int' } }],
      unreadableTypes: { odd: 'geometry<4326' }
    });
  });

  it('takes a table that says nothing', () => {
    expect(describeTable({ Name: 'view' })).toEqual({
      database: '',
      name: 'view',
      columns: [],
      partitionKeys: [],
      parameters: {},
      serdeParameters: {}
    });
  });
});

describe('tableFormat', () => {
  const serde = (SerializationLibrary: string): Partial<Table> => ({
    StorageDescriptor: { SerdeInfo: { SerializationLibrary } }
  });
  it.each<[string | undefined, Partial<Table>]>([
    [
      'iceberg',
      { Parameters: { table_type: 'ICEBERG', classification: 'parquet' } }
    ],
    ['iceberg', { Parameters: { table_type: 'iceberg' } }],
    ['iceberg', serde('org.apache.iceberg.mr.hive.HiveIcebergSerDe')],
    [
      'hudi',
      {
        Parameters: { classification: 'parquet' },
        StorageDescriptor: {
          InputFormat: 'org.apache.hudi.hadoop.HoodieParquetInputFormat'
        }
      }
    ],
    ['delta', { Parameters: { 'spark.sql.sources.provider': 'delta' } }],
    ['delta', { Parameters: { classification: 'Delta' } }],
    ['parquet', { Parameters: { classification: 'glueparquet' } }],
    ['csv', { Parameters: { classification: 'CSV' } }],
    [
      'csv',
      {
        Parameters: { classification: 'UNKNOWN' },
        ...serde('org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe')
      }
    ],
    ['json', serde('org.openx.data.jsonserde.JsonSerDe')],
    ['orc', serde('org.apache.hadoop.hive.ql.io.orc.OrcSerde')],
    [
      'avro',
      {
        StorageDescriptor: {
          InputFormat:
            'org.apache.hadoop.hive.ql.io.avro.AvroContainerInputFormat'
        }
      }
    ],
    ['parquet', { Parameters: { 'spark.sql.sources.provider': 'parquet' } }],
    [undefined, {}]
  ])('finds %s', (format, table) => {
    expect(tableFormat({ Name: 't', ...table })).toBe(format);
  });
});
