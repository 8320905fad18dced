import { commonType } from '../../../types/cast.js';
import { key } from '../../../plan/column.js';
import type {
  ExplodeOperation,
  UnpivotOperation
} from '../../../plan/operation.js';
import {
  call,
  cast,
  choose,
  id,
  infix,
  NULL,
  number,
  text,
  type Sql,
  type SqlItem
} from '../../../sql/tree.js';
import type { DataType } from '../../../types/type.js';
import { coerced } from '../coerce.js';
import { NoForm, settled } from '../noform.js';
import { columnOf, everything, type DuckDbPrinter } from '../frame.js';

/** Prints an unpivot: a list of the names and one of the values become rows side by side. */
export const printUnpivot: DuckDbPrinter<UnpivotOperation> = (
  scope,
  { ids, columns, nameColumn, valueColumn, dropNulls },
  [input]
) => {
  const values =
    scope.at('/columns', () => {
      const found = columns.map(name => columnOf(input.schema, name));
      const type = found.reduce<DataType | undefined>(
        (all, each) => all && commonType(all, each.type),
        { kind: 'void' }
      );
      if (type === undefined) {
        throw new NoForm('the columns have no common type');
      }
      return found.map(
        each =>
          settled(coerced({ sql: id(each.name), type: each.type }, type)).sql
      );
    }) ?? [];
  const rows = {
    ...everything(input),
    items: [
      ...ids.map((name): SqlItem => ({ value: id(name), name })),
      {
        name: nameColumn,
        value: call('unnest', { kind: 'list', items: columns.map(text) })
      },
      {
        name: valueColumn,
        value: call('unnest', { kind: 'list', items: values })
      }
    ]
  };
  return [
    {
      query: dropNulls
        ? {
            kind: 'select',
            items: [{ value: { kind: 'word', word: '*' } }],
            from: { kind: 'query', query: rows, alias: 'unpivoted' },
            where: {
              kind: 'postfix',
              operand: id(valueColumn),
              operator: 'IS NOT NULL'
            }
          }
        : rows
    }
  ];
};

/** Prints an explode: lists of one length become rows side by side. */
export const printExplode: DuckDbPrinter<ExplodeOperation> = (
  scope,
  { column, of, outer, valueColumn, keyColumn, positionColumn },
  [input]
) => {
  const made =
    scope.at('/column', () => {
      const own = columnOf(input.schema, column);
      if (own.type.kind !== of) {
        throw new NoForm(`the column “${column}” is not known to be of ${of}s`);
      }
      const value = id(own.name);
      const size = call(of === 'map' ? 'cardinality' : 'len', value);
      const rows = (list: Sql): Sql =>
        call(
          'unnest',
          outer
            ? choose([[infix('>', size, number(0)), list]], {
                kind: 'list',
                items: [NULL]
              })
            : list
        );
      const items: SqlItem[] = [];
      if (positionColumn !== undefined) {
        items.push({
          name: positionColumn,
          value: cast(rows(call('range', size)), 'INTEGER')
        });
      }
      if (keyColumn !== undefined) {
        items.push({ name: keyColumn, value: rows(call('map_keys', value)) });
      }
      items.push({
        name: valueColumn,
        value: rows(of === 'map' ? call('map_values', value) : value)
      });
      return items;
    }) ?? [];
  return [
    {
      query: {
        ...everything(input),
        items: [
          ...input.schema
            .filter(({ name }) => key(name) !== key(column))
            .map(({ name }): SqlItem => ({ value: id(name), name })),
          ...made
        ]
      }
    }
  ];
};
