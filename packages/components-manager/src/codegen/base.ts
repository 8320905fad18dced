import { Numbering, numberingOf, NOT_THERE } from '../plan/numbering.js';
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
    this._operations = plan.operations;
    this._numbering = numberingOf(plan);
    this._unread = this._numbering.uses.slice();
    this._outputs = [];
    for (const block of blocksOf(plan)) {
      this.enterBlock(block);
      for (const operation of block.operations) {
        const output = this.print(operation);
        this._release(operation);
        this._outputs.push(output);
      }
      this.leaveBlock(block);
    }
  }

  /** How many operations read the one that is printed, once for each input slot. */
  protected get useCount(): number {
    return this._numbering.uses[this._number];
  }

  /** The first operation that reads the one that is printed. */
  protected get firstUser(): Operation | undefined {
    return this._operations[this._numbering.firstUser(this._number)];
  }

  /** An operation that the one that is printed reads. */
  protected inputOperation(slot: number): Operation | undefined {
    return this._operations[this._numbering.input(this._number, slot)];
  }

  /** What printing the inputs of the operation that is printed gave, in order. */
  protected inputs(operation: Operation): Output[] {
    return operation.inputs.map((id, slot) => {
      const result = this._outputs[this._numbering.input(this._number, slot)];
      if (result === undefined) {
        throw new Error(`The plan uses ${id} before it is there`);
      }
      return result;
    });
  }

  protected abstract enterBlock(block: Block): void;
  protected abstract print(operation: Operation): Output;
  protected abstract leaveBlock(block: Block): void;

  /** Lets go of what nobody will read any more: of a large plan little is kept at a time. */
  private _release({ inputs }: Operation): void {
    for (let slot = 0; slot < inputs.length; slot++) {
      const input = this._numbering.input(this._number, slot);
      if (input !== NOT_THERE && --this._unread[input] === 0) {
        this._outputs[input] = undefined;
      }
    }
  }

  /** Of the operation that is printed. */
  private get _number(): number {
    return this._outputs.length;
  }

  private _operations: readonly Operation[] = [];
  private _numbering = new Numbering([]);
  /** How many uses of each output are still to come. */
  private _unread = new Int32Array();
  private _outputs: (Output | undefined)[] = [];
}

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
