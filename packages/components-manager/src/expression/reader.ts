import type { Token } from './lexer.js';
import type { SqlNode } from './node.js';

/** Spark SQL that this parser does not know: not necessarily wrong. */
export class UnknownSyntax extends Error {}

/** Words of SQL, in lower case, that end an expression or can't begin one: never a name unless quoted. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'in',
  'between',
  'like',
  'ilike',
  'rlike',
  'regexp',
  'is',
  'when',
  'then',
  'else',
  'end',
  'as',
  'from',
  'where',
  'group',
  'order',
  'having',
  'limit',
  'union',
  'on',
  'using',
  'join',
  'select',
  'div',
  'over',
  'escape',
  'intersect',
  'except',
  'lateral',
  'window',
  'sort',
  'cluster',
  'distribute',
  'qualify',
  'by',
  'exists'
]);

/** True for a word that is never a name unless it is quoted. */
export function isReserved(word: string): boolean {
  return RESERVED_WORDS.has(word.toLowerCase());
}

/** Walks over tokens, past spaces and comments. */
export class TokenReader {
  constructor(tokens: readonly Token[]) {
    this._tokens = tokens.filter(
      token => token.kind !== 'space' && token.kind !== 'comment'
    );
  }

  get done(): boolean {
    return this.at >= this._tokens.length;
  }

  /** The next token, or one further on. */
  peek(ahead = 0): Token | undefined {
    return this._tokens[this.at + ahead];
  }

  /** Takes the next token, whatever it is. */
  advance(): void {
    this.at++;
  }

  /** Takes the next token when it is one of these words or operators. */
  take(...texts: readonly string[]): string | undefined {
    const token = this.peek();
    if (token?.kind !== 'word' && token?.kind !== 'operator') {
      return undefined;
    }
    const text = token.text.toLowerCase();
    if (!texts.includes(text)) {
      return undefined;
    }
    this.at++;
    return text;
  }

  /** True when the next tokens are these words or operators. */
  looksAt(...texts: readonly string[]): boolean {
    return texts.every((text, index) => {
      const token = this.peek(index);
      return (
        (token?.kind === 'word' || token?.kind === 'operator') &&
        token.text.toLowerCase() === text
      );
    });
  }

  expect(text: string): void {
    if (this.take(text) === undefined) {
      this.fail();
    }
  }

  fail(): never {
    throw new UnknownSyntax(`at ${this.peek()?.text ?? 'the end'}`);
  }

  /** A name: quoted, or a word that is not reserved. */
  name(): string {
    const token = this.peek();
    if (
      token === undefined ||
      (token.kind !== 'identifier' &&
        (token.kind !== 'word' || isReserved(token.text)))
    ) {
      this.fail();
    }
    this.at++;
    return token.value;
  }

  /** Which token is next. */
  protected at = 0;
  private readonly _tokens: readonly Token[];
}

/** A reader that reads expressions too: what readers of their parts need of the parser. */
export interface ExpressionReader extends TokenReader {
  expression(power?: number): SqlNode;
}
