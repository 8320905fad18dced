import type { AggregateFunction } from '../../expression/typed.js';
import type {
  AggregateOperation,
  DistinctOperation,
  JoinOperation,
  ProjectOperation,
  SortKey,
  SortOperation,
  UnionOperation
} from '../../plan/operation.js';
import type { Schema } from '../../types/type.js';
import { number, integer } from '../python/literal.js';
import {
  attribute,
  binary,
  boolean,
  call,
  list,
  method,
  string,
  type PyExpression
} from '../python/tree.js';
import type { ScriptContext } from './context.js';
import { column, columnExpression, columnName } from './expression.js';

/** `frame.select(…)`. */
export function printProject(
  context: ScriptContext,
  operation: ProjectOperation,
  frame: PyExpression
): PyExpression {
  return method(
    frame,
    'select',
    operation.items.map(item => {
      if (
        item.expression.kind === 'column' &&
        item.expression.name === item.name
      ) {
        return string(columnName(item.name));
      }
      return method(columnExpression(context, item.expression), 'alias', [
        string(item.name)
      ]);
    })
  );
}

/** `frame.orderBy(…)`, or within each partition. */
export function printSort(
  context: ScriptContext,
  operation: SortOperation,
  frame: PyExpression
): PyExpression {
  return method(
    frame,
    operation.local ? 'sortWithinPartitions' : 'orderBy',
    operation.by.map(key => sortColumn(context, key))
  );
}

function sortColumn(context: ScriptContext, key: SortKey): PyExpression {
  const direction = key.direction === 'ascending' ? 'asc' : 'desc';
  return method(
    column(context, key.column),
    key.nulls ? `${direction}_nulls_${key.nulls}` : direction
  );
}

/** `frame.distinct()`, by keys, or the first row of each key in an order. */
export function printDistinct(
  context: ScriptContext,
  operation: DistinctOperation,
  frame: PyExpression
): PyExpression {
  const { keys, orderBy } = operation;
  if (!keys) {
    return method(frame, 'distinct');
  }
  if (!orderBy || orderBy.length === 0) {
    return method(frame, 'dropDuplicates', [list(keys.map(string))]);
  }
  const rank = unusedName('row_number', operation);
  const window = method(
    method(
      context.imported('Window'),
      'partitionBy',
      keys.map(key => string(columnName(key)))
    ),
    'orderBy',
    orderBy.map(key => sortColumn(context, key))
  );
  return method(
    method(
      method(frame, 'withColumn', [
        string(rank),
        method(context.sql('row_number', []), 'over', [window])
      ]),
      'filter',
      [binary('==', context.sql('col', [string(rank)]), number(1))]
    ),
    'drop',
    [string(rank)]
  );
}

function unusedName(base: string, operation: DistinctOperation): string {
  const used = new Set(
    [
      ...(operation.schema ?? []).map(each => each.name),
      ...(operation.keys ?? []),
      ...(operation.orderBy ?? []).map(each => each.column)
    ].map(each => each.toLowerCase())
  );
  let result = `_${base}`;
  while (used.has(result)) {
    result = `_${result}`;
  }
  return result;
}

/** Inputs by column name, one after the other. */
export function printUnion(
  context: ScriptContext,
  operation: UnionOperation,
  frames: readonly PyExpression[]
): PyExpression {
  const missing = operation.allowMissing
    ? { allowMissingColumns: boolean(true) }
    : {};
  // A chain as long as the inputs are many would be deeper than Python's parser goes.
  const all =
    frames.length > LONG_UNION && !operation.allowMissing
      ? call(context.imported('reduce'), [
          attribute(context.imported('DataFrame'), 'unionByName'),
          list(frames)
        ])
      : frames
          .slice(1)
          .reduce<PyExpression>(
            (left, right) => method(left, 'unionByName', [right], missing),
            frames[0]
          );
  return operation.distinct ? method(all, 'distinct') : all;
}

const LONG_UNION = 8;

const AGGREGATES: Record<AggregateFunction, string> = {
  count: 'count',
  countDistinct: 'countDistinct',
  sum: 'sum',
  avg: 'avg',
  min: 'min',
  max: 'max',
  first: 'first',
  last: 'last',
  stddev: 'stddev',
  variance: 'variance'
};

/** `frame.groupBy(keys).agg(…)`. */
export function printAggregate(
  context: ScriptContext,
  operation: AggregateOperation,
  frame: PyExpression
): PyExpression {
  const keys = operation.keys.map(key => string(columnName(key)));
  if (operation.aggregates.length === 0) {
    return method(method(frame, 'select', keys), 'distinct');
  }
  const aggregates = operation.aggregates.map(each => {
    const argument =
      each.column === undefined
        ? context.sql('lit', [integer('1')])
        : string(columnName(each.column));
    const value = context.sql(
      AGGREGATES[each.function],
      [argument],
      each.ignoreNulls ? { ignorenulls: boolean(true) } : {}
    );
    return method(value, 'alias', [string(each.name)]);
  });
  return method(
    keys.length > 0 ? method(frame, 'groupBy', keys) : frame,
    'agg',
    aggregates
  );
}

const JOINS: Record<JoinOperation['how'], string> = {
  inner: 'inner',
  left: 'left',
  right: 'right',
  full: 'full',
  semi: 'left_semi',
  anti: 'left_anti'
};

/** A join on equal keys; both sides have an alias, so that a frame can be joined with what came from it. */
export function printJoin(
  context: ScriptContext,
  operation: JoinOperation,
  left: PyExpression,
  right: PyExpression,
  leftSchema?: Schema
): PyExpression {
  const { how, keys, output } = operation;
  const onlyLeft = how === 'semi' || how === 'anti';
  if (!output && !onlyLeft) {
    return call(context.useHelper('join_frames'), [left, right], {
      keys: list(
        keys.map(key => ({
          kind: 'tuple',
          items: [string(key.left), string(key.right)]
        }))
      ),
      how: string(JOINS[how]),
      keep: string(
        operation.collision.rule === 'suffix'
          ? 'both'
          : operation.collision.rule === 'keepLeft'
            ? 'left'
            : 'right'
      ),
      suffix: string(operation.collision.suffix)
    });
  }
  const side = (alias: 'left' | 'right', each: string): PyExpression =>
    context.sql('col', [string(`${alias}.${columnName(each)}`)]);
  const conditions = keys.map(key =>
    binary('==', side('left', key.left), side('right', key.right))
  );
  const joined = method(method(left, 'alias', [string('left')]), 'join', [
    method(right, 'alias', [string('right')]),
    conditions.length === 1 ? conditions[0] : list(conditions),
    string(JOINS[how])
  ]);
  // A semi or anti join has the left side's columns by itself.
  if (!output || (onlyLeft && output.length === leftSchema?.length)) {
    return joined;
  }
  return method(
    joined,
    'select',
    output.map(each => {
      if (each.side === 'both') {
        return method(
          context.sql('coalesce', [
            side('left', each.column),
            side('right', each.rightColumn ?? each.column)
          ]),
          'alias',
          [string(each.name)]
        );
      }
      const value = side(each.side, each.column);
      return each.name === each.column
        ? value
        : method(value, 'alias', [string(each.name)]);
    })
  );
}
