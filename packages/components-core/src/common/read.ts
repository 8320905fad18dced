import {
  MALFORMED_COLUMN,
  parseValue,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type Malformed,
  type ReadMode,
  type ReadOperation
} from '@glueflow/components-manager';
import { documentPath, error, warning } from './column.js';
import type { ValueField } from './text.js';

/** The settings of a read that a DynamicFrame may be needed for. */
export type ReadSettings = {
  readMode?: ReadMode;
  bookmark?: boolean;
  groupFiles?: ValueField<'inPartition' | 'none'>;
  groupSize?: ValueField<number>;
  inconsistentTypes?: boolean;
};

/** The fields of those settings but the bookmark, shown under "More". */
export const READ_FIELDS = {
  readMode: {
    title: 'Read as',
    description:
      'Automatic takes Spark’s own reader unless a bookmark, file grouping or inconsistent types need a DynamicFrame.',
    type: 'string',
    oneOf: [
      { const: 'auto', title: 'Automatic' },
      { const: 'dataFrame', title: 'Spark DataFrame' },
      { const: 'dynamicFrame', title: 'Glue DynamicFrame' }
    ],
    default: 'auto',
    'x-glueflow': { fixed: true, advanced: true }
  },
  groupFiles: {
    title: 'Group files',
    description:
      'Read many small files in one task. Empty: AWS Glue decides (it groups from 50,000 files on).',
    type: 'string',
    oneOf: [
      { const: 'inPartition', title: 'Within each partition' },
      { const: 'none', title: 'Never' }
    ],
    'x-glueflow': { advanced: true }
  },
  groupSize: {
    title: 'Group size',
    description: 'Bytes of a group of files.',
    type: 'integer',
    minimum: 1,
    'x-glueflow': { advanced: true }
  },
  inconsistentTypes: {
    title: 'Inconsistent types',
    description:
      'Some columns have different types in different files: cast them to the declared type.',
    type: 'boolean',
    default: false,
    'x-glueflow': { fixed: true, advanced: true }
  }
};

/** What becomes of malformed records, shown under "More". */
export const MALFORMED_FIELD = {
  title: 'Malformed records',
  description:
    'Records that can’t be read whole. Empty: JSON records are left out; of CSV lines, what can be read is kept and the rest is null. How many are left out stands in the log and on the step.',
  type: 'string',
  oneOf: [
    { const: 'null', title: 'Keep what can be read (CSV)' },
    { const: 'drop', title: 'Leave out' },
    { const: 'keep', title: `Keep the text in column ${MALFORMED_COLUMN}` },
    { const: 'fail', title: 'Fail' }
  ],
  'x-glueflow': { fixed: true, advanced: true }
};

/** The column that the choice adds. */
export function malformedColumn(config: { malformed?: Malformed }): Column[] {
  return config.malformed === 'keep'
    ? [{ name: MALFORMED_COLUMN, type: { kind: 'string' } }]
    : [];
}

/**
 * Choices about malformed records that a read can't follow.
 *
 * @param inCsv - True where CSV lines can be chosen about: only where the script has the columns to read.
 * @param dynamic - True where the read is a DynamicFrame, which sets malformed records aside and gives the rest.
 */
export function malformedProblems(
  config: { malformed?: Malformed },
  format: string | undefined,
  inCsv: boolean,
  dynamic: boolean
): ComponentProblem[] {
  const { malformed } = config;
  const kind = format?.toLowerCase();
  if (malformed === undefined || kind === undefined) {
    return [];
  }
  const usual = kind === 'csv' ? 'null' : kind === 'json' ? 'drop' : undefined;
  if (malformed === usual) {
    return [];
  }
  const problem = (text: string): ComponentProblem[] => [
    error('malformed-unsupported', '/malformed', text)
  ];
  if (usual === undefined) {
    return problem(
      `Only CSV and JSON files have malformed records, and these are ${format}. Leave “Malformed records” empty.`
    );
  }
  if (malformed === 'null') {
    return problem(
      'Of a malformed JSON record nothing can be read. Choose “Leave out”, to keep its text in a column, or to fail.'
    );
  }
  if (dynamic) {
    return problem(
      kind === 'csv'
        ? "AWS Glue's DynamicFrame reads what it can of a malformed line, and this read needs one. Leave “Malformed records” empty, or set “Read as” to Spark DataFrame and turn off what needs a DynamicFrame."
        : "AWS Glue's DynamicFrame leaves malformed records out, and this read needs one. Leave “Malformed records” empty, or set “Read as” to Spark DataFrame and turn off what needs a DynamicFrame."
    );
  }
  return kind === 'csv' && !inCsv
    ? problem(
        'Lines of a CSV table of the catalog are read as its SerDe says: what is missing is null. Leave “Malformed records” empty, or read the files by an S3 input.'
      )
    : [];
}

/** Table formats that only Spark's own readers can read. */
const SPARK_ONLY = new Set(['iceberg', 'delta', 'hudi']);

/** File formats whose files AWS Glue can group. Source: AWS Glue, "Reading input files in larger groups". */
const GROUPED = new Set(['csv', 'json', 'ion', 'groklog', 'xml']);

/** Settings of a read that contradict each other. */
export function readModeProblems(
  config: ReadSettings,
  format: string | undefined,
  context: Pick<ComponentContext, 'nodeId'>
): ComponentProblem[] {
  const reasons = [
    config.bookmark ? 'a job bookmark' : '',
    config.groupFiles !== undefined || config.groupSize !== undefined
      ? 'file grouping'
      : '',
    config.inconsistentTypes ? 'inconsistent types' : ''
  ].filter(Boolean);
  const problems: ComponentProblem[] = [];
  const toAuto = {
    title: 'Read as: automatic',
    path: documentPath(context, '/readMode'),
    value: 'auto'
  };
  if (config.readMode === 'dataFrame' && reasons.length > 0) {
    problems.push(
      error(
        'read-mode-conflict',
        '/readMode',
        `A read as a Spark DataFrame can't have ${reasons.join(' or ')}. Set “Read as” to automatic, or turn ${reasons.length > 1 ? 'those' : 'that'} off.`,
        toAuto
      )
    );
  }
  const kind = format?.toLowerCase();
  if (kind !== undefined && SPARK_ONLY.has(kind)) {
    if (config.readMode === 'dynamicFrame') {
      problems.push(
        error(
          'read-mode-conflict',
          '/readMode',
          `AWS Glue can't read ${format} tables as a DynamicFrame. Set “Read as” to automatic.`,
          toAuto
        )
      );
    } else if (reasons.length > 0) {
      problems.push(
        error(
          'read-mode-conflict',
          config.bookmark
            ? '/bookmark'
            : config.inconsistentTypes
              ? '/inconsistentTypes'
              : '/groupFiles',
          `AWS Glue has no ${reasons.join(' or ')} for ${format} tables. Turn ${reasons.length > 1 ? 'those' : 'that'} off.`
        )
      );
    }
  } else if (
    kind !== undefined &&
    !GROUPED.has(kind) &&
    (config.groupFiles !== undefined || config.groupSize !== undefined)
  ) {
    problems.push(
      warning(
        'grouping-unsupported',
        config.groupFiles !== undefined ? '/groupFiles' : '/groupSize',
        `AWS Glue doesn't group ${format} files: “Group files” and “Group size” change nothing but that the read is a DynamicFrame. Leave them empty.`
      )
    );
  }
  return problems;
}

/** The settings as a read operation has them, but for the mode. */
export function readOptions(
  config: ReadSettings
): Pick<
  ReadOperation,
  'bookmark' | 'groupFiles' | 'groupSize' | 'inconsistentTypes'
> {
  return {
    bookmark: config.bookmark ?? false,
    ...(config.groupFiles === undefined
      ? {}
      : { groupFiles: parseValue(config.groupFiles) }),
    ...(config.groupSize === undefined
      ? {}
      : { groupSize: parseValue(config.groupSize) }),
    inconsistentTypes: config.inconsistentTypes ?? false
  };
}

/** Say whether a read has to be a DynamicFrame, by its settings alone. */
export function needsDynamicFrame(config: ReadSettings): boolean {
  return (
    config.readMode === 'dynamicFrame' ||
    config.bookmark === true ||
    config.inconsistentTypes === true ||
    config.groupFiles !== undefined ||
    config.groupSize !== undefined
  );
}
