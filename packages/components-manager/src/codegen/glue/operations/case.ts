import type { Expression } from '../../../expression/typed.js';
import { method, type PyExpression } from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { columnExpression } from '../expression.js';

/**
 * Print `F.when(column == value, result)`, where null equals null.
 *
 * @param before - Cases to which this one is added.
 */
export function whenEqual(
  context: ScriptContext,
  column: string,
  value: Extract<Expression, { kind: 'literal' }>,
  result: PyExpression,
  before?: PyExpression
): PyExpression {
  const subject: Expression = { kind: 'column', name: column };
  const condition = columnExpression(
    context,
    value.value === null
      ? { kind: 'call', function: 'isNull', args: [subject] }
      : { kind: 'call', function: 'eq', args: [subject, value] }
  );
  return before
    ? method(before, 'when', [condition, result])
    : context.sql('when', [condition, result]);
}
