import type { CallOperation, Plan } from '../../plan/operation.js';
import type {
  OperationProblem,
  TargetInput,
  TargetProblem
} from '../../target/target.js';
import { withUses } from '../python/script.js';
import { isAccess, lakefsOf } from '../../plan/access.js';
import { functionBody } from '../python/source.js';
import { readLimits } from './readlimits.js';
import { bucketOf, placesOf, roleProblems } from './role.js';
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
  problems.push(...roleProblems(plan, glueVersion), ...gatewayProblems(plan));
  return problems;
}

/**
 * A bucket of S3 that is named as a repository of lakeFS: S3A has one endpoint and one set of keys per name, so that the script would look
 * for the bucket in lakeFS.
 *
 * Source: Hadoop-AWS 3.3, "Configuring different S3 buckets with Per-Bucket Configuration".
 */
function gatewayProblems({ operations }: Plan): OperationProblem[] {
  const repositories = new Set(
    operations.flatMap(each => {
      const [name, ...rest] = lakefsOf(each)?.repository ?? [];
      return typeof name === 'string' && rest.length === 0 ? [name] : [];
    })
  );
  return repositories.size === 0
    ? []
    : operations.filter(isAccess).flatMap((access): OperationProblem[] => {
        const bucket = placesOf(access)
          .flatMap(bucketOf)
          .find(each => repositories.has(each));
        return bucket === undefined
          ? []
          : [
              {
                code: 'bucket-and-repository',
                severity: 'error',
                operation: access,
                field: '',
                message: `Bucket ${bucket} has the name of a lakeFS repository of this pipeline, and Spark has one place per name. Read or write the bucket in a pipeline of its own, or use a repository of another name.`
              }
            ];
      });
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
