import type { UnpivotOperation } from '../../../plan/operation.js';
import { list, method, string, type PyExpression } from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { column, columnName } from '../expression.js';
import { unusedName } from './frame.js';
import type { OperationPrinter } from './printer.js';

/** `frame.unpivot(ids, columns, name, value)`; before Spark 3.4 an exploded array of pairs. */
export const printUnpivot: OperationPrinter<UnpivotOperation> = (
  { context },
  unpivot,
  [frame]
) => {
  const { ids, columns, nameColumn, valueColumn, dropNulls } = unpivot;
  const names = (all: readonly string[]): PyExpression[] =>
    all.map(each => string(columnName(each)));
  const long =
    context.version === '4.0'
      ? explodedPairs(context, unpivot, frame)
      : method(frame, 'unpivot', [
          list(names(ids)),
          list(names(columns)),
          string(nameColumn),
          string(valueColumn)
        ]);
  return dropNulls
    ? method(long, 'filter', [
        method(column(context, valueColumn), 'isNotNull')
      ])
    : long;
};

function explodedPairs(
  context: ScriptContext,
  { ids, columns, nameColumn, valueColumn }: UnpivotOperation,
  frame: PyExpression
): PyExpression {
  const pair = unusedName('pair', ids);
  const keys = ids.map(each => string(columnName(each)));
  const pairs = columns.map(each =>
    context.sql('struct', [
      method(context.sql('lit', [string(each)]), 'alias', [string('name')]),
      method(column(context, each), 'alias', [string('value')])
    ])
  );
  const part = (field: string, called: string): PyExpression =>
    method(context.sql('col', [string(`${pair}.${field}`)]), 'alias', [
      string(called)
    ]);
  return method(
    method(frame, 'select', [
      ...keys,
      method(context.sql('explode', [context.sql('array', pairs)]), 'alias', [
        string(pair)
      ])
    ]),
    'select',
    [...keys, part('name', nameColumn), part('value', valueColumn)]
  );
}
