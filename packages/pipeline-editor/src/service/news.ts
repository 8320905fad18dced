import { Signal, type ISignal } from '@lumino/signaling';

/** A table that may have come or changed. */
export interface TableNews {
  database: string;
  table: string;
}

/** Which part of the Data Catalog may have changed; undefined: any. */
export type News = readonly TableNews[] | undefined;

/**
 * Tells everyone who keeps answers of a service that the Data Catalog may have changed: a run has written, a person asked for a refresh.
 */
export class CatalogNews {
  get changed(): ISignal<this, News> {
    return this._changed;
  }

  /** @param tables - The tables that may have changed; absent: any may have. */
  notify(tables?: readonly TableNews[]): void {
    this._changed.emit(tables);
  }

  /** A person has taken this table: who holds it missing is to ask again. */
  get doubted(): ISignal<this, TableNews> {
    return this._doubted;
  }

  /** Says that a table which may be held missing was taken by a person. */
  doubt(table: TableNews): void {
    this._doubted.emit(table);
  }

  private _changed = new Signal<this, News>(this);
  private _doubted = new Signal<this, TableNews>(this);
}

const all = new WeakMap<object, CatalogNews>();

/** The news about the catalog behind a service: one for all who use it. */
export function newsOf(service: object): CatalogNews {
  let found = all.get(service);
  if (found === undefined) {
    found = new CatalogNews();
    all.set(service, found);
  }
  return found;
}
