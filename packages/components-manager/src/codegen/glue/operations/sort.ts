import type { SortKey, SortOperation } from '../../../plan/operation.js';
import { method, type PyExpression } from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { column } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/** `frame.orderBy(…)`, or within each partition. */
export const printSort: OperationPrinter<SortOperation> = (
  { context },
  { by, local },
  [frame]
) =>
  method(
    frame,
    local ? 'sortWithinPartitions' : 'orderBy',
    by.map(key => sortColumn(context, key))
  );

/** Print one key of an ordering: `F.col("name").desc()`. */
export function sortColumn(context: ScriptContext, key: SortKey): PyExpression {
  const direction = key.direction === 'ascending' ? 'asc' : 'desc';
  return method(
    column(context, key.column),
    key.nulls ? `${direction}_nulls_${key.nulls}` : direction
  );
}
