import type { Column as GlueColumn, Table } from '@aws-sdk/client-glue';
import {
  isOpenTableFormat,
  parseType,
  type Column,
  type DataType,
  type TableDescription,
  type TableLink,
  type TableLocation
} from '@glueflow/components-manager';

/** A table of the Data Catalog, with what people ask about beside its columns. */
export interface CatalogTable extends TableDescription {
  database: string;
  name: string;
  description?: string;
  owner?: string;
  outputFormat?: string;
  serde?: string;
  /** Version of the table, for an update that must not overwrite another's. */
  version?: string;
  /** Id of the catalog (account) that has it. */
  catalogId?: string;
  /** ISO 8601. */
  created?: string;
  updated?: string;
  /** Columns whose type text could not be read, by name; their type is `unknown`. */
  unreadableTypes?: Readonly<Record<string, string>>;
}

/**
 * Describe a table as the API gives it (`Table` of GetTable and GetTables).
 *
 * Never throws: a column whose type can't be read is `unknown`, and named in `unreadableTypes`.
 */
export function describeTable(table: Table): CatalogTable {
  const storage = table.StorageDescriptor;
  const unreadable: Record<string, string> = {};
  const described: CatalogTable = {
    database: table.DatabaseName ?? '',
    name: table.Name ?? '',
    columns: columns(storage?.Columns, unreadable),
    partitionKeys: columns(table.PartitionKeys, unreadable),
    parameters: { ...table.Parameters },
    serdeParameters: { ...storage?.SerdeInfo?.Parameters },
    ...present({
      description: table.Description,
      owner: table.Owner,
      type: table.TableType,
      format: tableFormat(table),
      unclassified:
        (Boolean(table.StorageDescriptor?.Location) &&
          !classification(table) &&
          openFormat(table) === undefined) ||
        undefined,
      federated: table.FederatedTable
        ? (table.FederatedTable.ConnectionName ?? '')
        : undefined,
      lakeFormation: table.IsRegisteredWithLakeFormation || undefined,
      link: linkOf(table),
      location: storage?.Location,
      inputFormat: storage?.InputFormat,
      outputFormat: storage?.OutputFormat,
      serde: storage?.SerdeInfo?.SerializationLibrary,
      version: table.VersionId,
      catalogId: table.CatalogId,
      created: table.CreateTime?.toISOString(),
      updated: table.UpdateTime?.toISOString()
    })
  };
  if (Object.keys(unreadable).length > 0) {
    described.unreadableTypes = unreadable;
  }
  return described;
}

/** Parts of class names that tell a format, most telling first. */
const CLASS_FORMATS: readonly (readonly [string, string])[] = [
  ['parquet', 'parquet'],
  ['orc', 'orc'],
  ['avro', 'avro'],
  ['json', 'json'],
  ['csv', 'csv'],
  ['regexserde', 'regex'],
  ['lazysimpleserde', 'csv']
];

/**
 * The format of a table's data: open table formats say it in `table_type` or `spark.sql.sources.provider`, crawlers and Glue in
 * `classification`; else the names of serde and input format tell. `undefined` when nothing does.
 */
export function tableFormat(table: Table): string | undefined {
  const open = openFormat(table);
  if (open) {
    return open;
  }
  const storage = table.StorageDescriptor;
  const said = classification(table);
  if (said) {
    const value = said.toLowerCase();
    return value === 'glueparquet' ? 'parquet' : value;
  }
  const classes = [
    storage?.SerdeInfo?.SerializationLibrary,
    storage?.InputFormat,
    table.Parameters?.['spark.sql.sources.provider']
  ]
    .join(' ')
    .toLowerCase();
  return CLASS_FORMATS.find(([part]) => classes.includes(part))?.[1];
}

/** Return the open table format that a table's parameters, or the classes of its files, name. */
function openFormat(table: Table): string | undefined {
  const { Parameters = {}, StorageDescriptor: storage } = table;
  const named = ['table_type', 'spark.sql.sources.provider', 'classification']
    .map(name => Parameters[name]?.toLowerCase() ?? '')
    .find(value => isOpenTableFormat(value) || value === 'lance');
  if (named !== undefined) {
    return named;
  }
  const classes =
    `${storage?.SerdeInfo?.SerializationLibrary} ${storage?.InputFormat}`.toLowerCase();
  return OPEN_CLASSES.find(([part]) => classes.includes(part))?.[1];
}

/** Parts of the classes' names by which Hive reads open table formats. */
const OPEN_CLASSES: readonly (readonly [string, string])[] = [
  ['org.apache.iceberg.', 'iceberg'],
  ['org.apache.hudi.', 'hudi'],
  ['io.delta.', 'delta']
];

/** Return what a table's `classification` says; `undefined` without one, and for UNKNOWN, which crawlers write where they can't tell. */
function classification(table: Table): string | undefined {
  const value =
    table.Parameters?.classification ??
    table.StorageDescriptor?.Parameters?.classification;
  return value && !/^unknown$/i.test(value) ? value : undefined;
}

/**
 * Return the target of a resource link whose own definition came back: the caller has no rights on the target, else the service gives
 * the target's properties.
 *
 * https://docs.aws.amazon.com/lake-formation/latest/dg/resource-links-glue-apis.html
 */
export function linkOf(table: Table): TableLink | undefined {
  const target = table.TargetTable;
  if (!target?.DatabaseName || !target.Name || hasOwnFiles(table)) {
    return undefined;
  }
  return {
    ...present({ catalogId: target.CatalogId, region: target.Region }),
    database: target.DatabaseName,
    table: target.Name
  };
}

/**
 * Return where a table's files are; undefined for a view, and for a resource link whose target the caller may not see.
 *
 * @param database - The database that was asked for: one that is a resource link gives the tables of its target.
 */
export function locationOf(
  table: Table,
  database: string
): TableLocation | undefined {
  const { Name, DatabaseName, TargetTable, StorageDescriptor } = table;
  const location = StorageDescriptor?.Location;
  if (!Name || !location) {
    return undefined;
  }
  const link =
    TargetTable?.DatabaseName && TargetTable.Name
      ? {
          ...present({ catalogId: TargetTable.CatalogId }),
          database: TargetTable.DatabaseName,
          table: TargetTable.Name
        }
      : DatabaseName && DatabaseName.toLowerCase() !== database.toLowerCase()
        ? {
            ...present({ catalogId: table.CatalogId }),
            database: DatabaseName,
            table: Name
          }
        : undefined;
  return {
    name: Name,
    location,
    ...present({ format: tableFormat(table), link })
  };
}

function hasOwnFiles({ StorageDescriptor }: Table): boolean {
  return Boolean(
    StorageDescriptor?.Location || StorageDescriptor?.Columns?.length
  );
}

function columns(
  found: readonly GlueColumn[] | undefined,
  unreadable: Record<string, string>
): Column[] {
  return (found ?? []).map(column => {
    const name = column.Name ?? '';
    return {
      name,
      type: columnType(name, column.Type, unreadable),
      ...(column.Comment ? { comment: column.Comment } : {})
    };
  });
}

function columnType(
  name: string,
  text: string | undefined,
  unreadable: Record<string, string>
): DataType {
  try {
    return parseType(text ?? '');
  } catch {
    unreadable[name] = text ?? '';
    return { kind: 'unknown' };
  }
}

/** Leave out what is undefined. */
function present<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined)
  ) as Partial<T>;
}
