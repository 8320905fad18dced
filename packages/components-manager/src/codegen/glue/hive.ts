import { HIVE_CATALOG } from '../../job/need.js';
import type { ScriptRequirement } from '../../requirement/requirement.js';
import type { Operation } from '../../plan/operation.js';
import { descriptorOf } from '../../plan/operations/index.js';
import { outsideSources } from '../../plan/outside.js';

/** Words by which Custom PySpark may reach tables by name: the session and all that leads to it, and what takes a table's name. */
const CATALOG_WORD =
  /(?<![\p{L}\p{N}_])(spark\w*|sqlContext|sql_ctx|HiveContext|SQLContext|glue\w*|table|saveAsTable|insertInto|writeTo)(?![\p{L}\p{N}_])/iu;

/**
 * Return whether an operation asks Spark's session catalog for tables, which is the Data Catalog only with `--enable-glue-datacatalog`:
 * Custom PySpark that may name one, and SQL that reads more than its inputs.
 *
 * With that argument Spark asks for the databases `default` and `global_temp`, so that a job that does not need it must not have it
 * where Lake Formation guards them. The rule errs on the side of the argument.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-data-catalog-hive.
 */
export function asksHiveCatalog(operation: Operation): boolean {
  const code = descriptorOf(operation).code(operation);
  return code?.language === 'python'
    ? CATALOG_WORD.test(code.source)
    : outsideSources(operation).some(({ kind }) => kind !== 'files');
}

/** The Data Catalog as Spark's Hive metastore. */
export const HIVE_REQUIREMENT: ScriptRequirement = {
  id: 'glueflow/hive-catalog',
  reason:
    'SQL or code of the pipeline may name tables of the Data Catalog, which Spark then knows as its own.',
  arguments: { [HIVE_CATALOG]: 'true' }
};
