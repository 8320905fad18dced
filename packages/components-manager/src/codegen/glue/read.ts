import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Text } from '../../document/text.js';
import { printSql } from '../../expression/print.js';
import type {
  CatalogSource,
  ReadOperation,
  S3Source
} from '../../plan/operation.js';
import { glueHints } from '../../plan/hint.js';
import { shownText } from '../../plan/path.js';
import { isOpenTableFormat } from '../../plan/tableformat.js';
import type { Column } from '../../types/type.js';
import {
  attribute,
  boolean,
  call,
  dict,
  list,
  method,
  name,
  string,
  type PyExpression
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { isDynamicRead } from './dynamic.js';
import {
  chosen,
  columnsWanted,
  conformed,
  emptyToNull,
  malformedOf,
  nativeFiles,
  settledTexts,
  wellFormed
} from './files.js';
import { dynamicReadOptions } from './option.js';
import { conjunction } from './predicate.js';

/** Prints a read. */
export function printRead(
  context: ScriptContext,
  read: ReadOperation
): PyExpression {
  if (!isDynamicRead(read)) {
    return read.source.kind === 'catalog'
      ? nativeCatalog(context, read, read.source)
      : nativeFiles(context, read, read.source);
  }
  return dynamicRead(context, read);
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
  if (!glueHints(read).bookmark) {
    return undefined;
  }
  const { source } = read;
  const place =
    source.kind === 'catalog'
      ? [source.catalogId ?? [], source.database, source.table].map(each =>
          shownText(each).toLowerCase()
        )
      : source.paths
          .map(each => shownText(each).replace(/(?<!\/)\/+$/, ''))
          .sort();
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
  const files = !isOpenTableFormat(source.format);
  const json = source.format?.toLowerCase() === 'json';
  // With the catalog's columns, which are in lower case, Spark would find JSON keys of that very spelling only.
  const columns = json ? columnsWanted(read, read.schema) : undefined;
  const options: Record<string, PyExpression> = files
    ? {
        useSparkDataSource: boolean(true),
        ...(columns ? {} : { useCatalogSchema: boolean(true) })
      }
    : {};
  if (columns && malformedOf(read, 'json') === 'fail') {
    options.mode = string('FAILFAST');
  }
  if (columns?.some(each => each.type.kind === 'decimal')) {
    options.prefersDecimal = string('true');
  }
  for (const [key, value] of Object.entries(source.readerOptions ?? {})) {
    options[key] = string(value);
  }
  const frame = call(glue('from_catalog', 'create_data_frame'), [], {
    database: context.text(source.database),
    table_name: context.text(source.table),
    push_down_predicate: pushDownPredicate(context, read, source),
    additional_options:
      Object.keys(options).length > 0 ? dict(options) : undefined,
    catalog_id: source.catalogId && context.text(source.catalogId)
  });
  return columns
    ? conformed(context, wellFormed(context, read, frame), columns, source)
    : settledTexts(read, chosen(frame, read.columns));
}

function dynamicRead(
  context: ScriptContext,
  read: ReadOperation
): PyExpression {
  const { source } = read;
  let dynamic =
    source.kind === 'catalog'
      ? dynamicCatalog(context, read, source)
      : dynamicS3(context, read, source);
  if (glueHints(read).inconsistentTypes) {
    dynamic = method(dynamic, 'resolveChoice', [], choices(context, read));
  }
  context.conversions += 1;
  let frame = method(dynamic, 'toDF');
  const csv = source.kind === 's3' && source.format === 'csv';
  if (csv) {
    frame = emptyToNull(frame);
  }
  const columns = columnsWanted(
    read,
    source.kind === 's3' ? source.columns : read.schema
  );
  if (!columns || columns.length === 0) {
    return chosen(frame, read.columns);
  }
  // With nothing to read, such as on a run without new files, a DynamicFrame has no columns at all: they are added here too.
  const header = csv ? (source.formatOptions.header ?? false) : undefined;
  return settledTexts(
    read,
    conformed(context, frame, columns, {
      keys:
        source.kind === 'catalog'
          ? source.keys
          : header === undefined || header === true
            ? undefined
            : numbered(source.columns ?? []),
      strict: header === true
    })
  );
}

/** The names that AWS Glue gives to the columns of CSV files without a header. */
function numbered(columns: readonly Column[]): Record<string, string> {
  return Object.fromEntries(
    columns
      .filter(each => !each.partition)
      .map((each, index) => [each.name, `col${index}`])
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
  const { groupFiles, groupSize } = glueHints(read);
  if (groupFiles !== undefined) {
    options.groupFiles = context.value(groupFiles);
  }
  if (groupSize !== undefined) {
    options.groupSize =
      typeof groupSize === 'number'
        ? string(String(groupSize))
        : context.text([groupSize]);
  }
  return options;
}

function dynamicCatalog(
  context: ScriptContext,
  read: ReadOperation,
  source: CatalogSource
): PyExpression {
  const options = grouping(context, read);
  const { catalogPartitionPredicate } = glueHints(read);
  if (catalogPartitionPredicate) {
    options.catalogPartitionPredicate = context.partitionText(
      catalogPartitionPredicate
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
