import type { OperationBase } from './base.js';
import { ALL_COLUMNS, COMMON, type OperationDescriptor } from './descriptor.js';
import { unionColumns } from './union.js';

/**
 * Keeps rows of the first input that are in every other one (`intersect`), or in none of them (`except`). Rows are compared as wholes,
 * by the names of their columns, which are those of the first input; nulls are equal.
 */
export interface SetOperation extends OperationBase {
  op: 'setOperation';
  kind: 'intersect' | 'except';
  /** Each row once. Otherwise a row counts as often as it is there: the least of the inputs' counts, or the first's less the others'. */
  distinct: boolean;
}

/** A set operation: a condition may go to all inputs, as equal rows answer it alike. */
export const SET_OPERATION: OperationDescriptor<SetOperation> = {
  ...COMMON,
  filtersEveryInput: true,
  output: (_, inputs) => unionColumns(inputs)?.slice(0, inputs[0]?.length),
  needs: () => null,
  passes: () => ALL_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'loses'
};
