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
  /** Return true where something reads the frame of an output, by its place among the outputs; a run step by step reads all. */
  isUsed(output: number): boolean;
  /** Choose the variable of the operation's frame before other names are chosen. */
  reserveVariable(operation: Operation): void;
}

/**
 * Prints one kind of operation as PySpark.
 *
 * @param inputs - What stands for the frame of each input.
 * @returns What stands for the operation's frame, or for each of its frames; undefined where it has none.
 */
export type OperationPrinter<O> = {
  // A method, so that the printer of one operation is one of operations: the registry chooses it by the operation's name.
  print(
    scope: PrintScope,
    operation: O,
    inputs: readonly PyExpression[]
  ): Printed;
}['print'];

/** What stands for the frame of an operation with one output, or for each frame of one with several, in the order of its outputs. */
export type Printed = PyExpression | readonly PrintedFrame[] | undefined;

/** One of several frames of an operation. */
export interface PrintedFrame {
  /** What the output is called, for the name of its variable. */
  title: string;
  /** Undefined where nothing reads it. */
  frame: PyExpression | undefined;
}
