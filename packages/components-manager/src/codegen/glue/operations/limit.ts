import type { LimitOperation } from '../../../plan/operation.js';
import { method } from '../../python/tree.js';
import type { OperationPrinter } from './printer.js';

/** `frame.limit(count)`. */
export const printLimit: OperationPrinter<LimitOperation> = (
  { context },
  { count },
  [frame]
) => method(frame, 'limit', [context.value(count)]);
