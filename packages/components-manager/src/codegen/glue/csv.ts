import type { WriteOperation } from '../../plan/operation.js';
import {
  boolean,
  list,
  method,
  string,
  type PyExpression
} from '../python/tree.js';
import { columnName } from './expression.js';

/**
 * Add what a CSV writer of Spark needs so that its files hold the values as they are: quotes doubled (RFC 4180, 2.7), blanks kept.
 *
 * Source: Spark 3.5, "CSV Files": by default a writer escapes quotes with a backslash and trims values.
 */
export function faithfulCsv(
  write: WriteOperation,
  options: Record<string, PyExpression>
): Record<string, PyExpression> {
  const { quote } = write.formatOptions;
  const unquoted = quote === '' || (Array.isArray(quote) && quote.length === 0);
  return write.format !== 'csv'
    ? options
    : {
        ...(options.escape === undefined && !unquoted
          ? { escape: options.quote ?? string('"') }
          : {}),
        ignoreLeadingWhiteSpace: boolean(false),
        ignoreTrailingWhiteSpace: boolean(false),
        ...options
      };
}

/**
 * Write nulls of text as the text that the table's SerDe reads as null, so that they come back as nulls and not as empty text.
 *
 * Source: Apache Hive, "LanguageManual DDL", NULL DEFINED AS: `\N` for LazySimpleSerDe, which AWS Glue gives to the CSV tables it makes.
 */
export function nullsAsText(
  write: WriteOperation,
  frame: PyExpression
): PyExpression {
  if (write.sink.kind !== 'catalog' || write.format !== 'csv') {
    return frame;
  }
  const nullText = write.sink.nullText ?? '\\N';
  const keys = new Set(write.partitionKeys.map(each => each.toLowerCase()));
  const names = (write.schema ?? [])
    .filter(
      each => each.type.kind === 'string' && !keys.has(each.name.toLowerCase())
    )
    .map(each => string(columnName(each.name)));
  return nullText === '' || names.length === 0
    ? frame
    : method(frame, 'fillna', [string(nullText), list(names)]);
}
