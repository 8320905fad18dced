import type { Operation, Plan } from './operation.js';

/**
 * The operations of a plan by number, and who reads whom as numbers side by side.
 *
 * Each pass over a plan asks for the inputs of every operation. By id, each answer is a look-up at some far place in memory, which is
 * what a large plan pays for most; so ids are looked up once, here, for all passes.
 */
export class Numbering {
  constructor(operations: readonly Operation[]) {
    const numbers = new Map<string, number>();
    let slots = 0;
    for (let number = 0; number < operations.length; number++) {
      numbers.set(operations[number].id, number);
      slots += operations[number].inputs.length;
    }
    this.uses = new Int32Array(operations.length);
    this._firstUser = new Int32Array(operations.length).fill(NOT_THERE);
    this._starts = new Int32Array(operations.length);
    this._inputs = new Int32Array(slots);
    let slot = 0;
    for (let user = 0; user < operations.length; user++) {
      this._starts[user] = slot;
      for (const id of operations[user].inputs) {
        const number = numbers.get(id) ?? NOT_THERE;
        this._inputs[slot++] = number;
        if (number !== NOT_THERE && this.uses[number]++ === 0) {
          this._firstUser[number] = user;
        }
      }
    }
  }

  /** How many operations read each, once for each input slot. */
  readonly uses: Int32Array;

  /** The number of what an operation reads at a slot; `NOT_THERE` where the plan has no such operation. */
  input(operation: number, slot: number): number {
    return this._inputs[this._starts[operation] + slot];
  }

  /** The number of the first operation that reads one; `NOT_THERE` when there is none. */
  firstUser(operation: number): number {
    return this._firstUser[operation];
  }

  private readonly _firstUser: Int32Array;
  /** Where each operation's inputs begin in `_inputs`. */
  private readonly _starts: Int32Array;
  private readonly _inputs: Int32Array;
}

/** In the place of an operation's number. */
export const NOT_THERE = -1;

const known = new WeakMap<readonly Operation[], Numbering>();

/** The numbering of a plan: the same for every pass that leaves the operations as they are. */
export function numberingOf({ operations }: Plan): Numbering {
  let numbering = known.get(operations);
  if (numbering === undefined) {
    numbering = new Numbering(operations);
    known.set(operations, numbering);
  }
  return numbering;
}
