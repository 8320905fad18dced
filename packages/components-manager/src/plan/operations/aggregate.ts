import { aggregateType } from '../../expression/functions/aggregation.js';
import type { Column, Schema } from '../../types/type.js';
import type { AggregateFunction } from '../../expression/typed.js';
import type { OperationBase } from './base.js';
import { passing, typeOfColumn, withNames } from './columns.js';
import {
  COMMON,
  type Determinism,
  type OperationDescriptor
} from './descriptor.js';

/** One value computed of a group of rows. */
export interface AggregateItem {
  function: AggregateFunction;
  /** Absent for a count of rows. */
  column?: string;
  name: string;
  /** For `first` and `last`: ignore nulls. */
  ignoreNulls?: boolean;
}

/** Groups by keys (none: the whole input is one group) and computes aggregates. */
export interface AggregateOperation extends OperationBase {
  op: 'aggregate';
  keys: readonly string[];
  aggregates: readonly AggregateItem[];
}

/** An aggregation: conditions on its keys choose whole groups. */
export const AGGREGATE: OperationDescriptor<AggregateOperation> = {
  ...COMMON,
  output: ({ keys, aggregates }, [input]) =>
    input && [
      ...keyColumns(keys, input),
      ...aggregates.map(each => aggregateColumn(each, input))
    ],
  needs: ({ keys, aggregates }) =>
    withNames([], [...keys, ...aggregates.flatMap(each => each.column ?? [])]),
  passes: ({ keys }) => passing(keys),
  determinism: ({ aggregates }) => aggregateDeterminism(aggregates),
  order: () => 'loses'
};

/** Return the columns of keys, by which rows are grouped. */
export function keyColumns(keys: readonly string[], input: Schema): Schema {
  return keys.map(name => ({ name, type: typeOfColumn(input, name) }));
}

/** Return the column of one aggregate over an input, with the type that Spark gives it. */
export function aggregateColumn(item: AggregateItem, input: Schema): Column {
  const type = typeOfColumn(input, item.column ?? '');
  return { name: item.name, type: aggregateType(item.function, type) };
}

/** Return how far aggregates depend on their rows alone: `first` and `last` are of any row where nothing orders the group. */
export function aggregateDeterminism(
  aggregates: readonly AggregateItem[]
): Determinism {
  return aggregates.some(
    ({ function: called }) => called === 'first' || called === 'last'
  )
    ? 'arbitrary'
    : 'deterministic';
}
