import type { OperationBase } from './base.js';
import { likeInput, withNames } from './columns.js';
import { ALL_COLUMNS, COMMON, type OperationDescriptor } from './descriptor.js';

/** One key of an ordering. */
export interface SortKey {
  column: string;
  direction: 'ascending' | 'descending';
  /** Absent: Spark's own (nulls first ascending, last descending). */
  nulls?: 'first' | 'last';
}

/** Orders rows. */
export interface SortOperation extends OperationBase {
  op: 'sort';
  by: readonly SortKey[];
  /** Sort within each partition only. */
  local?: boolean;
}

/** A sort: it chooses no rows. */
export const SORT: OperationDescriptor<SortOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ by }, _, used) =>
    used &&
    withNames(
      used,
      by.map(each => each.column)
    ),
  narrow: (sort, _, inputs) => likeInput(sort, inputs),
  passes: () => ALL_COLUMNS,
  determinism: () => 'deterministic',
  order: ({ local }) => (local ? 'loses' : 'makes')
};
