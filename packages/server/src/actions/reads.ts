import {
  measureObjects,
  s3Place,
  type AwsClients,
  type AwsError,
  type S3Size
} from '@glueflow/aws';
import {
  glueHints,
  isOpenTableFormat,
  lakefsOf,
  parameterColumns,
  parseSqlExpression,
  printText,
  type CatalogSource,
  type Expression,
  type PipelineParameter,
  type ReadOperation,
  type S3Source,
  type Text
} from '@glueflow/components-manager';
import {
  evaluateCondition,
  getTable,
  listPartitions,
  partitionFacts,
  type CatalogPartition,
  type CatalogTable
} from '@glueflow/glue-catalog';
import type { Task } from '../host.js';
import { plural } from '../print.js';

/** What one step of a pipeline reads. */
export interface ReadFacts {
  nodeId: string;
  title: string;
  /** `database.table`, or paths in S3; a parameter without a value stands as `${name}`. */
  source: string;
  /** Bytes as they are stored; null when they can't be known. */
  bytes: number | null;
  objects: number | null;
  /** False when not everything was counted: then there is at least so much. */
  complete: boolean;
  /** Of a table read by a condition on its partition keys. */
  partitions?: { read: number; total: number };
  /** What the numbers leave out or take in. */
  notes: string[];
}

/** What reads are measured with. */
export interface Measuring {
  clients(connection: string | undefined): Promise<AwsClients>;
  /** Declared parameters of the pipeline. */
  declared: Readonly<Record<string, PipelineParameter>>;
  /** Values of parameters: given ones over defaults. */
  values: ReadonlyMap<string, string | number | boolean>;
  /** Calls that may still be made to list objects; shared by all reads. */
  budget: { calls: number };
  task: Task;
}

type Found = Pick<ReadFacts, 'bytes' | 'objects' | 'complete'> &
  Partial<Pick<ReadFacts, 'partitions' | 'notes'>>;

const UNKNOWN: Found = { bytes: null, objects: null, complete: false };

/** How much a read reads. Rejects with an `AwsError` of listing objects or tables. */
export async function measureRead(
  operation: ReadOperation,
  title: string,
  measuring: Measuring
): Promise<ReadFacts> {
  const { source } = operation;
  const name = nameOf(operation);
  if (lakefsOf(operation)) {
    return {
      nodeId: operation.nodeId,
      title,
      source: name,
      ...UNKNOWN,
      notes: ['Objects of lakeFS are not counted.']
    };
  }
  measuring.task.report({ message: `Measuring ${name}` });
  const clients = await measuring.clients(source.connection);
  const found =
    source.kind === 'catalog'
      ? await measureTable(operation, source, clients, measuring)
      : await measurePaths(source, clients, measuring);
  const notes = [...(found.notes ?? [])];
  if (!found.complete && found.bytes !== null) {
    notes.push('There are more objects than were counted.');
  }
  if (glueHints(operation).bookmark) {
    notes.push('A job bookmark leaves out what earlier runs have read.');
  }
  if (
    operation.columns &&
    found.bytes &&
    /^(parquet|orc)$/i.test(source.format ?? '')
  ) {
    notes.push('Of these files only the columns that are needed are read.');
  }
  return { nodeId: operation.nodeId, title, source: name, ...found, notes };
}

async function measurePaths(
  source: S3Source,
  clients: AwsClients,
  measuring: Measuring
): Promise<Found> {
  const notes: string[] = [];
  if (source.exclusions.length > 0) {
    notes.push('Objects that patterns leave out are counted too.');
  }
  let sum: S3Size = { bytes: 0, objects: 0, complete: true };
  for (const text of source.paths) {
    const path = textOf(text, measuring.values);
    if (path === undefined) {
      return { ...UNKNOWN, notes: [noValue(text, measuring.values)] };
    }
    const pattern = path.search(/[*?{[]/);
    const fixed =
      pattern < 0 ? path : path.slice(0, path.lastIndexOf('/', pattern) + 1);
    if (fixed !== path) {
      notes.push(`Everything below ${fixed} is counted, whatever the pattern.`);
    }
    const size = await measureObjects(clients, fixed, {
      ...counting(fixed, measuring),
      recursive: source.recursive
    });
    sum = add(sum, size);
  }
  return { ...sum, notes };
}

async function measureTable(
  operation: ReadOperation,
  source: CatalogSource,
  clients: AwsClients,
  measuring: Measuring
): Promise<Found> {
  const { values, task } = measuring;
  const texts = [source.database, source.table, source.catalogId ?? []];
  const [database, name, catalogId] = texts.map(text => textOf(text, values));
  if (database === undefined || name === undefined || catalogId === undefined) {
    return { ...UNKNOWN, notes: [noValue(texts.flat(), values)] };
  }
  const options = {
    signal: task.signal,
    ...(catalogId ? { catalogId } : {})
  };
  const about = `table ${database}.${name}`;
  const table = await clients.call('glue:GetTable', about, () =>
    getTable(clients.glue, database, name, options)
  );
  const location = table?.location;
  if (!table || !location || !isS3(location)) {
    return {
      ...UNKNOWN,
      notes: [table ? 'The table does not lie in S3.' : `There is no ${about}.`]
    };
  }
  const whole = (notes: string[] = []): Promise<Found> =>
    measureObjects(clients, location, counting(about, measuring)).then(
      size => ({ ...size, notes })
    );
  if (isOpenTableFormat(table.format)) {
    return whole(['Older versions of the table are counted too.']);
  }
  const conditions = conditionsOf(operation, source, table, measuring);
  if (conditions.length === 0) {
    return whole();
  }
  const partitions = await clients.call('glue:GetPartitions', about, () =>
    listPartitions(clients.glue, database, name, {
      ...options,
      onPage: count =>
        task.report({
          message: `Measuring ${about}: ${plural(count, 'partition')} looked at`
        })
    })
  );
  const read = chosen(partitions, conditions, table, measuring);
  if (!read) {
    return whole([
      'Which partitions are read is only known when the job runs: the whole table is counted.'
    ]);
  }
  const size = await measurePartitions(read, table, clients, measuring);
  return {
    ...size,
    partitions: { read: read.length, total: partitions.length }
  };
}

/** What a read demands of partition keys: the person's predicates, and what the optimiser has put there. */
function conditionsOf(
  operation: ReadOperation,
  source: CatalogSource,
  table: CatalogTable,
  { declared }: Measuring
): Expression[] {
  if (table.partitionKeys.length === 0) {
    return [];
  }
  const scope = {
    schema: table.partitionKeys,
    parameters: parameterColumns(new Map(Object.entries(declared)))
  };
  const written = [
    source.partitionPredicate,
    glueHints(operation).catalogPartitionPredicate
  ]
    .filter(text => text !== undefined)
    .map(text => parseSqlExpression(printText(text), scope).expression);
  const { partitionFilter } = operation;
  return partitionFilter ? [...written, partitionFilter] : written;
}

/** The partitions for which all conditions hold; undefined when that can't be known. */
function chosen(
  partitions: readonly CatalogPartition[],
  conditions: readonly Expression[],
  table: CatalogTable,
  { values }: Measuring
): CatalogPartition[] | undefined {
  const read: CatalogPartition[] = [];
  for (const partition of partitions) {
    const facts = partitionFacts(table.partitionKeys, partition.values, values);
    const verdicts = conditions.map(each => evaluateCondition(each, facts));
    if (verdicts.every(verdict => verdict === true)) {
      read.push(partition);
    } else if (
      verdicts.includes(undefined) &&
      !verdicts.some(verdict => verdict === false || verdict === null)
    ) {
      return undefined;
    }
  }
  return read;
}

/** More partitions than these are distinguished in one listing of the whole table. */
const MOST_LISTINGS = 100;
const TOGETHER = 8;

async function measurePartitions(
  partitions: readonly CatalogPartition[],
  table: CatalogTable,
  clients: AwsClients,
  measuring: Measuring
): Promise<S3Size> {
  const about = `table ${table.database}.${table.name}`;
  const root = folderOf(table.location ?? '');
  const locations = partitions.flatMap(({ location }) =>
    location && isS3(location) ? [folderOf(location)] : []
  );
  const options = counting(about, measuring);
  if (
    locations.length > MOST_LISTINGS &&
    locations.every(location => location.startsWith(root))
  ) {
    const { bucket } = s3Place(root);
    const folders = new Set(
      locations.map(location => location.slice(`s3://${bucket}/`.length))
    );
    return measureObjects(clients, root, {
      ...options,
      keep: key => foldersAbove(key).some(folder => folders.has(folder))
    });
  }
  let sum: S3Size = { bytes: 0, objects: 0, complete: true };
  const queue = [...locations];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const size = await measureObjects(clients, next, options);
      sum = add(sum, size);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, worker));
  return sum;
}

function counting(about: string, { budget, task }: Measuring) {
  return {
    signal: task.signal,
    budget,
    onPage: ({ objects }: S3Size) =>
      task.report({
        message: `Measuring ${about}: ${plural(objects, 'object')} so far`
      })
  };
}

function add(one: S3Size, other: S3Size): S3Size {
  return {
    bytes: one.bytes + other.bytes,
    objects: one.objects + other.objects,
    complete: one.complete && other.complete
  };
}

function isS3(path: string): boolean {
  return /^s3[an]?:\/\//.test(path);
}

/** A location as `s3://bucket/folder/`. */
function folderOf(location: string): string {
  return location.replace(/^s3[an]:/, 's3:').replace(/(?<!\/)\/*$/, '/');
}

function foldersAbove(key: string): string[] {
  const folders: string[] = [];
  for (let at = key.indexOf('/'); at >= 0; at = key.indexOf('/', at + 1)) {
    folders.push(key.slice(0, at + 1));
  }
  return folders;
}

/** A text with the values of its parameters; undefined when one has none. */
function textOf(text: Text, values: Measuring['values']): string | undefined {
  let result = '';
  for (const part of text) {
    const value = typeof part === 'string' ? part : values.get(part.parameter);
    if (value === undefined) {
      return undefined;
    }
    result += String(value);
  }
  return result;
}

function noValue(text: Text, values: Measuring['values']): string {
  const names = text.flatMap(part =>
    typeof part === 'string' || values.has(part.parameter)
      ? []
      : [part.parameter]
  );
  return `Not known without a value of ${[...new Set(names)].join(', ')}.`;
}

/** What a read that AWS refuses to tell of is known by. */
export function refusedRead(
  operation: ReadOperation,
  title: string,
  error: AwsError
): ReadFacts {
  return {
    nodeId: operation.nodeId,
    title,
    source: nameOf(operation),
    ...UNKNOWN,
    notes: [error.message]
  };
}

function nameOf({ source }: ReadOperation): string {
  return source.kind === 'catalog'
    ? `${printText(source.database)}.${printText(source.table)}`
    : source.paths.map(printText).join(', ');
}
