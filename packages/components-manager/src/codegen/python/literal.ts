import type { PyExpression } from './tree.js';

/** A piece of a string literal that can't be split: escaped text, or the code of a replacement field. */
export interface LiteralUnit {
  text: string;
  /** True for `{code}` of a format string. */
  field?: boolean;
}

const NAMED: Record<string, string> = {
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t'
};

/**
 * A JavaScript string as the units of a Python literal: printable ASCII as it is, everything else as an escape, so that a
 * script is ASCII whatever it holds. Unpaired surrogates stay themselves (`"\ud800"`). Quotes are escaped when the literal is put
 * together.
 */
export function literalUnits(value: string): LiteralUnit[] {
  return Array.from(value, character => ({ text: escapeCharacter(character) }));
}

function escapeCharacter(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) {
    return named;
  }
  const code = character.codePointAt(0) as number;
  if (code >= 0x20 && code < 0x7f) {
    return character;
  }
  const hex = code.toString(16);
  if (code <= 0xff) {
    return `\\x${hex.padStart(2, '0')}`;
  }
  return code <= 0xffff
    ? `\\u${hex.padStart(4, '0')}`
    : `\\U${hex.padStart(8, '0')}`;
}

/**
 * Puts units together as one literal: `"…"`, or `'…'` where that needs fewer escapes; an f-string where it holds a field.
 */
export function joinUnits(units: readonly LiteralUnit[]): string {
  const format = units.some(unit => unit.field);
  let double = 0;
  let single = 0;
  for (const unit of units) {
    double += !unit.field && unit.text === '"' ? 1 : 0;
    single += !unit.field && unit.text === "'" ? 1 : 0;
  }
  // Before Python 3.12 the code of a field may not hold the quote of its f-string, and ours holds double quotes if any.
  const inFields = units.some(unit => unit.field && unit.text.includes('"'));
  const quote = inFields || double > single ? "'" : '"';
  const body = units
    .map(unit => {
      if (unit.field) {
        return unit.text;
      }
      if (unit.text === quote) {
        return `\\${quote}`;
      }
      return format && (unit.text === '{' || unit.text === '}')
        ? unit.text + unit.text
        : unit.text;
    })
    .join('');
  return `${format ? 'f' : ''}${quote}${body}${quote}`;
}

/**
 * The same value as several literals side by side, none wider than `width` where a unit allows; split after a newline, a comma or
 * a space where one is in reach.
 */
export function splitUnits(
  units: readonly LiteralUnit[],
  width: number
): string[] {
  const parts: string[] = [];
  let current: LiteralUnit[] = [];
  let used = 3;
  let blank = 0;
  let comma = 0;
  const flush = (count: number): void => {
    parts.push(joinUnits(current.slice(0, count)));
    current = current.slice(count);
    used = 3 + current.reduce((sum, unit) => sum + unitWidth(unit), 0);
    blank = 0;
    comma = 0;
  };
  const best = (): number =>
    comma > current.length / 2 ? comma : blank > 0 ? blank : current.length;
  for (const unit of units) {
    if (current.length > 0 && used + unitWidth(unit) > width) {
      flush(best());
    }
    current.push(unit);
    used += unitWidth(unit);
    if (unit.text === '\\n') {
      flush(current.length);
    } else if (unit.text === ' ') {
      blank = current.length;
      comma = current.at(-2)?.text === ',' ? current.length : comma;
    }
  }
  if (current.length > 0 || parts.length === 0) {
    flush(current.length);
  }
  return parts;
}

function unitWidth(unit: LiteralUnit): number {
  // A quote may need a backslash and a brace of a format string is doubled.
  return !unit.field && /^["'{}]$/.test(unit.text) ? 2 : unit.text.length;
}

/** Prints a string as one Python literal. */
export function stringLiteral(value: string): string {
  return /^[ !#-[\]-~]*$/.test(value)
    ? `"${value}"`
    : joinUnits(literalUnits(value));
}

/**
 * The text of a triple-quoted literal with the same value, or undefined where one would be hard to read or against the line length:
 * text of one line, with triple quotes, tabs, control or non-ASCII characters, blanks before a newline, or lines over `width`.
 */
export function blockLiteral(
  parts: readonly (string | LiteralUnit)[],
  width: number
): string | undefined {
  // A field counts as a letter here.
  const plain = parts
    .map(part => (typeof part === 'string' ? part : 'x'))
    .join('');
  const last = parts.at(-1);
  if (
    !plain.includes('\n') ||
    /[^\n\x20-\x7e]|""|[ ]\n/.test(plain) ||
    (typeof last === 'string' && /["\\ ]$/.test(last))
  ) {
    return undefined;
  }
  const format = parts.some(part => typeof part !== 'string');
  const body = parts
    .map(part => {
      if (typeof part !== 'string') {
        return part.text;
      }
      const text = part.replace(/\\/g, '\\\\');
      return format ? text.replace(/[{}]/g, '$&$&') : text;
    })
    .join('');
  const adjacent = parts.some(
    part => typeof part !== 'string' && part.text.includes('"')
  );
  const lines = body.split('\n');
  if (adjacent || lines.some(line => line.length > width - 12)) {
    return undefined;
  }
  return `${format ? 'f' : ''}"""\\\n${body}"""`;
}

/**
 * A JavaScript number as a Python literal: whole numbers as integers unless `float` is asked for.
 *
 * Infinity and NaN have no literal and become `float("…")`.
 */
export function number(value: number, float = false): PyExpression {
  if (!Number.isFinite(value)) {
    const text = Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
    return {
      kind: 'call',
      target: { kind: 'name', id: 'float' },
      args: [{ kind: 'string', value: text }],
      keywords: []
    };
  }
  if (Number.isInteger(value) && !float) {
    // Beyond, a number prints with an exponent.
    return {
      kind: 'number',
      text: Number.isSafeInteger(value)
        ? String(value)
        : BigInt(value).toString()
    };
  }
  const text = Object.is(value, -0) ? '-0' : String(value).replace('e+', 'e');
  return {
    kind: 'number',
    text: /[.e]/.test(text) ? text : `${text}.0`
  };
}

/**
 * Digits, as large as they come, as a Python integer.
 *
 * @throws RangeError for anything else
 */
export function integer(digits: string): PyExpression {
  if (!/^[+-]?[0-9]+$/.test(digits)) {
    throw new RangeError(`Not a whole number: ${digits}`);
  }
  return { kind: 'number', text: BigInt(digits.replace('+', '')).toString() };
}

/** A comment's text on one line: control, format and other invisible characters become escapes, and it ends at `width`. */
export function commentText(text: string, width: number): string {
  if (text.length <= width && /^[!-~](?:[ -~]*[!-~])?$/.test(text)) {
    return text;
  }
  const visible = Array.from(text, character =>
    /[\p{C}\p{Zl}\p{Zp}]|[^\S ]/u.test(character)
      ? (NAMED[character] ?? escapeCharacter(character))
      : character
  );
  let used = 0;
  const kept: string[] = [];
  for (const part of visible) {
    used += columns(part);
    if (used > width) {
      while (kept.length > 0 && used > width - 3) {
        used -= columns(kept.pop() as string);
      }
      kept.push('...');
      break;
    }
    kept.push(part);
  }
  return kept.join('').replace(/(?<! ) +$/, '');
}

/** Columns a character takes: two for the wide ones of East Asia and emoji. */
function columns(text: string): number {
  return /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u.test(
    text
  )
    ? 2
    : text.length;
}
