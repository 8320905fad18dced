import type {
  DistinctOperation,
  FilterOperation,
  LimitOperation,
  ProjectOperation,
  RepartitionOperation,
  RouteOperation,
  SortOperation,
  SortKey
} from '../../../plan/operation.js';
import { key } from '../../../plan/column.js';
import { id, infix, type Sql, type SqlItem } from '../../../sql/tree.js';
import {
  columnItems,
  columnOf,
  countOf,
  everything,
  expressionsOf,
  isNotTrue,
  orderBy,
  type DuckDbFrame,
  type DuckDbPrinter,
  type OrderKey
} from '../frame.js';
import { orderOf } from '../over.js';

/** Prints a projection. All its expressions see the row as it arrives. */
export const printProject: DuckDbPrinter<ProjectOperation> = (
  scope,
  { items, keepOthers },
  [input]
) => {
  const expressions = expressionsOf(scope, input.schema);
  const made = items.map(({ name, expression }, index) => ({
    name,
    expression,
    value: scope.at(
      `/items/${index}/expression`,
      () => expressions.print(expression).sql
    )
  }));
  const result = new Map<string, SqlItem>(
    keepOthers
      ? columnItems(input.schema).map(item => [key(item.name ?? ''), item])
      : []
  );
  for (const { name, value } of made) {
    if (value !== undefined) {
      result.set(key(name), { name, value });
    }
  }
  return [
    {
      query: {
        ...everything(input),
        items: keepOthers
          ? [...result.values()]
          : made.flatMap(({ name, value }) =>
              value === undefined ? [] : [{ name, value }]
            )
      },
      ...keptOrder(input, name => {
        const item = made.find(each => key(each.name) === key(name));
        return item === undefined
          ? keepOthers === true
          : item.expression.kind === 'column' &&
              key(item.expression.name) === key(name);
      })
    }
  ];
};

/** The order of an input while the columns that it goes by are there. */
function keptOrder(
  { order }: DuckDbFrame,
  isThere: (name: string) => boolean = () => true
): { order?: readonly OrderKey[] } {
  return order?.every(({ column }) => isThere(column)) ? { order } : {};
}

/** Prints a filter. */
export const printFilter: DuckDbPrinter<FilterOperation> = (
  scope,
  { condition },
  [input]
) => {
  const where = scope.at('/condition', () =>
    expressionsOf(scope, input.schema).condition(condition)
  );
  return [
    {
      query: { ...everything(input), ...(where ? { where } : {}) },
      ...keptOrder(input)
    }
  ];
};

/** Prints a route: a condition that is null is not true. */
export const printRoute: DuckDbPrinter<RouteOperation> = (
  scope,
  { routes, match },
  [input]
) => {
  const expressions = expressionsOf(scope, input.schema);
  const conditions = routes.map(
    ({ condition }, index) =>
      scope.at(`/routes/${index}/condition`, () =>
        expressions.condition(condition)
      ) ?? id('failed')
  );
  const not = conditions.map(isNotTrue);
  const wheres = conditions.map((condition, index): Sql =>
    match === 'first' && index > 0
      ? infix('AND', ...not.slice(0, index), condition)
      : condition
  );
  return [...wheres, infix('AND', ...not)].map(where => ({
    query: { ...everything(input), where },
    ...keptOrder(input)
  }));
};

/** Return the keys of an order over a frame. */
export function orderKeys(
  schema: DuckDbFrame['schema'],
  by: readonly SortKey[]
): OrderKey[] {
  return by.map(({ column, direction, nulls }) => {
    const { name, type } = columnOf(schema, column);
    const found = orderOf({ sql: id(name), type }, direction, nulls);
    return { column: name, descending: found.descending, nulls: found.nulls };
  });
}

/** Prints a sort. What reads it sorts again where the order counts, as a query may forget that of its parts. */
export const printSort: DuckDbPrinter<SortOperation> = (
  scope,
  { by },
  [input]
) => {
  const order = scope.at('/by', () => orderKeys(input.schema, by)) ?? [];
  return [
    {
      query: { ...everything(input), orderBy: orderBy(order) },
      order
    }
  ];
};

/** Prints a limit: of rows without an order any. */
export const printLimit: DuckDbPrinter<LimitOperation> = (
  _scope,
  { count },
  [input]
) => [
  {
    query: {
      ...everything(input),
      ...(input.order ? { orderBy: orderBy(input.order) } : {}),
      limit: countOf(count)
    },
    ...keptOrder(input)
  }
];

/** Prints distinct rows, or any row of each key. */
export const printDistinct: DuckDbPrinter<DistinctOperation> = (
  scope,
  { keys },
  [input]
) => {
  scope.at('/keys', () =>
    orderKeys(
      input.schema,
      (keys ?? input.schema.map(each => each.name)).map(column => ({
        column,
        direction: 'ascending'
      }))
    )
  );
  return [
    {
      query: {
        ...everything(input),
        distinct: keys
          ? { on: keys.map(name => id(columnName(input, name))) }
          : true
      }
    }
  ];
};

function columnName({ schema }: DuckDbFrame, name: string): string {
  return schema.find(each => key(each.name) === key(name))?.name ?? name;
}

/** Prints a repartition, which chooses no rows. */
export const printRepartition: DuckDbPrinter<RepartitionOperation> = (
  _scope,
  { together },
  [input]
) => [{ query: everything(input), ...(together ? keptOrder(input) : {}) }];
