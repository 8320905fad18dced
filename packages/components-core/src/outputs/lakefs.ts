import {
  isReference,
  LAKEFS_REQUIREMENT,
  parseText,
  type Component,
  type ComponentProblem,
  type SchemaResult
} from '@glueflow/components-manager';
import { error, quote } from '../common/column.js';
import {
  formatConditions,
  FORMAT_TITLES,
  WRITE_OPTIONS
} from '../common/format.js';
import {
  branchProblems,
  lakefsAddress,
  REPOSITORY_FIELD,
  repositoryPathProblems,
  repositoryProblems,
  showAddress,
  type LakeFSPlace
} from '../common/lakefs.js';
import { base } from '../common/operation.js';
import { IN } from '../common/port.js';
import { showText, type TextField } from '../common/text.js';
import {
  COMPRESSION_FIELD,
  modeText,
  WRITE_FIELDS,
  writeMembers,
  writeProblems,
  type WriteConfig
} from '../common/write.js';

/** The configuration of lakeFS output. */
export type LakeFSOutputConfig = WriteConfig &
  LakeFSPlace & {
    branch?: TextField;
    message?: TextField;
    transaction?: boolean;
  };

const MESSAGE = '{job}, run {run}';
/** What a message may have of a run. */
const FACTS = ['job', 'run', 'pipeline', 'time'];

const HELP = `Writes its input as files to a branch of a lakeFS repository, and commits them.

**One transaction** is on by default: the files go to a hidden branch (\`tx-main-…\`), which is committed and merged when everything else of
the run is done. All outputs to one branch share it, so that a reader of the branch sees all of a run or nothing. When the run fails, the
branch is as it was; the hidden branch stays, and the error names it. Without it the files are written to the branch itself and committed at
the end, with whatever else is uncommitted there.

**Message** is that of the commit. \`{job}\`, \`{run}\`, \`{pipeline}\` and \`{time}\` in it stand for facts of the run: the job's name, the run's
id, the pipeline's name, and the time (UTC). The same facts are metadata of the commit.

**Append** adds files to those under the path. **Overwrite** replaces everything under the path, **replace the partitions written** what is in
the folders of the partitions that get rows. What is replaced stays in earlier commits.

A job reaches lakeFS through its S3 gateway; see lakeFS input for where endpoint and keys stand.

Example: repository \`nycflights\`, branch \`main\`, path \`delays/\`, overwrite, message \`Delays of {time}\`.`;

/** Writes files to a branch of a lakeFS repository. */
export const lakefsOutput: Component<LakeFSOutputConfig> = {
  id: 'lakefs-output',
  version: 1,
  title: 'lakeFS output',
  category: 'output',
  icon: 'lakefs-output',
  help: HELP,
  keywords: [
    'write',
    'save',
    'sink',
    'repository',
    'branch',
    'commit',
    'merge',
    'transaction',
    'version'
  ],
  inputs: [IN],
  outputs: [],
  requirements: [LAKEFS_REQUIREMENT],
  configuration: {
    type: 'object',
    properties: {
      repository: REPOSITORY_FIELD,
      branch: {
        title: 'Branch',
        description: 'Branch that gets the files.',
        type: 'string',
        default: 'main',
        'x-glueflow': { control: 'lakefs-branch' }
      },
      path: {
        title: 'Path',
        description: 'Folder in the repository for the files, such as delays/.',
        type: 'string'
      },
      format: {
        title: 'Format',
        type: 'string',
        oneOf: (['parquet', 'csv', 'json', 'orc'] as const).map(format => ({
          const: format,
          title: FORMAT_TITLES[format]
        })),
        default: 'parquet',
        'x-glueflow': { fixed: true }
      },
      compression: COMPRESSION_FIELD,
      ...WRITE_FIELDS,
      message: {
        title: 'Commit message',
        description:
          '{job}, {run}, {pipeline} and {time} in it stand for facts of the run.',
        type: 'string',
        default: MESSAGE
      },
      transaction: {
        title: 'One transaction',
        description:
          'Write to a hidden branch, and merge it when the whole run is done. A run that fails leaves the branch as it was.',
        type: 'boolean',
        default: true,
        'x-glueflow': { fixed: true }
      }
    },
    allOf: formatConditions(WRITE_OPTIONS, 'parquet'),
    unevaluatedProperties: false
  },
  operationFields: {
    '/sink/lakefs/message': '/message',
    '/sink/path': '/path'
  },

  summary(config) {
    return config.repository === undefined
      ? ''
      : `${modeText(config.mode)} ${showAddress(config, config.branch ?? 'main')}, ${FORMAT_TITLES[config.format ?? 'parquet']}`;
  },

  schema(config, context): SchemaResult {
    const schema = context.inputs[0]?.schema;
    const problems: ComponentProblem[] = [
      ...repositoryProblems(config.repository),
      ...branchProblems(config.branch ?? 'main'),
      ...repositoryPathProblems(
        config.path,
        'Name the folder that the files go to, such as delays/.'
      ),
      ...messageProblems(config.message ?? MESSAGE),
      ...writeProblems(config, schema, context)
    ];
    return { schema, problems };
  },

  lower(config, context) {
    const { schema } = context.inputs[0];
    const { repository = '', branch = 'main', path = '' } = config;
    return [
      {
        op: 'write',
        ...base(context, schema),
        requires: [LAKEFS_REQUIREMENT.id],
        sink: {
          kind: 's3',
          lakefs: {
            repository: parseText(repository),
            branch: parseText(branch),
            folder: parseText(path),
            message: parseText(config.message ?? MESSAGE),
            transaction: config.transaction ?? true
          },
          path: lakefsAddress(repository, branch, path)
        },
        ...writeMembers(config, schema)
      }
    ];
  }
};

/** Return the problems of a message: none at all, or facts that no run has. */
function messageProblems(message: TextField): ComponentProblem[] {
  if (showText(message) === '') {
    return [
      error('missing-message', '/message', 'Write a message for the commit.')
    ];
  }
  const text = parseText(message)
    .map(part => (isReference(part) ? '' : part))
    .join('');
  const [unknown] = [...text.matchAll(/\{([A-Za-z_]+)\}/g)]
    .map(([, fact]) => fact)
    .filter(fact => !FACTS.includes(fact));
  return unknown === undefined
    ? []
    : [
        error(
          'unknown-fact',
          '/message',
          `A run has no fact ${quote(unknown)}. There are ${FACTS.map(fact => `{${fact}}`).join(', ')}; a parameter is written \${name}.`
        )
      ];
}
