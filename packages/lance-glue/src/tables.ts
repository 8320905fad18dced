import { randomUUID } from 'node:crypto';
import type { Column } from '@aws-sdk/client-glue';
import {
  checkedLocation,
  isLance,
  newEntry,
  normalLocation,
  PARAMETERS,
  readEntry,
  type LanceEntry
} from './entry.js';
import { invalid, LanceError } from './error.js';
import {
  databaseOf,
  printIdentifier,
  tableOf,
  type TablePath
} from './identifier.js';
import type {
  DeclareTableRequest,
  DeclareTableResponse,
  DescribeTableRequest,
  DescribeTableResponse,
  ListTablesRequest,
  ListTablesResponse,
  NamespaceRequest,
  Properties,
  RegisterTableRequest,
  RegisterTableResponse,
  RemovedTable,
  TableExistsRequest
} from './model.js';
import { finishRename, isRenamed } from './rename.js';
import { modeOf, onlyMain, propertiesOf, versionOf } from './request.js';
import type { Services } from './services.js';
import { inS3 } from './store.js';
import {
  columnsIn,
  hasData,
  manifestsOf,
  readManifest,
  removeData
} from './tabledata.js';
import { describeVersion, newestVersion } from './versions.js';

/** Declare a table: its entry in the catalog, before there is data. */
export async function declareTable(
  services: Services,
  request: DeclareTableRequest
): Promise<DeclareTableResponse> {
  const path = tableOf(request.id);
  const properties = propertiesOf(request.properties);
  const location =
    request.location === undefined || request.location === null
      ? await defaultLocation(services, path, properties)
      : checkedLocation(request.location);
  const entry = await addEntry(services, path, location, properties);
  return {
    location,
    ...storageOptions(services),
    properties: entry,
    managed_versioning: entry[PARAMETERS.managedBy] === 'impl'
  };
}

/** Register a table that has data already, or replace the registration of one. */
export async function registerTable(
  services: Services,
  request: RegisterTableRequest
): Promise<RegisterTableResponse> {
  const path = tableOf(request.id);
  const mode = modeOf('mode', request.mode, ['Create', 'Overwrite']);
  const properties = propertiesOf(request.properties);
  const location = checkedLocation(request.location);
  try {
    return {
      location,
      properties: await addEntry(services, path, location, properties)
    };
  } catch (error) {
    const exists =
      error instanceof LanceError && error.reason === 'TableAlreadyExists';
    if (!exists || mode === 'Create') {
      throw error;
    }
  }
  const { catalog } = services;
  const glue = await catalog.table(path);
  if (!isLance(glue)) {
    throw invalid(
      `${path.database}.${path.table} is not a Lance table, and is not replaced by one.`
    );
  }
  const input = newEntry({
    ...path,
    location,
    properties,
    ...(await dataAt(services, location, glue.StorageDescriptor?.Columns)),
    tableId: randomUUID()
  });
  await catalog.updateTable(path, input, glue.VersionId);
  return { location, properties: input.Parameters ?? {} };
}

async function addEntry(
  services: Services,
  path: TablePath,
  location: string,
  properties: Properties
): Promise<Properties> {
  const plan = { ...path, location, properties, tableId: randomUUID() };
  // Contradictions are reported before anything is asked of AWS.
  newEntry(plan);
  const input = newEntry({ ...plan, ...(await dataAt(services, location)) });
  await services.catalog.createTable(path.database, input);
  return input.Parameters ?? {};
}

/**
 * The newest version at a location, and the columns of its schema. What can't be looked up is left out: that forbids no registration.
 *
 * @param before - The columns that the catalog has, whose comments stay.
 */
async function dataAt(
  { store }: Services,
  location: string,
  before?: Column[]
): Promise<{ version?: number; columns?: Column[] }> {
  try {
    const newest = (await manifestsOf(store, location)).at(-1);
    if (newest === undefined) {
      return { version: 0 };
    }
    const { version, key } = newest;
    const found = await readManifest(store, { ...inS3(location), key });
    return { version, columns: columnsIn(found, before) };
  } catch {
    return {};
  }
}

/** A table whose versions the catalog decides gets a place of its own, so that writers of a dropped one of its name can't reach it. */
async function defaultLocation(
  { catalog, settings }: Services,
  path: TablePath,
  properties: Properties
): Promise<string> {
  const { LocationUri } = await catalog.database(path.database);
  const base = LocationUri
    ? normalLocation(LocationUri)
    : settings.root && `${normalLocation(settings.root)}/${path.database}`;
  if (!base) {
    throw invalid(
      `Give a location: database ${path.database} has none, and the namespace was connected without "root".`
    );
  }
  const managed = properties[PARAMETERS.managedBy]?.toLowerCase() === 'impl';
  const own = managed ? `-${randomUUID().slice(0, 8)}` : '';
  return checkedLocation(`${base}/${path.table}${own}.lance`);
}

/** List the Lance tables of a database, in order. */
export async function listTables(
  services: Services,
  request: ListTablesRequest
): Promise<ListTablesResponse> {
  const database = databaseOf(request.id);
  if (database === undefined) {
    return { tables: [] };
  }
  const locations = new Map<string, string | undefined>();
  const { names, ...page } = await services.listings.page(
    `tables ${database}`,
    request,
    async () =>
      (await services.catalog.tables(database)).filter(isLance).map(table => {
        const { Name = '' } = table;
        locations.set(Name, table.StorageDescriptor?.Location);
        return Name;
      }),
    request.include_declared === false
      ? async table => {
          const location =
            locations.get(table) ??
            (await services.catalog.table({ database, table }))
              .StorageDescriptor?.Location;
          return location
            ? hasData(services.store, normalLocation(location))
            : false;
        }
      : undefined
  );
  return { tables: names, ...page };
}

/** List the Lance tables of every database, as `database$table`. */
export async function listAllTables(
  services: Services,
  request: ListTablesRequest,
  delimiter: string
): Promise<ListTablesResponse> {
  const { catalog, listings } = services;
  const { names, ...page } = await listings.page(
    `all ${delimiter}`,
    request,
    async () => {
      const all: string[] = [];
      for (const database of await catalog.databases()) {
        const tables = (await catalog.tables(database)).filter(isLance);
        all.push(
          ...tables.map(({ Name = '' }) =>
            printIdentifier([database, Name], delimiter)
          )
        );
      }
      return all.sort();
    },
    request.include_declared === false
      ? async name => {
          const { location } = await catalog.entry(
            tableOf(name.split(delimiter))
          );
          return hasData(services.store, location);
        }
      : undefined
  );
  return { tables: names, ...page };
}

/** Describe a table. */
export async function describeTable(
  services: Services,
  request: DescribeTableRequest
): Promise<DescribeTableResponse> {
  onlyMain(request.branch);
  if (request.tag) {
    throw new LanceError('Unsupported', 'Tags are not supported.');
  }
  const path = tableOf(request.id);
  const entry = await visibleEntry(services, path);
  const { location, parameters, managed } = entry;
  if (request.version !== undefined && request.version !== null) {
    await describeVersion(services, entry, versionOf(request.version));
  }
  return {
    location,
    ...storageOptions(services),
    properties: parameters,
    managed_versioning: managed,
    ...(request.with_table_uri ? { table_uri: location } : {}),
    ...(request.load_detailed_metadata
      ? {
          table: path.table,
          namespace: [path.database],
          version: request.version ?? (await newestVersion(services, entry))
        }
      : {}),
    ...(request.check_declared
      ? { is_only_declared: !(await hasData(services.store, location)) }
      : {})
  };
}

/** Reject unless there is such a Lance table, and such a version of it. */
export async function tableExists(
  services: Services,
  request: TableExistsRequest
): Promise<void> {
  const path = tableOf(request.id);
  const glue = await services.catalog.table(path);
  if (!isLance(glue)) {
    throw new LanceError(
      'TableNotFound',
      `There is no Lance table ${path.table} in namespace ${path.database}: what has that name is another kind of table.`
    );
  }
  if (request.version !== undefined && request.version !== null) {
    const entry = readEntry(glue, path);
    await describeVersion(services, entry, versionOf(request.version));
  }
}

/** Remove a table from the catalog; its data stays. */
export async function deregisterTable(
  { catalog }: Services,
  request: NamespaceRequest
): Promise<RemovedTable> {
  const path = tableOf(request.id);
  const entry = await finishRename(catalog, path, await catalog.entry(path));
  await catalog.deleteTable(path);
  return removed(entry);
}

/** Remove a table from the catalog, then delete everything below its location. */
export async function dropTable(
  { catalog, store }: Services,
  request: NamespaceRequest
): Promise<RemovedTable> {
  const path = tableOf(request.id);
  const entry = await finishRename(catalog, path, await catalog.entry(path));
  if (entry.glue.TargetTable) {
    throw invalid(
      `${path.database}.${path.table} is a link to another table. Deregister it, or drop the table that it links to.`
    );
  }
  await catalog.deleteTable(path);
  await removeData(store, entry.location);
  return removed(entry);
}

/** A table that was renamed, but whose old entry a crash has left, is there under its new name alone. */
async function visibleEntry(
  { catalog }: Services,
  path: TablePath
): Promise<LanceEntry> {
  const entry = await catalog.entry(path);
  if (await isRenamed(catalog, entry)) {
    throw new LanceError(
      'TableNotFound',
      `Table ${path.table} of namespace ${path.database} was renamed to ${entry.parameters[PARAMETERS.renamedTo]}.`
    );
  }
  return entry;
}

function removed(entry: LanceEntry): RemovedTable {
  return {
    id: [entry.database, entry.table],
    location: entry.location,
    properties: entry.parameters
  };
}

/** Options for whoever reads or writes the table. */
function storageOptions({ settings }: Services): {
  storage_options?: Properties;
} {
  return Object.keys(settings.storage).length === 0
    ? {}
    : { storage_options: settings.storage };
}
