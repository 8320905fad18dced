import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineEditor } from '../editor/editor.js';
import {
  copyText,
  paste,
  readClipping,
  recall,
  remember
} from './clipboard.js';
import { freshId } from '../model/ids.js';
import type { Position } from '../model/shared.js';
import { paletteMemory } from '../palette/memory.js';
import {
  addNode,
  arrange,
  connect,
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
  type Alignment,
  type Direction,
  type Rect
} from './geometry.js';
import { annotationId, flowId } from './items.js';
import { graphOf, type Ends } from './links.js';
import { nextStep } from './next.js';
import { stepHistory } from './history.js';
import type { CanvasState } from './state.js';
import { CanvasStore } from './store.js';
import { CanvasView } from './viewport.js';

/** Snapping grid, and how far an arrow key moves, in pixels. */
export const GRID = 10;
/** What is free around a step that is brought into sight, in pixels of the window. */
const ROOM = 24;
/** For what was put somewhere by hand: so much that its ports are not cut. */
const LITTLE_ROOM = 12;
let views = 0;
/** A message stays this long, in milliseconds. */
const MESSAGE_TIME = 7000;

/** What can be done on one canvas; commands, keys and the mouse all come here. */
export class CanvasController implements IDisposable {
  constructor(readonly editor: PipelineEditor) {
    this.store = new CanvasStore(editor);
    this.view = new CanvasView(
      () => editor.context.path,
      () => this.store.rects()
    );
    this.facts = new Facts(editor);
  }

  readonly store: CanvasStore;
  readonly view: CanvasView;
  readonly facts: Facts;
  /** Apart from any other view's, for the ids of elements. */
  readonly key = `gf-${++views}`;

  /** The link whose end is being dragged: its own place is free to it. */
  reconnecting: string | undefined;

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
  notify(message: string): void {
    clearTimeout(this._timer);
    this.show({ message });
    this._timer = setTimeout(
      () => this.show({ message: undefined }),
      MESSAGE_TIME
    );
  }

  /** Takes a message away; where there is none, nothing is selected any more. */
  dismiss(): void {
    if (this._state.message === undefined) {
      this.editor.selection.clear();
    } else {
      clearTimeout(this._timer);
      this.show({ message: undefined });
    }
  }

  focus(): void {
    this.view.element?.focus({ preventScroll: true });
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
    // What was put somewhere by hand stays under the hand.
    this.keepInSight(id, options.position ? LITTLE_ROOM : ROOM);
    return id;
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
      this.notify(refusal);
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
      this.notify(refusal);
    }
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
    rename(this.editor.model, this.editor.registry, id, title, {
      trans: this.editor.trans
    });
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
    const { nodes } = selection.value;
    const next = nextStep(
      model.document,
      registry,
      [...nodes].at(-1),
      direction,
      id => this.store.rect(id)
    );
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
    if (this.readOnly || Object.keys(model.document.nodes).length === 0) {
      return;
    }
    const chosen = selection.value.nodes;
    const some = chosen.size > 1;
    arrange(model, registry, some ? chosen : undefined, { trans });
    if (!some) {
      this.view.fit();
    }
  }

  /** Adds an empty note at a place, and begins to edit it. */
  addNote(at: Position = this._middle()): void {
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
      : { ...this._middle(), width: 320, height: 200 };
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
      reorder(this.editor.model, this.editor.registry, edge, by, {
        trans: this.editor.trans
      });
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
    at: Position | undefined = this.view.pointed
  ): boolean {
    const clipping = readClipping(text);
    if (clipping === undefined || this.readOnly) {
      return false;
    }
    const { model, selection, trans } = this.editor;
    selection.set(paste(model, clipping, { at, trans }));
    this._showSelected(at ? LITTLE_ROOM : ROOM);
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
      this._showSelected(ROOM);
    }
  }

  /** Selects a node and brings it into view. */
  reveal(nodeId: string): void {
    const rect = this.store.rect(nodeId);
    if (rect) {
      this.editor.selection.set({ nodes: [nodeId] });
      this.view.center(rect);
      this.focus();
    }
  }

  /** Undoes or redoes an edit, and shows what comes back by it. */
  stepHistory(way: 'undo' | 'redo'): void {
    if (!this.readOnly && stepHistory(this.editor, way)) {
      this._showSelected(ROOM);
    }
  }

  /** Moves the view, no further than needed, when a node is not in it with some room around. */
  keepInSight(id: string, room = ROOM): void {
    const rect = this.store.rect(id);
    if (rect) {
      this.view.bring(rect, room);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    clearTimeout(this._timer);
    this.view.dispose();
    this.store.dispose();
    this.facts.dispose();
    Signal.clearData(this);
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

  /** Moves the view when what is selected is not in it; of what is bigger the beginning is shown. */
  private _showSelected(room: number): void {
    const box = around(this._selectedRects().values());
    if (box) {
      this.view.bring(box, room);
    }
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

  /** Where something new comes: at the pointer, or so that a card of its is in the middle of the view. */
  private _middle(): Position {
    const { pointed, middle } = this.view;
    return (
      pointed ?? {
        x: middle.x - CARD_WIDTH / 2,
        y: middle.y - CARD_HEIGHT / 2
      }
    );
  }

  private _changed = new Signal<this, void>(this);
  private _state: CanvasState = {};
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}
