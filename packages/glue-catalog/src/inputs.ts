import { isDeepStrictEqual } from 'node:util';
import type {
  Database,
  DatabaseInput,
  Partition,
  PartitionInput,
  Table,
  TableInput,
  ViewDefinition,
  ViewDefinitionInput
} from '@aws-sdk/client-glue';

/**
 * Fields of a table that the service sets itself. All others are sent back, those that came after this was written too: an update
 * replaces the whole definition.
 *
 * https://docs.aws.amazon.com/glue/latest/webapi/API_Table.html beside API_TableInput.html
 */
const TABLE_FACTS = new Set<string>([
  'DatabaseName',
  'CreateTime',
  'UpdateTime',
  'CreatedBy',
  'IsRegisteredWithLakeFormation',
  'CatalogId',
  'VersionId',
  'IsMultiDialectView',
  'IsMaterializedView',
  'IcebergTableMetadata',
  'Status',
  'RLSProperties'
] satisfies Exclude<keyof Table, keyof TableInput>[]);

const DATABASE_FACTS = new Set<string>([
  'CreateTime',
  'CatalogId'
] satisfies Exclude<keyof Database, keyof DatabaseInput>[]);

const PARTITION_FACTS = new Set<string>([
  'DatabaseName',
  'TableName',
  'CreationTime',
  'CatalogId'
] satisfies Exclude<keyof Partition, keyof PartitionInput>[]);

/** Return what an update of a table must send for the table to stay as it is. */
export function tableInputOf(table: Table): TableInput {
  const { ViewDefinition: view, ...rest } = table;
  return {
    ...without(rest, TABLE_FACTS),
    Name: table.Name ?? '',
    ...(view === undefined ? {} : { ViewDefinition: viewInputOf(view) })
  };
}

/** Return what an update of a database must send for the database to stay as it is. */
export function databaseInputOf(database: Database): DatabaseInput {
  return { ...without(database, DATABASE_FACTS), Name: database.Name };
}

/** Return what an update of a partition must send for the partition to stay as it is. */
export function partitionInputOf(partition: Partition): PartitionInput {
  return without(partition, PARTITION_FACTS);
}

function viewInputOf({
  Representations,
  ...rest
}: ViewDefinition): ViewDefinitionInput {
  return {
    ...rest,
    ...(Representations === undefined
      ? {}
      : {
          // Staleness is the service's finding.
          Representations: Representations.map(
            ({ IsStale: _stale, ...representation }) => representation
          )
        })
  };
}

/**
 * Put a table as the service stores it: names of the table, its columns and partition keys in lower case, nothing undefined.
 *
 * "For Hive compatibility, this is folded to lowercase when it is stored": https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
export function storedTable(input: TableInput): TableInput {
  const { Name, PartitionKeys, StorageDescriptor: storage } = input;
  return defined({
    ...input,
    Name: Name?.toLowerCase(),
    PartitionKeys: PartitionKeys?.map(lowerName),
    StorageDescriptor: storage && {
      ...storage,
      Columns: storage.Columns?.map(lowerName)
    }
  });
}

/** Put a database as the service stores it. */
export function storedDatabase(input: DatabaseInput): DatabaseInput {
  return defined({ ...input, Name: input.Name?.toLowerCase() });
}

/** Tell whether two definitions are the same, members that are undefined aside. */
export function sameDefinition<T extends object>(a: T, b: T): boolean {
  return isDeepStrictEqual(defined(a), defined(b));
}

function lowerName<T extends { Name: string | undefined }>(item: T): T {
  return { ...item, Name: item.Name?.toLowerCase() };
}

function without<T extends object>(
  values: T,
  names: ReadonlySet<string>
): Omit<T, never> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !names.has(name))
  ) as T;
}

/** Copy a definition without members that are undefined, at any depth. */
export function defined<T>(value: T): T {
  if (Array.isArray(value)) {
    return value.map((item: unknown) => defined(item)) as T;
  }
  if (
    typeof value !== 'object' ||
    value === null ||
    Object.getPrototypeOf(value) !== Object.prototype
  ) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [name, defined(member as unknown)])
  ) as T;
}
