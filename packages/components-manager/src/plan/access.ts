import type { Operation, ReadOperation, WriteOperation } from './operation.js';
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
