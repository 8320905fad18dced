import { OUT_PORT } from '@glueflow/components-manager';
import { Signal, type ISignal } from '@lumino/signaling';
import type { RowsPage } from './protocol.js';

/** A cell as the kernel sends it: any JSON (docs/kernel.md, Cells). */
export type Cell = RowsPage['rows'][number][number];

/** The rows of one output of a node that were fetched so far, from the first on. */
export class Rows {
  constructor(first: RowsPage) {
    this.result = first.result;
    this.nodeId = first.nodeId;
    this.port = first.port;
    this.key = first.key;
    this.columns = first.columns;
    this.seconds = first.seconds;
    this.reused = first.reused;
    this.engine = first.engine ?? 'spark';
    this.why = first.why;
    this._total = first.total;
    this._complete = first.complete;
    this._rows = first.rows;
  }

  /** Name of the kernel's result, for further pages. */
  readonly result: string;
  readonly nodeId: string;
  /** The output; undefined for what an output component is given. */
  readonly port: string | undefined;
  /** Key of the step they belong to. */
  readonly key: string;
  readonly columns: RowsPage['columns'];
  readonly seconds: number;
  readonly reused: boolean;
  /** Which engine answered. */
  readonly engine: 'spark' | 'duckdb';
  /** Why Spark did, where DuckDB was to. */
  readonly why: string | undefined;

  /** There are more rows, or their number became known. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get rows(): readonly Cell[][] {
    return this._rows;
  }

  /** Number of rows in all, where known. */
  get total(): number | null {
    return this._complete ? this._rows.length : this._total;
  }

  /** There are no rows after these. */
  get complete(): boolean {
    return this._complete;
  }

  /** Why no more can be fetched, where that is so. */
  get failure(): string | undefined {
    return this._failure;
  }

  /** Adds a page that follows, or overlaps, what is there. A page of another result, or after a gap, is left out. */
  add(page: RowsPage): void {
    const have = this._rows.length;
    if (page.result !== this.result || page.offset > have) {
      return;
    }
    const fresh = page.rows.slice(have - page.offset);
    if (fresh.length > 0) {
      this._rows = [...this._rows, ...fresh];
    }
    this._complete =
      page.complete && page.offset + page.rows.length >= this._rows.length;
    this._total = page.total ?? this._total;
    this._failure = undefined;
    this._changed.emit();
  }

  /** Takes note of the number of rows. */
  count(total: number): void {
    this._total = total;
    this._changed.emit();
  }

  /** Takes note that no more rows can be had. */
  fail(message: string): void {
    this._failure = message;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _rows: Cell[][];
  private _total: number | null;
  private _complete: boolean;
  private _failure: string | undefined;
}

/** Results kept, of which the least recently used go first. */
const MOST_RESULTS = 20;
/** Cells kept in all. */
const MOST_CELLS = 2_000_000;

/** The rows of previews by the key of their step: what has another key is never shown as this one's. */
export class RowsCache {
  get(nodeId: string, port: string | undefined, key: string): Rows | undefined {
    const name = nameOf(nodeId, port, key);
    const found = this._held.get(name);
    if (found !== undefined) {
      this._held.delete(name);
      this._held.set(name, found);
    }
    return found;
  }

  /** Keeps a first page; the same result as before keeps the rows that were fetched of it. */
  put(page: RowsPage): Rows {
    const name = nameOf(page.nodeId, page.port, page.key);
    const before = this._held.get(name);
    let rows: Rows;
    if (before?.result === page.result) {
      before.add(page);
      rows = before;
    } else {
      rows = new Rows(page);
    }
    this._held.delete(name);
    this._held.set(name, rows);
    let cells = 0;
    for (const [each, { rows: kept, columns }] of [...this._held].reverse()) {
      cells += kept.length * columns.length;
      if (each !== name && cells > MOST_CELLS) {
        this._held.delete(each);
      }
    }
    for (const each of [...this._held.keys()].slice(
      0,
      Math.max(0, this._held.size - MOST_RESULTS)
    )) {
      this._held.delete(each);
    }
    return rows;
  }

  clear(): void {
    this._held.clear();
  }

  private _held = new Map<string, Rows>();
}

function nameOf(nodeId: string, port: string | undefined, key: string): string {
  return [nodeId, port ?? OUT_PORT, key].join('\n');
}
