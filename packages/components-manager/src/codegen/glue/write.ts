import { isReference, type Text } from '../../document/text.js';
import type {
  CatalogSink,
  Operation,
  S3Sink,
  WriteOperation
} from '../../plan/operation.js';
import { number } from '../python/literal.js';
import {
  assign,
  attribute,
  binary,
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
import { column } from './expression.js';
import { nativeOptions, sinkOptions } from './option.js';

/** Formats that `enableUpdateCatalog` is documented for. Source: AWS Glue, "Updating the schema and partitions in the Data Catalog". */
const UPDATABLE = new Set(['json', 'csv', 'avro', 'parquet']);

/** Prints a write of `frame`; `source` is the operation it comes from. */
export function printWrite(
  context: ScriptContext,
  write: WriteOperation,
  frame: PyExpression,
  source: Operation | undefined
): PyStatement[] {
  const rows = arranged(context, write, frame, source);
  return write.sink.kind === 'catalog'
    ? catalogWrite(context, write, write.sink, rows)
    : s3Write(context, write, write.sink, rows);
}

/**
 * The frame in as many tasks as files are wanted.
 *
 * After a sort, partitions are only put together, so that the order stays. With partition keys each folder gets at most so many files:
 * its rows go to one task, or are dealt out to several.
 */
function arranged(
  context: ScriptContext,
  write: WriteOperation,
  frame: PyExpression,
  source: Operation | undefined
): PyExpression {
  const { files } = write;
  if (files === undefined) {
    return frame;
  }
  const count = context.value(files);
  if (write.partitionKeys.length === 0) {
    return method(
      frame,
      source?.op === 'sort' && !source.local ? 'coalesce' : 'repartition',
      [count]
    );
  }
  const keys = write.partitionKeys.map(key => column(context, key));
  return method(
    frame,
    'repartition',
    files === 1
      ? keys
      : [
          ...keys,
          binary('%', context.sql('monotonically_increasing_id', []), count)
        ]
  );
}

function catalogWrite(
  context: ScriptContext,
  write: WriteOperation,
  sink: CatalogSink,
  frame: PyExpression
): PyStatement[] {
  if (sink.updateCatalog && !UPDATABLE.has(write.format)) {
    context.problem(
      write,
      'catalog-format',
      '/format',
      `AWS Glue can't create or update a table of ${write.format} files. Choose Parquet, CSV, JSON or Avro, or turn “Create or update the table” off.`
    );
  }
  const path = sink.path ?? (sink.location ? [sink.location] : undefined);
  return path
    ? sinkWrite(context, write, sink, path, frame)
    : tableWrite(context, write, sink, frame);
}

/** Through getSink: makes the table where there is none. A sink only appends, so overwriting removes the files first. */
function sinkWrite(
  context: ScriptContext,
  write: WriteOperation,
  sink: CatalogSink,
  path: Text,
  frame: PyExpression
): PyStatement[] {
  const variable = context.names.allocate(
    `${context.input.titles.get(write.nodeId) ?? ''} sink`,
    'sink'
  );
  const format = sinkOptions(context, write);
  const options: Record<string, PyExpression | undefined> = {};
  compress(context, write, format, options);
  const target = name(variable);
  return [
    ...(write.mode === 'overwrite' ? [purgePath(context, write, path)] : []),
    assign(
      variable,
      call(attribute(name('glueContext'), 'getSink'), [], {
        connection_type: string('s3'),
        path: folder(context, path),
        ...(sink.updateCatalog
          ? {
              enableUpdateCatalog: boolean(true),
              updateBehavior: string(sink.updateBehavior)
            }
          : {}),
        partitionKeys: list(write.partitionKeys.map(string)),
        ...options,
        transformation_ctx: string(write.nodeId)
      })
    ),
    ...(sink.updateCatalog
      ? [
          expression(
            method(target, 'setCatalogInfo', [], {
              catalogDatabase: context.text(sink.database),
              catalogTableName: context.text(sink.table),
              catalogId: sink.catalogId && context.text(sink.catalogId)
            })
          )
        ]
      : []),
    expression(
      method(target, 'setFormat', [string(write.format)], {
        ...(write.format === 'parquet'
          ? { useGlueParquetWriter: boolean(true) }
          : {}),
        ...format
      })
    ),
    expression(
      method(target, 'writeFrame', [context.toDynamic(frame, write.nodeId)])
    )
  ];
}

/** Into a table that exists, whose own location and format hold. */
function tableWrite(
  context: ScriptContext,
  write: WriteOperation,
  sink: CatalogSink,
  frame: PyExpression
): PyStatement[] {
  const database = context.text(sink.database);
  const table = context.text(sink.table);
  const catalogId = sink.catalogId && context.text(sink.catalogId);
  const options = {
    ...(sink.updateCatalog
      ? {
          enableUpdateCatalog: boolean(true),
          updateBehavior: string(sink.updateBehavior)
        }
      : {}),
    ...(write.partitionKeys.length > 0
      ? { partitionKeys: list(write.partitionKeys.map(string)) }
      : {})
  };
  return [
    ...(write.mode === 'overwrite'
      ? [
          expression(
            call(attribute(name('glueContext'), 'purge_table'), [], {
              database,
              table_name: table,
              options: retention(),
              transformation_ctx: string(`${write.nodeId}_purge`),
              catalog_id: catalogId
            })
          )
        ]
      : []),
    expression(
      call(
        attribute(name('glueContext'), 'write_dynamic_frame', 'from_catalog'),
        [],
        {
          frame: context.toDynamic(frame, write.nodeId),
          database,
          table_name: table,
          transformation_ctx: string(write.nodeId),
          additional_options:
            Object.keys(options).length > 0 ? dict(options) : undefined,
          catalog_id: catalogId
        }
      )
    )
  ];
}

function s3Write(
  context: ScriptContext,
  write: WriteOperation,
  sink: S3Sink,
  frame: PyExpression
): PyStatement[] {
  if (write.format === 'avro') {
    return avroWrite(context, write, sink, frame);
  }
  let writer = method(attribute(frame, 'write'), 'mode', [string(write.mode)]);
  if (write.partitionKeys.length > 0) {
    writer = method(writer, 'partitionBy', write.partitionKeys.map(string));
  }
  const options = nativeOptions(context, write.formatOptions);
  if (write.compression !== undefined) {
    options.compression = context.value(write.compression);
  }
  if (Object.keys(options).length > 0) {
    writer = method(writer, 'options', [], options);
  }
  return [expression(method(writer, write.format, [context.text(sink.path)]))];
}

/** Avro goes through Glue's own writer, which every version of Glue has. */
function avroWrite(
  context: ScriptContext,
  write: WriteOperation,
  sink: S3Sink,
  frame: PyExpression
): PyStatement[] {
  const format = sinkOptions(context, write);
  const options: Record<string, PyExpression | undefined> = {};
  compress(context, write, format, options);
  return [
    ...(write.mode === 'overwrite'
      ? [purgePath(context, write, sink.path)]
      : []),
    expression(
      call(
        attribute(name('glueContext'), 'write_dynamic_frame', 'from_options'),
        [],
        {
          frame: context.toDynamic(frame, write.nodeId),
          connection_type: string('s3'),
          connection_options: dict({
            path: folder(context, sink.path),
            partitionKeys: list(write.partitionKeys.map(string)),
            ...options
          }),
          format: string('avro'),
          format_options:
            Object.keys(format).length > 0 ? dict(format) : undefined,
          transformation_ctx: string(write.nodeId)
        }
      )
    )
  ];
}

/** Puts the compression where Glue looks for it: Parquet has it with the format, text files with the connection. */
function compress(
  context: ScriptContext,
  write: WriteOperation,
  format: Record<string, PyExpression>,
  connection: Record<string, PyExpression | undefined>
): void {
  const { compression } = write;
  if (compression === undefined) {
    return;
  }
  const none = compression === 'none' || compression === 'uncompressed';
  switch (write.format) {
    case 'parquet':
      format.compression = none
        ? string('uncompressed')
        : context.value(compression);
      break;
    case 'avro':
      if (!none) {
        context.problem(
          write,
          'bad-compression',
          '/compression',
          "AWS Glue's writer of Avro files has no compression. Leave it empty."
        );
      }
      break;
    default:
      connection.compression = none ? undefined : context.value(compression);
  }
}

function purgePath(
  context: ScriptContext,
  write: WriteOperation,
  path: Text
): PyStatement {
  return expression(
    call(attribute(name('glueContext'), 'purge_s3_path'), [], {
      s3_path: folder(context, path),
      options: retention(),
      transformation_ctx: string(`${write.nodeId}_purge`)
    })
  );
}

/** Without it, files of the last seven days stay. */
function retention(): PyExpression {
  return dict({ retentionPeriod: number(0) });
}

/** A path that ends with a slash, since `s3://b/day` is the beginning of `s3://b/days/` too. */
function folder(context: ScriptContext, path: Text): PyExpression {
  const last = path.at(-1);
  if (typeof last === 'string') {
    return context.text(
      last.endsWith('/') ? path : [...path.slice(0, -1), `${last}/`]
    );
  }
  const text = context.text(path);
  return isReference(last)
    ? binary('+', method(text, 'rstrip', [string('/')]), string('/'))
    : text;
}

function expression(value: PyExpression): PyStatement {
  return { kind: 'expression', value };
}
