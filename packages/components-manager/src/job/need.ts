import { CONF, joinConf, joinList, parseConf } from './conf.js';

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

/**
 * Return a job's fixed arguments with what its script needs: lists that are there get it too, because a fixed argument stands over the
 * default one of its name as a whole. Nothing is added that is not there.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-arguments: NonOverridableArguments stand over Arguments of a run, and
 * those over DefaultArguments.
 */
export function fixedWithNeeds(
  fixed: Readonly<Record<string, string>>,
  needs: JobNeeds
): Record<string, string> {
  const joined = withNeeds(fixed, needs);
  return Object.fromEntries(
    Object.keys(fixed).map(name => [name, joined[name]])
  );
}

/**
 * Return the arguments of a run with the lists of the job's own (`--conf`, `--datalake-formats`) joined to those that the run gives: an
 * argument of a run stands over the job's of its name as a whole, and what the job needs would be lost.
 *
 * @param job - The job's default arguments.
 */
export function runWithJob(
  run: Readonly<Record<string, string>>,
  job: Readonly<Record<string, string>>
): Record<string, string> {
  const result = { ...run };
  if (run[CONF] !== undefined && job[CONF] !== undefined) {
    result[CONF] = joinConf(
      run[CONF],
      Object.fromEntries(parseConf(job[CONF]))
    );
  }
  const formats = job[DATALAKE_FORMATS];
  if (run[DATALAKE_FORMATS] !== undefined && formats !== undefined) {
    result[DATALAKE_FORMATS] = joinList(run[DATALAKE_FORMATS], formats);
  }
  return result;
}
