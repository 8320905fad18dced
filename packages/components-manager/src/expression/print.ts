import type { Text } from '../document/text.js';
import { joinTexts } from '../document/text.js';
import { findFunction } from './functions/index.js';
import type {
  ApplyExpression,
  Expression,
  OverExpression,
  ScalarFunction
} from './typed.js';
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

/** The dialects of SQL that expressions are printed in. */
export type SqlDialect = 'spark';

/** Where the catalogue of functions has what a dialect writes in its own way. */
const WRITERS = { spark: 'sparkSql' } as const satisfies Record<
  SqlDialect,
  string
>;

/**
 * Print an expression as SQL, parameters as the places where their literals go. Parentheses stand around every part that has parts of its
 * own, so that the meaning never depends on precedence.
 *
 * @throws RangeError for a value of a type not known
 *
 * @example
 * printSql({ kind: 'call', function: 'lower', args: [{ kind: 'column', name: 'a' }] }) // ['lower(a)']
 */
export function printSql(
  expression: Expression,
  dialect: SqlDialect = 'spark'
): Text {
  const print = (part: Expression): Text => printSql(part, dialect);
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
        print(expression.operand),
        ` AS ${sparkType(expression.type)})`
      );
    case 'sql':
      return expression.text;
    case 'call':
      return printCall(expression.function, expression.args);
    case 'apply':
      return printApply(expression, dialect);
    case 'case':
      return joinTexts(
        'CASE ',
        ...(expression.operand ? [operand(expression.operand), ' '] : []),
        ...expression.branches.flatMap(({ when, then }) => [
          'WHEN ',
          operand(when),
          ' THEN ',
          operand(then),
          ' '
        ]),
        ...(expression.otherwise
          ? ['ELSE ', operand(expression.otherwise), ' ']
          : []),
        'END'
      );
    case 'over':
      return joinTexts(
        printApply(expression.call, dialect),
        ' OVER (',
        ...printWindow(expression),
        ')'
      );
    case 'interval':
      return [
        `INTERVAL ${expression.parts.map(({ amount, unit }) => `${amount} ${unit.toUpperCase()}`).join(' ')}`
      ];
    case 'lambda': {
      const names = expression.parameters.map(quoteName);
      return joinTexts(
        names.length === 1 ? names[0] : `(${names.join(', ')})`,
        ' -> ',
        print(expression.body)
      );
    }
    case 'variable':
      return [quoteName(expression.name)];
    case 'field':
      return joinTexts(
        whole(expression.operand),
        `.${quoteName(expression.name)}`
      );
    case 'item':
      return joinTexts(
        whole(expression.operand),
        '[',
        print(expression.index),
        ']'
      );
  }
}

function printApply(
  { name, args, distinct }: ApplyExpression,
  dialect: SqlDialect
): Text {
  const writer = findFunction(name)?.dialects[WRITERS[dialect]];
  if (writer !== undefined) {
    return writer(args.map(arg => printSql(arg, dialect)));
  }
  return joinTexts(
    `${name}(${distinct ? 'DISTINCT ' : ''}`,
    ...separate(
      args.map(arg => printSql(arg, dialect)),
      ', '
    ),
    ')'
  );
}

function printWindow({
  partition,
  order,
  frame
}: OverExpression): (Text | string)[] {
  const clauses: (Text | string)[][] = [];
  if (partition.length > 0) {
    clauses.push(['PARTITION BY ', ...separate(partition.map(operand), ', ')]);
  }
  if (order.length > 0) {
    clauses.push([
      'ORDER BY ',
      ...order.flatMap(({ expression, direction, nulls }, index) => [
        ...(index === 0 ? [] : [', ']),
        operand(expression),
        direction === 'descending' ? ' DESC' : '',
        nulls === undefined ? '' : ` NULLS ${nulls.toUpperCase()}`
      ])
    ]);
  }
  if (frame !== undefined) {
    clauses.push([
      `${frame.unit.toUpperCase()} BETWEEN ${printBound(frame.from, 'PRECEDING')} AND ${printBound(frame.to, 'FOLLOWING')}`
    ]);
  }
  return clauses.flatMap((clause, index) =>
    index === 0 ? clause : [' ', ...clause]
  );
}

function printBound(
  bound: number | 'unbounded',
  side: 'PRECEDING' | 'FOLLOWING'
): string {
  if (bound === 'unbounded') {
    return `UNBOUNDED ${side}`;
  }
  return bound === 0
    ? 'CURRENT ROW'
    : `${Math.abs(bound)} ${bound < 0 ? 'PRECEDING' : 'FOLLOWING'}`;
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
        ...separate(
          args.map(arg => printSql(arg)),
          ', '
        ),
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

/** A part whose field or element is taken: in parentheses unless nothing else can be meant. */
function whole(expression: Expression): Text {
  const text = printSql(expression);
  return ['column', 'variable', 'apply', 'field', 'item'].includes(
    expression.kind
  )
    ? text
    : joinTexts('(', text, ')');
}

/** A part of an expression: in parentheses unless it is a single thing. */
function operand(expression: Expression): Text {
  const single =
    expression.kind === 'column' ||
    expression.kind === 'parameter' ||
    expression.kind === 'cast' ||
    expression.kind === 'apply' ||
    expression.kind === 'variable' ||
    expression.kind === 'field' ||
    expression.kind === 'item' ||
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
