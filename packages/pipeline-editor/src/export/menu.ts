import { ArrayExt } from '@lumino/algorithm';
import { DisposableDelegate, type IDisposable } from '@lumino/disposable';
import type { IExportMenu, IExportTarget } from '../tokens.js';

/** The targets of "Generate code", by rank. */
export class ExportMenu implements IExportMenu {
  /** The targets, lowest rank first; of equal ranks the one added first. */
  get targets(): readonly IExportTarget[] {
    return this._targets;
  }

  add(target: IExportTarget): IDisposable {
    const index = ArrayExt.upperBound(
      this._targets,
      target,
      (a, b) => a.rank - b.rank
    );
    ArrayExt.insert(this._targets, index, target);
    return new DisposableDelegate(() => {
      ArrayExt.removeFirstOf(this._targets, target);
    });
  }

  private _targets: IExportTarget[] = [];
}
