import {
  folderFault,
  isParameter,
  parseValue,
  printType,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Schema,
  type WriteFormat,
  type WriteMode,
  type WriteOperation
} from '@glueflow/components-manager';
import {
  documentPath,
  duplicateNames,
  error,
  quote,
  requireColumn,
  spelling
} from './column.js';
import {
  formatOptions,
  FORMAT_TITLES,
  WRITE_COMPRESSIONS,
  WRITE_OPTIONS,
  type FormatOptionFields
} from './format.js';
import { family } from './value.js';
import type { TextField, ValueField } from './text.js';

/** What every output that writes files is given. */
export type WriteConfig = FormatOptionFields & {
  format: WriteFormat;
  compression?: ValueField<string>;
  partitionKeys?: string[];
  mode?: WriteMode;
  files?: ValueField<number>;
};

/** The fields of those settings that follow the format. */
export const WRITE_FIELDS = {
  mode: {
    title: 'When there is data already',
    description:
      'Append adds files. Overwrite removes every object under the path, once the new files are written. Replace the partitions written removes those of the partitions that get rows.',
    type: 'string',
    oneOf: [
      { const: 'append', title: 'Append' },
      { const: 'overwrite', title: 'Overwrite' },
      { const: 'partitions', title: 'Replace the partitions written' }
    ],
    default: 'append',
    'x-glueflow': { fixed: true }
  },
  partitionKeys: {
    title: 'Partition keys',
    description:
      'Columns whose values become folders (month=3/), in this order. They leave the files.',
    type: 'array',
    items: { type: 'string' },
    default: [],
    'x-glueflow': { control: 'columns', verbatim: true }
  },
  files: {
    title: 'Number of files',
    description:
      'Files to write (in each partition folder, at most as many). Empty: as many as Spark has tasks.',
    type: 'integer',
    minimum: 1,
    'x-glueflow': { advanced: true }
  }
};

/** The field of the compression: which ones a format takes is checked beside the schema. */
export const COMPRESSION_FIELD = {
  title: 'Compression',
  description: 'Empty: what the format has by itself.',
  type: 'string',
  enum: [...new Set(Object.values(WRITE_COMPRESSIONS).flat())]
};

/** What an output does with the data that is there, as the first words of its summary. */
export function modeText(mode: WriteMode | undefined): string {
  switch (mode) {
    case 'overwrite':
      return 'overwrites';
    case 'partitions':
      return 'replaces partitions of';
    default:
      return 'appends to';
  }
}

/** Say whether a mode removes what is there. */
function isReplacing(mode: WriteMode | undefined): boolean {
  return mode !== undefined && mode !== 'append';
}

/** Return the problems of a path in S3; `mode` is that of an output, undefined for an input. */
export function pathProblems(
  path: TextField,
  at: string,
  mode: WriteMode | undefined,
  context: Pick<ComponentContext, 'nodeId'>
): ComponentProblem[] {
  if (isParameter(path)) {
    return [];
  }
  if (path.trim() === '') {
    return [error('missing-path', at, 'Say where in S3 the files go.')];
  }
  const parts = /^(s3[an]?):\/\/([^/]*)(?:\/(.*))?$/s.exec(path);
  if (!parts) {
    return [
      error(
        'bad-path',
        at,
        `${quote(path)} is not a path in S3. Write it as s3://bucket/folder/.`
      )
    ];
  }
  const problems: ComponentProblem[] = [];
  const [, scheme, bucket, key] = parts;
  if (
    !bucket.includes('${') &&
    !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)
  ) {
    problems.push(
      error(
        'bad-path',
        at,
        bucket === ''
          ? 'Name the bucket: s3://bucket/folder/.'
          : `${quote(bucket)} can't be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens.`
      )
    );
  }
  const fault = folderFault(path);
  if (fault !== undefined) {
    const steps = (key ?? '').split('/');
    problems.push(
      error(
        'bad-path',
        at,
        `${quote(path)} ${fault}: S3 takes it as it is written, Spark as another place. Write each folder by its name, once.`,
        steps.includes('..')
          ? undefined
          : {
              title: 'Remove the empty folders',
              path: documentPath(context, at),
              value: `${scheme}://${bucket}/${steps.filter((step, index) => (step !== '' || index === steps.length - 1) && step !== '.').join('/')}`
            }
      )
    );
  }
  if (isReplacing(mode) && (key ?? '').replace(/\/+/g, '') === '') {
    problems.push(
      error(
        'overwrites-bucket',
        at,
        `Overwriting ${quote(path)} would remove everything in the bucket. Name a folder within it.`
      )
    );
  }
  return problems;
}

/** Problems of format, compression, partition keys and columns together. */
export function writeProblems(
  config: WriteConfig,
  schema: Schema | undefined,
  context: ComponentContext
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  const { compression, format } = config;
  if (typeof compression === 'string') {
    const choices = WRITE_COMPRESSIONS[format];
    if (choices.length > 1 && !choices.includes(compression)) {
      problems.push(
        error(
          'bad-compression',
          '/compression',
          `${FORMAT_TITLES[format]} files can't be compressed with ${compression}. Choose ${choices.join(', ')}, or leave it empty.`,
          {
            title: 'Leave it empty',
            path: documentPath(context, '/compression'),
            value: undefined
          }
        )
      );
    }
  }
  if (config.mode === 'partitions' && !config.partitionKeys?.length) {
    problems.push(
      error(
        'missing-partition-keys',
        '/partitionKeys',
        'Only an output with partition keys has partitions to replace. Choose the partition keys, or overwrite.'
      )
    );
  }
  partitionKeyProblems(config.partitionKeys ?? [], schema, context, problems);
  if (schema) {
    problems.push(...columnProblems(format, schema));
  }
  return problems;
}

function partitionKeyProblems(
  keys: readonly string[],
  schema: Schema | undefined,
  context: ComponentContext,
  problems: ComponentProblem[]
): void {
  const path = (index: number): string => `/partitionKeys/${index}`;
  duplicateNames(keys, path, 'Partition key', problems);
  keys.forEach((key, index) => {
    const column = requireColumn(schema, key, path(index), context, problems);
    if (column && ['complex', 'binary'].includes(family(column.type))) {
      problems.push(
        error(
          'bad-partition-key',
          path(index),
          `${quote(key)} is ${printType(column.type)}, which can't be the name of a folder. Choose a column of text, numbers or dates.`
        )
      );
    }
  });
  const used = new Set(keys.map(key => key.toLowerCase()));
  if (
    schema &&
    schema.length > 0 &&
    schema.every(column => used.has(column.name.toLowerCase()))
  ) {
    problems.push(
      error(
        'only-partition-keys',
        '/partitionKeys',
        'Every column is a partition key: nothing would be left in the files. Take one away.'
      )
    );
  }
}

function columnProblems(
  format: WriteFormat,
  schema: Schema
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  duplicateNames(
    schema.map(column => column.name),
    () => '',
    'Column',
    problems
  );
  for (const column of schema) {
    const bad = unwritable(column.type, format);
    if (bad) {
      problems.push(
        error(
          'unsupported-type',
          '/format',
          `${FORMAT_TITLES[format]} files can't hold ${quote(column.name)}: ${printType(bad)}. ${
            bad.kind === 'void'
              ? 'Cast it to a type (Change schema).'
              : 'Choose another format, or cast the column to text (Change schema).'
          }`
        )
      );
    }
  }
  return problems;
}

/**
 * The part of a type that a format can't hold.
 *
 * Source: `supportDataType` of Spark 3.5's file formats as its documentation of data sources tells it.
 */
function unwritable(type: DataType, format: WriteFormat): DataType | undefined {
  switch (type.kind) {
    case 'void':
      return format === 'json' || format === 'avro' ? undefined : type;
    case 'array':
      return format === 'csv' ? type : unwritable(type.element, format);
    case 'map':
      return format === 'csv'
        ? type
        : (unwritable(type.key, format) ?? unwritable(type.value, format));
    case 'struct':
      return format === 'csv'
        ? type
        : type.fields
            .map(field => unwritable(field.type, format))
            .find(found => found !== undefined);
    case 'union':
      return type;
    case 'binary':
      return format === 'csv' ? type : undefined;
    default:
      return undefined;
  }
}

/** Return what an operation says of the files that it writes. */
export function writeMembers(
  config: WriteConfig,
  schema: Schema | undefined
): Pick<
  WriteOperation,
  | 'format'
  | 'formatOptions'
  | 'compression'
  | 'partitionKeys'
  | 'mode'
  | 'files'
> {
  const { compression, files, format = 'parquet', mode = 'append' } = config;
  return {
    format,
    formatOptions: formatOptions(config, WRITE_OPTIONS[format]),
    ...(compression === undefined
      ? {}
      : { compression: parseValue(compression) }),
    partitionKeys: partitionKeys(config, schema),
    mode,
    ...(files === undefined ? {} : { files: parseValue(files) })
  };
}

/** Partition keys spelt as the input has them. */
export function partitionKeys(
  config: Pick<WriteConfig, 'partitionKeys'>,
  schema: Schema | undefined
): string[] {
  return (config.partitionKeys ?? []).map(key => spelling(schema, key));
}
