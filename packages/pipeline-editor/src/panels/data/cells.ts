import type { Cell } from '../../run/rows.js';

/** How a column is shown and sorted. */
export type CellKind = 'number' | 'text' | 'boolean' | 'json';

/** The kind of a Spark SQL type (`decimal(10,2)`, `array<int>`). */
export function kindOf(type: string): CellKind {
  const name = /^[a-z_]+/.exec(type.toLowerCase())?.[0] ?? '';
  if (
    [
      'tinyint',
      'smallint',
      'int',
      'bigint',
      'float',
      'double',
      'decimal'
    ].includes(name)
  ) {
    return 'number';
  }
  if (name === 'boolean') {
    return 'boolean';
  }
  return ['array', 'map', 'struct'].includes(name) ? 'json' : 'text';
}

/** What stands in a cell, on one line. */
export function cellText(value: Cell): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  return typeof value === 'object'
    ? JSON.stringify(value)
    : String(value).replace(/\r\n|[\r\n]/g, '⏎');
}

/** A cell in full, as it is shown on its own: JSON on several lines. */
export function fullText(value: Cell): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  return typeof value === 'object'
    ? JSON.stringify(value, undefined, 2)
    : String(value);
}

/** What a spreadsheet takes for a formula when a cell begins with it. Source: OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i;

/**
 * Return a cell as it is copied: null is empty, and what would break a row of tab separated text is quoted.
 *
 * @param asText - Put a quote (') before text that a spreadsheet would take for a formula, and so run; numbers stay as they are.
 */
export function copyText(value: Cell, asText = false): string {
  if (value === null || value === undefined) {
    return '';
  }
  const plain =
    typeof value === 'object' ? JSON.stringify(value) : String(value);
  const text =
    asText && FORMULA.test(plain) && !NUMBER.test(plain) ? `'${plain}` : plain;
  return /[\t\r\n]|^"/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Compares two cells of a column as Spark orders them, nulls last. */
export function compareCells(a: Cell, b: Cell, kind: CellKind): number {
  const none = (value: Cell): boolean => value === null || value === undefined;
  if (none(a) || none(b)) {
    return Number(none(a)) - Number(none(b));
  }
  if (kind === 'number') {
    return compareNumbers(a, b);
  }
  const left = kind === 'json' ? JSON.stringify(a) : String(a);
  const right = kind === 'json' ? JSON.stringify(b) : String(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareNumbers(a: Cell, b: Cell): number {
  const left = Number(a);
  const right = Number(b);
  if (Number.isNaN(left) || Number.isNaN(right)) {
    // Spark takes NaN for the greatest number.
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
  }
  if (left !== right) {
    return left - right;
  }
  return typeof a === 'string' && typeof b === 'string' && a !== b
    ? compareDigits(a, b)
    : 0;
}

/** Numbers written with more digits than a double has, and the same double. */
function compareDigits(a: string, b: string): number {
  const parts = /^(-?)(\d+)(?:\.(\d*))?$/;
  const [left, right] = [parts.exec(a), parts.exec(b)];
  if (!left || !right || left[1] !== right[1]) {
    return 0;
  }
  const sign = left[1] === '-' ? -1 : 1;
  const whole = BigInt(left[2]) - BigInt(right[2]);
  if (whole !== 0n) {
    return whole > 0n ? sign : -sign;
  }
  const length = Math.max(left[3]?.length ?? 0, right[3]?.length ?? 0);
  const [x, y] = [left[3] ?? '', right[3] ?? ''].map(text =>
    text.padEnd(length, '0')
  );
  return x < y ? -sign : x > y ? sign : 0;
}
