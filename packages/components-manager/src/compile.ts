import type { GlueVersion } from '@glueflow/contract';
import { analyzeAndPlan } from './analysis/plan.js';
import type { Sources } from './component/component.js';
import type { ComponentRegistry } from './component/registry.js';
import type { PipelineDocument } from './document/document.js';
import { printPlan } from './front.js';
import type { Plan } from './plan/operation.js';
import type { Problem } from './problem.js';
import type { TargetRegistry } from './target/registry.js';
import type { GeneratedScript } from './target/script.js';
import type { Schema } from './types/type.js';

/** How a document is compiled. */
export interface CompileOptions {
  /** What the caller knows of tables and samples. */
  sources?: Sources;
  /** Id of the target; one that is not known is a problem of the result, which lists the known. */
  target: string;
  /** The targets there are. Default: those that come with Glueflow. */
  targets?: TargetRegistry;
  /** Default: the document's `job.glueVersion`, or 5.1. */
  glueVersion?: GlueVersion;
  /** Default: true. Without, the script does what the document says, step by step. */
  optimize?: boolean;
  /** For a run step by step: nothing is moved between steps, and the script says which variable holds each step's result. */
  stepwise?: boolean;
  /** Values of parameters for a run, as text, by name: paths are checked with them. Default: the parameters' own defaults. */
  values?: Readonly<Record<string, string>>;
  /** The text that the document was read from, unless it was changed since: checking it once more then takes less time. */
  text?: string;
}

/** A script and the plan that it was printed from, unless there are errors, everything wrong, and the columns at every node. */
export interface Compilation {
  script?: GeneratedScript;
  plan?: Plan;
  problems: readonly Problem[];
  schemas: ReadonlyMap<string, Schema | undefined>;
}

/**
 * Compile a document into a script for a target. Everything wrong is in `problems`, all at once; nothing is thrown.
 *
 * @example
 * const { script, problems } = compile(document, createRegistry(), { target: 'glue' });
 * problems; // → []
 * script.lines.rows !== undefined; // → true
 */
export function compile(
  document: PipelineDocument,
  registry: ComponentRegistry,
  options: CompileOptions
): Compilation {
  const { glueVersion, values, targets, text } = options;
  const { plan, problems, schemas, target } = analyzeAndPlan(
    document,
    registry,
    options.sources ?? {},
    { glueVersion, values, target: options.target, targets, text }
  );
  if (!plan || !target) {
    return { problems, schemas };
  }
  const printing = printPlan(plan, {
    ...{ document, registry, target, glueVersion, values },
    optimize: !options.stepwise && (options.optimize ?? true),
    stepwise: options.stepwise
  });
  return {
    script: printing.script,
    plan: printing.plan,
    problems: [...problems, ...printing.problems],
    schemas
  };
}
