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
    this._number = 0;
    for (const block of blocksOf(plan)) {
      this.enterBlock(block);
      for (const operation of block.operations) {
        const outputs = this.print(operation);
        this._release(operation);
        for (const output of outputs) {
          this._outputs.push(output);
        }
        this._number++;
      }
      this.leaveBlock(block);
    }
  }

  /**
   * How often a frame of the operation that is printed is computed unless it is kept: once for each input slot that reads it, of an
   * operation with several outputs once for each that is used.
   *
   * @param output - Place of the frame's port among the operation's outputs.
   */
  protected useCount(output = 0): number {
    return this._numbering.computations[this._frameNumber(output)];
  }

  /** The first operation that reads a frame of the one that is printed. */
  protected firstUser(output = 0): Operation | undefined {
    return this._operations[
      this._numbering.firstUser(this._frameNumber(output))
    ];
  }

  /** The operation whose frame the one that is printed reads. */
  protected inputOperation(slot: number): Operation | undefined {
    return this._operations[this._numbering.input(this._number, slot)];
  }

  /** What printing the inputs of the operation that is printed gave, in order. */
  protected inputs(operation: Operation): Output[] {
    return operation.inputs.map((id, slot) => {
      const result =
        this._outputs[this._numbering.inputFrame(this._number, slot)];
      if (result === undefined) {
        throw new Error(`The plan uses ${id} before it is there`);
      }
      return result;
    });
  }

  protected abstract enterBlock(block: Block): void;
  /** Prints an operation; what stands for each frame that it yields, in the order of its outputs. */
  protected abstract print(operation: Operation): readonly Output[];
  protected abstract leaveBlock(block: Block): void;

  /** Lets go of what nobody will read any more: of a large plan little is kept at a time. */
  private _release({ inputs }: Operation): void {
    for (let slot = 0; slot < inputs.length; slot++) {
      const input = this._numbering.inputFrame(this._number, slot);
      if (input !== NOT_THERE && --this._unread[input] === 0) {
        this._outputs[input] = undefined;
      }
    }
  }

  private _frameNumber(output: number): number {
    return this._numbering.firstFrame(this._number) + output;
  }

  private _operations: readonly Operation[] = [];
  private _numbering = new Numbering([]);
  /** Of the operation that is printed. */
  private _number = 0;
  /** How many uses of each frame are still to come. */
  private _unread = new Int32Array();
  /** By number of frame. */
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
