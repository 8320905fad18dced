import {
  parseText,
  type Component,
  type ComponentContext,
  type ComponentProblem,
  type Malformed,
  type S3Source,
  type SchemaResult
} from '@glueflow/components-manager';
import { documentPath, error, quote, warning } from '../common/column.js';
import {
  DECLARED_FILE_COLUMNS_FIELD,
  readDeclared,
  type DeclaredColumn
} from '../common/declared.js';
import {
  formatConditions,
  formatOptions,
  FORMAT_TITLES,
  READ_OPTIONS,
  type FormatOptionFields
} from '../common/format.js';
import { base, defined } from '../common/operation.js';
import { OUT } from '../common/port.js';
import {
  fileColumns,
  glueReadHints,
  hintsMember,
  malformedProblems,
  READ_FIELDS,
  READ_OPERATION_FIELDS,
  type ReadSettings
} from '../common/read.js';
import {
  CONNECTION_FIELD,
  connectionMembers,
  connectionProblems
} from '../common/S3OptionsHandler.js';
import { showText, type TextField } from '../common/text.js';
import { pathProblems } from '../common/write.js';

/** The configuration of S3 input. */
export type S3InputConfig = FormatOptionFields &
  ReadSettings & {
    connection?: string;
    paths?: TextField[];
    format: S3Source['format'];
    recursive?: boolean;
    patterns?: boolean;
    exclusions?: TextField[];
    columns?: DeclaredColumn[];
    malformed?: Malformed;
  };

const HELP = `Reads files in Amazon S3.

**Paths** are folders or files, all of one format; they stand for themselves, whatever characters they have, unless **Paths are
patterns** is on: then \`*\`, \`?\`, \`[ab]\` and \`{a,b}\` are patterns, as Hadoop reads them. With **Recursive** on, files in folders below are read too.

**Exclude** takes patterns of objects to exclude, such as \`**.tmp\` or \`s3://bucket/folder/_draft*\`.

**Columns** declares names and types. Without them Spark looks into the files: that costs a pass over CSV and JSON, and types may
change with the data. Parquet files say what they hold. Columns of CSV files with a header, of JSON and of Parquet files are found by
name, without regard to case; one that a CSV header lacks is an error. Without a header they stand in the files' order. A column whose
values stand in the names of folders (\`month=3/\`) has to be declared, as a **partition key**, or **Recursive** turned off.

**Malformed records**: lines of CSV with too few or too many values, JSON that can't be read. Of CSV lines what can be read is kept;
JSON records are excluded and counted in the log. Or exclude the lines too (their number stands in the log; counting is a pass over the
files of its own), keep the text in the column \`_corrupt_record\`, or let the job fail.

**Job bookmark** reads only files that earlier runs of the job have not read. **Group files** puts many small files into one task. Both,
and **Exclude**, read through AWS Glue's DynamicFrame, which knows fewer options of CSV and JSON than Spark.

**Connection**: when it assumes a role, the job's script assumes it for the bucket of the files (AWS Glue 5.1 and later, and not where
a DynamicFrame is needed). A profile or keys never enter the script.

Example: path \`s3://my-bucket/airlines/\`, format CSV with a header, columns \`carrier string\`, \`name string\`.`;

/** Reads files in S3. */
export const s3Input: Component<S3InputConfig> = {
  id: 's3-input',
  version: 1,
  title: 'S3 input',
  category: 'input',
  icon: 's3-input',
  help: HELP,
  keywords: [
    'read',
    'source',
    'files',
    'bucket',
    'csv',
    'json',
    'parquet',
    'load',
    'import',
    'bookmark'
  ],
  inputs: [],
  outputs: [OUT],
  configuration: {
    type: 'object',
    properties: {
      connection: CONNECTION_FIELD,
      paths: {
        title: 'Paths',
        description: 'Folders or files, such as s3://my-bucket/airlines/.',
        type: 'array',
        items: { type: 'string', 'x-glueflow': { control: 's3-path' } }
      },
      format: {
        title: 'Format',
        type: 'string',
        oneOf: (['parquet', 'csv', 'json'] as const).map(format => ({
          const: format,
          title: FORMAT_TITLES[format]
        })),
        default: 'parquet',
        'x-glueflow': { fixed: true }
      },
      columns: {
        ...DECLARED_FILE_COLUMNS_FIELD,
        title: 'Columns',
        description: 'Names and types. None: found from the files.',
        default: [],
        'x-glueflow': { verbatim: true }
      },
      recursive: {
        title: 'Recursive',
        description: 'Read files in folders below the paths too.',
        type: 'boolean',
        default: true,
        'x-glueflow': { fixed: true }
      },
      patterns: {
        title: 'Paths are patterns',
        description:
          'Read *, ?, [ ] and { } in paths as patterns of Hadoop. Off: they stand for themselves.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true, advanced: true }
      },
      exclusions: {
        title: 'Exclude',
        description: 'Glob patterns of objects to exclude, such as **.tmp.',
        type: 'array',
        items: { type: 'string' },
        default: [],
        'x-glueflow': { advanced: true }
      },
      bookmark: {
        title: 'Job bookmark',
        description: 'Read only files that earlier runs have not read.',
        type: 'boolean',
        default: false,
        'x-glueflow': { fixed: true }
      },
      ...READ_FIELDS
    },
    allOf: formatConditions(READ_OPTIONS, 'parquet', true),
    unevaluatedProperties: false
  },
  declares: 'columns',
  operationFields: READ_OPERATION_FIELDS,

  summary(config) {
    const [first, ...others] = (config.paths ?? []).map(showText);
    const where =
      others.length > 0 ? `${first} and ${others.length} more` : (first ?? '');
    return `${where}, ${FORMAT_TITLES[config.format ?? 'parquet']}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [];
    const paths = config.paths ?? [];
    if (paths.length === 0) {
      problems.push(
        error(
          'missing-path',
          '/paths',
          'Say which folder or file in S3 to read.'
        )
      );
    }
    paths.forEach((path, index) => {
      problems.push(
        ...pathProblems(path, `/paths/${index}`, undefined, context)
      );
    });
    problems.push(
      ...connectionProblems(config, context),
      ...malformedProblems(config, config.format ?? 'parquet'),
      ...patternProblems(config, context)
    );
    const schema = fileColumns(config, context, problems);
    if (config.inconsistentTypes && !config.columns?.length) {
      problems.push(
        error(
          'missing-columns',
          '/columns',
          'Inconsistent types can only be settled when the types wanted are known. Declare the columns.'
        )
      );
    }
    return { schema, problems };
  },

  lower(config, context) {
    const format = config.format ?? 'parquet';
    const exclusions = (config.exclusions ?? []).filter(one => one !== '');
    return [
      {
        op: 'read',
        ...base(context, fileColumns(config, context, [])),
        source: {
          kind: 's3',
          ...connectionMembers(config, context),
          paths: (config.paths ?? []).map(path => parseText(path)),
          format,
          formatOptions: formatOptions(config, READ_OPTIONS[format]),
          ...(config.patterns ? { patterns: true } : {}),
          recursive: config.recursive ?? true,
          exclusions: exclusions.map(one => parseText(one)),
          ...defined({ columns: readDeclared(config.columns, '', []) })
        },
        ...hintsMember(glueReadHints(config)),
        ...defined({ malformed: config.malformed })
      }
    ];
  }
};

/**
 * Return a warning for each path that looks like a pattern and is not read as one.
 *
 * Source: Apache Hadoop, FileSystem.globStatus.
 */
function patternProblems(
  config: S3InputConfig,
  context: ComponentContext
): ComponentProblem[] {
  if (config.patterns) {
    return [];
  }
  return (config.paths ?? []).flatMap((path, index) =>
    typeof path === 'string' && /[*?]/.test(path)
      ? [
          warning(
            'path-pattern',
            `/paths/${index}`,
            `${quote(path)} is read as it stands: a folder or file with that very name. To read all that fits the pattern, turn “Paths are patterns” on.`,
            {
              title: 'Paths are patterns',
              path: documentPath(context, '/patterns'),
              value: true
            }
          )
        ]
      : []
  );
}
