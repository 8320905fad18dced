import { printSql } from '../../expression/print.js';
import type {
  Expression,
  LiteralValue,
  ScalarFunction
} from '../../expression/typed.js';
import { quoteIdentifier, sparkType } from '../../types/print.js';
import type { DataType } from '../../types/type.js';
import { integer, number } from '../python/literal.js';
import {
  binary,
  boolean,
  method,
  NONE,
  string,
  type PyBinaryOperator,
  type PyExpression
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import {
  applyExpression,
  asSql,
  caseExpression,
  overExpression,
  partExpression,
  type PartPrinter
} from './extended.js';

const OPERATORS: Partial<Record<ScalarFunction, PyBinaryOperator>> = {
  and: '&',
  or: '|',
  eq: '==',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%'
};

const COMPARISONS = new Set<ScalarFunction>([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge'
]);

/** Methods of a Column. */
const METHODS: Partial<Record<ScalarFunction, string>> = {
  eqNullSafe: 'eqNullSafe',
  isNull: 'isNull',
  isNotNull: 'isNotNull',
  in: 'isin',
  between: 'between',
  startsWith: 'startswith',
  endsWith: 'endswith',
  contains: 'contains'
};

/** Functions of `pyspark.sql.functions`; all are there since Spark 3.3. */
const FUNCTIONS: Partial<Record<ScalarFunction, string>> = {
  lower: 'lower',
  upper: 'upper',
  trim: 'trim',
  length: 'length',
  abs: 'abs',
  coalesce: 'coalesce',
  concat: 'concat',
  year: 'year',
  month: 'month',
  dayOfMonth: 'dayofmonth'
};

/** A column's name as Spark takes it where `a.b` means field b of a: in backticks where it would be taken apart. */
export function columnName(name: string): string {
  return /[.`]|^\*$/.test(name) ? quoteIdentifier(name) : name;
}

/** A type as `cast` takes it. */
export function typeText(type: DataType): string {
  const text = sparkType(type);
  return /^[A-Z_]+(\([0-9, ]+\))?$/.test(text) ? text.toLowerCase() : text;
}

/** `F.col("name")`. */
export function column(context: ScriptContext, name: string): PyExpression {
  return context.sql('col', [string(columnName(name))]);
}

/** Prints an expression as a PySpark Column. Null semantics are Spark SQL's. */
export function columnExpression(
  context: ScriptContext,
  expression: Expression
): PyExpression {
  switch (expression.kind) {
    case 'column':
      return column(context, expression.name);
    case 'literal':
    case 'parameter':
      return typedLiteral(context, expression);
    case 'cast':
      return expression.type.kind === 'unknown'
        ? columnExpression(context, expression.operand)
        : method(columnExpression(context, expression.operand), 'cast', [
            string(typeText(expression.type))
          ]);
    case 'sql':
      return context.sql('expr', [context.sqlText(expression.text)]);
    case 'call':
      return callExpression(context, expression.function, expression.args);
    case 'case':
      return caseExpression(expression, partPrinter(context));
    case 'apply':
      return applyExpression(expression, partPrinter(context));
    case 'over':
      return overExpression(expression, partPrinter(context));
    case 'field':
    case 'item':
      return partExpression(expression, partPrinter(context));
    case 'interval':
    case 'lambda':
    case 'variable':
      // PySpark 3.3 has no form of an interval; a lambda is printed with the function around it.
      return asSql(expression, partPrinter(context));
  }
}

function partPrinter(context: ScriptContext): PartPrinter {
  return {
    context,
    column: part => columnExpression(context, part),
    name: part =>
      part.kind === 'column'
        ? string(columnName(part.name))
        : columnExpression(context, part),
    value: part => operand(context, part, false),
    plain: part =>
      part.kind === 'literal'
        ? plainLiteral(part.value, part.type, false)
        : undefined
  };
}

function callExpression(
  context: ScriptContext,
  called: ScalarFunction,
  args: readonly Expression[]
): PyExpression {
  const operator = OPERATORS[called];
  if (operator) {
    return operatorExpression(context, called, operator, args);
  }
  const first = (): PyExpression => columnExpression(context, args[0]);
  const functionName = FUNCTIONS[called];
  if (functionName) {
    return context.sql(
      functionName,
      args.map(arg =>
        arg.kind === 'column'
          ? string(columnName(arg.name))
          : columnExpression(context, arg)
      )
    );
  }
  switch (called) {
    case 'not':
      return { kind: 'unary', operator: '~', operand: first() };
    case 'negate':
      return { kind: 'unary', operator: '-', operand: first() };
    case 'like':
    case 'rlike': {
      const pattern = plainText(context, args[1]);
      // Column.like takes a text, not a Column; anything else has to be said in SQL.
      return pattern
        ? method(first(), called, [pattern])
        : context.sql('expr', [
            context.sqlText(printSql({ kind: 'call', function: called, args }))
          ]);
    }
    case 'in':
      return args.length === 1
        ? context.sql('lit', [boolean(false)])
        : method(
            first(),
            'isin',
            args.slice(1).map(arg => operand(context, arg, true))
          );
    default:
      return method(
        first(),
        METHODS[called] as string,
        args.slice(1).map(arg => operand(context, arg, true))
      );
  }
}

function operatorExpression(
  context: ScriptContext,
  called: ScalarFunction,
  operator: PyBinaryOperator,
  args: readonly Expression[]
): PyExpression {
  if (args.length === 0) {
    return context.sql('lit', [boolean(called === 'and')]);
  }
  const comparison = COMPARISONS.has(called);
  let result = columnExpression(context, args[0]);
  for (let index = 1; index < args.length; index++) {
    result = binary(
      operator,
      result,
      operand(context, args[index], comparison)
    );
  }
  return result;
}

/** A string, or a parameter that is one; undefined for anything else. */
function plainText(
  context: ScriptContext,
  expression: Expression | undefined
): PyExpression | undefined {
  if (
    expression?.kind === 'literal' &&
    typeof expression.value === 'string' &&
    TEXTS.has(expression.type.kind)
  ) {
    return string(expression.value);
  }
  return expression?.kind === 'parameter' &&
    context.parameterType(expression.name) === 'string'
    ? context.parameter(expression.name)
    : undefined;
}

const TEXTS = new Set<DataType['kind']>([
  'string',
  'char',
  'varchar',
  'unknown'
]);

/** An operand beside a Column: a plain Python value where Spark takes it for the same type (when compared: of the same value). */
function operand(
  context: ScriptContext,
  expression: Expression,
  compared: boolean
): PyExpression {
  if (expression.kind === 'literal') {
    return (
      plainLiteral(expression.value, expression.type, compared) ??
      typedLiteral(context, expression)
    );
  }
  if (expression.kind === 'parameter') {
    const type = context.parameterType(expression.name);
    return type === 'string' ||
      type === 'boolean' ||
      type === 'number' ||
      (type === 'integer' && compared)
      ? context.parameter(expression.name)
      : typedLiteral(context, expression);
  }
  return columnExpression(context, expression);
}

/** A Python value that Spark turns into a literal of the type, or undefined. */
function plainLiteral(
  value: LiteralValue,
  type: DataType,
  compared: boolean
): PyExpression | undefined {
  switch (typeof value) {
    case 'boolean':
      return boolean(value);
    case 'number':
      switch (type.kind) {
        case 'double':
          return number(value, true);
        case 'int':
          return number(value);
        case 'unknown':
          return number(value);
        case 'tinyint':
        case 'smallint':
        case 'bigint':
          return compared ? number(value) : undefined;
        default:
          return undefined;
      }
    case 'string':
      if (TEXTS.has(type.kind)) {
        return string(value);
      }
      return type.kind === 'bigint' && compared ? integer(value) : undefined;
    default:
      return undefined;
  }
}

/** `F.lit(value)`, cast where Spark would take another type for it. */
function typedLiteral(
  context: ScriptContext,
  expression: Extract<Expression, { kind: 'literal' | 'parameter' }>
): PyExpression {
  const { type } = expression;
  const cast = (value: PyExpression): PyExpression =>
    type.kind === 'unknown'
      ? value
      : method(value, 'cast', [string(typeText(type))]);
  if (expression.kind === 'parameter') {
    const variable = context.parameter(expression.name);
    switch (context.parameterType(expression.name)) {
      case 'integer':
        return cast(context.sql('lit', [variable]));
      case 'timestamp':
        // As text, so that Spark's time zone holds and not that of the Python process.
        return cast(
          context.sql('lit', [{ kind: 'format', parts: [variable] }])
        );
      default:
        return context.sql('lit', [variable]);
    }
  }
  const { value } = expression;
  if (value === null) {
    return cast(context.sql('lit', [NONE]));
  }
  const plain = plainLiteral(value, type, false);
  if (plain) {
    return context.sql('lit', [plain]);
  }
  if (typeof value === 'number') {
    return cast(context.sql('lit', [number(value)]));
  }
  return cast(
    context.sql('lit', [
      type.kind === 'bigint'
        ? integer(value as string)
        : string(value as string)
    ])
  );
}
