import type { IStateDB } from '@jupyterlab/statedb';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { ExportModel } from './model.js';

/** What of the choices outlives the page: values of parameters do not, for they may be confidential. */
export interface KeptChoices {
  folder?: string;
  deployScript?: boolean;
  deploy?: boolean;
  run?: boolean;
}

const CHECKS = ['deployScript', 'deploy', 'run'] as const;

/** Keeps the choices of each document's export with JupyterLab's state. */
export class ExportMemory {
  constructor(private readonly _state: IStateDB) {}

  /** What was chosen for a document; nothing when that can't be read. */
  async read(path: string): Promise<KeptChoices> {
    let kept: unknown;
    try {
      kept = await this._state.fetch(keyOf(path));
    } catch {
      return {};
    }
    if (typeof kept !== 'object' || kept === null) {
      return {};
    }
    const values = kept as Record<string, unknown>;
    const choices: KeptChoices = {};
    if (typeof values.folder === 'string') {
      choices.folder = values.folder;
    }
    for (const name of CHECKS) {
      const value = values[name];
      if (typeof value === 'boolean') {
        choices[name] = value;
      }
    }
    return choices;
  }

  /**
   * Keeps what is chosen in an export from now on.
   *
   * @param path - The document's path at this moment.
   */
  follow(model: ExportModel, path: () => string): void {
    let before = textOf(model);
    model.changed.connect(() => {
      const now = textOf(model);
      if (now !== before) {
        before = now;
        const value = JSON.parse(now) as ReadonlyPartialJSONObject;
        void this._state.save(keyOf(path()), value).catch(() => undefined);
      }
    });
  }
}

function keyOf(path: string): string {
  return `glueflow-export:${path}`;
}

function textOf({ choices }: ExportModel): string {
  const { folder, deployScript, deploy, run } = choices;
  return JSON.stringify({ folder, deployScript, deploy, run });
}
