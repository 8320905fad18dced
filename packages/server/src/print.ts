import type { PipelineDocument, Problem } from '@glueflow/components-manager';
import { jsonForTerminal } from '@glueflow/components-manager/untrusted/terminal.js';
import type { Sink } from './host.js';
import { printable } from './progress.js';

/** Print a value as JSON, indented, with a newline. What a terminal must not get is escaped, as JSON allows. */
export function printJson(sink: Sink, value: unknown): void {
  sink.write(`${jsonForTerminal(JSON.stringify(value, null, 2))}\n`);
}

/** Print rows as columns of text under headings; nothing but the headings' absence tells an empty one. */
export function printTable(
  sink: Sink,
  headings: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[]
): void {
  const cells = [headings, ...rows].map(row =>
    row.map(cell => printable(String(cell ?? '')).replace(/\s+/g, ' '))
  );
  const widths = headings.map((_, column) =>
    Math.max(...cells.map(row => textWidth(row[column] ?? '')))
  );
  for (const row of cells) {
    const line = row.map((cell, column) =>
      column === row.length - 1
        ? cell
        : cell + ' '.repeat(widths[column] - textWidth(cell))
    );
    sink.write(`${line.join('  ').trimEnd()}\n`);
  }
}

/** Print problems one to a line: severity, node and field, message; a fix below. */
export function printProblems(
  sink: Sink,
  problems: readonly Problem[],
  document?: PipelineDocument
): void {
  for (const problem of problems) {
    sink.write(`${problemLine(problem, document)}\n`);
    if (problem.fix) {
      sink.write(`  fix: ${printable(problem.fix.title)}\n`);
    }
  }
}

/** One problem in words: `error node "Flights" (flights) /table: There is no table … [missing-table]`. */
function problemLine(problem: Problem, document?: PipelineDocument): string {
  const node =
    problem.nodeId === undefined ? undefined : document?.nodes[problem.nodeId];
  const where = [
    problem.nodeId === undefined
      ? ''
      : `node "${node?.title ?? problem.nodeId}" (${problem.nodeId})`,
    problem.path
  ].filter(Boolean);
  return oneLine(
    `${problem.severity}${where.length > 0 ? ` ${where.join(' ')}` : ''}: ${problem.message} [${problem.code}]`
  );
}

/** Count in words: `2 errors, 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  return [
    errors > 0 ? plural(errors, 'error') : '',
    warnings > 0 ? plural(warnings, 'warning') : ''
  ]
    .filter(Boolean)
    .join(', ');
}

/** `1 row`, `2 rows`. */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** Bytes in words: `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return unit === 0
    ? plural(bytes, 'byte')
    : `${value.toFixed(1)} ${units[unit]}`;
}

/** A word of a command to copy, quoted for a shell where it needs to be. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replace(/'/g, `'\\''`)}'`;
}

/** Text on one line, control characters shown as such. */
export function oneLine(text: string): string {
  return printable(text.replace(/(?<!\s)\s*\n\s*/g, ' ')).replace(/\t/g, ' ');
}

/** Cells a text takes on a terminal: two for wide characters, none for combining ones. */
function textWidth(text: string): number {
  let width = 0;
  for (const character of text) {
    if (/\p{M}|\u200d|\ufe0f/u.test(character)) {
      continue;
    }
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u.test(
        character
      )
        ? 2
        : 1;
  }
  return width;
}
