import type { RepartitionOperation } from '../../../plan/operation.js';
import { method } from '../../python/tree.js';
import { column } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/** `frame.repartition(count, keys)` or `frame.coalesce(count)`. */
export const printRepartition: OperationPrinter<RepartitionOperation> = (
  { context },
  { count, keys, together },
  [frame]
) =>
  method(frame, together ? 'coalesce' : 'repartition', [
    ...(count === undefined ? [] : [context.value(count)]),
    ...keys.map(key => column(context, key))
  ]);
