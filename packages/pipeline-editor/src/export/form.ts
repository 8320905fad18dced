import {
  checkJobSettings,
  defaultJobName,
  isError,
  jobOf,
  jobSettingsWithDefaults,
  pointerSegments,
  type Deployer,
  type Fix,
  type Json,
  type Problem
} from '@glueflow/components-manager';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { JobSettings } from '@glueflow/contract';
import type { YPipeline } from '../model/shared.js';

/** Settings that hold names and values. */
export type PairsField =
  'defaultArguments' | 'nonOverridableArguments' | 'tags';

/** What a job is called when its document does not say: as its file, as far as AWS takes that. */
export function jobNameOf(path: string): string {
  const name = PathExt.basename(path);
  return defaultJobName(
    name.slice(0, name.length - PathExt.extname(name).length) || name
  );
}

/**
 * The job settings of a document as a form edits them: each edit is one of the document, with undo, and AWS's rules are checked as
 * typed.
 */
export class JobForm {
  /**
   * @param path - The document's path at this moment.
   */
  constructor(
    private readonly _model: YPipeline,
    private readonly _path: () => string,
    private readonly _trans: TranslationBundle
  ) {}

  /** The account that deploys, as soon as AWS has named it: a role of another one is refused. */
  deployer: Deployer | undefined;

  /** What the document itself says. */
  get own(): Partial<JobSettings> {
    return this._model.document.job;
  }

  /** The whole settings: the document's over the defaults. */
  get settings(): JobSettings {
    return jobSettingsWithDefaults(
      jobOf(this._model.document, jobNameOf(this._path()))
    );
  }

  /** Everything wrong with the settings, checked once per state of the document. */
  get problems(): readonly Problem[] {
    const { job, parameters } = this._model.document;
    const path = this._path();
    const known = this._checked;
    if (
      known?.job !== job ||
      known.parameters !== parameters ||
      known.deployer !== this.deployer ||
      known.path !== path
    ) {
      this._checked = {
        job,
        parameters,
        path,
        deployer: this.deployer,
        problems: checkJobSettings(this.settings, parameters, this.deployer)
      };
    }
    return this._checked?.problems ?? [];
  }

  /** True when AWS would refuse the settings. */
  get refused(): boolean {
    return this.problems.some(isError);
  }

  /** The problems of one field, or of one entry of it. */
  problemsOf(field: keyof JobSettings, entry?: string): Problem[] {
    return this.problems.filter(({ path }) => {
      const [section, name, key] = pointerSegments(path);
      return (
        section === 'job' &&
        name === field &&
        (entry === undefined || key === entry)
      );
    });
  }

  /** Problems that belong to none of these fields. */
  otherProblems(fields: ReadonlySet<string>): Problem[] {
    return this.problems.filter(({ path }) => {
      const [section, name] = pointerSegments(path);
      return section !== 'job' || !fields.has(name ?? '');
    });
  }

  /** Sets a field, or with undefined goes back to its default; typing in one field is one step of undo. */
  set<Field extends keyof JobSettings>(
    field: Field,
    value: JobSettings[Field] | undefined
  ): void {
    this.edit({ [field]: value as Json | undefined }, `job:${field}`);
  }

  /** Sets several fields as one step of undo. */
  edit(fields: Record<string, Json | undefined>, merge?: string): void {
    this._model.gesture(
      this._trans.__('Change job settings'),
      () => this._model.setJob(fields),
      merge === undefined ? {} : { merge }
    );
  }

  /** Does what a problem offers to fix it. */
  fix({ path, value }: Fix): void {
    const [section, field, entry] = pointerSegments(path);
    if (section !== 'job' || field === undefined) {
      return;
    }
    if (entry === undefined) {
      this.edit({ [field]: value as Json | undefined });
      return;
    }
    const entries = {
      ...(this.own[field as PairsField] as Record<string, Json> | undefined)
    };
    if (value === undefined) {
      delete entries[entry];
    } else {
      entries[entry] = value as Json;
    }
    this.edit({ [field]: entries });
  }

  private _checked:
    | {
        job: unknown;
        parameters: unknown;
        path: string;
        deployer: Deployer | undefined;
        problems: readonly Problem[];
      }
    | undefined;
}
