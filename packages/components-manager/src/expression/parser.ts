import type { Token } from './lexer.js';
import { readLowest, readNumber } from './literal.js';
import type { SqlNode, SqlTest } from './node.js';
import { isReserved, TokenReader } from './reader.js';
import { isIntervalStart, readCastType, readInterval } from './syntax.js';
import { readCallEnd } from './window.js';

/** How strongly operators bind; more binds tighter. */
const POWER: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  '=': 5,
  '==': 5,
  '<=>': 5,
  '<>': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  '|': 6,
  '^': 7,
  '&': 8,
  '+': 9,
  '-': 9,
  '||': 9,
  '*': 10,
  '/': 10,
  '%': 10,
  div: 10
};
const NOT_POWER = 3;
const TEST_POWER = 4;
const UNARY_POWER = 11;

/** Functions that may stand without parentheses. */
const BARE_FUNCTIONS = new Set([
  'current_date',
  'current_timestamp',
  'current_time',
  'current_user',
  'localtimestamp'
]);

/** Deeper than this nobody nests; it keeps hostile input from exhausting the stack. */
const MAX_DEPTH = 200;

/** More operators in a row than this are not looked into: they nest as deep to the left. */
const MAX_CHAIN = 2000;

/**
 * Reads Spark SQL expressions off tokens, by operator precedence (Spark 3.5 SQL reference "Operators").
 *
 * Every method throws UnknownSyntax at what it does not know.
 */
export class SqlParser extends TokenReader {
  /** An expression whose operators bind at least as tightly as `power`. */
  expression(power = 0): SqlNode {
    if (++this._depth > MAX_DEPTH) {
      this.fail();
    }
    let left = this._prefix();
    for (let count = 0; ; count++) {
      const token = this.peek();
      if (token?.kind !== 'word' && token?.kind !== 'operator') {
        break;
      }
      if (count > MAX_CHAIN) {
        this.fail();
      }
      const operator = token.text.toLowerCase();
      const binds = POWER[operator];
      if (binds !== undefined) {
        if (binds < power || (binds === power && power > 0)) {
          break;
        }
        this.at++;
        left = {
          kind: 'binary',
          operator,
          left,
          right: this.expression(binds)
        };
        continue;
      }
      const tested = power < TEST_POWER ? this._test(left) : undefined;
      if (tested === undefined) {
        break;
      }
      left = tested;
    }
    this._depth--;
    return left;
  }

  private _prefix(): SqlNode {
    const operator = this.take('-', '+', '~', 'not', '!');
    switch (operator) {
      case 'not':
      case '!':
        return {
          kind: 'unary',
          operator: 'not',
          operand: this.expression(NOT_POWER)
        };
      case '-':
      case '+':
      case '~': {
        const lowest = operator === '-' && readLowest(this.peek()?.text ?? '');
        if (lowest) {
          this.at++;
          return lowest;
        }
        return {
          kind: 'unary',
          operator,
          operand: this.expression(UNARY_POWER)
        };
      }
    }
    return this._postfix(this._primary());
  }

  private _postfix(operand: SqlNode): SqlNode {
    let node = operand;
    for (;;) {
      if (this.take('.') !== undefined) {
        node = { kind: 'field', operand: node, name: this.name() };
      } else if (this.take('[') !== undefined) {
        node = { kind: 'item', operand: node, index: this.expression() };
        this.expect(']');
      } else if (this.take('::') !== undefined) {
        node = {
          kind: 'cast',
          operand: node,
          type: readCastType(this),
          attempt: false
        };
      } else {
        return node;
      }
    }
  }

  private _test(left: SqlNode): SqlNode | undefined {
    const start = this.at;
    if (this.take('is') !== undefined) {
      const negated = this.take('not') !== undefined;
      const word = this.take('null', 'true', 'false', 'unknown', 'distinct');
      if (word === 'distinct') {
        this.expect('from');
        const right = this.expression(TEST_POWER);
        return { kind: 'test', test: 'distinct', negated, args: [left, right] };
      }
      if (word === undefined) {
        this.fail();
      }
      const test = word === 'unknown' ? 'null' : (word as SqlTest);
      return { kind: 'test', test, negated, args: [left] };
    }
    const negated = this.take('not') !== undefined;
    const word = this.take('in', 'between', 'like', 'ilike', 'rlike', 'regexp');
    switch (word) {
      case 'in': {
        this.expect('(');
        const items = this._list(')');
        return { kind: 'test', test: 'in', negated, args: [left, ...items] };
      }
      case 'between': {
        const low = this.expression(TEST_POWER);
        this.expect('and');
        const high = this.expression(TEST_POWER);
        return {
          kind: 'test',
          test: 'between',
          negated,
          args: [left, low, high]
        };
      }
      case 'like':
      case 'ilike': {
        if (this.take('any', 'all', 'some') !== undefined) {
          this.expect('(');
          const items = this._list(')');
          // Many patterns: kept as a call, so that it is not taken for a plain LIKE.
          return { kind: 'call', name: 'like any', args: [left, ...items] };
        }
        const args = [left, this.expression(TEST_POWER)];
        if (this.take('escape') !== undefined) {
          args.push(this.expression(UNARY_POWER));
        }
        return { kind: 'test', test: word, negated, args };
      }
      case 'rlike':
      case 'regexp':
        return {
          kind: 'test',
          test: 'rlike',
          negated,
          args: [left, this.expression(TEST_POWER)]
        };
    }
    this.at = start;
    return undefined;
  }

  private _list(close: string): SqlNode[] {
    const items: SqlNode[] = [];
    if (this.take(close) !== undefined) {
      return items;
    }
    do {
      items.push(this._argument());
    } while (this.take(',') !== undefined);
    this.expect(close);
    return items;
  }

  /** An argument: an expression, a lambda, or `*`. */
  private _argument(): SqlNode {
    const names = this._lambda();
    if (names !== undefined) {
      const outer = this._locals;
      this._locals = new Set([...outer, ...names]);
      const body = this.expression();
      this._locals = outer;
      return { kind: 'lambda', parameters: names, body };
    }
    if (this.looksAt('*')) {
      this.at++;
      return { kind: 'star' };
    }
    return this.expression();
  }

  private _lambda(): string[] | undefined {
    const start = this.at;
    const names: string[] = [];
    const many = this.take('(') !== undefined;
    for (;;) {
      const token = this.peek();
      if (token?.kind !== 'word' && token?.kind !== 'identifier') {
        break;
      }
      names.push(token.value.toLowerCase());
      this.at++;
      if (!many || this.take(',') === undefined) {
        break;
      }
    }
    const closed = !many || this.take(')') !== undefined;
    if (closed && names.length > 0 && this.take('->') !== undefined) {
      return names;
    }
    this.at = start;
    return undefined;
  }

  private _primary(): SqlNode {
    const token = this.peek();
    switch (token?.kind) {
      case 'parameter':
        this.at++;
        return { kind: 'parameter', name: token.value };
      case 'number': {
        this.at++;
        const literal = readNumber(token.text);
        return literal ?? this.fail();
      }
      case 'string':
        return {
          kind: 'literal',
          value: this._strings(),
          type: { kind: 'string' }
        };
      case 'identifier':
        return this._column();
      case 'operator':
        if (this.take('(') !== undefined) {
          const items = this._list(')');
          return items.length === 1 && items[0].kind !== 'star'
            ? items[0]
            : { kind: 'tuple', items };
        }
        return this.fail();
      case 'word':
        return this._word(token);
      default:
        return this.fail();
    }
  }

  /** Strings side by side are one string. */
  private _strings(): string {
    let value = '';
    for (
      let token = this.peek();
      token?.kind === 'string';
      token = this.peek()
    ) {
      value += token.value;
      this.at++;
    }
    return value;
  }

  private _word(token: Token): SqlNode {
    const word = token.text.toLowerCase();
    const next = this.peek(1);
    if (next?.kind === 'string' && word !== 'case') {
      return this._typed(word);
    }
    switch (word) {
      case 'null':
        this.at++;
        return { kind: 'literal', value: null, type: { kind: 'void' } };
      case 'true':
      case 'false':
        this.at++;
        return {
          kind: 'literal',
          value: word === 'true',
          type: { kind: 'boolean' }
        };
      case 'case':
        return this._case();
      case 'interval':
        if (
          !this.looksAt('interval', '(') &&
          next !== undefined &&
          isIntervalStart(next)
        ) {
          return readInterval(this);
        }
    }
    // Some operators are functions too.
    const callable = ['exists', 'like', 'ilike', 'rlike', 'regexp'];
    if (isReserved(word) && !(callable.includes(word) && next?.text === '(')) {
      this.fail();
    }
    if (next?.kind === 'operator' && next.text === '(') {
      this.at += 2;
      return this._call(word);
    }
    if (BARE_FUNCTIONS.has(word)) {
      this.at++;
      return { kind: 'call', name: word, args: [] };
    }
    return this._column();
  }

  /** `DATE '…'` and its like. */
  private _typed(word: string): SqlNode {
    this.at++;
    if (word === 'interval') {
      this.at--;
      return readInterval(this);
    }
    const value = this._strings();
    switch (word) {
      case 'date':
        return { kind: 'literal', value, type: { kind: 'date' } };
      case 'timestamp':
      case 'timestamp_ltz':
        return { kind: 'literal', value, type: { kind: 'timestamp' } };
      case 'timestamp_ntz':
        return { kind: 'literal', value, type: { kind: 'timestamp_ntz' } };
      case 'x':
        return {
          kind: 'cast',
          operand: { kind: 'literal', value, type: { kind: 'string' } },
          type: { kind: 'binary' },
          attempt: false
        };
      default:
        return this.fail();
    }
  }

  private _case(): SqlNode {
    this.expect('case');
    const operand = this.looksAt('when') ? undefined : this.expression();
    const branches: SqlNode[] = [];
    const results: SqlNode[] = [];
    while (this.take('when') !== undefined) {
      branches.push(this.expression());
      this.expect('then');
      results.push(this.expression());
    }
    if (this.take('else') !== undefined) {
      results.push(this.expression());
    }
    this.expect('end');
    if (branches.length === 0) {
      this.fail();
    }
    return { kind: 'case', operand, branches, results };
  }

  private _call(name: string): SqlNode {
    if (this.looksAt('select') || this.looksAt('with')) {
      this.fail();
    }
    if (name === 'cast' || name === 'try_cast') {
      const operand = this.expression();
      this.expect('as');
      const type = readCastType(this);
      this.expect(')');
      return { kind: 'cast', operand, type, attempt: name === 'try_cast' };
    }
    if (name === 'extract') {
      this.at++;
      this.expect('from');
      const args = [this.expression()];
      this.expect(')');
      return { kind: 'call', name, args };
    }
    if (name === 'position') {
      const args = [this.expression(TEST_POWER)];
      if (this.take('in', ',') === undefined) {
        this.fail();
      }
      args.push(...this._list(')'));
      return { kind: 'call', name, args };
    }
    const distinct = this.take('distinct') !== undefined;
    let modified =
      name === 'trim' && this.take('both', 'leading', 'trailing') !== undefined;
    if (
      ['timestampadd', 'timestampdiff', 'dateadd', 'datediff'].includes(name)
    ) {
      const unit = this.peek();
      if (
        unit?.kind === 'word' &&
        this.peek(1)?.text === ',' &&
        UNITS.test(unit.text)
      ) {
        this.at += 2;
        return { kind: 'call', name: `${name} unit`, args: this._list(')') };
      }
    }
    const args: SqlNode[] = [];
    if (this.take(')') === undefined) {
      do {
        if (name === 'trim' && this.take('from') !== undefined) {
          modified = true;
        }
        args.push(this._argument());
      } while (
        this.take(',') !== undefined ||
        ((name === 'substring' || name === 'substr' || name === 'overlay') &&
          this.take('from', 'for', 'placing') !== undefined) ||
        (name === 'trim' && this.looksAt('from'))
      );
      this.expect(')');
    }
    return readCallEnd(this, {
      kind: 'call',
      name,
      args,
      ...(distinct ? { distinct } : {}),
      ...(modified ? { modified } : {})
    });
  }

  private _column(): SqlNode {
    const first = this.peek();
    if (first === undefined) {
      this.fail();
    }
    const start = first.start;
    const parts = [this.name()];
    let end = start + first.text.length;
    while (this.looksAt('.')) {
      if (this.peek(1)?.text === '*') {
        this.at += 2;
        return { kind: 'star', qualifier: parts.join('.') };
      }
      this.at++;
      const token = this.peek();
      parts.push(this.name());
      end = (token?.start ?? end) + (token?.text.length ?? 0);
    }
    return this._locals.has(parts[0].toLowerCase())
      ? {
          kind: 'local',
          name: parts[0].toLowerCase(),
          fields: parts.slice(1)
        }
      : { kind: 'column', parts, start, end };
  }

  private _locals: ReadonlySet<string> = new Set();
  private _depth = 0;
}

const UNITS =
  /^(year|quarter|month|week|day|dayofyear|hour|minute|second|millisecond|microsecond)$/i;
