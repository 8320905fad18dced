import {
  parseText,
  parseValue,
  type Text,
  type Value,
  type WriteFormat
} from '@glueflow/components-manager';
import { equals, when } from './conditional.js';
import { MALFORMED_FIELD } from './read.js';
import type { TextField, ValueField } from './text.js';

/** Formats by the names people know. */
export const FORMAT_TITLES: Record<WriteFormat, string> = {
  csv: 'CSV',
  json: 'JSON',
  parquet: 'Parquet',
  orc: 'ORC',
  avro: 'Avro'
};

/** Compressions that each format can be written with, by AWS Glue's sinks and by Spark's writers alike. */
export const WRITE_COMPRESSIONS: Record<WriteFormat, readonly string[]> = {
  csv: ['none', 'gzip', 'bzip2'],
  json: ['none', 'gzip', 'bzip2'],
  parquet: ['none', 'snappy', 'gzip'],
  orc: ['none', 'snappy', 'zlib'],
  avro: ['none']
};

/** Options of a format as a configuration has them, by Spark's names. */
export type FormatOptionFields = {
  header?: ValueField<boolean>;
  sep?: TextField;
  quote?: TextField;
  escape?: TextField;
  multiLine?: ValueField<boolean>;
  encoding?: TextField;
  nullValue?: TextField;
  dateFormat?: TextField;
  timestampFormat?: TextField;
};

/** Options of the plan, by Spark's names. */
export type FormatOptions = Record<
  string,
  Value<string | number | boolean> | Text
>;

const FIELDS = {
  header: {
    title: 'Header',
    description: 'The first line of each file holds the names of the columns.',
    type: 'boolean',
    default: true
  },
  sep: {
    title: 'Separator',
    description: 'The character between two values.',
    type: 'string',
    default: ','
  },
  quote: {
    title: 'Quote',
    description: 'The character around values that hold a separator.',
    type: 'string',
    default: '"',
    'x-glueflow': { advanced: true }
  },
  escape: {
    title: 'Escape',
    description:
      'The character before a quote within a quoted value. Empty: quotes are doubled, as in RFC 4180.',
    type: 'string',
    'x-glueflow': { advanced: true }
  },
  multiLine: {
    title: 'Values over several lines',
    description:
      'A record may stretch over several lines: line breaks within quotes, JSON arrays and indented JSON. A file is then read by one task.',
    type: 'boolean',
    default: false,
    'x-glueflow': { advanced: true }
  },
  encoding: {
    title: 'Encoding',
    description: 'Such as UTF-8 or ISO-8859-1.',
    type: 'string',
    'x-glueflow': { advanced: true }
  },
  nullValue: {
    title: 'Null',
    description:
      'The text that stands for no value, beside an empty field. Empty: \\N.',
    type: 'string',
    'x-glueflow': { advanced: true }
  },
  dateFormat: {
    title: 'Date format',
    description: 'Pattern of dates, such as yyyy-MM-dd.',
    type: 'string',
    'x-glueflow': { advanced: true }
  },
  timestampFormat: {
    title: 'Timestamp format',
    description: 'Pattern of timestamps, such as yyyy-MM-dd HH:mm:ss.',
    type: 'string',
    'x-glueflow': { advanced: true }
  }
} as const;

/** The name of an option. */
export type FormatOption = keyof typeof FIELDS;

/** Settings of a read that only some formats have beside their options. */
const MALFORMED: Readonly<Record<string, object>> = {
  csv: { malformed: MALFORMED_FIELD },
  json: { malformed: MALFORMED_FIELD }
};

/** Options that each format is read with. */
export const READ_OPTIONS: Record<
  'csv' | 'json' | 'parquet',
  readonly FormatOption[]
> = {
  csv: [
    'header',
    'sep',
    'quote',
    'escape',
    'multiLine',
    'encoding',
    'nullValue',
    'dateFormat',
    'timestampFormat'
  ],
  json: ['multiLine', 'encoding', 'dateFormat', 'timestampFormat'],
  parquet: []
};

/** Options that each format is written with. */
export const WRITE_OPTIONS: Record<WriteFormat, readonly FormatOption[]> = {
  csv: ['header', 'sep', 'quote'],
  json: [],
  parquet: [],
  orc: [],
  avro: []
};

/**
 * The `allOf` that gives a form the options of the chosen format and no others.
 *
 * `fallback` is the format that holds when none is chosen; `reads` adds what only a read has.
 */
export function formatConditions(
  options: Readonly<Record<string, readonly FormatOption[]>>,
  fallback: string,
  reads = false
): object[] {
  return Object.entries(options)
    .filter(([, names]) => names.length > 0)
    .flatMap(([format, names]) =>
      when(equals('format', format, fallback), {
        ...Object.fromEntries(names.map(name => [name, FIELDS[name]])),
        ...(reads ? MALFORMED[format] : {})
      })
    );
}

/** What every reader and writer does by itself: saying so would only lengthen a script. */
const USUAL: FormatOptionFields = { sep: ',', quote: '"', multiLine: false };

/** The options of a format that are set or have a default, as the plan has them; those of other formats are left out. */
export function formatOptions(
  config: FormatOptionFields,
  names: readonly FormatOption[]
): FormatOptions {
  const options: FormatOptions = {};
  for (const name of names) {
    const field = FIELDS[name];
    const value =
      config[name] ?? ('default' in field ? field.default : undefined);
    // An empty quote turns quoting off; any other empty option is not set.
    if (
      value === undefined ||
      value === USUAL[name] ||
      (value === '' && name !== 'quote')
    ) {
      continue;
    }
    options[name] =
      field.type === 'string'
        ? parseText(value as TextField)
        : parseValue(value as ValueField<boolean>);
  }
  return options;
}
