import {
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  UpdateTableCommand,
  type Database,
  type DatabaseInput,
  type Table,
  type TableInput
} from '@aws-sdk/client-glue';
import { pagesOf } from '@glueflow/aws';
import type { Clients } from './clients.js';
import { readEntry, type LanceEntry } from './entry.js';
import { LanceError } from './error.js';
import type { TablePath } from './identifier.js';

const NOT_FOUND = 'EntityNotFoundException';
const EXISTS = 'AlreadyExistsException';
const CHANGED = 'ConcurrentModificationException';

/** The calls of the Glue Data Catalog that a namespace makes. Every error is a `LanceError`. */
export class Catalog {
  constructor(private readonly _clients: Clients) {
    this._catalogId = _clients.settings.catalogId;
  }

  /** Names of all databases, in order. */
  async databases(): Promise<string[]> {
    const names = await allPages(async NextToken => {
      const reply = await this._clients.call(
        'glue:GetDatabases',
        'the catalog',
        () =>
          this._clients.glue.send(
            new GetDatabasesCommand({
              ...this._place,
              NextToken,
              MaxResults: 100
            })
          )
      );
      const items = (reply.DatabaseList ?? []).map(({ Name = '' }) => Name);
      return { items, next: reply.NextToken };
    });
    return names.sort(byCodeUnits);
  }

  /** A database. Rejects with NamespaceNotFound. */
  async database(name: string): Promise<Database> {
    const reply = await this._clients.call(
      'glue:GetDatabase',
      `database ${name}`,
      () =>
        this._clients.glue.send(
          new GetDatabaseCommand({ ...this._place, Name: name })
        ),
      { [NOT_FOUND]: () => noNamespace(name) }
    );
    return reply.Database ?? { Name: name };
  }

  /** Create a database. Rejects with NamespaceAlreadyExists. */
  async createDatabase(input: DatabaseInput & { Name: string }): Promise<void> {
    const { Name: name } = input;
    await this._clients.call(
      'glue:CreateDatabase',
      `database ${name}`,
      () =>
        this._clients.glue.send(
          new CreateDatabaseCommand({ ...this._place, DatabaseInput: input })
        ),
      {
        [EXISTS]: () =>
          new LanceError(
            'NamespaceAlreadyExists',
            `Namespace ${name} exists already.`
          )
      }
    );
  }

  /** Delete a database and what is in it. Rejects with NamespaceNotFound. */
  async deleteDatabase(name: string): Promise<void> {
    await this._clients.call(
      'glue:DeleteDatabase',
      `database ${name}`,
      () =>
        this._clients.glue.send(
          new DeleteDatabaseCommand({ ...this._place, Name: name })
        ),
      { [NOT_FOUND]: () => noNamespace(name) }
    );
  }

  /** All tables of a database, in the order of their names. Rejects with NamespaceNotFound. */
  async tables(database: string): Promise<Table[]> {
    const found = await allPages<Table>(async NextToken => {
      const reply = await this._clients.call(
        'glue:GetTables',
        `the tables of database ${database}`,
        () =>
          this._clients.glue.send(
            new GetTablesCommand({
              ...this._place,
              DatabaseName: database,
              NextToken,
              MaxResults: 100
            })
          ),
        { [NOT_FOUND]: () => noNamespace(database) }
      );
      return { items: reply.TableList ?? [], next: reply.NextToken };
    });
    return found.sort((a, b) => byCodeUnits(a.Name ?? '', b.Name ?? ''));
  }

  /** A table. Rejects with TableNotFound, or NamespaceNotFound where its database is missing. */
  async table(path: TablePath): Promise<Table> {
    const { database, table } = path;
    const reply = await this._clients.call(
      'glue:GetTable',
      `table ${database}.${table}`,
      () =>
        this._clients.glue.send(
          new GetTableCommand({
            ...this._place,
            DatabaseName: database,
            Name: table
          })
        ),
      { [NOT_FOUND]: () => this._missing(path) }
    );
    return reply.Table ?? { Name: table };
  }

  /** A Lance table. Rejects as `table` and `readEntry` do. */
  async entry(path: TablePath): Promise<LanceEntry> {
    return readEntry(await this.table(path), path);
  }

  /** Create a table. Rejects with TableAlreadyExists or NamespaceNotFound. */
  async createTable(database: string, input: TableInput): Promise<void> {
    const name = `${database}.${input.Name}`;
    await this._clients.call(
      'glue:CreateTable',
      `table ${name}`,
      () =>
        this._clients.glue.send(
          new CreateTableCommand({
            ...this._place,
            DatabaseName: database,
            TableInput: input
          })
        ),
      {
        [EXISTS]: () =>
          new LanceError('TableAlreadyExists', `Table ${name} exists already.`),
        [NOT_FOUND]: () => noNamespace(database)
      }
    );
  }

  /**
   * Replace a table, when it is still the one that was read. Rejects with ConcurrentModification when it is not.
   *
   * The version of the entry that is replaced is not kept: Glue bounds how many there may be. Source: AWS Glue API, UpdateTable.
   */
  async updateTable(
    path: TablePath,
    input: TableInput,
    versionId: string | undefined
  ): Promise<void> {
    const name = `${path.database}.${path.table}`;
    await this._clients.call(
      'glue:UpdateTable',
      `table ${name}`,
      () =>
        this._clients.glue.send(
          new UpdateTableCommand({
            ...this._place,
            DatabaseName: path.database,
            TableInput: input,
            VersionId: versionId,
            SkipArchive: true
          })
        ),
      {
        [CHANGED]: () =>
          new LanceError(
            'ConcurrentModification',
            `Table ${name} was changed by someone else meanwhile.`
          ),
        [NOT_FOUND]: () => this._missing(path)
      }
    );
  }

  /** Delete a table's entry. Rejects as `table` does. */
  async deleteTable(path: TablePath): Promise<void> {
    const { database, table } = path;
    await this._clients.call(
      'glue:DeleteTable',
      `table ${database}.${table}`,
      () =>
        this._clients.glue.send(
          new DeleteTableCommand({
            ...this._place,
            DatabaseName: database,
            Name: table
          })
        ),
      { [NOT_FOUND]: () => this._missing(path) }
    );
  }

  /** Glue answers the same for a missing table and a missing database. */
  private async _missing(path: TablePath): Promise<LanceError> {
    try {
      await this.database(path.database);
    } catch (error) {
      if (error instanceof LanceError && error.reason === 'NamespaceNotFound') {
        return error;
      }
    }
    return new LanceError(
      'TableNotFound',
      `There is no table ${path.table} in namespace ${path.database}.`
    );
  }

  private get _place(): { CatalogId?: string } {
    return this._catalogId === undefined ? {} : { CatalogId: this._catalogId };
  }

  private readonly _catalogId: string | undefined;
}

function noNamespace(name: string): LanceError {
  return new LanceError('NamespaceNotFound', `There is no namespace ${name}.`);
}

/** Order of texts that does not depend on the machine's language. */
function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function allPages<T>(
  fetchPage: Parameters<typeof pagesOf<T>>[0]
): Promise<T[]> {
  const all: T[] = [];
  for await (const each of pagesOf(fetchPage)) {
    all.push(each);
  }
  return all;
}
