import type { Schema } from '../../types/type.js';

/** What every operation has. An operation has one output, known by its `id`. */
export interface OperationBase {
  /** Unique in the plan; the last operation of a node's lowering carries the node's own id. */
  id: string;
  /** The node it came from. */
  nodeId: string;
  /** Ids of the operations it reads, in order. */
  inputs: readonly string[];
  /** The columns it yields, where known. */
  schema?: Schema;
}
