import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import type { IChangedArgs } from '@jupyterlab/coreutils';
import type { PartialJSONValue } from '@lumino/coreutils';
import { Signal, type ISignal } from '@lumino/signaling';
import type { DocumentChange } from '@jupyter/ydoc';
import type { PipelineDocument } from '@glueflow/components-manager';
import { YPipeline, type PipelineChange } from './shared.js';

/** Name of the model factory, of the file type, and of the content type under collaboration. */
export const PIPELINE = 'glueflow';

/** A pipeline document as JupyterLab's document registry sees it; everything it holds is in `sharedModel`. */
export class PipelineModel implements DocumentRegistry.IModel {
  constructor(options: DocumentRegistry.IModelOptions<YPipeline> = {}) {
    this.sharedModel = options.sharedModel ?? YPipeline.create();
    this.collaborative = options.collaborationEnabled ?? false;
    this.sharedModel.changed.connect(this._onChanged, this);
  }

  readonly sharedModel: YPipeline;
  readonly collaborative: boolean;
  readonly defaultKernelName = '';
  readonly defaultKernelLanguage = 'python';

  get contentChanged(): ISignal<this, void> {
    return this._contentChanged;
  }

  get stateChanged(): ISignal<this, IChangedArgs<unknown>> {
    return this._stateChanged;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get dirty(): boolean {
    return this.sharedModel.dirty;
  }

  set dirty(value: boolean) {
    if (value !== this.dirty) {
      this.sharedModel.dirty = value;
    }
  }

  get readOnly(): boolean {
    return this._readOnly || this.sharedModel.refusal !== undefined;
  }

  set readOnly(newValue: boolean) {
    const oldValue = this._readOnly;
    if (newValue !== oldValue) {
      this._readOnly = newValue;
      this._stateChanged.emit({ name: 'readOnly', oldValue, newValue });
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.sharedModel.dispose();
    Signal.clearData(this);
  }

  initialize(): void {
    // Nothing: an empty document is a pipeline without nodes.
  }

  /** The text of the file: as it was read as long as nobody has edited it, then in the canonical form. */
  toString(): string {
    const { _read: read, sharedModel } = this;
    return read?.document === sharedModel.document
      ? read.text
      : sharedModel.getSource();
  }

  fromString(value: string): void {
    this.sharedModel.setSource(value);
    this._read = { text: value, document: this.sharedModel.document };
    this.dirty = false;
  }

  toJSON(): PartialJSONValue {
    return JSON.parse(this.toString()) as PartialJSONValue;
  }

  fromJSON(value: PartialJSONValue): void {
    this.fromString(JSON.stringify(value));
  }

  private _onChanged(
    _: YPipeline,
    change: PipelineChange & DocumentChange
  ): void {
    if (change.sections || change.reset) {
      this._contentChanged.emit();
    }
    for (const { name, oldValue, newValue } of change.stateChange ?? []) {
      if (oldValue !== newValue) {
        this._stateChanged.emit({ name, oldValue, newValue });
      }
    }
  }

  private _contentChanged = new Signal<this, void>(this);
  private _stateChanged = new Signal<this, IChangedArgs<unknown>>(this);
  private _readOnly = false;
  private _read: { text: string; document: PipelineDocument } | undefined;
  private _isDisposed = false;
}

/** Makes pipeline models for the document registry. */
export class PipelineModelFactory implements DocumentRegistry.IModelFactory<PipelineModel> {
  /**
   * @param collaborative - Whether a collaborative drive serves documents of our type; without one they are plain text files.
   */
  constructor(collaborative: boolean) {
    this.collaborative = collaborative;
    this.contentType = collaborative ? PIPELINE : 'file';
  }

  readonly name = PIPELINE;
  readonly fileFormat: Contents.FileFormat = 'text';
  readonly contentType: Contents.ContentType;
  readonly collaborative: boolean;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
  }

  createNew(
    options: DocumentRegistry.IModelOptions<YPipeline> = {}
  ): PipelineModel {
    return new PipelineModel({
      ...options,
      collaborationEnabled:
        (options.collaborationEnabled ?? false) && this.collaborative
    });
  }

  preferredLanguage(): string {
    return 'python';
  }

  private _isDisposed = false;
}
