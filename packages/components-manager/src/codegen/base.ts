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
    for (const operation of plan.operations) {
      this._entries.set(operation.id, {
        operation,
        count: 0,
        first: undefined,
        output: undefined
      });
      for (const input of operation.inputs) {
        const entry = this._entries.get(input);
        if (entry) {
          entry.count += 1;
          entry.first ??= operation;
        }
      }
    }
    for (const block of blocksOf(plan)) {
      this.enterBlock(block);
      for (const operation of block.operations) {
        const output = this.print(operation);
        (this._entries.get(operation.id) as Entry<Output>).output = output;
      }
      this.leaveBlock(block);
    }
  }

  /** An operation of the plan. */
  protected operation(id: string): Operation | undefined {
    return this._entries.get(id)?.operation;
  }

  /** The operations that read an operation: how many, once for each input slot, and the first. */
  protected users(id: string): Users {
    return this._entries.get(id) ?? NO_USERS;
  }

  /** What printing an earlier operation gave. */
  protected output(id: string): Output {
    const result = this._entries.get(id)?.output;
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

  private _entries = new Map<string, Entry<Output>>();
}

/** What is known of an operation while a plan is printed. */
interface Entry<Output> extends Users {
  operation: Operation;
  output: Output | undefined;
}

interface Users {
  count: number;
  first: Operation | undefined;
}

const NO_USERS: Users = { count: 0, first: undefined };

/** A plan's operations by node: operations of one node that stand side by side are one block. */
export function* blocksOf(plan: Plan): Generator<Block> {
  let block: { nodeId: string; operations: Operation[] } | undefined;
  for (const operation of plan.operations) {
    if (block?.nodeId === operation.nodeId) {
      block.operations.push(operation);
      continue;
    }
    if (block) {
      yield block;
    }
    block = { nodeId: operation.nodeId, operations: [operation] };
  }
  if (block) {
    yield block;
  }
}
