import type { TableDescription } from '@glueflow/components-manager';
import { glueCatalogInput } from '../../src/inputs/catalog.js';
import { glueCatalogOutput } from '../../src/outputs/catalog.js';
import { columns, limits, problems } from '../context.js';

const files: TableDescription = {
  columns: columns('id bigint'),
  partitionKeys: [],
  format: 'parquet',
  type: 'EXTERNAL_TABLE',
  location: 's3://b/t/'
};
const projected: TableDescription = {
  ...files,
  partitionKeys: columns('day string'),
  parameters: { 'projection.enabled': 'TRUE', useGlueParquetWriter: 'true' }
};
const tables: Record<string, TableDescription> = {
  'd.files': files,
  'd.iceberg': { ...files, format: 'iceberg' },
  'd.delta': { ...files, format: 'delta' },
  'd.hudi': { ...files, format: 'hudi' },
  'd.xml': { ...files, format: 'xml' },
  'd.lance': { ...files, format: 'lance' },
  'd.view': { ...files, format: undefined, type: 'VIRTUAL_VIEW' },
  'd.athena': {
    ...files,
    type: undefined,
    parameters: { presto_view: 'true' }
  },
  'd.link': {
    ...files,
    location: undefined,
    format: undefined,
    link: { catalogId: '111122223333', database: 'issues', table: 'customers' }
  },
  'd.federated': { ...files, federated: 'orders_db' },
  'd.stream': { ...files, parameters: { typeOfData: 'kinesis' } },
  'd.dynamo': {
    ...files,
    parameters: { storage_handler: 'org.apache.hadoop.hive.DynamoDB' }
  },
  'd.symlink': {
    ...files,
    inputFormat: 'org.apache.hadoop.hive.ql.io.SymlinkTextInputFormat'
  },
  'd.nowhere': { ...files, location: '' },
  'd.unclassified': { ...files, format: 'csv', unclassified: true },
  'd.projected': projected,
  'd.empty': { ...projected, hasPartitions: false },
  'd.guarded': { ...files, lakeFormation: true },
  "d.it's": { ...files, unclassified: true }
};

/** The problems of a read that a table's kind gives. */
const read = (table: string): string[] =>
  problems(glueCatalogInput, { database: 'd', table }, { tables });

const said = (table: string): string =>
  limits(glueCatalogInput, { database: 'd', table }, { tables })
    .map(({ message }) => message)
    .join('\n');

describe('readTableProblems', () => {
  it.each([
    ['files', []],
    ['iceberg', ['aws-only? /table']],
    ['delta', ['aws-only? /table']],
    ['hudi', ['aws-only? /table']],
    ['xml', ['aws-only? /table']],
    ['lance', ['lance-table /table']],
    ['view', ['view /table']],
    ['athena', ['view /table']],
    ['link', ['resource-link /table']],
    ['federated', ['federated-table /table']],
    ['stream', ['stream-table /table']],
    ['dynamo', ['foreign-table /table']],
    ['symlink', ['manifest-table /table']],
    ['nowhere', ['no-location /table']],
    ['unclassified', ['no-classification /table']],
    ['projected', ['partition-projection? /table']],
    ['empty', ['partition-projection /table']],
    // https://docs.aws.amazon.com/glue/latest/dg/security-lf-enable.html
    ['guarded', ['lake-formation? /table']]
  ])('of %s are %j', (table, expected) => {
    expect(read(table)).toEqual(expected);
  });

  it('names the kind and the remedy', () => {
    expect(said('iceberg')).toContain('an Apache Iceberg table');
    expect(said('delta')).toContain('a Delta Lake table');
    expect(said('link')).toBe(
      "Table “d.link” is a resource link to “issues.customers” in account 111122223333 that can't be followed with these credentials, which AWS Glue can't read as a table. Grant DESCRIBE and SELECT on the target in AWS Lake Formation, or choose the target table itself."
    );
    expect(said('empty')).toContain('AWS Glue finds no rows');
  });

  // https://docs.aws.amazon.com/athena/latest/ug/glue-best-practices.html
  it('gives the statement and the command that set a classification', () => {
    expect(said('unclassified')).toContain(
      "ALTER TABLE `d`.`unclassified` SET TBLPROPERTIES ('classification'='csv');"
    );
    expect(said('unclassified')).toContain(
      'aws glue get-table --database-name d --name unclassified --query Table'
    );
    expect(said("it's")).toContain(`--name 'it'\\''s' `);
  });
});

describe('writeTableProblems', () => {
  const write = (table: string, rest: object = {}): string[] =>
    problems(
      glueCatalogOutput,
      { database: 'd', table, ...rest },
      { tables, inputs: { in: 'id bigint, day string' } }
    );
  it.each(['iceberg', 'delta', 'hudi'])(
    'keeps files out of a table in the format %s',
    table => {
      expect(write(table)).toEqual(['open-table-format /table']);
    }
  );
  it.each([
    ['view', ['view /table']],
    ['lance', ['lance-table /table']],
    ['federated', ['federated-table /table']]
  ])('keeps files out of %s', (table, expected) => {
    expect(write(table)).toEqual(expected);
  });

  it('refuses to overwrite a table whose partitions Athena projects', () => {
    const rest = { partitionKeys: ['day'] };
    expect(write('projected', rest)).toEqual([]);
    expect(write('projected', { ...rest, mode: 'overwrite' })).toEqual([
      'partition-projection /mode'
    ]);
  });
});
