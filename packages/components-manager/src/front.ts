import { fieldsOf, targetInput } from './analysis/target.js';
import type { ComponentRegistry } from './component/registry.js';
import type { PipelineDocument } from './document/document.js';
import { GLUE_VERSIONS, type GlueVersion } from '@glueflow/contract';
import { optimize } from './plan/optimize.js';
import type { Plan } from './plan/operation.js';
import type { Problem } from './problem.js';
import { placeProblem } from './target/place.js';
import type { GeneratedScript } from './target/script.js';
import type { Target } from './target/target.js';

/** How a plan is printed. */
export interface PrintOptions {
  document: PipelineDocument;
  registry: ComponentRegistry;
  target: Target;
  /** Default: the document's, or the target's own. */
  glueVersion?: GlueVersion;
  /** Move work between steps. Without, the script does what the document says, step by step. */
  optimize: boolean;
  /** For a run step by step, which a target may not be able to print. */
  stepwise?: boolean;
  /** Values of parameters for a run, as text, by name. */
  values?: Readonly<Record<string, string>>;
}

/** A plan as it is printed, its script unless there are errors, and everything wrong. */
export interface Printing {
  plan: Plan;
  script?: GeneratedScript;
  problems: readonly Problem[];
}

/**
 * Print a checked plan for a target: the one way by which jobs and runs become scripts. Problems stand at the fields of components;
 * nothing is thrown.
 */
export function printPlan(plan: Plan, options: PrintOptions): Printing {
  const { document, registry, target, stepwise } = options;
  if (stepwise && !target.capabilities.stepwise) {
    return {
      plan,
      problems: [
        {
          code: 'target-not-stepwise',
          severity: 'error',
          path: '',
          message: `${target.title} can't be run step by step, as previews and runs on this machine need it. Choose another target.`
        }
      ]
    };
  }
  const input = targetInput(document);
  const printed = options.optimize ? optimize(plan) : plan;
  const { script, problems } = target.print(printed, {
    ...input,
    glueVersion: options.glueVersion ?? knownVersion(input.glueVersion),
    ...(stepwise ? { stepwise } : {}),
    ...(options.values ? { values: options.values } : {})
  });
  return {
    plan: printed,
    ...(script === undefined ? {} : { script }),
    problems: problems.map(each =>
      placeProblem(each, id => fieldsOf(document, registry, id))
    )
  };
}

function knownVersion(
  version: GlueVersion | undefined
): GlueVersion | undefined {
  return version !== undefined && GLUE_VERSIONS.includes(version)
    ? version
    : undefined;
}
