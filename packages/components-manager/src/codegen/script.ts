import type { GlueVersion } from '@glueflow/contract';
import type { PipelineParameter } from '../document/document.js';
import type { JobNeeds } from '../job/need.js';
import type { Plan } from '../plan/operation.js';
import type { Problem } from '../problem.js';

/** What a generator prints. */
export interface GeneratorInput {
  plan: Plan;
  /** Title of each node, for comments and names. */
  titles: Pick<ReadonlyMap<string, string>, 'get'>;
  /** The declared parameters of the pipeline. */
  parameters: Readonly<Record<string, PipelineParameter>>;
  /** Default: 5.1. */
  glueVersion?: GlueVersion;
  /** For a run step by step: nothing is persisted, and `variables` says where each node's frame is. */
  stepwise?: boolean;
}

/** A script, and where each node stands in it. */
export interface GeneratedScript {
  text: string;
  /** First and last line (from 1) of each node's block or blocks. */
  readonly lines: Record<string, [number, number][]>;
  /** How often the script turns a DynamicFrame into a DataFrame or back. */
  conversions: number;
  /** What the job that runs it must have. */
  needs: JobNeeds;
  /** The variable that holds each node's DataFrame; only for a run step by step. */
  variables?: Readonly<Record<string, string>>;
}

/** A script unless there are errors. */
export interface GenerationResult {
  script?: GeneratedScript;
  problems: readonly Problem[];
}
