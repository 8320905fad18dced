import { printSql } from '../../../expression/print.js';
import type { Expression } from '../../../expression/typed.js';
import { isReference, type Text } from '../../../document/text.js';
import type {
  FrameBound,
  SortKey,
  WindowFunction,
  WindowItem,
  WindowOperation
} from '../../../plan/operation.js';
import { WINDOW_FUNCTION_NAMES } from '../../../plan/operations/window.js';
import { integer, number } from '../../python/literal.js';
import {
  attribute,
  binary,
  boolean,
  method,
  string,
  type PyExpression
} from '../../python/tree.js';
import type { ScriptContext } from '../context.js';
import { columnExpression, columnName } from '../expression.js';
import { asVariable, unusedInFrame, unusedName, withColumns } from './frame.js';
import type { OperationPrinter } from './printer.js';
import { sortColumn } from './sort.js';

/** Functions that have frames of their own. */
const RANKS: ReadonlySet<WindowFunction> = new Set<WindowFunction>([
  'rowNumber',
  'rank',
  'denseRank',
  'percentRank',
  'cumeDist',
  'ntile',
  'lag',
  'lead'
]);

/** `frame.withColumn(name, F.function(…).over(window))`; the first rows of each partition by their number. */
export const printWindow: OperationPrinter<WindowOperation> = (
  scope,
  operation,
  [frame]
) => {
  const { context } = scope;
  const { partition, order, frame: bounds, items, firstRows } = operation;
  const plain = windowOf(context, partition, order);
  const framed =
    bounds && items.some(each => !RANKS.has(each.function))
      ? method(plain, bounds.unit === 'rows' ? 'rowsBetween' : 'rangeBetween', [
          bound(context, bounds.from, false),
          bound(context, bounds.to, true)
        ])
      : plain;
  const uses = (window: PyExpression): number =>
    items.filter(each => (RANKS.has(each.function) ? plain : framed) === window)
      .length + (window === plain && firstRows !== undefined ? 1 : 0);
  const shared = (window: PyExpression, purpose: string): PyExpression =>
    uses(window) > 1 ? asVariable(scope, window, purpose) : window;
  const plainWindow = shared(plain, 'window');
  const framedWindow = framed === plain ? plainWindow : shared(framed, 'frame');
  const computed = withColumns(
    frame,
    items.map(each => [
      each.name,
      method(functionCall(context, each), 'over', [
        RANKS.has(each.function) ? plainWindow : framedWindow
      ])
    ])
  );
  if (firstRows === undefined) {
    return computed;
  }
  const { frame: rows, unused: rank } = operation.schema
    ? {
        frame: computed,
        unused: string(
          unusedName('row_number', [
            ...operation.schema.map(each => each.name),
            ...partition,
            ...order.map(each => each.column),
            ...items.map(each => each.name)
          ])
        )
      }
    : unusedInFrame(scope, computed, 'row_number');
  return method(
    method(
      method(rows, 'withColumn', [
        rank,
        method(context.sql('row_number', []), 'over', [plainWindow])
      ]),
      'filter',
      [
        binary(
          firstRows === 1 ? '==' : '<=',
          context.sql('col', [rank]),
          number(firstRows)
        )
      ]
    ),
    'drop',
    [rank]
  );
};

/** Print a window: `Window.partitionBy(…).orderBy(…)`. */
export function windowOf(
  context: ScriptContext,
  partition: readonly string[],
  order: readonly SortKey[]
): PyExpression {
  const window = context.imported('Window');
  const keys = order.map(key => sortColumn(context, key));
  if (partition.length === 0 && keys.length > 0) {
    return method(window, 'orderBy', keys);
  }
  const parted = method(
    window,
    'partitionBy',
    partition.map(key => string(columnName(key)))
  );
  return keys.length > 0 ? method(parted, 'orderBy', keys) : parted;
}

function bound(
  context: ScriptContext,
  end: FrameBound,
  last: boolean
): PyExpression {
  if (end === 'unbounded' || end === 'current') {
    return attribute(
      context.imported('Window'),
      end === 'current'
        ? 'currentRow'
        : last
          ? 'unboundedFollowing'
          : 'unboundedPreceding'
    );
  }
  return number('preceding' in end ? -end.preceding : end.following);
}

function functionCall(context: ScriptContext, item: WindowItem): PyExpression {
  const { function: called, args, ignoreNulls } = item;
  const [value, second, third] = args;
  switch (called) {
    case 'ntile':
      return context.sql(WINDOW_FUNCTION_NAMES[called], [whole(value)]);
    case 'lag':
    case 'lead': {
      const standard = third === undefined ? undefined : plainValue(third);
      // PySpark has neither IGNORE NULLS here nor values of other types than Python's.
      if (ignoreNulls || (third !== undefined && standard === undefined)) {
        return context.sql('expr', [context.sqlText(sqlCall(item))]);
      }
      return context.sql(WINDOW_FUNCTION_NAMES[called], [
        argument(context, value),
        ...(second === undefined ? [] : [whole(second)]),
        ...(standard === undefined ? [] : [standard])
      ]);
    }
    case 'nth':
      return context.sql(
        WINDOW_FUNCTION_NAMES[called],
        [argument(context, value), whole(second)],
        ignoreNulls ? { ignoreNulls: boolean(true) } : {}
      );
    case 'first':
    case 'last':
      return context.sql(
        WINDOW_FUNCTION_NAMES[called],
        [argument(context, value)],
        ignoreNulls ? { ignorenulls: boolean(true) } : {}
      );
    default:
      return context.sql(
        WINDOW_FUNCTION_NAMES[called],
        args.length === 0 && called === 'count'
          ? [context.sql('lit', [integer('1')])]
          : args.map(each => argument(context, each))
      );
  }
}

function argument(context: ScriptContext, value: Expression): PyExpression {
  return value.kind === 'column'
    ? string(columnName(value.name))
    : columnExpression(context, value);
}

/** A literal that is a whole number. */
function whole(value: Expression): PyExpression {
  return value.kind === 'literal' && typeof value.value === 'number'
    ? number(value.value)
    : integer(value.kind === 'literal' ? String(value.value) : '');
}

/** A literal that is one of Python's, with the same type in Spark. */
function plainValue(value: Expression): PyExpression | undefined {
  if (value.kind !== 'literal') {
    return undefined;
  }
  switch (typeof value.value) {
    case 'boolean':
      return boolean(value.value);
    case 'number':
      return number(value.value, value.type.kind === 'double');
    case 'string':
      return value.type.kind === 'string' ? string(value.value) : undefined;
    default:
      return undefined;
  }
}

function sqlCall({ function: called, args, ignoreNulls }: WindowItem): Text {
  const parts = args.flatMap((arg, index) => [
    index === 0 ? '' : ', ',
    ...printSql(arg)
  ]);
  return joined([
    `${WINDOW_FUNCTION_NAMES[called]}(`,
    ...parts,
    ignoreNulls ? ') IGNORE NULLS' : ')'
  ]);
}

/** A text whose plain parts that stand side by side are one. */
function joined(parts: Text): Text {
  const result: Text[number][] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last !== undefined && !isReference(last) && !isReference(part)) {
      result[result.length - 1] = last + part;
    } else {
      result.push(part);
    }
  }
  return result;
}
