import type {
  JsonObject,
  PipelineEdge,
  PipelineNode
} from '@glueflow/components-manager';
import {
  Position as Side,
  type EdgeChange,
  type NodeChange
} from '@xyflow/react';
import type { IDisposable } from '@lumino/disposable';
import type { PipelineEditor } from '../editor/editor.js';
import type { PipelineChange, Position, YPipeline } from '../model/shared.js';
import type { Section } from '../model/snapshot.js';
import {
  CARD_WIDTH,
  cardHeight,
  placePorts,
  portsOf,
  usedPorts
} from './card.js';
import { rectOf, within, type Rect } from './geometry.js';
import {
  annotationId,
  flowId,
  type CanvasEdge,
  type CanvasNode
} from './items.js';
import { placesOf } from './layout.js';
import { graphOf, nameOf } from './links.js';

interface KnownNode {
  node: PipelineNode;
  ports: string;
  registered: boolean;
}

/**
 * The document and the selection as React Flow's nodes and edges. Only what changed becomes a new object; what is being dragged is
 * held here alone, until it is let go.
 */
export class CanvasStore implements IDisposable {
  constructor(private readonly _editor: PipelineEditor) {
    _editor.model.changed.connect(this._onChanged, this);
    _editor.selection.changed.connect(this._onSelected, this);
    this._readNodes();
    this._readEdges();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The nodes; the same array until something changes. */
  nodes = (): CanvasNode[] => this._nodes;

  /** The edges; the same array until something changes. */
  edges = (): CanvasEdge[] => this._edges;

  /** Calls back on every change; returns how to stop. */
  subscribe = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    return () => this._listeners.delete(listener);
  };

  /** The node of an id, as it is shown. */
  node(id: string): CanvasNode | undefined {
    const index = this._index.get(id);
    return index === undefined ? undefined : this._nodes[index];
  }

  /** Where a node is shown. */
  rect(id: string): Rect | undefined {
    const node = this.node(id);
    return node && rectOfNode(node);
  }

  /** Where everything is shown. */
  rects(): Rect[] {
    return this._nodes.map(rectOfNode);
  }

  /** Where the ends of a link are shown. */
  ends(edge: CanvasEdge): { start: Position; end: Position } | undefined {
    const start = this._port(edge.source, 'source', edge.sourceHandle);
    const end = this._port(edge.target, 'target', edge.targetHandle);
    return start && end && { start, end };
  }

  /** What React Flow wants changed: places while dragging, and the selection. */
  onNodesChange = (changes: NodeChange<CanvasNode>[]): void => {
    let next: CanvasNode[] | undefined;
    let selection: { nodes: Set<string>; annotations: Set<string> } | undefined;
    for (const change of changes) {
      if (change.type === 'position' && change.position) {
        const index = this._index.get(change.id);
        if (index !== undefined) {
          next ??= this._nodes.slice();
          next[index] = moved(next[index], change.position);
          if (change.dragging) {
            this._held.add(change.id);
          }
        }
      } else if (change.type === 'dimensions' && change.dimensions) {
        const index = this._index.get(change.id);
        const node = index === undefined ? undefined : this._nodes[index];
        if (index !== undefined && node && node.type !== 'step') {
          const { width, height } = change.dimensions;
          if (node.width !== width || node.height !== height) {
            next ??= this._nodes.slice();
            next[index] = {
              ...next[index],
              width,
              height,
              measured: { width, height }
            };
            if (change.resizing) {
              this._held.add(change.id);
            }
          }
        }
      } else if (change.type === 'select') {
        const { value } = this._editor.selection;
        selection ??= {
          nodes: new Set(value.nodes),
          annotations: new Set(value.annotations)
        };
        const annotation = annotationId(change.id);
        const ids =
          annotation === undefined ? selection.nodes : selection.annotations;
        ids[change.selected ? 'add' : 'delete'](annotation ?? change.id);
      }
    }
    if (next) {
      this._nodes = next;
      this._notify();
    }
    if (selection) {
      this._editor.selection.set({
        ...selection,
        edges: this._editor.selection.value.edges
      });
    }
  };

  onEdgesChange = (changes: EdgeChange<CanvasEdge>[]): void => {
    let edges: Set<string> | undefined;
    for (const change of changes) {
      if (change.type === 'select') {
        edges ??= new Set(this._editor.selection.value.edges);
        edges[change.selected ? 'add' : 'delete'](change.id);
      }
    }
    if (edges) {
      this._editor.selection.set({ ...this._editor.selection.value, edges });
    }
  };

  /** Moves nodes as they are shown, without writing it down: those that go along with a group. */
  hold(places: ReadonlyMap<string, Position>): void {
    const next = this._nodes.slice();
    for (const [id, place] of places) {
      const index = this._index.get(id);
      if (index !== undefined) {
        next[index] = moved(next[index], place);
        this._held.add(id);
      }
    }
    this._nodes = next;
    this._notify();
  }

  /** Ends a drag: everything is again where the document says. Call it after the gesture that wrote the places. */
  release(): void {
    this._held.clear();
    this._readNodes();
    this._notify();
  }

  /** What a group holds: nodes and other annotations whose middle is in it, by React Flow's ids. */
  membersOf(groupId: string): string[] {
    const group = this.rect(groupId);
    return group === undefined
      ? []
      : this._nodes
          .filter(
            node =>
              node.id !== groupId &&
              within(group, rectOfNode(node)) &&
              (node.type !== 'frame' ||
                (node.width ?? 0) * (node.height ?? 0) <
                  group.width * group.height)
          )
          .map(node => node.id);
  }

  /** Marks the link that a node would be put into. */
  markEdge(id: string | undefined): void {
    if (id === this._marked) {
      return;
    }
    this._marked = id;
    this._readEdges();
    this._notify();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._editor.model.changed.disconnect(this._onChanged, this);
    this._editor.selection.changed.disconnect(this._onSelected, this);
    this._listeners.clear();
  }

  private _port(
    nodeId: string,
    type: 'source' | 'target',
    port: string | null | undefined
  ): Position | undefined {
    const node = this.node(nodeId);
    const handle = node?.handles?.find(
      each => each.type === type && each.id === port
    );
    return (
      node &&
      handle && {
        x: node.position.x + handle.x + (handle.width ?? 0) / 2,
        y: node.position.y + handle.y + (handle.height ?? 0) / 2
      }
    );
  }

  private _onChanged(_: YPipeline, change: PipelineChange): void {
    const { sections, reset } = change;
    const touches = (...names: Section[]): boolean =>
      reset === true || names.some(name => sections?.has(name) ?? false);
    if (touches('nodes', 'edges', 'layout', 'annotations')) {
      this._readNodes();
      if (touches('nodes', 'edges')) {
        this._readEdges();
      }
      this._prune();
      this._notify();
    }
  }

  private _onSelected(): void {
    this._readNodes();
    this._readEdges();
    this._notify();
  }

  /** What is gone is no longer selected. */
  private _prune(): void {
    const { selection, model } = this._editor;
    const { nodes, edges, annotations } = model.document;
    const { value } = selection;
    const keep = (ids: ReadonlySet<string>, all: object): string[] =>
      [...ids].filter(id => Object.hasOwn(all, id));
    selection.set({
      nodes: keep(value.nodes, nodes),
      edges: keep(value.edges, edges),
      annotations: keep(value.annotations, annotations)
    });
  }

  private _readNodes(): void {
    const { model, registry, selection } = this._editor;
    const { document } = model;
    const { value } = selection;
    const active = selection.node;
    const places = placesOf(document, registry);
    if (this._usedOf !== document.edges) {
      this._usedOf = document.edges;
      this._used = usedPorts(document);
    }
    const next: CanvasNode[] = [];
    const index = new Map<string, number>();
    let changed = false;
    const push = (node: CanvasNode): void => {
      changed ||= this._nodes[next.length] !== node;
      index.set(node.id, next.length);
      next.push(node);
    };
    for (const [id, fields] of Object.entries(document.annotations)) {
      if (fields.kind === 'note' || fields.kind === 'group') {
        push(this._annotation(id, fields, value.annotations.has(id)));
      }
    }
    for (const [id, node] of Object.entries(document.nodes)) {
      const place = places.get(id) ?? { x: 0, y: 0 };
      push(this._step(id, node, place, value.nodes.has(id), active === id));
    }
    if (changed || next.length !== this._nodes.length) {
      this._nodes = next;
      this._index = index;
    }
  }

  private _step(
    id: string,
    node: PipelineNode,
    place: Position,
    selected: boolean,
    active: boolean
  ): CanvasNode {
    const before = this.node(id);
    const known = this._known.get(id);
    const { registry } = this._editor;
    const registered = registry.has(node.component);
    const used = this._used.get(id);
    const ports = used ? [...used.inputs, '|', ...used.outputs].join(' ') : '';
    const position = before && this._held.has(id) ? before.position : place;
    if (
      before?.type === 'step' &&
      known?.node === node &&
      known.ports === ports &&
      known.registered === registered &&
      before.selected === selected &&
      before.data.active === active
    ) {
      return before.position.x === position.x &&
        before.position.y === position.y
        ? before
        : moved(before, position);
    }
    this._known.set(id, { node, ports, registered });
    const shape = portsOf(node, registry, used);
    const height = cardHeight(shape);
    return {
      id,
      type: 'step',
      position,
      width: CARD_WIDTH,
      height,
      measured: { width: CARD_WIDTH, height },
      selected,
      ariaRole: 'presentation',
      // Known beforehand: nodes out of sight needn't be drawn to be measured.
      handles: placePorts(shape).map(({ port, side, x, y }) => ({
        id: port.id,
        type: side === 'input' ? ('target' as const) : ('source' as const),
        position: side === 'input' ? Side.Left : Side.Right,
        x: x - 6,
        y: y - 6,
        width: 12,
        height: 12
      })),
      data: { node, ports: shape, active }
    };
  }

  private _annotation(
    id: string,
    fields: JsonObject,
    selected: boolean
  ): CanvasNode {
    const flow = flowId(id);
    const before = this.node(flow);
    if (before && this._held.has(flow)) {
      return before;
    }
    const { x, y, width, height } = rectOf(fields);
    if (
      before &&
      before.type !== 'step' &&
      before.data.fields === fields &&
      before.selected === selected &&
      before.position.x === x &&
      before.position.y === y &&
      before.width === width &&
      before.height === height
    ) {
      return before;
    }
    return {
      id: flow,
      type: fields.kind === 'group' ? 'frame' : 'note',
      position: { x, y },
      width,
      height,
      measured: { width, height },
      zIndex: depthOf(fields.kind === 'group', width * height, selected),
      handles: [],
      selected,
      ariaRole: 'presentation',
      data: { fields }
    };
  }

  private _readEdges(): void {
    const { model, selection, trans, readOnly } = this._editor;
    const { document } = model;
    const chosen = selection.value.edges;
    // Ends to drag are shown on a link that is selected alone.
    const movable =
      chosen.size === 1 && selection.value.nodes.size === 0 && !readOnly;
    const before = new Map(this._edges.map(edge => [edge.id, edge]));
    const next: CanvasEdge[] = [];
    let changed = false;
    for (const [id, edge] of Object.entries(document.edges)) {
      const { from, to } = edge;
      if (!document.nodes[from.node] || !document.nodes[to.node]) {
        continue;
      }
      const selected = chosen.has(id);
      const target = this._marked === id;
      const place = placeAmong(document, id, edge);
      const label = trans.__(
        'Link from %1 to %2',
        nameOf(document, from.node),
        nameOf(document, to.node)
      );
      const old = before.get(id);
      const same =
        old !== undefined &&
        old.source === from.node &&
        old.sourceHandle === from.port &&
        old.target === to.node &&
        old.targetHandle === to.port &&
        old.selected === selected &&
        old.reconnectable === (selected && movable) &&
        old.ariaLabel === label &&
        old.data?.place === place &&
        old.data?.target === target;
      const shown: CanvasEdge = same
        ? old
        : {
            id,
            type: 'link',
            source: from.node,
            sourceHandle: from.port,
            target: to.node,
            targetHandle: to.port,
            selected,
            reconnectable: selected && movable,
            ariaLabel: label,
            data: { place, target }
          };
      changed ||= this._edges[next.length] !== shown;
      next.push(shown);
    }
    if (changed || next.length !== this._edges.length) {
      this._edges = next;
    }
  }

  private _notify(): void {
    for (const listener of this._listeners) {
      listener();
    }
  }

  private _nodes: CanvasNode[] = [];
  private _edges: CanvasEdge[] = [];
  private _index = new Map<string, number>();
  private _known = new Map<string, KnownNode>();
  private _used = new Map<
    string,
    { inputs: Set<string>; outputs: Set<string> }
  >();
  private _usedOf: object | undefined;
  private _held = new Set<string>();
  private _marked: string | undefined;
  private _listeners = new Set<() => void>();
  private _isDisposed = false;
}

function rectOfNode({ position, width, height }: CanvasNode): Rect {
  return { ...position, width: width ?? 0, height: height ?? 0 };
}

/** What React Flow adds to the depth of what is selected. Source: React Flow API, "elevateNodesOnSelect". */
const ELEVATION = 1000;

/**
 * How far behind the steps an annotation lies: a group behind the notes, a larger group behind smaller ones. Selected it stays where it is,
 * so that it never hides what it holds.
 */
function depthOf(isGroup: boolean, area: number, selected: boolean): number {
  const depth = isGroup ? -2000 - Math.min(900, Math.sqrt(area) / 10) : -1500;
  return Math.round(depth) - (selected ? ELEVATION : 0);
}

function moved<N extends CanvasNode>(node: N, position: Position): N {
  return { ...node, position };
}

/** The number of a link among several into its port, from 1; undefined for the only one. */
function placeAmong(
  document: Parameters<typeof graphOf>[0],
  id: string,
  { to }: PipelineEdge
): number | undefined {
  const links = graphOf(document)
    .inputsOf(to.node)
    .filter(link => link.to.port === to.port);
  return links.length < 2
    ? undefined
    : links.findIndex(link => link.edgeId === id) + 1 || undefined;
}
