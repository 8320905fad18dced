import {
  homeOf,
  printType,
  sameName,
  sameType,
  type ComponentContext,
  type ComponentProblem,
  type Schema,
  type TableDescription
} from '@glueflow/components-manager';
import {
  documentPath,
  error,
  findColumn,
  list,
  quote,
  warning
} from '../common/column.js';
import { FORMAT_TITLES } from '../common/format.js';
import { showText, type TextField } from '../common/text.js';
import type { WriteConfig } from '../common/write.js';

/** The configuration of Glue Data Catalog output. */
export type CatalogOutputConfig = WriteConfig & {
  connection?: string;
  catalogId?: TextField;
  database: TextField;
  table: TextField;
  path?: TextField;
  updateCatalog?: boolean;
  updateBehavior?: 'UPDATE_IN_DATABASE' | 'LOG';
  format: 'csv' | 'json' | 'avro' | 'parquet';
};

/** The table's columns are updated. */
const UPDATES = 'UPDATE_IN_DATABASE';

/** Columns that a statement in a message names at most. */
const MOST_COLUMNS = 20;

/** How the settings go with a table that exists. */
export function tableProblems(
  config: CatalogOutputConfig,
  table: TableDescription,
  schema: Schema | undefined,
  context: ComponentContext
): ComponentProblem[] {
  const name = quote(showText(config.table));
  const problems: ComponentProblem[] = [];
  const format = table.format?.toLowerCase();
  const updates = config.updateCatalog ?? true;
  if (format !== undefined && format !== (config.format ?? 'parquet')) {
    const known = ['parquet', 'csv', 'json', 'avro'].includes(format);
    problems.push(
      error(
        'format-differs',
        '/format',
        `Table ${name} holds ${format} files; files of another format would be unreadable among them.${known ? '' : ' Choose another table.'}`,
        known
          ? {
              title: `Use ${FORMAT_TITLES[format as 'csv']}`,
              path: documentPath(context, '/format'),
              value: format
            }
          : undefined
      )
    );
  } else if (
    format === 'parquet' &&
    updates &&
    (config.mode ?? 'append') === 'append'
  ) {
    const writer =
      table.parameters?.useGlueParquetWriter ??
      table.serdeParameters?.useGlueParquetWriter;
    if (writer !== 'true') {
      problems.push(
        warning(
          'parquet-writer',
          '/updateCatalog',
          `Table ${name} exists without the table property useGlueParquetWriter=true, which AWS Glue needs to update a Parquet table. Set the property on the table, or turn “Create or update the table” off.`
        )
      );
    }
  }
  const keys = config.partitionKeys ?? [];
  const wanted = table.partitionKeys.map(key => key.name);
  if (
    keys.length !== wanted.length ||
    keys.some((key, index) => !sameName(key, wanted[index]))
  ) {
    problems.push(
      error(
        'partition-keys-differ',
        '/partitionKeys',
        `Table ${name} ${wanted.length === 0 ? 'has no partition keys' : `is partitioned by ${wanted.join(', ')}`}; the partition keys must be the same, in the same order.`,
        {
          title: `Use ${wanted.length === 0 ? 'none' : wanted.join(', ')}`,
          path: documentPath(context, '/partitionKeys'),
          value: wanted
        }
      )
    );
  }
  if (
    (config.mode ?? 'append') === 'append' &&
    table.location &&
    homeOf(table.location) !== table.location
  ) {
    problems.push(
      error(
        'interrupted-overwrite',
        '/mode',
        `A run that overwrote table ${name} ended before its files were moved from ${table.location}: what is appended would not be seen. Run the overwrite again first.`
      )
    );
  }
  // An overwrite gives the table the input's columns, and holds no older rows.
  const anew = config.mode === 'overwrite' && updatesColumns(config);
  if (schema && !anew) {
    problems.push(...columnDifferences(config, table, schema, context));
  }
  return problems;
}

/** Columns that the table and the input do not have in common, and what will become of them. */
function columnDifferences(
  config: CatalogOutputConfig,
  table: TableDescription,
  schema: Schema,
  context: ComponentContext
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  const name = quote(showText(config.table));
  const has = [...table.columns, ...table.partitionKeys];
  const added = schema.filter(column => !findColumn(has, column.name));
  if (added.length > 0) {
    problems.push(...columnsNotAdded(config, table, added, context));
  }
  const gone = table.columns.filter(
    ({ name: each }) => !findColumn(schema, each)
  );
  if (gone.length > 0 && overwritesColumns(config, table)) {
    problems.push(
      warning(
        'columns-removed',
        '/updateBehavior',
        `${list(gone.map(({ name: each }) => quote(each)))} will leave table ${name}: AWS Glue gives it the columns of the input, and those of older rows are out of sight. Choose “Leave the columns”, or add what is missing.`
      )
    );
  }
  for (const column of schema) {
    const old = findColumn(has, column.name);
    if (
      old &&
      old.type.kind !== 'unknown' &&
      column.type.kind !== 'unknown' &&
      !sameType(old.type, column.type)
    ) {
      problems.push(
        warning(
          'column-type-differs',
          '/table',
          `${quote(column.name)} is ${printType(column.type)} here and ${printType(old.type)} in table ${name}. AWS Glue does not change a column's type: cast it (Change schema).`
        )
      );
    }
  }
  return problems;
}

/** Say whether the table's columns follow the input's. */
function updatesColumns(config: CatalogOutputConfig): boolean {
  return (
    (config.updateCatalog ?? true) &&
    (config.updateBehavior ?? UPDATES) === UPDATES
  );
}

/**
 * Say whether appending takes columns from a table: AWS Glue overwrites the schema of a table with partition keys.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/update-from-job.html
 */
function overwritesColumns(
  config: CatalogOutputConfig,
  table: TableDescription
): boolean {
  return (
    (config.mode ?? 'append') === 'append' &&
    updatesColumns(config) &&
    table.partitionKeys.length > 0
  );
}

/** Columns that the table lacks and the job will not add to it, with what would. */
function columnsNotAdded(
  config: CatalogOutputConfig,
  table: TableDescription,
  added: Schema,
  context: ComponentContext
): ComponentProblem[] {
  const names = list(added.map(column => quote(column.name)));
  const name = quote(showText(config.table));
  const fails = `${names} will not appear in table ${name}`;
  const drop = 'drop what it is not to have (Change schema)';
  if (table.partitionKeys.length === 0) {
    return [
      warning(
        'columns-not-added',
        '/partitionKeys',
        `${fails}: AWS Glue adds no columns to a table without partition keys. Add them yourself, in Athena: ${addColumns(config, added)} Or ${drop}.`
      )
    ];
  }
  const catalog = config.updateCatalog ?? true;
  if (catalog && (config.updateBehavior ?? UPDATES) === UPDATES) {
    return [];
  }
  const [field, value, title, remedy] = catalog
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
      `/${field}`,
      `${fails}, whose columns are left as they are. ${remedy}, or ${drop}.`,
      { title, path: documentPath(context, `/${field}`), value }
    )
  ];
}

/** The statement that adds columns to a table, whole up to a length that can be read. */
function addColumns(config: CatalogOutputConfig, added: Schema): string {
  const tick = (name: string): string => `\`${name.replace(/`/g, '``')}\``;
  const table = `${tick(showText(config.database))}.${tick(showText(config.table))}`;
  const columns = added.map(
    ({ name, type }) => `${tick(name)} ${printType(type)}`
  );
  return `ALTER TABLE ${table} ADD COLUMNS (${list(columns, MOST_COLUMNS)});`;
}
