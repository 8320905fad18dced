import type { ComponentRegistry } from '@glueflow/components-manager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import {
  nullTranslator,
  type ITranslator,
  type TranslationBundle
} from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { PipelineCompiler } from '../compile/compiler.js';
import type { PipelineModel } from '../model/model.js';
import type { YPipeline } from '../model/shared.js';
import type { PreviewEngine } from '../run/programs.js';
import type { PipelineSession } from '../run/session.js';
import type { GlueflowService } from '../service/client.js';
import { ShownOutputs } from './outputs.js';
import { Selection } from './selection.js';
import type { EditorSettings } from '../settings.js';
import { sharedParts } from './shared.js';

/** Domain of translations. */
export const DOMAIN = 'glueflow';

/**
 * What the parts of one view (canvas, forms, panels) share: the document, what the compiler says of it, the run, the selection.
 *
 * Document, compiler and run are shared by all views of a document; the selection belongs to this view.
 */
export class PipelineEditor implements IDisposable {
  constructor(options: PipelineEditor.IOptions) {
    this.context = options.context;
    this.registry = options.registry;
    this.service = options.service;
    this.settings = options.settings;
    this.commands = options.commands;
    this.translator = options.translator ?? nullTranslator;
    this.trans = this.translator.load(DOMAIN);
    this._parts = sharedParts(options);
  }

  readonly context: DocumentRegistry.IContext<PipelineModel>;
  readonly registry: ComponentRegistry;
  readonly service: GlueflowService;
  readonly settings: EditorSettings;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
  readonly trans: TranslationBundle;
  readonly selection = new Selection();
  readonly shownOutputs = new ShownOutputs();

  /** A field of a node's form is to be shown and focused. */
  get fieldRequested(): ISignal<this, PipelineEditor.IField> {
    return this._fieldRequested;
  }

  /** One of the panels below the canvas is to be shown. */
  get panelRequested(): ISignal<this, PipelineEditor.Panel> {
    return this._panelRequested;
  }

  /** The data of the selected node are to be shown. */
  get previewRequested(): ISignal<this, PreviewEngine> {
    return this._previewRequested;
  }

  /** The panel below the canvas that is shown. */
  get panel(): PipelineEditor.Panel {
    return this._panel;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The shared document: everything is read from `model.document` and edited within `model.gesture`. */
  get model(): YPipeline {
    return this.context.model.sharedModel;
  }

  get compiler(): PipelineCompiler {
    return this._parts.compiler;
  }

  get session(): PipelineSession {
    return this._parts.session;
  }

  /** True when nothing may be edited: a refused file, or one that can't be written. */
  get readOnly(): boolean {
    return (
      this.context.model.readOnly ||
      this.context.contentsModel?.writable === false
    );
  }

  /** Selects a node and asks for a field of its form to be focused. */
  goToField(field: PipelineEditor.IField): void {
    this.selection.set({ nodes: [field.nodeId] });
    this._fieldRequested.emit(field);
  }

  /** Asks for a panel below the canvas to be shown. */
  showPanel(panel: PipelineEditor.Panel): void {
    this._panel = panel;
    this._panelRequested.emit(panel);
  }

  /** Asks for the data of the selected node, whether or not previews come by themselves. */
  requestPreview(engine: PreviewEngine = 'auto'): void {
    this._previewRequested.emit(engine);
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._parts.release();
    Signal.clearData(this.shownOutputs);
    Signal.clearData(this);
  }

  private _parts: ReturnType<typeof sharedParts>;
  private _fieldRequested = new Signal<this, PipelineEditor.IField>(this);
  private _previewRequested = new Signal<this, PreviewEngine>(this);
  private _panel: PipelineEditor.Panel = 'data';
  private _panelRequested = new Signal<this, PipelineEditor.Panel>(this);
  private _isDisposed = false;
}

export namespace PipelineEditor {
  /** A field of a node's form. */
  export interface IField {
    nodeId: string;
    /** JSON pointer within the node's configuration; empty: the form as a whole. */
    path: string;
  }

  /** The panels below the canvas. */
  export type Panel = 'data' | 'schema' | 'problems' | 'code' | 'log';

  /** What an editor is made of. */
  export interface IOptions {
    context: DocumentRegistry.IContext<PipelineModel>;
    registry: ComponentRegistry;
    service: GlueflowService;
    settings: EditorSettings;
    commands: CommandRegistry;
    translator?: ITranslator;
  }
}
