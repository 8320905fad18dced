import { Signal, type ISignal } from '@lumino/signaling';

/** The places that were left, by document and node; the empty one stands for all of the node. */
const left = new WeakMap<object, Map<string, Set<string>>>();
const changes = new Signal<object, object>({});

/** Places of this document were left. */
export const leftChanged: ISignal<object, object> = changes;

/** The places of a node's form that a person has left. */
export function leftOf(document: object, nodeId: string): ReadonlySet<string> {
  return left.get(document)?.get(nodeId) ?? new Set();
}

/** Takes note that a place of a node's form was left; an empty path stands for the whole form, as when a run of the node was tried. */
export function leave(document: object, nodeId: string, path = ''): void {
  const nodes = left.get(document) ?? new Map<string, Set<string>>();
  left.set(document, nodes);
  const places = nodes.get(nodeId) ?? new Set<string>();
  nodes.set(nodeId, places);
  if (!places.has(path)) {
    places.add(path);
    changes.emit(document);
  }
}
