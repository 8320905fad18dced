import type { Column } from '../types/type.js';

/** The table that a resource link stands for. */
export interface TableLink {
  catalogId?: string;
  region?: string;
  database: string;
  table: string;
}

/** What a caller knows about a table of the catalog. */
export interface TableDescription {
  columns: readonly Column[];
  partitionKeys: readonly Column[];
  /** `csv`, `json`, `parquet`, `orc`, `avro`, `iceberg` … */
  format?: string;
  /** True where the catalog has no `classification`: `format` is a guess from the names of classes then. */
  unclassified?: boolean;
  location?: string;
  /** `EXTERNAL_TABLE`, `VIRTUAL_VIEW` … */
  type?: string;
  /** Class of the files' reader: it tells a table of manifests (`SymlinkTextInputFormat`). */
  inputFormat?: string;
  /** The table that this one only links to, where the link could not be followed. */
  link?: TableLink;
  /** Name of the federated connection whose source has the rows. */
  federated?: string;
  /** True where AWS Lake Formation guards the table's files. */
  lakeFormation?: boolean;
  /** Asked only of tables with partition projection: whether the catalog itself has a partition. */
  hasPartitions?: boolean;
  /** Class name of the SerDe. */
  serde?: string;
  /** Table and serde parameters as the catalog has them. */
  parameters?: Readonly<Record<string, string>>;
  serdeParameters?: Readonly<Record<string, string>>;
}

/**
 * Tell whether Athena works a table's partitions out by projection, which no other service does.
 *
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html
 */
export function isProjected(
  table: Pick<TableDescription, 'parameters' | 'partitionKeys'>
): boolean {
  return (
    table.partitionKeys.length > 0 &&
    table.parameters?.['projection.enabled']?.toLowerCase() === 'true'
  );
}

/** A table of the catalog by the names that find it, parameters replaced, and what the catalog says of it. */
export interface CatalogEntry {
  database: string;
  name: string;
  table: TableDescription;
}
