import type { Operation } from '../../../plan/operation.js';
import type { PyExpression, PyStatement } from '../../python/tree.js';
import type { ScriptContext } from '../context.js';

/** What the printer of an operation works with: the script, and the block of the operation's node. */
export interface PrintScope {
  readonly context: ScriptContext;
  /** The title of the operation's node. */
  readonly title: string;
  /** Adds statements to the block, before the one that holds the operation's frame. */
  add(...statements: readonly PyStatement[]): void;
  /** Return the operation that the printed one reads at a slot. */
  inputOperation(slot: number): Operation | undefined;
  /** Choose the variable of the operation's frame before other names are chosen. */
  reserveVariable(operation: Operation): void;
}

/**
 * Prints one kind of operation as PySpark.
 *
 * @param inputs - What stands for the frame of each input.
 * @returns What stands for the operation's frame; undefined where it has none.
 */
export type OperationPrinter<O> = {
  // A method, so that the printer of one operation is one of operations: the registry chooses it by the operation's name.
  print(
    scope: PrintScope,
    operation: O,
    inputs: readonly PyExpression[]
  ): PyExpression | undefined;
}['print'];
