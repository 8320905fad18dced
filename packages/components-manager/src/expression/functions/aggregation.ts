import type { DataType } from '../../types/type.js';
import type { AggregateFunction } from '../typed.js';
import { resultType } from './index.js';

/** The functions of an aggregation, as Spark SQL has them. */
export const AGGREGATION: Readonly<
  Record<AggregateFunction, { name: string; distinct?: true }>
> = {
  count: { name: 'count' },
  countDistinct: { name: 'count', distinct: true },
  sum: { name: 'sum' },
  avg: { name: 'avg' },
  min: { name: 'min' },
  max: { name: 'max' },
  first: { name: 'first' },
  last: { name: 'last' },
  stddev: { name: 'stddev' },
  variance: { name: 'variance' }
};

/**
 * Return the type of an aggregate over a column, as Spark 3.5 has it.
 *
 * @example
 * aggregateType('sum', { kind: 'int' }) // bigint
 */
export function aggregateType(
  name: AggregateFunction,
  type: DataType
): DataType {
  return resultType(AGGREGATION[name].name, [type]);
}
