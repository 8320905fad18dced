import { isReference, printText } from '../../document/text.js';
import { glueHints } from '../../plan/hint.js';
import type { ReadOperation, S3Source } from '../../plan/operation.js';
import { isOpenTableFormat } from '../../plan/tableformat.js';
import type { OperationFix, OperationProblem } from '../../target/target.js';
import { tableReadLimits } from './tablereadlimits.js';
import { dynamicReasons, isDynamicRead, isNativeFormat } from './dynamic.js';

/** File formats whose files AWS Glue can group. Source: AWS Glue, "Reading input files in larger groups". */
const GROUPED = new Set(['csv', 'json', 'ion', 'groklog', 'xml']);

/** Options of Spark's readers that AWS Glue's own do not have. Source: AWS Glue, "Data format options". */
const SPARK_OPTIONS: Readonly<Record<string, string>> = {
  encoding: 'Encoding',
  nullValue: 'Null',
  dateFormat: 'Date format',
  timestampFormat: 'Timestamp format'
};

const TO_AUTO: OperationFix = {
  title: 'Read as: automatic',
  field: '/hints/glue/mode',
  value: 'auto'
};

/** Return what AWS Glue's two kinds of reader can't do of what a read asks for, and settings that exclude each other. */
export function readLimits(read: ReadOperation): OperationProblem[] {
  return [
    ...tableReadLimits(read),
    ...modeProblems(read),
    ...groupingProblems(read),
    ...readerProblems(read),
    ...exclusionProblems(read),
    ...malformedProblems(read),
    ...optionProblems(read),
    ...pathProblems(read)
  ];
}

type Given = Omit<OperationProblem, 'operation' | 'severity' | 'code'>;

function conflict(
  operation: ReadOperation,
  field: string,
  message: string,
  fix?: OperationFix
): OperationProblem {
  return refused(operation, 'read-mode-conflict', { field, message, fix });
}

function refused(
  operation: ReadOperation,
  code: string,
  { field, message, fix }: Given
): OperationProblem {
  return {
    code,
    severity: 'error',
    operation,
    field,
    message,
    ...(fix ? { fix } : {})
  };
}

/** What the person switches on that needs a DynamicFrame. */
const SWITCHED = new Set([
  '/hints/glue/bookmark',
  '/hints/glue/groupFiles',
  '/hints/glue/groupSize',
  '/hints/glue/inconsistentTypes',
  '/hints/glue/catalogPartitionPredicate'
]);

function modeProblems(read: ReadOperation): OperationProblem[] {
  const { mode = 'auto' } = glueHints(read);
  const reasons = dynamicReasons(read).filter(each => SWITCHED.has(each.field));
  const names = reasons.map(each => each.what).join(' or ');
  const those = reasons.length > 1 ? 'those' : 'that';
  const problems: OperationProblem[] = [];
  if (mode === 'dataFrame' && reasons.length > 0) {
    problems.push(
      conflict(
        read,
        '/hints/glue/mode',
        `A read as a Spark DataFrame can't have ${names}. Set “Read as” to automatic, or turn ${those} off.`,
        TO_AUTO
      )
    );
  }
  const { format } = read.source;
  if (!isOpenTableFormat(format)) {
    return problems;
  }
  if (mode === 'dynamicFrame') {
    problems.push(
      conflict(
        read,
        '/hints/glue/mode',
        `AWS Glue can't read ${format} tables as a DynamicFrame. Set “Read as” to automatic.`,
        TO_AUTO
      )
    );
  } else if (reasons.length > 0) {
    problems.push(
      conflict(
        read,
        firstField(read),
        `AWS Glue has no ${names} for ${format} tables. Turn ${those} off.`
      )
    );
  }
  return problems;
}

/** The field that a conflict of several settings is shown at. */
function firstField(read: ReadOperation): string {
  const hints = glueHints(read);
  return hints.bookmark
    ? '/hints/glue/bookmark'
    : hints.inconsistentTypes
      ? '/hints/glue/inconsistentTypes'
      : hints.groupFiles === undefined && hints.groupSize === undefined
        ? '/hints/glue/catalogPartitionPredicate'
        : '/hints/glue/groupFiles';
}

function groupingProblems(read: ReadOperation): OperationProblem[] {
  const { groupFiles, groupSize } = glueHints(read);
  const { format } = read.source;
  return format === undefined ||
    isOpenTableFormat(format) ||
    GROUPED.has(format.toLowerCase()) ||
    (groupFiles === undefined && groupSize === undefined)
    ? []
    : [
        {
          code: 'grouping-unsupported',
          severity: 'warning',
          operation: read,
          field:
            groupFiles === undefined
              ? '/hints/glue/groupSize'
              : '/hints/glue/groupFiles',
          message: `AWS Glue doesn't group ${format} files: “Group files” and “Group size” change nothing but that the read is a DynamicFrame. Leave them empty.`
        }
      ];
}

/** What only one of the readers, or none, gets right. */
function readerProblems(read: ReadOperation): OperationProblem[] {
  const { mode, ownReader, unreadable } = glueHints(read);
  const { source } = read;
  if (source.kind !== 'catalog') {
    return [];
  }
  if (unreadable !== undefined) {
    return [
      refused(read, 'serde-unsupported', {
        field: '/source/table',
        message: unreadable
      })
    ];
  }
  if (mode !== 'dataFrame') {
    return [];
  }
  if (!isNativeFormat(source.format)) {
    return [
      conflict(
        read,
        '/hints/glue/mode',
        `Spark has no reader of ${source.format} files, only AWS Glue has. Set “Read as” to automatic.`
      )
    ];
  }
  return ownReader === undefined
    ? []
    : [
        conflict(
          read,
          '/hints/glue/mode',
          `${ownReader} Set “Read as” to automatic.`,
          TO_AUTO
        )
      ];
}

function exclusionProblems(read: ReadOperation): OperationProblem[] {
  return glueHints(read).mode === 'dataFrame' && excludes(read)
    ? [
        conflict(
          read,
          '/source/exclusions',
          "A read as a Spark DataFrame can't leave objects out. Set “Read as” to automatic, or remove the patterns.",
          TO_AUTO
        )
      ]
    : [];
}

function excludes({ source }: ReadOperation): boolean {
  return source.kind === 's3' && source.exclusions.length > 0;
}

/** Return true where a DynamicFrame is needed or chosen, also where a DataFrame was chosen against it. */
function asksForDynamic(read: ReadOperation): boolean {
  return isDynamicRead(read) || dynamicReasons(read).length > 0;
}

/** Choices about malformed records that a reader can't follow. What a format has no such records for is the component's to report. */
function malformedProblems(read: ReadOperation): OperationProblem[] {
  const { malformed, source } = read;
  const kind = source.format?.toLowerCase();
  if (
    malformed === undefined ||
    malformed === 'null' ||
    (kind !== 'csv' && kind !== 'json') ||
    (kind === 'json' && malformed === 'drop')
  ) {
    return [];
  }
  const problem = (message: string): OperationProblem[] => [
    refused(read, 'malformed-unsupported', { field: '/malformed', message })
  ];
  if (asksForDynamic(read)) {
    return problem(
      kind === 'csv'
        ? "AWS Glue's DynamicFrame reads what it can of a malformed line, and this read needs one. Leave “Malformed records” empty, or set “Read as” to Spark DataFrame and turn off what needs a DynamicFrame."
        : "AWS Glue's DynamicFrame leaves malformed records out, and this read needs one. Leave “Malformed records” empty, or set “Read as” to Spark DataFrame and turn off what needs a DynamicFrame."
    );
  }
  return kind === 'csv' &&
    (source.kind === 'catalog' || !source.columns?.length)
    ? problem(
        'Lines of a CSV table of the catalog are read as its SerDe says: what is missing is null. Leave “Malformed records” empty, or read the files by an S3 input.'
      )
    : [];
}

/** What a read of files through a DynamicFrame can't do, and a Spark read can. */
function optionProblems(read: ReadOperation): OperationProblem[] {
  const { source } = read;
  if (source.kind !== 's3') {
    return [];
  }
  const problems: OperationProblem[] = [];
  if (asksForDynamic(read)) {
    for (const [name, title] of Object.entries(SPARK_OPTIONS)) {
      if (Object.hasOwn(source.formatOptions, name)) {
        problems.push(
          refused(read, 'option-unsupported', {
            field: `/source/formatOptions/${name}`,
            message: `AWS Glue's DynamicFrame has no option “${title}”, and this read needs one (a bookmark, file grouping, inconsistent types, “Exclude”, or “Read as”). Leave it empty, or turn those off.`
          })
        );
      }
    }
    if (source.patterns) {
      problems.push(
        conflict(
          read,
          '/source/patterns',
          "AWS Glue's DynamicFrame, which this read needs (a bookmark, file grouping, inconsistent types, “Exclude”, or “Read as”), takes paths as they are. Turn “Paths are patterns” off and name the folders, or turn those off."
        )
      );
    }
  }
  return problems;
}

function pathProblems(read: ReadOperation): OperationProblem[] {
  return read.source.kind === 's3'
    ? read.source.paths.flatMap((path, index) =>
        schemeProblem(read, `/source/paths/${index}`, path)
      )
    : [];
}

/** A path of another scheme of Hadoop's than AWS Glue takes; with a parameter first, the script checks it. */
export function schemeProblem(
  operation: OperationProblem['operation'],
  field: string,
  path: S3Source['paths'][number]
): OperationProblem[] {
  const [first] = path;
  const scheme =
    first === undefined || isReference(first)
      ? undefined
      : /^(s3[an]):\/\//.exec(first)?.[1];
  return scheme === undefined
    ? []
    : [
        {
          code: 'bad-path',
          severity: 'error',
          operation,
          field,
          message: `AWS Glue writes to s3:// paths, not ${scheme}://.`,
          fix: {
            title: 'Use s3://',
            field,
            value: printText(path).replace(/^s3[an]/, 's3')
          }
        }
      ];
}
