import { key } from '../../plan/column.js';
import { foreignKind } from '../../plan/foreign.js';
import type {
  CatalogSink,
  WriteMode,
  WriteOperation
} from '../../plan/operation.js';
import { shownText } from '../../plan/path.js';
import { listed, quoted } from '../../plan/quote.js';
import {
  isProjected,
  type CatalogEntry,
  type TableDescription
} from '../../plan/table.js';
import { OPEN_TABLE_FORMATS } from '../../plan/tableformat.js';
import type { OperationProblem } from '../../target/target.js';
import { sameType } from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { Column, Schema } from '../../types/type.js';
import {
  athenaName,
  error,
  tableProperty,
  warning,
  type TableProblem
} from './tableproblem.js';

/** The table's columns are updated. */
const UPDATES = 'UPDATE_IN_DATABASE';

/** Columns that a statement in a message names at most. */
const MOST_COLUMNS = 20;

/** Return what AWS Glue does not do for a table that exists and is written. */
export function tableWriteLimits(
  operation: WriteOperation
): OperationProblem[] {
  const { sink } = operation;
  if (sink.kind !== 'catalog' || sink.entry === undefined) {
    return [];
  }
  const { table } = sink.entry;
  // How files go into a table that takes none is beside the point.
  return foreignKind(table) !== undefined ||
    OPEN_TABLE_FORMATS.has(table.format?.toLowerCase() ?? '')
    ? []
    : writeProblems(operation, sink, sink.entry).map(each => ({
        ...each,
        operation
      }));
}

function writeProblems(
  { mode, format, schema }: WriteOperation,
  sink: CatalogSink,
  { database, name, table }: CatalogEntry
): TableProblem[] {
  const problems: TableProblem[] = [];
  if (mode !== 'append' && isProjected(table)) {
    const full = quoted(`${database}.${name}`);
    problems.push(
      error(
        'partition-projection',
        '/mode',
        `Athena works out the partitions of table ${full} by projection (projection.enabled) and does not look at those of the catalog, while AWS Glue overwrites only what the catalog knows: old rows could stay. Append instead, or turn projection off for the table: in Athena, ${tableProperty(database, name, 'projection.enabled', 'false')}, then MSCK REPAIR TABLE ${athenaName(database, name)};`
      )
    );
  }
  if (
    mode === 'append' &&
    sink.updateCatalog &&
    format === 'parquet' &&
    table.format?.toLowerCase() === 'parquet'
  ) {
    const writer =
      table.parameters?.useGlueParquetWriter ??
      table.serdeParameters?.useGlueParquetWriter;
    if (writer !== 'true') {
      problems.push(
        warning(
          'parquet-writer',
          '/sink/updateCatalog',
          `Table ${quoted(shownText(sink.table))} exists without the table property useGlueParquetWriter=true, which AWS Glue needs to update a Parquet table. Set the property on the table, or turn “Create or update the table” off.`
        )
      );
    }
  }
  // An overwrite gives the table the input's columns, and holds no older rows.
  const anew = mode === 'overwrite' && updatesColumns(sink);
  if (schema && !anew) {
    problems.push(...columnDifferences(mode, sink, table, schema));
  }
  return problems;
}

/** Columns that the table and the input do not have in common, and what will become of them. */
function columnDifferences(
  mode: WriteMode,
  sink: CatalogSink,
  table: TableDescription,
  schema: Schema
): TableProblem[] {
  const problems: TableProblem[] = [];
  const name = quoted(shownText(sink.table));
  const has = byName([...table.columns, ...table.partitionKeys]);
  const given = byName(schema);
  const added = schema.filter(column => !has.has(key(column.name)));
  if (added.length > 0) {
    problems.push(...columnsNotAdded(sink, table, added));
  }
  const gone = table.columns.filter(({ name: each }) => !given.has(key(each)));
  if (gone.length > 0 && overwritesColumns(mode, sink, table)) {
    problems.push(
      warning(
        'columns-removed',
        '/sink/updateBehavior',
        `${listed(gone.map(({ name: each }) => quoted(each)))} will leave table ${name}: AWS Glue gives it the columns of the input, and those of older rows are out of sight. Choose “Leave the columns”, or add what is missing.`
      )
    );
  }
  for (const column of schema) {
    const old = has.get(key(column.name));
    if (
      old &&
      old.type.kind !== 'unknown' &&
      column.type.kind !== 'unknown' &&
      !sameType(old.type, column.type)
    ) {
      problems.push(
        warning(
          'column-type-differs',
          '/sink/table',
          `${quoted(column.name)} is ${printType(column.type)} here and ${printType(old.type)} in table ${name}. AWS Glue does not change a column's type: cast it (Change schema).`
        )
      );
    }
  }
  return problems;
}

/** Return true where the table's columns follow the input's. */
function updatesColumns(sink: CatalogSink): boolean {
  return sink.updateCatalog && sink.updateBehavior === UPDATES;
}

/**
 * Return true where appending takes columns from a table: AWS Glue overwrites the schema of a table with partition keys.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
 */
function overwritesColumns(
  mode: WriteMode,
  sink: CatalogSink,
  table: TableDescription
): boolean {
  return (
    mode === 'append' && updatesColumns(sink) && table.partitionKeys.length > 0
  );
}

/** Columns that the table lacks and the job will not add to it, with what would. */
function columnsNotAdded(
  sink: CatalogSink,
  table: TableDescription,
  added: Schema
): TableProblem[] {
  const names = listed(added.map(column => quoted(column.name)));
  const name = quoted(shownText(sink.table));
  const fails = `${names} will not appear in table ${name}`;
  const drop = 'drop what it is not to have (Change schema)';
  if (table.partitionKeys.length === 0) {
    return [
      warning(
        'columns-not-added',
        '/partitionKeys',
        `${fails}: AWS Glue adds no columns to a table without partition keys. Add them yourself, in Athena: ${addColumns(sink, added)} Or ${drop}.`
      )
    ];
  }
  if (updatesColumns(sink)) {
    return [];
  }
  const [field, value, title, remedy] = sink.updateCatalog
    ? ([
        'updateBehavior',
        UPDATES,
        "Update the table's columns",
        "Choose “Update the table's columns”"
      ] as const)
    : ([
        'updateCatalog',
        true,
        'Create or update the table',
        'Turn “Create or update the table” on'
      ] as const);
  return [
    warning(
      'columns-not-added',
      `/sink/${field}`,
      `${fails}, whose columns are left as they are. ${remedy}, or ${drop}.`,
      { title, field: `/sink/${field}`, value }
    )
  ];
}

/** The statement that adds columns to a table, whole up to a length that can be read. */
function addColumns(sink: CatalogSink, added: Schema): string {
  const tick = (name: string): string => `\`${name.replace(/`/g, '``')}\``;
  const table = `${tick(shownText(sink.database))}.${tick(shownText(sink.table))}`;
  const columns = added.map(
    ({ name, type }) => `${tick(name)} ${printType(type)}`
  );
  return `ALTER TABLE ${table} ADD COLUMNS (${listed(columns, MOST_COLUMNS)});`;
}

function byName(columns: Schema): ReadonlyMap<string, Column> {
  return new Map(columns.map(column => [key(column.name), column]));
}
