import type { Text } from '../document/text.js';
import { tokenize, type Token } from './lexer.js';
import { RESERVED_WORDS } from './reader.js';

/** A function that SQL calls. */
export interface SqlCall {
  kind: 'call';
  /** As written, without its schema. */
  name: string;
  /** The name has a schema before it (`system.builtin.upper`). */
  qualified: boolean;
  /** The call has no arguments. */
  empty: boolean;
}

/** A table that SQL reads and that is neither an input nor defined by the SQL itself. */
export interface SqlTable {
  kind: 'table';
  /** The parts of the name, without backticks; one text such as `${name}` where a parameter stands for it. */
  parts: readonly string[];
  /** A parameter stands in its place. */
  parameter?: true;
}

/** What a scan of SQL finds, in the order it stands in the text. */
export type SqlFinding =
  | SqlCall
  | SqlTable
  /** SQL does more than read, or can't be understood. */
  | { kind: 'statement'; name: string }
  /** A word that stands for the present time or user without parentheses, or a text that Spark takes for the present time. */
  | { kind: 'present'; name: string };

/** Functions that stand without parentheses, where no column has the name. Source: Spark 3.5, rule LiteralFunctionResolution. */
const PRESENT_WORDS: ReadonlySet<string> = new Set([
  'current_date',
  'current_time',
  'current_timestamp',
  'current_user',
  'localtimestamp',
  'session_user'
]);

const PRESENT_TEXT = /^\s*(now|today|tomorrow|yesterday)\b/i;

/**
 * Return true for a text that Spark takes for the present day or time where it makes a date or timestamp of it (`'today'`, `'now UTC'`).
 *
 * Source: Spark 3.5 SQL reference, "Literals"; rule SpecialDatetimeValues.
 */
export function isPresentText(text: string): boolean {
  return PRESENT_TEXT.test(text);
}

/** Words that a parenthesis may follow without a call. */
const WORDS: ReadonlySet<string> = new Set(
  (
    'all and any as between by case cross cube distinct else end except filter following for from full group having in inner intersect ' +
    'is join lateral limit minus natural not nulls offset on or order outer over partition pivot preceding range rollup rows ' +
    'select semi anti sets some sort then union unpivot using values when where window with within'
  ).split(' ')
);

/** What a query begins with; anything else is a statement of another kind. */
const QUERY_STARTS: ReadonlySet<string> = new Set([
  'select',
  'with',
  'values',
  'from',
  'table',
  '('
]);

/** Words after which a list of expressions follows, so that a comma begins no table any more. */
const BY: ReadonlySet<string> = new Set([
  'group',
  'order',
  'sort',
  'cluster',
  'distribute',
  'partition'
]);

/** What stands between two parentheses, or around all. */
interface Frame {
  /** Arguments of a function: a FROM within belongs to the function (`extract(year FROM d)`). */
  call: boolean;
  /** A table is named next. */
  expect: boolean;
  /** A comma begins another table. */
  list: boolean;
  /** WITH stands here. */
  defines: boolean;
  /** Tables defined by WITH, in lower case. */
  tables: Set<string>;
  /** The table of WITH that this is the query of. */
  defined?: string;
}

/**
 * Return the functions, the tables from outside and the statements of Spark SQL, each once.
 *
 * Reads tokens, so that no syntax escapes it, and errs on the safe side: a name that may be a table counts as one. Names that WITH
 * defines, aliases and the inputs are no tables from outside. Source: Spark 3.5 SQL reference, "SELECT", "TRANSFORM", "INSERT OVERWRITE
 * DIRECTORY".
 *
 * @param tables - The names of the inputs.
 * @param whole - The text is a whole query, not an expression.
 */
export function scanSql(
  text: Text,
  tables: readonly string[] = [],
  whole = false
): SqlFinding[] {
  return new Scanner(text, tables).scan(whole);
}

class Scanner {
  constructor(text: Text, tables: readonly string[]) {
    this._tokens = tokenize(text).filter(
      ({ kind }) => kind !== 'space' && kind !== 'comment'
    );
    this._inputs = new Set(tables.map(name => name.toLowerCase()));
  }

  scan(whole: boolean): SqlFinding[] {
    const first = this._word(0);
    if (whole && first !== '' && !QUERY_STARTS.has(first)) {
      this._statement(first);
    }
    for (this._at = 0; this._at < this._tokens.length; this._at++) {
      this._step(this._tokens[this._at]);
    }
    return [...this._found.values()];
  }

  private _step(token: Token): void {
    const { kind, text } = token;
    if (token.open === true || kind === 'other') {
      this._statement(text.slice(0, 20));
    } else if (text === '(') {
      this._open();
    } else if (text === ')') {
      this._close();
    } else if (text === ',') {
      this._frame.expect = this._frame.list;
    } else if (kind === 'word' && !this._isField()) {
      this._name(token, text.toLowerCase());
    } else if (kind === 'identifier' && !this._isField()) {
      this._name(token);
    } else if (kind === 'parameter' && this._frame.expect) {
      this._frame.expect = false;
      this._note({ kind: 'table', parts: [token.text], parameter: true });
    } else if (text !== '.') {
      this._frame.expect = false;
      if (kind === 'string' && isPresentText(token.value)) {
        this._note({ kind: 'present', name: token.text });
      }
    }
  }

  private _name(token: Token, word = ''): void {
    const frame = this._frame;
    const next = this._word(1);
    if (next === '(' && !WORDS.has(word) && this._word(-1) !== 'as') {
      frame.expect = false;
      this._note({
        kind: 'call',
        name: token.value,
        // A function of a schema (`system.builtin.reflect`) is not looked for.
        qualified: this._word(-1) === '.',
        empty: this._word(2) === ')'
      });
      return;
    }
    if (frame.expect && !this._isIntroduction(word, next)) {
      frame.expect = false;
      this._table();
      return;
    }
    if (PRESENT_WORDS.has(token.value.toLowerCase())) {
      this._note({ kind: 'present', name: token.value.toLowerCase() });
    }
    this._keyword(word, next, frame);
  }

  /** True for words between FROM and what is read. */
  private _isIntroduction(word: string, next: string): boolean {
    return (
      word === 'lateral' ||
      (word === 'table' && next === '(') ||
      word === 'select' ||
      word === 'with' ||
      (word === 'values' && /^[(\d'"]/.test(next))
    );
  }

  private _keyword(word: string, next: string, frame: Frame): void {
    switch (word) {
      case 'from':
        if (!frame.call && !this._isDistinctFrom()) {
          frame.expect = frame.list = true;
        }
        break;
      case 'join':
      case 'table':
        frame.expect = frame.list = true;
        break;
      case 'with':
        frame.defines = true;
        frame.call = frame.expect = false;
        break;
      case 'select':
        if (next !== ',') {
          frame.call = frame.expect = frame.list = false;
        }
        break;
      case 'values':
        frame.expect = false;
        break;
      case 'view':
        frame.list &&= this._word(-1) !== 'lateral';
        break;
      case 'using':
        // A list of columns, or a program that Spark starts: TRANSFORM (…) USING 'program'.
        if (next !== '(') {
          this._statement('USING');
        }
        break;
      case 'insert':
      case 'merge':
      case 'delete':
        if (['into', 'overwrite', 'from'].includes(next)) {
          this._statement(word.toUpperCase());
        }
        break;
      case 'update':
        if (/^[\p{L}_`]/u.test(next) && next !== 'from') {
          this._statement('UPDATE');
        }
        break;
      default:
        frame.list &&= !(BY.has(word) && next === 'by');
    }
  }

  private _open(): void {
    const frame = this._frame;
    const before = this._tokens[this._at - 1];
    const word = this._word(-1);
    const named =
      before !== undefined &&
      (before.kind === 'identifier' ||
        (before.kind === 'word' && !WORDS.has(word)));
    const call = named && this._word(-2) !== 'as' && word !== 'table';
    const defined =
      word === 'as' && frame.defines && this._isName(-2)
        ? this._tokens[this._at - 2].value.toLowerCase()
        : undefined;
    // A parenthesis in place of a table holds tables, or a query.
    const relation = frame.expect && !call;
    frame.expect = false;
    this._frames.push({
      call,
      expect: relation,
      list: relation,
      defines: false,
      tables: new Set(),
      ...(defined === undefined ? {} : { defined })
    });
  }

  private _close(): void {
    const closed = this._frames.length > 1 ? this._frames.pop() : undefined;
    if (closed?.defined !== undefined) {
      this._frame.tables.add(closed.defined);
    }
    this._frame.expect = false;
  }

  /** Notes the name that begins here, unless it is an input's or one that WITH defines. */
  private _table(): void {
    const parts = [this._tokens[this._at].value];
    for (let next = 1; this._word(next) === '.' && this._isName(next + 1);) {
      parts.push(this._tokens[this._at + next + 1].value);
      next += 2;
    }
    const known = parts[0].toLowerCase();
    const own =
      this._word(1) !== '.' &&
      (this._inputs.has(known) ||
        this._frames.some(({ tables }) => tables.has(known)));
    if (!own) {
      this._note({ kind: 'table', parts });
    }
  }

  /** True right after a point, unless it is a call: the name of a field, or the rest of a table's. */
  private _isField(): boolean {
    return this._word(-1) === '.' && this._word(1) !== '(';
  }

  /** True for the FROM of `a IS [NOT] DISTINCT FROM b`: something that has a value stands before IS. */
  private _isDistinctFrom(): boolean {
    if (this._word(-1) !== 'distinct') {
      return false;
    }
    const is = this._word(-2) === 'not' ? -3 : -2;
    const operand = this._tokens[this._at + is - 1];
    return (
      this._word(is) === 'is' &&
      operand !== undefined &&
      (operand.kind === 'word'
        ? !RESERVED_WORDS.has(operand.text.toLowerCase()) &&
          !WORDS.has(operand.text.toLowerCase())
        : operand.kind !== 'operator' || /^[)\]]$/.test(operand.text))
    );
  }

  private _isName(offset: number): boolean {
    const kind = this._tokens[this._at + offset]?.kind;
    return kind === 'word' || kind === 'identifier';
  }

  private _statement(name: string): void {
    this._note({ kind: 'statement', name });
  }

  private _note(finding: SqlFinding): void {
    this._found.set(JSON.stringify(finding).toLowerCase(), finding);
  }

  private _word(offset: number): string {
    return this._tokens[this._at + offset]?.text.toLowerCase() ?? '';
  }

  private get _frame(): Frame {
    return this._frames[this._frames.length - 1];
  }

  private readonly _tokens: readonly Token[];
  private readonly _inputs: ReadonlySet<string>;
  private readonly _found = new Map<string, SqlFinding>();
  private readonly _frames: Frame[] = [
    {
      call: false,
      expect: false,
      list: false,
      defines: false,
      tables: new Set()
    }
  ];
  private _at = 0;
}
