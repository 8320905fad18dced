import {
  AWS_ONLY,
  isProjected,
  OPEN_TABLE_FORMATS,
  type ComponentProblem,
  type TableDescription
} from '@glueflow/components-manager';
import { error, quote, warning } from './column.js';

/** Formats that runs and previews on this machine can read. */
const LOCAL: ReadonlySet<string> = new Set([
  'avro',
  'csv',
  'json',
  'ndjson',
  'orc',
  'parquet',
  'text',
  'txt'
]);

/** What a table is, where that is not files of one format: how it is called, and what to do instead. */
interface Kind {
  code: string;
  what: string;
  remedy: string;
}

/**
 * Report what keeps AWS Glue, or runs on this machine, from reading a table of the catalog.
 *
 * A table that only the job on AWS can read gives a warning with the code `aws-only`; runs on this machine refuse it.
 */
export function readTableProblems(
  database: string,
  name: string,
  table: TableDescription
): ComponentProblem[] {
  const full = quote(`${database}.${name}`);
  const kind = foreignKind(table);
  if (kind) {
    return [
      error(
        kind.code,
        '/table',
        `Table ${full} is ${kind.what}, which AWS Glue can't read as a table. ${kind.remedy}`
      )
    ];
  }
  const problems: ComponentProblem[] = [
    ...(table.unclassified ? [unclassified(database, name, table)] : []),
    ...projectionProblems(full, table),
    ...(table.lakeFormation ? [guarded(full)] : [])
  ];
  const format = table.format?.toLowerCase();
  const open = OPEN_TABLE_FORMATS.get(format ?? '');
  if (open) {
    problems.push(
      warning(
        AWS_ONLY,
        '/table',
        `Table ${full} is ${article(open)} ${open} table. The exported job reads it; previews and runs on this machine can't, since the libraries of ${open} are not here. Run it as a job on AWS, or try the pipeline here on a copy of the table in Parquet.`
      )
    );
  } else if (format !== undefined && !LOCAL.has(format)) {
    problems.push(
      warning(
        AWS_ONLY,
        '/table',
        `Table ${full} has the format ${format}. The exported job reads it through AWS Glue's own reader; previews and runs on this machine can't. Run it as a job on AWS, or try the pipeline here on a copy of the table in Parquet.`
      )
    );
  }
  return problems;
}

/** Report what keeps an output from writing files into a table that exists. */
export function writeTableProblems(
  database: string,
  name: string,
  table: TableDescription,
  overwrites: boolean
): ComponentProblem[] {
  const full = quote(`${database}.${name}`);
  const kind = foreignKind(table);
  const open = OPEN_TABLE_FORMATS.get(table.format?.toLowerCase() ?? '');
  if (kind ?? open) {
    return [
      error(
        kind?.code ?? 'open-table-format',
        '/table',
        `Table ${full} is ${kind?.what ?? `${article(open ?? '')} ${open} table`}: files written beside its own would not be rows of it. ${kind ? 'Choose another table.' : 'Choose another table, or write it with its own library in a Custom PySpark step.'}`
      )
    ];
  }
  return overwrites && isProjected(table)
    ? [
        error(
          'partition-projection',
          '/mode',
          `Athena works out the partitions of table ${full} by projection (projection.enabled) and does not look at those of the catalog, while AWS Glue overwrites only what the catalog knows: old rows could stay. Append instead, or turn projection off for the table: in Athena, ${tableProperty(database, name, 'projection.enabled', 'false')}, then MSCK REPAIR TABLE ${athenaName(database, name)};`
        )
      ]
    : [];
}

/** Return the kind of a table that is not made of files that AWS Glue reads by a classification. */
function foreignKind(table: TableDescription): Kind | undefined {
  const parameters = table.parameters ?? {};
  const format = table.format?.toLowerCase();
  if (table.link) {
    const { catalogId, database, table: target, region } = table.link;
    return {
      code: 'resource-link',
      what: `a resource link to ${quote(`${database}.${target}`)}${catalogId ? ` in account ${catalogId}` : ''}${region ? ` (${region})` : ''} that can't be followed with these credentials`,
      remedy:
        'Grant DESCRIBE and SELECT on the target in AWS Lake Formation, or choose the target table itself.'
    };
  }
  if (table.federated !== undefined) {
    return {
      code: 'federated-table',
      what: `a federated table${table.federated ? ` of the connection ${quote(table.federated)}` : ''}: its rows are in another system`,
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

/**
 * A table without a classification: AWS Glue's readers fail with "No classification or connection".
 *
 * https://docs.aws.amazon.com/athena/latest/ug/glue-best-practices.html, "Creating tables using Athena for AWS Glue ETL jobs"
 */
function unclassified(
  database: string,
  name: string,
  table: TableDescription
): ComponentProblem {
  const format = table.format ?? 'csv';
  const program = `{DatabaseName, TableInput: (with_entries(select(.key | IN("Name","Description","Owner","Retention","StorageDescriptor","PartitionKeys","TableType","Parameters"))) | .Parameters.classification = "${format}")}`;
  const command = `aws glue get-table --database-name ${shell(database)} --name ${shell(name)} --query Table --output json | jq ${shell(program)} | aws glue update-table --cli-input-json file:///dev/stdin`;
  return error(
    'no-classification',
    '/table',
    `Table ${quote(`${database}.${name}`)} has no classification, by which AWS Glue chooses the reader of its files: the job would fail.${table.format ? '' : ' (In place of csv, name the format that its files have.)'} Set it in Athena: ${tableProperty(database, name, 'classification', format)}; or with the AWS CLI: ${command}`
  );
}

/**
 * A table whose files AWS Lake Formation guards. See docs/decisions/lake-formation.md.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/security-lf-enable.html
 */
function guarded(full: string): ComponentProblem {
  return warning(
    'lake-formation',
    '/table',
    `Table ${full} is registered with AWS Lake Formation. The job reads it only where its role has access to the whole table: AWS Glue 5.0 and later filter rows and columns for Spark's own table reads alone, which Glueflow does not make. Grant the role SELECT on all columns without a row filter, or choose another table.`
  );
}

/** Partition projection, which only Athena follows. */
function projectionProblems(
  full: string,
  table: TableDescription
): ComponentProblem[] {
  if (!isProjected(table)) {
    return [];
  }
  const remedy =
    'Add its partitions to the catalog (a crawler, or ALTER TABLE … ADD PARTITION in Athena), or read its files with S3 input.';
  return [
    table.hasPartitions === false
      ? error(
          'partition-projection',
          '/table',
          `Table ${full} has partition projection (projection.enabled), which only Athena follows, and no partition in the catalog: AWS Glue finds no rows. ${remedy}`
        )
      : warning(
          'partition-projection',
          '/table',
          `Table ${full} has partition projection (projection.enabled), which only Athena follows: AWS Glue reads the partitions that the catalog has, and no others. ${remedy}`
        )
  ];
}

function tableProperty(
  database: string,
  name: string,
  property: string,
  value: string
): string {
  return `ALTER TABLE ${athenaName(database, name)} SET TBLPROPERTIES ('${property}'='${value}')`;
}

function athenaName(database: string, name: string): string {
  return [database, name]
    .map(part => `\`${part.replace(/`/g, '``')}\``)
    .join('.');
}

/** A word of a POSIX shell. */
function shell(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

function article(word: string): string {
  return /^[AEIOU]/.test(word) ? 'an' : 'a';
}
