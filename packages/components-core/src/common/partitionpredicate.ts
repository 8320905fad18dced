import {
  isReference,
  parseText,
  printType,
  sameName,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type DataType
} from '@glueflow/components-manager';
import { error, quote, unknownColumn, warning } from './column.js';

/** What the Data Catalog's own conditions are made of, for messages. */
const GRAMMAR =
  'The Data Catalog takes comparisons of a partition key with a value (=, <>, <, >, <=, >=), IN, BETWEEN, LIKE and IS NULL, joined by AND, OR and NOT.';

/** Key types that it compares. */
const TYPES: ReadonlySet<string> = new Set([
  'string',
  'char',
  'varchar',
  'date',
  'timestamp',
  'tinyint',
  'smallint',
  'int',
  'bigint',
  'decimal'
]);

type TokenKind =
  'string' | 'number' | 'word' | 'operator' | 'parameter' | 'foreign' | 'end';

interface Token {
  kind: TokenKind;
  text: string;
  value: string;
}

const TOKEN =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<number>[+-]?(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?(?![\w-]))|(?<word>[A-Za-z_][\w.]*)|(?<operator><>|!=|<=|>=|=|<|>|\(|\)|,)|(?<foreign>"[^"]*"?|`[^`]*`?|[\d-]+|\S))/gy;

const COMPARISONS = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);
const KEYWORDS = new Set('and or not in between like is null'.split(' '));

/**
 * Report what the Data Catalog would not take, or would take in another sense than Spark, in a condition that it evaluates itself.
 *
 * It is parsed by JSQLParser, not by Spark: dates are quoted text, there are no functions, and a value is compared as the key's type is.
 * Source: AWS Glue API, GetPartitions, `Expression` (https://docs.aws.amazon.com/glue/latest/webapi/API_GetPartitions.html).
 */
export function catalogPredicateProblems(
  predicate: string,
  path: string,
  keys: readonly Column[] | undefined,
  context: Pick<ComponentContext, 'nodeId' | 'parameters'>,
  where: string
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  const tokens = tokenize(predicate);
  try {
    new Reader(tokens, path, keys, context, where, problems).read();
  } catch (reason) {
    if (!(reason instanceof Unreadable)) {
      throw reason;
    }
    problems.push(error('bad-partition-predicate', path, reason.message));
  }
  return problems;
}

/** A condition that is none: the message says where, and what is taken. */
class Unreadable extends Error {}

function tokenize(predicate: string): Token[] {
  const tokens: Token[] = [];
  for (const part of parseText(predicate)) {
    if (isReference(part)) {
      tokens.push({
        kind: 'parameter',
        text: `\${${part.parameter}}`,
        value: part.parameter
      });
      continue;
    }
    for (const { groups = {} } of part.matchAll(TOKEN)) {
      const [kind, text] = Object.entries(groups).find(
        ([, value]) => value !== undefined
      ) as [TokenKind, string];
      const value =
        kind === 'string' ? text.slice(1, -1).replace(/''/g, "'") : text;
      tokens.push({ kind, text, value });
    }
  }
  return tokens;
}

class Reader {
  constructor(
    private readonly _tokens: readonly Token[],
    private readonly _path: string,
    private readonly _keys: readonly Column[] | undefined,
    private readonly _context: Pick<ComponentContext, 'nodeId' | 'parameters'>,
    private readonly _where: string,
    private readonly _problems: ComponentProblem[]
  ) {}

  read(): void {
    this._either();
    if (this._peek().kind !== 'end') {
      throw this._unexpected();
    }
  }

  private _either(): void {
    do {
      this._both();
    } while (this._takeWord('or'));
  }

  private _both(): void {
    do {
      this._one();
    } while (this._takeWord('and'));
  }

  private _one(): void {
    if (this._takeWord('not')) {
      this._one();
    } else if (this._peek().text === '(' && !this._wrapsOperand()) {
      this._at++;
      this._either();
      this._need(')');
    } else {
      this._comparison();
    }
  }

  /** Return whether brackets stand around a single name or value. */
  private _wrapsOperand(): boolean {
    let depth = 0;
    while (this._peek(depth).text === '(') {
      depth++;
    }
    return this._peek(depth + 1).text === ')';
  }

  private _comparison(): void {
    if (this._isValue(this._peek())) {
      const value = this._value();
      this._operator();
      this._compare(this._key(), value);
      return;
    }
    const key = this._key();
    if (this._takeWord('is')) {
      this._takeWord('not');
      if (!this._takeWord('null')) {
        throw this._unexpected();
      }
      return;
    }
    const negated = this._takeWord('not');
    if (this._takeWord('in')) {
      this._need('(');
      do {
        this._compare(key, this._value());
      } while (this._take(','));
      this._need(')');
    } else if (this._takeWord('between')) {
      this._compare(key, this._value());
      if (!this._takeWord('and')) {
        throw this._unexpected();
      }
      this._compare(key, this._value());
    } else if (this._takeWord('like')) {
      const pattern = this._value();
      if (key && !isText(key.type) && key.type.kind !== 'unknown') {
        this._report(
          `LIKE compares text, and ${quote(key.name)} is ${printType(key.type)}.`
        );
      } else if (pattern.kind === 'number') {
        throw this._unexpected(pattern);
      }
    } else if (negated) {
      throw this._unexpected();
    } else {
      this._operator();
      this._compare(key, this._value());
    }
  }

  private _key(): Column | undefined {
    const wrapped = this._brackets('(');
    const token = this._peek();
    if (token.kind !== 'word' || KEYWORDS.has(token.text.toLowerCase())) {
      throw this._unexpected(token);
    }
    this._at++;
    if (this._peek().text === '(') {
      throw new Unreadable(
        `${token.text}(…) is a function, and the Data Catalog knows none. ${GRAMMAR} For a function take “Partition predicate”.`
      );
    }
    for (let left = wrapped; left > 0; left--) {
      this._need(')');
    }
    const name = token.text.split('.').at(-1) ?? '';
    const key = this._keys?.find(each => sameName(each.name, name));
    if (this._keys && !key) {
      this._problems.push(
        unknownColumn(
          name,
          this._keys.map(each => each.name),
          this._path,
          this._context,
          this._where
        )
      );
    }
    if (key && key.type.kind !== 'unknown' && !TYPES.has(key.type.kind)) {
      this._report(
        `The Data Catalog can't compare ${quote(key.name)}, which is ${printType(key.type)}. Its conditions take keys of text, dates, timestamps, whole numbers and decimals: use “Partition predicate” in its place.`
      );
      return undefined;
    }
    return key;
  }

  private _operator(): void {
    const token = this._peek();
    if (!COMPARISONS.has(token.text)) {
      throw this._unexpected(token);
    }
    this._at++;
  }

  private _value(): Token {
    const wrapped = this._brackets('(');
    const token = this._peek();
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (
      ['date', 'timestamp'].includes(word) &&
      this._peek(1).kind === 'string'
    ) {
      throw new Unreadable(
        `The Data Catalog takes dates and timestamps as quoted text: write ${this._peek(1).text} in place of ${token.text} ${this._peek(1).text}.`
      );
    }
    if (!this._isValue(token)) {
      throw this._unexpected(token);
    }
    this._at++;
    for (let left = wrapped; left > 0; left--) {
      this._need(')');
    }
    return token;
  }

  private _isValue({ kind }: Token): boolean {
    return kind === 'string' || kind === 'number' || kind === 'parameter';
  }

  private _compare(key: Column | undefined, value: Token): void {
    if (!key || key.type.kind === 'unknown') {
      return;
    }
    const { name, type } = key;
    const kind =
      value.kind === 'parameter'
        ? this._context.parameters.get(value.value)?.type.kind
        : value.kind;
    const text = isText(type);
    if (
      text &&
      kind &&
      ['number', 'int', 'bigint', 'double', 'float', 'decimal'].includes(kind)
    ) {
      this._problems.push(
        warning(
          'text-partition-key',
          this._path,
          `${quote(name)} is text in the catalog: ${value.text} is compared as the text ${quote(value.text)}, so that a partition ${quote(`${name}=0${value.text}`)} is not found. Write the value in quotes as the partition has it, such as ${value.kind === 'parameter' ? 'a parameter of the type string' : `'${value.text}' or '0${value.text}'`}.`
        )
      );
    } else if (!text && value.kind === 'string' && !fits(value.value, type)) {
      this._report(
        `${value.text} is no ${printType(type)}, which the partition key ${quote(name)} is.${type.kind === 'date' ? " Write dates like '2024-12-31'." : type.kind === 'timestamp' ? " Write timestamps like '2024-12-31 23:59:59'." : ''}`
      );
    } else if (
      (type.kind === 'date' || type.kind === 'timestamp') &&
      kind === 'number'
    ) {
      this._report(
        `${value.text} is no ${type.kind}, which the partition key ${quote(name)} is. Write dates and timestamps as quoted text, such as '2024-12-31'.`
      );
    }
  }

  private _report(message: string): void {
    this._problems.push(error('bad-partition-predicate', this._path, message));
  }

  private _brackets(bracket: string): number {
    let count = 0;
    while (this._take(bracket)) {
      count++;
    }
    return count;
  }

  private _peek(offset = 0): Token {
    return (
      this._tokens[this._at + offset] ?? { kind: 'end', text: '', value: '' }
    );
  }

  private _take(text: string): boolean {
    const found =
      this._peek().kind === 'operator' && this._peek().text === text;
    this._at += found ? 1 : 0;
    return found;
  }

  private _takeWord(word: string): boolean {
    const { kind, text } = this._peek();
    const found = kind === 'word' && text.toLowerCase() === word;
    this._at += found ? 1 : 0;
    return found;
  }

  private _need(text: string): void {
    if (!this._take(text)) {
      throw this._unexpected();
    }
  }

  private _unexpected(token = this._peek()): Unreadable {
    if (token.kind === 'end') {
      return new Unreadable(`The condition ends too early. ${GRAMMAR}`);
    }
    if (token.kind === 'foreign' && token.text.startsWith('"')) {
      return new Unreadable(
        `${token.text} is in double quotes: to the Data Catalog that is a name. Write text in single quotes.`
      );
    }
    if (token.kind === 'foreign' && token.text.startsWith('`')) {
      return new Unreadable(
        `The Data Catalog takes names without backticks: ${token.text}.`
      );
    }
    const date = /^\d{4}-\d/.test(token.text);
    return new Unreadable(
      date
        ? `${token.text} is not in quotes. Write dates as quoted text, such as '${token.text}'.`
        : `The Data Catalog can't read ${quote(token.text)} there. ${GRAMMAR}`
    );
  }

  private _at = 0;
}

function isText({ kind }: DataType): boolean {
  return kind === 'string' || kind === 'char' || kind === 'varchar';
}

function fits(text: string, { kind }: DataType): boolean {
  switch (kind) {
    case 'date':
      return (
        /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
      );
    case 'timestamp':
      return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,9})?$/.test(text);
    case 'decimal':
      return /^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$/.test(text);
    default:
      return /^[+-]?\d+$/.test(text);
  }
}
