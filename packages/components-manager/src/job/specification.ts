import {
  JOB_SETTINGS,
  type GlueVersion,
  type JobSettings,
  type WorkerType
} from '@glueflow/contract';
import type { PipelineParameter } from '../document/document.js';
import { byteLength } from './arguments.js';
import { defaultTimeout } from './defaults.js';
import { fixedWithNeeds, NO_NEEDS, withNeeds, type JobNeeds } from './need.js';
import { s3RegionConf } from './production.js';

/**
 * A CreateJob request, as AWS's clients of every language take it. Every field with a default is said, because UpdateJob resets what
 * it is not given.
 *
 * Source: AWS Glue API, CreateJob.
 */
export interface JobSpecification {
  Name: string;
  Description?: string;
  Role: string;
  JobMode: 'SCRIPT';
  JobRunQueuingEnabled: boolean;
  ExecutionProperty: { MaxConcurrentRuns: number };
  Command: { Name: 'glueetl'; ScriptLocation: string; PythonVersion: '3' };
  DefaultArguments: Record<string, string>;
  NonOverridableArguments?: Record<string, string>;
  Connections?: { Connections: string[] };
  MaxRetries: number;
  Timeout: number;
  SecurityConfiguration?: string;
  NotificationProperty?: { NotifyDelayAfter: number };
  GlueVersion: GlueVersion;
  WorkerType: WorkerType;
  NumberOfWorkers: number;
  ExecutionClass: 'STANDARD' | 'FLEX';
  Tags: Record<string, string>;
}

/** The part of a specification UpdateJob takes: all but the name and the tags. */
export type JobUpdate = Omit<JobSpecification, 'Name' | 'Tags'>;

/** The pipeline parameters, by name. */
export type Parameters = Readonly<Record<string, PipelineParameter>>;

/**
 * The folder of a job in its bucket, such as `s3://bucket/prefix/flights/`: script, temporary files, Spark event logs.
 *
 * Characters of the job's name that S3 keys are better without become `!` and two hexadecimal digits per byte, so that no two jobs
 * share a folder.
 */
export function jobFolder(
  settings: Pick<JobSettings, 'bucket' | 'prefix' | 'name'>
): string {
  const prefix = (settings.prefix ?? '').replace(/^\/+|(?<!\/)\/+$/g, '');
  const folder = prefix === '' ? '' : `${prefix}/`;
  return `s3://${settings.bucket}/${folder}${safeName(settings.name)}/`;
}

/** Where a script of this content goes: the hash is in the key, so that a new script never changes a run under way. */
export function scriptLocation(
  settings: Pick<JobSettings, 'bucket' | 'prefix' | 'name'>,
  sha256: string
): string {
  return `${jobFolder(settings)}${safeName(settings.name)}-${sha256.slice(0, 16)}.py`;
}

function safeName(name: string): string {
  let result = '';
  for (const character of name) {
    result += /[A-Za-z0-9._-]/.test(character)
      ? character
      : utf8(character)
          .map(byte => `!${byte.toString(16).padStart(2, '0')}`)
          .join('');
  }
  return result;
}

function utf8(character: string): number[] {
  const code = character.codePointAt(0) ?? 0;
  const size = byteLength(character);
  if (size === 1) {
    return [code];
  }
  const bytes: number[] = [];
  for (let place = size - 1; place > 0; place--) {
    bytes.push(0x80 | ((code >> (6 * (place - 1))) & 0x3f));
  }
  const lead = [0xc0, 0xe0, 0xf0][size - 2];
  return [lead | (code >> (6 * (size - 1))), ...bytes];
}

/** The default of a parameter as the text a job argument is. */
export function parameterText(value: string | number | boolean): string {
  // Without an exponent: Python's argparse takes -1e-7 for the name of an option.
  return typeof value === 'number' && /e/.test(String(value))
    ? value.toLocaleString('en', {
        useGrouping: false,
        maximumSignificantDigits: 17
      })
    : String(value);
}

/**
 * The default arguments of a job, without those that name a folder of the bucket: Glue's own, the pipeline parameters' defaults, and
 * the person's, which win. Lists (`--conf`) hold what the person set and what the script needs.
 */
export function jobArguments(
  settings: JobSettings,
  parameters: Parameters,
  needs: JobNeeds = NO_NEEDS
): Record<string, string> {
  const result: Record<string, string> = {
    '--job-language': 'python',
    ...settingArguments(settings)
  };
  for (const [name, parameter] of Object.entries(parameters)) {
    if (parameter.default !== undefined) {
      result[`--${name}`] = parameterText(parameter.default);
    }
  }
  return withNeeds({ ...result, ...settings.defaultArguments }, needs);
}

/** The arguments that settings become one by one, as the contract says. */
function settingArguments(settings: JobSettings): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, { 'x-job': about }] of JOB_SETTINGS) {
    const { argument, argumentPrefix = '', when } = about;
    const value = settings[name];
    if (argument && value && (when === undefined || settings[when])) {
      result[argument] = `${argumentPrefix}${String(value)}`;
    }
  }
  return result;
}

/** Arguments that name a folder below the job's own, unless the person said another place. */
export function folderArguments(settings: JobSettings): Record<string, string> {
  const result: Record<string, string> = {};
  if (
    settings.tempDir &&
    settings.defaultArguments['--TempDir'] === undefined &&
    settings.nonOverridableArguments['--TempDir'] === undefined
  ) {
    result['--TempDir'] = 'temp/';
  }
  if (settings.sparkUi && !settings.sparkUiPath) {
    result['--spark-event-logs-path'] = 'spark-events/';
  }
  return result;
}

/** The request that makes the job. Settings with errors (`checkJobSettings`) give a request AWS refuses. */
export function buildJobSpecification(
  settings: JobSettings,
  options: {
    parameters: Parameters;
    scriptLocation: string;
    /** What the script needs of the job. */
    needs?: JobNeeds;
    /** The region the job is deployed to. */
    region?: string;
  }
): JobSpecification {
  const folder = jobFolder(settings);
  const needs = {
    ...(options.needs ?? NO_NEEDS),
    conf: {
      ...options.needs?.conf,
      ...s3RegionConf(settings, options.region)
    }
  };
  const connections = [
    ...new Set([...settings.glueConnections, ...needs.glueConnections])
  ];
  const fixed = fixedWithNeeds(settings.nonOverridableArguments, needs);
  const folders = Object.fromEntries(
    Object.entries(folderArguments(settings)).map(([name, place]) => [
      name,
      folder + place
    ])
  );
  return {
    Name: settings.name,
    ...(settings.description ? { Description: settings.description } : {}),
    Role: settings.role,
    JobMode: 'SCRIPT',
    JobRunQueuingEnabled: settings.queuing,
    ExecutionProperty: { MaxConcurrentRuns: settings.maxConcurrentRuns },
    Command: {
      Name: 'glueetl',
      ScriptLocation: options.scriptLocation,
      PythonVersion: '3'
    },
    DefaultArguments: {
      ...jobArguments(settings, options.parameters, needs),
      ...folders
    },
    ...(Object.keys(fixed).length > 0
      ? { NonOverridableArguments: fixed }
      : {}),
    ...(connections.length > 0
      ? { Connections: { Connections: connections } }
      : {}),
    MaxRetries: settings.maxRetries,
    Timeout: settings.timeout ?? defaultTimeout(settings.glueVersion),
    ...(settings.securityConfiguration
      ? { SecurityConfiguration: settings.securityConfiguration }
      : {}),
    ...(settings.notifyDelayAfter !== undefined
      ? {
          NotificationProperty: { NotifyDelayAfter: settings.notifyDelayAfter }
        }
      : {}),
    GlueVersion: settings.glueVersion,
    WorkerType: settings.workerType,
    NumberOfWorkers: settings.numberOfWorkers,
    ExecutionClass: settings.executionClass,
    Tags: { ...settings.tags }
  };
}

/** What UpdateJob is given: the whole specification, because AWS resets what is left out. Tags go through TagResource. */
export function jobUpdateOf(specification: JobSpecification): JobUpdate {
  const { Name: _name, Tags: _tags, ...update } = specification;
  return update;
}
