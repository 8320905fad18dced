import { foreignKind } from '../../plan/foreign.js';
import type { ReadOperation } from '../../plan/operation.js';
import { article, quoted } from '../../plan/quote.js';
import {
  isProjected,
  type CatalogEntry,
  type TableDescription
} from '../../plan/table.js';
import { OPEN_TABLE_FORMATS } from '../../plan/tableformat.js';
import { AWS_ONLY } from '../../problem.js';
import type { OperationProblem } from '../../target/target.js';
import {
  error,
  tableProperty,
  warning,
  type TableProblem
} from './tableproblem.js';

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

/**
 * Return what keeps AWS Glue, or runs on this machine, from reading a table as the catalog describes it.
 *
 * A table that only the job on AWS can read gives a warning with the code `aws-only`; runs on this machine refuse it.
 */
export function tableReadLimits(operation: ReadOperation): OperationProblem[] {
  const { source } = operation;
  return source.kind !== 'catalog' || source.entry === undefined
    ? []
    : readProblems(source.entry).map(each => ({ ...each, operation }));
}

function readProblems({ database, name, table }: CatalogEntry): TableProblem[] {
  const full = quoted(`${database}.${name}`);
  const kind = foreignKind(table);
  if (kind) {
    return [
      error(
        kind.code,
        '/source/table',
        `Table ${full} is ${kind.what}, which AWS Glue can't read as a table. ${kind.remedy}`
      )
    ];
  }
  const problems: TableProblem[] = [
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
        '/source/table',
        `Table ${full} is ${article(open)} ${open} table. The exported job reads it; previews and runs on this machine can't, since the libraries of ${open} are not here. Run it as a job on AWS, or try the pipeline here on a copy of the table in Parquet.`
      )
    );
  } else if (format !== undefined && !LOCAL.has(format)) {
    problems.push(
      warning(
        AWS_ONLY,
        '/source/table',
        `Table ${full} has the format ${format}. The exported job reads it through AWS Glue's own reader; previews and runs on this machine can't. Run it as a job on AWS, or try the pipeline here on a copy of the table in Parquet.`
      )
    );
  }
  return problems;
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
): TableProblem {
  const format = table.format ?? 'csv';
  const program = `{DatabaseName, TableInput: (with_entries(select(.key | IN("Name","Description","Owner","Retention","StorageDescriptor","PartitionKeys","TableType","Parameters"))) | .Parameters.classification = "${format}")}`;
  const command = `aws glue get-table --database-name ${shell(database)} --name ${shell(name)} --query Table --output json | jq ${shell(program)} | aws glue update-table --cli-input-json file:///dev/stdin`;
  return error(
    'no-classification',
    '/source/table',
    `Table ${quoted(`${database}.${name}`)} has no classification, by which AWS Glue chooses the reader of its files: the job would fail.${table.format ? '' : ' (In place of csv, name the format that its files have.)'} Set it in Athena: ${tableProperty(database, name, 'classification', format)}; or with the AWS CLI: ${command}`
  );
}

/**
 * A table whose files AWS Lake Formation guards. See docs/decisions/lake-formation.md.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/security-lf-enable.html
 */
function guarded(full: string): TableProblem {
  return warning(
    'lake-formation',
    '/source/table',
    `Table ${full} is registered with AWS Lake Formation. The job reads it only where its role has access to the whole table: AWS Glue 5.0 and later filter rows and columns for Spark's own table reads alone, which Glueflow does not make. Grant the role SELECT on all columns without a row filter, or choose another table.`
  );
}

/** Partition projection, which only Athena follows. */
function projectionProblems(
  full: string,
  table: TableDescription
): TableProblem[] {
  if (!isProjected(table)) {
    return [];
  }
  const remedy =
    'Add its partitions to the catalog (a crawler, or ALTER TABLE … ADD PARTITION in Athena), or read its files with S3 input.';
  return [
    table.hasPartitions === false
      ? error(
          'partition-projection',
          '/source/table',
          `Table ${full} has partition projection (projection.enabled), which only Athena follows, and no partition in the catalog: AWS Glue finds no rows. ${remedy}`
        )
      : warning(
          'partition-projection',
          '/source/table',
          `Table ${full} has partition projection (projection.enabled), which only Athena follows: AWS Glue reads the partitions that the catalog has, and no others. ${remedy}`
        )
  ];
}

/** A word of a POSIX shell. */
function shell(word: string): string {
  return /^[\w.-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}
