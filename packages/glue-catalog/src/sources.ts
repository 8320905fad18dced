import type { GlueClient } from '@aws-sdk/client-glue';
import {
  isParameter,
  parseText,
  pointer,
  type CatalogPlace,
  type ComponentRegistry,
  type PipelineDocument,
  type PipelineNode,
  type Problem,
  type Sources,
  type TableDescription,
  type TableLocation
} from '@glueflow/components-manager';
import {
  getTable,
  lacksDatabase,
  listDatabases,
  pageTableLocations,
  pageTableNames
} from './catalog.js';

/** Why the catalog could not be asked, in words for a person. */
export interface LookupFailure {
  /** Stable, kebab-case: `catalog-denied`, `catalog-unreachable` … */
  code: string;
  message: string;
  /** True when every other table of the same connection would fail alike, and none should be asked for. */
  everywhere?: boolean;
}

/** How a document's tables are looked up. */
export interface LookupOptions {
  signal?: AbortSignal;
  /** Called before each round with what is asked for. */
  onLookup?(tables: readonly TableReference[]): void;
  /** Account of a connection's credentials, for what is not there. */
  account?(connection: string | undefined): Promise<string | undefined>;
  /** Say what an error of the SDK means; `reference` is what was asked for. */
  explain(error: unknown, reference: TableReference): LookupFailure;
}

/** A table that a document names. */
export interface TableReference {
  connection?: string;
  database: string;
  table: string;
  /** Account that owns the catalog, where it is not the caller's own. */
  catalogId?: string;
}

/** What was found, and what could not be asked for. */
export interface Lookup {
  sources: Sources;
  /** One for each node whose table could not be looked up, naming the node and the field. */
  problems: Problem[];
  /** How many tables were asked for. */
  asked: number;
}

const TOGETHER = 8;
const ROUNDS = 4;
/** So many tables of a database are looked through, for a name that is not there or for a folder: ten calls. */
const LISTED = 1000;

/**
 * Look up the tables that a document names, so that it can be analysed with what the Data Catalog knows.
 *
 * `analyze` is run with sources that note what is asked of them; that is fetched, and it is run again, until nothing new is asked.
 * A table that is not there is `'missing'`, and what else there is is listed when it is asked for. One that can't be asked for (no rights, unreachable service) stays unknown and gives a
 * problem on each node that names it; after one that
 * would hit every table nothing more is asked of that connection.
 *
 * Rejects with an `AbortError` only.
 */
export async function catalogSources(
  client: (connection: string | undefined) => Promise<GlueClient>,
  document: PipelineDocument,
  registry: ComponentRegistry,
  analyze: (sources: Sources) => unknown,
  options: LookupOptions
): Promise<Lookup> {
  const known = new Map<string, TableDescription | 'missing' | undefined>();
  const failed = new Map<string, LookupFailure>();
  const lacking = new Set<string>();
  const wanted = new Map<string, TableReference>();
  const names = new Map<string, readonly string[]>();
  const unlisted = new Map<string, ListingScope>();
  const places = new Map<string, CatalogPlace>();
  const locations = new Map<string, readonly TableLocation[]>();
  const unlocated = new Map<string, ListingScope & { database: string }>();
  const sources: Sources = {
    table(connection, database, table, catalogId) {
      const reference = {
        ...(connection ? { connection } : {}),
        ...(catalogId ? { catalogId } : {}),
        database,
        table
      };
      const id = key(reference);
      if (!known.has(id)) {
        wanted.set(id, reference);
      }
      return known.get(id);
    },
    database(connection, database, catalogId) {
      return lacking.has(key({ connection, database, catalogId, table: '' }))
        ? 'missing'
        : undefined;
    },
    place(connection, catalogId) {
      return places.get(JSON.stringify([connection, catalogId]));
    },
    names(connection, database, catalogId) {
      const id = JSON.stringify([connection, database, catalogId]);
      if (!names.has(id)) {
        unlisted.set(id, { connection, database, catalogId });
      }
      return names.get(id);
    },
    locations(connection, database, catalogId) {
      const id = JSON.stringify([connection, database, catalogId]);
      if (!locations.has(id)) {
        unlocated.set(id, { connection, database, catalogId });
      }
      return locations.get(id);
    }
  };
  const down = new Map<string, LookupFailure>();
  const fetchOne = async (reference: TableReference): Promise<void> => {
    const id = key(reference);
    const connection = reference.connection ?? '';
    const outage = down.get(connection);
    if (outage) {
      known.set(id, undefined);
      failed.set(id, outage);
      return;
    }
    try {
      const glue = await client(reference.connection);
      const found = await getTable(glue, reference.database, reference.table, {
        catalogId: reference.catalogId,
        signal: options.signal
      });
      known.set(id, found ?? 'missing');
      const { database, catalogId } = reference;
      if (!found) {
        places.set(
          JSON.stringify([reference.connection, catalogId]),
          await placeOf(glue, reference, options)
        );
      }
      if (
        !found &&
        (await lacksDatabase(glue, database, {
          catalogId,
          signal: options.signal
        }))
      ) {
        lacking.add(key({ ...reference, table: '' }));
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      known.set(id, undefined);
      const failure = options.explain(error, reference);
      failed.set(id, failure);
      if (failure.everywhere) {
        down.set(connection, failure);
      }
    }
  };
  const listOne = async ([id, place]: [
    string,
    ListingScope
  ]): Promise<void> => {
    const { connection, database, catalogId } = place;
    const how = { catalogId, signal: options.signal };
    try {
      const glue = await client(connection);
      const found =
        database === undefined
          ? await listDatabases(glue, how)
          : (await pageTableNames(glue, database, { ...how, limit: LISTED }))
              .tables;
      names.set(
        id,
        found.map(({ name }) => name)
      );
    } catch {
      options.signal?.throwIfAborted();
      // It would only have been a help.
      names.set(id, []);
    }
  };
  const locateOne = async ([id, place]: [
    string,
    ListingScope & { database: string }
  ]): Promise<void> => {
    const { connection, database, catalogId } = place;
    const how = { catalogId, signal: options.signal, limit: LISTED };
    let tables: readonly TableLocation[] = [];
    try {
      // Nothing would come of a catalog that can't be reached.
      if (!down.has(connection ?? '')) {
        const glue = await client(connection);
        ({ tables } = await pageTableLocations(glue, database, how));
      }
    } catch {
      // Whoever may read their own tables only is not kept from anything.
      options.signal?.throwIfAborted();
    }
    locations.set(id, tables);
  };
  let asked = 0;
  for (let round = 0; round < ROUNDS; round++) {
    wanted.clear();
    unlisted.clear();
    unlocated.clear();
    analyze(sources);
    const references = [...wanted.values()];
    if (
      references.length === 0 &&
      unlisted.size === 0 &&
      unlocated.size === 0
    ) {
      break;
    }
    if (references.length > 0) {
      asked += references.length;
      options.onLookup?.(references);
      await inParallel(references, TOGETHER, fetchOne);
    }
    await inParallel([...unlisted], TOGETHER, listOne);
    await inParallel([...unlocated], TOGETHER, locateOne);
  }
  return {
    sources,
    problems: lookupProblems(document, registry, failed),
    asked
  };
}

/** A database whose tables are listed; without one the catalog, whose databases are. */
interface ListingScope {
  connection?: string;
  database?: string;
  catalogId?: string;
}

/** The region and account of a catalog; what can't be asked for is left out. */
async function placeOf(
  glue: GlueClient,
  { connection, catalogId }: TableReference,
  options: LookupOptions
): Promise<CatalogPlace> {
  const ask = async <T>(look: () => Promise<T> | undefined) => {
    try {
      return await look();
    } catch {
      return undefined;
    }
  };
  const [region, account] = await Promise.all([
    ask(() => glue.config.region()),
    catalogId ?? ask(() => options.account?.(connection))
  ]);
  return { ...(region ? { region } : {}), ...(account ? { account } : {}) };
}

function key(reference: TableReference): string {
  return JSON.stringify([
    reference.connection ?? '',
    reference.database,
    reference.table,
    reference.catalogId ?? ''
  ]);
}

async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>
): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

/** Where in a node's configuration a table is named, by the hints of its component. */
interface TableFields {
  table: string;
  reference: TableReference;
}

function lookupProblems(
  document: PipelineDocument,
  registry: ComponentRegistry,
  failed: ReadonlyMap<string, LookupFailure>
): Problem[] {
  if (failed.size === 0) {
    return [];
  }
  const problems: Problem[] = [];
  const placed = new Set<string>();
  for (const [nodeId, node] of Object.entries(document.nodes)) {
    const fields = tableFields(node, document, registry);
    const failure = fields && failed.get(key(fields.reference));
    if (fields && failure) {
      placed.add(key(fields.reference));
      problems.push(problem(failure, fields.reference, nodeId, fields.table));
    }
  }
  for (const [id, failure] of failed) {
    if (!placed.has(id)) {
      const [connection, database, table, catalogId] = JSON.parse(
        id
      ) as string[];
      problems.push(
        problem(failure, {
          ...(connection ? { connection } : {}),
          ...(catalogId ? { catalogId } : {}),
          database,
          table
        })
      );
    }
  }
  return problems;
}

function problem(
  failure: LookupFailure,
  reference: TableReference,
  nodeId?: string,
  field?: string
): Problem {
  return {
    code: failure.code,
    severity: 'error',
    ...(nodeId === undefined ? {} : { nodeId }),
    path: field === undefined ? '' : pointer(field),
    message: `The table “${reference.database}.${reference.table}” could not be looked up: ${failure.message}`
  };
}

function tableFields(
  node: PipelineNode,
  document: PipelineDocument,
  registry: ComponentRegistry
): TableFields | undefined {
  const schema = registry.get(node.component)?.configuration;
  const properties = (schema?.properties ?? {}) as Record<
    string,
    { 'x-glueflow'?: { control?: string } }
  >;
  const field = (control: string): string | undefined =>
    Object.keys(properties).find(
      name => properties[name]['x-glueflow']?.control === control
    );
  const [database, table, connection] = [
    field('database'),
    field('table'),
    field('connection')
  ];
  if (!database || !table) {
    return undefined;
  }
  const [databaseName, tableName] = [database, table].map(name =>
    knownText(node.config[name], document)
  );
  const chosen = connection && node.config[connection];
  const catalogId = knownText(node.config.catalogId, document);
  return databaseName && tableName
    ? {
        table,
        reference: {
          ...(typeof chosen === 'string' && chosen
            ? { connection: chosen }
            : {}),
          ...(catalogId ? { catalogId } : {}),
          database: databaseName,
          table: tableName
        }
      }
    : undefined;
}

/** The words a text field stands for when every parameter in it has a default. */
function knownText(
  field: unknown,
  document: PipelineDocument
): string | undefined {
  if (typeof field !== 'string' && !isParameter(field)) {
    return undefined;
  }
  let text = '';
  for (const part of parseText(field)) {
    const value =
      typeof part === 'string'
        ? part
        : document.parameters[part.parameter]?.default;
    if (value === undefined) {
      return undefined;
    }
    text += String(value);
  }
  return text;
}
