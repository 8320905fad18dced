import { isImmutable } from '../expression/functions/index.js';
import {
  childrenOf,
  mapChildren,
  type Expression
} from '../expression/typed.js';

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
    case 'sql':
      expression.columns?.forEach(name => found.add(key(name)));
      return expression.columns !== null;
    default:
      return childrenOf(expression).every(part => collectColumns(part, found));
  }
}

/** True for an expression that has the same value for the same row, always. SQL that was not understood may not. */
export function isDeterministic(expression: Expression): boolean {
  switch (expression.kind) {
    case 'sql':
      return expression.tree !== undefined && isDeterministic(expression.tree);
    case 'over':
      // It depends on other rows.
      return false;
    case 'apply':
      return (
        isImmutable(expression.name, expression.args.length === 0) &&
        expression.args.every(isDeterministic)
      );
    default:
      return childrenOf(expression).every(isDeterministic);
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
  return expression.kind === 'column'
    ? replace(expression.name)
    : mapChildren(expression, part => replaceColumns(part, replace));
}
