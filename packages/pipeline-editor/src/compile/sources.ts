import {
  connectionSource,
  type AwsConnection
} from '@glueflow/components-core';
import {
  parseType,
  type Column,
  type ConnectionDescription,
  type Schema,
  type Sources,
  type TableDescription
} from '@glueflow/components-manager';
import { Signal, type ISignal } from '@lumino/signaling';
import { ServiceError, type GlueflowService } from '../service/client.js';

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
  parameters?: Record<string, string>;
  serdeParameters?: Record<string, string>;
  updated?: string;
}

/** A connection as the service tells it: its name and what it is, without secrets. */
export type ConnectionFacts = AwsConnection & { name: string };

/** Which table is meant. */
export interface TableName {
  connection?: string;
  database: string;
  table: string;
}

type Known = TableDescription | 'missing' | 'asking' | ServiceError;

/**
 * What the compiler knows of the world outside the document: tables of the Data Catalog and the person's connections, asked of the
 * service when first needed, and columns found by previews. `changed` says that something became known.
 */
export class CatalogSources implements Sources {
  /**
   * @param defaultConnection - The connection of nodes that name none; undefined: the default credentials.
   */
  constructor(
    private readonly _service: Pick<GlueflowService, 'get'>,
    private readonly _defaultConnection: () => string | undefined = () =>
      undefined
  ) {}

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
    return this._open > 0;
  }

  table(
    connection: string | undefined,
    database: string,
    table: string
  ): TableDescription | 'missing' | undefined {
    const name = {
      connection: connection ?? this._defaultConnection(),
      database,
      table
    };
    const key = keyOf(name);
    const known = this._tables.get(key);
    if (known === undefined) {
      void this._ask(name, key);
      return undefined;
    }
    return known === 'asking' || known instanceof ServiceError
      ? undefined
      : known;
  }

  connection(name: string): ConnectionDescription | undefined {
    if (this._connections === undefined) {
      void this.connections();
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
    this._failures.clear();
    this._connections = undefined;
    this._asked = undefined;
    this._learn();
  }

  private async _ask(name: TableName, key: string): Promise<void> {
    this._tables.set(key, 'asking');
    this._failures.delete(key);
    this._open++;
    let answer: Known;
    try {
      const facts = await this._service.get<TableFacts | { missing: true }>(
        `catalog/databases/${encodeURIComponent(name.database)}/tables/${encodeURIComponent(name.table)}`,
        { connection: name.connection, absent: 'allowed' }
      );
      answer = 'missing' in facts ? 'missing' : describe(facts);
    } catch (error) {
      answer =
        error instanceof ServiceError
          ? error
          : new ServiceError(String(error), 'fault');
      this._failures.set(key, { name, error: answer });
    }
    this._open--;
    if (this._tables.get(key) === 'asking') {
      this._tables.set(key, answer);
      this._learn();
    }
  }

  private _learn(): void {
    this._version++;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _version = 0;
  private _open = 0;
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

function keyOf({ connection, database, table }: TableName): string {
  return JSON.stringify([connection ?? null, database, table]);
}

/** A table as the compiler takes it. */
export function describe(facts: TableFacts): TableDescription {
  return {
    columns: facts.columns.map(columnOf),
    partitionKeys: facts.partitionKeys.map(columnOf),
    format: facts.format,
    location: facts.location,
    parameters: facts.parameters,
    serdeParameters: facts.serdeParameters
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

function sameSchema(a: Schema, b: Schema): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
