import type { Catalog } from './catalog.js';
import { changedEntry, PARAMETERS, type LanceEntry } from './entry.js';
import { invalid, LanceError, type ErrorName } from './error.js';
import {
  checkedName,
  databaseOf,
  parseIdentifier,
  printIdentifier,
  tableOf,
  type TablePath
} from './identifier.js';
import type { RenameTableRequest } from './model.js';
import type { Services } from './services.js';

/**
 * Rename a table; its data stays where it is.
 *
 * Glue renames no tables, so that this takes three steps: the old entry is marked with the new name, which no commit can pass (it
 * compares the version of the entry); the new entry is created; the old one is deleted. After a crash between, both entries lead to the
 * same data, the old one takes no commits, and the next call that changes the old one, or renames it again, finishes.
 */
export async function renameTable(
  { catalog }: Services,
  request: RenameTableRequest
): Promise<void> {
  const from = tableOf(request.id);
  const database =
    request.new_namespace_id === undefined || request.new_namespace_id === null
      ? from.database
      : databaseOf(request.new_namespace_id);
  if (database === undefined) {
    throw invalid('A table lies in a database, not in the catalog itself.');
  }
  const to = {
    database,
    table: checkedName(request.new_table_name, 'new table')
  };
  const name = printPath(to);
  if (name === printPath(from)) {
    throw invalid(`${from.database}.${from.table} has that name already.`);
  }
  const entry = await catalog.entry(from);
  const marked = entry.parameters[PARAMETERS.renamedTo];
  if (marked !== undefined && marked !== name) {
    await finishRename(catalog, from, entry);
  }
  if (marked !== name) {
    await refuseExisting(catalog, to);
    await catalog.updateTable(
      from,
      changedEntry(entry, { [PARAMETERS.renamedTo]: name }),
      entry.glue.VersionId
    );
  }
  await complete(catalog, from, to, entry);
}

/** Say that an entry is what a rename has left: its table is there under the new name. */
export async function isRenamed(
  catalog: Catalog,
  entry: LanceEntry
): Promise<boolean> {
  const name = entry.parameters[PARAMETERS.renamedTo];
  return (
    name !== undefined &&
    (await isThere(catalog, tableOf(parseIdentifier(name)), entry))
  );
}

/**
 * Finish the rename that a crash has left, if there is one, and return the entry otherwise.
 *
 * @throws LanceError TableNotFound after the rename, TableAlreadyExists when another table took the name
 */
export async function finishRename(
  catalog: Catalog,
  path: TablePath,
  entry: LanceEntry
): Promise<LanceEntry> {
  const name = entry.parameters[PARAMETERS.renamedTo];
  if (name === undefined) {
    return entry;
  }
  await complete(catalog, path, tableOf(parseIdentifier(name)), entry);
  throw new LanceError(
    'TableNotFound',
    `Table ${path.table} of namespace ${path.database} was renamed to ${name}.`
  );
}

/** Errors after which there is no new entry; after any other there may be one, and the mark must stay. */
const REFUSALS: ReadonlySet<ErrorName> = new Set([
  'TableAlreadyExists',
  'NamespaceNotFound',
  'InvalidInput',
  'PermissionDenied'
]);

async function complete(
  catalog: Catalog,
  from: TablePath,
  to: TablePath,
  entry: LanceEntry
): Promise<void> {
  try {
    await catalog.createTable(to.database, {
      ...changedEntry(entry, { [PARAMETERS.renamedTo]: undefined }),
      Name: to.table
    });
  } catch (error) {
    const exists =
      error instanceof LanceError && error.reason === 'TableAlreadyExists';
    if (!exists || !(await isThere(catalog, to, entry))) {
      if (error instanceof LanceError && REFUSALS.has(error.reason)) {
        await unmark(catalog, from);
      }
      throw error;
    }
  }
  await unless('TableNotFound', catalog.deleteTable(from));
}

/** A rename that failed leaves the table as it was. */
async function unmark(catalog: Catalog, from: TablePath): Promise<void> {
  const entry = await catalog.entry(from);
  await catalog.updateTable(
    from,
    changedEntry(entry, { [PARAMETERS.renamedTo]: undefined }),
    entry.glue.VersionId
  );
}

async function isThere(
  catalog: Catalog,
  path: TablePath,
  entry: LanceEntry
): Promise<boolean> {
  try {
    const found = await catalog.entry(path);
    return found.location === entry.location && found.tableId === entry.tableId;
  } catch (error) {
    if (
      error instanceof LanceError &&
      /^(TableNotFound|InvalidInput|InvalidTableState)$/.test(error.reason)
    ) {
      return false;
    }
    throw error;
  }
}

async function refuseExisting(
  catalog: Catalog,
  path: TablePath
): Promise<void> {
  if (await unless('TableNotFound', catalog.table(path))) {
    throw new LanceError(
      'TableAlreadyExists',
      `Table ${path.database}.${path.table} exists already.`
    );
  }
}

/** Return what a call gives, or nothing when it fails for a reason. */
async function unless<T>(
  reason: ErrorName,
  call: Promise<T>
): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LanceError && error.reason === reason) {
      return undefined;
    }
    throw error;
  }
}

function printPath(path: TablePath): string {
  return printIdentifier([path.database, path.table]);
}
