import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Text } from '../../document/text.js';
import { printSql } from '../../expression/print.js';
import type {
  CatalogSource,
  ReadOperation,
  S3Source
} from '../../plan/operation.js';
import { normalizedPath, shownText } from '../../plan/path.js';
import { sparkIdentifier, sparkType } from '../../types/print.js';
import type { Column } from '../../types/type.js';
import {
  assign,
  attribute,
  boolean,
  call,
  dict,
  list,
  method,
  name,
  string,
  type PyExpression,
  type PyStatement
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { columnName, typeText } from './expression.js';
import { dynamicReadOptions, nativeOptions } from './option.js';
import { conjunction } from './predicate.js';

/** Table formats whose files only Spark's own readers know. */
export const TABLE_FORMATS: ReadonlySet<string> = new Set([
  'iceberg',
  'delta',
  'hudi'
]);

/** A read as statements that come first and the DataFrame they lead to. */
export interface PrintedRead {
  statements: PyStatement[];
  frame: PyExpression;
}

/**
 * True where a read has to be a DynamicFrame: bookmarks, file grouping and inconsistent types need one, objects can only be left out
 * by one, and with a catalog partition predicate a native read gives rows of other partitions once partition keys are filtered.
 *
 * Source: AWS Glue, "GlueContext class", create_data_frame_from_catalog, limitations.
 */
export function isDynamicRead(read: ReadOperation): boolean {
  return (
    read.mode === 'dynamicFrame' ||
    (read.mode === 'auto' && needsDynamicFrame(read) !== undefined)
  );
}

/** Why a read has to be a DynamicFrame, as a sentence has it. */
export function needsDynamicFrame(read: ReadOperation): string | undefined {
  if (read.bookmark) {
    return 'a job bookmark';
  }
  if (read.groupFiles !== undefined || read.groupSize !== undefined) {
    return 'file grouping';
  }
  if (read.inconsistentTypes) {
    return 'inconsistent types';
  }
  if (read.source.kind === 's3') {
    return read.source.exclusions.length > 0 ? 'exclusions' : undefined;
  }
  return read.source.catalogPartitionPredicate
    ? 'a catalog partition predicate'
    : undefined;
}

/** Prints a read; `variable` is the name its DataFrame will have. */
export function printRead(
  context: ScriptContext,
  read: ReadOperation,
  variable: string
): PrintedRead {
  const reason = needsDynamicFrame(read);
  if (read.mode === 'dataFrame' && reason) {
    context.problem(
      read,
      'read-mode-conflict',
      '/readMode',
      `A read as a Spark DataFrame can't have ${reason}. Set “Read as” to automatic.`
    );
  }
  if (!isDynamicRead(read)) {
    const frame =
      read.source.kind === 'catalog'
        ? nativeCatalog(context, read, read.source)
        : nativeS3(context, read.source);
    return { statements: [], frame: selected(frame, read.columns) };
  }
  return dynamicRead(context, read, variable);
}

function selected(
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

function glue(methodName: string, ...path: string[]): PyExpression {
  return attribute(name('glueContext'), ...path, methodName);
}

/**
 * The key of a read's bookmark; none where it is off, since whatever has a key is bookmarked once the job's bookmarks are on.
 *
 * The key is the node's id, which a new title does not change, and a hash of the place: AWS keeps the times of the files read by key, so
 * that with a new place under an old key files older than the last run would never be read.
 *
 * https://docs.aws.amazon.com/glue/latest/dg/programming-etl-connect-bookmarks.html (transformation context)
 */
function bookmarkContext(read: ReadOperation): PyExpression | undefined {
  if (!read.bookmark) {
    return undefined;
  }
  const { source } = read;
  const place =
    source.kind === 'catalog'
      ? [source.catalogId ?? [], source.database, source.table].map(each =>
          shownText(each).toLowerCase()
        )
      : source.paths.map(each => normalizedPath(shownText(each))).sort();
  const hash = bytesToHex(sha256(utf8ToBytes(JSON.stringify(place))));
  return string(`${read.nodeId}_${hash.slice(0, 8)}`);
}

function pushDownPredicate(
  context: ScriptContext,
  read: ReadOperation,
  source: CatalogSource
): PyExpression | undefined {
  const texts: Text[] = [
    ...(source.partitionPredicate ? [source.partitionPredicate] : []),
    ...(read.partitionFilter ? [printSql(read.partitionFilter)] : [])
  ];
  return texts.length === 0 ? undefined : context.sqlText(conjunction(texts));
}

function nativeCatalog(
  context: ScriptContext,
  read: ReadOperation,
  source: CatalogSource
): PyExpression {
  // Iceberg, Delta and Hudi tables carry their own schema and partitions; the options of file readers mean nothing to them.
  const files = !TABLE_FORMATS.has(source.format?.toLowerCase() ?? '');
  const options: Record<string, PyExpression> = files
    ? { useSparkDataSource: boolean(true), useCatalogSchema: boolean(true) }
    : {};
  for (const [key, value] of Object.entries(source.readerOptions ?? {})) {
    options[key] = string(value);
  }
  return call(glue('from_catalog', 'create_data_frame'), [], {
    database: context.text(source.database),
    table_name: context.text(source.table),
    push_down_predicate: pushDownPredicate(context, read, source),
    additional_options:
      Object.keys(options).length > 0 ? dict(options) : undefined,
    catalog_id: source.catalogId && context.text(source.catalogId)
  });
}

function nativeS3(context: ScriptContext, source: S3Source): PyExpression {
  let reader = attribute(context.spark(), 'read');
  // Folders like month=1/ are read whole by themselves; to look into every folder would lose their columns.
  const partitioned = source.columns?.some(each => each.partition) ?? false;
  const options = nativeOptions(context, source.formatOptions);
  if (source.recursive && !partitioned) {
    options.recursiveFileLookup = boolean(true);
  }
  if (Object.keys(options).length > 0) {
    reader = method(reader, 'options', [], options);
  }
  if (source.columns && source.columns.length > 0) {
    reader = method(reader, 'schema', [string(schemaText(source.columns))]);
  }
  const paths = source.paths.map(path => context.path(path));
  return source.format === 'parquet'
    ? method(reader, 'parquet', paths)
    : method(reader, source.format, [
        paths.length === 1 ? paths[0] : list(paths)
      ]);
}

/** Columns as a DDL text; a type that is not known is text. */
export function schemaText(columns: readonly Column[]): string {
  return columns
    .map(
      each =>
        `${sparkIdentifier(each.name)} ${each.type.kind === 'unknown' ? 'STRING' : sparkType(each.type)}`
    )
    .join(', ');
}

function dynamicRead(
  context: ScriptContext,
  read: ReadOperation,
  variable: string
): PrintedRead {
  const { source } = read;
  let dynamic =
    source.kind === 'catalog'
      ? dynamicCatalog(context, read, source)
      : dynamicS3(context, read, source);
  if (read.inconsistentTypes) {
    dynamic = method(dynamic, 'resolveChoice', [], choices(context, read));
  }
  context.conversions += 1;
  const statements: PyStatement[] = [assign(variable, method(dynamic, 'toDF'))];
  const columns = source.kind === 's3' ? source.columns : fullSchema(read);
  if (columns && columns.length > 0) {
    // With nothing to read, such as on a run without new files, a DynamicFrame has no columns at all.
    statements.push({
      kind: 'if',
      condition: {
        kind: 'unary',
        operator: 'not ',
        operand: attribute(name(variable), 'columns')
      },
      body: [
        assign(
          variable,
          method(context.spark(), 'createDataFrame', [list([])], {
            schema: string(schemaText(columns))
          })
        )
      ]
    });
  }
  return {
    statements,
    frame:
      source.kind === 's3' && source.columns
        ? casts(context, name(variable), source.columns, read.columns)
        : selected(name(variable), read.columns)
  };
}

/** The columns to stand in for a table with nothing to read: those wanted, in any case. */
function fullSchema(read: ReadOperation): readonly Column[] | undefined {
  return read.schema?.some(each => each.type.kind === 'unknown')
    ? undefined
    : read.schema;
}

function casts(
  context: ScriptContext,
  frame: PyExpression,
  columns: readonly Column[],
  wanted: readonly string[] | undefined
): PyExpression {
  const kept = wanted
    ? wanted.flatMap(each => columns.find(column => column.name === each) ?? [])
    : columns;
  return method(
    frame,
    'select',
    kept.map(each =>
      each.type.kind === 'unknown'
        ? string(columnName(each.name))
        : method(
            method(
              context.sql('col', [string(columnName(each.name))]),
              'cast',
              [string(typeText(each.type))]
            ),
            'alias',
            [string(each.name)]
          )
    )
  );
}

/** How ResolveChoice settles a read's choice types: the catalog's types, the declared ones, or one column for each type. */
function choices(
  context: ScriptContext,
  read: ReadOperation
): Record<string, PyExpression> {
  if (read.source.kind === 'catalog') {
    return {
      choice: string('match_catalog'),
      database: context.text(read.source.database),
      table_name: context.text(read.source.table)
    };
  }
  const declared = (read.source.columns ?? []).filter(
    each => /^[A-Za-z0-9_]+$/.test(each.name) && CASTS.has(each.type.kind)
  );
  return declared.length === 0
    ? { choice: string('make_cols') }
    : {
        specs: list(
          declared.map(each => ({
            kind: 'tuple',
            items: [
              string(each.name),
              string(`cast:${CASTS.get(each.type.kind)}`)
            ]
          }))
        )
      };
}

/** Casts that ResolveChoice knows, by our kinds. Source: AWS Glue, "ResolveChoice class". */
const CASTS = new Map<string, string>([
  ['boolean', 'boolean'],
  ['smallint', 'short'],
  ['int', 'int'],
  ['bigint', 'long'],
  ['float', 'float'],
  ['double', 'double'],
  ['string', 'string'],
  ['date', 'date'],
  ['timestamp', 'timestamp']
]);

function grouping(
  context: ScriptContext,
  read: ReadOperation
): Record<string, PyExpression> {
  const options: Record<string, PyExpression> = {};
  if (read.groupFiles !== undefined) {
    options.groupFiles = context.value(read.groupFiles);
  }
  if (read.groupSize !== undefined) {
    options.groupSize =
      typeof read.groupSize === 'number'
        ? string(String(read.groupSize))
        : context.text([read.groupSize]);
  }
  return options;
}

function dynamicCatalog(
  context: ScriptContext,
  read: ReadOperation,
  source: CatalogSource
): PyExpression {
  const options = grouping(context, read);
  if (source.catalogPartitionPredicate) {
    options.catalogPartitionPredicate = context.partitionText(
      source.catalogPartitionPredicate
    );
  }
  return call(glue('from_catalog', 'create_dynamic_frame'), [], {
    database: context.text(source.database),
    table_name: context.text(source.table),
    push_down_predicate: pushDownPredicate(context, read, source),
    transformation_ctx: bookmarkContext(read),
    additional_options:
      Object.keys(options).length > 0 ? dict(options) : undefined,
    catalog_id: source.catalogId && context.text(source.catalogId)
  });
}

function dynamicS3(
  context: ScriptContext,
  read: ReadOperation,
  source: S3Source
): PyExpression {
  const connection: Record<string, PyExpression> = {
    paths: list(source.paths.map(path => context.path(path))),
    recurse: boolean(source.recursive),
    ...(source.exclusions.length > 0
      ? { exclusions: exclusions(context, source.exclusions) }
      : {}),
    ...grouping(context, read)
  };
  const format = dynamicReadOptions(context, read, source);
  return call(glue('from_options', 'create_dynamic_frame'), [], {
    connection_type: string('s3'),
    connection_options: dict(connection),
    format: string(source.format),
    format_options: Object.keys(format).length > 0 ? dict(format) : undefined,
    transformation_ctx: bookmarkContext(read)
  });
}

/** A JSON list of patterns, as text: that is how Glue takes it. */
function exclusions(
  context: ScriptContext,
  patterns: readonly Text[]
): PyExpression {
  const text: (string | { parameter: string })[] = [];
  patterns.forEach((pattern, index) => {
    text.push(index === 0 ? '["' : '", "');
    for (const part of pattern) {
      text.push(
        typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part
      );
    }
  });
  text.push('"]');
  return context.text(text);
}
