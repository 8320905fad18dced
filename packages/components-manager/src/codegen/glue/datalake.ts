import { isReference } from '../../document/text.js';
import { DATALAKE_FORMATS } from '../../job/need.js';
import type { CatalogSource, Operation } from '../../plan/operation.js';
import { OPEN_TABLE_FORMATS } from '../../plan/tableformat.js';
import type { ScriptRequirement } from '../../requirement/requirement.js';

/**
 * Return what a job needs to read tables in the formats of data lakes: their jars, and the properties of Spark by which it finds them.
 *
 * Sources: AWS Glue developer guide, aws-glue-programming-etl-format-iceberg, aws-glue-programming-etl-format-delta-lake and
 * aws-glue-programming-etl-format-hudi ("Enabling …": `--datalake-formats` and `--conf`).
 */
export function datalakeRequirements(
  operations: readonly Operation[]
): ScriptRequirement[] {
  const found = new Map<string, ScriptRequirement>();
  for (const operation of operations) {
    if (operation.op !== 'read' || operation.source.kind !== 'catalog') {
      continue;
    }
    const { source } = operation;
    const format = source.format?.toLowerCase() ?? '';
    const conf = PROPERTIES.get(format)?.(source);
    if (conf) {
      found.set(format, {
        id: `glueflow/${format}`,
        reason: `The script reads ${OPEN_TABLE_FORMATS.get(format)} tables.`,
        arguments: { [DATALAKE_FORMATS]: format },
        // Of two tables the first decides, but for what only the second has.
        conf: { ...conf, ...found.get(format)?.conf }
      });
    }
  }
  return [...found.values()];
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
