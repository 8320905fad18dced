import { JOB_SETTINGS, type JobSettings } from '@glueflow/contract';
import { readsThroughS3a } from './version.js';
import { CONF, parseConf } from './conf.js';
import { DATALAKE_FORMATS, type JobNeeds } from './need.js';

/** The property that tells Spark's S3 client the region of the buckets. */
export const S3_REGION = 'spark.hadoop.fs.s3a.endpoint.region';

/** An argument that a deployment adds by itself, and why. */
export interface AddedArgument {
  name: string;
  value: string;
  /** A sentence for a person. */
  why: string;
  /** The setting that switches it off. Absent: the script needs it. */
  setting?: string;
}

/** What a job in production wants and AWS Glue does not set by itself. */
const WHY: readonly Omit<AddedArgument, 'value'>[] = JOB_SETTINGS.flatMap(
  ([
    ,
    {
      'x-job': { added }
    }
  ]) =>
    added === undefined
      ? []
      : [{ name: added.argument, setting: added.setting, why: added.why }]
);

/**
 * Return the properties that tell Spark's S3 client the region of a job, none where the version has no S3A, the setting is off, or the
 * person's own `--conf` names a region.
 *
 * Without a region S3A takes us-east-2, and requests from a VPC elsewhere time out.
 *
 * Source: AWS Glue developer guide, migrating-version-51.
 */
export function s3RegionConf(
  settings: JobSettings,
  region: string | undefined
): Record<string, string> {
  const { defaultArguments, nonOverridableArguments } = settings;
  const own = [defaultArguments, nonOverridableArguments].flatMap(each => [
    ...parseConf(each[CONF] ?? '').keys()
  ]);
  const isNamed = own.some(
    name => name.replace(/^spark\.hadoop\./, '') === S3A
  );
  return region && wantsS3Region(settings) && !isNamed
    ? { [S3_REGION]: region }
    : {};
}

const S3A = S3_REGION.replace(/^spark\.hadoop\./, '');

function wantsS3Region({ s3Region, glueVersion }: JobSettings): boolean {
  return s3Region && readsThroughS3a(glueVersion);
}

/**
 * Return what a deployment adds to a job beside the person's settings, in the order a person would read it.
 *
 * @param args - The arguments of the finished job.
 * @param region - The region, where it is known; otherwise the text says that the deployment finds it.
 */
export function addedArguments(
  settings: JobSettings,
  args: Readonly<Record<string, string>>,
  needs: JobNeeds,
  region?: string
): AddedArgument[] {
  const own = {
    ...settings.defaultArguments,
    ...settings.nonOverridableArguments
  };
  const conf = s3RegionConf(settings, region || 'the region of the deployment');
  const added: AddedArgument[] = Object.entries(conf).map(([name, value]) => ({
    name: `${CONF} ${name}`,
    value,
    why: 'Without it Spark’s S3 client takes us-east-2: requests from a VPC elsewhere time out.',
    setting: 's3Region'
  }));
  for (const each of WHY) {
    if (Object.hasOwn(args, each.name) && !Object.hasOwn(own, each.name)) {
      added.push({ ...each, value: args[each.name] });
    }
  }
  for (const [name, value] of Object.entries(needs.arguments)) {
    // Those of the formats of data lakes come with the tables read.
    if (name !== DATALAKE_FORMATS && !Object.hasOwn(own, name)) {
      added.push({ name, value, why: needs.reasons[name] ?? '' });
    }
  }
  return added;
}
