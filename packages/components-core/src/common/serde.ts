import type { TableDescription } from '@glueflow/components-manager';

/** How Spark's own reader is told what the catalog says about a table's files. */
export interface ReaderOptions {
  /** Options by Spark's names. */
  options: Readonly<Record<string, string>>;
  /** Why only AWS Glue's reader gives the right rows; absent: Spark's does. */
  needsGlue?: string;
}

/**
 * Options of Spark's reader from a table's parameters and those of its serde.
 *
 * OpenCSVSerde has `separatorChar`, `quoteChar`, `escapeChar`; LazySimpleSerDe `field.delim` (or `serialization.format`),
 * `escape.delim`. `skip.header.line.count` says how many lines to leave out; Spark can leave out one.
 *
 * Sources: AWS Athena user guide, "Open CSV SerDe" and "Lazy Simple SerDe"; Spark 3.5, "CSV Files".
 */
export function readerOptions(table: TableDescription): ReaderOptions {
  if (table.format?.toLowerCase() !== 'csv') {
    return { options: {} };
  }
  const serde = table.serdeParameters ?? {};
  const parameter = (...names: string[]): string | undefined =>
    names
      .map(name => serde[name] ?? table.parameters?.[name])
      .find(value => value !== undefined && value !== '');
  const options: Record<string, string> = {};
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined) {
      options[name] = value;
    }
  };
  const open = ['separatorChar', 'quoteChar', 'escapeChar'].some(
    name => name in serde
  );
  const skipped = Number(parameter('skip.header.line.count') ?? '0');
  set('header', skipped === 1 ? 'true' : undefined);
  const sep = parameter('separatorChar', 'field.delim', 'delimiter');
  const format = serde['serialization.format'] ?? '';
  set('sep', sep ?? (/^\D$/.test(format) ? format : undefined));
  set('quote', parameter('quoteChar') ?? (open ? '"' : undefined));
  set(
    'escape',
    parameter('escapeChar', 'escape.delim') ?? (open ? '\\' : undefined)
  );
  set('nullValue', parameter('serialization.null.format'));
  set('encoding', parameter('serialization.encoding'));
  if (skipped > 1) {
    return {
      options,
      needsGlue: `The table's files begin with ${skipped} lines to leave out.`
    };
  }
  // A number alone means that character to one serde and nothing to the other; only the catalog knows which serde it is.
  return sep === undefined && !open && /^\d+$/.test(format)
    ? {
        options,
        needsGlue: `The separator of the table's files depends on its serde (serialization.format ${format}).`
      }
    : { options };
}
