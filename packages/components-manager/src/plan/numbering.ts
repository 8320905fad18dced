import { frameId } from './frame.js';
import type { Operation, Plan } from './operation.js';

/**
 * The operations of a plan and the frames that they yield by number, and who reads which frame as numbers side by side.
 *
 * Each pass over a plan asks for the inputs of every operation. By id, each answer is a look-up at some far place in memory, which is
 * what a large plan pays for most; so ids are looked up once, here, for all passes. The frames of an operation follow each other, in the
 * order of its outputs; while no operation has several, a frame's number is that of its operation.
 */
export class Numbering {
  constructor(operations: readonly Operation[]) {
    const numbers = new Map<string, number>();
    const firstFrames = new Int32Array(operations.length + 1);
    let slots = 0;
    let frames = 0;
    for (let number = 0; number < operations.length; number++) {
      const { id, inputs, outputs } = operations[number];
      firstFrames[number] = frames;
      if (outputs === undefined) {
        numbers.set(id, frames++);
      } else {
        for (const port of outputs) {
          numbers.set(frameId(id, port), frames++);
        }
      }
      slots += inputs.length;
    }
    firstFrames[operations.length] = frames;
    this.frameCount = frames;
    this._firstFrames = firstFrames;
    this._owners =
      frames === operations.length ? undefined : owners(firstFrames);
    this.uses = new Int32Array(frames);
    this._firstUser = new Int32Array(frames).fill(NOT_THERE);
    this._starts = new Int32Array(operations.length);
    this._inputs = new Int32Array(slots);
    let slot = 0;
    for (let user = 0; user < operations.length; user++) {
      this._starts[user] = slot;
      for (const id of operations[user].inputs) {
        const frame = numbers.get(id) ?? NOT_THERE;
        this._inputs[slot++] = frame;
        if (frame !== NOT_THERE && this.uses[frame]++ === 0) {
          this._firstUser[frame] = user;
        }
      }
    }
    this.computations =
      this._owners === undefined ? this.uses : this._countComputations();
  }

  /** How many frames there are. */
  readonly frameCount: number;

  /** How many operations read each frame, once for each input slot. */
  readonly uses: Int32Array;

  /**
   * How often each frame is computed unless it is kept: as its uses, but an operation with several outputs computes its inputs for each
   * of them that is used.
   */
  readonly computations: Int32Array;

  /** The number of the first frame of an operation; its others follow. */
  firstFrame(operation: number): number {
    return this._firstFrames[operation];
  }

  /** The number of the frame that an operation reads at a slot; `NOT_THERE` where the plan has no such frame. */
  inputFrame(operation: number, slot: number): number {
    return this._inputs[this._starts[operation] + slot];
  }

  /** The number of the operation whose frame one reads at a slot; `NOT_THERE` where the plan has no such operation. */
  input(operation: number, slot: number): number {
    const frame = this._inputs[this._starts[operation] + slot];
    return this._owners === undefined || frame === NOT_THERE
      ? frame
      : this._owners[frame];
  }

  /** The number of the first operation that reads a frame; `NOT_THERE` when there is none. */
  firstUser(frame: number): number {
    return this._firstUser[frame];
  }

  private _countComputations(): Int32Array {
    const counts = new Int32Array(this.frameCount);
    for (let user = 0; user < this._starts.length; user++) {
      const first = this._firstFrames[user];
      const last = this._firstFrames[user + 1];
      let used = 0;
      for (let frame = first; frame < last; frame++) {
        used += this.uses[frame] > 0 ? 1 : 0;
      }
      const times = last - first === 1 ? 1 : Math.max(1, used);
      const end =
        user + 1 < this._starts.length
          ? this._starts[user + 1]
          : this._inputs.length;
      for (let slot = this._starts[user]; slot < end; slot++) {
        if (this._inputs[slot] !== NOT_THERE) {
          counts[this._inputs[slot]] += times;
        }
      }
    }
    return counts;
  }

  private readonly _firstUser: Int32Array;
  /** The first frame of each operation, and how many frames there are. */
  private readonly _firstFrames: Int32Array;
  /** The operation of each frame; absent while both have the same numbers. */
  private readonly _owners: Int32Array | undefined;
  /** Where each operation's inputs begin in `_inputs`. */
  private readonly _starts: Int32Array;
  private readonly _inputs: Int32Array;
}

/** In the place of a number. */
export const NOT_THERE = -1;

function owners(firstFrames: Int32Array): Int32Array {
  const result = new Int32Array(firstFrames[firstFrames.length - 1]);
  for (let number = 0; number + 1 < firstFrames.length; number++) {
    result.fill(number, firstFrames[number], firstFrames[number + 1]);
  }
  return result;
}

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
