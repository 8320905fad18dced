import {
  parseText,
  type Component,
  type ComponentProblem,
  type SchemaResult
} from '@glueflow/components-manager';
import {
  formatConditions,
  FORMAT_TITLES,
  WRITE_OPTIONS
} from '../common/format.js';
import { base } from '../common/operation.js';
import { IN } from '../common/port.js';
import {
  CONNECTION_FIELD,
  connectionMembers,
  connectionProblems
} from '../common/S3OptionsHandler.js';
import { showText, type TextField } from '../common/text.js';
import {
  COMPRESSION_FIELD,
  modeText,
  pathProblems,
  WRITE_FIELDS,
  writeMembers,
  writeProblems,
  type WriteConfig
} from '../common/write.js';

/** The configuration of S3 output. */
export type S3OutputConfig = WriteConfig & {
  connection?: string;
  path: TextField;
};

const HELP = `Writes its input as files in Amazon S3. No table is made; use Glue Data Catalog output for that.

**Partition keys** become folders, such as \`month=3/\`, in the order given.

**Append** adds files to those that are there. **Overwrite** replaces everything under the path, **replace the partitions written** what
is in the folders of the partitions that get rows. The new files are written to a hidden folder first (\`_glueflow/\`), moved in, and then
the old ones are removed: a run that fails before leaves the old data as it is. Files have no catalog that could switch from old to new, so
a reader may see both for the moment of the move, and until the next run where a run is killed in it.

**Number of files** puts the rows into that many files; one file is written by one worker, which is slow for much data.

**Connection**: when it assumes a role, the job's script assumes it for the bucket of the files (AWS Glue 5.1 and later, and not where
Avro files are written). A profile or keys never enter the script.

Example: path \`s3://my-bucket/flights/\`, format Parquet, partition key \`month\`, overwrite.`;

/** Writes files in S3. */
export const s3Output: Component<S3OutputConfig> = {
  id: 's3-output',
  version: 1,
  title: 'S3 output',
  category: 'output',
  icon: 's3-output',
  help: HELP,
  keywords: [
    'write',
    'save',
    'target',
    'sink',
    'files',
    'bucket',
    'csv',
    'json',
    'parquet',
    'orc',
    'avro',
    'export'
  ],
  inputs: [IN],
  outputs: [],
  configuration: {
    type: 'object',
    properties: {
      connection: CONNECTION_FIELD,
      path: {
        title: 'Path',
        description:
          'Folder in S3 for the files, such as s3://my-bucket/flights/.',
        type: 'string',
        'x-glueflow': { control: 's3-path' }
      },
      format: {
        title: 'Format',
        type: 'string',
        oneOf: (['parquet', 'csv', 'json', 'orc', 'avro'] as const).map(
          format => ({ const: format, title: FORMAT_TITLES[format] })
        ),
        default: 'parquet',
        'x-glueflow': { fixed: true }
      },
      compression: COMPRESSION_FIELD,
      ...WRITE_FIELDS
    },
    required: ['path'],
    allOf: formatConditions(WRITE_OPTIONS, 'parquet'),
    unevaluatedProperties: false
  },

  summary(config) {
    return `${modeText(config.mode)} ${showText(config.path)}, ${FORMAT_TITLES[config.format ?? 'parquet']}`;
  },

  schema(config, context): SchemaResult {
    const schema = context.inputs[0]?.schema;
    const problems: ComponentProblem[] = [
      ...connectionProblems(config, context),
      ...pathProblems(config.path, '/path', config.mode, context),
      ...writeProblems(config, schema, context)
    ];
    return { schema, problems };
  },

  lower(config, context) {
    const { schema } = context.inputs[0];
    return [
      {
        op: 'write',
        ...base(context, schema),
        sink: {
          kind: 's3',
          ...connectionMembers(config, context),
          path: parseText(config.path)
        },
        ...writeMembers(config, schema)
      }
    ];
  }
};
