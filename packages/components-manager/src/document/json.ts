import type { Json, JsonObject } from './document.js';

/** Deeper than this nobody nests; it keeps hostile input from exhausting the stack. */
export const MAX_DEPTH = 200;

/** Where something stands in a text. Line and column count from 1, a column is a UTF-16 unit. */
export interface TextPosition {
  offset: number;
  line: number;
  column: number;
}

/** Something said twice, or a number that can't be kept as it is written. */
export interface JsonRemark {
  kind: 'duplicate-key' | 'imprecise-number';
  /** Where it stands: the keys and indexes from the top. */
  path: (string | number)[];
  /** The key, or the number as written. */
  text: string;
  position: TextPosition;
}

/** What reading a JSON text gave. */
export type JsonResult =
  | { value: Json; remarks: readonly JsonRemark[]; error?: undefined }
  | { error: string; position: TextPosition; value?: undefined };

/**
 * Reads JSON (RFC 8259) without throwing. An error has its position; keys given twice (the last one counts) and numbers that
 * JavaScript can't hold are remarked on.
 */
export function parseJson(text: string): JsonResult {
  let value: Json | undefined;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    // Read again below, slowly, for the position.
  }
  if (value !== undefined && isPlain(text, value)) {
    return { value, remarks: [] };
  }
  const reader = new JsonReader(text);
  try {
    const read = reader.whole();
    return { value: read, remarks: reader.remarks };
  } catch (error) {
    if (error instanceof JsonError) {
      return { error: error.message, position: positionAt(text, error.offset) };
    }
    throw error;
  }
}

/** Line and column of an offset. */
export function positionAt(text: string, offset: number): TextPosition {
  let line = 1;
  let start = 0;
  for (
    let at = text.indexOf('\n');
    at >= 0 && at < offset;
    at = text.indexOf('\n', at + 1)
  ) {
    line++;
    start = at + 1;
  }
  return { offset, line, column: offset - start + 1 };
}

/** True for a JSON object: not an array, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Return a part of a document as JSON: its interface has no index signature, though all it holds is JSON.
 *
 * @param part - Read from a document, or made of JSON values only.
 */
export function asJson(part: object): JsonObject {
  return part as JsonObject;
}

/** Sets a key as a plain own property, whatever its name (`__proto__` included). */
export function setKey(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, {
      value,
      configurable: true,
      enumerable: true,
      writable: true
    });
  } else {
    object[key] = value;
  }
}

/**
 * True when a text that JSON.parse took surely has no duplicate key, no number that does not fit and no absurd depth: it then
 * has as many colons outside strings as its value has keys.
 */
function isPlain(text: string, value: Json): boolean {
  let colons = 0;
  let depth = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = closingQuote(text, at);
      digits = 0;
    } else if (code >= 0x30 && code <= 0x39) {
      if (++digits > 15) {
        return false;
      }
    } else if (code === 0x3a) {
      colons++;
      digits = 0;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) {
        return false;
      }
      digits = 0;
    } else if (code === 0x7d || code === 0x5d) {
      depth--;
      digits = 0;
    } else if (code === 0x65 || code === 0x45) {
      // An exponent, or the e of true and false: only the former follows a digit.
      if (digits > 0) {
        return false;
      }
    } else if (code !== 0x2e) {
      digits = 0;
    }
  }
  return colons === countKeys(value);
}

function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at > 0) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === 0x5c) {
      slashes++;
    }
    if (slashes % 2 === 0) {
      return at;
    }
    at = text.indexOf('"', at + 1);
  }
  return text.length;
}

function countKeys(value: Json): number {
  let count = 0;
  const open: Json[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      for (const item of next) {
        if (typeof item === 'object' && item !== null) {
          open.push(item);
        }
      }
    } else if (typeof next === 'object' && next !== null) {
      // Only what JSON.parse made comes here: every key is an own one.
      for (const key in next) {
        count++;
        const item = next[key];
        if (typeof item === 'object' && item !== null) {
          open.push(item);
        }
      }
    }
  }
  return count;
}

class JsonError extends Error {
  constructor(
    message: string,
    readonly offset: number
  ) {
    super(message);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t'
};

/** Reads JSON with messages and positions: the slow way, for texts that are wrong or odd. */
class JsonReader {
  constructor(private readonly _text: string) {}

  readonly remarks: JsonRemark[] = [];

  whole(): Json {
    const value = this._value();
    this._space();
    if (this._at < this._text.length) {
      this._fail(`Unexpected ${this._found()} after the end`);
    }
    return value;
  }

  private _value(): Json {
    this._space();
    const char = this._text[this._at];
    switch (char) {
      case '{':
        return this._object();
      case '[':
        return this._array();
      case '"':
        return this._string();
    }
    const word = /true|false|null/y;
    word.lastIndex = this._at;
    const found = word.exec(this._text)?.[0];
    if (found !== undefined) {
      this._at += found.length;
      return found === 'null' ? null : found === 'true';
    }
    return this._number();
  }

  private _object(): JsonObject {
    this._enter();
    const result: JsonObject = {};
    this._space();
    if (this._take('}')) {
      return this._leave(result);
    }
    do {
      this._space();
      const start = this._at;
      if (this._text[start] === '}') {
        this._fail('There is a comma too many before “}”');
      }
      if (this._text[start] !== '"') {
        this._fail(`Expected a key in double quotes, found ${this._found()}`);
      }
      const key = this._string();
      this._path.push(key);
      if (Object.hasOwn(result, key)) {
        this._remark('duplicate-key', key, start);
      }
      this._space();
      if (!this._take(':')) {
        this._fail(`Expected “:” after the key, found ${this._found()}`);
      }
      setKey(result, key, this._value());
      this._path.pop();
      this._space();
    } while (this._take(','));
    if (!this._take('}')) {
      this._fail(`Expected “,” or “}”, found ${this._found()}`);
    }
    return this._leave(result);
  }

  private _array(): Json[] {
    this._enter();
    const result: Json[] = [];
    this._space();
    if (this._take(']')) {
      return this._leave(result);
    }
    do {
      this._space();
      if (this._text[this._at] === ']') {
        this._fail('There is a comma too many before “]”');
      }
      this._path.push(result.length);
      result.push(this._value());
      this._path.pop();
      this._space();
    } while (this._take(','));
    if (!this._take(']')) {
      this._fail(`Expected “,” or “]”, found ${this._found()}`);
    }
    return this._leave(result);
  }

  private _string(): string {
    const start = this._at++;
    let result = '';
    for (;;) {
      const plain = /[ !#-[\]-\uffff]*/y;
      plain.lastIndex = this._at;
      result += plain.exec(this._text)?.[0] ?? '';
      this._at = plain.lastIndex;
      const char = this._text[this._at];
      if (char === '"') {
        this._at++;
        return result;
      }
      if (char === undefined) {
        this._fail('The quote opened here is never closed', start);
      }
      if (char !== '\\') {
        this._fail(
          char === '\n' || char === '\r'
            ? 'The quote is not closed before the end of the line'
            : 'A control character within quotes must be escaped'
        );
      }
      result += this._escape();
    }
  }

  private _escape(): string {
    const char = this._text[this._at + 1];
    if (char === 'u') {
      const hex = this._text.slice(this._at + 2, this._at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) {
        this._fail('“\\u” needs four hexadecimal digits');
      }
      this._at += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const plain = char === undefined ? undefined : ESCAPES[char];
    if (plain === undefined) {
      this._fail(`“\\${char ?? ''}” is not an escape that JSON knows`);
    }
    this._at += 2;
    return plain;
  }

  private _number(): number {
    const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
    number.lastIndex = this._at;
    const text = number.exec(this._text)?.[0];
    if (text === undefined) {
      this._fail(`Expected a value, found ${this._found()}`);
    }
    const value = Number(text);
    if (!Number.isFinite(value) || canonical(text) !== canonical(`${value}`)) {
      this._remark('imprecise-number', text, this._at);
    }
    if (!Number.isFinite(value)) {
      this._fail(`The number ${text} is too large`);
    }
    this._at = number.lastIndex;
    return value;
  }

  private _remark(
    kind: JsonRemark['kind'],
    text: string,
    offset: number
  ): void {
    this.remarks.push({
      kind,
      path: [...this._path],
      text,
      position: positionAt(this._text, offset)
    });
  }

  private _enter(): void {
    this._at++;
    if (++this._depth > MAX_DEPTH) {
      this._fail(`Nested more than ${MAX_DEPTH} levels deep`, this._at - 1);
    }
  }

  private _leave<T>(value: T): T {
    this._depth--;
    return value;
  }

  private _take(char: string): boolean {
    if (this._text[this._at] === char) {
      this._at++;
      return true;
    }
    return false;
  }

  private _space(): void {
    const space = /[ \t\r\n]*/y;
    space.lastIndex = this._at;
    space.exec(this._text);
    this._at = space.lastIndex;
  }

  private _found(): string {
    const code = this._text.codePointAt(this._at);
    if (code === undefined) {
      return 'the end of the file';
    }
    if (/^(<{7}|={7}|>{7})/.test(this._text.slice(this._at, this._at + 7))) {
      return 'a merge conflict that is not resolved';
    }
    return `“${String.fromCodePoint(code)}”`;
  }

  private _fail(message: string, offset = this._at): never {
    throw new JsonError(message, offset);
  }

  private readonly _path: (string | number)[] = [];
  private _depth = 0;
  private _at = 0;
}

/** A number's digits and exponent, the same for every way to write the same number. */
function canonical(text: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([-+]?\d+))?$/i.exec(text);
  if (match === null) {
    return text;
  }
  const fraction = match[3] ?? '';
  const all = (match[2] + fraction).replace(/^0+/, '');
  const digits = all.replace(/(?<!0)0+$/, '');
  if (digits === '') {
    return '0';
  }
  const exponent =
    Number(match[4] ?? 0) - fraction.length + (all.length - digits.length);
  return `${match[1]}${digits}e${exponent}`;
}
