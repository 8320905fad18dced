import type { Environment } from '@glueflow/aws';
import { Catalog } from './catalog.js';
import { Clients } from './clients.js';
import {
  batchCreateTableVersions,
  commit,
  createTableVersion,
  type CommitBase,
  type CommitOptions,
  type StagedManifest
} from './commit.js';
import { invalid, LanceError } from './error.js';
import { DELIMITER, type Identifier } from './identifier.js';
import { Listings } from './listing.js';
import type * as model from './model.js';
import * as namespaces from './namespaces.js';
import { OPERATIONS, type OperationName } from './operations.js';
import { readProperties, type OpenedConnection } from './properties.js';
import { renameTable } from './rename.js';
import { checkRequest } from './request.js';
import type { Services } from './services.js';
import { Store } from './store.js';
import * as tables from './tables.js';
import * as versions from './versions.js';

/**
 * Connect to a Lance namespace.
 *
 * @param implementation - `glue`, the one there is.
 * @param properties - `glue.region`, `glue.profile-name`, `storage.…`, with or without `glue.`; see the manual.
 * @param env - Default: this process's.
 * @throws LanceError InvalidInput for unknown or contradictory properties, with all that are known
 * @example
 * const lance = connect('glue', { 'glue.region': 'eu-west-1' });
 * const { location } = await lance.describeTable({ id: ['search', 'documents'] });
 */
export function connect(
  implementation: string,
  properties: Readonly<Record<string, string | undefined>> = {},
  env: Environment = process.env
): GlueNamespace {
  if (implementation !== 'glue') {
    throw invalid(
      `Implementation "${implementation}" is not known. Known is: glue.`
    );
  }
  return new GlueNamespace(new Clients(readProperties(properties, env)));
}

/**
 * Connect to the Lance namespace of a Glue catalog with a connection of Glueflow.
 *
 * @param properties - As `connect` takes them, without those that the connection answers.
 * @throws LanceError InvalidInput
 */
export function connectWith(
  opened: OpenedConnection,
  properties: Readonly<Record<string, string | undefined>> = {}
): GlueNamespace {
  return new GlueNamespace(
    new Clients(readProperties(properties, opened.context.env, opened))
  );
}

/**
 * A Lance namespace on the AWS Glue Data Catalog: databases are namespaces, one level deep, and tables are entries with
 * `table_type=LANCE`. Requests and responses have the fields of the Lance namespace specification. Every failure is a `LanceError` with
 * the code of the specification.
 */
export class GlueNamespace {
  constructor(private readonly _clients: Clients) {
    this._services = {
      catalog: new Catalog(_clients),
      store: new Store(_clients),
      listings: new Listings(),
      settings: _clients.settings
    };
  }

  /** What namespace this is, for messages and caches. */
  get namespaceId(): string {
    const { catalogId, endpoint } = this._services.settings;
    return `glue ${catalogId ?? 'default'} ${endpoint ?? ''}`.trim();
  }

  /** Create a database; with mode `ExistOk` keep one that is there, with `Overwrite` drop it and its Lance tables first. */
  createNamespace(
    request: model.CreateNamespaceRequest
  ): Promise<model.PropertiesResponse> {
    return namespaces.createNamespace(this._services, request);
  }

  /** List databases, by name. */
  listNamespaces(
    request: model.PageRequest = {}
  ): Promise<model.ListNamespacesResponse> {
    return namespaces.listNamespaces(this._services, request);
  }

  /** Describe a database. */
  describeNamespace(
    request: model.NamespaceRequest
  ): Promise<model.PropertiesResponse> {
    return namespaces.describeNamespace(this._services, request);
  }

  /** Drop a database; with behavior `Cascade` with its Lance tables and their data. */
  dropNamespace(
    request: model.DropNamespaceRequest
  ): Promise<model.PropertiesResponse> {
    return namespaces.dropNamespace(this._services, request);
  }

  /** Reject with NamespaceNotFound unless a database exists. */
  namespaceExists(request: model.NamespaceRequest): Promise<void> {
    return namespaces.namespaceExists(this._services, request);
  }

  /** List the Lance tables of a database, by name. */
  listTables(
    request: model.ListTablesRequest
  ): Promise<model.ListTablesResponse> {
    return tables.listTables(this._services, request);
  }

  /** List the Lance tables of all databases, as `database$table`. */
  listAllTables(
    request: model.ListTablesRequest = {},
    delimiter: string = DELIMITER
  ): Promise<model.ListTablesResponse> {
    return tables.listAllTables(this._services, request, delimiter);
  }

  /** Make the entry of a table that has no data yet. With the property `managed_by=impl` the catalog decides about its versions. */
  declareTable(
    request: model.DeclareTableRequest
  ): Promise<model.DeclareTableResponse> {
    return tables.declareTable(this._services, request);
  }

  /** Make the entry of a table that has data. */
  registerTable(
    request: model.RegisterTableRequest
  ): Promise<model.RegisterTableResponse> {
    return tables.registerTable(this._services, request);
  }

  /** Describe a table: where it lies, its properties, and who manages its versions. */
  describeTable(
    request: model.DescribeTableRequest
  ): Promise<model.DescribeTableResponse> {
    return tables.describeTable(this._services, request);
  }

  /** Reject with TableNotFound unless there is such a Lance table. */
  tableExists(request: model.TableExistsRequest): Promise<void> {
    return tables.tableExists(this._services, request);
  }

  /** Remove a table from the catalog, and delete its data. */
  dropTable(request: model.NamespaceRequest): Promise<model.RemovedTable> {
    return tables.dropTable(this._services, request);
  }

  /** Remove a table from the catalog; its data stays. */
  deregisterTable(
    request: model.NamespaceRequest
  ): Promise<model.RemovedTable> {
    return tables.deregisterTable(this._services, request);
  }

  /** Rename a table, or move it to another database; its data stays where it is. */
  async renameTable(
    request: model.RenameTableRequest
  ): Promise<Record<string, never>> {
    await renameTable(this._services, request);
    return {};
  }

  /** List the versions of a table. */
  listTableVersions(
    request: model.ListTableVersionsRequest
  ): Promise<model.ListTableVersionsResponse> {
    return versions.listTableVersions(this._services, request);
  }

  /** Describe a version of a table. */
  describeTableVersion(
    request: model.DescribeTableVersionRequest
  ): Promise<model.TableVersionResponse> {
    return versions.describeTableVersion(this._services, request);
  }

  /** Commit a staged manifest as the next version of a table that the catalog manages. */
  createTableVersion(
    request: model.CreateTableVersionRequest
  ): Promise<model.TableVersionResponse> {
    return createTableVersion(this._services, request);
  }

  /** Commit the version of one table; several at once are not supported. */
  batchCreateTableVersions(
    request: model.BatchCreateTableVersionsRequest
  ): Promise<{ versions: model.TableVersion[] }> {
    return batchCreateTableVersions(this._services, request);
  }

  /** Delete the manifests of versions before the newest. */
  batchDeleteTableVersions(
    request: model.BatchDeleteTableVersionsRequest
  ): Promise<{ deleted_count: number }> {
    return versions.batchDeleteTableVersions(this._services, request);
  }

  /** Commit the next version of a table that the catalog manages, staging anew when another writer was first. */
  commit(
    id: Identifier,
    stage: (base: CommitBase) => Promise<StagedManifest>,
    options?: CommitOptions
  ): Promise<model.TableVersion> {
    return commit(this._services, id, stage, options);
  }

  /**
   * Do any operation of the specification, by its name.
   *
   * @throws LanceError Unsupported for those that are not implemented, and for names that are none
   */
  async call(operation: string, request: object): Promise<object> {
    if (!Object.hasOwn(OPERATIONS, operation)) {
      throw new LanceError(
        'Unsupported',
        `${operation} is no operation of the specification.`
      );
    }
    const work = this._operations[operation as OperationName];
    if (work === undefined) {
      throw new LanceError(
        'Unsupported',
        `${operation} is not supported by the Glue namespace. Open the table with Lance, at the location that DescribeTable gives.`
      );
    }
    checkRequest(request);
    return (await work(request)) ?? {};
  }

  /** Say that an operation of the specification is implemented. */
  supports(operation: OperationName): boolean {
    return this._operations[operation] !== undefined;
  }

  /** Close the connections to AWS. */
  close(): void {
    this._clients.destroy();
  }

  /** What is implemented; `checkRequest` has seen to the fields. */
  private readonly _operations: Partial<
    Record<OperationName, (request: object) => Promise<object | void>>
  > = {
    CreateNamespace: request => this.createNamespace(request),
    ListNamespaces: request => this.listNamespaces(request),
    DescribeNamespace: request => this.describeNamespace(request),
    DropNamespace: request => this.dropNamespace(request),
    NamespaceExists: request => this.namespaceExists(request),
    ListTables: request => this.listTables(request),
    ListAllTables: request => this.listAllTables(request),
    RegisterTable: request =>
      this.registerTable(request as model.RegisterTableRequest),
    DescribeTable: request => this.describeTable(request),
    TableExists: request => this.tableExists(request),
    DropTable: request => this.dropTable(request),
    DeregisterTable: request => this.deregisterTable(request),
    RenameTable: request =>
      this.renameTable(request as model.RenameTableRequest),
    DeclareTable: request => this.declareTable(request),
    ListTableVersions: request => this.listTableVersions(request),
    DescribeTableVersion: request => this.describeTableVersion(request),
    CreateTableVersion: request =>
      this.createTableVersion(request as model.CreateTableVersionRequest),
    BatchCreateTableVersions: request =>
      this.batchCreateTableVersions(
        request as model.BatchCreateTableVersionsRequest
      ),
    BatchDeleteTableVersions: request =>
      this.batchDeleteTableVersions(
        request as model.BatchDeleteTableVersionsRequest
      )
  };

  private readonly _services: Services;
}
