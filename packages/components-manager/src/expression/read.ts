import { parseText, type ParameterValue } from '../document/text.js';
import { UNKNOWN } from './arithmetic.js';
import { parseNode } from './expression.js';
import { tokenize, withoutEnd } from './lexer.js';
import { ColumnIndex, type ExpressionScope } from './scope.js';
import { toExpression } from './tree.js';
import type { Expression } from './typed.js';

/**
 * Read a Spark SQL expression as one of a plan, with all that a plan can express: CASE, functions of the catalogue, windows, intervals,
 * lambdas, parts of structs, arrays and maps. It is the reverse of `printSql`.
 *
 * Returns undefined for what a plan has no word for, and for syntax that is not known. Columns are not checked.
 *
 * @example
 * printSql(readExpression("case when a > 1 then 'many' end")); // → ["CASE WHEN (a > 1) THEN 'many' END"]
 */
export function readExpression(
  text: string | ParameterValue,
  scope: Pick<ExpressionScope, 'schema' | 'parameters'> = {}
): Expression | undefined {
  const node = parseNode(tokenize(withoutEnd(parseText(text))));
  const index = ColumnIndex.of(scope.schema);
  return (
    node &&
    toExpression(node, {
      column: name => index.get(name)?.name ?? name,
      parameter: name => scope.parameters?.get(name)?.type ?? UNKNOWN,
      whole: true
    })
  );
}
