import type { PivotOperation } from '../../../plan/operation.js';
import { pivotColumns } from '../../../plan/operations/pivot.js';
import { integer } from '../../python/literal.js';
import { boolean, method, string } from '../../python/tree.js';
import { column, columnName } from '../expression.js';
import { AGGREGATES } from './aggregate.js';
import { whenEqual } from './case.js';
import type { OperationPrinter } from './printer.js';

/**
 * `frame.groupBy(keys).agg(F.sum(F.when(column == value, …)).alias(name), …)`.
 *
 * Not by `pivot()`: there a count of no rows is null or 0, depending on the types of the other aggregates.
 */
export const printPivot: OperationPrinter<PivotOperation> = (
  { context },
  pivot,
  [frame]
) => {
  const keys = pivot.keys.map(key => string(columnName(key)));
  const aggregates = pivotColumns(pivot).map(({ name, value, aggregate }) => {
    const { function: called } = aggregate;
    const values = whenEqual(
      context,
      pivot.column,
      value,
      aggregate.column === undefined
        ? context.sql('lit', [integer('1')])
        : column(context, aggregate.column)
    );
    return method(
      context.sql(
        AGGREGATES[called],
        [values],
        called === 'first' || called === 'last'
          ? { ignorenulls: boolean(true) }
          : {}
      ),
      'alias',
      [string(name)]
    );
  });
  return method(
    keys.length > 0 ? method(frame, 'groupBy', keys) : frame,
    'agg',
    aggregates
  );
};
