import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Signal, type ISignal } from '@lumino/signaling';

/** What a person can set, by the names of `schema/plugin.json`. */
export interface EditorSettingValues {
  /** Rows of a preview's first page. */
  previewRows: number;
  /** Preview the selected node by itself. */
  autoPreview: boolean;
  /** What answers previews: DuckDB where it gives Spark's rows, or Spark alone. */
  previewEngine: 'auto' | 'spark';
  /** Copied cells that a spreadsheet would take for formulas are marked as text. */
  copyFormulasAsText: boolean;
  /** Connection of nodes and jobs that name none; empty: the default credentials. */
  defaultConnection: string;
  /** Job settings of a new pipeline. */
  defaultJob: Record<string, unknown>;
  /** Nodes snap to the grid. */
  snap: boolean;
  minimap: boolean;
}

const DEFAULTS: EditorSettingValues = {
  previewRows: 100,
  autoPreview: true,
  previewEngine: 'auto',
  copyFormulasAsText: true,
  defaultConnection: '',
  defaultJob: {},
  snap: true,
  minimap: true
};

/** The person's settings of the editor; the defaults where there is no setting registry. */
export class EditorSettings {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get value(): EditorSettingValues {
    return this._value;
  }

  /** Follows a plugin's settings. */
  follow(settings: ISettingRegistry.ISettings): void {
    const read = (): void => {
      this._settings = settings;
      this._value = {
        ...DEFAULTS,
        ...(settings.composite as Partial<EditorSettingValues>)
      };
      this._changed.emit();
    };
    settings.changed.connect(read);
    read();
  }

  /** Changes one setting, as the settings editor would. */
  async set<Name extends keyof EditorSettingValues>(
    name: Name,
    value: EditorSettingValues[Name]
  ): Promise<void> {
    if (this._settings) {
      await this._settings.set(name, value as never);
    } else {
      this._value = { ...this._value, [name]: value };
      this._changed.emit();
    }
  }

  private _changed = new Signal<this, void>(this);
  private _value: EditorSettingValues = DEFAULTS;
  private _settings: ISettingRegistry.ISettings | undefined;
}
