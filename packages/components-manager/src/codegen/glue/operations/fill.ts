import type { Expression } from '../../../expression/typed.js';
import type { FillItem, FillOperation } from '../../../plan/operation.js';
import { key } from '../../../plan/column.js';
import { sameType } from '../../../types/cast.js';
import type { DataType } from '../../../types/type.js';
import {
  attribute,
  boolean,
  call,
  dict,
  list,
  method,
  string,
  type PyExpression
} from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { column, columnExpression, columnName } from '../expression.js';
import { asVariable, withColumns } from './frame.js';
import type { OperationPrinter } from './printer.js';
import { windowOf } from './window.js';

/** Constants by `F.coalesce`, previous values by `F.last` over a window, all others by a helper. */
export const printFill: OperationPrinter<FillOperation> = (
  scope,
  { fills, partition, order, schema },
  [frame]
) => {
  const { context } = scope;
  const typical = fills.flatMap(({ column: name, by }) =>
    by.kind === 'constant' || by.kind === 'previous'
      ? []
      : [[name, string(by.kind)] as const]
  );
  const filled =
    typical.length === 0
      ? frame
      : call(context.useHelper('fill_typical'), [
          frame,
          dict(Object.fromEntries(typical)),
          list(partition.map(string))
        ]);
  const previous = fills.filter(({ by }) => by.kind === 'previous');
  const window =
    previous.length === 0
      ? undefined
      : method(windowOf(context, partition, order), 'rowsBetween', [
          attribute(context.imported('Window'), 'unboundedPreceding'),
          attribute(context.imported('Window'), 'currentRow')
        ]);
  const shared =
    window && previous.length > 1
      ? asVariable(scope, window, 'window')
      : window;
  const types = new Map(
    (schema ?? []).map(each => [key(each.name), each.type])
  );
  return withColumns(
    filled,
    fills.flatMap(fill => {
      const value = filledColumn(
        context,
        fill,
        shared,
        types.get(key(fill.column))
      );
      return value ? [[fill.column, value] as const] : [];
    })
  );
};

function filledColumn(
  context: ScriptContext,
  { column: name, by }: FillItem,
  window: PyExpression | undefined,
  type: DataType | undefined
): PyExpression | undefined {
  switch (by.kind) {
    case 'constant':
      return context.sql('coalesce', [
        column(context, name),
        columnExpression(context, ofType(by.value, type))
      ]);
    case 'previous':
      return (
        window &&
        method(
          context.sql('last', [string(columnName(name))], {
            ignorenulls: boolean(true)
          }),
          'over',
          [window]
        )
      );
    default:
      return undefined;
  }
}

/** A value as a column's type, so that the column keeps it. */
function ofType(value: Expression, type: DataType | undefined): Expression {
  return type === undefined ||
    type.kind === 'unknown' ||
    ('type' in value && sameType(value.type, type))
    ? value
    : { kind: 'cast', operand: value, type };
}
