import dagre from '@dagrejs/dagre';
import type {
  ComponentRegistry,
  PipelineDocument
} from '@glueflow/components-manager';
import type { Position } from '../model/shared.js';
import {
  CARD_WIDTH,
  cardHeight,
  portsOf,
  STEP_X,
  STEP_Y,
  titleRoom
} from './card.js';
import { rectOf, within, type Rect } from './geometry.js';
import { placeNotes } from './notes.js';

/** Space around the nodes of a group, in pixels; more above, where its title stands. */
const PADDING = { x: 30, top: 50, bottom: 30 };

/** New places of nodes, and rectangles of groups. */
interface Arrangement {
  nodes: Map<string, Position>;
  groups: Map<string, Rect>;
}

/** Besides, the rectangles of notes that have to move. */
export interface Layout extends Arrangement {
  notes: Map<string, Rect>;
}

const known = new WeakMap<PipelineDocument, Map<string, Position>>();
/** Places given to nodes without one stay as long as the links do. */
const given = new WeakMap<object, ReadonlyMap<string, Position>>();

/** Where each node is shown: where the document says, or a place found for it. */
export function placesOf(
  document: PipelineDocument,
  registry: ComponentRegistry
): ReadonlyMap<string, Position> {
  const before = known.get(document);
  if (before) {
    return before;
  }
  const places = new Map<string, Position>();
  const homeless: string[] = [];
  for (const id of Object.keys(document.nodes)) {
    const place: Position | undefined = document.layout.nodes[id];
    if (place) {
      places.set(id, place);
    } else {
      homeless.push(id);
    }
  }
  if (homeless.length > 0) {
    let found = given.get(document.edges);
    if (!found || homeless.some(id => !found?.has(id))) {
      found = house(document, registry, places, homeless);
      given.set(document.edges, found);
    }
    for (const id of homeless) {
      places.set(id, found.get(id) ?? { x: 0, y: 0 });
    }
  }
  known.set(document, places);
  return places;
}

/** Lays nodes without a place out below the others. */
function house(
  document: PipelineDocument,
  registry: ComponentRegistry,
  placed: ReadonlyMap<string, Position>,
  homeless: readonly string[]
): Map<string, Position> {
  const found = arrange(document, registry, new Set(homeless), []).nodes;
  const ys = [...placed.values()].map(place => place.y);
  const xs = [...placed.values()].map(place => place.x);
  const y = ys.length === 0 ? 0 : Math.max(...ys) + STEP_Y;
  const x = xs.length === 0 ? 0 : Math.min(...xs);
  for (const [id, place] of found) {
    found.set(id, { x: place.x + x, y: place.y + y });
  }
  return found;
}

/** Lays the whole pipeline, or some nodes of it, out from left to right. Nodes of a group stay together, and the group around them. */
export function layout(
  document: PipelineDocument,
  registry: ComponentRegistry,
  chosen?: ReadonlySet<string>
): Layout {
  const ids = chosen ?? new Set(Object.keys(document.nodes));
  const places = placesOf(document, registry);
  const groups = Object.entries(document.annotations)
    .filter(([, annotation]) => annotation.kind === 'group')
    .map(([id, annotation]) => {
      const rect = rectOf(annotation);
      const members = [...ids].filter(node => {
        const place = places.get(node);
        return (
          place !== undefined &&
          within(rect, {
            ...place,
            width: CARD_WIDTH,
            height: heightOf(document, registry, node)
          })
        );
      });
      return { id, rect, members };
    })
    .filter(({ members }) => members.length > 0)
    // Smaller ones first: a node belongs to the innermost.
    .sort(
      (a, b) => a.rect.width * a.rect.height - b.rect.width * b.rect.height
    );
  const free = new Set(ids);
  const disjoint = groups.map(group => {
    const members = group.members.filter(id => free.delete(id));
    return { ...group, members };
  });
  const result = arrange(
    document,
    registry,
    ids,
    disjoint.filter(({ members }) => members.length > 0)
  );
  if (chosen) {
    const before = [...chosen].map(id => places.get(id) ?? { x: 0, y: 0 });
    const x = Math.min(...before.map(place => place.x));
    const y = Math.min(...before.map(place => place.y));
    for (const [id, place] of result.nodes) {
      result.nodes.set(id, { x: place.x + x, y: place.y + y });
    }
    for (const rect of result.groups.values()) {
      rect.x += x;
      rect.y += y;
    }
  }
  const { before, after } = boxesOf(document, registry, result);
  for (const { id, rect } of groups) {
    before.set(id, rect);
    after.set(id, result.groups.get(id) ?? rect);
  }
  return { ...result, notes: placeNotes(document, { before, after }) };
}

/** The cards of all steps, before and after. */
function boxesOf(
  document: PipelineDocument,
  registry: ComponentRegistry,
  { nodes }: Arrangement
): { before: Map<string, Rect>; after: Map<string, Rect> } {
  const before = new Map<string, Rect>();
  const after = new Map<string, Rect>();
  for (const [id, place] of placesOf(document, registry)) {
    const size = {
      width: CARD_WIDTH,
      height: heightOf(document, registry, id)
    };
    before.set(id, { ...place, ...size });
    after.set(id, { ...(nodes.get(id) ?? place), ...size });
  }
  return { before, after };
}

function heightOf(
  document: PipelineDocument,
  registry: ComponentRegistry,
  id: string
): number {
  return cardHeight(portsOf(document.nodes[id], registry));
}

interface LayoutBlock {
  members: Map<string, Position>;
  width: number;
  height: number;
  group?: string;
}

/** Places within each group first, then groups and other nodes as blocks beside each other. The result begins at 0, 0. */
function arrange(
  document: PipelineDocument,
  registry: ComponentRegistry,
  ids: ReadonlySet<string>,
  groups: readonly { id: string; members: readonly string[] }[]
): Arrangement {
  const blocks = new Map<string, LayoutBlock>();
  const blockOf = new Map<string, string>();
  const links = Object.values(document.edges).map(({ from, to }) => ({
    from: from.node,
    to: to.node
  }));
  const size = (id: string): { width: number; height: number } => ({
    width: CARD_WIDTH + titleRoom(portsOf(document.nodes[id], registry)),
    height: heightOf(document, registry, id)
  });
  for (const { id, members } of groups) {
    const inner = run(new Map(members.map(each => [each, size(each)])), links);
    const shifted = new Map(
      [...inner.places].map(([each, { x, y }]) => [
        each,
        { x: x + PADDING.x, y: y + PADDING.top }
      ])
    );
    blocks.set(`group ${id}`, {
      members: shifted,
      width: inner.width + 2 * PADDING.x,
      height: inner.height + PADDING.top + PADDING.bottom,
      group: id
    });
    for (const each of members) {
      blockOf.set(each, `group ${id}`);
    }
  }
  for (const id of ids) {
    if (!blockOf.has(id)) {
      blocks.set(id, { members: new Map([[id, { x: 0, y: 0 }]]), ...size(id) });
      blockOf.set(id, id);
    }
  }
  const outer = run(
    blocks,
    links.map(({ from, to }) => ({
      from: blockOf.get(from) ?? '',
      to: blockOf.get(to) ?? ''
    }))
  );
  const result: Arrangement = { nodes: new Map(), groups: new Map() };
  for (const [key, block] of blocks) {
    const at = outer.places.get(key) ?? { x: 0, y: 0 };
    for (const [id, { x, y }] of block.members) {
      result.nodes.set(id, { x: at.x + x, y: at.y + y });
    }
    if (block.group !== undefined) {
      result.groups.set(block.group, {
        ...at,
        width: block.width,
        height: block.height
      });
    }
  }
  return result;
}

function run(
  boxes: ReadonlyMap<string, { width: number; height: number }>,
  links: readonly { from: string; to: string }[]
): { places: Map<string, Position>; width: number; height: number } {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({
    rankdir: 'LR',
    ranksep: STEP_X - CARD_WIDTH + 30,
    nodesep: 50,
    edgesep: 10
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const id of [...boxes.keys()].sort()) {
    const box = boxes.get(id);
    graph.setNode(id, { width: box?.width ?? 0, height: box?.height ?? 0 });
  }
  for (const { from, to } of links) {
    if (boxes.has(from) && boxes.has(to) && from !== to) {
      graph.setEdge(from, to);
    }
  }
  dagre.layout(graph);
  const places = new Map<string, Position>();
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const [id, box] of boxes) {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    const corner = { x: x - box.width / 2, y: y - box.height / 2 };
    places.set(id, corner);
    left = Math.min(left, corner.x);
    top = Math.min(top, corner.y);
    right = Math.max(right, corner.x + box.width);
    bottom = Math.max(bottom, corner.y + box.height);
  }
  for (const [id, { x, y }] of places) {
    places.set(id, { x: Math.round(x - left), y: Math.round(y - top) });
  }
  return places.size === 0
    ? { places, width: 0, height: 0 }
    : { places, width: right - left, height: bottom - top };
}
