import {
  LAKEFS_REQUIREMENT,
  parseText,
  type Component,
  type ComponentProblem,
  type Malformed,
  type S3Source,
  type SchemaResult
} from '@glueflow/components-manager';
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
import {
  lakefsAddress,
  referenceProblems,
  REPOSITORY_FIELD,
  repositoryPathProblems,
  repositoryProblems,
  showAddress,
  type LakeFSPlace
} from '../common/lakefs.js';
import { base, defined } from '../common/operation.js';
import { OUT } from '../common/port.js';
import { fileColumns, malformedProblems } from '../common/read.js';
import type { TextField } from '../common/text.js';

/** The configuration of lakeFS input. */
export type LakeFSInputConfig = FormatOptionFields &
  LakeFSPlace & {
    reference?: TextField;
    format: S3Source['format'];
    recursive?: boolean;
    columns?: DeclaredColumn[];
    malformed?: Malformed;
  };

const HELP = `Reads files of a lakeFS repository, as a branch, tag or commit has them.

**Reference** is a branch (\`main\`), a tag, a commit, or one before it (\`main~2\`). Of a branch, changes that are not committed yet are read
too. **Path** is a folder or file in the repository, all of one format; empty reads everything.

**Columns** declares names and types, as in S3 input. Without them Spark looks into the files. A column whose values stand in the names of
folders (\`month=3/\`) has to be declared, as a **partition key**, or **Recursive** turned off.

A job reaches lakeFS through its S3 gateway. Endpoint and keys stand in a secret of AWS Secrets Manager (\`glueflow/lakefs\`, or the one that
the job argument \`--lakefs-secret\` names); on this machine in \`LAKECTL_SERVER_ENDPOINT_URL\` and its like, or in \`~/.lakectl.yaml\`.

A job bookmark is not there: a commit says exactly what was read. Read a tag or a commit to read the same again.

Example: repository \`nycflights\`, reference \`main\`, path \`flights/\`, format Parquet.`;

/** Reads files of a lakeFS repository. */
export const lakefsInput: Component<LakeFSInputConfig> = {
  id: 'lakefs-input',
  version: 1,
  title: 'lakeFS input',
  category: 'input',
  icon: 'lakefs-input',
  help: HELP,
  keywords: [
    'read',
    'source',
    'repository',
    'branch',
    'commit',
    'tag',
    'version',
    'files',
    'load'
  ],
  inputs: [],
  outputs: [OUT],
  requirements: [LAKEFS_REQUIREMENT],
  configuration: {
    type: 'object',
    properties: {
      repository: REPOSITORY_FIELD,
      reference: {
        title: 'Reference',
        description: 'Branch, tag or commit to read.',
        type: 'string',
        default: 'main',
        'x-glueflow': { control: 'lakefs-reference' }
      },
      path: {
        title: 'Path',
        description: 'Folder or file in the repository, such as flights/.',
        type: 'string'
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
        description: 'Read files in folders below the path too.',
        type: 'boolean',
        default: true,
        'x-glueflow': { fixed: true }
      }
    },
    allOf: formatConditions(READ_OPTIONS, 'parquet', true),
    unevaluatedProperties: false
  },
  declares: 'columns',

  summary(config) {
    return config.repository === undefined
      ? ''
      : `${showAddress(config, config.reference ?? 'main')}, ${FORMAT_TITLES[config.format ?? 'parquet']}`;
  },

  schema(config, context): SchemaResult {
    const problems: ComponentProblem[] = [
      ...repositoryProblems(config.repository),
      ...referenceProblems(config.reference ?? 'main'),
      ...repositoryPathProblems(config.path),
      ...malformedProblems(config, config.format ?? 'parquet')
    ];
    return { schema: fileColumns(config, context, problems), problems };
  },

  lower(config, context) {
    const { repository = '', reference = 'main', path = '' } = config;
    const format = config.format ?? 'parquet';
    return [
      {
        op: 'read',
        ...base(context, fileColumns(config, context, [])),
        requires: [LAKEFS_REQUIREMENT.id],
        source: {
          kind: 's3',
          lakefs: {
            repository: parseText(repository),
            reference: parseText(reference),
            path: parseText(path)
          },
          paths: [lakefsAddress(repository, reference, path)],
          format,
          formatOptions: formatOptions(config, READ_OPTIONS[format]),
          recursive: config.recursive ?? true,
          exclusions: [],
          ...defined({ columns: readDeclared(config.columns, '', []) })
        },
        ...defined({ malformed: config.malformed })
      }
    ];
  }
};
