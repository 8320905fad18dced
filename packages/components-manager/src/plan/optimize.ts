import type { Plan } from './operation.js';
import { dropDeadBranches } from './rules/branch.js';
import { pruneColumns } from './rules/column.js';
import { pushLimits } from './rules/limit.js';
import { mergeNeighbours } from './rules/merge.js';
import { pushPartitionFilters } from './rules/partition.js';

/** A rule: another plan with the same results. */
export type Rule = (plan: Plan) => Plan;

/** Every rule by name, in the order they run. */
export const RULES: Readonly<Record<string, Rule>> = {
  dropDeadBranches,
  mergeNeighbours,
  pushPartitionFilters,
  pushLimits,
  pruneColumns
};

/** Rewrites a plan so that it reads less, with the same results. Takes time in proportion to the plan's size. */
export function optimize(plan: Plan): Plan {
  const result = Object.values(RULES).reduce((each, rule) => rule(each), plan);
  const { requirements } = plan;
  return requirements === undefined ? result : { ...result, requirements };
}
