import {
  isObject,
  type ComponentRegistry,
  type Json,
  type JsonObject,
  type PipelineDocument,
  type PipelineEdge,
  type PipelineNode
} from '@glueflow/components-manager';
import { rectOf } from './geometry.js';
import { placesOf } from './layout.js';
import { plain, type Trans } from './text.js';
import { freshId, freshNodeId, titlesOf, uniqueTitle } from '../model/ids.js';
import { namePins, withPins } from '../model/inputnames.js';
import { isEdge, isNode, isPosition } from '../model/kinds.js';
import type { Position, YPipeline } from '../model/shared.js';

/** Copied parts of a pipeline. */
export interface Clipping {
  glueflow: 'nodes';
  nodes: Record<string, PipelineNode>;
  /** Links among the nodes. */
  edges: Record<string, PipelineEdge>;
  places: Record<string, Position>;
  annotations: Record<string, JsonObject>;
}

/** The last text copied, for browsers that let nobody read the clipboard. */
let memory = '';

export function remember(text: string): void {
  memory = text;
}

export function recall(): string {
  return memory;
}

/** Parts of a document as text for the clipboard; empty when there is nothing of it. */
export function copyText(
  original: PipelineDocument,
  registry: ComponentRegistry,
  selected: {
    nodes: ReadonlySet<string>;
    annotations: ReadonlySet<string>;
  }
): string {
  // Copies get other titles: their code keeps the names it has.
  const document = withPins(
    original,
    namePins(original, registry, selected.nodes)
  );
  const shown = placesOf(document, registry);
  const clipping: Clipping = {
    glueflow: 'nodes',
    nodes: {},
    edges: {},
    places: {},
    annotations: {}
  };
  for (const id of [...selected.nodes].sort()) {
    const node = document.nodes[id];
    if (node) {
      clipping.nodes[id] = node;
      clipping.places[id] = shown.get(id) ?? { x: 0, y: 0 };
    }
  }
  for (const [id, edge] of Object.entries(document.edges)) {
    if (clipping.nodes[edge.from.node] && clipping.nodes[edge.to.node]) {
      clipping.edges[id] = edge;
    }
  }
  for (const id of selected.annotations) {
    if (document.annotations[id]) {
      clipping.annotations[id] = document.annotations[id];
    }
  }
  return Object.keys(clipping.nodes).length +
    Object.keys(clipping.annotations).length >
    0
    ? JSON.stringify(clipping, null, 2)
    : '';
}

/** Reads what was copied; undefined for any other text. */
export function readClipping(text: string): Clipping | undefined {
  if (!text.includes('"glueflow"')) {
    return undefined;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value.glueflow !== 'nodes') {
    return undefined;
  }
  const nodes = entriesOf(value.nodes, isNode);
  const known = new Set(nodes.map(([id]) => id));
  const isKnown = ({ node }: PipelineEdge['from']): boolean => known.has(node);
  return {
    glueflow: 'nodes',
    nodes: Object.fromEntries(nodes),
    edges: Object.fromEntries(
      entriesOf(value.edges, isEdge).filter(
        ([, { from, to }]) => isKnown(from) && isKnown(to)
      )
    ),
    places: Object.fromEntries(entriesOf(value.places, isPosition)),
    annotations: Object.fromEntries(entriesOf(value.annotations, isObject))
  };
}

/** Where pasted parts come. */
export interface PasteOptions {
  /** Their upper left corner; without it beside where they were copied from. */
  at?: Position;
  /** Name of the undo step. */
  label?: string;
  trans?: Trans;
}

/** Pastes as one step of undo, under fresh ids and titles; returns what is new. */
export function paste(
  model: YPipeline,
  clipping: Clipping,
  { at, label, trans = plain }: PasteOptions = {}
): { nodes: string[]; annotations: string[] } {
  const { document } = model;
  const titles = titlesOf(document);
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  const rects = Object.values(clipping.annotations).map(rectOf);
  const corners = [...Object.values(clipping.places), ...rects];
  const left = Math.min(...corners.map(({ x }) => x));
  const top = Math.min(...corners.map(({ y }) => y));
  const shift = at ? { x: at.x - left, y: at.y - top } : { x: 40, y: 40 };
  const made = { nodes: [] as string[], annotations: [] as string[] };
  const count =
    Object.keys(clipping.nodes).length +
    Object.keys(clipping.annotations).length;
  if (count === 0) {
    return made;
  }
  const name = label ?? trans._n('Paste %1 item', 'Paste %1 items', count);
  model.gesture(name, () => {
    for (const [old, node] of Object.entries(clipping.nodes)) {
      const id = freshNodeId(document, node.component, taken);
      const title = uniqueTitle(node.title, titles);
      taken.add(id);
      titles.add(title);
      ids.set(old, id);
      made.nodes.push(id);
      const place = clipping.places[old];
      model.setNode(
        id,
        { ...node, title },
        place && { x: place.x + shift.x, y: place.y + shift.y }
      );
    }
    for (const edge of Object.values(clipping.edges)) {
      const from = ids.get(edge.from.node);
      const to = ids.get(edge.to.node);
      if (from !== undefined && to !== undefined) {
        model.setEdge(freshId('e'), {
          ...edge,
          from: { ...edge.from, node: from },
          to: { ...edge.to, node: to }
        });
      }
    }
    for (const annotation of Object.values(clipping.annotations)) {
      const id = freshId('a');
      const { x, y } = rectOf(annotation);
      made.annotations.push(id);
      model.setAnnotation(id, {
        ...annotation,
        x: x + shift.x,
        y: y + shift.y
      });
    }
  });
  return made;
}

/** The members of an object that are of a kind; none of what is no object. */
function entriesOf<T>(
  value: unknown,
  isOfKind: (item: unknown) => item is T
): [string, T][] {
  return isObject(value)
    ? Object.entries(value).filter((entry): entry is [string, T & Json] =>
        isOfKind(entry[1])
      )
    : [];
}
