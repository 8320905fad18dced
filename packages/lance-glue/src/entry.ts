import type { Column, Table, TableInput } from '@aws-sdk/client-glue';
import { badState, invalid } from './error.js';
import type { TablePath } from './identifier.js';
import type { Properties } from './model.js';

/** Parameters of a table of the catalog that Lance gives a meaning. */
export const PARAMETERS = {
  type: 'table_type',
  location: 'metadata_location',
  managedBy: 'managed_by',
  version: 'version',
  /** Set once, when the entry is made: a table made again is another one. */
  tableId: 'glueflow.table-id',
  /** The manifest of the current version as it was staged, and where it belongs. */
  staged: 'glueflow.staged-manifest',
  manifest: 'glueflow.manifest',
  /** The table that this one is being renamed to. */
  renamedTo: 'glueflow.renamed-to'
} as const;

const LANCE = 'LANCE';

/** A Lance table of the catalog. */
export interface LanceEntry extends TablePath {
  /** The table as Glue has it. */
  glue: Table;
  /** Root of the table, without a slash at its end; s3a and s3n are s3. */
  location: string;
  parameters: Properties;
  /** The catalog decides what version the table has (`managed_by=impl`). */
  managed: boolean;
  /** The version in the catalog, where the catalog decides. */
  version?: number;
  tableId?: string;
}

/** Say that a table of the catalog is one of Lance. */
export function isLance(table: Table): boolean {
  return table.Parameters?.[PARAMETERS.type]?.toUpperCase() === LANCE;
}

/**
 * Read a table of the catalog.
 *
 * @throws LanceError InvalidInput when it is not one of Lance, InvalidTableState when it is half made
 */
export function readEntry(table: Table, path: TablePath): LanceEntry {
  const name = `${path.database}.${path.table}`;
  if (!isLance(table)) {
    throw invalid(
      `${name} is not a Lance table: its parameter ${PARAMETERS.type} is not ${LANCE}.`
    );
  }
  const parameters = table.Parameters ?? {};
  const location = table.StorageDescriptor?.Location?.trim();
  if (!location) {
    throw badState(
      `${name} has no location. Register it again, with mode Overwrite.`
    );
  }
  const managed = managedBy(parameters, name);
  const version = parameters[PARAMETERS.version];
  if (managed && version !== undefined && !isVersion(version)) {
    throw badState(
      `The version of ${name} in the catalog is not a whole number: ${JSON.stringify(version)}. Correct the parameter "${PARAMETERS.version}".`
    );
  }
  return {
    ...path,
    glue: table,
    location: normalLocation(location),
    parameters,
    managed,
    ...(managed && version !== undefined ? { version: Number(version) } : {}),
    tableId: parameters[PARAMETERS.tableId]
  };
}

function managedBy(parameters: Properties, name: string): boolean {
  const value = parameters[PARAMETERS.managedBy]?.trim().toLowerCase();
  if (value !== undefined && value !== 'storage' && value !== 'impl') {
    throw badState(
      `The parameter "${PARAMETERS.managedBy}" of ${name} must be storage or impl.`
    );
  }
  return value === 'impl';
}

function isVersion(text: string): boolean {
  return /^\d{1,15}$/.test(text.trim());
}

/** Return a location in its normal form: no slash at its end; s3a and s3n are s3. */
export function normalLocation(location: string): string {
  return location
    .trim()
    .replace(/^s3[an]:\/\//i, 's3://')
    .replace(/(?<=[^/:])\/+$/, '');
}

/**
 * Return where a table that is declared or registered lies.
 *
 * @throws LanceError InvalidInput for what is no address
 */
export function checkedLocation(location: unknown): string {
  const text = typeof location === 'string' ? normalLocation(location) : '';
  if (!/^(?:[a-z][\w+.-]*:\/)?\/[^\s/]/i.test(text)) {
    throw invalid(
      'The location must be an address such as s3://bucket/path/table.lance.'
    );
  }
  if (/^s3:/i.test(text) && !/^s3:\/\/[^/]+\/[^]+$/.test(text)) {
    throw invalid(
      `${text} is a whole bucket: name a path within it for the table.`
    );
  }
  return text;
}

/** What a new entry is made of. */
export interface EntryPlan extends TablePath {
  location: string;
  properties: Properties;
  /** The newest version at the location, where it is known. */
  version?: number;
  tableId: string;
  /** Of the schema at the location, where it is known. */
  columns?: Column[];
}

/**
 * Return the entry of a table: its own properties, and those of the contract.
 *
 * @throws LanceError InvalidInput for properties that contradict the contract
 */
export function newEntry(plan: EntryPlan): TableInput {
  const { properties, location } = plan;
  const own = Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => !Object.values<string>(PARAMETERS).includes(name)
    )
  );
  checkReserved(properties, location);
  return {
    Name: plan.table,
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      ...own,
      [PARAMETERS.type]: LANCE,
      [PARAMETERS.location]: location,
      [PARAMETERS.managedBy]:
        properties[PARAMETERS.managedBy]?.toLowerCase() ?? 'storage',
      ...(plan.version === undefined
        ? {}
        : { [PARAMETERS.version]: String(plan.version) }),
      [PARAMETERS.tableId]: plan.tableId
    },
    StorageDescriptor: { Location: location, Columns: plan.columns ?? [] }
  };
}

function checkReserved(properties: Properties, location: string): void {
  const problems: string[] = [];
  const {
    [PARAMETERS.type]: type,
    [PARAMETERS.managedBy]: managed,
    [PARAMETERS.location]: metadata
  } = properties;
  if (type !== undefined && type.toUpperCase() !== LANCE) {
    problems.push(`"${PARAMETERS.type}" must be ${LANCE}.`);
  }
  if (managed !== undefined && !/^(storage|impl)$/i.test(managed)) {
    problems.push(`"${PARAMETERS.managedBy}" must be storage or impl.`);
  }
  if (metadata !== undefined && normalLocation(metadata) !== location) {
    problems.push(
      `"${PARAMETERS.location}" must be the location, ${location}.`
    );
  }
  for (const name of Object.keys(properties)) {
    if (name === PARAMETERS.version || name.startsWith('glueflow.')) {
      problems.push(`"${name}" is kept by the namespace itself.`);
    }
  }
  if (problems.length > 0) {
    throw invalid(
      `The properties of the table are wrong: ${problems.join(' ')}`
    );
  }
}

/**
 * Return an entry as UpdateTable and CreateTable take it, with parameters changed; `undefined` removes one. What others put there stays.
 *
 * @param columns - Of a new schema; default: as they were.
 */
export function changedEntry(
  entry: LanceEntry,
  changes: Readonly<Record<string, string | undefined>>,
  columns?: Column[]
): TableInput {
  const { glue } = entry;
  const merged = {
    ...glue.Parameters,
    // An entry of another client may lack it.
    [PARAMETERS.location]: entry.location,
    ...changes
  };
  return {
    Name: entry.table,
    Description: glue.Description,
    Owner: glue.Owner,
    LastAccessTime: glue.LastAccessTime,
    LastAnalyzedTime: glue.LastAnalyzedTime,
    Retention: glue.Retention,
    StorageDescriptor: {
      ...glue.StorageDescriptor,
      ...(columns === undefined ? {} : { Columns: columns })
    },
    PartitionKeys: glue.PartitionKeys,
    ViewOriginalText: glue.ViewOriginalText,
    ViewExpandedText: glue.ViewExpandedText,
    TableType: glue.TableType ?? 'EXTERNAL_TABLE',
    Parameters: Object.fromEntries(
      Object.entries(merged).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]]
      )
    )
  };
}
