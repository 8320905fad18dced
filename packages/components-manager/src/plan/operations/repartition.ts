import type { Value } from '../../document/text.js';
import type { OperationBase } from './base.js';
import { likeInput, withNames } from './columns.js';
import { ALL_COLUMNS, COMMON, type OperationDescriptor } from './descriptor.js';

/** Spreads rows over partitions, on which workers work side by side and of which each becomes a file. The rows are the same. */
export interface RepartitionOperation extends OperationBase {
  op: 'repartition';
  /** How many partitions: a whole number from 1. Absent: as many as Spark makes; then there are keys. */
  count?: Value<number>;
  /** Rows with equal values of these come to the same partition; none: rows are dealt evenly. */
  keys: readonly string[];
  /** Only put partitions together, without moving all rows (`coalesce`); there is a count then, and no key. */
  together?: boolean;
}

/** A repartition: it chooses no rows. */
export const REPARTITION: OperationDescriptor<RepartitionOperation> = {
  ...COMMON,
  output: (_, [input]) => input,
  needs: ({ keys }, _, used) => used && withNames(used, keys),
  narrow: (repartition, _, inputs) => likeInput(repartition, inputs),
  passes: () => ALL_COLUMNS,
  limit: () => 'passes',
  determinism: () => 'deterministic',
  order: ({ together }) => (together ? 'keeps' : 'loses')
};
