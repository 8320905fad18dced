import type { Value } from '../../document/text.js';
import type { Expression } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { likeInput, withNames } from './columns.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Keeps rows chosen by chance, each once at most. */
export interface SampleOperation extends OperationBase {
  op: 'sample';
  method:
    | {
        /** Each row by the same chance: about that part of all rows. */
        kind: 'fraction';
        /** From 0 to 1. */
        fraction: Value<number>;
      }
    | {
        /** Exactly so many rows, or all where there are fewer. They come in no order. */
        kind: 'rows';
        count: Value<number>;
      }
    | {
        /** Each row by the chance of its stratum, which is the value of a column. */
        kind: 'stratified';
        column: string;
        strata: readonly {
          /** A literal of the column's type; null stands for rows without a value. */
          value: Extract<Expression, { kind: 'literal' }>;
          /** From 0 to 1. */
          fraction: number;
        }[];
        /** The chance of rows of all other strata, from 0 to 1. */
        others: number;
      };
  /** With it the same rows are chosen for the same input, read in the same way; absent: others each time. */
  seed?: Value<number>;
}

/** A sample: no condition passes it, as chance would choose other rows. */
export const SAMPLE: OperationDescriptor<SampleOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ method }, _, used) =>
    used && method.kind === 'stratified'
      ? withNames(used, [method.column])
      : used,
  narrow: (sample, _, inputs) => likeInput(sample, inputs),
  passes: () => NO_COLUMNS,
  determinism: ({ seed }) =>
    seed === undefined ? 'volatile' : 'deterministic',
  order: ({ method }) => (method.kind === 'rows' ? 'loses' : 'keeps')
};
