import { joinUnits, literalUnits, stringLiteral } from './literal.js';
import type { LiteralUnit } from './literal.js';
import type { PyExpression } from './tree.js';

/** Operators that stand in a row without parentheses. */
export const ASSOCIATIVE: ReadonlySet<string> = new Set([
  '&',
  '|',
  '+',
  '*',
  'and',
  'or'
]);

/** A string literal, or one with replacement fields. */
export type StringExpression = Extract<
  PyExpression,
  { kind: 'string' | 'format' }
>;

/** True for an expression that stands in parentheses where it is an operand. */
export function needsParentheses(expression: PyExpression): boolean {
  return expression.kind === 'binary' || expression.kind === 'unary';
}

/** A string literal on one line. */
export function flatLiteral(expression: StringExpression): string {
  return expression.kind === 'string'
    ? stringLiteral(expression.value)
    : joinUnits(unitsOf(expression));
}

/** What a string literal may be split into. */
export function unitsOf(expression: StringExpression): LiteralUnit[] {
  return expression.kind === 'string'
    ? literalUnits(expression.value)
    : expression.parts.flatMap(part =>
        typeof part === 'string' ? literalUnits(part) : [fieldUnit(part)]
      );
}

/** The code of a replacement field: always on one line, and no literal in it is a block. */
export function fieldUnit(code: PyExpression): LiteralUnit {
  return { text: `{${printFlat('', code, '', Infinity)}}`, field: true };
}

function isBlock(expression: PyExpression | undefined): boolean {
  return (
    (expression?.kind === 'string' || expression?.kind === 'format') &&
    expression.block === true
  );
}

/**
 * `head expression tail` on one line, or undefined where that takes more than `width` columns or has line breaks of its own.
 *
 * It is what a layout would give, without making one: most statements of a script are short, and layouts would be most of what
 * printing them costs.
 */
export function printFlat(
  head: string,
  expression: PyExpression,
  tail: string,
  width: number
): string | undefined {
  const line = new FlatLine(width - tail.length);
  line.write(head);
  line.expression(expression);
  return line.fits ? line.text + tail : undefined;
}

/** A line while it is written; once it does not fit, nothing more is. */
class FlatLine {
  constructor(private readonly _width: number) {
    this._left = _width;
  }

  text = '';

  get fits(): boolean {
    return this._left >= 0;
  }

  write(text: string): void {
    this._left -= text.length;
    this.text += text;
  }

  expression(expression: PyExpression): void {
    // Each level takes a column at least: what is nested deeper than the line is wide can't fit.
    if (this._left < 0 || this._depth > this._width) {
      this._left = -1;
      return;
    }
    this._depth++;
    switch (expression.kind) {
      case 'name':
        this.write(expression.id);
        break;
      case 'number':
        this.write(expression.text);
        break;
      case 'constant':
        this.write(expression.value);
        break;
      case 'string':
      case 'format':
        this._literal(expression);
        break;
      case 'list':
        this._items('[', expression.items, ']');
        break;
      case 'tuple':
        this._items(
          '(',
          expression.items,
          expression.items.length === 1 ? ',)' : ')'
        );
        break;
      case 'dict':
        this._dict(expression);
        break;
      case 'starred':
        this.write('*');
        this.expression(expression.value);
        break;
      case 'unary':
        this.write(expression.operator);
        this._operand(expression.operand);
        break;
      case 'binary':
        this._binary(expression);
        break;
      case 'attribute':
        this._chained(expression.value);
        this.write(`.${expression.name}`);
        break;
      case 'call':
        this._chained(expression.target);
        this._arguments(expression);
        break;
      case 'subscript':
        this._chained(expression.value);
        this.write('[');
        this.expression(expression.index);
        this.write(']');
        break;
    }
    this._depth--;
  }

  private _literal(expression: StringExpression): void {
    if (expression.kind === 'string' && expression.value.length > this._left) {
      this._left = -1;
    } else {
      this.write(flatLiteral(expression));
    }
  }

  private _items(
    open: string,
    items: readonly PyExpression[],
    close: string
  ): void {
    this.write(open);
    for (let index = 0; index < items.length; index++) {
      if (index > 0) {
        this.write(', ');
      }
      this.expression(items[index]);
    }
    this.write(close);
  }

  private _dict({ entries }: Extract<PyExpression, { kind: 'dict' }>): void {
    this.write('{');
    for (const [index, [key, value]] of entries.entries()) {
      if (index > 0) {
        this.write(', ');
      }
      this.expression(key);
      this.write(': ');
      this.expression(value);
    }
    this.write('}');
  }

  private _arguments({
    args,
    keywords
  }: Extract<PyExpression, { kind: 'call' }>): void {
    if (keywords.length === 0) {
      const only = args.length === 1 ? args[0] : undefined;
      if (isBlock(only) && this._width !== Infinity) {
        this._left = -1;
      } else {
        this._items('(', args, ')');
      }
      return;
    }
    this._items('(', args, args.length > 0 ? ', ' : '');
    for (let index = 0; index < keywords.length; index++) {
      const { name, value } = keywords[index];
      this.write(index > 0 ? `, ${name}=` : `${name}=`);
      this.expression(value);
    }
    this.write(')');
  }

  private _binary({
    operator,
    left,
    right
  }: Extract<PyExpression, { kind: 'binary' }>): void {
    if (
      left.kind === 'binary' &&
      left.operator === operator &&
      ASSOCIATIVE.has(operator)
    ) {
      this.expression(left);
    } else {
      this._operand(left);
    }
    this.write(` ${operator} `);
    this._operand(right);
  }

  private _operand(expression: PyExpression): void {
    if (needsParentheses(expression)) {
      this._items('(', [expression], ')');
    } else {
      this.expression(expression);
    }
  }

  /** What a `.name`, a call or a subscript stands after. */
  private _chained(expression: PyExpression): void {
    if (expression.kind === 'number') {
      this._items('(', [expression], ')');
    } else {
      this._operand(expression);
    }
  }

  private _left: number;
  private _depth = 0;
}
