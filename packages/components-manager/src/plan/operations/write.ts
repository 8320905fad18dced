import type { Text, Value } from '../../document/text.js';
import type { CatalogEntry } from '../table.js';
import type { OperationBase } from './base.js';
import { COMMON, NO_COLUMNS, type OperationDescriptor } from './descriptor.js';
import type { AssumedRole } from './role.js';

/** File formats written. */
export type WriteFormat = 'csv' | 'json' | 'parquet' | 'orc' | 'avro';

/** A table of the Glue Data Catalog, created or updated. */
export interface CatalogSink {
  kind: 'catalog';
  connection?: string;
  role?: AssumedRole;
  catalogId?: Text;
  database: Text;
  table: Text;
  /** Where the files go. Absent: the table must exist, and its own location is used. */
  path?: Text;
  /** Create or update the table's schema and partitions. */
  updateCatalog: boolean;
  updateBehavior: 'UPDATE_IN_DATABASE' | 'LOG';
  /** Location of the existing table where the caller gave it. */
  location?: string;
  /** Text that the table's SerDe reads as null; absent: that of LazySimpleSerDe; empty: none. */
  nullText?: string;
  /** What the catalog says of the table, where it exists and the caller gave it. */
  entry?: CatalogEntry;
}

/** Objects of a branch of a lakeFS repository. */
export interface LakeFSSink {
  repository: Text;
  branch: Text;
  folder: Text;
  /** Of the commit; `{job}`, `{run}`, `{pipeline}` and `{time}` in it are facts of the run. */
  message: Text;
  /** Write to a hidden branch, which is merged when all outputs of the run are written. */
  transaction: boolean;
}

/** Objects in S3, or of a branch of lakeFS, whose S3 gateway takes them. */
export interface S3Sink {
  kind: 's3';
  /** Where they go instead of to S3: `path` then is the address `lakefs://repository/branch/path`. */
  lakefs?: LakeFSSink;
  connection?: string;
  role?: AssumedRole;
  path: Text;
}

/**
 * What a write does with the data that is there: `append` leaves it, `overwrite` replaces all of it, `partitions` replaces the partitions
 * that it writes.
 */
export type WriteMode = 'append' | 'overwrite' | 'partitions';

/** Writes its only input. */
export interface WriteOperation extends OperationBase {
  op: 'write';
  sink: CatalogSink | S3Sink;
  format: WriteFormat;
  /** Options by Spark's names (`header`, `sep`, `quote` …). */
  formatOptions: Readonly<
    Record<string, Value<string | number | boolean> | Text>
  >;
  compression?: Value<string>;
  partitionKeys: readonly string[];
  mode: WriteMode;
  /** Number of files (per partition of data); absent: as Spark has them. */
  files?: Value<number>;
}

/** A write: it needs all columns, and what it writes is its result. */
export const WRITE: OperationDescriptor<WriteOperation> = {
  ...COMMON,
  role: 'sink',
  output: (_, [input]) => input,
  needs: () => null,
  passes: () => NO_COLUMNS,
  determinism: () => 'deterministic',
  order: () => 'loses',
  // Where a table lies makes no difference to a write that has a path of its own.
  definition({ schema: _schema, ...write }) {
    if (write.sink.kind !== 'catalog') {
      return write;
    }
    const { entry: _entry, ...sink } = write.sink;
    if (sink.path === undefined) {
      return { ...write, sink };
    }
    const { location: _location, ...elsewhere } = sink;
    return { ...write, sink: elsewhere };
  }
};
