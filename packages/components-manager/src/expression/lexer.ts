import { isReference, type Text } from '../document/text.js';

/** The kinds of token. Spaces and comments are tokens too: all tokens together are the text. */
export type TokenKind =
  | 'space'
  | 'comment'
  | 'word' // a keyword or a plain identifier
  | 'identifier' // in backticks
  | 'string'
  | 'number'
  | 'operator'
  | 'parameter'
  | 'other'; // a character that Spark SQL has no use for outside quotes

/** One token of Spark SQL. */
export interface Token {
  kind: TokenKind;
  /** As written. */
  text: string;
  /** Offset in the text in which parameters are written `${name}`. */
  start: number;
  /** What it stands for: the string without quotes, the identifier without backticks, the parameter's name. */
  value: string;
  /** Of a string, an identifier or a comment: the closing mark is missing. */
  open?: boolean;
  /** Parameters that stand within quotes or a comment, where they are nothing but text. */
  parameters?: readonly string[];
}

const SPACE = /\s+/y;
const WORD = /[\p{L}_][\p{L}\p{N}\p{M}_]*|\d+[A-Za-z_][A-Za-z0-9_]*/uy;
const NUMBER =
  /(?:\d+\.\d*|\.\d+|\d+)(?:[eE][-+]?\d+)?(?:BD|[LSYDF])?(?![A-Za-z0-9_])/iy;
const OPERATOR =
  /<=>|<>|!=|==|<=|>=|<<|>>|\|\||->|=>|::|[-+*/%=<>!~&|^(),.;[\]:?]/y;
const OTHERS = [
  ['word', WORD],
  ['operator', OPERATOR]
] as const;
const DIGIT_FIRST = [['number', NUMBER], ...OTHERS] as const;
const LINE_COMMENT = /--(?:\\\n|[^\n\r])*/y;

/** Cuts Spark SQL into tokens. Never throws: an odd character is a token of its own, an open quote reaches to the end. */
export function tokenize(text: Text): Token[] {
  return new Lexer(text).all();
}

/**
 * Return SQL without the `;` that ends it: people end statements so, and Spark takes none after an expression.
 *
 * @example
 * withoutEnd(['a > 1 ;']) // ['a > 1 ']
 */
export function withoutEnd(text: Text): Text {
  if (!text.some(part => !isReference(part) && part.includes(';'))) {
    return text;
  }
  const solid = tokenize(text).filter(
    ({ kind }) => kind !== 'space' && kind !== 'comment'
  );
  const ends = new Set<number>();
  for (
    let token = solid.pop();
    token?.kind === 'operator' && token.text === ';';
    token = solid.pop()
  ) {
    ends.add(token.start);
  }
  let start = 0;
  return text.flatMap((part): Text => {
    const from = start;
    if (isReference(part)) {
      start += part.parameter.length + 3;
      return [part];
    }
    start += part.length;
    const kept = [...part.matchAll(/[^;]+|;/g)]
      .filter(({ index }) => !ends.has(from + index))
      .map(([piece]) => piece)
      .join('');
    return kept === '' ? [] : [kept];
  });
}

class Lexer {
  constructor(text: Text) {
    for (const part of text) {
      if (isReference(part)) {
        this._places.push({ start: this._text.length, name: part.parameter });
        this._text += `\${${part.parameter}}`;
      } else {
        this._text += part;
      }
    }
  }

  all(): Token[] {
    const tokens: Token[] = [];
    while (this._at < this._text.length) {
      const token = this._next();
      tokens.push(token);
      this._at = token.start + token.text.length;
    }
    return tokens;
  }

  private _next(): Token {
    const place = this._places[this._place];
    if (place?.start === this._at) {
      this._place++;
      const end = this._at + place.name.length + 3;
      return { ...this._token('parameter', end), value: place.name };
    }
    // Most tokens are known by their first character; the rest are tried in turn.
    const code = this._text.charCodeAt(this._at);
    if (code === 0x20 || code < 0x0e || code > 0x7f) {
      const space = this._match(SPACE);
      if (space !== undefined) {
        return this._token('space', space);
      }
    }
    const char = this._text[this._at];
    if (char === "'" || char === '"') {
      return this._string(this._at, false);
    }
    const next = this._text[this._at + 1];
    if ((char === 'r' || char === 'R') && (next === "'" || next === '"')) {
      return this._string(this._at + 1, true);
    }
    if (char === '`') {
      return this._identifier();
    }
    if (char === '-' && this._text[this._at + 1] === '-') {
      return this._comment(this._match(LINE_COMMENT) ?? this._at + 2, false);
    }
    if (char === '/' && this._text[this._at + 1] === '*') {
      return this._block();
    }
    const digit = (code >= 0x30 && code <= 0x39) || char === '.';
    for (const [kind, pattern] of digit ? DIGIT_FIRST : OTHERS) {
      const end = this._match(pattern);
      if (end !== undefined) {
        return this._token(kind, end);
      }
    }
    const point = this._text.codePointAt(this._at) ?? 0;
    return this._token('other', this._at + (point > 0xffff ? 2 : 1));
  }

  private _match(pattern: RegExp): number | undefined {
    pattern.lastIndex = this._at;
    if (pattern.exec(this._text) === null) {
      return undefined;
    }
    // A parameter may begin within what looks like one token.
    return Math.min(
      pattern.lastIndex,
      this._places[this._place]?.start ?? Infinity
    );
  }

  private _token(kind: TokenKind, end: number): Token {
    const text = this._text.slice(this._at, end);
    return { kind, text, start: this._at, value: text };
  }

  private _string(open: number, raw: boolean): Token {
    const quote = this._text[open];
    let value = '';
    let at = open + 1;
    let from = at;
    for (;;) {
      const char = this._text[at];
      if (char === undefined || char === quote) {
        value += this._text.slice(from, at);
        const end = Math.min(at + 1, this._text.length);
        return this._quoted('string', end, value, char === undefined);
      }
      if (char !== '\\' || raw) {
        at++;
        continue;
      }
      const { value: escaped, length } = unescape(this._text, at);
      value += this._text.slice(from, at) + escaped;
      at += length;
      from = at;
    }
  }

  private _identifier(): Token {
    let at = this._at + 1;
    let value = '';
    for (;;) {
      const close = this._text.indexOf('`', at);
      if (close < 0) {
        value += this._text.slice(at);
        return this._quoted('identifier', this._text.length, value, true);
      }
      value += this._text.slice(at, close);
      if (this._text[close + 1] !== '`') {
        return this._quoted('identifier', close + 1, value, false);
      }
      value += '`';
      at = close + 2;
    }
  }

  /** Bracketed comments nest, as in Spark 3. */
  private _block(): Token {
    let depth = 0;
    let at = this._at;
    while (at < this._text.length) {
      if (this._text.startsWith('/*', at)) {
        depth++;
        at += 2;
      } else if (this._text.startsWith('*/', at)) {
        depth--;
        at += 2;
        if (depth === 0) {
          return this._comment(at, false);
        }
      } else {
        at++;
      }
    }
    return this._comment(this._text.length, true);
  }

  private _comment(limit: number, open: boolean): Token {
    // What matched up to a parameter goes on to the end of the line.
    let end = limit;
    if (this._text.startsWith('--', this._at)) {
      LINE_COMMENT.lastIndex = this._at;
      LINE_COMMENT.exec(this._text);
      end = LINE_COMMENT.lastIndex;
    }
    return this._quoted('comment', end, '', open);
  }

  private _quoted(
    kind: TokenKind,
    end: number,
    value: string,
    open: boolean
  ): Token {
    const parameters: string[] = [];
    for (
      let place = this._places[this._place];
      place !== undefined && place.start < end;
      place = this._places[this._place]
    ) {
      parameters.push(place.name);
      this._place++;
    }
    return {
      ...this._token(kind, end),
      value,
      ...(open ? { open } : {}),
      ...(parameters.length > 0 ? { parameters } : {})
    };
  }

  private _text = '';
  private readonly _places: { start: number; name: string }[] = [];
  private _place = 0;
  private _at = 0;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  b: '\b',
  n: '\n',
  r: '\r',
  t: '\t',
  Z: '\u001a',
  // For LIKE: the backslash stays.
  '%': '\\%',
  _: '\\_'
};

/** One escape of a Spark SQL string: what it stands for, and how long it is. Source: Spark 3.5 SQL reference "Literals". */
function unescape(text: string, at: number): { value: string; length: number } {
  const rest = text.slice(at + 1, at + 10);
  const octal = /^[0-1][0-7]{2}/.exec(rest);
  if (octal !== null) {
    return { value: String.fromCharCode(parseInt(octal[0], 8)), length: 4 };
  }
  const unicode = /^(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (unicode !== null) {
    const code = parseInt(unicode[1] ?? unicode[2], 16);
    return {
      value: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd',
      length: unicode[0].length + 1
    };
  }
  const char = text.slice(at + 1, at + 2);
  return { value: ESCAPES[char] ?? char, length: 1 + char.length };
}

/**
 * Writes text as a Spark SQL string literal: `tokenize` reads it back the same. No `${` stays in it, which Spark takes for a setting
 * of its own even within quotes (`spark.sql.variable.substitute`).
 */
export function quoteString(value: string): string {
  const escaped = value.replace(
    /[\\'\n\r\t\0]|\$(?=\{)/g,
    char => QUOTED[char] ?? `\\${char}`
  );
  return `'${escaped}'`;
}

const QUOTED: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\0': '\\u0000',
  $: '\\u0024'
};
