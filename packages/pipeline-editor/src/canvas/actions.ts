import type {
  Component,
  ComponentRegistry,
  JsonObject,
  PipelineDocument,
  PipelineNode
} from '@glueflow/components-manager';
import { freshId, freshNodeId, titlesOf, uniqueTitle } from '../model/ids.js';
import { namePins, retitle, withPins, writePins } from '../model/inputnames.js';
import type { Position, YPipeline } from '../model/shared.js';
import type { Selected } from '../editor/selection.js';
import { portsOf, STEP_X, STEP_Y, titleRoom } from './card.js';
import {
  bridges,
  fittingLink,
  graphOf,
  linkRefusal,
  nameOf,
  nextOrder,
  type Ends
} from './links.js';
import { layout, placesOf } from './layout.js';
import { makeRoom, type Room } from './room.js';
import { plain, type Trans } from './text.js';

/** What is taken with an action: translations of the names of undo steps. */
export interface ActionOptions {
  trans?: Trans;
}

/** How a node is added. */
export interface AddOptions extends ActionOptions {
  /** It comes to the right of this node, and is linked to it when it fits. */
  after?: string;
  /** Its place, in pixels of the unzoomed canvas. */
  position?: Position;
  config?: JsonObject;
  /** Made unique. By default the component's title. */
  title?: string;
  /** The edge that it is put into. */
  into?: string;
  /** The output that feeds it, where a port of it fits. */
  from?: Ends['from'];
  /** The input that it feeds. */
  to?: Ends['to'];
}

/**
 * Adds a node as one step of undo; returns its id.
 *
 * @throws Error when there is no such component.
 */
export function addNode(
  model: YPipeline,
  registry: ComponentRegistry,
  componentId: string,
  options: AddOptions = {}
): string {
  const component = registry.get(componentId);
  if (component === undefined) {
    throw new Error(`There is no component “${componentId}”.`);
  }
  const { trans = plain, after, into } = options;
  const { document } = model;
  const id = freshNodeId(document, componentId);
  const title = uniqueTitle(
    options.title ?? component.title,
    titlesOf(document)
  );
  const spot = options.position ?? placeAfter(document, registry, after);
  const room =
    into !== undefined && fitsEdge(document, registry, component, into)
      ? makeRoom(document, registry, into, id, componentId, spot)
      : undefined;
  const node: PipelineNode = {
    component: componentId,
    version: component.version,
    title,
    config: options.config ?? {}
  };
  const ends =
    into === undefined ? firstLink(document, registry, id, node, options) : [];
  model.gesture(trans.__('Add “%1”', title), () => {
    model.setNode(id, node, room?.place ?? spot);
    if (into !== undefined) {
      giveRoom(model, room);
      const next = withNode(document, id, node);
      cutEdge(model, registry, into, id, component, next);
    }
    for (const each of ends) {
      writeLink(model, registry, each, withNode(document, id, node));
    }
  });
  return id;
}

/** The link that a new node begins with, if one is wanted and fits. */
function firstLink(
  document: PipelineDocument,
  registry: ComponentRegistry,
  id: string,
  node: PipelineNode,
  { after, from, to }: AddOptions
): Ends[] {
  // Within the gesture the document is still without the node.
  const next = withNode(document, id, node);
  const start = from ?? (after === undefined ? undefined : { node: after });
  const { ends } =
    start !== undefined
      ? fittingLink(next, registry, start, { node: id })
      : to !== undefined
        ? fittingLink(next, registry, { node: id }, to)
        : {};
  return ends ? [ends] : [];
}

function withNode(
  document: PipelineDocument,
  id: string,
  node: PipelineNode
): PipelineDocument {
  return { ...document, nodes: { ...document.nodes, [id]: node } };
}

function titlesBeside(
  document: PipelineDocument,
  registry: ComponentRegistry,
  id: string | undefined
): number {
  const node = id === undefined ? undefined : document.nodes[id];
  return node === undefined ? 0 : titleRoom(portsOf(node, registry));
}

/** A place to the right of a node where nothing is; without one, below everything. */
function placeAfter(
  document: PipelineDocument,
  registry: ComponentRegistry,
  after?: string
): Position {
  const places = placesOf(document, registry);
  const beside = after === undefined ? undefined : places.get(after);
  const all = [...places.values()];
  const spot: Position =
    beside !== undefined
      ? {
          x: beside.x + STEP_X + titlesBeside(document, registry, after),
          y: beside.y
        }
      : all.length === 0
        ? { x: 0, y: 0 }
        : {
            x: Math.min(...all.map(place => place.x)),
            y: Math.max(...all.map(place => place.y)) + STEP_Y
          };
  while (
    all.some(
      place =>
        Math.abs(place.x - spot.x) < STEP_X - 20 &&
        Math.abs(place.y - spot.y) < STEP_Y - 40
    )
  ) {
    spot.y += STEP_Y;
  }
  return spot;
}

/**
 * Writes a link, with the name that its input has in code.
 *
 * @param document - As it is at this moment: within a gesture the model's own is from before.
 */
function writeLink(
  model: YPipeline,
  registry: ComponentRegistry,
  { from, to }: Ends,
  document = model.document
): string {
  const order = nextOrder(document, registry, to);
  const id = freshId('e');
  const edge = { from, to, ...(order === undefined ? {} : { order }) };
  const next = { ...document, edges: { ...document.edges, [id]: edge } };
  model.setEdge(id, edge);
  writePins(model, namePins(next, registry, [to.node]));
  return id;
}

/**
 * Links two nodes as one step of undo; where a port is not named, the first that fits.
 *
 * @returns The new edge's id, or why there is none.
 */
export function connect(
  model: YPipeline,
  registry: ComponentRegistry,
  from: { node: string; port?: string },
  to: { node: string; port?: string },
  { trans = plain }: ActionOptions = {}
): { edge?: string; refusal?: string } {
  const { document } = model;
  const { ends, refusal } = fittingLink(document, registry, from, to, trans);
  if (ends === undefined) {
    return { refusal };
  }
  let edge: string | undefined;
  const label = trans.__(
    'Link “%1” to “%2”',
    nameOf(document, from.node),
    nameOf(document, to.node)
  );
  model.gesture(label, () => {
    edge = writeLink(model, registry, ends);
  });
  return { edge };
}

/** Moves an end of a link to another port, as one step of undo; returns why not when it doesn't fit. */
export function reconnect(
  model: YPipeline,
  registry: ComponentRegistry,
  edgeId: string,
  ends: Ends,
  { trans = plain }: ActionOptions = {}
): string | undefined {
  const { document } = model;
  const refusal = linkRefusal(document, registry, ends, trans, edgeId);
  const edge = document.edges[edgeId];
  if (refusal !== undefined || edge === undefined) {
    return refusal;
  }
  const samePort =
    edge.to.node === ends.to.node && edge.to.port === ends.to.port;
  const order = samePort ? edge.order : nextOrder(document, registry, ends.to);
  const pins = namePins(document, registry, [edge.to.node]);
  const pinned = withPins(document, pins);
  const { alias } = pinned.edges[edgeId];
  const moved = {
    ...ends,
    ...(order === undefined ? {} : { order }),
    // The code goes on calling what comes in at the same place by the same name.
    ...(samePort && alias !== undefined ? { alias } : {})
  };
  const next = { ...pinned, edges: { ...pinned.edges, [edgeId]: moved } };
  model.gesture(trans.__('Move a link'), () => {
    writePins(model, pins);
    model.setEdge(edgeId, moved);
    writePins(model, namePins(next, registry, [ends.to.node]));
  });
  return undefined;
}

/** True when a node can be put into a link: it has an input and an output that are free. */
export function fitsEdge(
  document: PipelineDocument,
  registry: ComponentRegistry,
  component: Component,
  edgeId: string
): boolean {
  const edge = document.edges[edgeId];
  return (
    edge !== undefined &&
    component.inputs.length > 0 &&
    component.outputs.length > 0 &&
    registry.has(document.nodes[edge.from.node]?.component ?? '') &&
    registry.has(document.nodes[edge.to.node]?.component ?? '')
  );
}

/** Puts a node that has no links into a link, as one step of undo. */
export function insertIntoEdge(
  model: YPipeline,
  registry: ComponentRegistry,
  nodeId: string,
  edgeId: string,
  { trans = plain, place }: ActionOptions & { place?: Position } = {}
): void {
  const { document } = model;
  const component = registry.get(document.nodes[nodeId].component);
  if (component === undefined) {
    return;
  }
  const label = trans.__('Put “%1” into a link', nameOf(document, nodeId));
  const spot = place ?? placesOf(document, registry).get(nodeId);
  const room =
    spot && fitsEdge(document, registry, component, edgeId)
      ? makeRoom(document, registry, edgeId, nodeId, component.id, spot)
      : undefined;
  model.gesture(label, () => {
    const shown = room?.place ?? place;
    if (shown) {
      model.setPosition(nodeId, shown);
    }
    giveRoom(model, room);
    cutEdge(model, registry, edgeId, nodeId, component);
  });
}

/** Moves what a step that is put into a link has no room for, within a gesture. */
function giveRoom(model: YPipeline, room: Room | undefined): void {
  for (const [id, position] of room?.nodes ?? []) {
    model.setPosition(id, position);
  }
  for (const [id, { x, y, width, height }] of room?.annotations ?? []) {
    model.setAnnotation(id, { x, y, width, height });
  }
}

function cutEdge(
  model: YPipeline,
  registry: ComponentRegistry,
  edgeId: string,
  nodeId: string,
  component: Component,
  document = model.document
): void {
  const { to } = document.edges[edgeId] ?? {};
  if (!to || !fitsEdge(document, registry, component, edgeId)) {
    return;
  }
  const pins = namePins(document, registry, [to.node]);
  const edge = pins.edges[edgeId] ?? document.edges[edgeId];
  writePins(model, pins);
  // The further half keeps the edge's id, its place in the order of inputs and its name.
  model.setEdge(edgeId, {
    ...edge,
    from: { node: nodeId, port: component.outputs[0].id }
  });
  writeLink(
    model,
    registry,
    {
      from: edge.from,
      to: { node: nodeId, port: component.inputs[0].id }
    },
    document
  );
}

/**
 * Removes what is selected, with the links at removed nodes, as one step of undo.
 *
 * @param bridge - What fed a removed node then feeds what it fed.
 */
export function removeSelection(
  model: YPipeline,
  registry: ComponentRegistry,
  selected: { [Kind in keyof Selected]?: ReadonlySet<string> },
  { trans = plain, bridge = false }: ActionOptions & { bridge?: boolean } = {}
): void {
  const { document } = model;
  const nodes = present(selected.nodes, document.nodes);
  const edges = present(selected.edges, document.edges);
  const annotations = present(selected.annotations, document.annotations);
  const count = nodes.size + edges.size + annotations.size;
  if (count === 0) {
    return;
  }
  const [only] = nodes;
  const label =
    nodes.size === 1 && count === 1
      ? trans.__('Delete “%1”', nameOf(document, only))
      : trans._n('Delete %1 item', 'Delete %1 items', count);
  const gone = Object.entries(document.edges).filter(
    ([id, { from, to }]) =>
      edges.has(id) || nodes.has(from.node) || nodes.has(to.node)
  );
  // The inputs that stay keep their names.
  const pins = namePins(
    document,
    registry,
    gone.map(([, { to }]) => to.node).filter(id => !nodes.has(id))
  );
  const made = bridge ? bridges(withPins(document, pins), registry, nodes) : [];
  model.gesture(label, () => {
    writePins(model, pins);
    for (const [id] of gone) {
      model.removeEdge(id);
    }
    for (const id of nodes) {
      model.removeNode(id);
    }
    for (const id of annotations) {
      model.setAnnotation(id, undefined);
    }
    for (const { ends, order, alias } of made) {
      model.setEdge(freshId('e'), {
        ...ends,
        ...(order === undefined ? {} : { order }),
        ...(alias === undefined ? {} : { alias })
      });
    }
  });
}

function present(
  ids: ReadonlySet<string> | undefined,
  all: Record<string, unknown>
): Set<string> {
  return new Set([...(ids ?? [])].filter(id => all[id] !== undefined));
}

/** Gives a node another title, as one step of undo; an empty one, or the same, changes nothing. */
export function rename(
  model: YPipeline,
  registry: ComponentRegistry,
  nodeId: string,
  title: string,
  { trans = plain }: ActionOptions = {}
): void {
  const text = title.trim();
  const node = model.document.nodes[nodeId];
  if (node !== undefined && text !== '' && text !== node.title) {
    model.gesture(trans.__('Rename “%1”', node.title), () =>
      retitle(model, registry, nodeId, text)
    );
  }
}

/** Puts nodes and annotations at places, as one step of undo. Nodes that had none yet get the ones they are shown at. */
export function place(
  model: YPipeline,
  registry: ComponentRegistry,
  nodes: ReadonlyMap<string, Position>,
  annotations: ReadonlyMap<string, Position>,
  label: string
): void {
  const { document } = model;
  const shown = placesOf(document, registry);
  model.gesture(label, () => {
    for (const [id, position] of shown) {
      if (document.layout.nodes[id] === undefined && !nodes.has(id)) {
        model.setPosition(id, position);
      }
    }
    for (const [id, position] of nodes) {
      if (document.nodes[id] !== undefined) {
        model.setPosition(id, position);
      }
    }
    for (const [id, { x, y }] of annotations) {
      if (document.annotations[id] !== undefined) {
        model.setAnnotation(id, { x: Math.round(x), y: Math.round(y) });
      }
    }
  });
}

/** Lays nodes (all of them by default) out from left to right, with groups and notes, as one step of undo. */
export function arrange(
  model: YPipeline,
  registry: ComponentRegistry,
  chosen: ReadonlySet<string> | undefined,
  { trans = plain }: ActionOptions = {}
): void {
  const { nodes, groups, notes } = layout(model.document, registry, chosen);
  model.gesture(trans.__('Lay out'), () => {
    for (const [id, position] of nodes) {
      model.setPosition(id, position);
    }
    for (const [id, rect] of [...groups, ...notes]) {
      model.setAnnotation(id, { ...rect });
    }
  });
}

/** Puts a link earlier (-1) or later (1) among those into its port, as one step of undo. */
export function reorder(
  model: YPipeline,
  registry: ComponentRegistry,
  edgeId: string,
  by: -1 | 1,
  { trans = plain }: ActionOptions = {}
): void {
  const { document } = model;
  const edge = document.edges[edgeId];
  const ids = edge
    ? graphOf(document)
        .inputsOf(edge.to.node)
        .filter(link => link.to.port === edge.to.port)
        .map(link => link.edgeId)
    : [];
  const at = ids.indexOf(edgeId);
  const to = at + by;
  if (at < 0 || to < 0 || to >= ids.length) {
    return;
  }
  [ids[at], ids[to]] = [ids[to], ids[at]];
  const pins = namePins(document, registry, [edge.to.node]);
  const { edges } = withPins(document, pins);
  model.gesture(trans.__('Order the inputs'), () => {
    writePins(model, pins);
    ids.forEach((id, order) => model.setEdge(id, { ...edges[id], order }));
  });
}
