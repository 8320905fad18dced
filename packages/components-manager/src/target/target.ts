import type { PipelineParameter } from '../document/document.js';
import type { GlueVersion } from '@glueflow/contract';
import type { CodeOperation, Operation, Plan } from '../plan/operation.js';
import type { Problem } from '../problem.js';
import type { GeneratedScript } from './script.js';

/** A change that settles a problem of an operation. */
export interface OperationFix {
  /** What it does, as a button says it. */
  title: string;
  /** JSON pointer into the operation, as in `OperationProblem`. */
  field: string;
  /** The value of the component's field that stands for it; `undefined` removes it. */
  value?: unknown;
}

/** Something that a target can't do, at a field of an operation. */
export interface OperationProblem extends Pick<
  Problem,
  'code' | 'severity' | 'message'
> {
  operation: Pick<Operation, 'id' | 'nodeId'>;
  /** JSON pointer into the operation, such as `/source/table` or `/hints/glue/bookmark`. */
  field: string;
  fix?: OperationFix;
}

/** What a target finds: at an operation, or in the document (parameters). */
export type TargetProblem = OperationProblem | Problem;

/** What a target is given beside the plan. */
export interface TargetInput {
  /** Title of each node, for comments and names. */
  titles: Pick<ReadonlyMap<string, string>, 'get'>;
  /** The declared parameters of the pipeline. */
  parameters: Readonly<Record<string, PipelineParameter>>;
  /** What the pipeline is called, if it has a name. */
  pipeline?: string;
  /** Values of parameters for a run, as text, by name, for targets whose scripts hold them. */
  values?: Readonly<Record<string, string>>;
  /** The version of AWS Glue, for targets that run there. */
  glueVersion?: GlueVersion;
  /** Print for a run step by step: every node keeps its own result. */
  stepwise?: boolean;
}

/** What a target can do at all. */
export interface TargetCapabilities {
  /** Kinds of operations that it prints. */
  operations: ReadonlySet<Operation['op']>;
  /** The code of steps that it runs. */
  code: readonly Pick<CodeOperation, 'language' | 'engine'>[];
  /** Prints for runs step by step, as the editor's kernel wants it. */
  stepwise: boolean;
}

/** A script unless there are errors. */
export interface PrintResult {
  script?: GeneratedScript;
  problems: readonly TargetProblem[];
}

/**
 * Something that plans are printed for: a kind of job, a language, an engine.
 *
 * A target knows nothing of components, documents or forms: it speaks of operations and their fields, and the front door
 * (`placeProblem`) finds the component's field. Neither method throws because of what a plan holds.
 */
export interface Target {
  /** Stable, kebab-case: `glue`. */
  id: string;
  /** What people call it. */
  title: string;
  capabilities: TargetCapabilities;
  /**
   * Return all that keeps the target from printing a plan, and warnings. The plan may be a part of a pipeline. What `capabilities` rules
   * out has been reported already.
   */
  check(plan: Plan, input: TargetInput): readonly TargetProblem[];
  /** Print a plan that `check` found no error in. */
  print(plan: Plan, input: TargetInput): PrintResult;
}

/** Return everything that keeps a target from printing a plan: what it can't do at all, then what its own check finds. */
export function checkTarget(
  target: Target,
  plan: Plan,
  input: TargetInput
): TargetProblem[] {
  const { operations, code } = target.capabilities;
  const problems: TargetProblem[] = [];
  for (const operation of plan.operations) {
    if (!operations.has(operation.op)) {
      problems.push({
        code: 'operation-unsupported',
        severity: 'error',
        operation,
        field: '',
        message: `${target.title} can't do this step (operation “${operation.op}”). Use another step, or choose another target.`
      });
    } else if (
      (operation.op === 'code' || operation.op === 'call') &&
      !code.some(
        each =>
          each.language === operation.language &&
          each.engine === operation.engine
      )
    ) {
      problems.push({
        code: 'code-unsupported',
        severity: 'error',
        operation,
        field: '/engine',
        message: `The code of this step is ${operation.language} for ${operation.engine}, which ${target.title} does not run. It runs ${
          code
            .map(({ language, engine }) => `${language} for ${engine}`)
            .join(', ') || 'no code'
        }.`
      });
    }
  }
  problems.push(...target.check(plan, input));
  return problems;
}
