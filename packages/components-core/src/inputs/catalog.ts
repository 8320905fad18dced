import {
  parseText,
  type CatalogSource,
  type Column,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Malformed,
  type ReadMode,
  type Schema,
  type SchemaResult,
  type TableDescription
} from '@glueflow/components-manager';
import {
  documentPath,
  duplicateNames,
  error,
  quote,
  requireColumn,
  warning
} from '../common/column.js';
import { base, defined } from '../common/operation.js';
import { OUT } from '../common/port.js';
import {
  MALFORMED_FIELD,
  glueReadHints,
  malformedColumn,
  hintsMember,
  malformedProblems,
  READ_FIELDS,
  READ_OPERATION_FIELDS
} from '../common/read.js';
import {
  CONNECTION_FIELD,
  connectionMembers,
  connectionProblems
} from '../common/S3OptionsHandler.js';
import {
  tableReading,
  textColumns,
  type TableReading
} from '../common/serde.js';
import { checkSql, sqlText } from '../common/sql.js';
import { catalogEntry, describeTable, TABLE_FIELDS } from '../common/table.js';
import { catalogPredicateProblems } from '../common/partitionpredicate.js';
import {
  showText,
  toOptionalText,
  type TextField,
  type ValueField
} from '../common/text.js';

/** The configuration of Glue Data Catalog input. */
export type CatalogInputConfig = {
  connection?: string;
  catalogId?: TextField;
  database: TextField;
  table: TextField;
  partitionPredicate?: TextField;
  catalogPartitionPredicate?: TextField;
  columns?: string[];
  readMode?: ReadMode;
  bookmark?: boolean;
  groupFiles?: ValueField<'inPartition' | 'none'>;
  groupSize?: ValueField<number>;
  inconsistentTypes?: boolean;
  malformed?: Malformed;
};

const HELP = `Reads a table of the AWS Glue Data Catalog.

**Partition predicate** keeps only some partitions, by a Spark SQL condition over partition keys: \`month <= 3\`. Filters on
partition keys that follow in the pipeline are moved here by themselves. **Catalog partition predicate** is evaluated by the Data
Catalog itself (with a partition index when there is one), for tables with very many partitions: \`year='2021' and month='06'\`. It
takes comparisons of keys with values and no functions; dates stand in single quotes, and values of text keys as the folders have
them (\`'06'\`, not 6).

**Columns** are the columns to read; none chosen reads every column that the pipeline uses.

**Read as** is left on *automatic* as a rule: a Spark read, which skips columns and rows early, unless a job bookmark, file grouping or
inconsistent types need AWS Glue's DynamicFrame.

**Job bookmark** reads only what earlier runs of the job have not read. **Group files** puts many small files into one task.
**Inconsistent types** settles columns whose type differs between files, by casting to the type the catalog has.

Header, separator, quotes, nulls of CSV tables, and keys of JSON tables, are as the table's SerDe says (see *SerDes* in the manual). What
no reader of AWS Glue can follow is refused.

**Malformed records**, of JSON tables, are excluded and counted in the log, unless you keep their text in the column \`_corrupt_record\` or
let the job fail.

**Connection**: when it assumes a role, the job's script assumes it for the bucket of the files (AWS Glue 5.1 and later, and not where
a DynamicFrame is needed). A profile or keys never enter the script.

Example: database \`nycflights\`, table \`flights\`, partition predicate \`month <= 3\`.`;

/** Reads a table of the Glue Data Catalog. */
export const glueCatalogInput: Component<CatalogInputConfig> = {
  id: 'glue-catalog-input',
  version: 1,
  title: 'Glue Data Catalog input',
  category: 'input',
  icon: 'glue-catalog-input',
  help: HELP,
  keywords: [
    'read',
    'source',
    'table',
    'database',
    'athena',
    'hive',
    'partition',
    'bookmark'
  ],
  inputs: [],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      connection: CONNECTION_FIELD,
      ...TABLE_FIELDS,
      partitionPredicate: {
        title: 'Partition predicate',
        description:
          'Spark SQL condition over partition keys; other partitions are not read.',
        type: 'string',
        'x-glueflow': { fixed: true, control: 'partition-predicate' }
      },
      columns: {
        title: 'Columns',
        description: 'Columns to read, in this order. None: all.',
        type: 'array',
        items: { type: 'string' },
        'x-glueflow': { control: 'columns', verbatim: true }
      },
      bookmark: {
        title: 'Job bookmark',
        description: 'Read only what earlier runs have not read.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      },
      catalogPartitionPredicate: {
        title: 'Catalog partition predicate',
        description:
          'Condition over partition keys that the Data Catalog evaluates itself, for very many partitions.',
        type: 'string',
        'x-glueflow': {
          fixed: true,
          control: 'partition-predicate',
          advanced: true
        }
      },
      ...READ_FIELDS,
      malformed: MALFORMED_FIELD
    },
    required: ['database', 'table'],
    additionalProperties: false
  },

  operationFields: READ_OPERATION_FIELDS,

  summary(config) {
    const table = `${showText(config.database)}.${showText(config.table)}`;
    const predicate = showText(config.partitionPredicate);
    return predicate ? `${table}, ${predicate}` : table;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const table = describeTable(config, context, problems);
    if (table === 'missing') {
      return { problems };
    }
    if (!table) {
      problems.push(
        warning(
          'table-not-described',
          '/table',
          `The columns and the format of table ${quote(`${showText(config.database)}.${showText(config.table)}`)} are not known here: columns can't be checked, and a header or separator that a CSV table has will not be in the script.`
        )
      );
    }
    problems.push(
      ...connectionProblems(config, context),
      ...malformedProblems(config, table?.format)
    );
    for (const field of PREDICATES) {
      predicateProblems(field, config, table, context, problems);
    }
    const schema = columnsRead(config, table, context, problems);
    return {
      schema: schema && [...schema, ...malformedColumn(config)],
      problems
    };
  },

  lower(config, context) {
    const found = describeTable(config, context, []);
    const table = found === 'missing' ? undefined : found;
    const reading = table && tableReading(table);
    const columns = columnsRead(config, table, context, []);
    return [
      {
        op: 'read',
        ...base(context, columns && [...columns, ...malformedColumn(config)]),
        source: source(config, table, reading, context),
        ...hintsMember({
          ...glueReadHints(config),
          ...defined({
            catalogPartitionPredicate: sqlText(
              config.catalogPartitionPredicate
            ),
            ownReader: reading?.needsGlue,
            unreadable: reading?.refused
          })
        }),
        ...defined({ malformed: config.malformed }),
        ...(config.columns?.length
          ? {
              columns: [
                ...columnNames(config.columns, table),
                ...malformedColumn(config).map(each => each.name)
              ]
            }
          : {})
      }
    ];
  }
};

const PREDICATES = ['partitionPredicate', 'catalogPartitionPredicate'] as const;

function source(
  config: CatalogInputConfig,
  table: TableDescription | undefined,
  reading: TableReading | undefined,
  context: ComponentContext
): CatalogSource {
  const texts =
    reading?.nullText === undefined ? [] : textColumns(table?.columns);
  return {
    kind: 'catalog',
    database: parseText(config.database),
    table: parseText(config.table),
    ...connectionMembers(config, context),
    ...defined({
      catalogId: toOptionalText(config.catalogId),
      partitionPredicate: sqlText(config.partitionPredicate),
      partitionKeys: table?.partitionKeys,
      format: table?.format,
      location: table?.location,
      readerOptions: reading?.options,
      texts:
        reading?.nullText === undefined || texts.length === 0
          ? undefined
          : { columns: texts, nullText: reading.nullText },
      caseless: reading?.caseless,
      keys: reading?.keys,
      entry: catalogEntry(config, table, context)
    })
  };
}

function allColumns(table: TableDescription): Column[] {
  return [
    ...table.columns,
    ...table.partitionKeys.map(key => ({ ...key, partition: true }))
  ];
}

function columnsRead(
  config: CatalogInputConfig,
  table: TableDescription | undefined,
  context: ComponentContext,
  problems: ComponentProblem[]
): Schema | undefined {
  const all = table && allColumns(table);
  const names = config.columns ?? [];
  duplicateNames(names, index => `/columns/${index}`, 'Column', problems);
  if (names.length === 0 || !all) {
    return all;
  }
  return names.flatMap(
    (name, index) =>
      requireColumn(
        all,
        name,
        `/columns/${index}`,
        context,
        problems,
        `table ${quote(showText(config.table))}`
      ) ?? []
  );
}

/** The columns wanted, spelt as the table has them. */
function columnNames(
  names: readonly string[],
  table: TableDescription | undefined
): string[] {
  const known = new Map(
    (table ? allColumns(table) : []).map(column => [
      column.name.toLowerCase(),
      column.name
    ])
  );
  return names.map(name => known.get(name.toLowerCase()) ?? name);
}

function predicateProblems(
  field: (typeof PREDICATES)[number],
  config: CatalogInputConfig,
  table: TableDescription | undefined,
  context: ComponentContext,
  problems: ComponentProblem[]
): void {
  const predicate = config[field];
  if (typeof predicate !== 'string' || predicate === '') {
    return;
  }
  const path = `/${field}`;
  if (table && table.partitionKeys.length === 0) {
    problems.push(
      error(
        'not-partitioned',
        path,
        `Table ${quote(showText(config.table))} has no partition keys, so a partition predicate has nothing to choose from. Remove it and filter the rows instead.`,
        {
          title: 'Remove the predicate',
          path: documentPath(context, path),
          value: undefined
        }
      )
    );
    return;
  }
  const where = `the partition keys of table ${quote(showText(config.table))}`;
  const keys = table?.partitionKeys;
  problems.push(
    ...(field === 'catalogPartitionPredicate'
      ? catalogPredicateProblems(predicate, path, keys, context, where)
      : checkSql(predicate, path, keys, context, where).problems)
  );
}
