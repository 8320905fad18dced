import type { JobSettings } from '@glueflow/contract';
import { isWrite, lakefsOf } from '../plan/access.js';
import type { Plan } from '../plan/operation.js';
import type { Problem } from '../problem.js';

/**
 * Return the problem of a run on a branch of lakeFS where nothing is written to lakeFS, or to two branches of one repository: they could
 * not share the one branch. What parameters decide is checked by the script.
 *
 * @param plan - Absent where the pipeline has errors.
 */
export function onBranchProblems(
  { lakefsOnBranch }: Pick<JobSettings, 'lakefsOnBranch'>,
  plan: Plan | undefined
): Problem[] {
  if (!lakefsOnBranch || plan === undefined) {
    return [];
  }
  const sinks = plan.operations.filter(isWrite).flatMap(each => {
    const sink = lakefsOf(each);
    return sink && 'branch' in sink ? [sink] : [];
  });
  const problem = (message: string): Problem[] => [
    {
      code: 'lakefs-on-branch',
      severity: 'error',
      path: '/job/lakefsOnBranch',
      message
    }
  ];
  if (sinks.length === 0) {
    return problem(
      `No step of this pipeline writes to lakeFS, so that there is nothing to write to the branch “${lakefsOnBranch}”. Leave the branch empty.`
    );
  }
  const branches = new Map<string, string>();
  for (const { repository, branch } of sinks) {
    const [key, value] = [repository, branch].map(each => JSON.stringify(each));
    if ((branches.get(key) ?? value) !== value) {
      return problem(
        'Steps of this pipeline write to two branches of one lakeFS repository, which one branch can’t stand for. Leave the branch empty, or write to one of them.'
      );
    }
    branches.set(key, value);
  }
  return [];
}
