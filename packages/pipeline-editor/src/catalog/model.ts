import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { TableFacts, TableName } from '../compile/sources.js';
import type { GlueflowService } from '../service/client.js';
import { connectionsOf, type Connections } from '../service/connections.js';
import { newsOf, type CatalogNews, type News } from '../service/news.js';
import { Remote } from '../service/remote.js';
import {
  columnRows,
  databaseRow,
  idOf,
  note,
  type CatalogRow,
  type Database,
  type Listed,
  type Tables
} from './rows.js';

import { CatalogSearch, MOST_SEARCHED } from './search.js';

export type { CatalogRow } from './rows.js';

/** Tables that are listed at once. */
const PAGE = 100;

/** The Data Catalog as a tree that is asked for as it is opened: databases, tables, columns. */
export class CatalogModel implements IDisposable {
  constructor(
    readonly service: Pick<GlueflowService, 'get'>,
    options: {
      connections: Connections;
      connection?: string;
      defaultConnection?: () => string;
    }
  ) {
    this.connections = options.connections;
    this._chosen = options.connection;
    this._default = options.defaultConnection ?? (() => '');
    this.databases.changed.connect(this._emit, this);
    newsOf(service).changed.connect(this._onNews, this);
  }

  readonly connections: Connections;
  readonly databases = new Remote<readonly Database[]>();

  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The connection that the person chose; undefined: the default one. */
  get chosen(): string | undefined {
    return this._chosen;
  }

  /** The connection of the settings; empty: the default credentials. */
  get usualConnection(): string {
    return this._default();
  }

  /** The connection asked. */
  get connection(): string | undefined {
    return this._chosen ?? (this.usualConnection || undefined);
  }

  get search(): string {
    return this._search.text;
  }

  /** True while a search looks into databases. */
  get searching(): boolean {
    return this._search.active;
  }

  /** Databases that the search did not look into because there are too many. */
  get unsearched(): number {
    return this._search.text === ''
      ? 0
      : Math.max(0, (this.databases.value?.length ?? 0) - MOST_SEARCHED);
  }

  /** What is to be seen, from top to bottom. */
  get rows(): readonly CatalogRow[] {
    this._rows ??=
      this._search.text === '' ? this._treeRows() : this._foundRows();
    return this._rows;
  }

  /** The table a row stands for (a column: its table). */
  tableOf(row: CatalogRow): TableName | undefined {
    if (row.table === undefined) {
      return undefined;
    }
    const { connection } = this;
    return {
      ...(connection === undefined ? {} : { connection }),
      database: row.database,
      table: row.table
    };
  }

  /** Asks for the databases, when nothing is known yet. */
  ensure(): void {
    if (this.databases.current.state === 'idle') {
      this._refresh();
    }
  }

  /** Asks for everything that is open anew, and lets all who keep answers of the catalog do so. */
  refresh(): void {
    this._refresh();
    this._telling = true;
    newsOf(this.service).notify();
    this._telling = false;
  }

  private _refresh(): void {
    this._listDatabases();
    const open = [...this._expanded];
    this._drop(this._tables);
    this._drop(this._columns);
    open.forEach(id => this._load(id));
    if (this._search.text !== '') {
      void this._search.run();
    }
    this._emit();
  }

  /** Takes the connection of the last session, unless something was asked already. */
  restore(connection: string): void {
    if (this.databases.current.state === 'idle') {
      this._chosen = connection;
    } else if (this._chosen === undefined) {
      this.setConnection(connection);
    }
  }

  setConnection(name: string | undefined): void {
    this._chosen = name;
    this._expanded.clear();
    this._drop(this._tables);
    this._drop(this._columns);
    this._search.found.clear();
    this.databases.clear();
    this._refresh();
  }

  setSearch(search: string): void {
    this._search.text = search;
    this._emit();
  }

  /** Id of the row that was to be shown last; the view goes there once it is listed. */
  get revealed(): string | undefined {
    return this._revealed;
  }

  /** Opens a table's database, with the connection that has it, and makes the table the current row. */
  reveal({ connection, database, table }: TableName): void {
    if (connection !== undefined && connection !== this.connection) {
      this.setConnection(connection);
    }
    this.ensure();
    if (this._search.text !== '') {
      this.setSearch('');
    }
    const id = idOf(database);
    this._expanded.add(id);
    this._load(id);
    this._revealed = idOf(database, table);
    this._emit();
  }

  /** The row was shown. */
  reached(): void {
    this._revealed = undefined;
  }

  /** Opens or closes a database or a table. */
  toggle(row: CatalogRow, open = !row.expanded): void {
    if (row.expanded === undefined || row.expanded === open) {
      return;
    }
    if (open) {
      this._expanded.add(row.id);
      this._closed.delete(row.id);
      this._load(row.id);
    } else {
      this._expanded.delete(row.id);
      this._closed.add(row.id);
    }
    this._emit();
  }

  /** Asks for the next tables of a database, or again for what was refused. */
  again(row: CatalogRow): void {
    if (row.kind === 'more') {
      const tables = this._tables.get(row.database);
      const before = tables?.value;
      void tables?.load(
        async signal => {
          const next = await this._askTables(
            row.database,
            { from: before?.next },
            signal
          );
          return {
            ...next,
            tables: [...(before?.tables ?? []), ...next.tables]
          };
        },
        { keep: true }
      );
    } else if (row.parent !== undefined) {
      this._load(row.parent, true);
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._search.dispose();
    this.databases.changed.disconnect(this._emit, this);
    newsOf(this.service).changed.disconnect(this._onNews, this);
    this.databases.clear();
    this._drop(this._tables);
    this._drop(this._columns);
    Signal.clearData(this);
  }

  /** Lists again what is open and may have changed; what is shown stays till then. */
  private _onNews(_: CatalogNews, news: News): void {
    const known = this.databases.value;
    if (this._telling || known === undefined) {
      return;
    }
    if (
      news === undefined ||
      news.some(each => !known.some(({ name }) => name === each.database))
    ) {
      this._listDatabases();
    }
    for (const [database, remote] of this._tables) {
      if (!this._expanded.has(idOf(database))) {
        // Asked for anew when it is opened.
        this._dropOne(this._tables, database);
      } else if (!news || news.some(each => each.database === database)) {
        const least = remote.value?.tables.length ?? 0;
        void remote.load(signal => this._askMany(database, least, signal), {
          keep: true
        });
      }
    }
    for (const id of [...this._columns.keys()]) {
      const [database, table] = JSON.parse(id) as [string, string];
      if (
        !news ||
        news.some(each => each.database === database && each.table === table)
      ) {
        if (this._expanded.has(id)) {
          this._loadColumns(id, database, table);
        } else {
          this._dropOne(this._columns, id);
        }
      }
    }
    if (this._search.text !== '') {
      void this._search.run();
    }
  }

  private _listDatabases(): void {
    const { connection } = this;
    void this.databases.load(
      async signal =>
        (
          await this.service.get<{ databases: Database[] }>(
            'catalog/databases',
            { connection },
            signal
          )
        ).databases,
      { keep: true }
    );
  }

  /** The tables of a database, as many pages as hold at least so many. */
  private async _askMany(
    database: string,
    least: number,
    signal: AbortSignal
  ): Promise<Tables> {
    let found = await this._askTables(database, {}, signal);
    while (found.next !== undefined && found.tables.length < least) {
      const next = await this._askTables(
        database,
        { from: found.next },
        signal
      );
      found = { ...next, tables: [...found.tables, ...next.tables] };
    }
    return found;
  }

  private _loadColumns(id: string, database: string, table: string): void {
    void this._columns
      .get(id)
      ?.load(
        signal =>
          this.service.get<TableFacts>(
            `${databasePath(database)}/tables/${encodeURIComponent(table)}`,
            { connection: this.connection },
            signal
          ),
        { keep: true }
      );
  }

  private _dropOne<T>(remotes: Map<string, Remote<T>>, key: string): void {
    const remote = remotes.get(key);
    remote?.changed.disconnect(this._emit, this);
    remote?.clear();
    remotes.delete(key);
  }

  private _load(id: string, again = false): void {
    const [database, table] = JSON.parse(id) as [string, string?];
    const known: Map<string, Remote<Tables> | Remote<TableFacts>> =
      table === undefined ? this._tables : this._columns;
    const key = table === undefined ? database : id;
    if (known.has(key) && !again) {
      return;
    }
    if (table === undefined) {
      const remote = new Remote<Tables>();
      remote.changed.connect(this._emit, this);
      this._tables.set(key, remote);
      void remote.load(signal => this._askTables(database, {}, signal));
    } else {
      const remote = new Remote<TableFacts>();
      remote.changed.connect(this._emit, this);
      this._columns.set(key, remote);
      this._loadColumns(id, database, table);
    }
  }

  private _askTables(
    database: string,
    query: { from?: string; match?: string },
    signal?: AbortSignal
  ): Promise<Tables> {
    return this.service.get<Tables>(
      `${databasePath(database)}/tables`,
      {
        connection: this.connection,
        names: 'true',
        limit: String(PAGE),
        ...query
      },
      signal
    );
  }

  private _treeRows(): CatalogRow[] {
    return (this.databases.value ?? []).flatMap(database => {
      const id = idOf(database.name);
      const expanded = this._expanded.has(id);
      return [
        databaseRow(database, expanded),
        ...(expanded ? this._tableRows(database.name, id) : [])
      ];
    });
  }

  private _tableRows(database: string, parent: string): CatalogRow[] {
    const remote = this._tables.get(database);
    const rows = (remote?.value?.tables ?? []).flatMap(table =>
      this._tableRow(database, table)
    );
    const one = note(database, parent, 2);
    if (remote?.error !== undefined) {
      rows.push({ ...one('error', remote.error.message), error: remote.error });
    } else if (remote === undefined || remote.current.state === 'loading') {
      rows.push(one('loading'));
    } else if (remote.value?.next !== undefined) {
      rows.push(one('more'));
    } else if (rows.length === 0) {
      rows.push(one('empty'));
    }
    return rows;
  }

  private _tableRow(database: string, { name, type }: Listed): CatalogRow[] {
    const id = idOf(database, name);
    const expanded = this._expanded.has(id);
    const rows: CatalogRow[] = [
      {
        id,
        kind: 'table',
        level: 2,
        label: name,
        parent: idOf(database),
        expanded,
        database,
        table: name,
        ...(type === undefined || type === 'EXTERNAL_TABLE'
          ? {}
          : { detail: type })
      }
    ];
    if (!expanded) {
      return rows;
    }
    const remote = this._columns.get(id);
    const one = note(database, id, 3, name);
    if (remote?.error !== undefined) {
      rows.push({ ...one('error', remote.error.message), error: remote.error });
    } else if (remote?.value === undefined) {
      rows.push(one('loading'));
    } else {
      const all = columnRows(database, name, id, remote.value);
      rows.push(...all);
      if (all.length === 0) {
        rows.push(one('empty'));
      }
    }
    return rows;
  }

  private _foundRows(): CatalogRow[] {
    return (this.databases.value ?? []).flatMap(database => {
      const { name } = database;
      const id = idOf(name);
      const found = this._search.found.get(name);
      const tables = found?.value?.tables ?? [];
      const named = name.toLowerCase().includes(this._search.text);
      if (!named && tables.length === 0 && found?.error === undefined) {
        return [];
      }
      // What was found is shown opened; a database that matches by name alone can be opened.
      const hits = tables.length > 0 || found?.error !== undefined;
      const expanded = hits ? !this._closed.has(id) : this._expanded.has(id);
      if (!expanded) {
        return [databaseRow(database, false)];
      }
      const one = note(name, id, 2);
      return [
        databaseRow(database, true),
        ...(hits
          ? tables.flatMap(table => this._tableRow(name, table))
          : this._tableRows(name, id)),
        ...(found?.error === undefined
          ? []
          : [{ ...one('error', found.error.message), error: found.error }])
      ];
    });
  }

  private _drop(
    remotes: Map<string, Remote<Tables> | Remote<TableFacts>>
  ): void {
    for (const remote of remotes.values()) {
      remote.changed.disconnect(this._emit, this);
      remote.clear();
    }
    remotes.clear();
  }

  private _emit(): void {
    this._rows = undefined;
    this._changed.emit();
  }

  private _chosen: string | undefined;
  private _default: () => string;
  private _changed = new Signal<this, void>(this);
  private _rows: readonly CatalogRow[] | undefined;
  private _tables = new Map<string, Remote<Tables>>();
  private _columns = new Map<string, Remote<TableFacts>>();
  private _expanded = new Set<string>();
  private _closed = new Set<string>();
  private _search = new CatalogSearch({
    databases: () => (this.databases.value ?? []).map(({ name }) => name),
    ask: (database, match, signal) =>
      this._askTables(database, { match }, signal),
    changed: () => this._emit()
  });
  private _telling = false;
  private _revealed: string | undefined;
  private _isDisposed = false;
}

/** The model of a service's catalog. */
export function catalogModel(
  service: GlueflowService,
  options: { connection?: string; defaultConnection?: () => string }
): CatalogModel {
  return new CatalogModel(service, {
    ...options,
    connections: connectionsOf(service)
  });
}

function databasePath(database: string): string {
  return `catalog/databases/${encodeURIComponent(database)}`;
}
