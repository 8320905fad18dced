import { splitFrame } from '../../plan/frame.js';
import { isOrdered } from '../../plan/order.js';
import { isReference, type Text } from '../../document/text.js';
import type {
  AssumedRole,
  CatalogSink,
  Operation,
  S3Sink,
  WriteOperation
} from '../../plan/operation.js';
import { homeOf } from '../../plan/path.js';
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
import { faithfulCsv, nullsAsText } from './csv.js';
import { column } from './expression.js';
import { lakefsWrite } from './lakefs.js';
import { nativeOptions, sinkOptions } from './option.js';
import { SESSION_NAME } from './role.js';
import { tableDefinition } from './storage.js';

/** A write that is printed: the frame as it comes, and in as many tasks as files are wanted. */
interface Printed {
  context: ScriptContext;
  write: WriteOperation;
  frame: PyExpression;
  rows: PyExpression;
}

/** Prints a write of `frame`; `source` is the operation it comes from. */
export function printWrite(
  context: ScriptContext,
  write: WriteOperation,
  frame: PyExpression,
  source: Operation | undefined
): PyStatement[] {
  const rows = nullsAsText(write, arranged(context, write, frame, source));
  const printed = { context, write, frame, rows };
  return write.sink.kind === 'catalog'
    ? catalogWrite(printed, write.sink)
    : s3Write(printed, write.sink);
}

/**
 * The frame in as many tasks as files are wanted.
 *
 * Where rows come in an order, partitions are only put together, so that it stays. With partition keys each folder gets at most so many
 * files: its rows go to one task, or to several by a hash of the row. A number that a task makes up would give other rows to a task that
 * runs again, so that rows are lost or doubled (apache/spark#50757).
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
      isOrdered(source, frame => context.operation(splitFrame(frame).operation))
        ? 'coalesce'
        : 'repartition',
      [count]
    );
  }
  const keys = write.partitionKeys.map(key => column(context, key));
  return files === 1
    ? method(frame, 'repartition', keys)
    : call(context.useHelper('spread_rows'), [frame, list(keys), count]);
}

function catalogWrite(printed: Printed, sink: CatalogSink): PyStatement[] {
  const { context, write } = printed;
  const path = sink.path ?? (sink.location ? [sink.location] : undefined);
  if (write.mode !== 'append') {
    return replacingWrite(printed, sink, path);
  }
  const statements = path
    ? sinkWrite(printed, folder(context, path), sink)
    : tableWrite(printed, sink);
  return sink.updateCatalog && write.format === 'parquet' && sink.path
    ? [
        {
          kind: 'if',
          condition: call(context.useHelper('makes_columns'), [
            printed.frame,
            ...tableNames(context, sink)
          ]),
          body: statements
        }
      ]
    : statements;
}

/** Through getSink, which makes the table where there is none when it is given it. */
function sinkWrite(
  { context, write, rows }: Printed,
  place: PyExpression,
  table?: CatalogSink
): PyStatement[] {
  const variable = variableOf(context, write, 'sink');
  const format = sinkOptions(context, write);
  const options: Record<string, PyExpression | undefined> = {};
  compress(context, write, format, options);
  const target = name(variable);
  const updated = table?.updateCatalog ? table : undefined;
  return [
    assign(
      variable,
      call(attribute(name('glueContext'), 'getSink'), [], {
        connection_type: string('s3'),
        path: place,
        ...(updated
          ? {
              enableUpdateCatalog: boolean(true),
              updateBehavior: string(updated.updateBehavior)
            }
          : {}),
        partitionKeys: list(write.partitionKeys.map(string)),
        ...options
      })
    ),
    ...(updated
      ? [
          expression(
            method(target, 'setCatalogInfo', [], {
              catalogDatabase: context.text(updated.database),
              catalogTableName: context.text(updated.table),
              catalogId: updated.catalogId && context.text(updated.catalogId)
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
      method(target, 'writeFrame', [context.toDynamic(rows, write.nodeId)])
    )
  ];
}

/** Into a table that exists, whose own location and format hold. */
function tableWrite(
  { context, write, rows }: Printed,
  sink: CatalogSink
): PyStatement[] {
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
    expression(
      call(
        attribute(name('glueContext'), 'write_dynamic_frame', 'from_catalog'),
        [],
        {
          frame: context.toDynamic(rows, write.nodeId),
          database: context.text(sink.database),
          table_name: context.text(sink.table),
          additional_options:
            Object.keys(options).length > 0 ? dict(options) : undefined,
          catalog_id: sink.catalogId && context.text(sink.catalogId)
        }
      )
    )
  ];
}

/**
 * A write that replaces a table's files: into a staging folder first, so that the old ones are there until the new ones are.
 *
 * A sink of AWS Glue only appends, and its update of the catalog neither moves nor drops partitions.
 */
function replacingWrite(
  printed: Printed,
  sink: CatalogSink,
  path: Text | undefined
): PyStatement[] {
  const { context, write, frame } = printed;
  const {
    statements,
    folder: place,
    staged
  } = staging(
    printed,
    path
      ? folder(context, sink.path ?? path.map(homeOfPart))
      : call(context.useHelper('table_folder'), tableNames(context, sink))
  );
  const partitions =
    write.mode === 'partitions'
      ? { only_written_partitions: boolean(true) }
      : {};
  return [
    ...statements,
    ...sinkWrite(printed, staged),
    expression(
      sink.updateCatalog
        ? call(
            context.useHelper('replace_table'),
            [
              frame,
              staged,
              place,
              context.text(sink.database),
              tableDefinition(context, write, sink)
            ],
            {
              keys: list(write.partitionKeys.map(string)),
              catalog_id: sink.catalogId && context.text(sink.catalogId),
              ...partitions,
              ...(sink.updateBehavior === 'LOG'
                ? { update_columns: boolean(false) }
                : {})
            }
          )
        : call(context.useHelper('replace_files'), [staged, place], partitions)
    )
  ];
}

/** The variables of a write that replaces files: the folder, and the one where the files are written first. */
function staging(
  { context, write }: Printed,
  place: PyExpression
): { statements: PyStatement[]; folder: PyExpression; staged: PyExpression } {
  const home = variableOf(context, write, 'folder');
  const staged = variableOf(context, write, 'staged');
  return {
    statements: [
      assign(home, place),
      assign(staged, call(context.useHelper('staging_folder'), [name(home)]))
    ],
    folder: name(home),
    staged: name(staged)
  };
}

function s3Write(printed: Printed, sink: S3Sink): PyStatement[] {
  const { context, write } = printed;
  if (sink.lakefs) {
    return lakefsWrite(context, write, sink.lakefs, nativeWriter(printed));
  }
  if (write.mode === 'append') {
    return write.format === 'avro'
      ? avroWrite(printed, folder(context, sink.path))
      : nativeWrite(printed, context.path(sink.path), 'append');
  }
  const {
    statements,
    folder: place,
    staged
  } = staging(printed, folder(context, sink.path));
  return [
    ...statements,
    ...(write.format === 'avro'
      ? avroWrite(printed, staged)
      : nativeWrite(printed, staged)),
    expression(
      call(context.useHelper('replace_files'), [staged, place], {
        ...(write.mode === 'partitions'
          ? { only_written_partitions: boolean(true) }
          : {}),
        s3: sink.role && roleClient(context, sink.role)
      })
    )
  ];
}

/** A client of S3 under the role of a connection, which Spark's own writer has from the lines at the beginning. */
function roleClient(context: ScriptContext, role: AssumedRole): PyExpression {
  return call(
    context.useHelper('role_client'),
    [string(role.arn), string(role.sessionName || SESSION_NAME)],
    role.externalId ? { ExternalId: string(role.externalId) } : {}
  );
}

/** Through Spark's own writer. */
function nativeWrite(
  printed: Printed,
  place: PyExpression,
  mode?: string
): PyStatement[] {
  return [
    expression(
      method(nativeWriter(printed, mode), printed.write.format, [place])
    )
  ];
}

function nativeWriter(
  { context, write, rows }: Printed,
  mode?: string
): PyExpression {
  let writer = attribute(rows, 'write');
  if (mode) {
    writer = method(writer, 'mode', [string(mode)]);
  }
  if (write.partitionKeys.length > 0) {
    writer = method(writer, 'partitionBy', write.partitionKeys.map(string));
  }
  const options = faithfulCsv(
    write,
    nativeOptions(context, write.formatOptions)
  );
  if (write.compression !== undefined) {
    options.compression = context.value(write.compression);
  }
  if (Object.keys(options).length > 0) {
    writer = method(writer, 'options', [], sortedOptions(options));
  }
  return writer;
}

function sortedOptions(
  options: Record<string, PyExpression>
): Record<string, PyExpression> {
  return Object.fromEntries(
    Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1))
  );
}

/** Avro goes through Glue's own writer, which every version of Glue has. */
function avroWrite(
  { context, write, rows }: Printed,
  place: PyExpression
): PyStatement[] {
  const format = sinkOptions(context, write);
  const options: Record<string, PyExpression | undefined> = {};
  compress(context, write, format, options);
  return [
    expression(
      call(
        attribute(name('glueContext'), 'write_dynamic_frame', 'from_options'),
        [],
        {
          frame: context.toDynamic(rows, write.nodeId),
          connection_type: string('s3'),
          connection_options: dict({
            path: place,
            partitionKeys: list(write.partitionKeys.map(string)),
            ...options
          }),
          format: string('avro'),
          format_options:
            Object.keys(format).length > 0 ? dict(format) : undefined
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
      break;
    default:
      connection.compression = none ? undefined : context.value(compression);
  }
}

function variableOf(
  context: ScriptContext,
  write: WriteOperation,
  what: string
): string {
  return context.names.allocate(
    `${context.input.titles.get(write.nodeId) ?? ''} ${what}`,
    what
  );
}

/** Database, table and catalog, as the helpers of a script take them. */
function tableNames(
  context: ScriptContext,
  { database, table, catalogId }: CatalogSink
): PyExpression[] {
  return [database, table, ...(catalogId ? [catalogId] : [])].map(each =>
    context.text(each)
  );
}

/** A location as it was known when the script was printed, which may be that of an interrupted run. */
function homeOfPart(part: Text[number]): Text[number] {
  return typeof part === 'string' ? homeOf(part) : part;
}

/** A path that ends with a slash, since `s3://b/day` is the beginning of `s3://b/days/` too. */
function folder(context: ScriptContext, path: Text): PyExpression {
  const last = path.at(-1);
  if (typeof last === 'string') {
    return context.path(
      last.endsWith('/') ? path : [...path.slice(0, -1), `${last}/`]
    );
  }
  const text = context.path(path);
  return isReference(last)
    ? binary('+', method(text, 'rstrip', [string('/')]), string('/'))
    : text;
}

function expression(value: PyExpression): PyStatement {
  return { kind: 'expression', value };
}
