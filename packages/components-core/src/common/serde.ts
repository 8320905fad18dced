import type { Schema, TableDescription } from '@glueflow/components-manager';

/** What is documented of a SerDe, and what AWS Glue's two kinds of read make of it. */
export interface Serde {
  id: string;
  title: string;
  /** The class, or the end of its name, in lower case. */
  classes: readonly string[];
  /** Documented defaults, by the SerDe's own names of its properties. */
  defaults: Readonly<Record<string, string>>;
  /** Other properties that a read follows. */
  follows: readonly string[];
  /** What a read as a Spark DataFrame gives. */
  dataFrame: string;
  /** What a read as a DynamicFrame gives. */
  dynamicFrame: string;
  /** What no read of AWS Glue can follow; empty: nothing known. */
  neither: string;
  /** The page that documents the SerDe. */
  page: string;
}

const ATHENA = 'https://docs.aws.amazon.com/athena/latest/ug/';
const COLUMNAR =
  'The file says how it is written: columns by name, no properties.';

/**
 * The SerDes that tables of the Data Catalog have: the one place that says how each reads.
 *
 * `docs/serdes.md` is tested against this table, and so is `python/glueflow/local/serdes.py`, which reads for local runs.
 */
export const SERDES: readonly Serde[] = [
  {
    id: 'lazy-simple',
    title: 'LazySimpleSerDe (CSV, TSV)',
    classes: ['lazysimpleserde'],
    defaults: {
      'field.delim': '\u0001',
      'serialization.null.format': '\\N',
      'skip.header.line.count': '0'
    },
    follows: ['serialization.format', 'serialization.encoding', 'quoteChar'],
    dataFrame:
      'Columns by position. Quotes as AWS Glue has them (doubled within a quoted value). The null text is null; an empty field is empty text in a column of text, null in any other.',
    dynamicFrame:
      'The same rows. `escape.delim` is followed here only: Spark has no escapes outside quotes.',
    neither:
      'Lists, maps and structs within a field; more than one header line; separators of more than one character.',
    page: `${ATHENA}lazy-simple-serde.html`
  },
  {
    id: 'open-csv',
    title: 'OpenCSVSerDe (CSV with quotes)',
    classes: ['opencsvserde', 'csvserde'],
    defaults: {
      separatorChar: ',',
      quoteChar: '"',
      escapeChar: '\\',
      'skip.header.line.count': '0'
    },
    follows: ['serialization.encoding'],
    dataFrame:
      'Only where `escapeChar` is the quote itself: Spark takes a doubled quote or an escaped one, this SerDe takes both.',
    dynamicFrame:
      'Columns by position; quotes doubled or escaped. No text is null: an empty field is empty text in a column of text, null in any other.',
    neither:
      'Line breaks within a value; dates as days and timestamps as milliseconds since 1970, which Athena expects; more than one header line.',
    page: `${ATHENA}csv-serde.html`
  },
  {
    id: 'openx-json',
    title: 'OpenX JSON SerDe',
    classes: ['org.openx.data.jsonserde.jsonserde'],
    defaults: {
      'case.insensitive': 'true',
      'dots.in.keys': 'false',
      'ignore.malformed.json': 'false'
    },
    follows: ['mapping.<column>'],
    dataFrame:
      'Keys are found without regard to case, under `mapping.<column>` where there is one; a key that is not there is null.',
    dynamicFrame: 'The same rows.',
    neither:
      'Arrays as rows; keys of one record that differ only in case. With `case.insensitive` false, two keys that differ only in case.',
    page: `${ATHENA}openx-json-serde.html`
  },
  {
    id: 'hive-json',
    title: 'Hive JSON SerDe',
    classes: [
      'org.apache.hive.hcatalog.data.jsonserde',
      'org.apache.hadoop.hive.serde2.jsonserde',
      'org.apache.hcatalog.data.jsonserde'
    ],
    defaults: {},
    follows: [],
    dataFrame:
      'Keys are found without regard to case; a key that is not there is null.',
    dynamicFrame: 'The same rows.',
    neither: 'Keys of one record that differ only in case.',
    page: `${ATHENA}hive-json-serde.html`
  },
  {
    id: 'regex',
    title: 'RegexSerDe',
    classes: ['regexserde'],
    defaults: { 'input.regex.case.insensitive': 'false' },
    follows: [],
    dataFrame: 'Refused.',
    dynamicFrame: 'Refused.',
    neither:
      '`input.regex`: AWS Glue reads by classification and would put whole lines into the first column.',
    page: `${ATHENA}regex-serde.html`
  },
  {
    id: 'parquet',
    title: 'ParquetHiveSerDe',
    classes: ['parquethiveserde'],
    defaults: {},
    follows: [],
    dataFrame: COLUMNAR,
    dynamicFrame: 'The same rows.',
    neither: '',
    page: `${ATHENA}parquet-serde.html`
  },
  {
    id: 'orc',
    title: 'OrcSerde',
    classes: ['orcserde'],
    defaults: { 'orc.column.index.access': 'false' },
    follows: [],
    dataFrame: COLUMNAR,
    dynamicFrame: 'The same rows.',
    neither: '`orc.column.index.access` true: columns by position.',
    page: `${ATHENA}orc-serde.html`
  },
  {
    id: 'avro',
    title: 'AvroSerDe',
    classes: ['avroserde'],
    defaults: {},
    follows: [],
    dataFrame: COLUMNAR,
    dynamicFrame: 'The same rows.',
    neither: '`avro.schema.url` and `avro.schema.literal`.',
    page: `${ATHENA}avro-serde.html`
  },
  {
    id: 'ion',
    title: 'IonHiveSerDe',
    classes: ['ionhiveserde'],
    defaults: { 'ion.encoding': 'BINARY', 'ion.ignore_malformed': 'false' },
    follows: [],
    dataFrame: 'Refused: Spark has no reader of Ion.',
    dynamicFrame: 'On AWS only: local runs have no reader of Ion.',
    neither: '`ion.<column>.path_extractor`.',
    page: `${ATHENA}ion-serde.html`
  },
  {
    id: 'grok',
    title: 'GrokSerDe',
    classes: ['grokserde'],
    defaults: {},
    follows: [],
    dataFrame: 'Refused: Spark has no reader of logs by Grok patterns.',
    dynamicFrame: 'On AWS only: local runs have no reader of Grok.',
    neither: '',
    page: `${ATHENA}grok-serde.html`
  }
];

/** How the files of a table are read, as its SerDe says. */
export interface TableReading {
  /** Options of Spark's reader, by Spark's names. */
  options: Readonly<Record<string, string>>;
  /** Why only AWS Glue's reader gives the right rows; absent: Spark's does too. */
  needsGlue?: string;
  /** Why no read of AWS Glue gives the right rows, with the remedy. */
  refused?: string;
  /**
   * CSV: the text that stands for null in columns of text, `''` for an empty field. Null: no text does. Undefined: not for this read to
   * settle.
   */
  nullText?: string | null;
  /** JSON: keys are found without regard to case. */
  caseless?: boolean;
  /** JSON: the key of a column in the files, where it is not the column's name. */
  keys?: Readonly<Record<string, string>>;
}

/** Find the SerDe of a table; `undefined` for one that is not known. */
export function serdeOf(
  table: Pick<TableDescription, 'serde'>
): Serde | undefined {
  const name = table.serde?.toLowerCase();
  return name === undefined
    ? undefined
    : SERDES.find(each =>
        each.classes.some(part => name === part || name.endsWith(part))
      );
}

/** Return how a table is read. The format decides, as it does in AWS Glue; the SerDe says the details. */
export function tableReading(table: TableDescription): TableReading {
  const serde = serdeOf(table);
  if (serde?.id === 'regex' || table.format?.toLowerCase() === 'regex') {
    return {
      options: {},
      refused:
        "AWS Glue reads a table by its classification and doesn't know RegexSerDe: whole lines would land in the first column. Read the table with Athena, or write it in another format first (CREATE TABLE … AS SELECT)."
    };
  }
  const position = parameterOf(table)('orc.column.index.access');
  if (serde?.id === 'orc' && position === 'true') {
    return {
      options: {},
      refused:
        'The table says orc.column.index.access, columns by position, and AWS Glue reads ORC files by name. Remove the property and name the columns as the files do.'
    };
  }
  switch (table.format?.toLowerCase()) {
    case 'csv':
      return csvReading(table, serde);
    case 'json':
      return jsonReading(table, serde);
    default:
      return { options: {} };
  }
}

/** Read a property of the SerDe, or of the table where the SerDe lacks it; an empty one counts where `empty` says so. */
function parameterOf(
  table: TableDescription
): (...names: string[]) => string | undefined {
  return (...names) =>
    names
      .map(name => table.serdeParameters?.[name] ?? table.parameters?.[name])
      .find(value => value !== undefined && value !== '');
}

/**
 * Return how a CSV table is read.
 *
 * Quotes are AWS Glue's own, `"` unless the table says another (`-1`: none), whatever the SerDe: AWS Glue reads by classification, and
 * its format options come from the table's properties. LazySimpleSerDe itself knows no quotes; AWS asks for OpenCSVSerDe where values
 * are quoted, so that only a file that begins values with quotes it means literally is read in another way than by Athena.
 *
 * Sources: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-crawler-pyspark-extensions-glue-context.html
 * (create_dynamic_frame_from_catalog: format options through table properties),
 * https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-csv-home.html,
 * https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html; Spark 3.5, "CSV Files".
 */
function csvReading(
  table: TableDescription,
  serde: Serde | undefined
): TableReading {
  const parameter = parameterOf(table);
  const open =
    serde?.id === 'open-csv' ||
    (serde === undefined &&
      ['separatorChar', 'quoteChar', 'escapeChar'].some(
        name => table.serdeParameters?.[name] !== undefined
      ));
  const lines = parameter('skip.header.line.count') ?? '0';
  const format = parameter('serialization.format') ?? '';
  const sep =
    parameter('separatorChar', 'field.delim', 'delimiter') ??
    (/^\D$/.test(format) ? format : undefined);
  const separator = sep ?? (open ? ',' : undefined);
  const quote = parameter('quoteChar', 'quote.delim') ?? '"';
  const escape = open
    ? (parameter('escapeChar') ?? '\\')
    : parameter('escape.delim');
  const encoding = parameter('serialization.encoding');
  const options: Record<string, string> = {
    ...(lines === '1' ? { header: 'true' } : {}),
    ...(separator === undefined ? {} : { sep: character(separator) }),
    ...(quote === '"' ? {} : { quote: quote === '-1' ? '' : quote }),
    ...(quote === '-1' ? {} : { escape: quote }),
    ...(encoding === undefined ? {} : { encoding })
  };
  const reading: TableReading = {
    options,
    nullText: open
      ? null
      : (table.serdeParameters?.['serialization.null.format'] ??
        table.parameters?.['serialization.null.format'] ??
        '\\N')
  };
  if (separator !== undefined && character(separator).length !== 1) {
    return {
      ...reading,
      refused: `The separator of the table's files is ${JSON.stringify(separator)}; AWS Glue takes one character. Write the files with another separator.`
    };
  }
  if (!/^\d+$/.test(lines) || Number(lines) > 1) {
    return {
      ...reading,
      refused: `The table's files begin with ${lines} lines to leave out (skip.header.line.count), and AWS Glue can leave out one. Write the files with one header line, or none.`
    };
  }
  if (escape !== undefined && escape !== quote) {
    return {
      ...reading,
      needsGlue: open
        ? `OpenCSVSerDe takes a doubled quote and one after ${JSON.stringify(escape)} alike, Spark's reader one of the two.`
        : `The table's files have escapes outside quotes (escape.delim ${JSON.stringify(escape)}), which Spark's reader doesn't know.`
    };
  }
  // A number alone means that character to one serde and nothing to the other; only the catalog knows which serde it is.
  return separator === undefined && serde === undefined && /^\d+$/.test(format)
    ? {
        ...reading,
        needsGlue: `The separator of the table's files depends on its serde (serialization.format ${format}), which is not known here.`
      }
    : {
        ...reading,
        options:
          separator === undefined && serde !== undefined
            ? { ...options, sep: '\u0001' }
            : options
      };
}

/** A separator that the catalog keeps as text: `\t`, or an octal code such as `\001`. */
function character(separator: string): string {
  if (/^\\\d{1,3}$/.test(separator)) {
    return String.fromCharCode(parseInt(separator.slice(1), 8));
  }
  return { '\\t': '\t', '\\u0001': '\u0001' }[separator] ?? separator;
}

/** Return how a JSON table is read: which keys its columns have. */
function jsonReading(
  table: TableDescription,
  serde: Serde | undefined
): TableReading {
  const parameter = parameterOf(table);
  const openx = serde === undefined || serde.id === 'openx-json';
  const keys: Record<string, string> = {};
  for (const [name, value] of openx
    ? Object.entries(table.serdeParameters ?? {})
    : []) {
    if (/^mapping\../i.test(name)) {
      const wanted = name.slice('mapping.'.length).toLowerCase();
      const column = table.columns.find(
        each => each.name.toLowerCase() === wanted
      );
      if (column) {
        keys[column.name] = value;
      }
    }
  }
  const caseless = !(
    openx && /^false$/i.test(parameter('case.insensitive') ?? 'true')
  );
  const mapped = Object.keys(keys).length > 0;
  const text = table.partitionKeys.some(each => each.type.kind === 'string');
  return {
    options: {},
    caseless,
    ...(mapped ? { keys } : {}),
    ...(openx && /^true$/i.test(parameter('dots.in.keys') ?? 'false')
      ? {
          refused:
            'The table says dots.in.keys, keys with dots under names with underscores, which AWS Glue does not do. Give those columns a mapping.<column> property instead.'
        }
      : {}),
    ...((caseless || mapped) && text
      ? {
          needsGlue:
            "Spark's reader finds JSON keys by their exact names, unless it looks for names and types itself, and then takes partition keys of text such as 01 for numbers."
        }
      : {})
  };
}

/** The columns of text that a CSV read has to settle nulls in: those in the files. */
export function textColumns(schema: Schema | undefined): string[] {
  return (schema ?? [])
    .filter(each => each.type.kind === 'string' && !each.partition)
    .map(each => each.name);
}

/** The page of the manual about SerDes, in Markdown (`docs/serdes.md`). */
export function serdesPage(serdes: readonly Serde[] = SERDES): string {
  const property = (name: string, value: string): string =>
    `\`${name}\` \`${value.replace('\u0001', '\\u0001')}\``;
  const section = (serde: Serde): string => {
    const defaults = Object.entries(serde.defaults).map(([name, value]) =>
      property(name, value)
    );
    const follows = serde.follows.map(name => `\`${name}\``);
    return [
      `## ${serde.title}`,
      '',
      ...(defaults.length > 0 ? [`- Defaults: ${defaults.join(', ')}.`] : []),
      ...(follows.length > 0
        ? [`- Follows, where the table has them: ${follows.join(', ')}.`]
        : []),
      `- As a Spark DataFrame: ${serde.dataFrame}`,
      `- As a DynamicFrame: ${serde.dynamicFrame}`,
      ...(serde.neither === '' ? [] : [`- Not by AWS Glue: ${serde.neither}`]),
      `- Source: <${serde.page}>`,
      ''
    ].join('\n');
  };
  return `<!-- Written by scripts/docs-components.mjs from packages/components-core/src/common/serde.ts. -->

# SerDes

How Glueflow reads the tables of the Data Catalog: as the table's SerDe says, and with the same rows whether a table is read as a Spark
DataFrame or as an AWS Glue DynamicFrame. AWS Glue chooses its reader by the table's classification; the SerDe says the details. What
a reader can't follow is refused before a run, with what to do.

${serdes.map(section).join('\n')}
## Files without a table

S3 inputs of CSV: quotes are doubled within quotes (RFC 4180), an empty field and \`\\N\` are null, and \`""\` is empty text; a
DynamicFrame can't tell \`""\` from an empty field, so that both are null there. A header names the columns in any order and case: a
declared column that it lacks is an error, and so are files of one folder whose headers differ. Values are cast to the declared
types; what is no such value is null. Line breaks within quotes need **Values over several lines**.

S3 inputs of JSON: keys are found without regard to case, those of structs too; two keys of one file that differ only in case are an
error. JSON arrays over several lines and indented JSON need **Values over several lines**.

**Malformed records.** Of CSV lines with too few or too many values what can be read is kept. JSON that can't be read is left out; how
many records that were stands in the job's log. An S3 input can also leave malformed lines out, which counts them in the log with a
pass over the files of its own, keep their text in the column \`_corrupt_record\`, or let the job fail; values that are not of their type
count too then. A DynamicFrame knows none of these choices.

**Written and read again.** CSV outputs double quotes and keep blanks. A catalog output of CSV writes nulls of text as \`\\N\`, which
LazySimpleSerDe reads as null; tables of CSV can't hold line breaks within values.
`;
}
