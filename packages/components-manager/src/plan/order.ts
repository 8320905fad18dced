import type { Operation } from './operation.js';
import { descriptorOf } from './operations/index.js';

/**
 * Return true where the rows of an operation come in an order that a person asked for.
 *
 * @param inputOf - Returns the operation that yields a frame.
 */
export function isOrdered(
  operation: Operation | undefined,
  inputOf: (frame: string) => Operation | undefined
): boolean {
  let current = operation;
  while (current) {
    const order = descriptorOf(current).order(current);
    if (order !== 'keeps') {
      return order === 'makes';
    }
    current = inputOf(current.inputs[0]);
  }
  return false;
}
