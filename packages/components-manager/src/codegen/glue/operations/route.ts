import type { RouteOperation } from '../../../plan/operation.js';
import {
  assign,
  binary,
  boolean,
  method,
  name,
  type PyExpression
} from '../../python/tree.js';
import { columnExpression } from '../expression.js';
import type { OperationPrinter } from './printer.js';

/**
 * `frame.filter(…)` for each output that is used. A condition that several outputs need is assigned to a variable before.
 */
export const printRoute: OperationPrinter<RouteOperation> = (
  { context, add, isUsed },
  { match, routes, otherwise },
  [input]
) => {
  const usesOf = (route: number): number => {
    let uses = isUsed(route) ? 1 : 0;
    for (let other = route + 1; other <= routes.length; other++) {
      const excludes = match === 'first' || other === routes.length;
      uses += excludes && isUsed(other) ? 1 : 0;
    }
    return uses;
  };
  const conditions = routes.map((route, index) => {
    const uses = usesOf(index);
    if (uses === 0) {
      return undefined;
    }
    // A row whose condition is null is not taken, and `~` of null is null again.
    const condition = context.sql('coalesce', [
      columnExpression(context, route.condition),
      context.sql('lit', [boolean(false)])
    ]);
    if (uses === 1) {
      return condition;
    }
    const target = context.names.allocate(
      `is ${route.title}`,
      `is ${route.port}`
    );
    add(assign(target, condition));
    return name(target);
  });
  return [...routes, otherwise].map(({ title }, index) => {
    if (!isUsed(index)) {
      return { title, frame: undefined };
    }
    const own = conditions.slice(index, index + 1);
    const excluded =
      match === 'first' || index === routes.length
        ? conditions.slice(0, index)
        : [];
    const condition = [...noneOf(excluded), ...own].reduce<
      PyExpression | undefined
    >((all, each) => (all && each ? binary('&', all, each) : each), undefined);
    return {
      title,
      frame: condition ? method(input, 'filter', [condition]) : input
    };
  });
};

/** The condition that none of some conditions is true; none where there are none. */
function noneOf(
  conditions: readonly (PyExpression | undefined)[]
): PyExpression[] {
  const any = conditions.reduce(
    (all, each) => (all && each ? binary('|', all, each) : each),
    undefined
  );
  return any ? [{ kind: 'unary', operator: '~', operand: any }] : [];
}
