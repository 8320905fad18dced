import type { Graph, Link } from '../graph/graph.js';
import { frameId } from '../plan/frame.js';
import type { Schema } from '../types/type.js';

/** Steps looked at for one problem: an error must not cost more than the analysis. */
const MOST_STEPS = 256;

/** What of an analysis tells where columns stop being known. */
export interface KnownColumns {
  graph: Pick<Graph, 'inputsOf'>;
  schemas: ReadonlyMap<string, Schema | undefined>;
}

/**
 * The step before a node at which columns stop being known: its own are not, those of its inputs are. Undefined where all that
 * arrives at the node is known, or no such step is near.
 */
export function unknownBefore(
  nodeId: string,
  { graph, schemas }: KnownColumns
): string | undefined {
  let found: string | undefined;
  let at = nodeId;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const next = graph.inputsOf(at).find(link => !isKnown(link, schemas));
    if (next === undefined) {
      return found;
    }
    at = found = next.from.node;
  }
  return undefined;
}

/** Every step before some nodes whose columns are not known, in no order. */
export function allUnknownBefore(
  nodeIds: Iterable<string>,
  { graph, schemas }: KnownColumns
): Set<string> {
  const found = new Set<string>();
  const left = [...nodeIds];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    for (const link of graph.inputsOf(id)) {
      const { node } = link.from;
      if (!isKnown(link, schemas) && !found.has(node)) {
        found.add(node);
        left.push(node);
      }
    }
  }
  return found;
}

/** True where the columns that a link brings are known. */
function isKnown(
  { from }: Pick<Link, 'from'>,
  schemas: KnownColumns['schemas']
): boolean {
  return schemas.get(frameId(from.node, from.port)) !== undefined;
}
