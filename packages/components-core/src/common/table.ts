import {
  catalogIn,
  nearest,
  outsideTables,
  parseText,
  type CatalogEntry,
  type ComponentContext,
  type ComponentProblem,
  type TableDescription
} from '@glueflow/components-manager';
import { error, nameFix, quote, warning } from './column.js';
import { knownText, showText, type TextField } from './text.js';

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
  context: Pick<ComponentContext, 'nodeId' | 'parameterDefaults' | 'sources'>,
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
  const where = catalogIn(
    context.sources.place?.(config.connection, catalogId)
  );
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
      missing(
        'database',
        database,
        `in ${where}`,
        context.sources.names?.(config.connection, undefined, catalogId),
        { given: config.database, context }
      )
    );
  } else if (found === 'missing' && !mayBeMissing) {
    problems.push(
      missing(
        'table',
        table,
        `in database ${quote(database)} of ${where}`,
        context.sources.names?.(config.connection, database, catalogId),
        { given: config.table, context }
      )
    );
  }
  return found;
}

/** Return the names of a table: as far as they are known, the values of their parameters. */
export function namesOf(
  config: TableName,
  context: Pick<ComponentContext, 'parameterDefaults'>
): { database: string; name: string } {
  const [database, name] = [config.database, config.table].map(
    field => knownText(field, context) ?? showText(field)
  );
  return { database, name };
}

/** Return what the catalog says of a table, for targets; undefined where it is not known or there is none. */
export function catalogEntry(
  config: TableName,
  table: TableDescription | 'missing' | undefined,
  context: Pick<ComponentContext, 'parameterDefaults'>
): CatalogEntry | undefined {
  return table === undefined || table === 'missing'
    ? undefined
    : { ...namesOf(config, context), table };
}

/**
 * Report the tables that Spark SQL names and that the Data Catalog, once it was asked, does not have. The names in SQL are those of the
 * job's own catalog.
 *
 * A name without a database is a warning: a temporary view may have it.
 *
 * @param path - The field that holds the SQL.
 * @param inputs - The names of the step's inputs in a whole query; undefined: the SQL is an expression.
 */
export function missingTables(
  sql: string,
  path: string,
  { sources }: Pick<ComponentContext, 'sources'>,
  inputs?: readonly string[]
): ComponentProblem[] {
  return outsideTables(parseText(sql), inputs, inputs !== undefined).flatMap(
    ({ name, database, table, qualified }) => {
      // The Data Catalog keeps names in small letters.
      const [folder, key] = [database.toLowerCase(), table.toLowerCase()];
      if (sources.table?.(undefined, folder, key) !== 'missing') {
        return [];
      }
      const where = catalogIn(sources.place?.(undefined));
      if (!qualified) {
        const near = like(key, [
          ...(inputs ?? []),
          ...(sources.names?.(undefined, folder) ?? [])
        ]);
        return [
          warning(
            'unknown-input',
            path,
            `The query reads ${quote(name)}, which is neither an input of this step nor a table in database ${quote(database)} of ${where}. ${near === undefined ? '' : `Did you mean ${quote(near)}? `}Name an input, or database and table (database.table).`
          )
        ];
      }
      return [
        sources.database?.(undefined, folder) === 'missing'
          ? missing(
              'database',
              database,
              `in ${where}`,
              sources.names?.(undefined, undefined),
              { path }
            )
          : missing(
              'table',
              table,
              `in database ${quote(database)} of ${where}`,
              sources.names?.(undefined, folder),
              { path }
            )
      ];
    }
  );
}

/** Where a missing name stands: in a field of its own, which a fix can change, or within a text. */
type NamePlace =
  | { given: TextField; context: Pick<ComponentContext, 'nodeId'> }
  | { path: string };

/** A database or table that is not there, with the one it may have been meant for. */
function missing(
  field: 'database' | 'table',
  name: string,
  where: string,
  names: readonly string[] = [],
  place: NamePlace
): ComponentProblem {
  const near = like(name, names);
  const elsewhere = / of [a-z]+-/.test(where)
    ? '; if it is in another region, name that region'
    : '';
  const path = 'path' in place ? place.path : `/${field}`;
  return error(
    `missing-${field}`,
    path,
    `There is no ${field} ${quote(name)} ${where}. ${near === undefined ? '' : `Did you mean ${quote(near)}? `}Choose another, or create it first${elsewhere}.`,
    // A value in place of a parameter would be of no use in the next run.
    near !== undefined && 'given' in place && place.given === name
      ? nameFix(place.context, path, near)
      : undefined
  );
}

/** The name most like one, or else the only one that begins with it. */
function like(name: string, names: readonly string[]): string | undefined {
  const near = nearest(name, names);
  if (near !== undefined) {
    return near;
  }
  const begun = names.filter(each =>
    each.toLowerCase().startsWith(name.toLowerCase())
  );
  return begun.length === 1 ? begun[0] : undefined;
}
