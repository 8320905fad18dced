import { isObject } from '../document/json.js';
import { pointer } from '../problem.js';
import { JOB_DEFAULTS } from './defaults.js';
import { kebab, show, type Check } from './report.js';
import type { JobSettings } from './settings.js';

const TEXTS = {
  name: 'The job name',
  role: 'The IAM role (its name or ARN)',
  bucket: 'The bucket',
  description: 'The description',
  prefix: 'The prefix',
  region: 'The region',
  connection: 'The connection',
  securityConfiguration: 'The security configuration',
  sparkUiPath: 'The path of Spark event logs'
} satisfies Partial<Record<keyof JobSettings, string>>;

const RECORDS = {
  tags: 'The tags',
  defaultArguments: 'The arguments',
  nonOverridableArguments: 'The fixed arguments'
} satisfies Partial<Record<keyof JobSettings, string>>;

const FLAGS = {
  autoScaling: 'Auto scaling',
  queuing: 'Queuing',
  s3Region: 'The region for S3',
  tempDir: 'The folder for temporary files',
  continuousLog: 'Continuous logging',
  metrics: 'CloudWatch metrics',
  observability: 'Observability metrics',
  jobInsights: 'Job insights',
  sparkUi: 'The Spark UI'
} satisfies Partial<Record<keyof JobSettings, string>>;

/**
 * Reports settings that hold another kind of value than they should: a document is written by hand too, and the command line takes
 * any JSON.
 *
 * Returns settings that the other checks may read as their types say: a misfit has its default there. `misfits` are their paths.
 */
export function checkKinds(
  given: JobSettings,
  check: Check
): { settings: JobSettings; misfits: ReadonlySet<string> } {
  const settings: Record<string, unknown> = { ...given };
  const misfits = new Set<string>();
  const misfit = (name: keyof JobSettings, message: string): void => {
    misfits.add(pointer('job', name));
    settings[name] = JOB_DEFAULTS[name];
    check.error(`job-${kebab(name)}`, [name], message);
  };
  for (const [name, title] of entries(TEXTS)) {
    const value: unknown = given[name];
    if (value !== undefined && typeof value !== 'string') {
      const remedy =
        typeof value === 'number' || typeof value === 'boolean'
          ? `Write it in quotes: "${value}".`
          : 'Write it in quotes, or remove it.';
      misfit(name, `${title} must be text, not ${show(value)}. ${remedy}`);
    }
  }
  for (const [name, title] of entries(RECORDS)) {
    if (!isObject(given[name])) {
      misfit(
        name,
        `${title} must be an object of names and texts, not ${show(given[name])}. Write ${name === 'tags' ? '{"name": "value"}' : '{"--name": "value"}'}.`
      );
    }
  }
  for (const [name, title] of entries(FLAGS)) {
    if (typeof given[name] !== 'boolean') {
      misfit(
        name,
        `${title} must be true or false, not ${show(given[name])}. Write it without quotes.`
      );
    }
  }
  if (!Array.isArray(given.glueConnections)) {
    misfit(
      'glueConnections',
      `The Glue connections must be a list of names, not ${show(given.glueConnections)}. Write ["name"].`
    );
  }
  return { settings: settings as unknown as JobSettings, misfits };
}

function entries<K extends string>(record: Record<K, string>): [K, string][] {
  return Object.entries(record) as [K, string][];
}
