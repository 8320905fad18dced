import type { Schema } from '../../types/type.js';

/** What every operation has. An operation yields one frame for each of its outputs. */
export interface OperationBase {
  /**
   * Unique in the plan. What yields a node's output `port` has the id `frameId(nodeId, port)`, or it has the node's id and that port
   * among its outputs.
   */
  id: string;
  /** The node it came from. */
  nodeId: string;
  /** Ids of the frames it reads (`frameId`), in order. */
  inputs: readonly string[];
  /** The ports that it yields frames at; absent: the one port `out`. */
  outputs?: readonly string[];
  /** Ids of the requirements of its component (`Component.requirements`) that it uses. */
  requires?: readonly string[];
  /** The columns of each frame that it yields, where known. */
  schema?: Schema;
}
