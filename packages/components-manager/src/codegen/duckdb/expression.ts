import { printText } from '../../document/text.js';
import type { PipelineParameter } from '../../document/document.js';
import { duckDbForm } from '../../expression/functions/duckdb/index.js';
import { duckDbCast, isGap } from '../../expression/functions/duckdb/cast.js';
import type { DuckDbArgument } from '../../expression/functions/duckdb/form.js';
import { likeSql } from '../../expression/functions/duckdb/text.js';
import { duckDbType } from '../../expression/functions/duckdb/types.js';
import { findFunction } from '../../expression/functions/index.js';
import { readExpression } from '../../expression/read.js';
import type {
  ApplyExpression,
  CaseExpression,
  Expression,
  OverExpression,
  ScalarFunction
} from '../../expression/typed.js';
import {
  boolean,
  call,
  cast,
  choose,
  infix,
  number,
  type Sql,
  type SqlOperator,
  type SqlOrder
} from '../../sql/tree.js';
import { isIntegral, isNumeric, isText, sameName } from '../../types/cast.js';
import { printType } from '../../types/print.js';
import type { DataType, Schema } from '../../types/type.js';
import { arithmetic, shifted, typedOperator } from './arithmetic.js';
import { coerced, coercedAll, commonOf, compared } from './coerce.js';
import { duckDbLiteral } from './literal.js';
import { ARITHMETIC, COMPARISONS, NAMES } from './name.js';
import { NoForm, settled, settledAll, settledSql } from './noform.js';
import { orderOf, windowCall } from './over.js';
import { PARAMETER_TYPES, variable } from './parameters.js';
import { takenAs } from './taken.js';

const BOOLEAN: DataType = { kind: 'boolean' };
const FALSE = boolean(false);

/** Where names of an expression come from. */
export interface ExpressionNames {
  schema: Schema;
  /** How a column is written; absent: its name. */
  column?: (name: string, side: 'left' | 'right' | undefined) => Sql;
  parameters: Readonly<Record<string, PipelineParameter>>;
}

/** Prints expressions of a plan as DuckDB's SQL that gives Spark's values. */
export class DuckDbExpressions {
  constructor(private readonly _names: ExpressionNames) {}

  /**
   * Return an expression with the type of its values.
   *
   * @throws NoForm where a part has no form
   */
  print(expression: Expression): DuckDbArgument {
    switch (expression.kind) {
      case 'column':
        return this._column(expression.name, expression.side);
      case 'literal':
        return settled(duckDbLiteral(expression.value, expression.type));
      case 'parameter':
        return this._parameter(expression.name, expression.type);
      case 'cast': {
        const operand = this.print(expression.operand);
        return {
          sql: settledSql(duckDbCast(operand, expression.type)),
          type: expression.type,
          ...(operand.literal === null ? { literal: null } : {})
        };
      }
      case 'call':
        return typedOperator(
          expression.args,
          this._call(expression.function, expression.args)
        );
      case 'apply':
        return typedOperator(expression.args, this._apply(expression));
      case 'case':
        return this._case(expression);
      case 'over':
        return this._over(expression);
      case 'field': {
        const operand = this.print(expression.operand);
        const field =
          operand.type.kind === 'struct'
            ? operand.type.fields.find(each =>
                sameName(each.name, expression.name)
              )
            : undefined;
        if (field === undefined) {
          throw new NoForm(
            `“${expression.name}” is no field that is known of a struct`
          );
        }
        return {
          sql: { kind: 'field', operand: operand.sql, name: field.name },
          type: field.type
        };
      }
      case 'item':
        return this._item(
          this.print(expression.operand),
          this.print(expression.index)
        );
      case 'sql':
        return this._own(expression);
      case 'interval':
        throw new NoForm('an interval stands where nothing is added to');
      case 'lambda':
      case 'variable':
        throw new NoForm('functions with a function as an argument');
    }
  }

  /** Return a condition. */
  condition(expression: Expression): Sql {
    const { sql, type } = this.print(expression);
    if (type.kind !== 'boolean' && type.kind !== 'void') {
      throw new NoForm(`a condition of type ${printType(type)}`);
    }
    return sql;
  }

  /** Return an aggregate or a window function of the catalogue over arguments that are printed. */
  function(
    name: string,
    args: readonly DuckDbArgument[]
  ): { call: Sql; natural: DataType | undefined; type: DataType } {
    const form = duckDbForm(name);
    const entry = findFunction(name);
    if (form === undefined || entry === undefined) {
      throw new NoForm(`the function ${name} is not known`);
    }
    if (form.kind === 'differs') {
      throw new NoForm(`the function ${name}: ${form.why}`);
    }
    const taken = takenAs(name, form.takes, args);
    const written = form.write
      ? form.write(taken)
      : call(name, ...taken.map(each => each.sql));
    if (isGap(written)) {
      throw new NoForm(`the function ${name}: ${written.why}`);
    }
    const type = entry.type(args.map(each => each.type));
    const natural: DataType | undefined =
      form.natural === 'cast'
        ? undefined
        : form.natural === 'first'
          ? taken[0]?.type
          : ({ kind: form.natural } as DataType);
    return { call: written, natural, type };
  }

  /** Return a value cast to the type that Spark gives it, unless it has it by itself. */
  typed(found: {
    call: Sql;
    natural: DataType | undefined;
    type: DataType;
  }): DuckDbArgument {
    const { natural, type } = found;
    const target = duckDbType(type);
    if (target === undefined) {
      throw new NoForm(
        type.kind === 'unknown'
          ? 'the type of the result is not known'
          : `DuckDB has no type ${printType(type)} as Spark has it`
      );
    }
    return {
      sql:
        natural !== undefined && printType(natural) === printType(type)
          ? found.call
          : cast(found.call, target),
      type
    };
  }

  private _column(
    name: string,
    side: 'left' | 'right' | undefined
  ): DuckDbArgument {
    const column = this._names.schema.find(each => sameName(each.name, name));
    if (column === undefined) {
      throw new NoForm(`the column “${name}” is not known`);
    }
    if (duckDbType(column.type) === undefined && column.type.kind !== 'void') {
      throw new NoForm(
        column.type.kind === 'unknown'
          ? `the type of the column “${name}” is not known`
          : `DuckDB has no type ${printType(column.type)} as Spark has it (column “${name}”)`
      );
    }
    return {
      sql: this._names.column?.(column.name, side) ?? {
        kind: 'name',
        parts: [column.name]
      },
      type: column.type
    };
  }

  private _parameter(name: string, stated: DataType): DuckDbArgument {
    const declared = Object.hasOwn(this._names.parameters, name)
      ? PARAMETER_TYPES[this._names.parameters[name].type]
      : undefined;
    const own = declared ?? stated;
    const target = duckDbType(own);
    if (target === undefined) {
      throw new NoForm(`the parameter ${name} is not declared`);
    }
    const value: DuckDbArgument = {
      sql: cast(variable({ parameter: name }), target),
      type: own
    };
    return stated.kind === 'unknown' ? value : settled(coerced(value, stated));
  }

  private _own(
    expression: Extract<Expression, { kind: 'sql' }>
  ): DuckDbArgument {
    const parameters = new Map(
      Object.entries(this._names.parameters).map(([name, { type }]) => [
        name,
        { name, type: PARAMETER_TYPES[type] }
      ])
    );
    const tree = readExpression(printText(expression.text), {
      schema: this._names.schema,
      parameters
    });
    if (tree === undefined) {
      throw new NoForm('this Spark SQL is more than can be translated');
    }
    return this.print(tree);
  }

  private _call(
    name: ScalarFunction,
    args: readonly Expression[]
  ): DuckDbArgument {
    const comparison = COMPARISONS[name];
    if (comparison !== undefined) {
      return this._compare(comparison, args[0], args[1]);
    }
    const operator = ARITHMETIC[name];
    if (operator !== undefined) {
      const [left, right] = args;
      const shift =
        right.kind === 'interval'
          ? right
          : left.kind === 'interval'
            ? left
            : undefined;
      return shift === undefined
        ? arithmetic(operator, this.print(left), this.print(right))
        : shifted(
            operator,
            this.print(shift === right ? left : right),
            shift,
            shift === right
          );
    }
    switch (name) {
      case 'and':
      case 'or': {
        const parts = args.map(each => this.condition(each));
        return {
          sql:
            parts.length === 0
              ? boolean(name === 'and')
              : infix(name === 'and' ? 'AND' : 'OR', ...parts),
          type: BOOLEAN
        };
      }
      case 'not':
        return {
          sql: {
            kind: 'prefix',
            operator: 'NOT',
            operand: this.condition(args[0])
          },
          type: BOOLEAN
        };
      case 'between': {
        const low = this._compare('>=', args[0], args[1]);
        const high = this._compare('<=', args[0], args[2]);
        return { sql: infix('AND', low.sql, high.sql), type: BOOLEAN };
      }
      case 'in':
        return {
          sql: this._in(args.map(each => this.print(each))),
          type: BOOLEAN
        };
      case 'negate': {
        const operand = this.print(args[0]);
        if (!isNumeric(operand.type)) {
          throw new NoForm(`minus of ${printType(operand.type)}`);
        }
        return {
          sql: { kind: 'prefix', operator: '-', operand: operand.sql },
          type: operand.type
        };
      }
      case 'like': {
        const value = settled(coerced(this.print(args[0]), { kind: 'string' }));
        const pattern = this.print(args[1]);
        return {
          sql: settledSql(likeSql(value.sql, pattern.literal)),
          type: BOOLEAN
        };
      }
      default:
        return this._apply({
          kind: 'apply',
          name: NAMES[name] ?? name,
          args
        });
    }
  }

  private _compare(
    operator: SqlOperator,
    left: Expression,
    right: Expression
  ): DuckDbArgument {
    const [a, b] = settledAll(compared(this.print(left), this.print(right)));
    return { sql: infix(operator, a.sql, b.sql), type: BOOLEAN };
  }

  private _in([value, ...list]: readonly DuckDbArgument[]): Sql {
    if (list.length === 0) {
      return FALSE;
    }
    const all = [value, ...list];
    const known = all.filter(each => each.literal !== null);
    const alike =
      known.every(each => isIntegral(each.type)) ||
      known.every(each => isText(each.type));
    if (!alike) {
      const common = commonOf(all);
      if ('why' in common) {
        throw new NoForm(common.why);
      }
      if (known.some(each => isText(each.type))) {
        throw new NoForm('IN compares text with other types');
      }
      const [first, ...others] = settledAll(coercedAll(all, common));
      return {
        kind: 'in',
        operand: first.sql,
        list: others.map(each => each.sql)
      };
    }
    return {
      kind: 'in',
      operand: value.sql,
      list: list.map(each => each.sql)
    };
  }

  private _apply({ name, args, distinct }: ApplyExpression): DuckDbArgument {
    const entry = findFunction(name);
    if (entry !== undefined && entry.kind !== 'scalar') {
      throw new NoForm(
        `the ${entry.kind} function ${name} within an expression`
      );
    }
    if (distinct) {
      throw new NoForm('DISTINCT within an expression');
    }
    const printed = args.map(each => this.print(each));
    const form = duckDbForm(name);
    if (form?.kind === 'rewritten' && form.how.startsWith('as a cast')) {
      const type = entry?.type(printed.map(each => each.type)) ?? UNKNOWN;
      return { sql: settledSql(duckDbCast(printed[0], type)), type };
    }
    return form?.kind === 'rewritten' && form.how.startsWith('as the operator')
      ? arithmetic('%', printed[0], printed[1])
      : this.typed(this.function(name, printed));
  }

  private _case({
    operand,
    branches,
    otherwise
  }: CaseExpression): DuckDbArgument {
    const results = [
      ...branches.map(each => this.print(each.then)),
      ...(otherwise ? [this.print(otherwise)] : [])
    ];
    const type = commonOf(results);
    if ('why' in type) {
      throw new NoForm(type.why);
    }
    const values =
      type.kind === 'void' ? results : settledAll(coercedAll(results, type));
    const conditions = branches.map(({ when }) =>
      operand ? this._compare('=', operand, when).sql : this.condition(when)
    );
    return {
      sql: choose(
        conditions.map((when, index) => [when, values[index].sql] as const),
        values[branches.length]?.sql
      ),
      type
    };
  }

  private _over({
    call: called,
    partition,
    order,
    frame
  }: OverExpression): DuckDbArgument {
    if (called.distinct) {
      throw new NoForm('DISTINCT over a window');
    }
    const found = this.function(
      called.name,
      called.args.map(each => this.print(each))
    );
    const keys = order.map(({ expression, direction, nulls }): SqlOrder =>
      orderOf(this.print(expression), direction, nulls)
    );
    if (
      frame?.unit === 'range' &&
      [frame.from, frame.to].some(
        each => typeof each === 'number' && each !== 0
      )
    ) {
      throw new NoForm('a frame that compares values');
    }
    return this.typed({
      ...found,
      call: {
        kind: 'over',
        call: windowCall(found.call),
        partition: partition.map(each => this.print(each).sql),
        order: keys,
        ...(frame
          ? {
              frame: {
                unit: frame.unit === 'rows' ? 'ROWS' : 'RANGE',
                from: frame.from,
                to: frame.to
              }
            }
          : {})
      }
    });
  }

  private _item(
    operand: DuckDbArgument,
    index: DuckDbArgument
  ): DuckDbArgument {
    if (
      operand.type.kind === 'array' &&
      typeof index.literal === 'number' &&
      index.literal >= 0
    ) {
      return {
        sql: {
          kind: 'item',
          operand: operand.sql,
          index: number(index.literal + 1)
        },
        type: operand.type.element
      };
    }
    if (operand.type.kind === 'map') {
      const place = settled(coerced(index, operand.type.key));
      return {
        sql: { kind: 'item', operand: operand.sql, index: place.sql },
        type: operand.type.value
      };
    }
    throw new NoForm('an element whose place is computed');
  }
}

const UNKNOWN: DataType = { kind: 'unknown' };
