import type { Plan } from '../operation.js';

/**
 * Leaves out what no write needs. In a plan without a write, as for a preview, everything stays.
 */
export function dropDeadBranches(plan: Plan): Plan {
  const live = new Set<string>();
  for (let index = plan.operations.length - 1; index >= 0; index--) {
    const operation = plan.operations[index];
    if (operation.op === 'write' || live.has(operation.id)) {
      live.add(operation.id);
      operation.inputs.forEach(input => live.add(input));
    }
  }
  return live.size === 0 || live.size === plan.operations.length
    ? plan
    : {
        ...plan,
        operations: plan.operations.filter(each => live.has(each.id))
      };
}
