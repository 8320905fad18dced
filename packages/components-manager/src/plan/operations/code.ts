import type { OperationBase } from './base.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Runs a person's own code. A target refuses a language or an engine that it does not have. */
export interface CodeOperation extends OperationBase {
  op: 'code';
  language: 'python';
  /** The library whose frames the code takes and returns. */
  engine: 'spark' | 'pandas';
  /** The body of a function whose arguments are the inputs as the engine's frames, and that returns one frame. */
  source: string;
  /** Argument name for each input: Python identifiers. */
  arguments: readonly string[];
}

/** A person's code: its columns are those stated, and it needs all of its inputs. */
export const CODE: OperationDescriptor<CodeOperation> = {
  ...COMMON,
  output: code => code.schema,
  needs: () => null,
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'loses',
  code: ({ language, source }) => ({ language, source })
};
