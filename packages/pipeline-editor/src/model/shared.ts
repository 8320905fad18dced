import { YDocument, type DocumentChange } from '@jupyter/ydoc';
import {
  asJson,
  emptyDocument,
  parseDocument,
  serializeDocument,
  type Json,
  type JsonObject,
  type PipelineDocument,
  type PipelineEdge,
  type PipelineNode,
  type PipelineParameter,
  type Problem
} from '@glueflow/components-manager';
import * as Y from 'yjs';
import { Snapshot, type Section } from './snapshot.js';

/** Where a node is drawn, in pixels of the unzoomed canvas. */
export interface Position {
  x: number;
  y: number;
}

/** What a transaction changed: the ids (or names) of each section, and whether the whole document was replaced. */
export interface PipelineChange extends DocumentChange {
  sections?: ReadonlyMap<Section, ReadonlySet<string>>;
  /** The document was read anew. */
  reset?: boolean;
}

/** Why a file can't be shown as a pipeline; its text is kept as it is. */
export interface UnreadableFile {
  reason: 'syntax' | 'newer' | 'invalid';
  problems: readonly Problem[];
}

/** Key of the `meta` map that holds the text of a file that is no readable pipeline. */
const BROKEN = '$broken';
/** Time within which changes of one field become one step of undo, in milliseconds. */
const TYPING_PAUSE = 1000;

/** How an edit is undone. */
export interface GestureOptions {
  /** Edits of the same key that follow closely become one step (typing in a field). */
  merge?: string;
}

/**
 * The shared document of a pipeline: nodes, edges and the rest as maps by id, so that edits of two people merge.
 *
 * Its Python counterpart is `glueflow.ydoc.YPipeline`; both write the same bytes.
 */
export class YPipeline extends YDocument<PipelineChange> {
  constructor() {
    super();
    const roots = Object.values(this._roots);
    this.undoManager.addToScope(roots);
    // Steps end where gestures end, not by time.
    this.undoManager.captureTimeout = Number.MAX_SAFE_INTEGER;
    this.undoManager.on('stack-item-added', this._labelStep);
    for (const [name, root] of Object.entries(this._roots)) {
      root.observeDeep(events =>
        this._collect(name as Section, events as Y.YEvent<Y.Map<unknown>>[])
      );
    }
    this.ydoc.on('afterTransaction', this._emitChanges);
  }

  /** A document on its own, as the collaborative drive asks for it. */
  static create(): YPipeline {
    return new YPipeline();
  }

  readonly version = '1.0.0';

  /** The pipeline as it is now. Parts that have not changed are the same objects as before. */
  get document(): PipelineDocument {
    return this._snapshot.document(this._roots);
  }

  /** Why the file is no readable pipeline; undefined when it is one. */
  get refusal(): UnreadableFile | undefined {
    const text = this._roots.meta.get(BROKEN);
    if (typeof text !== 'string') {
      return undefined;
    }
    if (this._refusal?.text !== text) {
      const { reason, problems } = parseDocument(text);
      this._refusal = { text, reason: reason ?? 'invalid', problems };
    }
    return this._refusal;
  }

  /** What Undo would undo, as a person would call it. */
  get undoLabel(): string | undefined {
    return labelOf(this.undoManager.undoStack.at(-1));
  }

  /** What Redo would bring back. */
  get redoLabel(): string | undefined {
    return labelOf(this.undoManager.redoStack.at(-1));
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.ydoc.off('afterTransaction', this._emitChanges);
    this.undoManager.off('stack-item-added', this._labelStep);
    super.dispose();
  }

  getSource(): string {
    const text = this._roots.meta.get(BROKEN);
    return typeof text === 'string' ? text : serializeDocument(this.document);
  }

  /** Replaces the whole document by what a file holds. A text that is no pipeline is kept as it is and shown as refused. */
  setSource(source: JsonObject | string): void {
    const text = typeof source === 'string' ? source : JSON.stringify(source);
    const parsed =
      text === '' ? { document: emptyDocument() } : parseDocument(text);
    this._reset = true;
    this.transact(() => {
      for (const root of Object.values(this._roots)) {
        root.clear();
      }
      if (parsed.document === undefined) {
        this._roots.meta.set(BROKEN, text);
      } else {
        this._fill(parsed.document);
      }
    }, false);
    this._reset = false;
    // Reading again must not be undone into what was there before.
    this.undoManager.clear();
    this._changed.emit({ reset: true });
  }

  /**
   * Does an edit as one step of undo, under the name a person would give it. Marks the document changed.
   *
   * A document that can't be shown is never edited: the call does nothing.
   */
  gesture(label: string, edit: () => void, options: GestureOptions = {}): void {
    if (this.refusal !== undefined) {
      return;
    }
    const now = Date.now();
    const merges =
      options.merge !== undefined &&
      options.merge === this._lastMerge &&
      now - this._lastEdit < TYPING_PAUSE;
    if (!merges) {
      this.undoManager.stopCapturing();
    }
    this._label = label;
    this._lastMerge = options.merge;
    this._lastEdit = now;
    let changed = false;
    const note = (transaction: Y.Transaction): void => {
      changed ||= transaction.changed.size > 0;
    };
    this.ydoc.once('afterTransaction', note);
    this.transact(edit);
    if (changed && !this.dirty) {
      this.dirty = true;
    }
  }

  override undo(): boolean {
    this._lastMerge = undefined;
    const undone = super.undo();
    if (undone) {
      this.dirty = true;
    }
    return undone;
  }

  override redo(): boolean {
    this._lastMerge = undefined;
    const redone = super.redo();
    if (redone) {
      this.dirty = true;
    }
    return redone;
  }

  /** Adds a node, or replaces the one of this id. Call it within `gesture`, as all that follow. */
  setNode(id: string, node: PipelineNode, position?: Position): void {
    const { config, ...rest } = node;
    const entry = new Y.Map<unknown>(Object.entries(rest));
    entry.set('config', new Y.Map<unknown>(Object.entries(config)));
    this._roots.nodes.set(id, entry);
    if (position !== undefined) {
      this.setPosition(id, position);
    }
  }

  /** Removes a node and its place. Its edges are for the caller. */
  removeNode(id: string): void {
    this._roots.nodes.delete(id);
    this._roots.layout.delete(id);
  }

  /** Sets a field of a node beside its configuration: `title`, `component`, `version`. */
  setNodeField(id: string, field: string, value: Json): void {
    const node = this._roots.nodes.get(id);
    if (node instanceof Y.Map && node.get(field) !== value) {
      node.set(field, value);
    }
  }

  /** Sets (or with undefined removes) fields of a node's configuration; equal values change nothing. */
  setConfig(id: string, fields: Record<string, Json | undefined>): void {
    const node = this._roots.nodes.get(id);
    const config = node instanceof Y.Map ? node.get('config') : undefined;
    if (config instanceof Y.Map) {
      writeFields(config, fields);
    }
  }

  /** Says where a node is drawn, in whole pixels. */
  setPosition(id: string, { x, y }: Position): void {
    const place = { x: Math.round(x), y: Math.round(y) };
    const { layout } = this._roots;
    if (!same(layout.get(id), place)) {
      layout.set(id, place);
    }
  }

  setEdge(id: string, edge: PipelineEdge): void {
    if (!same(this._roots.edges.get(id), edge)) {
      this._roots.edges.set(id, edge);
    }
  }

  removeEdge(id: string): void {
    this._roots.edges.delete(id);
  }

  /** Sets, or with undefined removes, an annotation (a note or a group) or fields of it. */
  setAnnotation(
    id: string,
    fields: Record<string, Json | undefined> | undefined
  ): void {
    const { annotations } = this._roots;
    if (fields === undefined) {
      annotations.delete(id);
      return;
    }
    let entry = annotations.get(id);
    if (!(entry instanceof Y.Map)) {
      entry = new Y.Map<unknown>();
      annotations.set(id, entry);
    }
    writeFields(entry as Y.Map<unknown>, fields);
  }

  setParameter(name: string, parameter: PipelineParameter | undefined): void {
    writeFields(this._roots.parameters, {
      [name]: parameter && asJson(parameter)
    });
  }

  setJob(fields: Record<string, Json | undefined>): void {
    writeFields(this._roots.job, fields);
  }

  setConnection(name: string, reference: JsonObject | undefined): void {
    writeFields(this._roots.connections, { [name]: reference });
  }

  setDescription(description: string | undefined): void {
    writeFields(this._roots.meta, { description });
  }

  private _fill(document: PipelineDocument): void {
    const {
      nodes,
      edges,
      parameters,
      connections,
      job,
      layout,
      annotations,
      ...rest
    } = document;
    const roots = this._roots;
    const { nodes: places, ...otherLayout } = layout;
    writeFields(roots.meta, rest as JsonObject);
    if (Object.keys(otherLayout).length > 0) {
      roots.meta.set('layout', otherLayout);
    }
    for (const [id, node] of Object.entries(nodes)) {
      this.setNode(id, node);
    }
    for (const [id, fields] of Object.entries(annotations)) {
      this.setAnnotation(id, fields);
    }
    writeFields(roots.layout, asJson(places));
    writeFields(roots.edges, asJson(edges));
    writeFields(roots.parameters, asJson(parameters));
    writeFields(roots.connections, asJson(connections));
    writeFields(roots.job, asJson(job));
  }

  private _collect(
    section: Section,
    events: readonly Y.YEvent<Y.Map<unknown>>[]
  ): void {
    const ids = this._pending.get(section) ?? new Set<string>();
    for (const event of events) {
      if (event.path.length > 0) {
        ids.add(String(event.path[0]));
      } else {
        event.keys.forEach((_, key) => ids.add(key));
      }
    }
    this._pending.set(section, ids);
    this._snapshot.forget(section, ids);
  }

  private _emitChanges = (): void => {
    if (this._pending.size === 0) {
      return;
    }
    const sections = this._pending;
    this._pending = new Map();
    if (!this._reset) {
      this._changed.emit({ sections });
    }
  };

  private _labelStep = (event: {
    stackItem: { meta: Map<unknown, unknown> };
    type: 'undo' | 'redo';
  }): void => {
    const { meta } = event.stackItem;
    if (!meta.has('label')) {
      meta.set('label', this._label);
    }
  };

  private _roots = {
    meta: this.ydoc.getMap<unknown>('meta'),
    nodes: this.ydoc.getMap<unknown>('nodes'),
    edges: this.ydoc.getMap<unknown>('edges'),
    parameters: this.ydoc.getMap<unknown>('parameters'),
    connections: this.ydoc.getMap<unknown>('connections'),
    job: this.ydoc.getMap<unknown>('job'),
    layout: this.ydoc.getMap<unknown>('layout'),
    annotations: this.ydoc.getMap<unknown>('annotations')
  };
  private _snapshot = new Snapshot();
  private _pending = new Map<Section, Set<string>>();
  private _reset = false;
  private _refusal: (UnreadableFile & { text: string }) | undefined;
  private _label = '';
  private _lastMerge: string | undefined;
  private _lastEdit = 0;
}

function labelOf(
  item: { meta: Map<unknown, unknown> } | undefined
): string | undefined {
  const label = item?.meta.get('label');
  return typeof label === 'string' && label !== '' ? label : undefined;
}

function writeFields(
  map: Y.Map<unknown>,
  fields: Record<string, Json | undefined>
): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) {
      if (map.has(name)) {
        map.delete(name);
      }
    } else if (!same(map.get(name), value)) {
      map.set(name, value);
    }
  }
}

function same(a: unknown, b: unknown): boolean {
  return (
    a === b ||
    (typeof a === 'object' &&
      typeof b === 'object' &&
      a !== null &&
      b !== null &&
      !(a instanceof Y.AbstractType) &&
      JSON.stringify(a) === JSON.stringify(b))
  );
}
