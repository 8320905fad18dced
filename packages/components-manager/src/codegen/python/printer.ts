import {
  blockLiteral,
  joinUnits,
  literalUnits,
  stringLiteral,
  type LiteralUnit
} from './literal.js';
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
  lines: Record<string, [number, number][]>;
}

/** Prints a file as `ruff format --line-length 100` leaves it. */
export function printModule(module: PyModule): PrintedModule {
  const output: string[] = [];
  const lines: Record<string, [number, number][]> = {};
  let afterFunction = false;
  for (const section of module.sections) {
    if (section.statements.length === 0) {
      continue;
    }
    if (output.length > 0) {
      output.push(...blanks(afterFunction || startsWithFunction(section)));
    }
    const first = output.length + 1;
    let previous: PyStatement | undefined;
    for (const statement of section.statements) {
      if (previous && isFunction(previous)) {
        output.push(...blanks(true));
      } else if (
        previous &&
        previous.kind !== 'comment' &&
        isFunction(statement)
      ) {
        output.push(...blanks(true));
      }
      output.push(...statementLines(statement, 0));
      previous = statement;
    }
    afterFunction = previous !== undefined && isFunction(previous);
    if (section.key !== undefined) {
      const range: [number, number] = [first, output.length];
      lines[section.key] = [...(lines[section.key] ?? []), range];
    }
  }
  return { text: `${output.join('\n')}\n`, lines };
}

/** Prints one expression on as many lines as it needs, from the margin on. */
export function printExpression(expression: PyExpression): string {
  return render(valueLayout(expression), 0, LINE_LENGTH);
}

function blanks(two: boolean): string[] {
  return two ? ['', ''] : [''];
}

function isFunction(statement: PyStatement): boolean {
  return (
    statement.kind === 'function' ||
    (statement.kind === 'fixed' && statement.lines[0].startsWith('def '))
  );
}

function startsWithFunction(section: PySection): boolean {
  const first = section.statements.find(each => each.kind !== 'comment');
  return first !== undefined && isFunction(first);
}

function statementLines(statement: PyStatement, margin: number): string[] {
  const pad = ' '.repeat(margin);
  const laid = (head: string, layout: Layout): string[] =>
    render(parts(text(head), layout), margin, LINE_LENGTH)
      .split('\n')
      .map((line, index) => (index === 0 ? pad + line : line));
  switch (statement.kind) {
    case 'import':
      return [`${pad}import ${statement.module}`];
    case 'from':
      return [
        `${pad}from ${statement.module} import ${statement.name}${statement.alias ? ` as ${statement.alias}` : ''}`
      ];
    case 'comment':
      return [`${pad}# ${statement.text}`.trimEnd()];
    case 'fixed':
      return statement.lines.map(line => (line === '' ? '' : pad + line));
    case 'assign':
      return laid(`${statement.target} = `, valueLayout(statement.value));
    case 'return':
      return laid('return ', valueLayout(statement.value));
    case 'expression':
      return laid('', statementLayout(statement.value, margin));
    case 'if':
      return [
        ...laid('if ', parts(layoutOf(statement.condition), text(':'))),
        ...statement.body.flatMap(each => statementLines(each, margin + 4))
      ];
    case 'function': {
      const { body } = statement;
      const signature = enclosed(
        `def ${statement.name}(`,
        group(parts(joined(statement.parameters.map(text), ','), broken(','))),
        '):'
      );
      return [
        ...laid('', signature),
        ...('source' in body
          ? body.source
          : body.flatMap(each => statementLines(each, margin + 4)))
      ];
    }
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

const ASSOCIATIVE = new Set(['&', '|', '+', '*', 'and', 'or']);

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

function needsParentheses(expression: PyExpression): boolean {
  return expression.kind === 'binary' || expression.kind === 'unary';
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

type StringExpression = Extract<PyExpression, { kind: 'string' | 'format' }>;

function literalLayout(expression: StringExpression): Layout {
  return stringLayout(
    expression.kind === 'string'
      ? stringLiteral(expression.value)
      : joinUnits(unitsOf(expression)),
    () => unitsOf(expression)
  );
}

function unitsOf(expression: StringExpression): LiteralUnit[] {
  return expression.kind === 'string'
    ? literalUnits(expression.value)
    : expression.parts.flatMap(part =>
        typeof part === 'string' ? literalUnits(part) : [fieldUnit(part)]
      );
}

function fieldUnit(code: PyExpression): LiteralUnit {
  return {
    text: `{${render(layoutOf(code), 0, Number.MAX_SAFE_INTEGER)}}`,
    field: true
  };
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
