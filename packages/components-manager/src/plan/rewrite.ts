import type { AbsorbedNode, Operation, Plan } from './operation.js';

/** How many operations read each operation, once for each input slot. */
export function countUses(plan: Plan): Map<string, number> {
  const uses = new Map<string, number>();
  for (const { inputs } of plan.operations) {
    for (const input of inputs) {
      uses.set(input, (uses.get(input) ?? 0) + 1);
    }
  }
  return uses;
}

/** What becomes of an operation: another one, nothing (its users then read another), or one with others before it. */
export type Rewritten =
  | Operation
  | { standsFor: string; by: AbsorbedNode['by'] }
  | {
      /** Operations to insert right before, inputs before users; their ids are new. */
      before: readonly Operation[];
      operation: Operation;
    };

/** A rule's way through a plan: each operation stays, changes, gets others before it, or goes, its users then reading what it read. */
export class Rewriter {
  constructor(plan: Plan) {
    this._plan = plan;
    this._absorbed = [...(plan.absorbed ?? [])];
  }

  /** Visits every operation, inputs already rewritten; the answer is what becomes of it. */
  run(visit: (operation: Operation) => Rewritten): Plan {
    const left = new Map<string, number>();
    for (const { nodeId } of this._plan.operations) {
      left.set(nodeId, (left.get(nodeId) ?? 0) + 1);
    }
    const operations: Operation[] = [];
    for (const original of this._plan.operations) {
      const operation = this._relinked(original);
      const result = visit(operation);
      if ('before' in result) {
        operations.push(...result.before, result.operation);
        continue;
      }
      if (!('standsFor' in result)) {
        operations.push(result);
        continue;
      }
      this._standing.set(original.id, result.standsFor);
      const count = (left.get(original.nodeId) ?? 1) - 1;
      left.set(original.nodeId, count);
      if (count === 0) {
        this._absorbed.push({
          nodeId: original.nodeId,
          operation: result.standsFor,
          by: result.by
        });
      }
    }
    return {
      operations,
      ...(this._absorbed.length > 0
        ? {
            absorbed: this._absorbed.map(each => ({
              ...each,
              operation: this._standing.get(each.operation) ?? each.operation
            }))
          }
        : {})
    };
  }

  private _relinked(operation: Operation): Operation {
    return operation.inputs.some(input => this._standing.has(input))
      ? {
          ...operation,
          inputs: operation.inputs.map(
            input => this._standing.get(input) ?? input
          )
        }
      : operation;
  }

  private _plan: Plan;
  private _absorbed: AbsorbedNode[];
  private _standing = new Map<string, string>();
}
