/** Words that DuckDB does not take as a name without quotes, or reads as something else. */
const RESERVED = new Set(
  `all analyse analyze and anti any array as asc asof asymmetric at authorization binary both by case cast check collate collation column columns
concurrently constraint create cross default deferrable desc describe distinct do else end except exclude false fetch for foreign freeze from full
generated glob group grouping having ilike in initially inner intersect into is isnull join lambda lateral leading left like limit map natural not
notnull null offset on only or order outer overlaps pivot pivot_longer pivot_wider placing positional primary qualify references replace returning
right select semi set show similar some struct summarize symmetric table tablesample then to trailing true try_cast union unique unnest unpivot
using values variadic verbose when where window with current_date current_time current_timestamp current_user user session_user localtime
localtimestamp`.split(/\s+/)
);

/**
 * Return a name as SQL takes it: quoted unless it is plain, in lower case and no word of the language.
 *
 * @throws RangeError for a name with a NUL, which no quotes can hold
 */
export function sqlName(name: string): string {
  if (name.includes('\0')) {
    throw new RangeError('A name can’t hold a NUL character.');
  }
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name)
    ? name
    : `"${name.replaceAll('"', '""')}"`;
}

/**
 * Return a text as a literal. Line breaks and other control characters, and characters that change how a line reads, are `chr` of their
 * code, so that what is shown is what is meant.
 *
 * @example
 * sqlText("O'Brien") // "'O''Brien'"
 * sqlText('a\nb') // "('a' || chr(10) || 'b')"
 */
export function sqlText(value: string): string {
  const parts = wellFormed(value)
    .split(HIDDEN)
    .filter(part => part !== '')
    .map(part =>
      HIDDEN_ONE.test(part)
        ? `chr(${part.codePointAt(0)})`
        : `'${part.replaceAll("'", "''")}'`
    );
  return parts.length === 0
    ? "''"
    : parts.length === 1
      ? parts[0]
      : `(${parts.join(' || ')})`;
}

const CLASS =
  '[\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\u200e\\u200f\\ufeff]';
const HIDDEN = new RegExp(`(${CLASS})`);
const HIDDEN_ONE = new RegExp(`^${CLASS}$`);

/**
 * Return digits as a literal.
 *
 * @throws RangeError for anything but a number
 */
export function sqlNumber(digits: string): string {
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits)) {
    throw new RangeError('That is no number.');
  }
  return digits;
}

/** Return a line of a comment: control characters and those that change how a line reads are shown as their codes. */
export function sqlComment(line: string): string {
  return wellFormed(line).replace(
    /[\p{C}\p{Zl}\p{Zp}]/gu,
    each => `\\u{${(each.codePointAt(0) ?? 0).toString(16)}}`
  );
}

/** Half a pair of UTF-16 stands for no character. */
function wellFormed(value: string): string {
  return value.replace(/[\ud800-\udfff]/gu, '\ufffd');
}
