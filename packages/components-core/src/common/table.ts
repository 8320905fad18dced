import type {
  ComponentContext,
  ComponentProblem,
  TableDescription
} from '@glueflow/components-manager';
import { error, quote } from './column.js';
import { knownText, type TextField } from './text.js';

/** The fields that name a table of the Data Catalog. */
export const TABLE_FIELDS = {
  database: {
    title: 'Database',
    description: 'Database of the Data Catalog.',
    type: 'string',
    'x-glueflow': { control: 'database' }
  },
  table: {
    title: 'Table',
    description: 'Table of the Data Catalog.',
    type: 'string',
    'x-glueflow': { control: 'table' }
  },
  catalogId: {
    title: 'Catalog id',
    description:
      'AWS account that owns the catalog. Empty: the account the job runs in.',
    type: 'string',
    'x-glueflow': { advanced: true }
  }
};

/** The names in a configuration that find a table. */
export interface TableName {
  connection?: string;
  database: TextField;
  table: TextField;
  catalogId?: TextField;
}

/**
 * Ask what a table looks like, reporting an empty name or (unless it may be missing) a table that is not there.
 *
 * Returns `undefined` when nobody knows: no catalog was asked, or a parameter without a default stands in the name.
 */
export function describeTable(
  config: TableName,
  context: Pick<ComponentContext, 'parameterDefaults' | 'sources'>,
  problems: ComponentProblem[],
  mayBeMissing = false
): TableDescription | 'missing' | undefined {
  for (const field of ['database', 'table'] as const) {
    if (config[field] === '') {
      problems.push(
        error(`missing-${field}`, `/${field}`, `Choose a ${field}.`)
      );
    }
  }
  const database = knownText(config.database, context);
  const table = knownText(config.table, context);
  if (!database || !table) {
    return undefined;
  }
  const catalogId =
    config.catalogId === undefined || config.catalogId === ''
      ? undefined
      : knownText(config.catalogId, context);
  if (config.catalogId && !catalogId) {
    return undefined;
  }
  const found = context.sources.table?.(
    config.connection,
    database,
    table,
    catalogId
  );
  if (
    found === 'missing' &&
    context.sources.database?.(config.connection, database, catalogId) ===
      'missing'
  ) {
    problems.push(
      error(
        'missing-database',
        '/database',
        `There is no database ${quote(database)} in the Data Catalog. Choose another, or create it first.`
      )
    );
  } else if (found === 'missing' && !mayBeMissing) {
    problems.push(
      error(
        'missing-table',
        '/table',
        `There is no table ${quote(table)} in database ${quote(database)} of the Data Catalog. Choose another, or create it first.`
      )
    );
  }
  return found;
}
