import type { DistinctOperation } from '../../../plan/operation.js';
import { number } from '../../python/literal.js';
import { binary, list, method, string } from '../../python/tree.js';
import { columnName } from '../expression.js';
import type { OperationPrinter } from './printer.js';
import { sortColumn } from './sort.js';

/** `frame.distinct()`, by keys, or the first row of each key in an order. */
export const printDistinct: OperationPrinter<DistinctOperation> = (
  { context },
  operation,
  [frame]
) => {
  const { keys, orderBy } = operation;
  if (!keys) {
    return method(frame, 'distinct');
  }
  if (!orderBy || orderBy.length === 0) {
    return method(frame, 'dropDuplicates', [list(keys.map(string))]);
  }
  const rank = unusedName('row_number', operation);
  const window = method(
    method(
      context.imported('Window'),
      'partitionBy',
      keys.map(key => string(columnName(key)))
    ),
    'orderBy',
    orderBy.map(key => sortColumn(context, key))
  );
  return method(
    method(
      method(frame, 'withColumn', [
        string(rank),
        method(context.sql('row_number', []), 'over', [window])
      ]),
      'filter',
      [binary('==', context.sql('col', [string(rank)]), number(1))]
    ),
    'drop',
    [string(rank)]
  );
};

function unusedName(base: string, operation: DistinctOperation): string {
  const used = new Set(
    [
      ...(operation.schema ?? []).map(each => each.name),
      ...(operation.keys ?? []),
      ...(operation.orderBy ?? []).map(each => each.column)
    ].map(each => each.toLowerCase())
  );
  let result = `_${base}`;
  while (used.has(result)) {
    result = `_${result}`;
  }
  return result;
}
