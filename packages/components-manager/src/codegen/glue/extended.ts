import { findFunction } from '../../expression/functions/index.js';
import { printSql } from '../../expression/print.js';
import {
  childrenOf,
  type ApplyExpression,
  type CaseExpression,
  type Expression,
  type OverExpression
} from '../../expression/typed.js';
import type { PySparkParameter } from '../../expression/functions/entry.js';
import { number } from '../python/literal.js';
import {
  attribute,
  binary,
  method,
  string,
  type PyExpression
} from '../python/tree.js';
import type { ScriptContext } from './context.js';

/** Prints the parts of an expression. */
export interface PartPrinter {
  context: ScriptContext;
  /** As a Column. */
  column(part: Expression): PyExpression;
  /** As a Column, or the name of one. */
  name(part: Expression): PyExpression;
  /** As a plain value of Python where it is one, else as a Column. */
  value(part: Expression): PyExpression;
  /** As a plain value of Python; undefined where it is none. */
  plain(part: Expression): PyExpression | undefined;
}

/** The PySpark of a version of AWS Glue. Source: AWS Glue developer guide, release-notes. */
function pySparkOf(glueVersion: string): string {
  return glueVersion < '5' ? '3.3' : glueVersion < '6' ? '3.5' : '4.0';
}

/** Print `F.when(condition, value).when(…).otherwise(value)`. */
export function caseExpression(
  { operand, branches, otherwise }: CaseExpression,
  print: PartPrinter
): PyExpression {
  const condition = (when: Expression): PyExpression =>
    operand === undefined
      ? print.column(when)
      : binary('==', print.column(operand), print.value(when));
  const [first, ...rest] = branches;
  let result = print.context.sql('when', [
    condition(first.when),
    print.value(first.then)
  ]);
  for (const { when, then } of rest) {
    result = method(result, 'when', [condition(when), print.value(then)]);
  }
  return otherwise === undefined
    ? result
    : method(result, 'otherwise', [print.value(otherwise)]);
}

/** Print `F.function(…)`, or `F.expr` of Spark SQL where PySpark has no such call. */
export function applyExpression(
  apply: ApplyExpression,
  print: PartPrinter
): PyExpression {
  return pySparkCall(apply, print) ?? asSql(apply, print);
}

/** Print `F.function(…).over(Window.partitionBy(…).orderBy(…).rowsBetween(…))`. */
export function overExpression(
  over: OverExpression,
  print: PartPrinter
): PyExpression {
  const call = pySparkCall(over.call, print);
  if (call === undefined) {
    return asSql(over, print);
  }
  const { partition, order, frame } = over;
  let window = print.context.imported('Window');
  if (partition.length > 0 || order.length === 0) {
    window = method(window, 'partitionBy', partition.map(print.name));
  }
  if (order.length > 0) {
    window = method(
      window,
      'orderBy',
      order.map(({ expression, direction, nulls }) =>
        method(
          print.column(expression),
          `${direction === 'descending' ? 'desc' : 'asc'}${nulls === undefined ? '' : `_nulls_${nulls}`}`
        )
      )
    );
  }
  if (frame !== undefined) {
    const bound = (end: number | 'unbounded', side: string): PyExpression =>
      end === 'unbounded'
        ? attribute(print.context.imported('Window'), `unbounded${side}`)
        : end === 0
          ? attribute(print.context.imported('Window'), 'currentRow')
          : number(end);
    window = method(window, `${frame.unit}Between`, [
      bound(frame.from, 'Preceding'),
      bound(frame.to, 'Following')
    ]);
  }
  return method(call, 'over', [window]);
}

/** Print `F.expr` of an expression in Spark SQL. */
export function asSql(
  expression: Expression,
  { context }: PartPrinter
): PyExpression {
  return context.sql('expr', [context.sqlText(printSql(expression))]);
}

/** Print an element of an array or a map, or a field of a struct. */
export function partExpression(
  part: Extract<Expression, { kind: 'item' | 'field' }>,
  print: PartPrinter
): PyExpression {
  return part.kind === 'field'
    ? method(print.column(part.operand), 'getField', [string(part.name)])
    : {
        kind: 'subscript',
        value: print.column(part.operand),
        index: print.value(part.index)
      };
}

function pySparkCall(
  { name, args, distinct }: ApplyExpression,
  print: PartPrinter
): PyExpression | undefined {
  const form = findFunction(name)?.dialects.pyspark;
  if (
    form === undefined ||
    (form.since !== undefined &&
      form.since > pySparkOf(print.context.version)) ||
    args.some(usesVariable)
  ) {
    return undefined;
  }
  if (
    (distinct && name !== 'count') ||
    form.parameters.some(({ needed }, index) => needed && index >= args.length)
  ) {
    return undefined;
  }
  const printed: PyExpression[] = [];
  for (const [index, arg] of args.entries()) {
    const parameter = parameterAt(form.parameters, index);
    const value = parameter && printArgument(arg, parameter, index, print);
    if (value === undefined) {
      return undefined;
    }
    printed.push(value);
  }
  return print.context.sql(distinct ? 'countDistinct' : name, printed);
}

function parameterAt(
  parameters: readonly PySparkParameter[],
  index: number
): PySparkParameter | undefined {
  const last = parameters.at(-1);
  return parameters[index] ?? (last?.many ? last : undefined);
}

function printArgument(
  arg: Expression,
  { takes }: PySparkParameter,
  index: number,
  print: PartPrinter
): PyExpression | undefined {
  switch (takes) {
    case 'column':
      // Some functions take a text for a value at other places than the first.
      return index === 0 ? print.name(arg) : print.column(arg);
    case 'value':
      return print.column(arg);
    case 'plain':
      return print.plain(arg);
    case 'lambda':
      return undefined;
  }
}

/** Return true for what holds a lambda, or a part of one. */
function usesVariable(expression: Expression): boolean {
  return (
    expression.kind === 'lambda' ||
    expression.kind === 'variable' ||
    childrenOf(expression).some(usesVariable)
  );
}
