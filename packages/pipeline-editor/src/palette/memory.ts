import type { IStateDB } from '@jupyterlab/statedb';
import { Signal, type ISignal } from '@lumino/signaling';

/** Key of JupyterLab's state database. */
const KEY = 'glueflow-palette:components';
/** So many components used last are kept. */
const RECENT = 5;

/** The person's favourite components and those used last, kept with JupyterLab's state: never in a document. */
export class PaletteMemory {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Ids of favourites, in the order they were chosen. */
  get favourites(): readonly string[] {
    return this._favourites;
  }

  /**
   * Ids of the components used last when JupyterLab was loaded, the last one first.
   *
   * What is used since comes next time: a list that grows at once would move all others away under the pointer.
   */
  get recent(): readonly string[] {
    return this._earlier;
  }

  /** Reads what was kept, and keeps from now on. */
  async follow(state: IStateDB): Promise<void> {
    this._state = state;
    try {
      const kept = await state.fetch(KEY);
      const { favourites, recent } = (kept ?? {}) as Record<string, unknown>;
      this._favourites = unique([...this._favourites, ...texts(favourites)]);
      this._earlier = unique(texts(recent)).slice(0, RECENT);
      this._recent = unique([...this._recent, ...this._earlier]).slice(
        0,
        RECENT
      );
      this._changed.emit();
    } catch {
      // What was kept can't be read: the palette begins without.
    }
  }

  /** Makes a component a favourite, or no longer one. */
  toggle(id: string): void {
    this._favourites = this._favourites.includes(id)
      ? this._favourites.filter(each => each !== id)
      : [...this._favourites, id];
    this._keep();
  }

  /** Notes that a component was used. */
  use(id: string): void {
    this._recent = unique([id, ...this._recent]).slice(0, RECENT);
    this._keep();
  }

  private _keep(): void {
    this._changed.emit();
    void this._state
      ?.save(KEY, { favourites: this._favourites, recent: this._recent })
      .catch(() => undefined);
  }

  private _changed = new Signal<this, void>(this);
  private _favourites: string[] = [];
  private _recent: string[] = [];
  private _earlier: string[] = [];
  private _state: IStateDB | undefined;
}

/** The one of this JupyterLab. */
export const paletteMemory = new PaletteMemory();

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : [];
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
