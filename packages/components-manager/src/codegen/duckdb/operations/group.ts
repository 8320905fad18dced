import { AGGREGATION } from '../../../expression/functions/aggregation.js';
import { aggregateColumn } from '../../../plan/operations/aggregate.js';
import { pivotColumns } from '../../../plan/operations/pivot.js';
import {
  WINDOW_FUNCTION_NAMES,
  windowType
} from '../../../plan/operations/window.js';
import type {
  AggregateItem,
  AggregateOperation,
  FillOperation,
  FrameBound,
  PivotOperation,
  WindowItem,
  WindowOperation
} from '../../../plan/operation.js';
import { key } from '../../../plan/column.js';
import {
  call,
  id,
  infix,
  isNull,
  number,
  type Sql,
  type SqlCall,
  type SqlFrame,
  type SqlItem
} from '../../../sql/tree.js';
import type { Schema } from '../../../types/type.js';
import { coerced, compared } from '../coerce.js';
import { windowCall } from '../over.js';
import { NoForm, settled, settledAll } from '../noform.js';
import {
  coalesce,
  columnItems,
  columnOf,
  everything,
  expressionsOf,
  orderBy,
  type DuckDbPrinter,
  type DuckDbScope
} from '../frame.js';
import { orderKeys } from './rows.js';

/** Aggregates that compare values, which lists, maps and structs do by other rules. */
const COMPARING = new Set(['min', 'max', 'countDistinct']);

/** Prints an aggregation. */
export const printAggregate: DuckDbPrinter<AggregateOperation> = (
  scope,
  { keys, aggregates },
  [input]
) => {
  const groups = groupKeys(scope, input.schema, keys);
  const made = aggregates.map((item, index): SqlItem => ({
    name: item.name,
    value:
      scope.at(`/aggregates/${index}`, () =>
        aggregate(scope, input.schema, item)
      ) ?? id('failed')
  }));
  return [
    {
      query: {
        ...everything(input),
        items: [...groups.map(value => ({ value })), ...made],
        groupBy: groups
      }
    }
  ];
};

function groupKeys(
  scope: DuckDbScope,
  schema: Schema,
  keys: readonly string[]
): Sql[] {
  return keys.flatMap((name, index) =>
    (
      scope.at(`/keys/${index}`, () =>
        orderKeys(schema, [{ column: name, direction: 'ascending' }])
      ) ?? []
    ).map(({ column }) => id(column))
  );
}

/** Return an aggregate in the type that Spark gives it. */
function aggregate(
  scope: DuckDbScope,
  schema: Schema,
  item: AggregateItem,
  filter?: Sql
): Sql {
  const expressions = expressionsOf(scope, schema);
  const { name, distinct } = AGGREGATION[item.function];
  const filters = filter ? [filter] : [];
  if (item.column === undefined) {
    return withFilter(call('count', { kind: 'word', word: '*' }), filters);
  }
  const column = columnOf(schema, item.column);
  if (COMPARING.has(item.function)) {
    orderKeys(schema, [{ column: column.name, direction: 'ascending' }]);
  }
  const value = id(column.name);
  const found = expressions.function(name, [{ sql: value, type: column.type }]);
  const called = found.call;
  if (called.kind !== 'call') {
    throw new NoForm(`the function ${name} as an aggregate`);
  }
  const nulls = item.ignoreNulls && (name === 'first' || name === 'last');
  return expressions.typed({
    ...found,
    type: aggregateColumn(item, schema).type,
    call: withFilter(
      { ...called, ...(distinct ? { distinct } : {}) },
      nulls
        ? [
            ...filters,
            { kind: 'postfix', operand: value, operator: 'IS NOT NULL' }
          ]
        : filters
    )
  }).sql;
}

function withFilter(called: SqlCall, filters: readonly Sql[]): SqlCall {
  return filters.length === 0
    ? called
    : { ...called, filter: infix('AND', ...filters) };
}

/** Prints a pivot: aggregates over the rows of a group that have a value. */
export const printPivot: DuckDbPrinter<PivotOperation> = (
  scope,
  pivot,
  [input]
) => {
  const groups = groupKeys(scope, input.schema, pivot.keys);
  const made = pivotColumns(pivot).map(
    ({ name, value, aggregate: item }, index): SqlItem => ({
      name,
      value:
        scope.at(
          `/values/${Math.floor(index / pivot.aggregates.length)}`,
          () => {
            const column = columnOf(input.schema, pivot.column);
            const own = { sql: id(column.name), type: column.type };
            const printed = expressionsOf(scope, input.schema).print(value);
            const [x, y] = settledAll(compared(own, printed));
            return aggregate(
              scope,
              input.schema,
              { ...item, ignoreNulls: true },
              value.value === null ? isNull(own.sql) : infix('=', x.sql, y.sql)
            );
          }
        ) ?? id('failed')
    })
  );
  return [
    {
      query: {
        ...everything(input),
        items: [...groups.map(each => ({ value: each })), ...made],
        groupBy: groups
      }
    }
  ];
};

/** Functions of windows that look at the rows of a frame. */
const FRAMED = new Set<WindowItem['function']>([
  'nth',
  'count',
  'sum',
  'avg',
  'min',
  'max',
  'first',
  'last',
  'stddev',
  'variance'
]);

/** Prints a window. */
export const printWindow: DuckDbPrinter<WindowOperation> = (
  scope,
  { partition, order, frame, items, firstRows },
  [input]
) => {
  const { schema } = input;
  const groups = groupKeys(scope, schema, partition).map(each => each);
  const by = orderBy(scope.at('/order', () => orderKeys(schema, order))) ?? [];
  const rows = frame && scope.at('/frame', () => frameOf(frame));
  const result = new Map<string, SqlItem>(
    columnItems(schema).map(item => [key(item.name ?? ''), item])
  );
  for (const [index, item] of items.entries()) {
    const value = scope.at(`/items/${index}`, () => {
      const expressions = expressionsOf(scope, schema);
      const found = expressions.function(
        WINDOW_FUNCTION_NAMES[item.function],
        item.args.map(each => expressions.print(each))
      );
      const called: SqlCall =
        item.function === 'count' && item.args.length === 0
          ? call('count', { kind: 'word', word: '*' })
          : windowCall(found.call);
      return expressions.typed({
        ...found,
        type: windowType(item, schema),
        call: {
          kind: 'over',
          call: {
            ...called,
            ...(item.ignoreNulls ? { ignoreNulls: true } : {})
          },
          partition: groups,
          order: by,
          ...(rows && FRAMED.has(item.function) ? { frame: rows } : {})
        }
      }).sql;
    });
    if (value !== undefined) {
      result.set(key(item.name), { name: item.name, value });
    }
  }
  return [
    {
      query: {
        ...everything(input),
        items: [...result.values()],
        ...(firstRows === undefined
          ? {}
          : {
              qualify: infix(
                '<=',
                {
                  kind: 'over',
                  call: call('row_number'),
                  partition: groups,
                  order: by
                },
                number(firstRows)
              )
            })
      }
    }
  ];
};

function frameOf({
  unit,
  from,
  to
}: NonNullable<WindowOperation['frame']>): SqlFrame {
  const bound = (each: FrameBound): number | 'unbounded' =>
    each === 'unbounded'
      ? 'unbounded'
      : each === 'current'
        ? 0
        : 'preceding' in each
          ? -each.preceding
          : each.following;
  const found: SqlFrame = {
    unit: unit === 'rows' ? 'ROWS' : 'RANGE',
    from: bound(from),
    to: bound(to)
  };
  if (
    unit === 'range' &&
    [found.from, found.to].some(each => typeof each === 'number' && each !== 0)
  ) {
    throw new NoForm('a frame that compares values');
  }
  return found;
}

/** Prints a fill of nulls. */
export const printFill: DuckDbPrinter<FillOperation> = (
  scope,
  { fills, partition, order },
  [input]
) => {
  const { schema } = input;
  const groups = groupKeys(scope, schema, partition);
  const by = orderBy(scope.at('/order', () => orderKeys(schema, order))) ?? [];
  const filled = new Map<string, Sql>();
  for (const [index, { column, by: how }] of fills.entries()) {
    const value = scope.at(`/fills/${index}`, () => {
      const own = columnOf(schema, column);
      const sql = id(own.name);
      switch (how.kind) {
        case 'constant': {
          const constant = expressionsOf(scope, schema).print(how.value);
          return coalesce(sql, settled(coerced(constant, own.type)).sql);
        }
        case 'previous':
          return coalesce(sql, {
            kind: 'over',
            call: { ...call('last_value', sql), ignoreNulls: true },
            partition: groups,
            order: by,
            frame: { unit: 'ROWS', from: 'unbounded', to: -1 }
          });
        case 'mean':
          if (own.type.kind === 'double') {
            return coalesce(sql, {
              kind: 'over',
              call: call('avg', sql),
              partition: groups,
              order: []
            });
          }
          throw new NoForm('the mean of other numbers than doubles is rounded');
        default:
          throw new NoForm(`the ${how.kind} is found in another way`);
      }
    });
    if (value !== undefined) {
      filled.set(key(column), value);
    }
  }
  return [
    {
      query: {
        ...everything(input),
        items: schema.map(({ name }) => ({
          name,
          value: filled.get(key(name)) ?? id(name)
        }))
      }
    }
  ];
};
