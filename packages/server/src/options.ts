import { Command, InvalidArgumentError, Option } from 'commander';
import { isObject } from '@glueflow/components-manager/document/json.js';
import {
  ADDED_BY_DEFAULT,
  GLUE_VERSIONS,
  WORKER_TYPES,
  type GlueVersion,
  type JobSettings,
  type WorkerType
} from '@glueflow/components-manager/job/settings.js';
import { regionProblem } from '@glueflow/components-manager/untrusted/region.js';

/** Options of every command that talks to AWS. */
export interface ConnectionOptions {
  connection?: string;
  profile?: string;
  region?: string;
  endpoint?: string;
}

/** Options that stand over a document's job settings. */
export interface JobOptions {
  jobName?: string;
  role?: string;
  bucket?: string;
  prefix?: string;
  glueVersion?: GlueVersion;
  workerType?: WorkerType;
  workers?: number;
  timeout?: number;
  bookmark?: JobSettings['bookmark'];
  tag?: Record<string, string>;
  /** What the deployment adds by itself and shall not, by the names of `ADDED_BY_DEFAULT`. */
  without?: string[];
}

/** Make a command with its description and examples in its help. */
export function command(
  name: string,
  description: string,
  examples: readonly string[]
): Command {
  return new Command(name)
    .description(description)
    .addHelpText(
      'after',
      `\nExamples:\n${examples.map(line => `  ${line}`).join('\n')}`
    );
}

/** Add `--connection --profile --region --endpoint`. */
export function withConnection(made: Command): Command {
  return withPlace(
    made.option(
      '--connection <name>',
      'connection of your settings (see: glueflow connections)'
    )
  );
}

/** Add `--profile --region --endpoint`. */
export function withPlace(made: Command): Command {
  return made
    .option('--profile <name>', 'profile of ~/.aws/config, SSO ones too')
    .addOption(new Option('--region <name>', 'AWS region').argParser(region))
    .addOption(
      new Option(
        '--endpoint <url>',
        'address of a service that stands in for AWS'
      ).argParser(httpAddress)
    );
}

/** Add `--offline`. */
export function withOffline(made: Command): Command {
  return made.option('--offline', 'do not look tables up in the Data Catalog');
}

/** Add `--json`. */
export function withJson(made: Command): Command {
  return made.option('--json', 'print facts as JSON');
}

/** Add the options that stand over the job settings of the document. */
export function withJob(made: Command): Command {
  return withScript(made)
    .option('--role <role>', 'IAM role the job runs under: name or ARN')
    .option('--bucket <bucket>', 'S3 bucket for the script and temporary files')
    .option('--prefix <prefix>', 'prefix within the bucket')
    .addOption(
      new Option('--worker-type <type>', 'worker type').choices(WORKER_TYPES)
    )
    .option('--workers <n>', 'number of workers', wholeNumber)
    .option(
      '--timeout <minutes>',
      'minutes after which AWS stops a run',
      wholeNumber
    )
    .option('--tag <key=value>', 'tag of the job; may be repeated', keyValue)
    .addOption(
      new Option(
        '--without <what>',
        'leave out what a deployment adds by itself; may be repeated'
      )
        .choices(Object.keys(ADDED_BY_DEFAULT))
        .argParser(oneOfAdded)
    )
    .option(
      '--setting <name=value>',
      "any of the pipeline's job settings, such as executionClass=FLEX; may be repeated",
      setting
    );
}

/** Add those of the job options that a run on this machine heeds too. */
export function withScript(made: Command): Command {
  return made
    .option('--job-name <name>', 'name of the job')
    .addOption(
      new Option('--glue-version <version>', 'AWS Glue version').choices(
        GLUE_VERSIONS
      )
    )
    .addOption(
      new Option('--bookmark <mode>', 'job bookmark').choices([
        'enable',
        'disable',
        'pause'
      ])
    );
}

/** Add `--param`. */
export function withParameters(made: Command): Command {
  return made.option(
    '--param <name=value>',
    'value of a pipeline parameter; may be repeated',
    keyValue
  );
}

/** The job settings that options stand for; what was not given is left out. */
export function jobOverrides(
  options: JobOptions & ConnectionOptions,
  job: Partial<JobSettings>
): Partial<JobSettings> {
  const overrides: Partial<JobSettings> = {
    name: options.jobName,
    role: options.role,
    bucket: options.bucket,
    prefix: options.prefix,
    region: options.region,
    connection: options.connection,
    glueVersion: options.glueVersion,
    workerType: options.workerType,
    numberOfWorkers: options.workers,
    timeout: options.timeout,
    bookmark: options.bookmark,
    ...Object.fromEntries(
      (options.without ?? []).map(name => [ADDED_BY_DEFAULT[name], false])
    ),
    tags:
      options.tag && (job.tags === undefined || isObject(job.tags))
        ? { ...job.tags, ...options.tag }
        : undefined
  };
  return Object.fromEntries(
    Object.entries(overrides).filter(([, value]) => value !== undefined)
  );
}

/** Read `NAME=VALUE`, adding to what earlier ones gave. A name given twice is wrong usage. */
export function keyValue(
  text: string,
  previous: Record<string, string> | undefined
): Record<string, string> {
  const at = text.indexOf('=');
  if (at <= 0) {
    throw new InvalidArgumentError('Write it as NAME=VALUE.');
  }
  const name = text.slice(0, at);
  if (previous && Object.hasOwn(previous, name)) {
    throw new InvalidArgumentError(`${name} was given already.`);
  }
  return { ...previous, [name]: text.slice(at + 1) };
}

/** Read `NAME=VALUE` of a job setting: the value as JSON, or as text where it is none. */
function setting(
  text: string,
  previous: Record<string, unknown> | undefined
): Record<string, unknown> {
  const [[name, value]] = Object.entries(keyValue(text, undefined));
  if (previous && Object.hasOwn(previous, name)) {
    throw new InvalidArgumentError(`${name} was given already.`);
  }
  try {
    return { ...previous, [name]: JSON.parse(value) as unknown };
  } catch {
    return { ...previous, [name]: value };
  }
}

/** Read a whole number of at least one. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new InvalidArgumentError('It must be a whole number, 1 or more.');
  }
  return value;
}

/** Read what is to be left out, adding to what earlier ones gave. */
function oneOfAdded(text: string, previous: string[] | undefined): string[] {
  if (!Object.hasOwn(ADDED_BY_DEFAULT, text)) {
    throw new InvalidArgumentError(
      `It must be one of ${Object.keys(ADDED_BY_DEFAULT).join(', ')}.`
    );
  }
  return [...(previous ?? []), text];
}

/** Read the name of an AWS region. */
export function region(text: string): string {
  const problem = regionProblem(text);
  if (problem !== undefined) {
    throw new InvalidArgumentError(problem);
  }
  return text;
}

/** Read an http or https address without user and password. */
export function httpAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new InvalidArgumentError('It must be an http or https address.');
  }
  const { username, password } = new URL(text);
  if (username || password) {
    throw new InvalidArgumentError('It must not hold a user name or password.');
  }
  return text.replace(/(?<!\/)\/+$/, '');
}
