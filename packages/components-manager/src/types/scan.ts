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

/** Reads the marks, words and quoted texts that types consist of. */
export class TypeScanner {
  constructor(protected readonly _text: string) {}

  protected _string(): string {
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

  protected _quoted(quote: string): string {
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

  protected _number(what: string): number {
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

  protected _word(): string {
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

  protected _keyword(keyword: string): boolean {
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

  protected _require(keyword: string): void {
    if (!this._keyword(keyword)) {
      this._fail(`Expected “${keyword}”`);
    }
  }

  protected _take(char: string): boolean {
    this._space();
    if (this._text[this._at] === char) {
      this._at++;
      return true;
    }
    return false;
  }

  protected _expect(char: string): void {
    if (!this._take(char)) {
      this._fail(`Expected “${char}”`);
    }
  }

  protected _space(): void {
    while (/\s/.test(this._text[this._at] ?? '')) {
      this._at++;
    }
  }

  protected _rest(): string {
    const rest = this._text.slice(this._at);
    return rest.length > 20 ? `${rest.slice(0, 20)}…` : rest;
  }

  protected _fail(message: string): never {
    const place = ` (at character ${this._at + 1} of “${shorten(this._text)}”)`;
    throw new TypeSyntaxError(`${message}${place}`, this._text, this._at);
  }

  protected _at = 0;
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t'
};

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
