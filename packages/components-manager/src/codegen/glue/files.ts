import {
  MALFORMED_COLUMN,
  type Malformed,
  type ReadOperation,
  type S3Source
} from '../../plan/operation.js';
import { sparkIdentifier, sparkType } from '../../types/print.js';
import type { Column, DataType } from '../../types/type.js';
import {
  attribute,
  boolean,
  call,
  dict,
  list,
  method,
  NONE,
  string,
  type PyExpression
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { columnName, typeText } from './expression.js';
import { lakefsSource } from './lakefs.js';
import { nativeOptions } from './option.js';

/** Text that is null in CSV files beside an empty field, where the person names none; with it `""` is read as empty text. */
const CSV_NULL = '\\N';

type Options = Record<string, PyExpression>;

/** Columns as a DDL text; a type that is not known is text. */
function schemaText(columns: readonly Column[]): string {
  return columns
    .map(each => `${sparkIdentifier(each.name)} ${ddlType(each.type)}`)
    .join(', ');
}

/** A type as `createDataFrame` takes it; `CHAR` and `VARCHAR` are text to it. */
function ddlType(type: DataType): string {
  return ['unknown', 'char', 'varchar'].includes(type.kind)
    ? 'STRING'
    : sparkType(type);
}

/** What becomes of malformed records: CSV keeps what can be read, JSON leaves them out. */
export function malformedOf(
  read: ReadOperation,
  format: string | undefined
): Malformed {
  return read.malformed ?? (format === 'json' ? 'drop' : 'null');
}

/** The columns that a read yields, in order; `undefined` where one is not known. */
export function columnsWanted(
  read: ReadOperation,
  known: readonly Column[] | undefined
): readonly Column[] | undefined {
  if (!known || known.some(each => each.type.kind === 'unknown')) {
    return undefined;
  }
  const found = new Map(known.map(each => [each.name.toLowerCase(), each]));
  if (read.malformed === 'keep') {
    found.set(MALFORMED_COLUMN, {
      name: MALFORMED_COLUMN,
      type: { kind: 'string' }
    });
  }
  return read.columns
    ? read.columns.flatMap(each => found.get(each.toLowerCase()) ?? [])
    : [...found.values()];
}

/** `conform(frame, "…")`: the columns by name without regard to case, in their types. */
export function conformed(
  context: ScriptContext,
  frame: PyExpression,
  columns: readonly Column[],
  more: {
    keys?: Readonly<Record<string, string>>;
    /** A column that is not there is an error, not null. */
    strict?: boolean;
  } = {}
): PyExpression {
  const wanted = new Set(columns.map(each => each.name));
  const keys = Object.entries(more.keys ?? {}).filter(([each]) =>
    wanted.has(each)
  );
  return call(
    context.useHelper('conform'),
    [frame, string(schemaText(columns))],
    {
      keys:
        keys.length > 0
          ? dict(
              Object.fromEntries(
                keys.map(([column, key]) => [column, string(key)])
              )
            )
          : undefined,
      strict: more.strict ? boolean(true) : undefined
    }
  );
}

/**
 * Leave malformed records out, with their number in the log, where the read is to.
 *
 * @param format - CSV needs the column of malformed records in its schema; Spark adds it to JSON that has some.
 */
export function wellFormed(
  context: ScriptContext,
  read: ReadOperation,
  frame: PyExpression,
  format: 'csv' | 'json' = 'json'
): PyExpression {
  return malformedOf(read, format) === 'drop'
    ? call(context.useHelper('well_formed'), [
        frame,
        string(context.input.titles.get(read.nodeId) ?? read.nodeId),
        ...(format === 'csv' ? [string('CSV lines')] : [])
      ])
    : frame;
}

/**
 * A read of files in S3 by Spark's own reader.
 *
 * Sources: Spark 3.5, "CSV Files" (escape, nullValue, enforceSchema, mode), "JSON Files"; RFC 4180, 2.7: a quote within quotes is doubled.
 */
export function nativeFiles(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source
): PyExpression {
  const options = nativeOptions(context, source.formatOptions);
  // Folders like month=1/ are read whole by themselves; to look into every folder would lose their columns.
  const partitioned = source.columns?.some(each => each.partition) ?? false;
  if (source.recursive && !partitioned) {
    options.recursiveFileLookup = boolean(true);
  }
  switch (source.format) {
    case 'csv':
      return csvFiles(context, read, source, options);
    case 'json':
      return jsonFiles(context, read, source, options);
    default:
      return parquetFiles(context, read, source, options);
  }
}

function parquetFiles(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source,
  options: Options
): PyExpression {
  const found = reader(context, options);
  const columns = source.columns ?? [];
  const frame = method(
    columns.length > 0
      ? method(found, 'schema', [string(schemaText(columns))])
      : found,
    'parquet',
    pathsOf(context, source)
  );
  return chosen(frame, read.columns);
}

function reader(context: ScriptContext, options: Options): PyExpression {
  const plain = attribute(context.spark(), 'read');
  return Object.keys(options).length > 0
    ? method(
        plain,
        'options',
        [],
        Object.fromEntries(
          Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
        )
      )
    : plain;
}

/** Return a frame with some of its columns; all of them where none are named. */
export function chosen(
  frame: PyExpression,
  columns: readonly string[] | undefined
): PyExpression {
  return columns
    ? method(
        frame,
        'select',
        columns.map(each => string(columnName(each)))
      )
    : frame;
}

function pathsOf(context: ScriptContext, source: S3Source): PyExpression[] {
  return source.lakefs
    ? [lakefsSource(context, source.lakefs)]
    : source.paths.map(path => context.readPath(path, source.patterns));
}

function places(context: ScriptContext, source: S3Source): PyExpression {
  const paths = pathsOf(context, source);
  return paths.length === 1 ? paths[0] : list(paths);
}

function jsonFiles(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source,
  options: Options
): PyExpression {
  if (malformedOf(read, 'json') === 'fail') {
    options.mode = string('FAILFAST');
  }
  const columns = columnsWanted(read, source.columns);
  const paths = places(context, source);
  if (!columns || columns.length === 0) {
    const frame = method(reader(context, options), 'json', [paths]);
    return chosen(wellFormed(context, read, frame), read.columns);
  }
  // What Spark finds by itself would change these: 01 in a folder's name, digits of a decimal, a date's pattern.
  const exact = columns
    .filter(
      ({ partition, type: { kind } }) =>
        partition === true ||
        kind === 'decimal' ||
        (kind === 'date' && options.dateFormat !== undefined) ||
        (kind === 'timestamp' && options.timestampFormat !== undefined)
    )
    .map(each => each.name);
  const frame =
    exact.length === 0
      ? method(reader(context, options), 'json', [paths])
      : call(context.useHelper('read_json'), [
          reader(context, options),
          paths,
          string(schemaText(columns.filter(each => exact.includes(each.name))))
        ]);
  return conformed(context, wellFormed(context, read, frame), columns);
}

function csvFiles(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source,
  options: Options
): PyExpression {
  const { formatOptions } = source;
  const malformed = malformedOf(read, 'csv');
  const unquoted = isEmpty(formatOptions.quote);
  if (options.escape === undefined && !unquoted) {
    options.escape = options.quote ?? string('"');
  }
  if (malformed === 'null' && options.nullValue === undefined) {
    options.nullValue = string(CSV_NULL);
  }
  if (malformed === 'fail') {
    options.mode = string('FAILFAST');
    options.columnPruning = boolean(false);
  }
  const byName = formatOptions.header ?? false;
  const columns = source.columns ?? [];
  // Values are cast by the script, as those of a DynamicFrame are, unless Spark is to say which can't be read.
  const { dateFormat, timestampFormat, ...rest } = options;
  const strict = malformed !== 'null';
  const found = reader(context, strict ? options : rest);
  const paths = places(context, source);
  if (columns.length === 0) {
    const frame =
      byName === false
        ? method(reader(context, options), 'csv', [paths])
        : csvByName(
            context,
            reader(context, options),
            paths,
            undefined,
            byName
          );
    return chosen(frame, read.columns);
  }
  const text = schemaText([
    ...(strict
      ? columns
      : columns.map((each): Column =>
          each.partition ? each : { ...each, type: { kind: 'string' } }
        )),
    ...(malformed === 'drop' || malformed === 'keep'
      ? [{ name: MALFORMED_COLUMN, type: { kind: 'string' } } as Column]
      : [])
  ]);
  const frame =
    byName === false
      ? method(method(found, 'schema', [string(text)]), 'csv', [paths])
      : csvByName(context, found, paths, string(text), byName);
  if (malformed === 'drop') {
    return chosen(wellFormed(context, read, frame, 'csv'), read.columns);
  }
  if (strict) {
    return chosen(
      call(context.useHelper('whole_records'), [frame]),
      read.columns
    );
  }
  const plain = columns.every(
    each => each.partition === true || each.type.kind === 'string'
  );
  return plain
    ? chosen(frame, read.columns)
    : castColumns(context, frame, columns, read.columns, {
        dateFormat,
        timestampFormat
      });
}

function csvByName(
  context: ScriptContext,
  found: PyExpression,
  paths: PyExpression,
  columns: PyExpression | undefined,
  header: S3Source['formatOptions'][string]
): PyExpression {
  return call(
    context.useHelper('read_csv'),
    [found, paths, ...(columns ? [columns] : [])],
    header === true ? {} : { header: context.value(header) }
  );
}

/** `select` with each column cast to its type. */
function castColumns(
  context: ScriptContext,
  frame: PyExpression,
  columns: readonly Column[],
  wanted: readonly string[] | undefined,
  formats: { dateFormat?: PyExpression; timestampFormat?: PyExpression }
): PyExpression {
  const kept = wanted
    ? wanted.flatMap(each => columns.find(column => column.name === each) ?? [])
    : columns;
  return method(
    frame,
    'select',
    kept.map(({ name, type, partition }) => {
      if (partition || type.kind === 'string') {
        return string(columnName(name));
      }
      const value = context.sql('col', [string(columnName(name))]);
      const read =
        type.kind === 'date' && formats.dateFormat
          ? context.sql('to_date', [value, formats.dateFormat])
          : type.kind === 'timestamp' && formats.timestampFormat
            ? context.sql('to_timestamp', [value, formats.timestampFormat])
            : method(value, 'cast', [string(typeText(type))]);
      return method(read, 'alias', [string(name)]);
    })
  );
}

/** Nulls of CSV as an S3 input has them, in a DynamicFrame's rows, where every value is text: an empty field and `\N`. */
export function emptyToNull(frame: PyExpression): PyExpression {
  return method(frame, 'replace', [list([string(''), string(CSV_NULL)]), NONE]);
}

/**
 * Nulls of a CSV table as its SerDe has them, in both kinds of read: the null text is null, an empty field of a column of text is empty
 * text, unless that is the null text.
 *
 * Sources: Apache Hive, "LanguageManual DDL" (NULL DEFINED AS, by default `\N`), "CSV Serde" (no null).
 */
export function settledTexts(
  read: ReadOperation,
  frame: PyExpression
): PyExpression {
  if (read.source.kind !== 'catalog' || !read.source.texts) {
    return frame;
  }
  const { columns, nullText } = read.source.texts;
  const names = (
    read.columns
      ? columns.filter(each =>
          read.columns?.some(one => one.toLowerCase() === each.toLowerCase())
        )
      : columns
  ).map(each => string(columnName(each)));
  if (names.length === 0) {
    return frame;
  }
  const filled =
    nullText === ''
      ? frame
      : method(frame, 'fillna', [string(''), list(names)]);
  return nullText === null
    ? filled
    : method(filled, 'replace', [string(nullText), NONE, list(names)]);
}

function isEmpty(
  value: S3Source['formatOptions'][string] | undefined
): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}
