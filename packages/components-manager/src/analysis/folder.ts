import type { Sources, TableLocation } from '../component/component.js';
import { isReference, type Text } from '../document/text.js';
import type {
  CatalogSink,
  CatalogSource,
  WriteMode,
  WriteOperation
} from '../plan/operation.js';
import {
  foldersAbove,
  normalizedPath,
  shownText,
  substitute,
  type ParameterTexts
} from '../plan/path.js';
import { isOpenTableFormat } from '../plan/tableformat.js';
import type { Problem } from '../problem.js';
import type { Access } from '../plan/access.js';

/**
 * Return a warning for each output that writes into the folder of a table that the pipeline does not name: one that is, contains or lies
 * within the table's location.
 *
 * #### Notes
 * The Data Catalog can't be asked which table has a location: tables are listed by database. A catalog output is compared with the tables
 * of its own database, an S3 output with those of all databases that the pipeline names. A database or folder that hangs on a parameter
 * without a value is not compared.
 *
 * https://docs.aws.amazon.com/glue/latest/webapi/API_GetTables.html
 */
export function folderProblems(
  accesses: readonly Access[],
  sources: Pick<Sources, 'locations'>,
  values: ParameterTexts
): Problem[] {
  const targets = accesses.flatMap(each =>
    each.op === 'write' ? (targetOf(each, values) ?? []) : []
  );
  if (targets.length === 0 || sources.locations === undefined) {
    return [];
  }
  const named = accesses.flatMap(each => namedTable(each, values) ?? []);
  const compared = targets.map(target => ({
    target,
    tables: databasesFor(target.write, named, values).flatMap(database =>
      tablesOf(sources, database)
    )
  }));
  const own = new TableSet();
  named.forEach(each => own.add(each));
  for (const { self, link } of compared.flatMap(({ tables }) => tables)) {
    // What a link stands for is in the pipeline when the link is.
    if (link && own.has(self)) {
      own.add(link);
    }
  }
  return compared.flatMap(
    ({ target, tables }) =>
      problemOf(
        target,
        tables.filter(
          ({ self, link }) => !own.has(self) && !(link && own.has(link))
        )
      ) ?? []
  );
}

/** An output and its folder. */
interface WrittenFolder {
  write: WriteOperation;
  /** As a message shows it. */
  shown: string;
  place: string;
}

/** The name of a table, and of the database, whose case the Data Catalog ignores. */
interface TableName {
  catalogId?: string;
  database: string;
  table: string;
}

/** A table that the pipeline names, and whom to ask of it. */
type NamedTable = TableName & { connection?: string };

/** A table of the catalog with its folder. */
interface Located {
  self: TableName;
  link?: TableName;
  format?: string;
  shown: string;
  place: string;
}

/** What an output's folder is to a table's: the same, a folder within it, or one that contains it. */
type Relation = 'same' | 'within' | 'contains';

function targetOf(
  write: WriteOperation,
  values: ParameterTexts
): WrittenFolder | undefined {
  const { sink } = write;
  const path =
    sink.path && sink.path.length > 0
      ? shownText(substitute(sink.path, values))
      : sink.kind === 'catalog'
        ? sink.location
        : undefined;
  const place = path === undefined ? '' : normalizedPath(path);
  return path !== undefined && place.startsWith('s3://')
    ? { write, shown: path, place }
    : undefined;
}

function namedTable(
  access: Access,
  values: ParameterTexts
): NamedTable | undefined {
  const end = access.op === 'read' ? access.source : access.sink;
  return end.kind === 'catalog' ? tableOf(end, values) : undefined;
}

function tableOf(
  end: CatalogSource | CatalogSink,
  values: ParameterTexts
): NamedTable | undefined {
  const known = (text: Text): string | undefined => {
    const parts = substitute(text, values);
    return parts.some(isReference) ? undefined : shownText(parts);
  };
  const database = known(end.database);
  const catalogId = end.catalogId && known(end.catalogId);
  return !database || (end.catalogId && catalogId === undefined)
    ? undefined
    : {
        ...(end.connection ? { connection: end.connection } : {}),
        ...(catalogId ? { catalogId } : {}),
        database,
        table: shownText(substitute(end.table, values))
      };
}

/** The databases whose tables an output is compared with, each once. */
function databasesFor(
  { sink }: WriteOperation,
  named: readonly NamedTable[],
  values: ParameterTexts
): NamedTable[] {
  const distinct = new Map<string, NamedTable>();
  for (const each of sink.kind === 'catalog' ? ownTable(sink, values) : named) {
    const { connection, catalogId, database } = each;
    distinct.set(
      JSON.stringify([connection, catalogId, database.toLowerCase()]),
      each
    );
  }
  return [...distinct.values()];
}

/** The table of an output; none where a parameter without a value names it, since it may be any. */
function ownTable(sink: CatalogSink, values: ParameterTexts): NamedTable[] {
  const known = !substitute(sink.table, values).some(isReference);
  const table = known ? tableOf(sink, values) : undefined;
  return table ? [table] : [];
}

/** Lists are long, analyses frequent, and a list stays the same for long. */
const located = new WeakMap<readonly TableLocation[], Located[]>();

function tablesOf(
  sources: Pick<Sources, 'locations'>,
  { connection, catalogId, database }: NamedTable
): Located[] {
  const list = sources.locations?.(connection, database, catalogId);
  if (list === undefined) {
    return [];
  }
  let found = located.get(list);
  if (found === undefined) {
    found = list
      .map(({ name, location, format, link }): Located => ({
        self: {
          ...(catalogId ? { catalogId } : {}),
          database,
          table: name
        },
        ...(link ? { link } : {}),
        ...(format ? { format } : {}),
        shown: location,
        place: normalizedPath(location)
      }))
      .filter(({ place }) => place.startsWith('s3://'));
    located.set(list, found);
  }
  return found;
}

function problemOf(
  { write, shown, place }: WrittenFolder,
  tables: readonly Located[]
): Problem | undefined {
  const hits = new Map<string, { table: Located; relation: Relation }>();
  const above = new Set(foldersAbove(place));
  for (const table of tables) {
    const relation = relationOf(place, above, table.place);
    if (relation !== undefined && touches(write, relation, place, table)) {
      // A table and the links to it are one.
      const { database, table: name } = table.link ?? table.self;
      const key = `${database}.${name}`.toLowerCase();
      if (!hits.has(key) || !table.link) {
        hits.set(key, { table, relation });
      }
    }
  }
  const [first, ...others] = [...hits.values()].sort(
    (a, b) => RELATIONS.indexOf(a.relation) - RELATIONS.indexOf(b.relation)
  );
  if (first === undefined) {
    return undefined;
  }
  const { table, relation } = first;
  return {
    code: write.mode === 'append' ? 'adds-to-table' : 'overwrites-table',
    severity: 'warning',
    nodeId: write.nodeId,
    path: '/path',
    message: `This ${ACTION[write.mode]} ${shown}, and table ${nameOf(table)} has its files in ${table.shown}: ${effect(write.mode, relation, table)}.${sayOthers(others.map(each => each.table))} Choose another folder for this output.`
  };
}

const RELATIONS: readonly Relation[] = ['same', 'within', 'contains'];

const ACTION: Readonly<Record<WriteMode, string>> = {
  overwrite: 'overwrites',
  partitions: 'replaces partitions in',
  append: 'adds files to'
};

/**
 * Say what becomes of a table's files.
 *
 * An open table format reads none but the files that it names, and its upkeep removes others:
 * https://docs.delta.io/latest/delta-utility.html and https://iceberg.apache.org/docs/latest/maintenance/
 */
function effect(mode: WriteMode, relation: Relation, table: Located): string {
  switch (mode) {
    case 'overwrite':
      return relation === 'within'
        ? 'those within the overwritten folder would be removed, and their rows lost'
        : 'all of them would be removed, and its rows lost';
    case 'partitions':
      return 'those in the partitions that get rows would be removed, and their rows lost';
    case 'append':
      return isOpenTableFormat(table.format)
        ? 'that table does not know the new files, and its maintenance may remove them'
        : 'who reads that table may get the new rows too';
  }
}

/** Tables that are named besides the first, at most. */
const NAMED = 3;

function sayOthers(tables: readonly Located[]): string {
  if (tables.length === 0) {
    return '';
  }
  const names = tables.slice(0, NAMED).map(nameOf).join(', ');
  const rest = tables.length - NAMED;
  return ` The same goes for ${names}${rest > 0 ? ` and ${rest} more` : ''}.`;
}

function nameOf({ self }: Located): string {
  return `${self.database}.${self.table}`;
}

function relationOf(
  place: string,
  above: ReadonlySet<string>,
  table: string
): Relation | undefined {
  if (place === table) {
    return 'same';
  }
  return above.has(table)
    ? 'within'
    : table.startsWith(`${place}/`)
      ? 'contains'
      : undefined;
}

/**
 * Tell whether an output touches a table's files. One that only adds files or replaces partitions touches a folder within its own where
 * that is one of the partitions it writes (`key=value`).
 */
function touches(
  { mode, partitionKeys }: WriteOperation,
  relation: Relation,
  place: string,
  table: Located
): boolean {
  if (mode === 'overwrite' || relation !== 'contains') {
    return true;
  }
  const [key] = partitionKeys;
  const step = table.place.slice(place.length + 1).toLowerCase();
  return key !== undefined && step.startsWith(`${key.toLowerCase()}=`);
}

/** Tables by name; a catalog that is not stated may be any. */
class TableSet {
  add({ catalogId, database, table }: TableName): void {
    const key = `${database}.${table}`.toLowerCase();
    const catalogs = this._catalogs.get(key) ?? new Set();
    this._catalogs.set(key, catalogs.add(catalogId));
  }

  has({ catalogId, database, table }: TableName): boolean {
    const catalogs = this._catalogs.get(`${database}.${table}`.toLowerCase());
    return (
      catalogs !== undefined &&
      (catalogId === undefined ||
        catalogs.has(undefined) ||
        catalogs.has(catalogId))
    );
  }

  private _catalogs = new Map<string, Set<string | undefined>>();
}
