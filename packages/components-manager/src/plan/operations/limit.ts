import type { Value } from '../../document/text.js';
import type { OperationBase } from './base.js';
import { likeInput } from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/**
 * Keeps the first rows of its input and no others. The order is that of a sort right before; without one they are any rows, and other
 * rows another time.
 */
export interface LimitOperation extends OperationBase {
  op: 'limit';
  /** How many rows at most: a whole number, 0 or more. */
  count: Value<number>;
}

/** A limit: no condition passes it, as it would let other rows in. */
export const LIMIT: OperationDescriptor<LimitOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: (_, __, used) => used,
  narrow: (limit, _, inputs) => likeInput(limit, inputs),
  passes: () => NO_COLUMNS,
  limit: () => 'passes',
  determinism: (_, isOrdered) => (isOrdered() ? 'deterministic' : 'volatile'),
  order: () => 'keeps',
  merge: (limit, below) =>
    typeof limit.count === 'number' && typeof below.count === 'number'
      ? {
          ...limit,
          inputs: below.inputs,
          count: Math.min(limit.count, below.count)
        }
      : undefined
};
