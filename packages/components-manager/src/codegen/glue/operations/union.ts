import type { UnionOperation } from '../../../plan/operation.js';
import {
  attribute,
  boolean,
  call,
  list,
  method,
  type PyExpression
} from '../../python/tree.js';
import type { OperationPrinter } from './printer.js';

/** Inputs by column name, one after the other. */
export const printUnion: OperationPrinter<UnionOperation> = (
  { context },
  operation,
  frames
) => {
  const missing = operation.allowMissing
    ? { allowMissingColumns: boolean(true) }
    : {};
  // A chain as long as the inputs are many would be deeper than Python's parser goes.
  const all =
    frames.length > LONG_UNION && !operation.allowMissing
      ? call(context.imported('reduce'), [
          attribute(context.imported('DataFrame'), 'unionByName'),
          list(frames)
        ])
      : frames
          .slice(1)
          .reduce<PyExpression>(
            (left, right) => method(left, 'unionByName', [right], missing),
            frames[0]
          );
  return operation.distinct ? method(all, 'distinct') : all;
};

const LONG_UNION = 8;
