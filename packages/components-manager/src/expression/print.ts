import type { Text } from '../document/text.js';
import { joinTexts } from '../document/text.js';
import type { Expression, ScalarFunction } from './typed.js';
import { sparkType } from '../types/print.js';
import type { DataType } from '../types/type.js';
import { quoteString } from './lexer.js';
import { quoteName } from './scope.js';

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

/**
 * Prints an expression as Spark SQL, parameters as the places where their literals go. Parentheses stand around every part that has
 * parts of its own, so that the meaning never hangs on precedence.
 *
 * @throws RangeError for a value of a type not known
 */
export function printSql(expression: Expression): Text {
  switch (expression.kind) {
    case 'column':
      return [
        expression.side === undefined
          ? quoteName(expression.name)
          : `${expression.side}.${quoteName(expression.name)}`
      ];
    case 'literal':
      return [printLiteral(expression.value, expression.type)];
    case 'parameter':
      return [{ parameter: expression.name }];
    case 'cast':
      return joinTexts(
        'CAST(',
        printSql(expression.operand),
        ` AS ${sparkType(expression.type)})`
      );
    case 'sql':
      return expression.text;
    case 'call':
      return printCall(expression.function, expression.args);
  }
}

function printCall(name: ScalarFunction, args: readonly Expression[]): Text {
  const parts = args.map(operand);
  const infix = INFIX[name];
  if (infix !== undefined) {
    return joinTexts(...separate(parts, ` ${infix} `));
  }
  switch (name) {
    case 'not':
      return joinTexts('NOT ', parts[0]);
    case 'negate':
      return joinTexts('-', parts[0]);
    case 'isNull':
      return joinTexts(parts[0], ' IS NULL');
    case 'isNotNull':
      return joinTexts(parts[0], ' IS NOT NULL');
    case 'in':
      return joinTexts(
        parts[0],
        ' IN (',
        ...separate(parts.slice(1), ', '),
        ')'
      );
    case 'between':
      return joinTexts(parts[0], ' BETWEEN ', parts[1], ' AND ', parts[2]);
    default:
      return joinTexts(
        `${name.toLowerCase()}(`,
        ...separate(args.map(printSql), ', '),
        ')'
      );
  }
}

function separate(
  parts: readonly Text[],
  separator: string
): (Text | string)[] {
  return parts.flatMap((part, index) =>
    index === 0 ? [part] : [separator, part]
  );
}

/** A part of an expression: in parentheses unless it is a single thing. */
function operand(expression: Expression): Text {
  const single =
    expression.kind === 'column' ||
    expression.kind === 'parameter' ||
    expression.kind === 'cast' ||
    (expression.kind === 'literal' &&
      !String(expression.value).startsWith('-')) ||
    (expression.kind === 'call' &&
      INFIX[expression.function] === undefined &&
      !['not', 'negate', 'isNull', 'isNotNull', 'in', 'between'].includes(
        expression.function
      ));
  const text = printSql(expression);
  return single ? text : joinTexts('(', text, ')');
}

/** A value as a Spark SQL literal that has exactly this type. */
function printLiteral(
  value: string | number | boolean | null,
  type: DataType
): string {
  if (value === null) {
    return type.kind === 'void' || type.kind === 'unknown'
      ? 'NULL'
      : `CAST(NULL AS ${sparkType(type)})`;
  }
  switch (type.kind) {
    case 'boolean':
      return value === true || value === 'true' ? 'TRUE' : 'FALSE';
    case 'tinyint':
      return `${value}Y`;
    case 'smallint':
      return `${value}S`;
    case 'int':
      return String(value);
    case 'bigint':
      return `${value}L`;
    case 'float':
      return `${value}F`;
    case 'double':
      return `${value}D`;
    case 'decimal':
      return `CAST(${/^[-+]?[\d.]+$/.test(String(value)) ? `${value}BD` : quoteString(String(value))} AS ${sparkType(type)})`;
    case 'date':
      return `DATE${quoteString(String(value))}`;
    case 'timestamp':
      return `TIMESTAMP${quoteString(String(value))}`;
    case 'timestamp_ntz':
      return `TIMESTAMP_NTZ${quoteString(String(value))}`;
    case 'string':
    case 'char':
    case 'varchar':
      return quoteString(String(value));
    case 'unknown':
      return typeof value === 'string' ? quoteString(value) : String(value);
    default:
      return `CAST(${quoteString(String(value))} AS ${sparkType(type)})`;
  }
}
