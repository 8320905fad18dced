import type { Graph, Link } from '../graph/graph.js';
import { frameId } from '../plan/frame.js';
import { sameName } from '../types/cast.js';
import type { Schema } from '../types/type.js';

/** Steps looked at for one column: an error must not cost more than the analysis. */
const MOST_STEPS = 256;

/**
 * The nearest step before a node that has a column in its input and not in its output; undefined where none near is known to.
 *
 * A node with several inputs is given none, as the column may be missed of another input.
 */
export function droppedBy(
  column: string,
  nodeId: string,
  graph: Graph,
  schemas: ReadonlyMap<string, Schema | undefined>
): string | undefined {
  if (graph.inputsOf(nodeId).length !== 1) {
    return undefined;
  }
  const has = ({ from }: Link): boolean =>
    schemas
      .get(frameId(from.node, from.port))
      ?.some(each => sameName(each.name, column)) ?? false;
  const seen = new Set<string>([nodeId]);
  // The node itself lacks the column; so do all that follow.
  for (const id of seen) {
    for (const link of graph.inputsOf(id)) {
      if (has(link)) {
        return id;
      }
      if (seen.size < MOST_STEPS) {
        seen.add(link.from.node);
      }
    }
  }
  return undefined;
}
