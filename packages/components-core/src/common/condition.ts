import {
  isParameter,
  printType,
  type Column,
  type ComponentContext,
  type ComponentProblem,
  type DataType,
  type Expression,
  type ScalarFunction,
  type Schema
} from '@glueflow/components-manager';
import {
  documentPath,
  error,
  findColumn,
  quote,
  requireColumn
} from './column.js';
import { showText } from './text.js';
import {
  comparable,
  family,
  readConstant,
  type Family,
  type Scalar
} from './value.js';

/** How conditions of a group combine. */
export const GROUP_OPERATORS = ['and', 'or', 'not'] as const;

/** Operators of one condition, by what they need beside the column. */
export const TEST_OPERATORS = {
  eq: { title: '=', needs: 'value' },
  ne: { title: '≠', needs: 'value' },
  lt: { title: '<', needs: 'value' },
  le: { title: '≤', needs: 'value' },
  gt: { title: '>', needs: 'value' },
  ge: { title: '≥', needs: 'value' },
  eqNullSafe: { title: '<=>', needs: 'value' },
  in: { title: 'in', needs: 'values' },
  notIn: { title: 'not in', needs: 'values' },
  between: { title: 'between', needs: 'range' },
  notBetween: { title: 'not between', needs: 'range' },
  like: { title: 'like', needs: 'text' },
  notLike: { title: 'not like', needs: 'text' },
  rlike: { title: 'matches', needs: 'text' },
  contains: { title: 'contains', needs: 'text' },
  startsWith: { title: 'starts with', needs: 'text' },
  endsWith: { title: 'ends with', needs: 'text' },
  isNull: { title: 'is null', needs: 'nothing' },
  isNotNull: { title: 'is not null', needs: 'nothing' }
} as const;

/** The operator of one condition. */
export type TestOperator = keyof typeof TEST_OPERATORS;

/** A group of conditions: all (`and`), any (`or`), or not all of them (`not`). */
export type ConditionGroup = {
  operator: (typeof GROUP_OPERATORS)[number];
  conditions: Condition[];
};

/** One condition on a column, against a constant, a list, a range, or another column. */
export type ConditionTest = {
  operator: TestOperator;
  column: string;
  value?: Scalar;
  /** Compare with this column instead of a value. */
  otherColumn?: string;
  values?: Scalar[];
  low?: Scalar;
  high?: Scalar;
};

/** A condition or a group of them. */
export type Condition = ConditionGroup | ConditionTest;

const SCALAR = {
  anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }]
};

/** The JSON Schema of a condition, to stand under `$defs/condition`. */
export const CONDITION_SCHEMA = {
  title: 'Condition',
  type: 'object',
  properties: {
    operator: {
      title: 'Operator',
      enum: [...GROUP_OPERATORS, ...Object.keys(TEST_OPERATORS)],
      'x-glueflow': { fixed: true }
    },
    conditions: {
      title: 'Conditions',
      type: 'array',
      items: { $ref: '#/$defs/condition' }
    },
    column: {
      title: 'Column',
      type: 'string',
      'x-glueflow': { control: 'column', verbatim: true }
    },
    value: { title: 'Value', ...SCALAR },
    otherColumn: {
      title: 'Other column',
      type: 'string',
      'x-glueflow': { control: 'column', verbatim: true }
    },
    values: {
      title: 'Values',
      type: 'array',
      items: SCALAR
    },
    low: { title: 'From', ...SCALAR },
    high: { title: 'To', ...SCALAR }
  },
  required: ['operator'],
  additionalProperties: false
};

/** Say whether a condition is a group. */
export function isGroup(condition: Condition): condition is ConditionGroup {
  return (GROUP_OPERATORS as readonly string[]).includes(condition.operator);
}

/** What a condition means, and what is wrong with it; the expression is absent when something is. */
export interface ConditionResult {
  expression?: Expression;
  problems: ComponentProblem[];
}

const ORDERED: readonly TestOperator[] = [
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'notBetween'
];
const NEGATED: Partial<Record<TestOperator, ScalarFunction>> = {
  notIn: 'in',
  notBetween: 'between',
  notLike: 'like'
};

/**
 * Turn a condition into an expression over a schema, reporting every problem.
 *
 * `path` is the condition's place in the configuration. A condition on a column that is not known keeps the constant's own type.
 */
export function readCondition(
  condition: Condition,
  schema: Schema | undefined,
  path: string,
  context: Pick<ComponentContext, 'nodeId' | 'parameters'>
): ConditionResult {
  const problems: ComponentProblem[] = [];
  const expression = expressionOf(condition, schema, path, context, problems);
  return problems.length > 0 ? { problems } : { expression, problems };
}

/** A condition's expression: one to use only where no problem was added. */
function expressionOf(
  condition: Condition,
  schema: Schema | undefined,
  path: string,
  context: Pick<ComponentContext, 'nodeId' | 'parameters'>,
  problems: ComponentProblem[]
): Expression {
  if (!isGroup(condition)) {
    return new Test(condition, schema, path, context).read(problems);
  }
  const { operator, conditions = [] } = condition;
  if (conditions.length === 0) {
    problems.push(
      error(
        'empty-condition',
        `${path}/conditions`,
        'This group has no condition. Add one, or remove the group.'
      )
    );
  }
  const parts = conditions.map((inner, index) =>
    expressionOf(
      inner,
      schema,
      `${path}/conditions/${index}`,
      context,
      problems
    )
  );
  const joined: Expression =
    parts.length === 1
      ? parts[0]
      : {
          kind: 'call',
          function: operator === 'or' ? 'or' : 'and',
          args: parts
        };
  return operator === 'not' ? not(joined) : joined;
}

function not(expression: Expression): Expression {
  return { kind: 'call', function: 'not', args: [expression] };
}

const STRING: DataType = { kind: 'string' };

const columnExpressions = new WeakMap<Column, Expression>();

/** A column of a schema as an expression: one for all conditions on it, as a large pipeline has many. */
function expressionOfColumn(column: Column): Expression {
  let expression = columnExpressions.get(column);
  if (expression === undefined) {
    expression = { kind: 'column', name: column.name };
    columnExpressions.set(column, expression);
  }
  return expression;
}

/** In the place of a constant that is wrong. */
const NULL: Expression = {
  kind: 'literal',
  value: null,
  type: { kind: 'unknown' }
};

/** Reads one condition on a column. */
class Test {
  constructor(
    private readonly _test: ConditionTest,
    private readonly _schema: Schema | undefined,
    private readonly _path: string,
    private readonly _context: Pick<ComponentContext, 'nodeId' | 'parameters'>
  ) {}

  /** The expression; whatever is wrong goes to `problems`. */
  read(problems: ComponentProblem[]): Expression {
    const { operator } = this._test;
    const column = this._column(this._test.column ?? '', '/column', problems);
    const type = column?.type;
    const args = this._arguments(
      column
        ? expressionOfColumn(column)
        : { kind: 'column', name: this._test.column },
      type,
      problems
    );
    this._checkOperator(type, problems);
    const negated = NEGATED[operator];
    const call: Expression = {
      kind: 'call',
      function: negated ?? (operator as ScalarFunction),
      args
    };
    return negated ? not(call) : call;
  }

  /** A column of the input; the place of a field is only put together where it is not found. */
  private _column(
    name: string,
    at: string,
    problems: ComponentProblem[]
  ): Column | undefined {
    return (
      (name !== '' && this._schema && findColumn(this._schema, name)) ||
      requireColumn(
        this._schema,
        name,
        this._path + at,
        this._context,
        problems
      )
    );
  }

  /** The column tested, and what it is tested against. */
  private _arguments(
    subject: Expression,
    type: DataType | undefined,
    problems: ComponentProblem[]
  ): Expression[] {
    const test = this._test;
    switch (TEST_OPERATORS[test.operator].needs) {
      case 'nothing':
        return [subject];
      case 'values':
        if (!test.values || test.values.length === 0) {
          problems.push(
            error(
              'missing-value',
              `${this._path}/values`,
              'Give at least one value to look for.'
            )
          );
          return [subject];
        }
        return [
          subject,
          ...test.values.map((value, index) =>
            this._constant(value, type, `/values/${index}`, problems)
          )
        ];
      case 'range':
        return [
          subject,
          this._constant(test.low, type, '/low', problems),
          this._constant(test.high, type, '/high', problems)
        ];
      case 'text':
        return [
          subject,
          this._constant(test.value, STRING, '/value', problems)
        ];
      default:
        return [
          subject,
          test.otherColumn !== undefined
            ? this._otherColumn(test.otherColumn, type, problems)
            : this._constant(test.value, type, '/value', problems)
        ];
    }
  }

  private _otherColumn(
    name: string,
    type: DataType | undefined,
    problems: ComponentProblem[]
  ): Expression {
    const other = this._column(name, '/otherColumn', problems);
    if (other && type && !comparable(type, other.type)) {
      problems.push(
        error(
          'type-mismatch',
          `${this._path}/otherColumn`,
          `${quote(this._test.column)} is ${printType(type)} and ${quote(other.name)} is ${printType(other.type)}: they can't be compared. Change the type of one first (Change schema).`
        )
      );
    }
    return { kind: 'column', name: other?.name ?? name };
  }

  private _constant(
    value: Scalar | undefined,
    type: DataType | undefined,
    at: string,
    problems: ComponentProblem[]
  ): Expression {
    if (value === undefined) {
      problems.push(
        error(
          'missing-value',
          this._path + at,
          this._test.column
            ? `Give a value to compare ${quote(this._test.column)} with.`
            : 'Give a value to compare the column with.'
        )
      );
      return NULL;
    }
    const reading = readConstant(value, type, this._context.parameters);
    if (reading.expression) {
      return reading.expression;
    }
    const path = this._path + at;
    problems.push(
      error(
        'type-mismatch',
        path,
        `${quote(this._test.column)}: ${reading.message}`,
        reading.better === undefined
          ? undefined
          : {
              title: `Use ${JSON.stringify(reading.better)}`,
              path: documentPath(this._context, path),
              value: reading.better
            }
      )
    );
    return NULL;
  }

  private _checkOperator(
    type: DataType | undefined,
    problems: ComponentProblem[]
  ): void {
    if (!type) {
      return;
    }
    const { operator, column } = this._test;
    const kind: Family = family(type);
    const { needs, title } = TEST_OPERATORS[operator];
    if (needs === 'text' && kind !== 'text' && kind !== 'unknown') {
      problems.push(
        error(
          'type-mismatch',
          `${this._path}/operator`,
          `“${title}” needs text, and ${quote(column)} is ${printType(type)}. Compare it by =, < or > instead.`
        )
      );
    } else if (ORDERED.includes(operator) && kind === 'boolean') {
      problems.push(
        error(
          'type-mismatch',
          `${this._path}/operator`,
          `${quote(column)} is true or false, which has no order. Use = or ≠.`
        )
      );
    }
  }
}

/** A condition as a line for a card: `origin = 'JFK' and month ≤ 3`. */
export function showCondition(condition: Condition): string {
  if (!isGroup(condition)) {
    return showTest(condition);
  }
  const conditions = condition.conditions ?? [];
  const word = condition.operator === 'or' ? ' or ' : ' and ';
  const parts = conditions.map(inner => {
    const text = showCondition(inner);
    return isGroup(inner) &&
      inner.operator !== 'not' &&
      inner.conditions.length > 1 &&
      conditions.length > 1
      ? `(${text})`
      : text;
  });
  const joined = parts.join(word);
  return condition.operator === 'not' ? `not (${joined})` : joined;
}

function showTest(test: ConditionTest): string {
  const { title, needs } = TEST_OPERATORS[test.operator];
  const column = showText(test.column);
  switch (needs) {
    case 'nothing':
      return `${column} ${title}`;
    case 'values':
      return `${column} ${title} (${(test.values ?? []).map(showScalar).join(', ')})`;
    case 'range':
      return `${column} ${title} ${showScalar(test.low)} and ${showScalar(test.high)}`;
    default:
      return `${column} ${title} ${
        test.otherColumn !== undefined
          ? showText(test.otherColumn)
          : showScalar(test.value)
      }`;
  }
}

function showScalar(value: Scalar | undefined): string {
  if (value === undefined) {
    return '…';
  }
  return typeof value === 'string' && !isParameter(value)
    ? `'${showText(value)}'`
    : showText(value);
}
