import type { IStateDB } from '@jupyterlab/statedb';

/** Key of JupyterLab's state database. */
const KEY = 'glueflow-views:documents';
/** So many documents are kept, those looked at last. */
const MOST = 100;

/** How a person looked at a document last. */
export interface KeptView {
  viewport?: { x: number; y: number; zoom: number };
  /** Shares of palette, canvas and properties. */
  upper?: number[];
  /** Shares of those, and of the panels below. */
  whole?: number[];
}

/** How the person looked at each document, kept with JupyterLab's state: never in a document. */
export class ViewMemory {
  /** Resolves when what was kept is there. */
  get ready(): Promise<void> {
    return this._ready;
  }

  /** How a document was looked at last; undefined: never, or long ago. */
  of(path: string): KeptView | undefined {
    return this._views.get(path);
  }

  /** Notes how a document is looked at. */
  keep(path: string, view: KeptView): void {
    const before = this._views.get(path);
    // The one looked at last stands last.
    this._views.delete(path);
    this._views.set(path, { ...before, ...view });
    for (const oldest of this._views.keys()) {
      if (this._views.size <= MOST) {
        break;
      }
      this._views.delete(oldest);
    }
    void this._state
      ?.save(KEY, JSON.parse(JSON.stringify([...this._views])) as never)
      .catch(() => undefined);
  }

  /** Takes along what was kept of a document that has another path now. */
  rename(from: string, to: string): void {
    const view = this._views.get(from);
    if (view) {
      this._views.delete(from);
      this.keep(to, view);
    }
  }

  /** Reads what was kept, and keeps from now on. */
  follow(state: IStateDB): Promise<void> {
    this._state = state;
    this._ready = this._read(state);
    return this._ready;
  }

  private async _read(state: IStateDB): Promise<void> {
    try {
      const kept: unknown = await state.fetch(KEY);
      for (const entry of Array.isArray(kept) ? (kept as unknown[]) : []) {
        const [path, view] = Array.isArray(entry) ? (entry as unknown[]) : [];
        if (typeof path === 'string' && !this._views.has(path)) {
          this._views.set(path, read(view));
        }
      }
    } catch {
      // What was kept can't be read: documents open as if for the first time.
    }
  }

  private _views = new Map<string, KeptView>();
  private _state: IStateDB | undefined;
  private _ready: Promise<void> = Promise.resolve();
}

/** The one of this JupyterLab. */
export const viewMemory = new ViewMemory();

function read(value: unknown): KeptView {
  const { viewport, upper, whole } = (value ?? {}) as Record<string, unknown>;
  const { x, y, zoom } = (viewport ?? {}) as Record<string, unknown>;
  return {
    ...(isNumber(x) && isNumber(y) && isNumber(zoom) && zoom > 0
      ? { viewport: { x, y, zoom } }
      : {}),
    ...(isShares(upper, 3) ? { upper } : {}),
    ...(isShares(whole, 2) ? { whole } : {})
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isShares(value: unknown, count: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.length === count &&
    value.every(each => isNumber(each) && each > 0)
  );
}
