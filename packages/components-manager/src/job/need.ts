import type {
  RequiredAction,
  ScriptRequirement
} from '../requirement/requirement.js';
import { CONF, CONF_LISTS, joinConf, joinList, parseConf } from './conf.js';

/**
 * What a script needs of the job that runs it, deduplicated: it goes into the job's settings beside what the person set.
 *
 * Source: AWS Glue developer guide, aws-glue-programming-etl-glue-arguments.
 */
export interface JobNeeds {
  /** Job arguments: `--name` to value. */
  arguments: Readonly<Record<string, string>>;
  /** Properties of Spark (`--conf`), by name. */
  conf: Readonly<Record<string, string>>;
  /** Jar files in S3 (`--extra-jars`). */
  jars: readonly string[];
  /** Packages as pip names them (`--additional-python-modules`). */
  pythonModules: readonly string[];
  /** Names of AWS Glue connections. */
  glueConnections: readonly string[];
  /** What the job's IAM role must be allowed. */
  actions: readonly RequiredAction[];
  /** Why an argument or an IAM action is there, by its name. */
  reasons: Readonly<Record<string, string>>;
}

/** Needs nothing. */
export const NO_NEEDS: JobNeeds = {
  arguments: {},
  conf: {},
  jars: [],
  pythonModules: [],
  glueConnections: [],
  actions: [],
  reasons: {}
};

/**
 * Return what requirements want of a job, and a sentence for each two that can't both be met: an argument or a property of Spark with two
 * values. Lists (`--datalake-formats`, `spark.sql.extensions`) get the items of all.
 */
export function needsOf(requirements: readonly ScriptRequirement[]): {
  needs: JobNeeds;
  conflicts: string[];
} {
  const conflicts: string[] = [];
  const args: Record<string, string> = {};
  const conf: Record<string, string> = {};
  const reasons: Record<string, string> = {};
  const owners = new Map<string, string>();
  const put = (
    into: Record<string, string>,
    name: string,
    value: string,
    id: string,
    isList: boolean
  ): void => {
    const before = Object.hasOwn(into, name) ? into[name] : undefined;
    if (before !== undefined && isList) {
      into[name] = joinList(before, value);
    } else if (before === undefined) {
      into[name] = value;
      owners.set(name, id);
    } else if (before !== value) {
      conflicts.push(
        `“${owners.get(name)}” needs ${name} to be ${before}, “${id}” needs ${value}`
      );
    }
  };
  for (const each of requirements) {
    for (const [name, value] of Object.entries(each.arguments ?? {})) {
      put(args, name, value, each.id, LIST_ARGUMENTS.has(name));
      reasons[name] ??= each.reason;
    }
    for (const { action } of each.actions ?? []) {
      reasons[action] ??= each.reason;
    }
    for (const [name, value] of Object.entries(each.conf ?? {})) {
      put(conf, name, value, each.id, CONF_LISTS.has(name));
    }
  }
  const all = <T>(pick: (each: ScriptRequirement) => readonly T[]): T[] => [
    ...new Map(
      requirements.flatMap(pick).map(item => [JSON.stringify(item), item])
    ).values()
  ];
  return {
    needs: {
      arguments: args,
      conf,
      jars: all(each => each.jars ?? []),
      pythonModules: all(each => each.pythonModules ?? []),
      glueConnections: all(each => each.glueConnections ?? []),
      actions: all(each => each.actions ?? []),
      reasons
    },
    conflicts
  };
}

/** The argument that makes the Data Catalog Spark's Hive metastore. */
export const HIVE_CATALOG = '--enable-glue-datacatalog';
/** The argument that loads the jars of data lake formats. */
export const DATALAKE_FORMATS = '--datalake-formats';
/** The argument that names jars in S3, separated by commas. */
export const EXTRA_JARS = '--extra-jars';
/** The argument that names Python packages, separated by commas. */
export const PYTHON_MODULES = '--additional-python-modules';

/** Arguments that are lists, separated by commas: what several sides set is joined. */
const LIST_ARGUMENTS: ReadonlySet<string> = new Set([
  DATALAKE_FORMATS,
  EXTRA_JARS,
  PYTHON_MODULES
]);

/**
 * Return a job's arguments with those that its script needs. The person's own win, but for lists (`--conf`, `--datalake-formats`, `--extra-jars`, `--additional-python-modules`), which
 * get both.
 */
export function withNeeds(
  own: Readonly<Record<string, string>>,
  needs: JobNeeds
): Record<string, string> {
  const result = { ...own };
  const wanted = {
    ...needs.arguments,
    ...(needs.jars.length > 0 ? { [EXTRA_JARS]: needs.jars.join(',') } : {}),
    ...(needs.pythonModules.length > 0
      ? { [PYTHON_MODULES]: needs.pythonModules.join(',') }
      : {})
  };
  for (const [name, value] of Object.entries(wanted)) {
    if (LIST_ARGUMENTS.has(name)) {
      result[name] = joinList(own[name] ?? '', value);
    } else {
      result[name] ??= value;
    }
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
 * Return the arguments of a run with the lists of the job's own (`--conf`, `--datalake-formats`, `--extra-jars`, `--additional-python-modules`) joined to those that the run gives: an
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
  for (const name of LIST_ARGUMENTS) {
    const own = job[name];
    if (run[name] !== undefined && own !== undefined) {
      result[name] = joinList(run[name], own);
    }
  }
  return result;
}
