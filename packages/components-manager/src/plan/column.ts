import type { Expression } from '../expression/typed.js';

/** Names without regard to case, as Spark compares them. */
export function key(name: string): string {
  return name.toLowerCase();
}

/** Adds the columns an expression reads to `found`; false where that can't be known. */
export function collectColumns(
  expression: Expression,
  found: Set<string>
): boolean {
  switch (expression.kind) {
    case 'column':
      found.add(key(expression.name));
      return true;
    case 'literal':
    case 'parameter':
      return true;
    case 'cast':
      return collectColumns(expression.operand, found);
    case 'call':
      return expression.args.every(arg => collectColumns(arg, found));
    case 'sql':
      expression.columns?.forEach(name => found.add(key(name)));
      return expression.columns !== null;
  }
}

/** True for an expression that has the same value for the same row, always. SQL that was not understood may not. */
export function isDeterministic(expression: Expression): boolean {
  switch (expression.kind) {
    case 'cast':
      return isDeterministic(expression.operand);
    case 'call':
      return expression.args.every(isDeterministic);
    case 'sql':
      return expression.tree !== undefined && isDeterministic(expression.tree);
    default:
      return true;
  }
}

/** The conditions that a condition demands all of. */
export function conjuncts(condition: Expression): readonly Expression[] {
  return condition.kind === 'call' && condition.function === 'and'
    ? condition.args.flatMap(conjuncts)
    : [condition];
}

/** A condition that demands all of some. */
export function conjunctionOf(conditions: readonly Expression[]): Expression {
  return conditions.length === 1
    ? conditions[0]
    : { kind: 'call', function: 'and', args: conditions };
}

/** An expression with each column replaced. */
export function replaceColumns(
  expression: Expression,
  replace: (name: string) => Expression
): Expression {
  switch (expression.kind) {
    case 'column':
      return replace(expression.name);
    case 'cast':
      return {
        ...expression,
        operand: replaceColumns(expression.operand, replace)
      };
    case 'call':
      return {
        ...expression,
        args: expression.args.map(arg => replaceColumns(arg, replace))
      };
    default:
      return expression;
  }
}
