import { pythonTokens, type PyToken } from './tokens.js';

/** A name that code reads and never binds. */
export interface FreeName {
  name: string;
  /** Line of its first use, from 1. */
  line: number;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import ' +
    'in is lambda nonlocal not or pass raise return try while with yield'
  ).split(' ')
);

/** Statements after whose colon others may stand on the same line. */
const COMPOUND: ReadonlySet<string> = new Set(
  'if elif else for while with try except finally def class match case async'.split(
    ' '
  )
);

/** Built-in names of Python 3.9 to 3.12. Source: The Python Standard Library, "Built-in Functions", "Built-in Constants", "Built-in Exceptions". */
const BUILTINS: ReadonlySet<string> = new Set(
  `ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError BrokenPipeError BufferError BytesWarning
ChildProcessError ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis
EncodingWarning EnvironmentError Exception ExceptionGroup FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit
IOError ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError
MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning
StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError TypeError UnboundLocalError
UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning UserWarning ValueError Warning ZeroDivisionError
abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex copyright credits delattr
dict dir divmod enumerate eval exec exit filter float format frozenset getattr globals hasattr hash help hex id input int isinstance
issubclass iter len license list locals map max memoryview min next object oct open ord pow print property quit range repr reversed round
set setattr slice sorted staticmethod str sum super tuple type vars zip`.split(
    /\s+/
  )
);

/** Names by which code may bind others that no reader sees, or expects that one is missing. */
const DYNAMIC: ReadonlySet<string> = new Set([
  'exec',
  'globals',
  'NameError',
  'UnboundLocalError'
]);

/**
 * Return the names that a function's body reads but that are no arguments, no built-ins and bound nowhere in it: each would be a
 * NameError when it is reached. In the order of their first use.
 *
 * A name that is bound anywhere in the body counts as bound in all of it, so that nothing right is reported. Empty where nothing can be
 * known: the source is no Python, imports `*`, or binds names by their text.
 *
 * Source: The Python Language Reference, 4.2, "Naming and binding".
 */
export function freeNames(
  source: string,
  known: Iterable<string> = []
): FreeName[] {
  const tokens = pythonTokens(source.replace(/\r\n?/g, '\n'));
  if (tokens === undefined) {
    return [];
  }
  const reading = new Reading(tokens);
  if (!reading.read()) {
    return [];
  }
  const bound = new Set(
    [...known].map(name => name.normalize('NFKC')).concat([...reading.bound])
  );
  return [...reading.loads]
    .filter(
      ([name]) =>
        !bound.has(name) && !BUILTINS.has(name) && !/^__\w+__$|^_$/.test(name)
    )
    .map(([name, line]) => ({ name, line }));
}

/** One walk over the tokens that collects what is bound and what is read. */
class Reading {
  constructor(private readonly _tokens: readonly PyToken[]) {}

  readonly bound = new Set<string>();
  /** Names that are read, with the line of the first time. */
  readonly loads = new Map<string, number>();

  /** Read all statements; returns false where names may be bound that can't be seen. */
  read(): boolean {
    if (
      this._tokens.some(
        ({ kind, text }) => kind === 'name' && DYNAMIC.has(text)
      )
    ) {
      return false;
    }
    let start = 0;
    let depth = 0;
    for (let at = 0; at <= this._tokens.length; at++) {
      const token = this._tokens[at];
      depth += token === undefined ? 0 : step(token);
      if (
        token === undefined ||
        token.kind === 'newline' ||
        (depth === 0 && is(token, ';'))
      ) {
        if (!this._statement(start, at)) {
          return false;
        }
        start = at + 1;
      }
    }
    return true;
  }

  /** Read one statement, and those on its line after its colon. */
  private _statement(start: number, end: number): boolean {
    const first = this._tokens[start];
    if (start >= end || first === undefined) {
      return true;
    }
    if (first.kind === 'name') {
      const { text } = first;
      if (text === 'import' || text === 'from') {
        return this._import(start, end);
      }
      if (text === 'global' || text === 'nonlocal') {
        this._bindAll(start + 1, end);
        return true;
      }
      const colon = COMPOUND.has(text) ? this._colon(start, end) : -1;
      if (colon >= 0 && this._isSuite(start, end)) {
        if (text === 'case') {
          this._pattern(start + 1, colon);
        } else {
          this._expression(text === 'match' ? start + 1 : start, colon);
        }
        return this._statement(colon + 1, end);
      }
    }
    const target = this._lastAssignment(start, end);
    if (target >= 0) {
      this._targets(start, target);
      this._expression(target, end);
      return true;
    }
    if (first.kind === 'name' && is(this._tokens[start + 1], ':')) {
      // A declaration without a value.
      this.bound.add(first.text);
    }
    this._expression(start, end);
    return true;
  }

  /** True unless `match` or `case` is a plain name here. */
  private _isSuite(start: number, end: number): boolean {
    const { text } = this._tokens[start];
    if (text !== 'match' && text !== 'case') {
      return true;
    }
    const next = this._tokens[start + 1];
    return (
      start + 1 < end &&
      !(next.kind === 'operator' && /^[:=.,)]/.test(next.text))
    );
  }

  private _import(start: number, end: number): boolean {
    const { text } = this._tokens[start];
    let at = start + 1;
    if (text === 'from') {
      while (at < end && this._tokens[at].text !== 'import') {
        at++;
      }
      at++;
    }
    let path = false;
    for (; at < end; at++) {
      const { kind, text: word } = this._tokens[at];
      if (word === '*') {
        return false;
      }
      if (kind === 'name' && word === 'as') {
        this.bound.add(this._tokens[at + 1]?.text ?? '');
        at++;
      } else if (kind === 'name' && !path) {
        this.bound.add(word);
      }
      path = text === 'import' && word === '.';
    }
    return true;
  }

  /** The first colon that ends a compound statement's head; -1 without one. */
  private _colon(start: number, end: number): number {
    let depth = 0;
    let lambdas = 0;
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      depth += step(token);
      if (depth === 0) {
        if (token.kind === 'name' && token.text === 'lambda') {
          lambdas++;
        } else if (is(token, ':')) {
          if (lambdas === 0) {
            return at;
          }
          lambdas--;
        }
      }
    }
    return -1;
  }

  /** The last `=` of an assignment statement, before which all are targets; -1 where it is none. */
  private _lastAssignment(start: number, end: number): number {
    let depth = 0;
    let found = -1;
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      depth += step(token);
      if (depth === 0 && token.kind === 'name' && token.text === 'lambda') {
        break;
      }
      if (depth === 0 && is(token, '=')) {
        found = at;
      }
    }
    return found;
  }

  /** Bind what stands as a target; what stands within an index, a call or before a dot is read. */
  private _targets(start: number, end: number): void {
    const brackets: boolean[] = [];
    let annotated = false;
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      const before = this._tokens[at - 1];
      if (token.kind === 'operator' && '([{'.includes(token.text)) {
        brackets.push(at > start && isOperand(before));
      } else if (token.kind === 'operator' && ')]}'.includes(token.text)) {
        brackets.pop();
      } else if (is(token, ':') && brackets.length === 0) {
        annotated = true;
      } else if (is(token, '=') && brackets.length === 0) {
        annotated = false;
      } else if (token.kind === 'name' && !isAttribute(before)) {
        const next = at + 1 < end ? this._tokens[at + 1] : undefined;
        const isTarget =
          !annotated &&
          !brackets.some(Boolean) &&
          !(next?.kind === 'operator' && /^[.([]/.test(next.text));
        if (isTarget && !KEYWORDS.has(token.text)) {
          this.bound.add(token.text);
        } else {
          this._load(at, end);
        }
      }
    }
  }

  /** Bind every name of a pattern but classes and dotted names. */
  private _pattern(start: number, end: number): void {
    let guard = start;
    while (guard < end && this._tokens[guard].text !== 'if') {
      guard++;
    }
    for (let at = start; at < guard; at++) {
      const { kind, text } = this._tokens[at];
      const next = this._tokens[at + 1];
      if (
        kind !== 'name' ||
        KEYWORDS.has(text) ||
        isAttribute(this._tokens[at - 1])
      ) {
        continue;
      }
      if (
        next?.kind === 'operator' &&
        (next.text === '(' || next.text === '.')
      ) {
        this._load(at, guard);
      } else if (!is(next, '=')) {
        this.bound.add(text);
      }
    }
    this._expression(guard, end);
  }

  /** Read an expression, or the head of a compound statement. */
  private _expression(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      if (token.kind !== 'name' || isAttribute(this._tokens[at - 1])) {
        continue;
      }
      switch (token.text) {
        case 'def':
        case 'class':
          this.bound.add(this._tokens[at + 1]?.text ?? '');
          at++;
          if (token.text === 'def' && is(this._tokens[at + 1], '(')) {
            at = this._parameters(at + 2, end, ')');
          }
          break;
        case 'lambda':
          at = this._parameters(at + 1, end, ':');
          break;
        case 'for': {
          const stop = this._find('in', at + 1, end);
          this._targets(at + 1, stop);
          at = stop;
          break;
        }
        case 'as':
          at = this._asTarget(at + 1, end);
          break;
        default:
          this._load(at, end);
      }
    }
  }

  /** Bind parameters up to what closes them, reading annotations and defaults. */
  private _parameters(start: number, end: number, close: string): number {
    let depth = 0;
    let fresh = true;
    let from = -1;
    const flush = (stop: number): void => {
      if (from >= 0) {
        this._expression(from, stop);
        from = -1;
      }
    };
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      if (depth === 0 && is(token, close)) {
        flush(at);
        return at;
      }
      depth += step(token);
      if (depth === 0 && is(token, ',')) {
        flush(at);
        fresh = true;
      } else if (fresh && token.kind === 'name') {
        this.bound.add(token.text);
        fresh = false;
      } else if (!fresh && from < 0) {
        from = at + 1;
      }
    }
    flush(end);
    return end;
  }

  private _asTarget(at: number, end: number): number {
    const token = this._tokens[at];
    if (token?.kind === 'name') {
      const next = this._tokens[at + 1];
      if (next?.kind === 'operator' && /^[.[]/.test(next.text)) {
        this._load(at, end);
      } else {
        this.bound.add(token.text);
      }
      return at;
    }
    let stop = at + 1;
    for (let depth = 1; stop < end && depth > 0; stop++) {
      depth += step(this._tokens[stop]);
    }
    this._targets(at, stop);
    return stop - 1;
  }

  /** Where a word stands at the same depth of brackets; `end` where it does not. */
  private _find(word: string, start: number, end: number): number {
    let depth = 0;
    for (let at = start; at < end; at++) {
      const token = this._tokens[at];
      depth += step(token);
      if (depth === 0 && token.kind === 'name' && token.text === word) {
        return at;
      }
    }
    return end;
  }

  private _load(at: number, end: number): void {
    const { text, line } = this._tokens[at];
    const next = at + 1 < end ? this._tokens[at + 1] : undefined;
    const before = this._tokens[at - 1];
    if (KEYWORDS.has(text)) {
      return;
    }
    if (is(next, ':=')) {
      this.bound.add(text);
    } else if (is(next, '=') && (is(before, '(') || is(before, ','))) {
      // The keyword of an argument in a call.
    } else if (!this.loads.has(text)) {
      this.loads.set(text, line);
    }
  }

  private _bindAll(start: number, end: number): void {
    for (let at = start; at < end; at++) {
      if (this._tokens[at].kind === 'name') {
        this.bound.add(this._tokens[at].text);
      }
    }
  }
}

function is(token: PyToken | undefined, operator: string): boolean {
  return token?.kind === 'operator' && token.text === operator;
}

function step(token: PyToken): number {
  return token.kind !== 'operator'
    ? 0
    : '([{'.includes(token.text)
      ? 1
      : ')]}'.includes(token.text)
        ? -1
        : 0;
}

/** True for the dot before an attribute. */
function isAttribute(token: PyToken | undefined): boolean {
  return is(token, '.');
}

/** True for what a bracket right behind it indexes or calls. */
function isOperand(token: PyToken | undefined): boolean {
  return (
    token !== undefined &&
    ((token.kind === 'name' && !KEYWORDS.has(token.text)) ||
      token.kind === 'string' ||
      is(token, ')') ||
      is(token, ']') ||
      is(token, '}'))
  );
}
