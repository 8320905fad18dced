import type { Expression } from '../../expression/typed.js';
import {
  aggregateColumn,
  aggregateDeterminism,
  keyColumns,
  type AggregateItem
} from './aggregate.js';
import type { OperationBase } from './base.js';
import { passing, withNames } from './columns.js';
import { COMMON, type OperationDescriptor } from './descriptor.js';

/**
 * Groups by keys (none: the whole input is one group) and computes aggregates for each of the listed values of a column, over the rows
 * of the group that have that value.
 *
 * A group without such rows has what the aggregate of no rows is: 0 for counts, null for all others. Rows with other values count for the
 * group's being there only. `first` and `last` always ignore nulls.
 */
export interface PivotOperation extends OperationBase {
  op: 'pivot';
  keys: readonly string[];
  /** The column whose values become columns. */
  column: string;
  values: readonly {
    /** A literal of the column's type; null stands for rows without a value. */
    value: Extract<Expression, { kind: 'literal' }>;
    /** What the value's columns are called by. */
    label: string;
  }[];
  aggregates: readonly AggregateItem[];
}

/** A pivot: conditions on its keys choose whole groups. */
export const PIVOT: OperationDescriptor<PivotOperation> = {
  ...COMMON,
  output: (pivot, [input]) =>
    input && [
      ...keyColumns(pivot.keys, input),
      ...pivotColumns(pivot).map(({ name, aggregate }) => ({
        ...aggregateColumn(aggregate, input),
        name
      }))
    ],
  needs: ({ keys, column, aggregates }) =>
    withNames(
      [],
      [...keys, column, ...aggregates.flatMap(each => each.column ?? [])]
    ),
  passes: ({ keys }) => passing(keys),
  determinism: ({ aggregates }) => aggregateDeterminism(aggregates),
  order: () => 'loses'
};

/**
 * Return the columns that a pivot makes, value by value: called as the value's label, with several aggregates as label and aggregate
 * with an underscore between.
 *
 * @example
 * pivotColumns({keys: ['carrier'], column: 'month', values: [{value: one, label: 'jan'}], aggregates: [sum, count], …})
 * // jan_sum, jan_count
 */
export function pivotColumns({
  values,
  aggregates
}: Pick<PivotOperation, 'values' | 'aggregates'>): {
  name: string;
  value: PivotOperation['values'][number]['value'];
  aggregate: AggregateItem;
}[] {
  return values.flatMap(({ value, label }) =>
    aggregates.map(aggregate => ({
      name: aggregates.length === 1 ? label : `${label}_${aggregate.name}`,
      value,
      aggregate
    }))
  );
}
