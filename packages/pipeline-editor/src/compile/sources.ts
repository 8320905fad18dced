import { connectionSource } from '@glueflow/components-core';
import {
  parseType,
  type CatalogPlace,
  type Column,
  type ConnectionDescription,
  type Schema,
  type Sources,
  type TableDescription,
  type TableLink,
  type TableLocation
} from '@glueflow/components-manager';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { ServiceError, type GlueflowService } from '../service/client.js';
import type { ConnectionFacts } from '../service/connections.js';
import {
  newsOf,
  type CatalogNews,
  type News,
  type TableNews
} from '../service/news.js';
import { CatalogLists } from './lists.js';

/** A column as the service tells it. */
export interface ColumnFacts {
  name: string;
  type: string;
  comment?: string;
  partition?: true;
}

/** A table as the service tells it (`GET /catalog/databases/:database/tables/:table`). */
export interface TableFacts {
  database: string;
  name: string;
  description?: string;
  owner?: string;
  type?: string;
  columns: ColumnFacts[];
  partitionKeys: ColumnFacts[];
  format?: string;
  location?: string;
  serde?: string;
  parameters?: Record<string, string>;
  serdeParameters?: Record<string, string>;
  updated?: string;
  inputFormat?: string;
  unclassified?: boolean;
  link?: TableLink;
  federated?: string;
  lakeFormation?: boolean;
  hasPartitions?: boolean;
}

/** Which table is meant. */
export interface TableName {
  connection?: string;
  database: string;
  table: string;
  /** Account that owns the catalog, where it is not the caller's own. */
  catalogId?: string;
}

type Known =
  TableDescription | 'missing' | 'no-database' | 'asking' | ServiceError;

/**
 * What the compiler knows of the world outside the document: tables of the Data Catalog and the person's connections, asked of the
 * service when first needed, and columns found by previews. `changed` says that something became known.
 */
export class CatalogSources implements Sources, IDisposable {
  /**
   * @param defaultConnection - The connection of nodes that name none; undefined: the default credentials.
   */
  constructor(
    private readonly _service: Pick<GlueflowService, 'get'>,
    private readonly _defaultConnection: () => string | undefined = () =>
      undefined
  ) {
    this._lists = new CatalogLists(_service, () => this._learn());
    const news = newsOf(_service);
    news.changed.connect(this._onNews, this);
    news.doubted.connect(this._onDoubt, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Something became known, or is to be asked again. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Goes up with everything that becomes known. */
  get version(): number {
    return this._version;
  }

  /** Look-ups that failed, with why. */
  get failures(): ReadonlyMap<
    string,
    { name: TableName; error: ServiceError }
  > {
    return this._failures;
  }

  /** True while tables are being asked for. */
  get asking(): boolean {
    return this._open.size > 0;
  }

  table(
    connection: string | undefined,
    database: string,
    table: string,
    catalogId?: string
  ): TableDescription | 'missing' | undefined {
    const name = {
      connection: connection ?? this._defaultConnection(),
      database,
      table,
      ...(catalogId ? { catalogId } : {})
    };
    const key = keyOf(name);
    const known = this._tables.get(key);
    if (known === undefined) {
      void this._ask(name, key);
      return undefined;
    }
    if (known === 'no-database') {
      return 'missing';
    }
    return known === 'asking' || known instanceof ServiceError
      ? undefined
      : known;
  }

  /** True while a table is asked for of which nothing is known yet. */
  isAsking(
    connection: string | undefined,
    database: string,
    table: string,
    catalogId?: string
  ): boolean {
    const name = {
      connection: connection ?? this._defaultConnection(),
      database,
      table,
      ...(catalogId ? { catalogId } : {})
    };
    return this._tables.get(keyOf(name)) === 'asking';
  }

  database(
    connection: string | undefined,
    database: string,
    catalogId?: string
  ): 'missing' | undefined {
    const wanted = connection ?? this._defaultConnection();
    const lacks = [...this._names].some(
      ([key, name]) =>
        name.database === database &&
        name.connection === wanted &&
        name.catalogId === (catalogId || undefined) &&
        this._tables.get(key) === 'no-database'
    );
    return lacks ? 'missing' : undefined;
  }

  place(
    connection: string | undefined,
    catalogId?: string
  ): CatalogPlace | undefined {
    return this._places.get(
      placeKey(connection ?? this._defaultConnection(), catalogId)
    );
  }

  names(
    connection: string | undefined,
    database: string | undefined,
    catalogId?: string
  ): readonly string[] | undefined {
    return this._lists.names({
      connection: connection ?? this._defaultConnection(),
      database,
      ...(catalogId ? { catalogId } : {})
    });
  }

  locations(
    connection: string | undefined,
    database: string,
    catalogId?: string
  ): readonly TableLocation[] | undefined {
    return this._lists.locations({
      connection: connection ?? this._defaultConnection(),
      database,
      ...(catalogId ? { catalogId } : {})
    });
  }

  connection(name: string): ConnectionDescription | undefined {
    if (this._connections === undefined) {
      // Who lists the connections says what went wrong.
      this.connections().catch(() => undefined);
      return undefined;
    }
    return this._describe?.(name);
  }

  sample(nodeId: string): Schema | undefined {
    return this._samples.get(nodeId)?.schema;
  }

  /** Keeps the columns that a preview of a node found, with the key of the settings they were found for. */
  setSample(nodeId: string, key: string, schema: Schema): void {
    const before = this._samples.get(nodeId);
    if (before?.key === key && sameSchema(before.schema, schema)) {
      return;
    }
    this._samples.set(nodeId, { key, schema });
    this._learn();
  }

  /** Forgets the columns found for a node whose settings have changed. */
  dropSample(nodeId: string): void {
    if (this._samples.delete(nodeId)) {
      this._learn();
    }
  }

  /** The person's connections, by name. Rejects with a `ServiceError`. */
  async connections(): Promise<readonly ConnectionFacts[]> {
    this._asked ??= this._service
      .get<{ connections: ConnectionFacts[] }>('connections')
      .then(({ connections }) => {
        this._connections = connections;
        this._describe = connectionSource(
          Object.fromEntries(
            connections.map(({ name, ...connection }) => [name, connection])
          )
        );
        this._learn();
        return connections;
      })
      .catch((error: unknown) => {
        this._asked = undefined;
        throw error;
      });
    try {
      return await this._asked;
    } catch (error) {
      this._connections ??= [];
      throw error;
    }
  }

  /** Asks for everything again: another person or a job may have changed it. */
  refresh(): void {
    this._tables.clear();
    this._names.clear();
    this._lists.clear();
    this._places.clear();
    this._open.clear();
    this._failures.clear();
    this._connections = undefined;
    this._asked = undefined;
    this._learn();
  }

  /**
   * Asks again for tables that were missing or could not be asked for, and for those that may have changed; what is known stays till the
   * answer is there.
   *
   * @param changed - The tables that may have changed; undefined: any may have.
   */
  recheck(changed: News): void {
    this._lists.recheck(changed);
    for (const [key, name] of this._names) {
      if (
        changed === undefined ||
        this._unknown(key) ||
        changed.some(each => isOf(name, each))
      ) {
        void this._ask(name, key);
      }
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._lists.clear();
    const news = newsOf(this._service);
    news.changed.disconnect(this._onNews, this);
    news.doubted.disconnect(this._onDoubt, this);
    this._open.clear();
    Signal.clearData(this);
  }

  private _onNews(_: CatalogNews, changed: News): void {
    this.recheck(changed);
  }

  private _onDoubt(_: CatalogNews, table: TableNews): void {
    for (const [key, name] of this._names) {
      if (isOf(name, table) && this._unknown(key)) {
        void this._ask(name, key);
      }
    }
  }

  /** True for a table that was missing, or could not be asked for. */
  private _unknown(key: string): boolean {
    const known = this._tables.get(key);
    return (
      known === 'missing' ||
      known === 'no-database' ||
      known instanceof ServiceError
    );
  }

  private async _ask(name: TableName, key: string): Promise<void> {
    const ask = {};
    this._open.set(key, ask);
    this._names.set(key, name);
    const before = this._tables.get(key);
    if (before === undefined) {
      this._tables.set(key, 'asking');
    }
    let answer: Known;
    try {
      const facts = await this._service.get<
        TableFacts | { missing: true; database?: false; place?: CatalogPlace }
      >(
        `catalog/databases/${encodeURIComponent(name.database)}/tables/${encodeURIComponent(name.table)}`,
        {
          connection: name.connection,
          catalogId: name.catalogId,
          absent: 'allowed'
        }
      );
      if ('missing' in facts && facts.place) {
        this._places.set(
          placeKey(name.connection, name.catalogId),
          facts.place
        );
      }
      answer = !('missing' in facts)
        ? describe(facts)
        : facts.database === false
          ? 'no-database'
          : 'missing';
    } catch (error) {
      answer =
        error instanceof ServiceError
          ? error
          : new ServiceError(String(error), 'fault');
    }
    if (this._open.get(key) !== ask) {
      // Asked again since, or forgotten.
      return;
    }
    this._open.delete(key);
    const known = this._tables.get(key);
    if (sameAnswer(known, answer)) {
      // Who waits till nothing is asked for any more.
      this._changed.emit();
      return;
    }
    if (answer instanceof ServiceError) {
      if (typeof known === 'object' && !(known instanceof ServiceError)) {
        // Columns that were known are better than none.
        this._changed.emit();
        return;
      }
      this._failures.set(key, { name, error: answer });
    } else {
      this._failures.delete(key);
    }
    this._tables.set(key, answer);
    this._learn();
  }

  private _learn(): void {
    this._version++;
    this._changed.emit();
  }

  private readonly _lists: CatalogLists;
  private _changed = new Signal<this, void>(this);
  private _version = 0;
  private _isDisposed = false;
  /** The question under way for each table: a newer one replaces it. */
  private _open = new Map<string, object>();
  private _names = new Map<string, TableName>();
  private _places = new Map<string, CatalogPlace>();
  private _tables = new Map<string, Known>();
  private _failures = new Map<
    string,
    { name: TableName; error: ServiceError }
  >();
  private _samples = new Map<string, { key: string; schema: Schema }>();
  private _connections: readonly ConnectionFacts[] | undefined;
  private _describe:
    ((name: string) => ConnectionDescription | undefined) | undefined;
  private _asked: Promise<readonly ConnectionFacts[]> | undefined;
}

function keyOf(name: TableName): string {
  const { connection, database, table, catalogId } = name;
  return JSON.stringify([connection ?? null, database, table, catalogId]);
}

function placeKey(
  connection: string | undefined,
  catalogId: string | undefined
): string {
  return JSON.stringify([connection ?? null, catalogId || null]);
}

function isOf(name: TableName, { database, table }: TableNews): boolean {
  return (
    name.database.toLowerCase() === database.toLowerCase() &&
    name.table.toLowerCase() === table.toLowerCase()
  );
}

/** A table as the compiler takes it. */
export function describe(facts: TableFacts): TableDescription {
  return {
    columns: facts.columns.map(columnOf),
    partitionKeys: facts.partitionKeys.map(columnOf),
    format: facts.format,
    location: facts.location,
    serde: facts.serde,
    parameters: facts.parameters,
    serdeParameters: facts.serdeParameters,
    type: facts.type,
    inputFormat: facts.inputFormat,
    unclassified: facts.unclassified,
    link: facts.link,
    federated: facts.federated,
    lakeFormation: facts.lakeFormation,
    hasPartitions: facts.hasPartitions
  };
}

function columnOf({ name, type, comment, partition }: ColumnFacts): Column {
  return {
    name,
    type: parseType(type),
    ...(comment === undefined ? {} : { comment }),
    ...(partition ? { partition } : {})
  };
}

function sameAnswer(a: Known | undefined, b: Known): boolean {
  return a instanceof ServiceError || b instanceof ServiceError
    ? a instanceof ServiceError &&
        b instanceof ServiceError &&
        a.message === b.message
    : JSON.stringify(a) === JSON.stringify(b);
}

function sameSchema(a: Schema, b: Schema): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
