import { isReference, plainText, type Text } from '../../document/text.js';
import type { WriteOperation } from '../../plan/operation.js';
import { key } from '../../plan/column.js';
import {
  boolean,
  call,
  cast,
  id,
  infix,
  text,
  type Sql,
  type SqlItem,
  type SqlOption,
  type SqlQuery,
  type SqlTarget
} from '../../sql/tree.js';
import type { Column } from '../../types/type.js';
import {
  folderOf,
  orderBy,
  type DuckDbFrame,
  type DuckDbScope
} from './frame.js';

/** What writes a frame's rows. */
export interface PrintedWrite {
  body: SqlQuery;
  into: SqlTarget;
  /** Lines of the comment above it. */
  comments: readonly string[];
}

/** Compressions by Spark's names, for each format that DuckDB writes. */
const COMPRESSIONS: Readonly<Record<string, Readonly<Record<string, string>>>> =
  {
    parquet: { none: 'uncompressed', snappy: 'snappy', gzip: 'gzip' },
    csv: { none: 'none', gzip: 'gzip' },
    json: { none: 'none', gzip: 'gzip' }
  };

/** Types whose values are written to CSV and JSON as Spark's readers take them. */
const PLAIN = new Set<Column['type']['kind']>([
  'boolean',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'float',
  'double',
  'decimal',
  'string',
  'varchar',
  'date',
  'timestamp',
  'timestamp_ntz'
]);

/** Print a write as a COPY of its input's rows to new files of a folder. */
export function printWrite(
  scope: DuckDbScope,
  write: WriteOperation,
  input: DuckDbFrame
): PrintedWrite | undefined {
  const { sink, format, partitionKeys, mode, files } = write;
  if (sink.kind === 'catalog') {
    scope.problem(
      '/sink/table',
      'tables of the catalog are written by Spark alone. Write files with an S3 output'
    );
    return undefined;
  }
  if (sink.lakefs) {
    scope.problem(
      '/sink/lakefs',
      'a branch of lakeFS is written in a transaction, by the job’s own code'
    );
  }
  if (sink.role) {
    scope.problem('/sink/connection', 'it assumes a role for the files');
  }
  const compressions = COMPRESSIONS[format];
  if (compressions === undefined) {
    scope.problem(
      '/format',
      `DuckDB writes no ${format}. Choose Parquet, CSV or JSON`
    );
    return undefined;
  }
  if (files !== undefined && (files !== 1 || partitionKeys.length > 0)) {
    scope.problem(
      '/files',
      'DuckDB chooses the number of files by itself, but for one'
    );
  }
  const keys = new Set(partitionKeys.map(key));
  const items = input.schema.map((column, index): SqlItem => {
    const partition = keys.has(key(column.name));
    if ((format !== 'parquet' || partition) && !PLAIN.has(column.type.kind)) {
      scope.problem(
        `/schema/${index}`,
        `values of the column “${column.name}” are written in another way`
      );
    }
    return { name: column.name, value: written(column, format, partition) };
  });
  const named = extension(format, write);
  const options: Record<string, SqlOption> = {
    FORMAT: { kind: 'word', word: format },
    ...compressionOption(scope, write, compressions),
    ...(format === 'csv' ? csvOptions(scope, write) : {})
  };
  const folder = folderOf(sink.path);
  const comments =
    mode === 'append'
      ? []
      : [
          mode === 'overwrite'
            ? 'Adds files to the folder. “glueflow run --engine duckdb” then removes those that were there before; a query can’t.'
            : 'Adds files to the partitions. “glueflow run --engine duckdb” then removes those that were there before; a query can’t.'
        ];
  const body: SqlQuery = {
    kind: 'select',
    items,
    from: { kind: 'table', name: input.name },
    ...(input.order ? { orderBy: orderBy(input.order) } : {})
  };
  if (partitionKeys.length === 0) {
    return {
      comments,
      body,
      into: {
        kind: 'files',
        path: infix(
          '||',
          folder.kind === 'text'
            ? text(`${folder.value}part-`)
            : infix('||', folder, text('part-')),
          cast(call('uuid'), 'VARCHAR'),
          text(`.${named}`)
        ),
        options
      }
    };
  }
  return {
    comments,
    body,
    into: {
      kind: 'files',
      path:
        folder.kind === 'text'
          ? text(folder.value.replace(/\/$/, ''))
          : call('rtrim', folder, text('/')),
      options: {
        ...options,
        PARTITION_BY: { kind: 'columns', names: partitionKeys },
        FILENAME_PATTERN: { kind: 'value', value: text('part-{uuid}') },
        FILE_EXTENSION: { kind: 'value', value: text(named) },
        APPEND: { kind: 'value', value: boolean(true) }
      }
    }
  };
}

/** A value as files have it: times as moments in UTC, so that Spark reads timestamps; in text as Spark writes them. */
function written(
  { name, type }: Column,
  format: string,
  partition: boolean
): Sql {
  const value = id(name);
  if (partition) {
    // An empty text has no name of its own as a folder: Spark takes it for null.
    return type.kind === 'string' || type.kind === 'varchar'
      ? call('nullif', value, text(''))
      : cast(value, 'VARCHAR');
  }
  if (type.kind !== 'timestamp') {
    return value;
  }
  return format === 'parquet'
    ? cast(value, 'TIMESTAMPTZ')
    : call('strftime', value, text('%Y-%m-%dT%H:%M:%S.%gZ'));
}

function extension(format: string, { compression }: WriteOperation): string {
  if (format === 'parquet') {
    return compression === 'none'
      ? 'parquet'
      : `${compression === 'gzip' ? 'gz' : 'snappy'}.parquet`;
  }
  return compression === 'gzip' ? `${format}.gz` : format;
}

function compressionOption(
  scope: DuckDbScope,
  { compression, format }: WriteOperation,
  known: Readonly<Record<string, string>>
): Record<string, SqlOption> {
  if (compression === undefined) {
    return format === 'parquet'
      ? { COMPRESSION: { kind: 'word', word: 'snappy' } }
      : {};
  }
  const word = typeof compression === 'string' ? known[compression] : undefined;
  if (word === undefined) {
    scope.problem(
      '/compression',
      isReference(compression)
        ? 'the compression must be stated, not a parameter'
        : `DuckDB does not write ${format} with this compression`
    );
    return {};
  }
  return { COMPRESSION: { kind: 'word', word } };
}

function csvOptions(
  scope: DuckDbScope,
  { formatOptions }: WriteOperation
): Record<string, SqlOption> {
  const { header = false, sep = ',', quote = '"', ...rest } = formatOptions;
  const plain = (value: unknown): string | undefined =>
    Array.isArray(value)
      ? plainText(value as Text)
      : typeof value === 'string'
        ? value
        : undefined;
  const [delimiter, mark] = [plain(sep), plain(quote)];
  for (const name of Object.keys(rest)) {
    scope.problem(
      `/formatOptions/${name}`,
      `DuckDB’s writer has no ${name} as Spark has it`
    );
  }
  if (typeof header !== 'boolean' || delimiter === undefined || !mark) {
    scope.problem(
      '/formatOptions',
      'header, separator and quote must be stated, and the quote not empty'
    );
    return {};
  }
  return {
    HEADER: { kind: 'value', value: boolean(header) },
    DELIMITER: { kind: 'value', value: text(delimiter) },
    QUOTE: { kind: 'value', value: text(mark) },
    ESCAPE: { kind: 'value', value: text(mark) }
  };
}
