import type { Text, Value } from '../../document/text.js';
import type { OperationBase } from './base.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** A value that a helper function is called with. */
export type CallArgument =
  | { kind: 'text'; text: Text }
  | { kind: 'value'; value: Value<string | number | boolean> }
  | { kind: 'list'; items: readonly string[] };

/** Calls a function that a requirement of the component brings: it takes the inputs as frames, then the arguments, and returns one frame. */
export interface CallOperation extends OperationBase {
  op: 'call';
  language: 'python';
  /** The library whose frames the function takes and returns. */
  engine: 'spark' | 'pandas';
  /** The function: one that a requirement of the operation defines. */
  function: string;
  /** Keyword arguments, by Python identifier. */
  arguments: Readonly<Record<string, CallArgument>>;
  /** The same inputs and arguments give the same rows, and nothing else is read. */
  deterministic: boolean;
}

/** A helper's call: its columns are those stated, and it needs all of its inputs. */
export const CALL: OperationDescriptor<CallOperation> = {
  ...COMMON,
  output: call => call.schema,
  needs: () => null,
  passes: () => NO_COLUMNS,
  determinism: ({ deterministic }) =>
    deterministic ? 'deterministic' : 'volatile',
  order: () => 'loses'
};
