import {
  foreignKind,
  OPEN_TABLE_FORMATS,
  type ComponentProblem,
  type TableDescription
} from '@glueflow/components-manager';
import { error, quote } from './column.js';

/** Report what keeps an output from writing files into a table that exists, whatever writes them. */
export function writeTableProblems(
  database: string,
  name: string,
  table: TableDescription
): ComponentProblem[] {
  const full = quote(`${database}.${name}`);
  const kind = foreignKind(table);
  const open = OPEN_TABLE_FORMATS.get(table.format?.toLowerCase() ?? '');
  return (kind ?? open)
    ? [
        error(
          kind?.code ?? 'open-table-format',
          '/table',
          `Table ${full} is ${kind?.what ?? `${/^[AEIOU]/.test(open ?? '') ? 'an' : 'a'} ${open} table`}: files written beside its own would not be rows of it. ${kind ? 'Choose another table.' : 'Choose another table, or write it with its own library in a Custom PySpark step.'}`
        )
      ]
    : [];
}
