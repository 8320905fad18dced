import type { Operation, Plan } from '../plan/operation.js';

/** The operations of one node, in order. */
export interface Block {
  nodeId: string;
  operations: readonly Operation[];
}

/**
 * Walks a plan block by block; a target says how each operation is printed.
 *
 * Nothing here knows of a language or an engine: a target is one subclass with one method per kind of operation.
 */
export abstract class BaseCodeGenerator<Output> {
  /** Visits every block, inputs before users. */
  protected walk(plan: Plan): void {
    for (const each of plan.operations) {
      this._consumers.set(each.id, []);
      this._operations.set(each.id, each);
      for (const input of each.inputs) {
        this._consumers.get(input)?.push(each);
      }
    }
    for (const block of blocksOf(plan)) {
      this.enterBlock(block);
      for (const operation of block.operations) {
        this._outputs.set(operation.id, this.print(operation));
      }
      this.leaveBlock(block);
    }
  }

  /** An operation of the plan. */
  protected operation(id: string): Operation | undefined {
    return this._operations.get(id);
  }

  /** The operations that read an operation, once for each input slot. */
  protected consumers(id: string): readonly Operation[] {
    return this._consumers.get(id) ?? [];
  }

  /** What printing an earlier operation gave. */
  protected output(id: string): Output {
    const result = this._outputs.get(id);
    if (result === undefined) {
      throw new Error(`The plan uses ${id} before it is there`);
    }
    return result;
  }

  /** What printing the inputs of an operation gave, in order. */
  protected inputs(operation: Operation): Output[] {
    return operation.inputs.map(id => this.output(id));
  }

  protected abstract enterBlock(block: Block): void;
  protected abstract print(operation: Operation): Output;
  protected abstract leaveBlock(block: Block): void;

  private _operations = new Map<string, Operation>();
  private _consumers = new Map<string, Operation[]>();
  private _outputs = new Map<string, Output>();
}

/** A plan's operations by node: operations of one node that stand side by side are one block. */
export function blocksOf(plan: Plan): Block[] {
  const blocks: { nodeId: string; operations: Operation[] }[] = [];
  for (const operation of plan.operations) {
    const last = blocks.at(-1);
    if (last?.nodeId === operation.nodeId) {
      last.operations.push(operation);
    } else {
      blocks.push({ nodeId: operation.nodeId, operations: [operation] });
    }
  }
  return blocks;
}
