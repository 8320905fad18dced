import { numberingOf, NOT_THERE } from '../numbering.js';
import type { Plan } from '../operation.js';
import { descriptorOf } from '../operations/index.js';

/**
 * Leaves out what no write needs. In a plan without a write, as for a preview, everything stays.
 */
export function dropDeadBranches(plan: Plan): Plan {
  const { operations } = plan;
  const numbering = numberingOf(plan);
  const live = new Uint8Array(operations.length);
  let count = 0;
  for (let number = operations.length - 1; number >= 0; number--) {
    const operation = operations[number];
    const { inputs } = operation;
    if (live[number] === 0 && descriptorOf(operation).role !== 'sink') {
      continue;
    }
    live[number] = 1;
    count++;
    for (let slot = 0; slot < inputs.length; slot++) {
      const input = numbering.input(number, slot);
      if (input !== NOT_THERE) {
        live[input] = 1;
      }
    }
  }
  return count === 0 || count === operations.length
    ? plan
    : {
        ...plan,
        operations: operations.filter((_, number) => live[number] === 1)
      };
}
