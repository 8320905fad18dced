import type { CallOperation, Plan } from '../../plan/operation.js';
import type {
  OperationProblem,
  TargetInput,
  TargetProblem
} from '../../target/target.js';
import { withUses } from '../python/script.js';
import { functionBody } from '../python/source.js';
import { readLimits } from './readlimits.js';
import { roleProblems } from './role.js';
import { DEFAULT_VERSION } from '../../job/version.js';
import { writeLimits } from './writelimits.js';

/** Arguments that AWS Glue itself takes, by the names `getResolvedOptions` gives them. Source: AWS Glue, "Using job parameters". */
const RESERVED = new Set(
  `JOB_NAME JOB_ID JOB_RUN_ID SECURITY_CONFIGURATION TempDir RedshiftTempDir continuation_option job_bookmark_option job_bookmark_from
job_bookmark_to enable_data_lineage encryption_type class conf scriptLocation debug mode help h`.split(
    /\s+/
  )
);

/**
 * Return what AWS Glue can't do of a plan: parameters with names of its own, what its readers and writers don't have, roles that a script
 * can't assume, and code that could leave its function. The analysis reports these, so that they are known before anything is printed.
 */
export function glueProblems(
  plan: Plan,
  {
    parameters,
    glueVersion = DEFAULT_VERSION
  }: Pick<TargetInput, 'parameters' | 'glueVersion'>
): TargetProblem[] {
  const problems: TargetProblem[] = Object.keys(parameters)
    .filter(each => RESERVED.has(each))
    .map(each => ({
      code: 'reserved-parameter',
      severity: 'error',
      path: `/parameters/${each}`,
      message: `AWS Glue keeps the argument --${each} for itself. Give the parameter another name.`
    }));
  for (const operation of plan.operations) {
    if (operation.op === 'read') {
      problems.push(...readLimits(operation));
    } else if (operation.op === 'write') {
      problems.push(...writeLimits(operation));
    } else if (operation.op === 'call') {
      problems.push(...callProblems(operation, plan));
    } else if (operation.op === 'code') {
      const body = functionBody(operation.source);
      if ('message' in body) {
        problems.push({
          code: 'bad-source',
          severity: 'error',
          operation,
          field: '/source',
          message: `Line ${body.line} of the code ${body.message}.`
        });
      }
    }
  }
  problems.push(...roleProblems(plan, glueVersion));
  return problems;
}

/** A call of a function that nothing brings, which is a fault of the component. */
function callProblems(
  operation: CallOperation,
  { requirements }: Plan
): OperationProblem[] {
  const { requires = [] } = operation;
  const names = requires
    .map(id => requirements?.get(id))
    .filter(each => each !== undefined)
    .flatMap(withUses)
    .flatMap(({ defines = [] }) => defines);
  return (requires.length > 0 && requirements === undefined) ||
    names.includes(operation.function)
    ? []
    : [
        {
          code: 'unknown-function',
          severity: 'error',
          operation,
          field: '',
          message: `The component calls the function ${operation.function}, which none of its requirements defines. This is a fault of the component: report it to whoever made it.`
        }
      ];
}
