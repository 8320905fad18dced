import { commonType } from '../../../types/cast.js';
import { key } from '../../../plan/column.js';
import type {
  JoinOperation,
  SetOperation,
  UnionOperation
} from '../../../plan/operation.js';
import { duckDbType } from '../../../expression/functions/duckdb/types.js';
import {
  cast,
  id,
  infix,
  NULL,
  type Sql,
  type SqlItem,
  type SqlSelect,
  type SqlSet
} from '../../../sql/tree.js';
import type { Column, Schema } from '../../../types/type.js';
import { coerced, compared } from '../coerce.js';
import { NoForm, settled, settledAll } from '../noform.js';
import {
  coalesce,
  columnItems,
  columnOf,
  everything,
  type DuckDbFrame,
  type DuckDbPrinter,
  type DuckDbScope
} from '../frame.js';
import { orderKeys } from './rows.js';

const HOW = {
  inner: 'INNER',
  left: 'LEFT',
  right: 'RIGHT',
  full: 'FULL',
  semi: 'SEMI',
  anti: 'ANTI'
} as const;

/** Prints a join. */
export const printJoin: DuckDbPrinter<JoinOperation> = (
  scope,
  { how, keys, output },
  [left, right]
) => {
  const [l, r] = ['l', 'r'];
  const conditions = keys.map((each, index) =>
    scope.at(`/keys/${index}`, () => {
      const a = columnOf(left.schema, each.left);
      const b = columnOf(right.schema, each.right);
      const [x, y] = settledAll(
        compared(
          { sql: id(l, a.name), type: a.type },
          { sql: id(r, b.name), type: b.type }
        )
      );
      return infix('=', x.sql, y.sql);
    })
  );
  const half = how === 'semi' || how === 'anti';
  if (!output && !half) {
    scope.problem('', 'the columns of both inputs must be known');
  }
  const items =
    output?.map(({ name, side, column, rightColumn }): SqlItem => ({
      name,
      value:
        side === 'both'
          ? (scope.at('/output', () =>
              either(
                columnOf(left.schema, column),
                columnOf(right.schema, rightColumn ?? column)
              )
            ) ?? NULL)
          : id(
              side === 'left' ? l : r,
              nameIn(side === 'left' ? left : right, column)
            )
    })) ??
    left.schema.map(({ name }): SqlItem => ({ name, value: id(l, name) }));
  return [
    {
      query: {
        kind: 'select',
        items,
        from: {
          kind: 'join',
          how: HOW[how],
          left: { kind: 'table', name: left.name, alias: l },
          right: { kind: 'table', name: right.name, alias: r },
          on: infix('AND', ...conditions.filter(each => each !== undefined))
        }
      }
    }
  ];
};

/** A key from whichever side has it, in the type that holds both. */
function either(left: Column, right: Column): Sql {
  const type = commonType(left.type, right.type);
  if (type === undefined) {
    throw new NoForm('the keys have no common type');
  }
  const a = settled(
    coerced({ sql: id('l', left.name), type: left.type }, type)
  );
  const b = settled(
    coerced({ sql: id('r', right.name), type: right.type }, type)
  );
  return coalesce(a.sql, b.sql);
}

function nameIn({ schema }: DuckDbFrame, name: string): string {
  return schema.find(each => key(each.name) === key(name))?.name ?? name;
}

/** Prints a union: columns by name, each in the type that holds all. */
export const printUnion: DuckDbPrinter<UnionOperation> = (
  scope,
  { distinct, schema = [] },
  inputs
) => {
  if (distinct) {
    checkComparable(scope, schema);
  }
  return [
    {
      query: {
        kind: 'set',
        operator: distinct ? 'UNION' : 'UNION ALL',
        inputs: alike(scope, inputs, schema)
      }
    }
  ];
};

/** Prints rows that all inputs have, or that only the first has. */
export const printSetOperation: DuckDbPrinter<SetOperation> = (
  scope,
  { kind, distinct, schema = [] },
  inputs
) => {
  checkComparable(scope, schema);
  const word = kind === 'intersect' ? 'INTERSECT' : 'EXCEPT';
  const operator: SqlSet['operator'] = distinct ? word : `${word} ALL`;
  const [first, ...others] = alike(scope, inputs, schema);
  // Pair by pair, so that it never depends on precedence.
  const query = others.reduce<SqlSelect | SqlSet>(
    (all, next, index) => ({
      kind: 'set',
      operator,
      inputs: [
        index === 0
          ? all
          : {
              kind: 'select',
              items: columnItems(schema),
              from: { kind: 'query', query: all, alias: `first_${index + 1}` }
            },
        next
      ]
    }),
    first
  );
  return [{ query }];
};

/** Rows as wholes are compared: lists, maps and structs have rules of their own. */
function checkComparable(scope: DuckDbScope, schema: Schema): void {
  scope.at('', () =>
    orderKeys(
      schema,
      schema.map(({ name }) => ({ column: name, direction: 'ascending' }))
    )
  );
}

/** Return a query of each input that gives the same columns in the same types. */
function alike(
  scope: DuckDbScope,
  inputs: readonly DuckDbFrame[],
  schema: Schema
): SqlSelect[] {
  return inputs.map((input, slot) => ({
    ...everything(input),
    items: schema.map(column => ({
      name: column.name,
      value: scope.at(`/inputs/${slot}`, () => inType(input, column)) ?? NULL
    }))
  }));
}

function inType(input: DuckDbFrame, { name, type }: Column): Sql {
  const own = input.schema.find(each => key(each.name) === key(name));
  const target = duckDbType(type);
  if (target === undefined) {
    throw new NoForm(`the type of the column “${name}” is not known`);
  }
  return own === undefined
    ? cast(NULL, target)
    : settled(coerced({ sql: id(own.name), type: own.type }, type)).sql;
}
