import type {
  LakeFSSink,
  LakeFSSource,
  Operation,
  ReadOperation,
  WriteOperation
} from './operation.js';
import { descriptorOf } from './operations/index.js';

/** An operation that reads data from outside or writes some. */
export type Access = ReadOperation | WriteOperation;

/** Return true for an operation that reads data from outside or writes some. */
export function isAccess(operation: Operation): operation is Access {
  return descriptorOf(operation).role !== 'transform';
}

/** Return true for an operation that writes data. */
export function isWrite(operation: Operation): operation is WriteOperation {
  return descriptorOf(operation).role === 'sink';
}

/** Return where in lakeFS an operation reads or writes; undefined where it does neither. */
export function lakefsOf(
  operation: Operation
): LakeFSSink | LakeFSSource | undefined {
  switch (operation.op) {
    case 'read':
      return operation.source.kind === 's3'
        ? operation.source.lakefs
        : undefined;
    case 'write':
      return operation.sink.kind === 's3' ? operation.sink.lakefs : undefined;
    default:
      return undefined;
  }
}
