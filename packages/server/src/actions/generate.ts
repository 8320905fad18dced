import {
  distinctProblems,
  isError,
  type Problem
} from '@glueflow/components-manager';
import { PipelineFailure } from '../failure.js';
import type { Task } from '../host.js';
import {
  checkPipeline,
  versionProblems,
  type CheckOptions,
  type Checked
} from './check.js';
import type { PipelineInput } from './pipeline.js';

/** A pipeline that compiled. */
export type Compiled = Checked &
  Required<Pick<Checked, 'document' | 'script' | 'plan'>>;

/**
 * Compile a pipeline into a job script.
 *
 * `more` adds problems of what the script is for (job settings, run parameters), so that all are reported at once. Throws
 * `PipelineFailure` when anything is wrong.
 */
export async function compilePipeline(
  input: PipelineInput,
  options: CheckOptions,
  task: Task,
  more: (
    checked: Compiled['document'],
    jobName: string,
    problems: readonly Problem[],
    plan: Checked['plan']
  ) => readonly Problem[] = () => []
): Promise<Compiled> {
  const checked = await checkPipeline(input, options, task);
  const { document, script, plan } = checked;
  const problems = document
    ? distinctProblems(
        withMore(
          checked.problems,
          more(document, checked.jobName, checked.problems, plan)
        )
      )
    : checked.problems;
  if (!document || !script || !plan || problems.some(isError)) {
    throw new PipelineFailure({ ...checked, problems });
  }
  return { ...checked, document, script, plan, problems };
}

/** Join problems; what is an error for this use replaces the warning that it was made of. */
function withMore(
  problems: readonly Problem[],
  more: readonly Problem[]
): Problem[] {
  const replaced = new Set(
    more.map(({ code, nodeId, message }) =>
      JSON.stringify([code, nodeId, message])
    )
  );
  return [
    ...problems.filter(
      ({ code, nodeId, message }) =>
        !replaced.has(JSON.stringify([code, nodeId, message]))
    ),
    ...more
  ];
}

/** Compile a pipeline for its script alone: of the job settings only the Glue version counts. Throws `PipelineFailure`. */
export function generatePipeline(
  input: PipelineInput,
  options: CheckOptions,
  task: Task
): Promise<Compiled> {
  return compilePipeline(input, options, task, document =>
    versionProblems(document, options)
  );
}

/** What `generate --json` prints. */
export interface GenerationFacts {
  file: string;
  /** Id of the target. */
  target: string;
  /** The script, unless it was written to `path`. */
  script?: string;
  path?: string;
  /** First and last line of each node's blocks, by node id. */
  lines: Record<string, readonly (readonly [number, number])[]>;
  /** Conversions between DynamicFrame and DataFrame in the script. */
  conversions: number;
  problems: readonly Problem[];
}

/** The JSON shape of a generated script. */
export function generationFacts(
  compiled: Compiled,
  path?: string
): GenerationFacts {
  return {
    file: compiled.file,
    target: compiled.target,
    ...(path === undefined ? { script: compiled.script.text } : { path }),
    lines: Object.fromEntries(Object.entries(compiled.script.lines)),
    conversions: compiled.script.conversions,
    problems: compiled.problems
  };
}
