import { isReference } from '../../document/text.js';
import type {
  ReadOperation,
  S3Source,
  WriteOperation
} from '../../plan/operation.js';
import { number } from '../python/literal.js';
import type { PyExpression } from '../python/tree.js';
import type { ScriptContext } from './context.js';

type Options = S3Source['formatOptions'];

/** What Glue's own readers and writers call Spark's options. Source: AWS Glue, "Format options for ETL inputs and outputs". */
const READ_NAMES: Record<string, Record<string, string>> = {
  csv: {
    header: 'withHeader',
    sep: 'separator',
    quote: 'quoteChar',
    escape: 'escaper',
    multiLine: 'multiLine'
  },
  json: { multiLine: 'multiline' },
  parquet: {}
};

/** `escaper` is not here: AWS Glue uses it for reading only. */
const WRITE_NAMES: Record<string, Record<string, string>> = {
  csv: {
    header: 'writeHeader',
    sep: 'separator',
    quote: 'quoteChar'
  }
};

/** Options of a format as Spark's readers and writers take them, by keyword. */
export function nativeOptions(
  context: ScriptContext,
  options: Options
): Record<string, PyExpression> {
  return Object.fromEntries(
    sorted(options).map(([key, value]) => [key, context.value(value)])
  );
}

/** The same for a DynamicFrame read; what Glue's reader does not have is a problem, never left out in silence. */
export function dynamicReadOptions(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source
): Record<string, PyExpression> {
  return renamed(
    context,
    read,
    source.formatOptions,
    READ_NAMES[source.format] ?? {},
    `AWS Glue's reader of ${source.format} files has no such option: leave it empty, or set “Read as” to Spark DataFrame`
  );
}

/** The same for a write through a Glue sink. */
export function sinkOptions(
  context: ScriptContext,
  write: WriteOperation
): Record<string, PyExpression> {
  return renamed(
    context,
    write,
    write.formatOptions,
    WRITE_NAMES[write.format] ?? {},
    `AWS Glue's writer of ${write.format} files has no such option: leave it empty`
  );
}

function renamed(
  context: ScriptContext,
  operation: ReadOperation | WriteOperation,
  options: Options,
  names: Record<string, string>,
  remedy: string
): Record<string, PyExpression> {
  const result: Record<string, PyExpression> = {};
  for (const [key, value] of sorted(options)) {
    const glueName = Object.hasOwn(names, key) ? names[key] : undefined;
    if (glueName === undefined) {
      if (!isDefault(key, value)) {
        context.problem(
          operation,
          'unsupported-option',
          optionField(operation, key),
          `The option ${key} can't be used here. ${remedy}.`
        );
      }
    } else if (key === 'quote' && isEmpty(value)) {
      // A number in all of AWS's examples: "Using the CSV format in AWS Glue".
      result[glueName] = number(-1);
    } else {
      result[glueName] = context.value(value);
    }
  }
  return result;
}

function optionField(
  operation: ReadOperation | WriteOperation,
  key: string
): string {
  return `${operation.op === 'read' ? '/source' : ''}/formatOptions/${key}`;
}

/** True for an option that asks for what Glue does anyway. */
function isDefault(key: string, value: Options[string]): boolean {
  const text = Array.isArray(value) ? value.join('') : value;
  return (
    (key === 'encoding' && /^utf-?8$/i.test(String(text))) ||
    (!isReference(value) && text === '')
  );
}

function isEmpty(value: Options[string]): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}

function sorted(options: Options): [string, Options[string]][] {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
}
