import type { LimitOperation, Operation, Plan } from '../operation.js';
import { descriptorOf } from '../operations/index.js';
import { countUses, Rewriter } from '../rewrite.js';

type Count = LimitOperation['count'];

/**
 * Applies a copy of each limit to the inputs of what it comes after, where no more of their rows can be in the result: into the inputs of
 * a union, the kept side of an outer join, below what makes several rows of one.
 *
 * What lies between lets the limit through (`OperationDescriptor.limit`), and nothing else reads it. The limit itself stays.
 */
export function pushLimits(plan: Plan): Plan {
  if (!plan.operations.some(each => each.op === 'limit')) {
    return plan;
  }
  const uses = countUses(plan);
  const inserted = findInserted(plan, uses);
  const schemas = new Map(plan.operations.map(each => [each.id, each.schema]));
  if (inserted.size === 0) {
    return plan;
  }
  return new Rewriter(plan).run(operation => {
    const counts = inserted.get(operation.id);
    if (!counts) {
      return operation;
    }
    const before: Operation[] = [];
    const inputs = operation.inputs.map((input, slot) => {
      const count = counts.get(slot);
      if (count === undefined) {
        return input;
      }
      const id = `${operation.id}#limit ${slot + 1}`;
      before.push({
        op: 'limit',
        id,
        nodeId: operation.nodeId,
        inputs: [input],
        schema: schemas.get(input),
        count
      });
      return id;
    });
    return { before, operation: { ...operation, inputs } };
  });
}

/** The limits to insert: by operation and slot. */
function findInserted(
  { operations }: Plan,
  uses: ReadonlyMap<string, number>
): Map<string, Map<number, Count>> {
  const producers = new Map(operations.map(each => [each.id, each]));
  /** How many rows of a frame are used at most. */
  const bounds = new Map<string, Count>();
  const inserted = new Map<string, Map<number, Count>>();
  for (let number = operations.length - 1; number >= 0; number--) {
    const operation = operations[number];
    const bound =
      operation.op === 'limit' ? operation.count : bounds.get(operation.id);
    if (bound === undefined) {
      continue;
    }
    operation.inputs.forEach((input, slot) => {
      const passing = descriptorOf(operation).limit(operation, slot);
      if (passing === 'stays') {
        return;
      }
      if (uses.get(input) === 1) {
        bounds.set(input, bound);
      }
      if (passing === 'copies' && !isLimited(producers.get(input), bound)) {
        const slots = inserted.get(operation.id) ?? new Map<number, Count>();
        slots.set(slot, bound);
        inserted.set(operation.id, slots);
      }
    });
  }
  return inserted;
}

/** True for a limit that is as strict already. */
function isLimited(operation: Operation | undefined, bound: Count): boolean {
  return (
    operation?.op === 'limit' &&
    (operation.count === bound ||
      (typeof operation.count === 'number' &&
        typeof bound === 'number' &&
        operation.count <= bound))
  );
}
