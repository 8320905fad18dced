import {
  BatchDeleteTableCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  DeleteDatabaseCommand,
  DeleteTableCommand,
  GetDatabaseCommand,
  GetDatabasesCommand,
  GetTableCommand,
  GetTablesCommand,
  GetTableVersionCommand,
  GetTableVersionsCommand,
  UpdateDatabaseCommand,
  UpdateTableCommand,
  type Database,
  type DatabaseInput,
  type GlueClient,
  type Table,
  type TableAttributes,
  type TableInput,
  type TableVersion
} from '@aws-sdk/client-glue';
import { pagesOf } from '@glueflow/aws';
import {
  chunks,
  GlueCalls,
  hasName,
  type CallContext,
  type CallOptions
} from './calls.js';
import {
  databaseInputOf,
  defined,
  sameDefinition,
  storedDatabase,
  storedTable,
  tableInputOf
} from './inputs.js';
import {
  contains,
  deleted,
  found,
  gone,
  MissingEntity,
  ours,
  upsert,
  type Outcome
} from './outcome.js';
import { GluePartitions } from './partitions.js';

/** An item of a batch that the service refused. */
export interface BatchFailure<T> {
  item: T;
  code: string;
  message: string;
}

/** How an update is made. */
export interface UpdateOptions {
  /** True: the version before is not kept. */
  skipArchive?: boolean;
}

/** Which tables are listed. */
export interface ListTablesOptions {
  /** A regular expression that names must match, as GetTables takes it. */
  expression?: string;
  /** Only these attributes are sent. */
  attributes?: TableAttributes[];
}

/** Limits of the service: https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html, API_BatchDeleteTable.html */
const PAGE = 100;
const DELETED_AT_ONCE = 100;

/** How often a change is applied anew because another writer came first. */
const MOST_CONFLICTS = 100;

/** Resource links that follow each other are not followed further. */
const MOST_LINKS = 5;

/**
 * The metadata of a Glue Data Catalog: databases, tables, their versions and partitions, read and written.
 *
 * Every call names the catalog where one is given. Updates read, change, and write only if nobody wrote in between; else the change is
 * applied to what there is now. A change that changes nothing makes no call. Methods reject with the SDK's error or an `AbortError`.
 *
 * @example
 * await new GlueCatalog(client).updateTable('sales', 'orders', table => ({ ...table, Description: 'Orders since 2019' }));
 */
export class GlueCatalog {
  constructor(
    private readonly _client: GlueClient,
    options: CallOptions | GlueCalls = {}
  ) {
    this.calls =
      options instanceof GlueCalls ? options : new GlueCalls(options);
    this.partitions = new GluePartitions(_client, this.calls);
  }

  readonly calls: GlueCalls;
  readonly partitions: GluePartitions;

  /** Give the databases, page by page as they are asked for. */
  databases(): AsyncGenerator<Database> {
    return pagesOf(async NextToken => {
      const reply = await this.calls.run('GetDatabases', ({ common, how }) =>
        this._client.send(
          new GetDatabasesCommand({ ...common, NextToken, MaxResults: PAGE }),
          how
        )
      );
      return { items: reply.DatabaseList, next: reply.NextToken };
    });
  }

  /** Return a database; `undefined` when it is not there. */
  database(name: string): Promise<Database | undefined> {
    return found(async () => {
      const reply = await this.calls.run('GetDatabase', ({ common, how }) =>
        this._client.send(
          new GetDatabaseCommand({ ...common, Name: name }),
          how
        )
      );
      return reply.Database;
    });
  }

  /** Create a database. Rejects with `AlreadyExistsException` when it is there. */
  async createDatabase(input: DatabaseInput): Promise<void> {
    await this.calls.run(
      'CreateDatabase',
      async ({ common, how }) => {
        await this._client.send(
          new CreateDatabaseCommand({ ...common, DatabaseInput: input }),
          how
        );
        return true;
      },
      error =>
        ours(error, async () => {
          const there = await this.database(input.Name ?? '');
          return (
            there && contains(databaseInputOf(there), storedDatabase(input))
          );
        })
    );
  }

  /** Change a database; returns whether it was changed. Rejects with `EntityNotFoundException` when it is not there. */
  async updateDatabase(
    name: string,
    change: (input: DatabaseInput) => DatabaseInput
  ): Promise<'updated' | 'unchanged'> {
    const { Database: there } = await this.calls.run(
      'GetDatabase',
      ({ common, how }) =>
        this._client.send(
          new GetDatabaseCommand({ ...common, Name: name }),
          how
        )
    );
    const before = databaseInputOf(there ?? { Name: name });
    const after = storedDatabase(change(defined(before)));
    if (sameDefinition(before, after)) {
      return 'unchanged';
    }
    await this.calls.run('UpdateDatabase', ({ common, how }) =>
      this._client.send(
        new UpdateDatabaseCommand({
          ...common,
          Name: name,
          DatabaseInput: after
        }),
        how
      )
    );
    return 'updated';
  }

  /** Create a database, or change the one that is there. */
  upsertDatabase(
    name: string,
    change: (input: DatabaseInput) => DatabaseInput
  ): Promise<Outcome> {
    return upsert(
      () => this.updateDatabase(name, change),
      () => this.createDatabase(change({ Name: name }))
    );
  }

  /** Delete a database with its tables; false when it is not there. */
  deleteDatabase(name: string): Promise<boolean> {
    return gone(() =>
      this.calls.run(
        'DeleteDatabase',
        ({ common, how }) =>
          this._client.send(
            new DeleteDatabaseCommand({ ...common, Name: name }),
            how
          ),
        deleted
      )
    );
  }

  /** Give the tables of a database, page by page as they are asked for. */
  tables(
    database: string,
    { expression, attributes }: ListTablesOptions = {}
  ): AsyncGenerator<Table> {
    return pagesOf(async NextToken => {
      const reply = await this.calls.run('GetTables', ({ common, how }) =>
        this._client.send(
          new GetTablesCommand({
            ...common,
            DatabaseName: database,
            Expression: expression,
            AttributesToGet: attributes,
            MaxResults: PAGE,
            NextToken
          }),
          how
        )
      );
      return { items: reply.TableList, next: reply.NextToken };
    });
  }

  /** Return a table as it is, the target of a resource link under the target's own names; `undefined` when it is not there. */
  async table(database: string, name: string): Promise<Table | undefined> {
    return (await this._owner(database, name))?.table;
  }

  /** Tell whether there is a table of this name; a link counts, wherever it leads. */
  async exists(database: string, name: string): Promise<boolean> {
    return (await this._get(this.calls, database, name)) !== undefined;
  }

  /** Create a table. Rejects with `AlreadyExistsException` when it is there. */
  async createTable(database: string, input: TableInput): Promise<void> {
    await this.calls.run(
      'CreateTable',
      async ({ common, how }) => {
        await this._client.send(
          new CreateTableCommand({
            ...common,
            DatabaseName: database,
            TableInput: input
          }),
          how
        );
        return true;
      },
      error =>
        ours(error, async () => {
          const there = await this._get(this.calls, database, input.Name ?? '');
          return there && contains(tableInputOf(there), storedTable(input));
        })
    );
  }

  /**
   * Change a table, that of a resource link at its target; returns whether it was changed.
   *
   * `change` gets the whole definition as an update sends it, may change it, and returns the new one. It is called again when another
   * writer came first. Rejects with `EntityNotFoundException` when the table is not there.
   *
   * https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTable.html
   */
  async updateTable(
    database: string,
    name: string,
    change: (input: TableInput) => TableInput,
    { skipArchive = false }: UpdateOptions = {}
  ): Promise<'updated' | 'unchanged'> {
    for (let conflicts = 0; ; conflicts++) {
      const owner = await this._owner(database, name);
      if (owner === undefined) {
        throw new MissingEntity(`There is no table ${database}.${name}.`);
      }
      const { calls, table } = owner;
      const before = tableInputOf(table);
      const after = storedTable(change(defined(before)));
      if (sameDefinition(before, after)) {
        return 'unchanged';
      }
      try {
        await calls.run('UpdateTable', ({ common, how }) =>
          this._client.send(
            new UpdateTableCommand({
              ...common,
              DatabaseName: table.DatabaseName,
              TableInput: after,
              VersionId: table.VersionId,
              SkipArchive: skipArchive
            }),
            how
          )
        );
        return 'updated';
      } catch (error) {
        // Our own write may have been heard by the service alone: applied again, the change then changes nothing.
        if (
          !hasName(error, 'ConcurrentModificationException') ||
          conflicts >= MOST_CONFLICTS
        ) {
          throw error;
        }
      }
      await calls.wait(Math.min(conflicts, 5));
    }
  }

  /** Create a table, or change the one that is there. */
  upsertTable(
    database: string,
    name: string,
    change: (input: TableInput) => TableInput,
    options: UpdateOptions = {}
  ): Promise<Outcome> {
    return upsert(
      () => this.updateTable(database, name, change, options),
      () => this.createTable(database, change({ Name: name }))
    );
  }

  /** Delete a table, of a resource link the link alone; false when it is not there. */
  deleteTable(database: string, name: string): Promise<boolean> {
    return gone(() =>
      this.calls.run(
        'DeleteTable',
        ({ common, how }) =>
          this._client.send(
            new DeleteTableCommand({
              ...common,
              DatabaseName: database,
              Name: name
            }),
            how
          ),
        deleted
      )
    );
  }

  /** Delete tables, a hundred a call; returns those that the service refused, such as those that are not there. */
  async deleteTables(
    database: string,
    names: readonly string[]
  ): Promise<BatchFailure<string>[]> {
    const failures: BatchFailure<string>[] = [];
    for (const group of chunks(names, DELETED_AT_ONCE)) {
      const reply = await this.calls.run(
        'BatchDeleteTable',
        ({ common, how }) =>
          this._client.send(
            new BatchDeleteTableCommand({
              ...common,
              DatabaseName: database,
              TablesToDelete: group
            }),
            how
          )
      );
      for (const { TableName = '', ErrorDetail } of reply.Errors ?? []) {
        failures.push({
          item: TableName,
          code: ErrorDetail?.ErrorCode ?? '',
          message: ErrorDetail?.ErrorMessage ?? ''
        });
      }
    }
    return failures;
  }

  /** Give the versions of a table, newest first, page by page as they are asked for. */
  versions(database: string, name: string): AsyncGenerator<TableVersion> {
    return pagesOf(async NextToken => {
      const reply = await this.calls.run(
        'GetTableVersions',
        ({ common, how }) =>
          this._client.send(
            new GetTableVersionsCommand({
              ...common,
              DatabaseName: database,
              TableName: name,
              MaxResults: PAGE,
              NextToken
            }),
            how
          )
      );
      return { items: reply.TableVersions, next: reply.NextToken };
    });
  }

  /** Return a table as it was in a version; `undefined` when the version, the table or the database is not there. */
  version(
    database: string,
    name: string,
    version: string
  ): Promise<Table | undefined> {
    return found(async () => {
      const reply = await this.calls.run('GetTableVersion', ({ common, how }) =>
        this._client.send(
          new GetTableVersionCommand({
            ...common,
            DatabaseName: database,
            TableName: name,
            VersionId: version
          }),
          how
        )
      );
      return reply.TableVersion?.Table;
    });
  }

  /** Make a table again what it was in a version: a new version, like any update. Rejects with `EntityNotFoundException`. */
  async restoreVersion(
    database: string,
    name: string,
    version: string
  ): Promise<'updated' | 'unchanged'> {
    const wanted = await this.version(database, name, version);
    if (wanted === undefined) {
      throw new MissingEntity(
        `There is no version ${version} of ${database}.${name}.`
      );
    }
    return this.updateTable(database, name, now => ({
      ...tableInputOf(wanted),
      Name: now.Name
    }));
  }

  /** The table itself, and the calls of the catalog that has it: those of a resource link are its target's. */
  private async _owner(
    database: string,
    name: string
  ): Promise<{ calls: GlueCalls; table: Table } | undefined> {
    let calls = this.calls;
    let at = { database, name };
    for (let links = 0; links <= MOST_LINKS; links++) {
      const table = await this._get(calls, at.database, at.name);
      const target = table?.TargetTable;
      if (table === undefined) {
        return undefined;
      }
      if (!target?.DatabaseName || !target.Name) {
        return {
          calls,
          // A database that is a link answers with the tables of its target.
          table: { ...table, DatabaseName: table.DatabaseName ?? at.database }
        };
      }
      calls = calls.for(target.CatalogId);
      at = { database: target.DatabaseName, name: target.Name };
    }
    throw new Error(
      `The resource link ${database}.${name} leads to more than ${MOST_LINKS} others.`
    );
  }

  private _get(
    calls: GlueCalls,
    database: string,
    name: string
  ): Promise<Table | undefined> {
    return found(async () => {
      const reply = await calls.run(
        'GetTable',
        ({ common, how }: CallContext) =>
          this._client.send(
            new GetTableCommand({
              ...common,
              DatabaseName: database,
              Name: name
            }),
            how
          )
      );
      return reply.Table;
    });
  }
}
