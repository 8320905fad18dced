import type { Operation, Plan } from '../operation.js';
import { descriptorOf } from '../operations/index.js';
import { countUses, Rewriter } from '../rewrite.js';

/**
 * Makes one operation of a node's neighbouring operations of the same kind, as of two filters or two projections, and removes operations
 * that change nothing.
 *
 * Only within a node: across nodes Spark merges them anyway, and each node keeps its block in the script.
 */
export function mergeNeighbours(plan: Plan): Plan {
  if (!mayMerge(plan)) {
    return plan;
  }
  const uses = countUses(plan);
  const done = new Map<string, Operation>();
  const merged = new Set<string>();
  const keep = (operation: Operation): Operation => {
    done.set(operation.id, operation);
    return operation;
  };
  const first = new Rewriter(plan).run(operation => {
    const below = done.get(operation.inputs[0]);
    const descriptor = descriptorOf(operation);
    if (below && descriptor.changesNothing?.(operation, below.schema)) {
      return { standsFor: operation.inputs[0], by: 'nothing' };
    }
    const joint =
      below &&
      below.op === operation.op &&
      below.nodeId === operation.nodeId &&
      uses.get(below.id) === 1 &&
      descriptor.merge?.(operation, below);
    if (joint) {
      merged.add(below.id);
      return keep(joint);
    }
    return keep(operation);
  });
  return merged.size === 0
    ? first
    : {
        ...first,
        operations: first.operations.filter(each => !merged.has(each.id))
      };
}

/** False where every node has one operation and none can change nothing: nothing then merges or goes. */
function mayMerge({ operations }: Plan): boolean {
  return operations.some(
    operation =>
      operation.id !== operation.nodeId ||
      descriptorOf(operation).changesNothing !== undefined
  );
}
