import { TARGET_IDS } from '@glueflow/components-manager/target/ids.js';
import {
  GLUE_VERSIONS,
  settingsWithOption,
  type JobSettingOptions,
  type JobSettingSchema
} from '@glueflow/contract';
import type { CheckOptions } from '../actions/check.js';
import type { DeployOptions } from '../actions/deploy.js';
import type { EstimateOptions } from '../actions/estimate.js';
import type { ExportOptions } from '../actions/export.js';
import type { PipelineInput } from '../actions/pipeline.js';
import type { RunOptions } from '../actions/run.js';
import { Failure } from '../failure.js';
import type { FieldKind, Shape } from './body.js';

/**
 * What a query may name of a connection. No endpoint: a page elsewhere can make a browser GET an address, and would choose the host that
 * signed requests go to. Endpoints come from connections, and from bodies, which such a page can't send.
 */
export const QUERY: Shape = {
  connection: 'text',
  profile: 'text',
  region: 'text'
};

/** Fields of a body that name a connection. */
export const CONNECTION: Shape = { ...QUERY, endpoint: 'text' };

/** What a query may say of whose catalog is meant. */
export const CATALOG: Shape = { ...QUERY, catalogId: 'text' };

/** Fields that name a pipeline: a file, or its text when it is not saved. `name` stands for the file's name then. */
const PIPELINE: Shape = { path: 'text', text: 'text' };

/** The fields that stand for one job setting each, as the contract states them. */
const SETTINGS: Shape = Object.fromEntries(
  settingsWithOption().map(([, schema, { name }]) => [name, kindOf(schema)])
);

/** Return the kind of the field that stands for a job setting. */
function kindOf({ enum: choices, type }: JobSettingSchema): FieldKind {
  return (
    choices ??
    (type === 'integer' || type === 'number'
      ? 'number'
      : type === 'boolean'
        ? 'boolean'
        : 'text')
  );
}

/** Fields of the settings that a script depends on. */
const SCRIPT_SETTINGS = [
  'jobName',
  'glueVersion',
  'bookmark'
] as const satisfies readonly (keyof JobSettingOptions)[];

const SCRIPT: Shape = {
  ...Object.fromEntries(SCRIPT_SETTINGS.map(name => [name, SETTINGS[name]])),
  onBranch: 'text'
};

/** Fields that stand over the job settings. */
export const JOB: Shape = {
  ...SCRIPT,
  ...SETTINGS,
  tag: 'texts',
  without: 'names',
  settings: 'object',
  pipeline: 'text'
};

export const VALIDATE: Shape = {
  ...PIPELINE,
  ...CONNECTION,
  offline: 'boolean',
  glueVersion: GLUE_VERSIONS
};

export const GENERATE: Shape = { ...VALIDATE, target: TARGET_IDS };

export const EXPORT: Shape = {
  ...VALIDATE,
  ...JOB,
  out: 'text',
  force: 'boolean',
  dryRun: 'boolean',
  expectedAccount: 'text',
  assumeRoleArn: 'text'
};

export const DEPLOY: Shape = {
  ...VALIDATE,
  ...JOB,
  run: 'boolean',
  wait: 'boolean',
  dryRun: 'boolean',
  expectedAccount: 'text',
  param: 'texts'
};

export const ESTIMATE: Shape = {
  ...PIPELINE,
  ...CONNECTION,
  ...JOB,
  param: 'texts'
};

export const START: Shape = {
  ...CONNECTION,
  param: 'texts',
  again: 'text',
  wait: 'boolean'
};

/** Fields of a connection that is to be kept. */
export const ADD: Shape = {
  name: 'text',
  connection: 'object',
  replace: 'boolean'
};

/** What a query may say of the page of a listing. */
export const PAGE: Shape = { limit: 'text', from: 'text' };

export const LAKEFS_BRANCH: Shape = { name: 'text', source: 'text' };

export const LAKEFS_COMMIT: Shape = { message: 'text' };

export const LAKEFS_MERGE: Shape = {
  destination: 'text',
  message: 'text',
  strategy: ['dest-wins', 'source-wins']
};

export const RUN: Shape = {
  ...VALIDATE,
  ...SCRIPT,
  param: 'texts',
  keep: 'boolean',
  log: 'text'
};

export type ValidateBody = PipelineInput & CheckOptions;
export type ExportBody = PipelineInput & ExportOptions & { dryRun?: boolean };
export type DeployBody = PipelineInput & DeployOptions;
export type EstimateBody = PipelineInput & EstimateOptions;
export type RunBody = PipelineInput & RunOptions;

/** The pipeline a request names. With both fields the text is what counts and the path is its name. */
export function inputOf(body: PipelineInput): PipelineInput {
  if (body.path === undefined && body.text === undefined) {
    throw new Failure(
      'usage',
      'The request names no pipeline: give its "path", or its "text".'
    );
  }
  const { path, text, pipeline, settings } = body;
  return { path, text, pipeline, settings };
}
