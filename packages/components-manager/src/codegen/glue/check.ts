import type { PipelineParameter } from '../../document/document.js';
import type { ReadOperation, WriteOperation } from '../../plan/operation.js';
import type { Problem } from '../../problem.js';
import { roleProblems } from './role.js';
import { DEFAULT_VERSION } from '../../job/version.js';

/** Arguments that AWS Glue itself takes, by the names `getResolvedOptions` gives them. Source: AWS Glue, "Using job parameters". */
const RESERVED = new Set(
  `JOB_NAME JOB_ID JOB_RUN_ID SECURITY_CONFIGURATION TempDir RedshiftTempDir continuation_option job_bookmark_option job_bookmark_from
job_bookmark_to enable_data_lineage encryption_type class conf scriptLocation debug mode help h`.split(
    /\s+/
  )
);

/**
 * Return what AWS Glue can't take of a pipeline whose steps are right by themselves: parameters with names of its own, and roles that a
 * script can't assume. The analysis reports these, so that they are known before anything is printed.
 */
export function targetProblems(
  accesses: readonly (ReadOperation | WriteOperation)[],
  parameters: Readonly<Record<string, PipelineParameter>>,
  version: string = DEFAULT_VERSION
): Problem[] {
  return [
    ...Object.keys(parameters)
      .filter(each => RESERVED.has(each))
      .map((each): Problem => ({
        code: 'reserved-parameter',
        severity: 'error',
        path: `/parameters/${each}`,
        message: `AWS Glue keeps the argument --${each} for itself. Give the parameter another name.`
      })),
    ...roleProblems({ operations: accesses }, version)
  ];
}
