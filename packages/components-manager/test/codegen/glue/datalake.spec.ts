import { datalakeRequirements } from '../../../src/codegen/glue/datalake.js';
import { parseText } from '../../../src/document/text.js';
import { needsOf, withNeeds } from '../../../src/job/need.js';
import type { Operation } from '../../../src/plan/operation.js';

function read(format: string, rest: object = {}): Operation {
  return {
    op: 'read',
    id: 'n',
    nodeId: 'n',
    inputs: [],
    source: {
      kind: 'catalog',
      database: parseText('d'),
      table: parseText('t'),
      format,
      location: 's3://lake/d/t/',
      ...rest
    }
  };
}

/** The arguments of a job that reads tables of these formats, over those the person set. */
function argumentsOf(
  reads: Operation[],
  own: Record<string, string> = {}
): Record<string, string> {
  return withNeeds(own, needsOf(datalakeRequirements(reads)).needs);
}

describe('datalakeRequirements', () => {
  // https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html, "Enabling the Iceberg framework"
  it('gives Iceberg its jars and its catalog', () => {
    expect(argumentsOf([read('iceberg'), read('iceberg')])).toEqual({
      '--datalake-formats': 'iceberg',
      '--conf': [
        'spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
        'spark.sql.catalog.glue_catalog=org.apache.iceberg.spark.SparkCatalog',
        'spark.sql.catalog.glue_catalog.warehouse=s3://lake/',
        'spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog',
        'spark.sql.catalog.glue_catalog.io-impl=org.apache.iceberg.aws.s3.S3FileIO'
      ].join(' --conf ')
    });
  });

  it("reads Iceberg tables of another account's catalog", () => {
    const { needs } = needsOf(
      datalakeRequirements([
        read('iceberg', { catalogId: parseText('111122223333') })
      ])
    );
    expect(needs.conf['spark.sql.catalog.glue_catalog.glue.id']).toBe(
      '111122223333'
    );
  });

  // https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-delta-lake.html, "Enabling Delta Lake for AWS Glue"
  it('gives Delta Lake its extension, catalog and log store', () => {
    expect(argumentsOf([read('DELTA')])).toEqual({
      '--datalake-formats': 'delta',
      '--conf': [
        'spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension',
        'spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog',
        'spark.delta.logStore.class=org.apache.spark.sql.delta.storage.S3SingleDriverLogStore'
      ].join(' --conf ')
    });
  });

  // https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-hudi.html, "Enabling Hudi"
  it('gives Hudi its serializer', () => {
    expect(argumentsOf([read('hudi')])).toEqual({
      '--datalake-formats': 'hudi',
      '--conf': 'spark.serializer=org.apache.spark.serializer.KryoSerializer'
    });
  });

  it("joins several formats and the person's own settings", () => {
    const joined = argumentsOf([read('iceberg'), read('delta')], {
      '--datalake-formats': 'hudi',
      '--conf': 'spark.a=1'
    });
    expect(joined['--datalake-formats']).toBe('hudi,iceberg,delta');
    expect(joined['--conf']).toMatch(/^spark\.a=1 --conf spark\.sql\./);
    expect(joined['--conf']).toContain(
      'spark.sql.extensions=org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions,io.delta.sql.DeltaSparkSessionExtension --conf'
    );
  });

  it('asks nothing for files', () => {
    expect(argumentsOf([read('parquet')])).toEqual({});
  });
});
