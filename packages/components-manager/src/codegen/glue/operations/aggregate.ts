import type { AggregateFunction } from '../../../expression/typed.js';
import type {
  AggregateItem,
  AggregateOperation
} from '../../../plan/operation.js';
import { integer } from '../../python/literal.js';
import {
  boolean,
  method,
  string,
  type PyExpression
} from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { columnName } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/** The functions of `pyspark.sql.functions` that compute aggregates. */
export const AGGREGATES: Record<AggregateFunction, string> = {
  count: 'count',
  countDistinct: 'countDistinct',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  first: 'first',
  last: 'last',
  stddev: 'stddev',
  variance: 'variance'
};

/** `frame.groupBy(keys).agg(…)`. */
export const printAggregate: OperationPrinter<AggregateOperation> = (
  { context },
  operation,
  [frame]
) => {
  const keys = operation.keys.map(key => string(columnName(key)));
  if (operation.aggregates.length === 0) {
    return method(method(frame, 'select', keys), 'distinct');
  }
  return method(
    keys.length > 0 ? method(frame, 'groupBy', keys) : frame,
    'agg',
    aggregateColumns(context, operation.aggregates)
  );
};

/** Print aggregates as columns with their names. */
function aggregateColumns(
  context: ScriptContext,
  aggregates: readonly AggregateItem[]
): PyExpression[] {
  return aggregates.map(each => {
    const argument =
      each.column === undefined
        ? context.sql('lit', [integer('1')])
        : string(columnName(each.column));
    const value = context.sql(
      AGGREGATES[each.function],
      [argument],
      each.ignoreNulls ? { ignorenulls: boolean(true) } : {}
    );
    return method(value, 'alias', [string(each.name)]);
  });
}
