import {
  ADDED_BY_DEFAULT,
  settingsWithOption,
  type JobSettingName,
  type JobSettingOptions,
  type JobSettings
} from '@glueflow/contract';
import { Command, InvalidArgumentError, Option } from 'commander';
import { isObject } from '@glueflow/components-manager/document/json.js';
import { regionProblem } from '@glueflow/components-manager/untrusted/region.js';

/** Options of every command that talks to AWS. */
export interface ConnectionOptions {
  connection?: string;
  profile?: string;
  region?: string;
  endpoint?: string;
}

/** Options that stand over a document's job settings: one for each setting that has one, and two that change several. */
export interface JobOptions extends JobSettingOptions {
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

/** Add `--extension`. */
export function withExtensions(made: Command): Command {
  return made.option(
    '--extension <path>',
    'folder or package with more components, whose code runs; may be repeated',
    (name: string, before: string[] = []) => [...before, name]
  );
}

/** Add `--json`. */
export function withJson(made: Command): Command {
  return made.option('--json', 'print facts as JSON');
}

/** Add the options that stand over the job settings of the document. */
export function withJob(made: Command): Command {
  return withSettings(withScript(made), name => !OF_SCRIPTS.has(name))
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

/** The settings that a run on this machine uses too. */
const OF_SCRIPTS: ReadonlySet<JobSettingName> = new Set([
  'name',
  'glueVersion',
  'bookmark',
  'lakefsOnBranch'
]);

/** Add those of the job options that a run on this machine heeds too. */
export function withScript(made: Command): Command {
  return withSettings(made, name => OF_SCRIPTS.has(name));
}

/** Add the options of job settings, as the contract has them. */
function withSettings(
  made: Command,
  isWanted: (name: JobSettingName) => boolean
): Command {
  for (const [name, schema, { flags, description }] of settingsWithOption()) {
    if (isWanted(name)) {
      const option = new Option(flags, description);
      made.addOption(
        schema.enum !== undefined
          ? option.choices(schema.enum)
          : schema.type === 'integer'
            ? option.argParser(wholeNumber)
            : option
      );
    }
  }
  return made;
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
    ...settingsOf(options),
    region: options.region,
    connection: options.connection,
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

/** The settings that options of their own stand for. */
function settingsOf(options: JobSettingOptions): Partial<JobSettings> {
  return Object.fromEntries(
    settingsWithOption().map(([name, , option]) => [name, options[option.name]])
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
