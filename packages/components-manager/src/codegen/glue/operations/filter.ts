import type { FilterOperation } from '../../../plan/operation.js';
import { method } from '../../python/tree.js';
import { columnExpression } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/** `frame.filter(…)`. */
export const printFilter: OperationPrinter<FilterOperation> = (
  { context },
  { condition },
  [frame]
) => method(frame, 'filter', [columnExpression(context, condition)]);
