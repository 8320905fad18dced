import { isReference } from '../../document/text.js';
import type { CatalogSink, WriteOperation } from '../../plan/operation.js';
import { dict, string, type PyExpression } from '../python/tree.js';
import type { ScriptContext } from './context.js';

const HIVE = 'org.apache.hadoop.hive';
const TEXT = [
  'org.apache.hadoop.mapred.TextInputFormat',
  `${HIVE}.ql.io.HiveIgnoreKeyTextOutputFormat`
];

/** Input format, output format and SerDe of a table by format, as AWS Glue's crawlers write them. */
const STORAGE: Readonly<Record<string, readonly string[]>> = {
  avro: [
    `${HIVE}.ql.io.avro.AvroContainerInputFormat`,
    `${HIVE}.ql.io.avro.AvroContainerOutputFormat`,
    `${HIVE}.serde2.avro.AvroSerDe`
  ],
  csv: [...TEXT, `${HIVE}.serde2.lazy.LazySimpleSerDe`],
  json: [...TEXT, 'org.openx.data.jsonserde.JsonSerDe'],
  parquet: [
    `${HIVE}.ql.io.parquet.MapredParquetInputFormat`,
    `${HIVE}.ql.io.parquet.MapredParquetOutputFormat`,
    `${HIVE}.ql.io.parquet.serde.ParquetHiveSerDe`
  ]
};

/**
 * Return the definition of the table that a write makes where there is none, without columns and location: the run adds those.
 *
 * https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html
 */
export function tableDefinition(
  context: ScriptContext,
  write: WriteOperation,
  sink: CatalogSink
): PyExpression {
  const name = context.text(sink.table);
  const [input, output, library] = STORAGE[write.format] ?? [];
  // A table without a path of its own is there already.
  if (sink.path === undefined || input === undefined) {
    return dict({ Name: name });
  }
  const serde: Record<string, PyExpression> = {
    'serialization.format': string('1')
  };
  const parameters: Record<string, PyExpression> = {
    classification: string(write.format),
    EXTERNAL: string('TRUE')
  };
  if (write.format === 'parquet') {
    parameters.useGlueParquetWriter = string('true');
  }
  if (write.format === 'csv') {
    const { sep = ',', header = true } = write.formatOptions;
    const separator = context.value(sep);
    serde['field.delim'] = separator;
    parameters.delimiter = separator;
    if (isReference(header)) {
      context.problem(
        write,
        'table-header',
        '/formatOptions/header',
        'A table says whether its files have a header, so that a parameter can’t decide it. Turn the header on or off.'
      );
    } else if (header === true) {
      parameters['skip.header.line.count'] = string('1');
    }
  }
  return dict({
    Name: name,
    TableType: string('EXTERNAL_TABLE'),
    Parameters: dict(parameters),
    StorageDescriptor: dict({
      InputFormat: string(input),
      OutputFormat: string(output),
      SerdeInfo: dict({
        SerializationLibrary: string(library),
        Parameters: dict(serde)
      })
    })
  });
}
