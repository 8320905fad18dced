import type { WriteOperation } from '../../../plan/operation.js';
import { printWrite as writeStatements } from '../write.js';
import type { OperationPrinter } from './printer.js';

/** A write, by the writer that suits it. */
export const printWrite: OperationPrinter<WriteOperation> = (
  scope,
  operation,
  [frame]
) => {
  scope.add(
    ...writeStatements(scope.context, operation, frame, scope.inputOperation(0))
  );
  return undefined;
};
