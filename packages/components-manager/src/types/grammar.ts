import { nearest } from '../problem.js';
import type { DataType, SimpleKind, StructField } from './type.js';

/** A type that can't be read; the message says what was expected and where. */
export class TypeSyntaxError extends Error {
  constructor(
    message: string,
    readonly text: string,
    /** Offset within `text`. */
    readonly position: number
  ) {
    super(message);
    this.name = 'TypeSyntaxError';
  }
}

/** Names of types without arguments, synonyms included. */
const SIMPLE = new Map<string, SimpleKind>([
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['tinyint', 'tinyint'],
  ['byte', 'tinyint'],
  ['smallint', 'smallint'],
  ['short', 'smallint'],
  ['int', 'int'],
  ['integer', 'int'],
  ['bigint', 'bigint'],
  ['long', 'bigint'],
  ['float', 'float'],
  ['real', 'float'],
  ['double', 'double'],
  ['string', 'string'],
  ['binary', 'binary'],
  ['varbinary', 'binary'],
  ['date', 'date'],
  ['timestamp', 'timestamp'],
  ['timestamp_ltz', 'timestamp'],
  ['timestamptz', 'timestamp'],
  ['timestamp_ntz', 'timestamp_ntz'],
  ['void', 'void'],
  ['null', 'void']
]);

const DECIMAL = new Set(['decimal', 'dec', 'numeric']);
const NESTED = new Set(['array', 'map', 'struct', 'uniontype']);
const CHARACTER = new Set(['char', 'varchar', 'character']);

/** Deeper than this nobody nests; it keeps hostile input from exhausting the stack. */
const MAX_DEPTH = 100;

/** The most digits a decimal has, in Hive as in Spark. */
export const MAX_PRECISION = 38;

/**
 * Reads a type as the Glue Data Catalog, Hive and Spark SQL write it, in any case of letters.
 *
 * `struct` fields may be quoted with backticks, carry `COMMENT '…'` and `NOT NULL`; an unquoted field name is all that stands
 * before its colon. `decimal` is `decimal(10,0)`; `char` and `varchar` without a length are `string`.
 *
 * Source: Hive LanguageManual "Types"; Spark 3.5 SQL reference "Data Types".
 *
 * @throws TypeSyntaxError
 *
 * @example
 * parseType('array<int>'); // → { kind: 'array', element: { kind: 'int' } }
 */
export function parseType(text: string): DataType {
  const parser = new TypeParser(text);
  return parser.whole();
}

/** Like `parseType`, but a type that can't be read is `unknown`: for types that come from outside. */
export function readType(text: string): DataType {
  try {
    return parseType(text);
  } catch {
    return { kind: 'unknown' };
  }
}

class TypeParser {
  constructor(private readonly _text: string) {}

  whole(): DataType {
    const type = this._type(0);
    this._space();
    if (this._at < this._text.length) {
      this._fail(`Unexpected “${this._rest()}” after the type`);
    }
    return type;
  }

  private _type(depth: number): DataType {
    if (depth > MAX_DEPTH) {
      this._fail(`The type is nested more than ${MAX_DEPTH} levels deep`);
    }
    this._space();
    const start = this._at;
    const name = this._word();
    switch (name) {
      case 'array': {
        this._expect('<');
        const element = this._type(depth + 1);
        this._expect('>');
        return { kind: 'array', element };
      }
      case 'map': {
        this._expect('<');
        const key = this._type(depth + 1);
        this._expect(',');
        const value = this._type(depth + 1);
        this._expect('>');
        return { kind: 'map', key, value };
      }
      case 'struct':
        return { kind: 'struct', fields: this._fields(depth) };
      case 'uniontype': {
        this._expect('<');
        const members = [this._type(depth + 1)];
        while (this._take(',')) {
          members.push(this._type(depth + 1));
        }
        this._expect('>');
        return { kind: 'union', members };
      }
    }
    if (DECIMAL.has(name)) {
      return this._decimal();
    }
    if (CHARACTER.has(name)) {
      const varying = name === 'character' && this._keyword('varying');
      const length = this._length();
      const kind = name === 'varchar' || varying ? 'varchar' : 'char';
      return length === undefined ? { kind: 'string' } : { kind, length };
    }
    const simple = SIMPLE.get(name);
    if (simple === undefined) {
      this._at = start;
      this._fail(this._unknown(name));
    }
    if (name === 'double') {
      this._keyword('precision');
    }
    return name === 'timestamp' ? this._timestamp() : { kind: simple };
  }

  private _timestamp(): DataType {
    if (this._keyword('without')) {
      this._require('time');
      this._require('zone');
      return { kind: 'timestamp_ntz' };
    }
    if (this._keyword('with')) {
      this._keyword('local');
      this._require('time');
      this._require('zone');
    }
    return { kind: 'timestamp' };
  }

  private _decimal(): DataType {
    const start = this._at;
    if (!this._take('(')) {
      return { kind: 'decimal', precision: 10, scale: 0 };
    }
    const precision = this._number('precision');
    const scale = this._take(',') ? this._number('scale') : 0;
    this._expect(')');
    if (precision < 1 || precision > MAX_PRECISION || scale > precision) {
      this._at = start;
      this._fail(
        `A decimal has 1 to ${MAX_PRECISION} digits, and no more of them after the point: decimal(${precision},${scale})`
      );
    }
    return { kind: 'decimal', precision, scale };
  }

  private _length(): number | undefined {
    if (!this._take('(')) {
      return undefined;
    }
    const start = this._at;
    const length = this._number('length');
    this._expect(')');
    if (length < 1) {
      this._at = start;
      this._fail('The length must be 1 or more');
    }
    return length;
  }

  private _fields(depth: number): StructField[] {
    this._expect('<');
    const fields: StructField[] = [];
    if (this._take('>')) {
      return fields;
    }
    do {
      const name = this._fieldName();
      const field: StructField = { name, type: this._type(depth + 1) };
      if (this._keyword('not')) {
        this._require('null');
      }
      if (this._keyword('comment')) {
        field.comment = this._string();
      }
      fields.push(field);
    } while (this._take(','));
    this._expect('>');
    return fields;
  }

  /** A quoted name, or everything before the colon; the colon may be a space, as in Spark's own DDL. */
  private _fieldName(): string {
    this._space();
    if (this._text[this._at] === '`') {
      const name = this._quoted('`');
      this._take(':');
      return name;
    }
    const match = /[^:<>,`']*/y;
    match.lastIndex = this._at;
    const raw = match.exec(this._text)?.[0] ?? '';
    if (this._text[this._at + raw.length] === ':') {
      const name = raw.trim();
      if (name === '') {
        this._fail('A field needs a name before the colon');
      }
      this._at += raw.length + 1;
      return name;
    }
    const ddl = /([^\s:<>,`]+)\s+(?=\S)/y;
    ddl.lastIndex = this._at;
    const found = ddl.exec(this._text);
    if (found === null) {
      this._fail('Expected a field as name:type');
    }
    this._at = ddl.lastIndex;
    return found[1];
  }

  private _string(): string {
    this._space();
    const quote = this._text[this._at];
    if (quote !== "'" && quote !== '"') {
      this._fail('Expected a comment in quotes');
    }
    this._at++;
    let result = '';
    for (;;) {
      const char = this._text[this._at];
      if (char === undefined) {
        this._fail('The quote is not closed');
      }
      this._at++;
      if (char === quote) {
        if (this._text[this._at] !== quote) {
          return result;
        }
        this._at++;
        result += quote;
      } else if (char === '\\' && this._at < this._text.length) {
        const next = this._text[this._at++];
        result += ESCAPES[next] ?? next;
      } else {
        result += char;
      }
    }
  }

  private _quoted(quote: string): string {
    let result = '';
    let from = this._at + 1;
    for (;;) {
      const end = this._text.indexOf(quote, from);
      if (end < 0) {
        this._fail('The quote is not closed');
      }
      result += this._text.slice(from, end);
      if (this._text[end + 1] !== quote) {
        this._at = end + 1;
        if (result === '') {
          this._fail('A field needs a name');
        }
        return result;
      }
      result += quote;
      from = end + 2;
    }
  }

  private _number(what: string): number {
    this._space();
    const digits = /\d{1,9}/y;
    digits.lastIndex = this._at;
    const match = digits.exec(this._text);
    if (match === null) {
      this._fail(`Expected the ${what} as a number`);
    }
    this._at = digits.lastIndex;
    return Number(match[0]);
  }

  private _word(): string {
    const word = /[A-Za-z_][A-Za-z0-9_]*/y;
    word.lastIndex = this._at;
    const match = word.exec(this._text);
    if (match === null) {
      this._fail(
        this._at < this._text.length
          ? `Expected a type, found “${this._rest()}”`
          : 'Expected a type'
      );
    }
    this._at = word.lastIndex;
    return match[0].toLowerCase();
  }

  private _keyword(keyword: string): boolean {
    const before = this._at;
    this._space();
    const word = /[A-Za-z_][A-Za-z0-9_]*/y;
    word.lastIndex = this._at;
    if (word.exec(this._text)?.[0].toLowerCase() === keyword) {
      this._at = word.lastIndex;
      return true;
    }
    this._at = before;
    return false;
  }

  private _require(keyword: string): void {
    if (!this._keyword(keyword)) {
      this._fail(`Expected “${keyword}”`);
    }
  }

  private _take(char: string): boolean {
    this._space();
    if (this._text[this._at] === char) {
      this._at++;
      return true;
    }
    return false;
  }

  private _expect(char: string): void {
    if (!this._take(char)) {
      this._fail(`Expected “${char}”`);
    }
  }

  private _space(): void {
    while (/\s/.test(this._text[this._at] ?? '')) {
      this._at++;
    }
  }

  private _rest(): string {
    const rest = this._text.slice(this._at);
    return rest.length > 20 ? `${rest.slice(0, 20)}…` : rest;
  }

  private _unknown(name: string): string {
    const close = nearest(name, [
      ...SIMPLE.keys(),
      ...DECIMAL,
      ...NESTED,
      ...CHARACTER
    ]);
    return close === undefined
      ? `There is no type “${name}”`
      : `There is no type “${name}”. Did you mean ${close}?`;
  }

  private _fail(message: string): never {
    const place = ` (at character ${this._at + 1} of “${shorten(this._text)}”)`;
    throw new TypeSyntaxError(`${message}${place}`, this._text, this._at);
  }

  private _at = 0;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t'
};

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
