import type { OperationBase } from './base.js';
import { likeInput, sameNames, withNames } from './columns.js';
import { COMMON, type OperationDescriptor } from './descriptor.js';
import type { SortKey } from './sort.js';

/** Keeps one row for each distinct key. */
export interface DistinctOperation extends OperationBase {
  op: 'distinct';
  /** Absent: all columns. */
  keys?: readonly string[];
  /** Which row stays: the first by this order; absent: any. */
  orderBy?: readonly SortKey[];
}

/** Distinct rows: conditions on the keys choose all rows of a key or none. */
export const DISTINCT: OperationDescriptor<DistinctOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ keys, orderBy }, _, used) =>
    used && keys
      ? withNames(used, [...keys, ...(orderBy ?? []).map(each => each.column)])
      : null,
  narrow: (distinct, _, inputs) => likeInput(distinct, inputs),
  passes: ({ keys }) => (keys ? sameNames(keys) : 'all'),
  determinism: ({ keys, orderBy }) =>
    keys && !orderBy ? 'arbitrary' : 'deterministic',
  order: () => 'loses'
};
