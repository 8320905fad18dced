import type { DistinctOperation } from '../../../plan/operation.js';
import { list, method, string } from '../../python/tree.js';
import type { OperationPrinter } from './printer.js';

/** `frame.distinct()`, or any row of each key. */
export const printDistinct: OperationPrinter<DistinctOperation> = (
  _,
  { keys },
  [frame]
) =>
  keys
    ? method(frame, 'dropDuplicates', [list(keys.map(string))])
    : method(frame, 'distinct');
