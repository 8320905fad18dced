import type { OperationBase } from './base.js';
import { likeInput, passing, withNames } from './columns.js';
import { ALL_COLUMNS, COMMON, type OperationDescriptor } from './descriptor.js';

/** Keeps any one row for each distinct key; the first of an order is kept by a window (`firstRows`). */
export interface DistinctOperation extends OperationBase {
  op: 'distinct';
  /** Absent: all columns. */
  keys?: readonly string[];
}

/** Distinct rows: conditions on the keys choose all rows of a key or none. */
export const DISTINCT: OperationDescriptor<DistinctOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ keys }, _, used) => (used && keys ? withNames(used, keys) : null),
  narrow: (distinct, _, inputs) => likeInput(distinct, inputs),
  passes: ({ keys }) => (keys ? passing(keys) : ALL_COLUMNS),
  determinism: ({ keys }) => (keys ? 'arbitrary' : 'deterministic'),
  order: () => 'loses'
};
