import type { ReadOperation } from '../../../plan/operation.js';
import { printRead as readFrame } from '../read.js';
import type { OperationPrinter } from './printer.js';

/** A read, by the reader that suits it. */
export const printRead: OperationPrinter<ReadOperation> = (
  scope,
  operation
) => {
  scope.reserveVariable(operation);
  return readFrame(scope.context, operation);
};
