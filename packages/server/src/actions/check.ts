import {
  checkJobSettings,
  compile,
  DEFAULT_TARGET,
  distinctProblems,
  isError,
  jobOf,
  jobSettingsWithDefaults,
  printType,
  type ComponentRegistry,
  type PartialDocument,
  type PipelineDocument,
  type Problem,
  type Schema,
  type Sources
} from '@glueflow/components-manager';
import { readConnections } from '@glueflow/aws';
import { connectionSource } from '@glueflow/components-core';
import type { GlueVersion } from '@glueflow/contract';
import type { Unloaded } from '../extension.js';
import { unloadedText } from '../extensions/source.js';
import { lookUp } from './lookup.js';
import type { LookupState } from './lookupstate.js';
import {
  loadPipeline,
  type LoadedPipeline,
  type PipelineInput
} from './pipeline.js';
import type { ConnectionOptions } from '../options.js';
import type { Task } from '../host.js';

/** How a pipeline is checked. */
export interface CheckOptions extends ConnectionOptions {
  offline?: boolean;
  glueVersion?: GlueVersion;
  /** Values of pipeline parameters for a run. */
  param?: Record<string, string>;
  /** Id of the target. Default: that of Glue jobs. */
  target?: string;
  /** Compile for a run step by step, without the optimiser. */
  stepwise?: boolean;
}

type Compiled = ReturnType<typeof compile>;

/** A pipeline with everything that is known of it. */
export interface Checked extends LoadedPipeline {
  /** Id of the target. */
  target: string;
  script?: Compiled['script'];
  /** What the script was printed from. */
  plan?: Compiled['plan'];
  schemas: Compiled['schemas'];
  lookup: LookupState;
  /** What was known of tables and connections. */
  sources: Sources;
}

/**
 * Read, look up, analyse and compile a pipeline: all problems at once, nothing written.
 *
 * Throws `Failure` when the file can't be read, or when the connection asked for has no credentials.
 */
export async function checkPipeline(
  input: PipelineInput,
  options: CheckOptions,
  task: Task
): Promise<Checked> {
  task.report({ message: `Reading ${input.path ?? 'the pipeline'}` });
  const loaded = await loadPipeline(input, task);
  const { document } = loaded;
  const target = options.target ?? DEFAULT_TARGET.id;
  if (!document) {
    return {
      ...loaded,
      problems: [
        ...loaded.problems,
        ...(await partialProblems(loaded.partial, task))
      ],
      target,
      ...{ schemas: new Map(), sources: {}, lookup: { state: 'skipped' } }
    };
  }
  const { registry, failures } = await task.components();
  // A document whose region is none is refused below: nothing is asked of what it would name.
  const asks = !loaded.problems.some(({ code }) => code === 'job-region');
  const { sources, problems, lookup } = await lookUp(
    document,
    registry,
    asks ? options : { ...options, offline: true },
    task
  );
  task.report({ message: 'Compiling' });
  const known = { ...sources, ...(await jobConnections(document, task)) };
  const compiled = compile(document, registry, {
    sources: known,
    target,
    glueVersion: options.glueVersion ?? document.job.glueVersion,
    values: options.param,
    stepwise: options.stepwise,
    text: loaded.text
  });
  // A look-up that failed says why as an error on its node: warnings of what is missing for that reason would say it twice.
  const said = new Set(problems.filter(isError).map(({ nodeId }) => nodeId));
  const all = distinctProblems([
    ...loaded.problems,
    ...problems,
    ...unloadedProblems(document, registry, failures),
    ...compiled.problems.filter(
      ({ code, nodeId }) => !CONSEQUENCES.has(code) || !said.has(nodeId)
    )
  ]);
  return {
    ...loaded,
    target,
    problems: all,
    ...(all.some(isError)
      ? {}
      : { script: compiled.script, plan: compiled.plan }),
    schemas: compiled.schemas,
    lookup,
    sources: known
  };
}

/** The errors of what is well-formed in a document whose shape is wrong: what is reported should be all that is wrong. */
async function partialProblems(
  partial: PartialDocument | undefined,
  task: Pick<Task, 'components'>
): Promise<Problem[]> {
  if (partial === undefined) {
    return [];
  }
  const { registry } = await task.components();
  return compile(partial.document, registry, {
    sources: {},
    target: DEFAULT_TARGET.id
  }).problems.filter(problem => isError(problem) && !partial.follows(problem));
}

/** The extensions that could not be loaded, where the pipeline has a step that nothing else provides. */
function unloadedProblems(
  document: PipelineDocument,
  registry: ComponentRegistry,
  failures: readonly Unloaded[]
): Problem[] {
  return Object.values(document.nodes).some(
    ({ component }) => !registry.has(component)
  )
    ? failures.map(failure => ({
        code: 'extension-not-loaded',
        severity: 'warning',
        path: '/nodes',
        message: unloadedText(failure)
      }))
    : [];
}

/** The person's connections, where a step names one: a role that it assumes goes into the job's script. */
async function jobConnections(
  document: PipelineDocument,
  task: Pick<Task, 'env'>
): Promise<Pick<Sources, 'connection'>> {
  return Object.values(document.nodes).some(node => node.config.connection)
    ? { connection: connectionSource(await readConnections(task.env)) }
    : {};
}

/** Codes of problems that follow from a look-up that failed. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'unknown-connection',
  'table-not-described'
]);

/** Check a pipeline and the job settings it states. Throws as `checkPipeline` does. */
export async function validatePipeline(
  input: PipelineInput,
  options: CheckOptions,
  task: Task
): Promise<Checked> {
  const checked = await checkPipeline(input, options, task);
  const { document, jobName, problems } = checked;
  return document
    ? {
        ...checked,
        problems: distinctProblems([
          ...problems,
          ...jobProblems(document, jobName)
        ])
      }
    : checked;
}

/**
 * What is wrong with the job settings that a document states. What it leaves out (role, bucket) may still be said when it is deployed.
 */
function jobProblems(document: PipelineDocument, jobName: string): Problem[] {
  const job: Readonly<Record<string, unknown>> = { ...document.job };
  const settings = jobSettingsWithDefaults(jobOf(document, jobName));
  return checkJobSettings(settings, document.parameters).filter(({ path }) => {
    const value = job[path.split('/')[2]];
    return value !== undefined && value !== '';
  });
}

/** What is wrong with the Glue version that a document states, unless another is asked for. */
export function versionProblems(
  document: PipelineDocument,
  options: CheckOptions
): Problem[] {
  return options.glueVersion
    ? []
    : jobProblems(document, '').filter(
        ({ path }) => path === '/job/glueVersion'
      );
}

/** What `validate --json` prints. */
export interface ValidationFacts {
  file: string;
  valid: boolean;
  /** Why the file holds no pipeline that could be checked. */
  reason?: 'syntax' | 'newer' | 'invalid';
  problems: readonly Problem[];
  catalog: LookupState;
  /** The columns each node yields, types as Spark SQL writes them; null where they can't be known. */
  schemas: Record<string, ColumnFacts[] | null>;
}

/** A column in JSON. */
export interface ColumnFacts {
  name: string;
  type: string;
  comment?: string;
  partition?: true;
}

/** The JSON shape of a checked pipeline. */
export function validationFacts(checked: Checked): ValidationFacts {
  return {
    file: checked.file,
    valid: checked.document !== undefined && !checked.problems.some(isError),
    ...(checked.reason ? { reason: checked.reason } : {}),
    problems: checked.problems,
    catalog: checked.lookup,
    schemas: Object.fromEntries(
      [...checked.schemas].map(([id, schema]) => [id, columnFacts(schema)])
    )
  };
}

/** The JSON shape of columns. */
export function columnFacts(schema: Schema | undefined): ColumnFacts[] | null {
  return (
    schema?.map(column => ({
      name: column.name,
      type: printType(column.type),
      ...(column.comment ? { comment: column.comment } : {}),
      ...(column.partition ? { partition: true } : {})
    })) ?? null
  );
}
