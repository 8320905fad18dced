import { typeOf } from '../../expression/expression.js';
import { resultType } from '../../expression/functions/index.js';
import type { AggregateFunction, Expression } from '../../expression/typed.js';
import type { DataType, Schema } from '../../types/type.js';
import { key } from '../column.js';
import type { OperationBase } from './base.js';
import {
  passing,
  withColumns,
  withExpressions,
  withNames,
  withOutput,
  withoutNames
} from './columns.js';
import { COMMON, type OperationDescriptor } from './descriptor.js';
import type { SortKey } from './sort.js';

/**
 * Computes values of each row from the rows around it: those of the same partition, in an order, within a frame.
 *
 * The rows that come back are those of the input, with one column more for each item, unless `firstRows` limits them.
 */
export interface WindowOperation extends OperationBase {
  op: 'window';
  /** Columns whose values make a partition; none: all rows are one, on one worker. Nulls make a partition of their own. */
  partition: readonly string[];
  /** Which row comes first in a partition. Rows that tie come in any order. */
  order: readonly SortKey[];
  /**
   * The rows that the aggregates, `first`, `last` and `nth` look at; ranks and offsets have no use of it. Absent: with an order from the
   * first row of the partition to the last that ties with this one, without one the whole partition (Spark's own).
   */
  frame?: WindowFrame;
  items: readonly WindowItem[];
  /** Keep only so many rows of each partition, the first by the order. */
  firstRows?: number;
}

/** Rows around a row. `from` is not behind `to`. */
export interface WindowFrame {
  /** `rows` counts rows; `range` compares values of the one order column, which for an offset is a number. */
  unit: 'rows' | 'range';
  from: FrameBound;
  to: FrameBound;
}

/** Where a frame ends: at the end of the partition on its side, at this row (and with `range` those that tie with it), or so far from it. */
export type FrameBound =
  'unbounded' | 'current' | { preceding: number } | { following: number };

/** The functions of windows: ranks, offsets, single values, and aggregates over the frame. */
export type WindowFunction =
  | 'rowNumber'
  | 'rank'
  | 'denseRank'
  | 'percentRank'
  | 'cumeDist'
  | 'ntile' // buckets
  | 'lag' // value, offset?, default?
  | 'lead' // value, offset?, default?
  | 'nth' // value, n from 1
  | Exclude<AggregateFunction, 'countDistinct'>; // value; count: none for a count of rows

/** One value computed for each row. */
export interface WindowItem {
  /** The column that it makes; a column of that name is replaced. */
  name: string;
  function: WindowFunction;
  /** The arguments in the order stated at `WindowFunction`; offsets, `n` and buckets are literals of whole numbers. */
  args: readonly Expression[];
  /** For `lag`, `lead`, `first`, `last` and `nth`: ignore nulls. */
  ignoreNulls?: boolean;
}

/** A window: conditions on its partition choose whole partitions. */
export const WINDOW: OperationDescriptor<WindowOperation> = {
  ...COMMON,
  output,
  needs({ partition, order, items }, _, used) {
    return (
      used &&
      withExpressions(
        items.flatMap(item => item.args),
        withNames(
          withoutNames(
            used,
            items.map(item => item.name)
          ),
          [...partition, ...order.map(each => each.column)]
        )
      )
    );
  },
  narrow: (window, _, inputs) => withOutput(window, inputs, output),
  passes({ partition, items }) {
    const made = new Set(items.map(item => key(item.name)));
    return passing(partition.filter(name => !made.has(key(name))));
  },
  determinism: () => 'deterministic',
  order: () => 'loses'
};

function output(
  { items }: WindowOperation,
  [input]: readonly (Schema | undefined)[]
): Schema | undefined {
  return (
    input &&
    withColumns(
      input,
      items.map(item => ({ name: item.name, type: windowType(item, input) }))
    )
  );
}

/**
 * Return the type of a window function's result, as Spark 3.5 has it.
 *
 * Source: Spark 3.5 SQL reference, "Window Functions" and "Built-in Functions".
 */
export function windowType(item: WindowItem, input: Schema): DataType {
  return resultType(
    WINDOW_FUNCTION_NAMES[item.function],
    item.args.map(arg => typeOf(arg, { schema: input }))
  );
}

/** The functions as the catalogue of functions and `pyspark.sql.functions` have them. */
export const WINDOW_FUNCTION_NAMES: Readonly<Record<WindowFunction, string>> = {
  rowNumber: 'row_number',
  rank: 'rank',
  denseRank: 'dense_rank',
  percentRank: 'percent_rank',
  cumeDist: 'cume_dist',
  ntile: 'ntile',
  lag: 'lag',
  lead: 'lead',
  nth: 'nth_value',
  count: 'count',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  first: 'first',
  last: 'last',
  stddev: 'stddev',
  variance: 'variance'
};
