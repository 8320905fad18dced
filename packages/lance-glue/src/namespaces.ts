import type { Database, Table } from '@aws-sdk/client-glue';
import { isLance, readEntry } from './entry.js';
import { invalid, LanceError } from './error.js';
import { databaseOf } from './identifier.js';
import type {
  CreateNamespaceRequest,
  DropNamespaceRequest,
  ListNamespacesResponse,
  NamespaceRequest,
  PageRequest,
  Properties,
  PropertiesResponse
} from './model.js';
import { modeOf, propertiesOf } from './request.js';
import type { Services } from './services.js';
import { removeData } from './tabledata.js';

/** Properties that Glue has a place of its own for. */
const DESCRIPTION = 'description';
const LOCATION = 'location';

/** Create a database. */
export async function createNamespace(
  { catalog, store }: Services,
  request: CreateNamespaceRequest
): Promise<PropertiesResponse> {
  const name = databaseOf(request.id);
  const mode = modeOf('mode', request.mode, ['Create', 'ExistOk', 'Overwrite']);
  const properties = propertiesOf(request.properties);
  if (name === undefined) {
    if (mode === 'ExistOk') {
      return { properties: {} };
    }
    throw mode === 'Create'
      ? new LanceError(
          'NamespaceAlreadyExists',
          'The catalog itself exists already. Name a database.'
        )
      : invalid('The catalog itself cannot be overwritten. Name a database.');
  }
  const { [DESCRIPTION]: description, [LOCATION]: location } = properties;
  const input = {
    Name: name,
    ...(description === undefined ? {} : { Description: description }),
    ...(location === undefined ? {} : { LocationUri: location }),
    Parameters: Object.fromEntries(
      Object.entries(properties).filter(
        ([key]) => key !== DESCRIPTION && key !== LOCATION
      )
    )
  };
  try {
    await catalog.createDatabase(input);
  } catch (error) {
    const exists =
      error instanceof LanceError && error.reason === 'NamespaceAlreadyExists';
    if (!exists || mode === 'Create') {
      throw error;
    }
    if (mode === 'ExistOk') {
      return { properties: describe(await catalog.database(name)) };
    }
    await empty({ catalog, store }, name);
    await catalog.deleteDatabase(name);
    await catalog.createDatabase(input);
  }
  return { properties };
}

/** List the databases of the catalog, in order. */
export async function listNamespaces(
  { catalog, listings }: Services,
  request: PageRequest
): Promise<ListNamespacesResponse> {
  const name = databaseOf(request.id);
  if (name !== undefined) {
    // A database holds tables alone, once it is there.
    await catalog.database(name);
    return { namespaces: [] };
  }
  const { names, ...page } = await listings.page('namespaces', request, () =>
    catalog.databases()
  );
  return { namespaces: names, ...page };
}

/** Describe a database, or the catalog itself. */
export async function describeNamespace(
  { catalog, settings }: Services,
  request: NamespaceRequest
): Promise<PropertiesResponse> {
  const name = databaseOf(request.id);
  if (name === undefined) {
    const { catalogId } = settings;
    return {
      properties: catalogId === undefined ? {} : { catalog_id: catalogId }
    };
  }
  return { properties: describe(await catalog.database(name)) };
}

/** Reject unless a database exists. */
export async function namespaceExists(
  { catalog }: Services,
  request: NamespaceRequest
): Promise<void> {
  const name = databaseOf(request.id);
  if (name !== undefined) {
    await catalog.database(name);
  }
}

/** Drop a database: an empty one, or with `Cascade` one that holds nothing but Lance tables, with these and their data. */
export async function dropNamespace(
  services: Services,
  request: DropNamespaceRequest
): Promise<PropertiesResponse> {
  const { catalog } = services;
  const name = databaseOf(request.id);
  const mode = modeOf('mode', request.mode, ['Fail', 'Skip']);
  const behavior = modeOf('behavior', request.behavior, [
    'Restrict',
    'Cascade'
  ]);
  if (name === undefined) {
    throw invalid('The catalog itself cannot be dropped. Name a database.');
  }
  try {
    const properties = describe(await catalog.database(name));
    if (behavior === 'Cascade') {
      await empty(services, name);
    } else {
      const tables = await catalog.tables(name);
      if (tables.length > 0) {
        throw new LanceError(
          'NamespaceNotEmpty',
          `Namespace ${name} has tables: ${some(tables)}. Drop them first, or drop it with behavior Cascade.`
        );
      }
    }
    await catalog.deleteDatabase(name);
    return { properties };
  } catch (error) {
    if (
      mode === 'Skip' &&
      error instanceof LanceError &&
      error.reason === 'NamespaceNotFound'
    ) {
      return { properties: {} };
    }
    throw error;
  }
}

/** Drop every table of a database, with its data. Rejects with NamespaceNotEmpty, before anything is dropped, where one is not of Lance. */
async function empty(
  { catalog, store }: Pick<Services, 'catalog' | 'store'>,
  database: string
): Promise<void> {
  const tables = await catalog.tables(database);
  const others = tables.filter(table => !isLance(table) || table.TargetTable);
  if (others.length > 0) {
    throw new LanceError(
      'NamespaceNotEmpty',
      `Namespace ${database} has tables that are not of Lance: ${some(others)}. They are never dropped with it: move or delete them first.`
    );
  }
  for (const glue of tables) {
    const path = { database, table: glue.Name ?? '' };
    const { location } = readEntry(glue, path);
    await catalog.deleteTable(path);
    await removeData(store, location);
  }
}

function describe(database: Database): Properties {
  return {
    ...database.Parameters,
    ...(database.Description ? { [DESCRIPTION]: database.Description } : {}),
    ...(database.LocationUri ? { [LOCATION]: database.LocationUri } : {})
  };
}

function some(tables: readonly Table[]): string {
  const names = tables.slice(0, 5).map(({ Name = '' }) => Name);
  const rest = tables.length - names.length;
  return names.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
