import {
  readCondition,
  type Condition,
  type ConditionGroup,
  type ConditionTest,
  type Scalar,
  type TestOperator
} from '@glueflow/components-core';
import {
  describeUnread,
  isReference,
  parseSqlExpression,
  parseText,
  printSql,
  printText,
  type Column,
  type Expression,
  type ScalarFunction,
  type Schema,
  type Text
} from '@glueflow/components-manager';
import type { TranslationBundle } from '@jupyterlab/translation';
import { readNumber } from '../form/value.js';

/** SQL as conditions, or why there are none for it. */
export type SqlReading =
  | { condition: Condition; reason?: undefined }
  | { condition?: undefined; reason: string };

/** What conditions are read with. */
export interface SqlScope {
  schema: Schema | undefined;
  parameters: ReadonlyMap<string, Column>;
  trans: TranslationBundle;
}

/**
 * Reads a SQL condition as conditions of the builder.
 *
 * What comes out keeps the same rows; where that isn't sure, the reason says so and nothing comes out.
 */
export function conditionOfSql(sql: string, scope: SqlScope): SqlReading {
  const { schema, parameters, trans } = scope;
  const { expression, problems } = parseSqlExpression(sql, {
    schema,
    parameters,
    expect: 'condition'
  });
  const wrong = problems.find(({ severity }) => severity === 'error');
  // A name that no column has can be fixed in the builder as well.
  if (wrong && wrong.code !== 'unknown-column') {
    return { reason: wrong.message };
  }
  if (expression.tree === undefined) {
    const what = describeUnread(sql);
    return {
      reason:
        what === undefined
          ? trans.__('It has a part that is not known here.')
          : trans.__('Conditions have no word for %1.', what)
    };
  }
  try {
    const condition = new Reader(scope).read(expression.tree);
    const check = readCondition(condition, schema, '', {
      nodeId: '',
      parameters
    });
    const clash = check.problems.find(({ code }) => code === 'type-mismatch');
    return clash ? { reason: clash.message } : { condition };
  } catch (error) {
    if (error instanceof UnreadableCondition) {
      return { reason: error.message };
    }
    throw error;
  }
}

/** Says why a part of an expression is no condition. */
class UnreadableCondition extends Error {}

/** The comparison that holds where the sides are exchanged. */
const FLIPPED: Partial<Record<ScalarFunction, TestOperator>> = {
  eq: 'eq',
  ne: 'ne',
  eqNullSafe: 'eqNullSafe',
  lt: 'gt',
  le: 'ge',
  gt: 'lt',
  ge: 'le'
};

/** The test that holds where another does not; nulls make both unknown. */
const OPPOSITE: Partial<Record<TestOperator, TestOperator>> = {
  eq: 'ne',
  ne: 'eq',
  lt: 'ge',
  ge: 'lt',
  gt: 'le',
  le: 'gt',
  in: 'notIn',
  notIn: 'in',
  between: 'notBetween',
  notBetween: 'between',
  like: 'notLike',
  notLike: 'like',
  isNull: 'isNotNull',
  isNotNull: 'isNull'
};

const TEXT = ['like', 'rlike', 'contains', 'startsWith', 'endsWith'];
const NUMBERS =
  'tinyint smallint int bigint float double decimal integer'.split(' ');

class Reader {
  constructor(private readonly _scope: SqlScope) {}

  read(expression: Expression): Condition {
    const { trans } = this._scope;
    if (expression.kind === 'column') {
      return this._tick(expression.name);
    }
    if (expression.kind !== 'call') {
      throw new UnreadableCondition(
        trans.__(
          'A condition starts with a column, and “%1” is none.',
          show(expression)
        )
      );
    }
    const { function: name, args } = expression;
    switch (name) {
      case 'and':
      case 'or':
        return { operator: name, conditions: args.map(arg => this.read(arg)) };
      case 'not':
        return this._not(this.read(args[0]));
      case 'isNull':
      case 'isNotNull':
        return { operator: name, column: this._column(args[0]) };
      case 'in':
        return {
          operator: 'in',
          column: this._column(args[0]),
          values: args.slice(1).map(arg => this._constant(arg, args[0]))
        };
      case 'between':
        return {
          operator: 'between',
          column: this._column(args[0]),
          low: this._constant(args[1], args[0]),
          high: this._constant(args[2], args[0])
        };
    }
    if (TEXT.includes(name)) {
      return {
        operator: name as TestOperator,
        column: this._column(args[0]),
        value: this._text(args[1])
      };
    }
    const flipped = FLIPPED[name];
    if (flipped === undefined) {
      throw new UnreadableCondition(
        trans.__('“%1” is no comparison of a column.', show(expression))
      );
    }
    const [left, right] = args;
    return left.kind !== 'column' && right.kind === 'column'
      ? this._compare(flipped, right, left)
      : this._compare(name as TestOperator, left, right);
  }

  private _compare(
    operator: TestOperator,
    subject: Expression,
    other: Expression
  ): ConditionTest {
    const column = this._column(subject);
    return other.kind === 'column'
      ? { operator, column, otherColumn: other.name }
      : { operator, column, value: this._constant(other, subject) };
  }

  /** A column of true and false that stands alone. */
  private _tick(column: string): ConditionTest {
    if (this._typeOf(column)?.kind !== 'boolean') {
      throw new UnreadableCondition(
        this._scope.trans.__(
          '“%1” stands alone. Compare it with something.',
          column
        )
      );
    }
    return { operator: 'eq', column, value: true };
  }

  private _not(condition: Condition): Condition {
    const opposite = OPPOSITE[condition.operator as TestOperator];
    if (opposite !== undefined) {
      return { ...(condition as ConditionTest), operator: opposite };
    }
    return condition.operator === 'and'
      ? { ...(condition as ConditionGroup), operator: 'not' }
      : { operator: 'not', conditions: [condition] };
  }

  private _column(expression: Expression): string {
    if (expression.kind === 'column') {
      return expression.name;
    }
    const { trans } = this._scope;
    throw new UnreadableCondition(
      expression.kind === 'call' || expression.kind === 'cast'
        ? trans.__(
            'Conditions test a column as it is, and “%1” is made of one.',
            show(expression)
          )
        : trans.__(
            'A condition starts with a column, and “%1” is none.',
            show(expression)
          )
    );
  }

  private _text(expression: Expression): Scalar {
    const parts = textOf(expression);
    if (parts === undefined) {
      throw new UnreadableCondition(
        this._scope.trans.__('“%1” is not plain text.', show(expression))
      );
    }
    return printText(parts);
  }

  private _constant(expression: Expression, subject: Expression): Scalar {
    const { trans } = this._scope;
    const negative =
      expression.kind === 'call' && expression.function === 'negate';
    const inner = negative ? expression.args[0] : expression;
    if (inner.kind === 'cast' && inner.operand.kind === 'literal') {
      return this._literal(
        { ...inner.operand, type: inner.type },
        subject,
        negative
      );
    }
    if (inner.kind === 'literal') {
      return this._literal(inner, subject, negative);
    }
    const parts = textOf(expression);
    if (parts !== undefined) {
      return printText(parts);
    }
    throw new UnreadableCondition(
      trans.__(
        'A column is compared with a value, a parameter or a column, and “%1” is none of them.',
        show(expression)
      )
    );
  }

  private _literal(
    { value, type }: Extract<Expression, { kind: 'literal' }>,
    subject: Expression,
    negative: boolean
  ): Scalar {
    const { trans } = this._scope;
    const known =
      subject.kind === 'column' ? this._typeOf(subject.name) : undefined;
    if (value === null) {
      throw new UnreadableCondition(
        trans.__('Nothing equals NULL. Use IS NULL or IS NOT NULL.')
      );
    }
    if (NUMBERS.includes(type.kind)) {
      const number = readNumber(`${negative ? '-' : ''}${value}`);
      if (typeof number === 'string' && known === undefined) {
        throw new UnreadableCondition(
          trans.__(
            'Whether %1 is a number can’t be said without the type of the column.',
            number
          )
        );
      }
      return number ?? '';
    }
    if (type.kind === 'boolean') {
      return value === true || value === 'true';
    }
    const isTime = type.kind === 'date' || type.kind.startsWith('timestamp');
    // Spark would make the column a point in time first; a condition would not.
    if (isTime && !/^(date|timestamp)/.test(known?.kind ?? '')) {
      throw new UnreadableCondition(
        trans.__(
          'The column compared with “%1” is not known to hold points in time.',
          String(value)
        )
      );
    }
    return printText([String(value)]);
  }

  private _typeOf(column: string): Column['type'] | undefined {
    const wanted = column.toLowerCase();
    return this._scope.schema?.find(({ name }) => name.toLowerCase() === wanted)
      ?.type;
  }
}

/** An expression that is text with parameters in it; undefined for any other. */
function textOf(expression: Expression): Text | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.type.kind === 'string'
        ? [String(expression.value)]
        : undefined;
    case 'parameter':
      return [{ parameter: expression.name }];
    case 'cast':
      return expression.operand.kind === 'parameter' &&
        expression.type.kind === 'string'
        ? textOf(expression.operand)
        : undefined;
    case 'call': {
      if (expression.function !== 'concat') {
        return undefined;
      }
      const parts = expression.args.map(textOf);
      return parts.every(part => part !== undefined)
        ? parseText(printText(parts.flatMap(part => part ?? [])))
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A part of an expression in a few words, for a reason. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case 'column':
      return expression.name;
    case 'literal':
      return String(expression.value);
    case 'parameter':
      return `\${${expression.name}}`;
    case 'cast':
      return `CAST(${show(expression.operand)} …)`;
    case 'call': {
      const sign = SIGNS[expression.function];
      const args = expression.args.map(show);
      return sign === undefined
        ? `${expression.function.toLowerCase()}(${args.join(', ')})`
        : args.length === 1
          ? `${sign}${args[0]}`
          : args.join(` ${sign} `);
    }
    default:
      return printSql(expression)
        .filter(part => !isReference(part))
        .join('…');
  }
}

const SIGNS: Partial<Record<ScalarFunction, string>> = {
  add: '+',
  subtract: '-',
  multiply: '*',
  divide: '/',
  modulo: '%',
  negate: '-',
  eq: '=',
  ne: '<>',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>='
};
