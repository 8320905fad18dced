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
  titleRoom,
  usedPorts,
  type CardPorts
} from './card.js';
import { rectOf, within, type Rect } from './geometry.js';
import { placesOf } from './layout.js';

/** Cards that stand this near above each other count as side by side. */
const NEAR = 10;
/** A card that is let go this near to the height of the one before it comes to its height. */
const STRAIGHT = 20;

/** What moves so that a step has room in a link. */
export interface Room {
  /** Where the step stands itself. */
  place: Position;
  nodes: Map<string, Position>;
  annotations: Map<string, Rect>;
}

/**
 * Room for a step that is put into a link: it comes clear of the step before it, and everything from the step after it on goes to the
 * right as far as needed. All of that goes together, so that nothing comes to lie upon another; groups go along with their steps,
 * and those that the room is made in grow.
 *
 * @param id - The step, which may be in the document already.
 * @param place - Where it was let go.
 */
export function makeRoom(
  document: PipelineDocument,
  registry: ComponentRegistry,
  edgeId: string,
  id: string,
  component: string,
  place: Position
): Room {
  const room: Room = { place, nodes: new Map(), annotations: new Map() };
  const edge = document.edges[edgeId];
  const places = placesOf(document, registry);
  const before = edge && places.get(edge.from.node);
  const after = edge && places.get(edge.to.node);
  if (!before || !after || after.x <= before.x) {
    return room;
  }
  const used = usedPorts(document);
  const ports = (node: string): CardPorts => {
    const known = document.nodes[node];
    return portsOf(
      known ?? { component, version: 1, title: '', config: {} },
      registry,
      used.get(node)
    );
  };
  const rect = (node: string, at: Position): Rect => ({
    ...at,
    width: CARD_WIDTH,
    height: cardHeight(ports(node))
  });
  const beside = (a: Rect, b: Rect): boolean =>
    a.y < b.y + b.height + NEAR && b.y < a.y + a.height + NEAR;
  const own = rect(id, place);
  if (beside(own, rect(edge.from.node, before))) {
    own.x = Math.max(
      own.x,
      before.x + STEP_X + titleRoom(ports(edge.from.node))
    );
    // Nobody means to let a link go up or down by a few pixels.
    own.y = Math.abs(own.y - before.y) < STRAIGHT ? before.y : own.y;
  }
  room.place = { x: own.x, y: own.y };
  const by = beside(own, rect(edge.to.node, after))
    ? Math.round(own.x + STEP_X + titleRoom(ports(id)) - after.x)
    : 0;
  if (by <= 0) {
    return room;
  }
  // The column of the step after it, as straight as people draw them; never the step before.
  const from = Math.max(before.x + 1, after.x - CARD_WIDTH / 2);
  for (const [node, at] of places) {
    if (node !== id && at.x >= from) {
      room.nodes.set(node, { x: at.x + by, y: at.y });
    }
  }
  for (const [note, annotation] of Object.entries(document.annotations)) {
    const box = rectOf(annotation);
    const members =
      annotation.kind === 'group'
        ? [...places].filter(([node, at]) => within(box, rect(node, at)))
        : [];
    const moved = members.filter(([node]) => room.nodes.has(node));
    if (
      members.length === 0 ? box.x >= from : moved.length === members.length
    ) {
      room.annotations.set(note, { ...box, x: box.x + by });
    } else if (moved.length > 0) {
      room.annotations.set(note, { ...box, width: box.width + by });
    }
  }
  return room;
}
