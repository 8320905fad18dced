import { quoted } from './quote.js';
import type { TableDescription } from './table.js';
import { OPEN_TABLE_FORMATS } from './tableformat.js';

/** What a table is, where that is not files of one format: how it is called, and what to do instead. */
export interface ForeignKind {
  code: string;
  what: string;
  remedy: string;
}

/** Return the kind of a table that is not made of files that a reader of their format reads. */
export function foreignKind(table: TableDescription): ForeignKind | undefined {
  const parameters = table.parameters ?? {};
  const format = table.format?.toLowerCase();
  if (table.link) {
    const { catalogId, database, table: target, region } = table.link;
    return {
      code: 'resource-link',
      what: `a resource link to ${quoted(`${database}.${target}`)}${catalogId ? ` in account ${catalogId}` : ''}${region ? ` (${region})` : ''} that can't be followed with these credentials`,
      remedy:
        'Grant DESCRIBE and SELECT on the target in AWS Lake Formation, or choose the target table itself.'
    };
  }
  if (table.federated !== undefined) {
    return {
      code: 'federated-table',
      what: `a federated table${table.federated ? ` of the connection ${quoted(table.federated)}` : ''}: its rows are in another system`,
      remedy: 'Query it in Athena, or copy it to files in S3 and read those.'
    };
  }
  const view =
    /view/i.test(table.type ?? '') || parameters.presto_view === 'true';
  if (view && !OPEN_TABLE_FORMATS.has(format ?? '')) {
    return {
      code: 'view',
      what: 'a view: it has a query, and no files',
      remedy: 'Read the tables of the query, and put the query into a SQL step.'
    };
  }
  if (format === 'lance') {
    return {
      code: 'lance-table',
      what: 'a Lance table',
      remedy: 'Export it to Parquet files and read those with S3 input.'
    };
  }
  if (/kinesis|kafka/i.test(parameters.typeOfData ?? '')) {
    return {
      code: 'stream-table',
      what: `a stream (${parameters.typeOfData})`,
      remedy:
        'Read it in a streaming job, which Glueflow does not make, or read the files that the stream is delivered to.'
    };
  }
  const handler =
    parameters.storage_handler ?? parameters['storage.handler'] ?? '';
  if (handler) {
    return {
      code: 'foreign-table',
      what: `kept by another system (storage handler ${handler})`,
      remedy: 'Copy it to files in S3 and read those.'
    };
  }
  if (/SymlinkTextInputFormat/.test(table.inputFormat ?? '')) {
    return {
      code: 'manifest-table',
      what: 'a table of manifests (SymlinkTextInputFormat): its files name the files of the data',
      remedy:
        'Register the data itself in the catalog (a Delta Lake table natively, with an AWS Glue crawler).'
    };
  }
  return table.type !== undefined && !table.location
    ? {
        code: 'no-location',
        what: 'without a location: the catalog does not say where its files are',
        remedy: 'Set its location in the catalog, or choose another table.'
      }
    : undefined;
}
