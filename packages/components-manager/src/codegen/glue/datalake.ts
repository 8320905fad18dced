import { isReference } from '../../document/text.js';
import { joinList } from '../../job/conf.js';
import type { JobNeeds } from '../../job/need.js';
import type { CatalogSource, Operation } from '../../plan/operation.js';

/**
 * Return what a job needs to read tables in the formats of data lakes: their jars, and the properties of Spark by which it finds them.
 *
 * Sources: AWS Glue developer guide, aws-glue-programming-etl-format-iceberg, aws-glue-programming-etl-format-delta-lake and
 * aws-glue-programming-etl-format-hudi ("Enabling …": `--datalake-formats` and `--conf`).
 */
export function datalakeNeeds(
  operations: readonly Operation[]
): Pick<JobNeeds, 'datalakeFormats' | 'conf'> {
  const datalakeFormats: string[] = [];
  const conf: Record<string, string> = {};
  for (const operation of operations) {
    if (operation.op !== 'read' || operation.source.kind !== 'catalog') {
      continue;
    }
    const { source } = operation;
    const format = source.format?.toLowerCase() ?? '';
    const properties = PROPERTIES.get(format)?.(source);
    if (!properties) {
      continue;
    }
    if (!datalakeFormats.includes(format)) {
      datalakeFormats.push(format);
    }
    for (const [name, value] of Object.entries(properties)) {
      conf[name] =
        name === EXTENSIONS
          ? joinList(conf[name] ?? '', value)
          : (conf[name] ?? value);
    }
  }
  return { datalakeFormats, conf };
}

const EXTENSIONS = 'spark.sql.extensions';
const ICEBERG = 'spark.sql.catalog.glue_catalog';

const PROPERTIES = new Map<
  string,
  (source: CatalogSource) => Record<string, string>
>([
  [
    'iceberg',
    source => ({
      [EXTENSIONS]:
        'org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions',
      [ICEBERG]: 'org.apache.iceberg.spark.SparkCatalog',
      // Needed by the catalog, though only tables that a script would create go there.
      [`${ICEBERG}.warehouse`]: bucketOf(source),
      [`${ICEBERG}.catalog-impl`]: 'org.apache.iceberg.aws.glue.GlueCatalog',
      [`${ICEBERG}.io-impl`]: 'org.apache.iceberg.aws.s3.S3FileIO',
      ...accountOf(source)
    })
  ],
  [
    'delta',
    () => ({
      [EXTENSIONS]: 'io.delta.sql.DeltaSparkSessionExtension',
      'spark.sql.catalog.spark_catalog':
        'org.apache.spark.sql.delta.catalog.DeltaCatalog',
      'spark.delta.logStore.class':
        'org.apache.spark.sql.delta.storage.S3SingleDriverLogStore'
    })
  ],
  [
    'hudi',
    () => ({ 'spark.serializer': 'org.apache.spark.serializer.KryoSerializer' })
  ]
]);

function bucketOf({ location = '' }: CatalogSource): string {
  return /^s3[an]?:\/\/[^/]+/.exec(location)?.[0].concat('/') ?? location;
}

/** The account whose catalog has the table, where it is not the job's own and stands in the pipeline. */
function accountOf({ catalogId = [] }: CatalogSource): Record<string, string> {
  const known = catalogId.every(part => !isReference(part));
  return catalogId.length > 0 && known
    ? { [`${ICEBERG}.glue.id`]: catalogId.join('') }
    : {};
}
