import {
  JOB_PROPERTIES,
  type JobAnnotation,
  type JobSettingSchema
} from './job.js';
import type { FromSchema, ObjectSchema } from './schema.js';

type Properties = typeof JOB_PROPERTIES;

/** The name of a job setting. */
export type JobSettingName = keyof Properties;

/** Settings that have a default and may be absent nevertheless: a job without a folder within its bucket. */
type MayBeAbsent = 'prefix';

type WithDefault = {
  [K in JobSettingName]: Properties[K] extends { readonly default: unknown }
    ? K
    : never;
}[JobSettingName];

/**
 * Everything a Glue Spark ETL job can be given, by the names people see in AWS Glue, in the document's `job`. What each setting means
 * stands in `JOB_SETTINGS_SCHEMA`.
 *
 * Source: AWS Glue API, CreateJob and JobUpdate.
 */
export type JobSettings = {
  [K in Exclude<WithDefault, MayBeAbsent>]: FromSchema<Properties[K]>;
} & {
  [
    K in Exclude<JobSettingName, Exclude<WithDefault, MayBeAbsent>>
  ]?: FromSchema<Properties[K]>;
};

/** The JSON Schema of a document's job settings; each may be absent there. */
export const JOB_SETTINGS_SCHEMA: ObjectSchema & {
  readonly properties: Readonly<Record<JobSettingName, JobSettingSchema>>;
} = { title: 'Job settings', type: 'object', properties: JOB_PROPERTIES };

/** Every job setting with its schema, in the order of `JOB_SETTINGS_SCHEMA`. */
export const JOB_SETTINGS = Object.entries(JOB_SETTINGS_SCHEMA.properties) as [
  JobSettingName,
  JobSettingSchema
][];

/** The names of all job settings. */
export const JOB_SETTING_NAMES: ReadonlySet<string> = new Set(
  Object.keys(JOB_PROPERTIES)
);

/** Return the schema of a job setting. */
export function jobSetting(name: JobSettingName): JobSettingSchema {
  return JOB_SETTINGS_SCHEMA.properties[name];
}

/** A setting that switches something a deployment adds. */
export type SwitchName = {
  [K in JobSettingName]: Properties[K]['x-job'] extends { without: string }
    ? K
    : never;
}[JobSettingName];

/** The settings that a deployment adds arguments for by itself, by the name that `--without` takes. */
export const ADDED_BY_DEFAULT: Readonly<Record<string, SwitchName>> =
  Object.fromEntries(
    JOB_SETTINGS.flatMap(
      ([
        name,
        {
          'x-job': { without }
        }
      ]) => (without === undefined ? [] : [[without, name as SwitchName]])
    )
  );

/** The options of the command line that stand for one job setting each, by the names of a request's fields. */
export type JobSettingOptions = {
  [
    K in JobSettingName as Properties[K]['x-job'] extends {
      option: { name: infer N extends string };
    }
      ? N
      : never
  ]?: FromSchema<Properties[K]>;
};

/** Return the job settings that have an option of their own: `[setting, schema, option]`. */
export function settingsWithOption(): [
  JobSettingName,
  JobSettingSchema,
  NonNullable<JobAnnotation['option']> & { name: keyof JobSettingOptions }
][] {
  return JOB_SETTINGS.flatMap(([name, schema]) => {
    const { option } = schema['x-job'];
    return option === undefined
      ? []
      : [
          [
            name,
            schema,
            { ...option, name: option.name as keyof JobSettingOptions }
          ]
        ];
  });
}
