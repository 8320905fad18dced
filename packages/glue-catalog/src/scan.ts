import type { Database, Table } from '@aws-sdk/client-glue';
import { merged } from './merge.js';
import type { GlueCatalog, ListTablesOptions } from './metadata.js';

/** A table that a scan found, or a database that it could not list. */
export type ScanItem =
  { database: string; table: Table } | { database: string; error: unknown };

/** What is scanned. */
export interface ScanOptions extends ListTablesOptions {
  /** Databases to list; the others cost no call. */
  databases?(database: Database): boolean;
  /** Databases that are listed at the same time. Default 8. */
  concurrency?: number;
  /** Called after each database with how many are done. */
  onDatabase?(done: number): void;
}

/**
 * Give the tables of a catalog's databases, several databases at a time, one page of each in memory at most.
 *
 * A database that can't be listed is an item with its error, and the others go on: nobody may take its tables for deleted. Costs
 * ceil(D / 100) calls for D databases and ceil(N / 100), at least 1, for each with N tables. Rejects with the error of GetDatabases,
 * or an `AbortError`.
 */
export async function* scan(
  catalog: GlueCatalog,
  { databases, concurrency = 8, onDatabase, ...which }: ScanOptions = {}
): AsyncGenerator<ScanItem> {
  const waiting = catalog.databases();
  let done = 0;
  async function* lane(): AsyncGenerator<ScanItem> {
    // Calls to one generator wait for each other: each database goes to one lane.
    for (;;) {
      const { value, done: over } = await waiting.next();
      if (over) {
        return;
      }
      if (databases?.(value) !== false) {
        yield* tablesOf(catalog, value.Name ?? '', which);
        onDatabase?.(++done);
      }
    }
  }
  yield* merged(Array.from({ length: Math.max(1, concurrency) }, lane));
}

async function* tablesOf(
  catalog: GlueCatalog,
  database: string,
  which: ListTablesOptions
): AsyncGenerator<ScanItem> {
  try {
    for await (const table of catalog.tables(database, which)) {
      yield { database, table };
    }
  } catch (error) {
    catalog.calls.signal?.throwIfAborted();
    yield { database, error };
  }
}
