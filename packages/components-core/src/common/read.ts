import {
  MALFORMED_COLUMN,
  parseValue,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type GlueReadHints,
  type Malformed,
  type ReadHints,
  type ReadMode
} from '@glueflow/components-manager';
import { error } from './column.js';
import { declaredOrSampled, type DeclaredColumn } from './declared.js';
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
    'Records that can’t be read whole. Empty: JSON records are excluded; of CSV lines, what can be read is kept and the rest is null. How many are excluded stands in the log and on the step.',
  type: 'string',
  oneOf: [
    { const: 'null', title: 'Keep what can be read (CSV)' },
    { const: 'drop', title: 'Drop the record' },
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

/** Return the columns of files: those declared, with the one for malformed records, or those of a sample. */
export function fileColumns(
  config: { columns?: DeclaredColumn[]; malformed?: Malformed },
  context: Pick<ComponentContext, 'nodeId' | 'sources'>,
  problems: ComponentProblem[]
): readonly Column[] | undefined {
  const found = declaredOrSampled(
    config.columns,
    '/columns',
    context,
    problems
  );
  return found && config.columns?.length
    ? [...found, ...malformedColumn(config)]
    : found;
}

/** Return the problem of a choice about malformed records where the format has none, or none that could be read in part. */
export function malformedProblems(
  config: { malformed?: Malformed },
  format: string | undefined
): ComponentProblem[] {
  const { malformed } = config;
  const kind = format?.toLowerCase();
  if (malformed === undefined || kind === undefined) {
    return [];
  }
  const problem = (text: string): ComponentProblem[] => [
    error('malformed-unsupported', '/malformed', text)
  ];
  if (kind !== 'csv' && kind !== 'json') {
    return problem(
      `Only CSV and JSON files have malformed records, and these are ${format}. Leave “Malformed records” empty.`
    );
  }
  return kind === 'json' && malformed === 'null'
    ? problem(
        'Of a malformed JSON record nothing can be read. Choose “Drop the record”, to keep its text in a column, or to fail.'
      )
    : [];
}

/** The fields that the hints of a read come from, where the names differ. */
export const READ_OPERATION_FIELDS = { '/hints/glue/mode': '/readMode' };

/** Return what a read asks of AWS Glue, as the operation has it. */
export function glueReadHints(config: ReadSettings): GlueReadHints {
  const { readMode, bookmark, groupFiles, groupSize, inconsistentTypes } =
    config;
  return {
    ...(readMode === undefined || readMode === 'auto'
      ? {}
      : { mode: readMode }),
    ...(bookmark ? { bookmark } : {}),
    ...(groupFiles === undefined ? {} : { groupFiles: parseValue(groupFiles) }),
    ...(groupSize === undefined ? {} : { groupSize: parseValue(groupSize) }),
    ...(inconsistentTypes ? { inconsistentTypes } : {})
  };
}

/** Return the member that holds hints, or none where there are none. */
export function hintsMember(glue: GlueReadHints): { hints?: ReadHints } {
  return Object.keys(glue).length > 0 ? { hints: { glue } } : {};
}
