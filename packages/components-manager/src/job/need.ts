import { CONF, joinConf, joinList } from './conf.js';

/**
 * What a script needs of the job that runs it, deduplicated: it goes into the job's arguments beside what the person set.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-arguments.
 */
export interface JobNeeds {
  /** The Data Catalog as Spark's Hive metastore (`--enable-glue-datacatalog`). */
  hiveCatalog: boolean;
  /** Data lake formats (`--datalake-formats`): `iceberg`, `delta`, `hudi`. */
  datalakeFormats: readonly string[];
  /** Properties of Spark (`--conf`), by name. */
  conf: Readonly<Record<string, string>>;
}

/** Needs nothing. */
export const NO_NEEDS: JobNeeds = {
  hiveCatalog: false,
  datalakeFormats: [],
  conf: {}
};

/** The argument that makes the Data Catalog Spark's Hive metastore. */
export const HIVE_CATALOG = '--enable-glue-datacatalog';
/** The argument that loads the jars of data lake formats. */
export const DATALAKE_FORMATS = '--datalake-formats';

/**
 * Return a job's arguments with those that its script needs. The person's own win, but for lists (`--conf`, `--datalake-formats`), which
 * get both.
 */
export function withNeeds(
  own: Readonly<Record<string, string>>,
  needs: JobNeeds
): Record<string, string> {
  const result = { ...own };
  if (needs.hiveCatalog) {
    result[HIVE_CATALOG] ??= 'true';
  }
  if (needs.datalakeFormats.length > 0) {
    result[DATALAKE_FORMATS] = joinList(
      own[DATALAKE_FORMATS] ?? '',
      needs.datalakeFormats.join(',')
    );
  }
  const conf = joinConf(own[CONF] ?? '', needs.conf);
  if (conf !== '') {
    result[CONF] = conf;
  }
  return result;
}
