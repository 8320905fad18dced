import type { Component } from '@glueflow/components-manager';
import type { LabIcon } from '@jupyterlab/ui-components';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { ReactFlowInstance } from '@xyflow/react';
import type { PipelineEditor } from '../editor/editor.js';
import { componentIcon } from '../icons.js';
import {
  copyText,
  paste,
  readClipping,
  recall,
  remember
} from '../model/clipboard.js';
import type { Position } from '../model/shared.js';
import { paletteMemory } from '../palette/memory.js';
import {
  addNode,
  connect,
  freshId,
  place,
  reconnect,
  removeSelection,
  rename,
  reorder,
  type AddOptions
} from './actions.js';
import { CARD_HEIGHT, CARD_WIDTH } from './card.js';
import type { ColorName } from './colors.js';
import { Facts } from './facts.js';
import {
  align,
  around,
  nearestInDirection,
  type Alignment,
  type Direction,
  type Rect
} from './geometry.js';
import { layout, placesOf } from './layout.js';
import { fittingLink, graphOf, nameOf, type Ends } from './links.js';
import {
  annotationId,
  CanvasStore,
  flowId,
  type CanvasEdge,
  type CanvasNode
} from './store.js';

/** One entry of a list to choose from. */
export interface Choice {
  id: string;
  label: string;
  caption?: string;
  /** Further words that are found. */
  words?: string;
  icon?: LabIcon;
}

/** A list to choose from, with a search box. */
export interface Chooser {
  title: string;
  choices: readonly Choice[];
  /** Where it opens, in pixels from the canvas' upper left corner; in the middle without it. */
  at?: Position;
  choose(id: string): void;
}

/** What is open on a canvas: part of the view, never of the document. */
export interface CanvasState {
  chooser?: Chooser;
  /** Node or annotation whose text is being edited in place. */
  editing?: string;
  /** What the person should know now. */
  message?: string;
}

/** Snapping grid, and how far an arrow key moves, in pixels. */
export const GRID = 10;
/** A pipeline that fits at this zoom is opened as a whole; of others the beginning is shown so that cards can be read. */
const LEAST_OPENING_ZOOM = 0.5;
const OPENING_ZOOM = 0.75;
let views = 0;
/** A message stays this long, in milliseconds. */
const MESSAGE_TIME = 7000;

/** What can be done on one canvas; commands, keys and the mouse all come here. */
export class CanvasController implements IDisposable {
  constructor(readonly editor: PipelineEditor) {
    this.store = new CanvasStore(editor);
    this.facts = new Facts(editor);
  }

  readonly store: CanvasStore;
  readonly facts: Facts;
  /** Apart from any other view's, for the ids of elements. */
  readonly key = `gf-${++views}`;

  /** React Flow, once it is there. */
  flow: ReactFlowInstance<CanvasNode, CanvasEdge> | undefined;
  /** The element that has the keyboard's focus. */
  element: HTMLElement | undefined;
  /** The person has moved the view. */
  touched = false;
  /** Where the pointer is over the canvas, in pixels of the window. */
  pointer: Position | undefined;

  /** `state` changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): CanvasState {
    return this._state;
  }

  get readOnly(): boolean {
    return this.editor.readOnly;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Opens or closes what is given. */
  show(state: Partial<CanvasState>): void {
    this._state = { ...this._state, ...state };
    this._changed.emit();
  }

  /** Tells the person something, for a while. */
  tell(message: string): void {
    clearTimeout(this._timer);
    this.show({ message });
    this._timer = setTimeout(
      () => this.show({ message: undefined }),
      MESSAGE_TIME
    );
  }

  focus(): void {
    this.element?.focus({ preventScroll: true });
  }

  /** Adds a node and selects it; returns its id. */
  add(componentId: string, options: AddOptions = {}): string | undefined {
    if (this.readOnly) {
      return undefined;
    }
    const { editor } = this;
    const { model, registry, trans } = editor;
    const id = addNode(model, registry, componentId, { trans, ...options });
    paletteMemory.use(componentId);
    editor.selection.set({ nodes: [id] });
    this.keepInSight(id);
    return id;
  }

  /** Lets the person choose a component and adds it after the selected node. */
  chooseComponent(
    options: {
      at?: Position;
      add?: AddOptions;
      fits?: (component: Component) => boolean;
    } = {}
  ): void {
    const { registry, trans, selection } = this.editor;
    if (this.readOnly) {
      return;
    }
    const after = selection.node;
    this.show({
      chooser: {
        title: trans.__('Add a step'),
        at: options.at,
        choices: registry
          .list()
          .filter(component => options.fits?.(component) ?? true)
          .map(({ id, title, category, keywords, icon }) => ({
            id,
            label: title,
            caption:
              category === 'input'
                ? trans.__('Input')
                : category === 'output'
                  ? trans.__('Output')
                  : trans.__('Transform'),
            words: keywords.join(' '),
            icon: componentIcon(icon)
          })),
        choose: componentId => {
          this.add(componentId, options.add ?? { after });
        }
      }
    });
  }

  /** Lets the person find a node by title, kind or settings, and shows it. */
  find(): void {
    const { trans } = this.editor;
    this.show({
      chooser: {
        title: trans.__('Find a step'),
        choices: this._nodeChoices(
          Object.keys(this.editor.model.document.nodes)
        ),
        choose: id => this.reveal(id)
      }
    });
  }

  /** Lets the person choose what the selected node is linked to. */
  connectTo(): void {
    const { model, registry, selection, trans } = this.editor;
    const from = selection.node;
    if (from === undefined || this.readOnly) {
      return;
    }
    const { document } = model;
    const name = nameOf(document, from);
    const choices: Choice[] = [];
    for (const choice of this._nodeChoices(Object.keys(document.nodes))) {
      const component = registry.get(document.nodes[choice.id].component);
      for (const port of component?.inputs ?? []) {
        const { ends } = fittingLink(
          document,
          registry,
          { node: from },
          { node: choice.id, port: port.id },
          trans
        );
        if (ends) {
          choices.push(
            component?.inputs.length === 1
              ? { ...choice, id: `${choice.id} ${port.id}` }
              : {
                  ...choice,
                  id: `${choice.id} ${port.id}`,
                  label: trans.__('%1 – %2', choice.label, port.title)
                }
          );
        }
      }
    }
    if (choices.length === 0) {
      this.tell(
        trans.__('There is no free input that “%1” could be linked to.', name)
      );
      return;
    }
    this.show({
      chooser: {
        title: trans.__('Link “%1” to …', name),
        choices,
        choose: key => {
          const [node, port] = key.split(' ');
          this.link({ node: from }, { node, port });
        }
      }
    });
  }

  /** Lets the person choose a link of the selected node, which is then selected. */
  chooseLink(): void {
    const { model, selection, trans } = this.editor;
    const id = selection.node;
    if (id === undefined) {
      return;
    }
    const { document } = model;
    const graph = graphOf(document);
    const links = [...graph.inputsOf(id), ...graph.outputsOf(id)];
    if (links.length === 0) {
      this.tell(trans.__('“%1” has no links.', nameOf(document, id)));
      return;
    }
    this.show({
      chooser: {
        title: trans.__('Links of “%1”', nameOf(document, id)),
        choices: links.map(({ edgeId, from, to }) => ({
          id: edgeId,
          label: trans.__(
            '%1 → %2',
            nameOf(document, from.node),
            nameOf(document, to.node)
          )
        })),
        choose: edge => selection.set({ edges: [edge] })
      }
    });
  }

  /** Links two nodes, or says why not. */
  link(
    from: { node: string; port?: string },
    to: { node: string; port?: string }
  ): void {
    const { model, registry, trans } = this.editor;
    if (this.readOnly) {
      return;
    }
    const { refusal } = connect(model, registry, from, to, { trans });
    if (refusal !== undefined) {
      this.tell(refusal);
    }
  }

  /** Moves an end of a link, or says why not. */
  reconnect(edge: string, ends: Ends): void {
    const { model, registry, trans } = this.editor;
    if (this.readOnly) {
      return;
    }
    const refusal = reconnect(model, registry, edge, ends, { trans });
    if (refusal !== undefined) {
      this.tell(refusal);
    }
  }

  /** Lets the person choose what comes next (or before), where a link was let go. */
  chooseNext(
    port: { node: string; port: string },
    forwards: boolean,
    point: Position
  ): void {
    const { flow, element } = this;
    if (!flow || !element || this.readOnly) {
      return;
    }
    const box = element.getBoundingClientRect();
    const { x, y } = flow.screenToFlowPosition(point);
    const position = {
      x: forwards ? x : x - CARD_WIDTH,
      y: y - CARD_HEIGHT / 2
    };
    this.chooseComponent({
      at: { x: point.x - box.x, y: point.y - box.y },
      fits: ({ inputs, outputs }) => (forwards ? inputs : outputs).length > 0,
      add: { position, ...(forwards ? { from: port } : { to: port }) }
    });
  }

  /** Selects a step, or an annotation, by React Flow's id. */
  select(id: string): void {
    const annotation = annotationId(id);
    this.editor.selection.set(
      annotation === undefined ? { nodes: [id] } : { annotations: [annotation] }
    );
  }

  /** Removes what is selected; the nearest that is left is selected then, so that the keyboard has a place. */
  remove(bridge = false): void {
    if (this.readOnly) {
      return;
    }
    const { model, registry, selection, trans } = this.editor;
    const { value } = selection;
    const [only] = value.nodes;
    const graph = graphOf(model.document);
    const next =
      value.nodes.size === 1
        ? (graph.inputsOf(only)[0]?.from.node ??
          graph.outputsOf(only)[0]?.to.node)
        : undefined;
    removeSelection(model, registry, value, { trans, bridge });
    selection.set(next === undefined ? {} : { nodes: [next] });
  }

  /** Begins to edit the title of a node, or the text of an annotation, in place. */
  edit(): void {
    const { node, value } = this.editor.selection;
    const [annotation] = value.annotations;
    const editing =
      node ??
      (value.annotations.size === 1 && value.nodes.size === 0
        ? flowId(annotation)
        : undefined);
    if (!this.readOnly && editing !== undefined) {
      this.show({ editing });
    }
  }

  rename(id: string, title: string): void {
    rename(this.editor.model, id, title, { trans: this.editor.trans });
  }

  selectAll(): void {
    const { nodes, edges, annotations } = this.editor.model.document;
    this.editor.selection.set({
      nodes: Object.keys(nodes),
      edges: Object.keys(edges),
      annotations: Object.keys(annotations)
    });
  }

  /** Selects the next node in a direction: along a link where one leads there, otherwise the nearest one. */
  step(direction: Direction, extend = false): void {
    const { model, registry, selection } = this.editor;
    const { document } = model;
    const places = placesOf(document, registry);
    const { nodes } = selection.value;
    const current = [...nodes].at(-1);
    const rectOf = (id: string): Rect =>
      this.store.rect(id) ?? { x: 0, y: 0, width: 0, height: 0 };
    let next: string | undefined;
    if (current === undefined) {
      next = [...places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0];
    } else {
      const graph = graphOf(document);
      const linked =
        direction === 'right'
          ? graph.outputsOf(current).map(link => link.to.node)
          : direction === 'left'
            ? graph.inputsOf(current).map(link => link.from.node)
            : [];
      const others = (ids: Iterable<string>): (readonly [string, Rect])[] =>
        [...ids].filter(id => id !== current).map(id => [id, rectOf(id)]);
      next =
        nearestInDirection(rectOf(current), others(linked), direction) ??
        linked[0] ??
        nearestInDirection(rectOf(current), others(places.keys()), direction);
    }
    if (next !== undefined) {
      selection.set({ nodes: extend ? [...nodes, next] : [next] });
      this.keepInSight(next);
    }
  }

  /** Moves what is selected by some steps of the grid. */
  nudge(direction: Direction, far = false): void {
    const distance = (far ? 5 : 1) * GRID;
    const by = {
      x:
        direction === 'left' ? -distance : direction === 'right' ? distance : 0,
      y: direction === 'up' ? -distance : direction === 'down' ? distance : 0
    };
    this._place(this._selectedRects(), rect => ({
      x: rect.x + by.x,
      y: rect.y + by.y
    }));
  }

  /** Lines up what is selected, or spreads it. */
  align(alignment: Alignment): void {
    const rects = this._selectedRects();
    const places = align(rects, alignment);
    this._place(rects, (_, id) => places.get(id) ?? { x: 0, y: 0 });
  }

  /** Lays the selected nodes out from left to right; all of them when fewer than two are selected. */
  arrange(): void {
    const { model, registry, selection, trans } = this.editor;
    const { document } = model;
    if (this.readOnly || Object.keys(document.nodes).length === 0) {
      return;
    }
    const chosen = selection.value.nodes;
    const some = chosen.size > 1;
    const { nodes, groups, notes } = layout(
      document,
      registry,
      some ? chosen : undefined
    );
    model.gesture(trans.__('Lay out'), () => {
      for (const [id, position] of nodes) {
        model.setPosition(id, position);
      }
      for (const [id, rect] of [...groups, ...notes]) {
        model.setAnnotation(id, { ...rect });
      }
    });
    if (!some) {
      this.fit();
    }
  }

  /** Adds an empty note at a place, and begins to edit it. */
  addNote(at: Position = this._spot()): void {
    this._annotate(
      {
        kind: 'note',
        text: '',
        width: 220,
        height: 110,
        color: 'yellow',
        ...at
      },
      this.editor.trans.__('Add a note')
    );
  }

  /** Adds a group around the selected nodes, or an empty one. */
  addGroup(): void {
    const { trans } = this.editor;
    const box = around(this._selectedRects().values());
    const rect = box
      ? {
          x: box.x - 30,
          y: box.y - 50,
          width: box.width + 60,
          height: box.height + 80
        }
      : { ...this._spot(), width: 320, height: 200 };
    this._annotate(
      { kind: 'group', title: trans.__('Group'), color: 'blue', ...rect },
      trans.__('Add a group')
    );
  }

  setColor(color: ColorName): void {
    const { model, selection, trans } = this.editor;
    if (!this.readOnly) {
      model.gesture(trans.__('Colour'), () => {
        for (const id of selection.value.annotations) {
          model.setAnnotation(id, { color });
        }
      });
    }
  }

  /** Moves the selected link among those into its port. */
  reorder(by: -1 | 1): void {
    const [edge] = this.editor.selection.value.edges;
    if (!this.readOnly && edge !== undefined) {
      reorder(this.editor.model, edge, by, { trans: this.editor.trans });
    }
  }

  /** What is selected as text for the clipboard; kept in memory too. */
  copy(): string {
    const { model, registry, selection } = this.editor;
    const text = copyText(model.document, registry, selection.value);
    if (text !== '') {
      remember(text);
    }
    return text;
  }

  cut(): string {
    const text = this.copy();
    if (text !== '') {
      this.remove();
    }
    return text;
  }

  /** Pastes text of the clipboard (or what was copied last), at the pointer when it is over the canvas. True when it was ours. */
  paste(
    text: string = recall(),
    at: Position | undefined = this._pointed()
  ): boolean {
    const clipping = readClipping(text);
    if (clipping === undefined || this.readOnly) {
      return false;
    }
    const { model, selection, trans } = this.editor;
    selection.set(paste(model, clipping, { at, trans }));
    return true;
  }

  duplicate(): void {
    const { model, registry, selection, trans } = this.editor;
    const clipping = readClipping(
      copyText(model.document, registry, selection.value)
    );
    if (clipping && !this.readOnly) {
      const label = trans.__('Duplicate');
      selection.set(paste(model, clipping, { trans, label }));
    }
  }

  /** Selects a node and brings it into view. */
  reveal(nodeId: string): void {
    const rect = this.store.rect(nodeId);
    if (rect) {
      this.editor.selection.set({ nodes: [nodeId] });
      this._center(rect);
      this.focus();
    }
  }

  /** Moves the view when a node is not in it. */
  keepInSight(id: string): void {
    const rect = this.store.rect(id);
    const { flow, element } = this;
    if (!rect || !flow || !element) {
      return;
    }
    const { x, y, zoom } = flow.getViewport();
    const left = rect.x * zoom + x;
    const top = rect.y * zoom + y;
    const visible =
      left >= 0 &&
      top >= 0 &&
      left + rect.width * zoom <= element.clientWidth &&
      top + rect.height * zoom <= element.clientHeight;
    if (!visible) {
      this._center(rect);
    }
  }

  /** Shows all of a small pipeline and the beginning of a big one, until the person moves the view. */
  open(): void {
    const { flow, element, touched } = this;
    const all = around(this.store.rects());
    if (touched || !all || !flow || !element || element.clientWidth === 0) {
      return;
    }
    const { clientWidth, clientHeight } = element;
    const fitting = Math.min(
      (clientWidth - 60) / all.width,
      (clientHeight - 60) / all.height,
      1
    );
    const zoom = fitting >= LEAST_OPENING_ZOOM ? fitting : OPENING_ZOOM;
    const start = (size: number, room: number): number =>
      Math.max(30, (room - size * zoom) / 2);
    void flow.setViewport({
      x: start(all.width, clientWidth) - all.x * zoom,
      y: start(all.height, clientHeight) - all.y * zoom,
      zoom
    });
  }

  fit(): void {
    this.touched = true;
    void this.flow?.fitView({ padding: 0.12, maxZoom: 1 });
  }

  zoom(by: 'in' | 'out' | 'reset'): void {
    void (by === 'in'
      ? this.flow?.zoomIn()
      : by === 'out'
        ? this.flow?.zoomOut()
        : this.flow?.zoomTo(1));
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this.store.dispose();
    this.facts.dispose();
    Signal.clearData(this);
  }

  private _nodeChoices(ids: readonly string[]): Choice[] {
    const { model, registry } = this.editor;
    return ids
      .map(id => {
        const node = model.document.nodes[id];
        const component = registry.get(node.component);
        return {
          id,
          label: nameOf(model.document, id),
          caption: component?.title ?? node.component,
          words: `${id} ${this.facts.of(id).summary}`,
          ...(component ? { icon: componentIcon(component.icon) } : {})
        };
      })
      .sort((a, b) => a.label.localeCompare(b.label));
  }

  private _annotate(
    fields: Parameters<PipelineEditor['model']['setAnnotation']>[1],
    label: string
  ): void {
    if (this.readOnly) {
      return;
    }
    const { model, selection } = this.editor;
    const id = freshId('a');
    model.gesture(label, () => model.setAnnotation(id, fields));
    selection.set({ annotations: [id] });
    this.show({ editing: flowId(id) });
  }

  private _selectedRects(): Map<string, Rect> {
    const { nodes, annotations } = this.editor.selection.value;
    const rects = new Map<string, Rect>();
    for (const id of [...nodes, ...[...annotations].map(flowId)]) {
      const rect = this.store.rect(id);
      if (rect) {
        rects.set(id, rect);
      }
    }
    return rects;
  }

  private _place(
    rects: ReadonlyMap<string, Rect>,
    move: (rect: Rect, id: string) => Position
  ): void {
    const { model, registry, trans, selection } = this.editor;
    if (this.readOnly || rects.size === 0) {
      return;
    }
    const { nodes, annotations } = selection.value;
    const target = (id: string, key = id): [string, Position][] => {
      const rect = rects.get(key);
      return rect ? [[id, move(rect, key)]] : [];
    };
    place(
      model,
      registry,
      new Map([...nodes].flatMap(id => target(id))),
      new Map([...annotations].flatMap(id => target(id, flowId(id)))),
      trans._n('Move %1 item', 'Move %1 items', rects.size)
    );
  }

  private _center(rect: Rect): void {
    const zoom = Math.max(0.6, this.flow?.getZoom() ?? 1);
    void this.flow?.setCenter(
      rect.x + rect.width / 2,
      rect.y + rect.height / 2,
      { zoom }
    );
  }

  /** Where something new comes: at the pointer, or in the middle of the view. */
  private _spot(): Position {
    const box = this.element?.getBoundingClientRect();
    const middle =
      box &&
      this.flow?.screenToFlowPosition({
        x: box.x + box.width / 2,
        y: box.y + box.height / 2
      });
    return (
      this._pointed() ??
      (middle
        ? { x: middle.x - CARD_WIDTH / 2, y: middle.y - CARD_HEIGHT / 2 }
        : { x: 0, y: 0 })
    );
  }

  private _pointed(): Position | undefined {
    const { pointer, flow } = this;
    return pointer && flow?.screenToFlowPosition(pointer);
  }

  private _changed = new Signal<this, void>(this);
  private _state: CanvasState = {};
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}
