import {
  JOB_SETTINGS,
  type GlueVersion,
  type JobSettings
} from '@glueflow/contract';
import type { PipelineDocument } from '../document/document.js';
import { byteLength } from './arguments.js';

/**
 * Minutes after which AWS stops a run when a job says nothing: 480 from Glue 5.0 on, 2880 before.
 *
 * Source: AWS Glue API, CreateJob, `Timeout`.
 */
export function defaultTimeout(version: GlueVersion): number {
  return Number.parseFloat(version) >= 5 ? 480 : 2880;
}

/** The settings of a job whose document leaves them out. Name, role and bucket have no default: they stay empty, and are problems. */
export const JOB_DEFAULTS: Readonly<JobSettings> = withDefaults();

function withDefaults(): JobSettings {
  const defaults: Partial<JobSettings> = {};
  for (const [name, schema] of JOB_SETTINGS) {
    if ('default' in schema) {
      Object.assign(defaults, { [name]: schema.default });
    }
  }
  // Whatever is required has a default: the type says so, and a test of the contract.
  return defaults as JobSettings;
}

/**
 * The whole settings of a job: the defaults, over them the document's, over them what the person asked for now. `undefined` says
 * nothing.
 *
 * @example
 * jobSettingsWithDefaults(document.job, { numberOfWorkers: 4 }).numberOfWorkers; // → 4
 */
export function jobSettingsWithDefaults(
  job: Partial<JobSettings>,
  overrides: Partial<JobSettings> = {}
): JobSettings {
  const result: Partial<Record<keyof JobSettings, unknown>> = {};
  for (const source of [JOB_DEFAULTS, job, overrides]) {
    for (const [name, value] of Object.entries(source)) {
      if (value !== undefined) {
        result[name as keyof JobSettings] = value;
      }
    }
  }
  // Documents of before the setting was there switch both kinds of metrics off by one.
  result.observability =
    overrides.observability ??
    job.observability ??
    (typeof result.metrics === 'boolean' ? result.metrics : true);
  return structuredCopy(result) as JobSettings;
}

/** A copy deep enough that nobody edits the defaults or the document through it. */
function structuredCopy(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(structuredCopy);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, structuredCopy(item)])
    );
  }
  return value;
}

/** Most bytes of a job's description. Source: AWS Glue API, CreateJob, `Description`. */
const DESCRIPTION_BYTES = 2048;

/**
 * Return what a document says of its job, where it leaves them out with a name and, as the job's description, the pipeline's own.
 *
 * @param name - What the job is called when the document does not say.
 */
export function jobOf(
  document: Pick<PipelineDocument, 'job' | 'description'>,
  name: string
): Partial<JobSettings> {
  const { job, description } = document;
  const text = job.description || describe(description ?? '');
  return {
    ...job,
    name: job.name || name,
    ...(text ? { description: text } : {})
  };
}

/** A pipeline's description as AWS Glue takes one: without control characters, cut where it is too long. */
function describe(text: string): string {
  const clean = text
    .trim()
    .replace(/(?![\t\r\n])[\p{Cc}\p{Surrogate}\ufffe\uffff]/gu, ' ');
  if (byteLength(clean) <= DESCRIPTION_BYTES) {
    return clean;
  }
  let bytes = byteLength('…');
  let kept = '';
  for (const character of clean) {
    bytes += byteLength(character);
    if (bytes > DESCRIPTION_BYTES) {
      break;
    }
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
