import {
  ASSOCIATIVE,
  fieldUnit,
  flatLiteral,
  needsParentheses,
  printFlat,
  unitsOf,
  type StringExpression
} from './flat.js';
import { blockLiteral } from './literal.js';
import {
  broken,
  enclosed,
  group,
  indent,
  joined,
  LINE,
  parts,
  render,
  SOFT,
  stringLayout,
  text,
  type Layout
} from './layout.js';
import type { PyExpression, PyModule, PySection, PyStatement } from './tree.js';

/** Columns of a line. */
export const LINE_LENGTH = 100;

/** A printed file, and the lines (from 1, both ends) of each section that has a key. */
export interface PrintedModule {
  text: string;
  readonly lines: Record<string, [number, number][]>;
}

/** Prints a file as `ruff format --line-length 100` leaves it. */
export function printModule(module: PyModule): PrintedModule {
  const printer = new ModulePrinter();
  for (const section of module.sections) {
    printer.add(section);
  }
  return printer.finish();
}

/** Prints a file section by section, so that no section's tree is kept. */
export class ModulePrinter {
  /** Adds a section, unless it is empty. */
  add(section: PySection): void {
    const { key, statements } = section;
    if (statements.length === 0) {
      return;
    }
    this._separate(startsWithFunction(section));
    const lines: string[] = [];
    let previous: PyStatement | undefined;
    for (const statement of statements) {
      if (
        previous &&
        (isFunction(previous) ||
          (previous.kind !== 'comment' && isFunction(statement)))
      ) {
        lines.push('', '');
      }
      printStatement(statement, 0, lines);
      previous = statement;
    }
    if (key !== undefined) {
      this._keys.push(key);
      this._firsts.push(this._height + 1);
      this._lasts.push(this._height + lines.length);
    }
    this._height += lines.length;
    this._endsWithFunction = previous !== undefined && isFunction(previous);
    this._write(lines.join('\n'));
  }

  /** Adds what another has printed. */
  append(other: ModulePrinter): void {
    if (other._height === 0) {
      return;
    }
    this._separate(other._startsWithFunction);
    for (let index = 0; index < other._keys.length; index++) {
      this._keys.push(other._keys[index]);
      this._firsts.push(this._height + other._firsts[index]);
      this._lasts.push(this._height + other._lasts[index]);
    }
    this._height += other._height;
    this._endsWithFunction = other._endsWithFunction;
    for (const piece of [...other._chunks, ...other._pieces]) {
      this._write(piece);
    }
  }

  /** The file. Where each section stands is put together once somebody asks: a compile alone does not. */
  finish(): PrintedModule {
    const printed = [...this._chunks, ...this._pieces, '\n'].join('');
    const keys = this._keys;
    const firsts = this._firsts;
    const lasts = this._lasts;
    let lines: PrintedModule['lines'] | undefined;
    return {
      text: printed,
      get lines() {
        return (lines ??= rangesOf(keys, firsts, lasts));
      }
    };
  }

  /** Blank lines before what follows: two around functions. */
  private _separate(isFunctionNext: boolean): void {
    if (this._height === 0) {
      this._startsWithFunction = isFunctionNext;
      return;
    }
    const two = this._endsWithFunction || isFunctionNext;
    this._write(two ? '\n\n\n' : '\n\n');
    this._height += two ? 2 : 1;
  }

  private _write(text: string): void {
    this._pieces.push(text);
    this._length += text.length;
    if (this._length > CHUNK) {
      this._chunks.push(this._pieces.join(''));
      this._pieces = [];
      this._length = 0;
    }
  }

  /** Text so far, and that not yet put together. */
  private readonly _chunks: string[] = [];
  private _pieces: string[] = [];
  private _length = 0;
  private _height = 0;
  private _startsWithFunction = false;
  private _endsWithFunction = false;
  /** First and last line of each section that has a key. */
  private readonly _keys: string[] = [];
  private readonly _firsts: number[] = [];
  private readonly _lasts: number[] = [];
}

function rangesOf(
  keys: readonly string[],
  firsts: readonly number[],
  lasts: readonly number[]
): PrintedModule['lines'] {
  // Without a prototype, as a node's id may be `constructor`.
  const lines = Object.create(null) as PrintedModule['lines'];
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index];
    const range: [number, number] = [firsts[index], lasts[index]];
    if (key in lines) {
      lines[key].push(range);
    } else {
      lines[key] = [range];
    }
  }
  return lines;
}

/** Characters put together as one string: so many that V8 keeps it apart and never copies it. */
const CHUNK = 1 << 18;

/** Prints one expression on as many lines as it needs, from the margin on. */
export function printExpression(expression: PyExpression): string {
  return render(valueLayout(expression), 0, LINE_LENGTH);
}

function isFunction(statement: PyStatement): boolean {
  return (
    statement.kind === 'function' ||
    (statement.kind === 'fixed' && /^(?:def|class) /.test(statement.lines[0]))
  );
}

function startsWithFunction(section: PySection): boolean {
  const first = section.statements.find(each => each.kind !== 'comment');
  return first !== undefined && isFunction(first);
}

/** Adds the lines of a statement. */
function printStatement(
  statement: PyStatement,
  margin: number,
  output: string[]
): void {
  const pad = ' '.repeat(margin);
  switch (statement.kind) {
    case 'import':
      output.push(
        `${pad}import ${statement.module}${statement.alias ? ` as ${statement.alias}` : ''}`
      );
      break;
    case 'from':
      output.push(
        `${pad}from ${statement.module} import ${statement.name}${statement.alias ? ` as ${statement.alias}` : ''}`
      );
      break;
    case 'comment':
      output.push(`${pad}# ${statement.text}`.trimEnd());
      break;
    case 'fixed':
      for (const line of statement.lines) {
        output.push(line === '' ? '' : pad + line);
      }
      break;
    case 'function': {
      const { body } = statement;
      const signature = enclosed(
        `def ${statement.name}(`,
        group(parts(joined(statement.parameters.map(text), ','), broken(','))),
        '):'
      );
      printLayout(signature, pad, output);
      if ('source' in body) {
        for (const line of body.source) {
          output.push(line);
        }
      } else {
        printBody(body, margin, output);
      }
      break;
    }
    case 'if':
      printLine('if ', statement.condition, ':', layoutOf, margin, output);
      printBody(statement.body, margin, output);
      break;
    case 'assign':
      printLine(
        `${statement.target} = `,
        statement.value,
        '',
        valueLayout,
        margin,
        output
      );
      break;
    case 'return':
      printLine('return ', statement.value, '', valueLayout, margin, output);
      break;
    case 'expression':
      printLine('', statement.value, '', statementLayout, margin, output);
      break;
  }
}

function printBody(
  body: readonly PyStatement[],
  margin: number,
  output: string[]
): void {
  for (const each of body) {
    printStatement(each, margin + 4, output);
  }
}

/** Adds `head value tail`: on one line where that fits, and otherwise as `layout` has it. */
function printLine(
  head: string,
  value: PyExpression,
  tail: string,
  layout: (value: PyExpression, margin: number) => Layout,
  margin: number,
  output: string[]
): void {
  const pad = ' '.repeat(margin);
  const flat = printFlat(pad + head, value, tail, LINE_LENGTH);
  if (flat === undefined) {
    const whole = parts(text(head), layout(value, margin), text(tail));
    printLayout(whole, pad, output);
  } else {
    output.push(flat);
  }
}

/** Adds the lines of a layout that begins at the margin; its other lines are indented by itself. */
function printLayout(layout: Layout, pad: string, output: string[]): void {
  for (const [index, line] of render(layout, pad.length, LINE_LENGTH)
    .split('\n')
    .entries()) {
    output.push(index === 0 ? pad + line : line);
  }
}

/** A value after `=` or `return`: parentheses come where a chain, an operator or a string needs several lines. */
function valueLayout(value: PyExpression): Layout {
  if (value.kind === 'binary' || isFluent(value)) {
    return group(
      parts(
        broken('('),
        indent(parts(SOFT, layoutOf(value))),
        SOFT,
        broken(')')
      )
    );
  }
  return layoutOf(value);
}

/** An expression that is a statement: the same, but parentheses are ours to put. */
function statementLayout(value: PyExpression, margin: number): Layout {
  const flat = layoutOf(value);
  const oneLine = render(flat, margin, Number.MAX_SAFE_INTEGER);
  return isFluent(value) &&
    (oneLine.includes('\n') || oneLine.length + margin > LINE_LENGTH)
    ? enclosed('(', flat, ')')
    : flat;
}

function layoutOf(expression: PyExpression): Layout {
  switch (expression.kind) {
    case 'name':
      return text(expression.id);
    case 'number':
      return text(expression.text);
    case 'constant':
      return text(expression.value);
    case 'string':
    case 'format':
      return wrapped(literalLayout(expression));
    case 'list':
      return collection('[', expression.items.map(layoutOf), ']');
    case 'tuple':
      return expression.items.length === 1
        ? enclosed('(', parts(layoutOf(expression.items[0]), text(',')), ')')
        : collection('(', expression.items.map(layoutOf), ')');
    case 'dict':
      return collection(
        '{',
        expression.entries.map(([key, value]) =>
          parts(layoutOf(key), text(': '), layoutOf(value))
        ),
        '}'
      );
    case 'unary':
      return parts(
        text(expression.operator),
        operandLayout(expression.operand)
      );
    case 'starred':
      return parts(text('*'), layoutOf(expression.value));
    case 'binary':
      return binaryLayout(expression);
    case 'attribute':
    case 'call':
    case 'subscript': {
      const fluent = isFluent(expression);
      const chain = chainLayout(expression, fluent);
      return fluent ? group(chain) : chain;
    }
  }
}

/** In parentheses once it needs more than one line. */
function wrapped(layout: Layout): Layout {
  return group(
    parts(broken('('), indent(parts(SOFT, layout)), SOFT, broken(')'))
  );
}

function collection(
  open: string,
  items: readonly Layout[],
  close: string
): Layout {
  return items.length === 0
    ? text(open + close)
    : enclosed(open, parts(joined(items, ','), broken(',')), close);
}

/** Operators of one kind in a row stand one to a line where they do not fit; other operands with operators are in parentheses. */
function binaryLayout(
  expression: Extract<PyExpression, { kind: 'binary' }>
): Layout {
  const { operator } = expression;
  const operands: PyExpression[] = [expression.right];
  let left = expression.left;
  while (
    ASSOCIATIVE.has(operator) &&
    left.kind === 'binary' &&
    left.operator === operator
  ) {
    operands.push(left.right);
    left = left.left;
  }
  operands.push(left);
  operands.reverse();
  return group(
    parts(
      ...operands.flatMap((operand, index) =>
        index === 0
          ? [operandLayout(operand)]
          : [LINE, text(`${operator} `), operandLayout(operand)]
      )
    )
  );
}

function operandLayout(expression: PyExpression): Layout {
  return needsParentheses(expression)
    ? enclosed('(', layoutOf(expression), ')')
    : layoutOf(expression);
}

function chainLayout(expression: PyExpression, fluent: boolean): Layout {
  switch (expression.kind) {
    case 'attribute':
      return parts(
        chainLayout(expression.value, fluent),
        ...(fluent && breaksAfter(expression.value) ? [SOFT] : []),
        text(`.${expression.name}`)
      );
    case 'call':
      return parts(
        chainLayout(expression.target, fluent),
        argumentsLayout(expression)
      );
    case 'subscript':
      return parts(
        chainLayout(expression.value, fluent),
        enclosed('[', layoutOf(expression.index), ']')
      );
    case 'number':
      return enclosed('(', layoutOf(expression), ')');
    default:
      return operandLayout(expression);
  }
}

function breaksAfter(value: PyExpression): boolean {
  return (
    value.kind === 'call' ||
    value.kind === 'subscript' ||
    needsParentheses(value)
  );
}

/** True for a chain with at least two calls on results: it goes one call to a line. */
function isFluent(expression: PyExpression): boolean {
  let current = expression;
  let count = 0;
  for (;;) {
    switch (current.kind) {
      case 'attribute':
        count += breaksAfter(current.value) ? 1 : 0;
        current = current.value;
        break;
      case 'call':
        current = current.target;
        break;
      case 'subscript':
        current = current.value;
        break;
      default:
        return count >= 2;
    }
  }
}

function argumentsLayout(
  expression: Extract<PyExpression, { kind: 'call' }>
): Layout {
  const { args, keywords } = expression;
  if (args.length + keywords.length === 0) {
    return text('()');
  }
  const only = args.length === 1 && keywords.length === 0 ? args[0] : undefined;
  if (only?.kind === 'string' || only?.kind === 'format') {
    const block = only.block ? blockOf(only) : undefined;
    return block === undefined
      ? enclosed('(', literalLayout(only), ')')
      : text(`(${block})`);
  }
  const items = [
    ...args.map(layoutOf),
    ...keywords.map(each => parts(text(`${each.name}=`), layoutOf(each.value)))
  ];
  return enclosed(
    '(',
    group(
      items.length === 1 ? items[0] : parts(joined(items, ','), broken(','))
    ),
    ')'
  );
}

function literalLayout(expression: StringExpression): Layout {
  return stringLayout(flatLiteral(expression), () => unitsOf(expression));
}

function blockOf(expression: StringExpression): string | undefined {
  return blockLiteral(
    expression.kind === 'string'
      ? [expression.value]
      : expression.parts.map(part =>
          typeof part === 'string' ? part : fieldUnit(part)
        ),
    LINE_LENGTH
  );
}
