import type { IDisposable } from '@lumino/disposable';
import { Debouncer } from '@lumino/polling';
import { Remote } from '../service/remote.js';
import type { Tables } from './rows.js';

/** Databases that a search looks into, and how many at once. */
export const MOST_SEARCHED = 60;
const TOGETHER = 4;
/** After the last letter the search begins, in milliseconds. */
const PAUSE = 300;

/** A search for tables by name, which looks into one database after the other. */
export class CatalogSearch implements IDisposable {
  constructor(private readonly _options: CatalogSearch.IOptions) {}

  /** What is searched for, in lower case; empty: nothing. */
  get text(): string {
    return this._text;
  }

  /** Searches for something else, a moment later. */
  set text(text: string) {
    this._text = text.trim().toLowerCase();
    this.found.clear();
    this._abort?.abort();
    this._active = this._text !== '';
    if (this._active) {
      void this._later.invoke();
    }
  }

  /** True while it looks into databases. */
  get active(): boolean {
    return this._active;
  }

  /** What was found, by database. */
  readonly found = new Map<string, Remote<Tables>>();

  get isDisposed(): boolean {
    return this._later.isDisposed;
  }

  /** Looks for tables in every database, a few at a time. */
  async run(): Promise<void> {
    const { databases, ask, changed } = this._options;
    this._abort?.abort();
    const abort = new AbortController();
    this._abort = abort;
    this._active = true;
    changed();
    const match = `.*${this._text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}.*`;
    const queue = databases().slice(0, MOST_SEARCHED);
    const worker = async (): Promise<void> => {
      for (let name = queue.shift(); name; name = queue.shift()) {
        const database = name;
        const remote = new Remote<Tables>();
        await remote.load(() => ask(database, match, abort.signal));
        if (abort.signal.aborted) {
          return;
        }
        this.found.set(database, remote);
        changed();
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, worker));
    if (this._abort === abort) {
      this._active = false;
      changed();
    }
  }

  dispose(): void {
    this._later.dispose();
    this._abort?.abort();
  }

  private _text = '';
  private _active = false;
  private _abort: AbortController | undefined;
  private _later = new Debouncer(() => this.run(), PAUSE);
}

export namespace CatalogSearch {
  /** What a search needs. */
  export interface IOptions {
    /** Names of the databases. */
    databases(): string[];
    /** Asks for the tables of a database that match a regular expression. */
    ask(database: string, match: string, signal: AbortSignal): Promise<Tables>;
    /** Something was found, or the search has begun or ended. */
    changed(): void;
  }
}
