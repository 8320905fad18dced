import {
  deployedJob,
  checkRunParameters,
  isError,
  type PipelineDocument,
  type Problem
} from '@glueflow/components-manager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Signal, type ISignal } from '@lumino/signaling';
import type { JobSettings } from '@glueflow/contract';
import { stepName } from '../canvas/links.js';
import type { EditorSettings } from '../settings.js';
import type { PipelineModel } from '../model/model.js';
import { placesOf, type OutputPlace } from '../run/outputs.js';
import type { PipelineChange, YPipeline } from '../model/shared.js';
import { ServiceError, type GlueflowService } from '../service/client.js';
import { connectionsOf, type Connections } from '../service/connections.js';
import { Remote } from '../service/remote.js';
import { Deployment } from './deployment.js';
import type {
  EstimateFacts,
  ExportFacts,
  IdentityFacts,
  RoleFacts
} from './facts.js';
import {
  cleanFolder,
  folderOf,
  pathIn,
  planFile,
  type Files,
  type PlannedFile
} from './files.js';
import { JobForm } from './form.js';
import { likelyFirst, placeProblems, type PlaceField } from './place.js';

/** What the person wants done; not part of the document. */
export interface ExportChoices {
  /** Folder of the scripts; undefined: the pipeline's own. */
  folder?: string;
  deployScript: boolean;
  deploy: boolean;
  run: boolean;
  /** Values of pipeline parameters for the run. */
  params: Readonly<Record<string, string>>;
}

/** The two texts and what writing them would do. */
export interface Preview {
  facts: ExportFacts;
  /** The document they were made from. */
  source: string;
  files: PlannedFile[];
}

/** After the last edit AWS is asked anew, in milliseconds. */
const PAUSE = 600;

/**
 * The export of one document: job settings, the connection and what it can see, an estimate, a preview, and the export at work.
 *
 * It outlives the dialog, so that nothing is lost by closing it.
 */
export class ExportModel implements IDisposable {
  constructor(options: ExportModel.IOptions) {
    const { context, service, files, settings, trans, kept } = options;
    this._choices = { ...this._choices, ...kept };
    this._context = context;
    this._service = service;
    this._files = files;
    this._settings = settings;
    this._trans = trans;
    this.connections = connectionsOf(service);
    this.form = new JobForm(this._model, () => this.path, trans);
    this.deployment = new Deployment(service, files, file =>
      file.state === 'unchanged'
        ? trans.__('%1 is up to date', file.path)
        : trans.__('Write %1', file.path)
    );
    this._model.changed.connect(this._onChanged, this);
    this._place = JSON.stringify(this.place);
  }

  readonly connections: Connections;
  readonly form: JobForm;
  readonly deployment: Deployment;
  readonly identity = new Remote<IdentityFacts>();
  readonly roles = new Remote<{
    roles: readonly RoleFacts[];
    refused?: string;
  }>();
  readonly buckets = new Remote<{
    buckets: readonly { name: string }[];
    refused?: string;
  }>();
  readonly estimate = new Remote<EstimateFacts>();
  readonly preview = new Remote<Preview>();

  /** Settings or choices changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  get choices(): ExportChoices {
    return this._choices;
  }

  /** The path of the document on the server. */
  get path(): string {
    return this._files.localPath(this._context.path);
  }

  /** Where the scripts go. */
  get folder(): string {
    const { folder } = this._choices;
    return folder === undefined
      ? folderOf(this._files, this._context.path)
      : cleanFolder(folder);
  }

  /** What a step is called, for its problems; undefined for one that is not there. */
  readonly stepName = (nodeId: string): string | undefined =>
    stepName(this._model.document, nodeId);

  get parameters(): PipelineDocument['parameters'] {
    return this._model.document.parameters;
  }

  /** Where the pipeline's outputs write, with the values of the run's parameters. */
  get outputs(): readonly OutputPlace[] {
    return placesOf(this._model.document, this._choices.params);
  }

  /** The connection of pipelines that name none; empty: the default credentials. */
  get usualConnection(): string {
    return this._settings.value.defaultConnection;
  }

  /** The connection and region that everything is asked of. */
  get place(): { connection?: string; region?: string } {
    const { connection, region } = this.form.own;
    const name = connection || this.usualConnection;
    return {
      ...(name ? { connection: name } : {}),
      ...(region ? { region } : {})
    };
  }

  /** What is wrong with the values for the run. */
  get runProblems(): readonly Problem[] {
    const { deploy, run } = this._choices;
    return deploy && run
      ? checkRunParameters(
          this._choices.params,
          this.parameters,
          this.form.settings
        )
      : [];
  }

  /** The roles or buckets that the connection sees, the likely ones first; undefined: not known. */
  offered(
    field: PlaceField
  ): readonly { name: string; description?: string }[] | undefined {
    const { value } = field === 'role' ? this.roles : this.buckets;
    return value === undefined || value.refused !== undefined
      ? undefined
      : likelyFirst(
          'roles' in value ? value.roles : value.buckets,
          ({ name }) => name
        );
  }

  /** What is wrong with a setting, or doubtful by what the connection sees. */
  problemsOf(field: keyof JobSettings): Problem[] {
    const problems = this.form.problemsOf(field);
    return problems.length > 0 || (field !== 'role' && field !== 'bucket')
      ? problems
      : placeProblems(
          field,
          this.form.own[field],
          this.offered(field)?.map(({ name }) => name),
          this._trans
        );
  }

  /** True when the export can't begin. */
  get refused(): boolean {
    return this.form.refused || this.runProblems.some(isError);
  }

  choose(choices: Partial<ExportChoices>): void {
    this._choices = { ...this._choices, ...choices };
    this._changed.emit();
  }

  /** Takes the suggested machines, as one step of undo. */
  takeSuggestion(): void {
    const suggestion = this.estimate.value?.suggestion;
    if (suggestion !== undefined) {
      const { workerType, numberOfWorkers } = suggestion;
      this.form.edit({ workerType, numberOfWorkers });
    }
  }

  /** Asks what there is to choose from. */
  open(): void {
    this._isOpen = true;
    void this.connections.ensure();
    this.askPlace();
    this.askEstimate();
  }

  /** The dialog was closed: edits ask nothing any more. */
  close(): void {
    this._isOpen = false;
  }

  /** Asks who the connection is, and which roles and buckets it sees. */
  askPlace(): void {
    const { place } = this;
    this._place = JSON.stringify(place);
    void this.identity
      .load(signal =>
        this._service.post<IdentityFacts>('identity', place, signal)
      )
      .then(() => this._setDeployer(this.identity.value));
    void this.roles.load(signal => this._service.get('roles', place, signal));
    void this.buckets.load(signal =>
      this._service.get('buckets', place, signal)
    );
  }

  private _setDeployer(who: IdentityFacts | undefined): void {
    this.form.deployer = who && {
      account: who.account,
      partition: who.arn.split(':')[1]
    };
    this._changed.emit();
  }

  /** Asks what the pipeline reads and what a run is likely to cost. */
  askEstimate(): void {
    void this.estimate.load(
      signal =>
        this._service.post<EstimateFacts>(
          'estimate',
          { ...this._body(this._model.getSource()), ...this._params() },
          signal
        ),
      { keep: true }
    );
  }

  /** Makes the texts and holds them against the files that are there. */
  async askPreview(): Promise<void> {
    const source = this._model.getSource();
    await this.preview.load(async signal => {
      const facts = await this._service.post<ExportFacts>(
        'export',
        this._body(source),
        signal
      );
      const { folder } = this;
      const texts: [string, string][] = [[facts.names.script, facts.script]];
      if (this._choices.deployScript) {
        texts.push([facts.names.deployScript, facts.deployScript]);
      }
      const files = await Promise.all(
        texts.map(([name, text]) =>
          planFile(this._files, pathIn(folder, name), text)
        )
      );
      const other = files.find(isOfAnotherJob);
      if (other !== undefined) {
        throw new ServiceError(
          this._trans.__(
            '%1 belongs to another job. Choose another folder or another job name.',
            other.path
          ),
          'refused'
        );
      }
      return { facts, source, files };
    });
  }

  /** Does what the preview shows. */
  async export(): Promise<void> {
    const preview = this.preview.value;
    if (preview === undefined) {
      return;
    }
    const { deploy, run } = this._choices;
    await this.deployment.start({
      files: preview.files,
      ...(deploy
        ? {
            deploy: {
              ...this._body(preview.source),
              ...(run ? { run, wait: true, ...this._params() } : {})
            }
          }
        : {})
    });
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._model.changed.disconnect(this._onChanged, this);
    this._placeLater.dispose();
    this._estimateLater.dispose();
    for (const remote of [
      this.identity,
      this.roles,
      this.buckets,
      this.estimate,
      this.preview
    ]) {
      remote.clear();
    }
    Signal.clearData(this);
  }

  private get _model(): YPipeline {
    return this._context.model.sharedModel;
  }

  private _body(text: string): object {
    return { text, path: this.path, ...this.place };
  }

  private _params(): { param?: Readonly<Record<string, string>> } {
    const { params } = this._choices;
    return Object.keys(params).length > 0 ? { param: params } : {};
  }

  private _onChanged(_: YPipeline, change: PipelineChange): void {
    const sections = [...(change.sections?.keys() ?? [])];
    if (!change.reset && !sections.some(section => section !== 'layout')) {
      return;
    }
    this._changed.emit();
    if (this._isOpen) {
      if (JSON.stringify(this.place) !== this._place) {
        void this._placeLater.invoke();
      }
      void this._estimateLater.invoke();
    }
  }

  private _context: DocumentRegistry.IContext<PipelineModel>;
  private _service: GlueflowService;
  private _files: Files;
  private _settings: EditorSettings;
  private _trans: TranslationBundle;
  private _changed = new Signal<this, void>(this);
  private _choices: ExportChoices = {
    deployScript: true,
    deploy: false,
    run: false,
    params: {}
  };
  private _place: string;
  private _isOpen = false;
  private _isDisposed = false;
  private _placeLater = new Debouncer(() => this.askPlace(), PAUSE);
  private _estimateLater = new Debouncer(() => this.askEstimate(), PAUSE);
}

export namespace ExportModel {
  /** What an export is made of. */
  export interface IOptions {
    context: DocumentRegistry.IContext<PipelineModel>;
    service: GlueflowService;
    files: Files;
    settings: EditorSettings;
    trans: TranslationBundle;
    /** What was chosen for this document before. */
    kept?: Partial<ExportChoices>;
  }
}

/** True for a deployment script that would take the place of another job's. */
function isOfAnotherJob({ text, before }: PlannedFile): boolean {
  const owner = before === undefined ? undefined : deployedJob(before);
  return owner !== undefined && owner !== deployedJob(text);
}
