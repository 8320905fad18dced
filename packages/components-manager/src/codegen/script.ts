import type { GlueVersion } from '@glueflow/contract';
import type { PipelineParameter } from '../document/document.js';
import type { Plan } from '../plan/operation.js';

/** What a generator prints. */
export interface GeneratorInput {
  plan: Plan;
  /** Title of each node, for comments and names. */
  titles: Pick<ReadonlyMap<string, string>, 'get'>;
  /** The declared parameters of the pipeline. */
  parameters: Readonly<Record<string, PipelineParameter>>;
  /** What the pipeline is called, if it has a name. */
  pipeline?: string;
  /** Default: 5.1. */
  glueVersion?: GlueVersion;
  /** For a run step by step: nothing is persisted, and `variables` says where each node's frame is. */
  stepwise?: boolean;
}
