import { isReference, type Text } from '../../document/text.js';
import type {
  Expression,
  LiteralValue,
  ScalarFunction
} from '../../plan/expression.js';
import { quoteIdentifier, sparkType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import type { PyExpression } from '../python/tree.js';
import type { ScriptContext } from './context.js';

const INFIX: Partial<Record<ScalarFunction, string>> = {
  and: 'AND',
  or: 'OR',
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  eqNullSafe: '<=>',
  like: 'LIKE',
  rlike: 'RLIKE',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%'
};

/** Joins conditions, each a text of Spark SQL, by AND. */
export function conjunction(texts: readonly Text[]): Text {
  return texts.length === 1
    ? texts[0]
    : merge(
        texts.flatMap((text, index) => [
          index === 0 ? '(' : ') AND (',
          ...text,
          ...(index === texts.length - 1 ? [')'] : [])
        ])
      );
}

/** Prints a condition as a Python string of Spark SQL. */
export function predicateText(
  context: ScriptContext,
  expression: Expression
): PyExpression {
  return context.sqlText(sqlOf(expression));
}

/** An expression as Spark SQL, with places for parameters. */
export function sqlOf(expression: Expression): Text {
  return merge(sqlParts(expression));
}

type Part = Text[number];

function sqlParts(expression: Expression): Part[] {
  switch (expression.kind) {
    case 'column':
      return [sqlIdentifier(expression.name)];
    case 'literal':
      return [sqlLiteral(expression.value, expression.type)];
    case 'parameter':
      return [{ parameter: expression.name }];
    case 'cast':
      return [
        'CAST(',
        ...sqlParts(expression.operand),
        ` AS ${sparkType(expression.type)})`
      ];
    case 'sql':
      return ['(', ...expression.text, ')'];
    case 'call':
      return callParts(expression.function, expression.args);
  }
}

function callParts(
  called: ScalarFunction,
  args: readonly Expression[]
): Part[] {
  const infix = INFIX[called];
  if (infix) {
    return args.flatMap((arg, index) => [
      ...(index === 0 ? [] : [` ${infix} `]),
      ...operandParts(arg)
    ]);
  }
  switch (called) {
    case 'not':
      return ['NOT ', ...operandParts(args[0])];
    case 'negate':
      return ['- ', ...operandParts(args[0])];
    case 'isNull':
      return [...operandParts(args[0]), ' IS NULL'];
    case 'isNotNull':
      return [...operandParts(args[0]), ' IS NOT NULL'];
    case 'in':
      return [
        ...operandParts(args[0]),
        ' IN (',
        ...listParts(args.slice(1)),
        ')'
      ];
    case 'between':
      return [
        ...operandParts(args[0]),
        ' BETWEEN ',
        ...operandParts(args[1]),
        ' AND ',
        ...operandParts(args[2])
      ];
    default:
      return [`${called.toLowerCase()}(`, ...listParts(args), ')'];
  }
}

function listParts(args: readonly Expression[]): Part[] {
  return args.flatMap((arg, index) => [
    ...(index === 0 ? [] : [', ']),
    ...sqlParts(arg)
  ]);
}

function operandParts(expression: Expression): Part[] {
  return expression.kind === 'call' &&
    (INFIX[expression.function] ||
      ['not', 'negate', 'isNull', 'isNotNull', 'in', 'between'].includes(
        expression.function
      ))
    ? ['(', ...sqlParts(expression), ')']
    : sqlParts(expression);
}

/** Names that would be read as something else. */
const WORDS = new Set(
  'null true false date timestamp interval case cast not exists current_date current_timestamp current_user user select from where and or in is like between distinct all any array map struct'.split(
    ' '
  )
);

function sqlIdentifier(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !WORDS.has(name.toLowerCase())
    ? name
    : quoteIdentifier(name);
}

/**
 * A literal of Spark SQL. In text, a backslash and a quote are escaped, and a dollar too, since Spark fills `${…}` in before it
 * parses.
 */
export function sqlLiteral(value: LiteralValue, type: DataType): string {
  if (value === null) {
    return 'NULL';
  }
  switch (typeof value) {
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return type.kind === 'double' ? `${doubleText(value)}D` : String(value);
    default:
      switch (type.kind) {
        case 'bigint':
          return String(BigInt(value));
        case 'decimal':
          return `CAST('${value}' AS ${sparkType(type)})`;
        case 'date':
        case 'timestamp':
          return `${type.kind.toUpperCase()} ${quoted(value)}`;
        default:
          return quoted(value);
      }
  }
}

function doubleText(value: number): string {
  return String(value).replace('e+', 'E').replace('e', 'E');
}

function quoted(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&').replace(/\$/g, '\\u0024')}'`;
}

/** No two strings side by side. */
function merge(parts: readonly Part[]): Text {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (!isReference(part) && typeof last === 'string') {
      result[result.length - 1] = last + part;
    } else if (part !== '') {
      result.push(part);
    }
  }
  return result;
}
