import type { Position } from '../model/shared.js';
import { fitsEdge, insertIntoEdge, place } from './actions.js';
import type { CanvasController } from './controller.js';
import { crosses, type Rect } from './geometry.js';
import { graphOf } from './links.js';
import { annotationId, type CanvasNode } from './items.js';

/** One drag of nodes: local while it lasts, one step of undo when they are let go. */
export class DragGesture {
  constructor(private readonly _canvas: CanvasController) {}

  /** Notes where everything is, and what goes along with groups. */
  start(nodes: readonly CanvasNode[]): void {
    const { store, editor } = this._canvas;
    const dragged = new Set(nodes.map(node => node.id));
    this._from = new Map(nodes.map(({ id, position }) => [id, position]));
    this._along = new Map();
    for (const node of nodes) {
      if (node.type !== 'frame') {
        continue;
      }
      for (const id of store.membersOf(node.id)) {
        const member = store.node(id);
        if (member && !dragged.has(id) && !this._along.has(id)) {
          this._along.set(id, { leader: node.id, from: member.position });
        }
      }
    }
    // One step without links can be put into a link.
    const [only] = nodes;
    const graph = graphOf(editor.model.document);
    this._loose =
      nodes.length === 1 &&
      only.type === 'step' &&
      graph.inputsOf(only.id).length === 0 &&
      graph.outputsOf(only.id).length === 0
        ? only.id
        : undefined;
  }

  /** Takes the members of dragged groups along, and marks the link that a step would be put into. */
  move(nodes: readonly CanvasNode[]): void {
    const { store } = this._canvas;
    if (this._along.size > 0) {
      const places = new Map<string, Position>();
      const now = new Map(nodes.map(({ id, position }) => [id, position]));
      for (const [id, { leader, from }] of this._along) {
        const to = now.get(leader);
        const start = this._from.get(leader);
        if (to && start) {
          places.set(id, {
            x: from.x + to.x - start.x,
            y: from.y + to.y - start.y
          });
        }
      }
      store.hold(places);
    }
    if (this._loose !== undefined) {
      store.markEdge(edgeUnder(this._canvas, this._loose, nodes[0]));
    }
  }

  /** Writes the places down. */
  stop(nodes: readonly CanvasNode[]): void {
    const { store, editor } = this._canvas;
    const { model, registry, trans } = editor;
    const steps = new Map<string, Position>();
    const annotations = new Map<string, Position>();
    const put = (id: string, position: Position): void => {
      const annotation = annotationId(id);
      if (annotation === undefined) {
        steps.set(id, position);
      } else {
        annotations.set(annotation, position);
      }
    };
    let moved = false;
    for (const { id, position } of nodes) {
      const from = this._from.get(id);
      moved ||= from?.x !== position.x || from.y !== position.y;
      put(id, position);
    }
    for (const id of this._along.keys()) {
      const member = store.node(id);
      if (member) {
        put(id, member.position);
      }
    }
    const loose = this._loose;
    const edge =
      moved && loose !== undefined
        ? edgeUnder(this._canvas, loose, nodes[0])
        : undefined;
    if (edge !== undefined && loose !== undefined) {
      insertIntoEdge(model, registry, loose, edge, {
        trans,
        place: steps.get(loose)
      });
    } else if (moved) {
      const count = nodes.length;
      place(
        model,
        registry,
        steps,
        annotations,
        trans._n('Move %1 item', 'Move %1 items', count)
      );
    }
    this._along.clear();
    this._loose = undefined;
    store.markEdge(undefined);
    store.release();
  }

  private _from = new Map<string, Position>();
  private _along = new Map<string, { leader: string; from: Position }>();
  private _loose: string | undefined;
}

function edgeUnder(
  canvas: CanvasController,
  id: string,
  node: CanvasNode
): string | undefined {
  const { registry, model } = canvas.editor;
  const step = model.document.nodes[id];
  const component = step && registry.get(step.component);
  return (
    component &&
    edgeAt(canvas, component.id, {
      ...node.position,
      width: node.width ?? 0,
      height: node.height ?? 0
    })
  );
}

/** The link that a card at a place would be put into: the first whose curve runs through the middle of it. */
export function edgeAt(
  canvas: CanvasController,
  componentId: string,
  card: Rect
): string | undefined {
  const { registry, model } = canvas.editor;
  const component = registry.get(componentId);
  if (
    !component ||
    component.inputs.length === 0 ||
    component.outputs.length === 0
  ) {
    return undefined;
  }
  const core: Rect = {
    x: card.x + card.width / 4,
    y: card.y + card.height / 4,
    width: card.width / 2,
    height: card.height / 2
  };
  for (const edge of canvas.store.edges()) {
    const ends = canvas.store.ends(edge);
    if (
      ends &&
      crosses(ends.start, ends.end, core) &&
      fitsEdge(model.document, registry, component, edge.id)
    ) {
      return edge.id;
    }
  }
  return undefined;
}
