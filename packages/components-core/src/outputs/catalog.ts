import {
  parseText,
  type CatalogSink,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type SchemaResult,
  type TableDescription
} from '@glueflow/components-manager';
import { error, quote, nameFix, warning } from '../common/column.js';
import {
  formatConditions,
  FORMAT_TITLES,
  WRITE_OPTIONS
} from '../common/format.js';
import { base, defined } from '../common/operation.js';
import { IN } from '../common/port.js';
import {
  CONNECTION_FIELD,
  connectionMembers,
  connectionProblems
} from '../common/S3OptionsHandler.js';
import { tableReading } from '../common/serde.js';
import {
  catalogEntry,
  describeTable,
  namesOf,
  TABLE_FIELDS
} from '../common/table.js';
import { writeTableProblems } from '../common/tablekind.js';
import {
  knownText,
  showText,
  toOptionalText,
  type TextField
} from '../common/text.js';
import {
  COMPRESSION_FIELD,
  modeText,
  pathProblems,
  WRITE_FIELDS,
  writeMembers,
  writeProblems
} from '../common/write.js';
import { tableProblems, type CatalogOutputConfig } from './table.js';

const HELP = `Writes its input to Amazon S3 and keeps a table of the AWS Glue Data Catalog for it.

**Path** is where the files go. Without one the table must exist, and its own location is used.

**Create or update the table** makes the table when there is none, adds new partitions and, with *update the table's columns*, new
columns. *Leave the columns* adds partitions only. Turned off, the table must exist and stays as it is.

**Partition keys** become folders. For a table that exists they must be the table's own, in the same order.

**Overwrite** replaces the table's rows, **replace the partitions written** those of the partitions that get rows. The new files are
written to a hidden folder of the path first (\`_glueflow/\`); then the catalog names them, the old files are removed, and the new ones move to
the path. A run that fails leaves a table that can be read; partitions that get no rows leave the catalog on overwrite. A pipeline can't
overwrite a table that it reads, nor what a job bookmark gives only the new rows of.

AWS Glue's limits when it updates a table: formats CSV, JSON, Avro and Parquet; columns of a table without partition keys are not
updated; lists, maps and structs within each other are not supported.

**Connection** can't be one that assumes a role: the job's own IAM role writes. To write under another role, take S3 output.

Example: database \`nycflights\`, table \`busiest_routes\`, path \`s3://my-bucket/busiest_routes/\`, format Parquet, overwrite.`;

/** Writes files and a table of the Glue Data Catalog. */
export const glueCatalogOutput: Component<CatalogOutputConfig> = {
  id: 'glue-catalog-output',
  version: 1,
  title: 'Glue Data Catalog output',
  category: 'output',
  icon: 'glue-catalog-output',
  help: HELP,
  keywords: [
    'write',
    'save',
    'target',
    'sink',
    'table',
    'create table',
    'partition',
    'athena'
  ],
  inputs: [IN],
  outputs: [],
  configuration: {
    type: 'object',
    properties: {
      connection: CONNECTION_FIELD,
      ...TABLE_FIELDS,
      path: {
        title: 'Path',
        description:
          'Folder in S3 for the files. Empty: the location of the table, which must exist.',
        type: 'string',
        'x-glueflow': { control: 's3-path' }
      },
      format: {
        title: 'Format',
        type: 'string',
        oneOf: (['parquet', 'csv', 'json', 'avro'] as const).map(format => ({
          const: format,
          title: FORMAT_TITLES[format]
        })),
        default: 'parquet',
        'x-glueflow': { fixed: true }
      },
      compression: COMPRESSION_FIELD,
      ...WRITE_FIELDS,
      updateCatalog: {
        title: 'Create or update the table',
        description:
          'Make the table when there is none; add new partitions and columns.',
        type: 'boolean',
        default: true,
        'x-glueflow': { fixed: true }
      },
      updateBehavior: {
        title: 'Columns of the table',
        description:
          'What happens when the columns are not those of the table.',
        type: 'string',
        oneOf: [
          { const: 'UPDATE_IN_DATABASE', title: "Update the table's columns" },
          { const: 'LOG', title: 'Leave the columns' }
        ],
        default: 'UPDATE_IN_DATABASE',
        'x-glueflow': { fixed: true, advanced: true }
      }
    },
    required: ['database', 'table'],
    allOf: formatConditions(WRITE_OPTIONS, 'parquet'),
    unevaluatedProperties: false
  },

  summary(config) {
    const table = `${showText(config.database)}.${showText(config.table)}`;
    return `${modeText(config.mode)} ${table}, ${FORMAT_TITLES[config.format ?? 'parquet']}`;
  },

  schema(config, context): SchemaResult {
    const schema = context.inputs[0]?.schema;
    const problems: ComponentProblem[] = [];
    const updates = config.updateCatalog ?? true;
    const table = describeTable(config, context, problems, updates);
    if (config.path !== undefined && config.path !== '') {
      problems.push(
        ...pathProblems(config.path, '/path', config.mode, context)
      );
    } else if (table === 'missing' && updates) {
      problems.push(
        error(
          'missing-path',
          '/path',
          `Table ${quote(showText(config.table))} does not exist yet: say where in S3 its files go.`
        )
      );
    }
    if (table === 'missing' && updates) {
      problems.push(...newNameProblems(config.table, context));
    }
    problems.push(
      ...connectionProblems(config, context),
      ...writeProblems(config, schema, context)
    );
    if (table && table !== 'missing') {
      const { database, name } = namesOf(config, context);
      const kind = writeTableProblems(database, name, table);
      // How files go into a table that takes none is beside the point.
      problems.push(
        ...(kind.length > 0 ? kind : tableProblems(config, table, context))
      );
    }
    return { schema, problems };
  },

  lower(config, context) {
    const table = describeTable(config, context, [], true);
    const sink: CatalogSink = {
      kind: 'catalog',
      database: parseText(config.database),
      table: parseText(config.table),
      ...connectionMembers(config, context),
      ...defined({
        catalogId: toOptionalText(config.catalogId),
        path: toOptionalText(config.path),
        location:
          table && table !== 'missing'
            ? table.location || undefined
            : undefined,
        nullText: nullTextOf(table),
        entry: catalogEntry(config, table, context)
      }),
      updateCatalog: config.updateCatalog ?? true,
      updateBehavior: config.updateBehavior ?? 'UPDATE_IN_DATABASE'
    };
    return [
      {
        op: 'write',
        ...base(context, context.inputs[0].schema),
        sink,
        ...writeMembers(config, context.inputs[0].schema)
      }
    ];
  }
};

/**
 * A name that a new table would not keep, or that Athena could not read.
 *
 * https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
 */
function newNameProblems(
  name: TextField,
  context: ComponentContext
): ComponentProblem[] {
  const known = knownText(name, context);
  if (known === undefined || /^[a-z0-9_]*$/.test(known)) {
    return [];
  }
  const better = known
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|(?<!_)_+$/g, '');
  return [
    warning(
      'table-name',
      '/table',
      `The Data Catalog keeps names in lower case, and Athena takes letters, digits and _ only: ${quote(known)} is no good name for a new table.`,
      name === known && better !== ''
        ? nameFix(context, '/table', better)
        : undefined
    )
  ];
}

/** The text that the SerDe of a table that exists reads as null; none where it has no such text. */
function nullTextOf(
  table: TableDescription | 'missing' | undefined
): string | undefined {
  if (!table || table === 'missing') {
    return undefined;
  }
  const { nullText } = tableReading(table);
  return nullText === null ? '' : nullText;
}
