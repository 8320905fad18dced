import type { OperationBase } from './base.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';

/** Runs a person's own PySpark. */
export interface CodeOperation extends OperationBase {
  op: 'code';
  /** The body of a function whose arguments are the inputs as DataFrames, and that returns one DataFrame. */
  source: string;
  /** Argument name for each input: Python identifiers. */
  arguments: readonly string[];
}

/** Custom PySpark: its columns are those stated, and it needs all of its inputs. */
export const CODE: OperationDescriptor<CodeOperation> = {
  ...COMMON,
  output: code => code.schema,
  needs: () => null,
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'loses',
  code: ({ source }) => ({ language: 'python', source })
};
