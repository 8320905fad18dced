import type { Expression, ScalarFunction } from '../../src/expression/typed.js';
import { key } from '../../src/plan/column.js';
import type { Operation } from '../../src/plan/operation.js';
import type { Column } from '../../src/types/type.js';
import { makeJoin, makeNewStep, type Frame } from './randomshape.js';

/** One choice of the plan to be made: numbers, each taken modulo what there is to choose from. */
export type Choice = [number, number, number, number, number];

/** Kinds of steps: each once, filters and projections more often. */
const KINDS = [...Array(18).keys(), 0, 3, 3, 0, 3, 3];

/** A projection that keeps the other columns: one column more, or one replaced under a name of other case. */
function makeAdded(
  base: { id: string; nodeId: string; inputs: string[] },
  columns: readonly Column[],
  index: number,
  choice: number
): { operation: Operation; columns: readonly Column[] } {
  const old = columns[choice % columns.length];
  const name = choice % 3 === 0 ? `made_${index}` : old.name.toUpperCase();
  const made: Column = { name, type: { kind: 'string' } };
  const result =
    choice % 3 === 0
      ? [...columns, made]
      : columns.map(each => (each === old ? made : each));
  return {
    operation: {
      op: 'project',
      ...base,
      keepOthers: true,
      schema: result,
      items: [
        {
          name,
          expression: {
            kind: 'call',
            function: 'concat',
            args: [{ kind: 'column', name: columns[0].name }]
          }
        }
      ]
    },
    columns: result
  };
}

/** The operation that a choice stands for, and its columns. */
export function makeStep(
  [kind, x, y, z, w]: Choice,
  index: number,
  input: Frame,
  another: () => Frame
): { operation: Operation; columns: readonly Column[] } {
  const id = `s${index}`;
  const base = {
    id,
    nodeId: z % 2 === 0 ? `n${index - (index % 3)}` : id,
    inputs: [input.id]
  };
  const names = input.columns.map(each => each.name);
  switch (KINDS[kind % KINDS.length]) {
    case 0:
    case 1:
    case 2:
      return {
        operation: {
          op: 'filter',
          ...base,
          condition: condition(input, x, y, z, w)
        },
        columns: input.columns
      };
    case 3: {
      if (y % 7 === 3) {
        return makeAdded(base, input.columns, index, z);
      }
      const kept = input.columns.filter(
        (_, place) => place === 0 || (y >> place) % 4 !== 0
      );
      const items = kept.map((column, place) => ({
        name: (z >> place) % 3 === 0 ? `${column.name}_${index}` : column.name,
        expression: { kind: 'column', name: column.name } as Expression,
        type: column.type
      }));
      if (w % 2 === 0) {
        items.push({
          name: `made_${index}`,
          expression: {
            kind: 'call',
            function: 'concat',
            args: kept
              .slice(0, 2)
              .map(each => ({ kind: 'column', name: each.name }))
          },
          type: { kind: 'string' }
        });
      }
      return {
        operation: {
          op: 'project',
          ...base,
          items: items.map(({ name, expression }) => ({ name, expression }))
        },
        columns: items.map(({ name, type }) => ({ name, type }))
      };
    }
    case 4: {
      const other = another();
      const how = (['inner', 'left', 'right', 'full', 'semi', 'anti'] as const)[
        y % 6
      ];
      return makeJoin(base, input, other, how, z, w);
    }
    case 5: {
      const other = another();
      const merged = [
        ...input.columns,
        ...other.columns.filter(
          each => !names.some(name => key(name) === key(each.name))
        )
      ];
      const same =
        new Set(names).size === names.length &&
        merged.length === names.length &&
        other.columns.length === names.length &&
        names.every(name => other.columns.some(each => each.name === name));
      return {
        operation: {
          op: 'union',
          ...base,
          inputs: [input.id, other.id],
          distinct: y % 3 === 0,
          allowMissing: !same || y % 2 === 0
        },
        columns: merged
      };
    }
    case 6:
      return y % 2 === 0
        ? { operation: { op: 'distinct', ...base }, columns: input.columns }
        : {
            operation: {
              op: 'window',
              ...base,
              partition: names
                .filter((_, place) => (z >> place) % 3 === 0)
                .slice(0, z % 3)
                .concat(names.slice(-1)),
              order: names.map(column => ({ column, direction: 'ascending' })),
              items: [],
              firstRows: 1
            },
            columns: input.columns
          };
    case 7:
      return {
        operation: {
          op: 'sort',
          ...base,
          by: [{ column: names[y % names.length], direction: 'descending' }]
        },
        columns: input.columns
      };
    case 17:
      return {
        operation: {
          op: 'route',
          ...base,
          match: y % 2 === 0 ? 'first' : 'every',
          outputs: ['one', 'two', 'rest'],
          routes: [
            {
              port: 'one',
              title: 'One',
              condition: condition(input, x, y, z, w)
            },
            {
              port: 'two',
              title: 'Two',
              condition: condition(input, w, z, y, x)
            }
          ],
          otherwise: { port: 'rest', title: 'Rest' }
        },
        columns: input.columns
      };
    case 9:
      return {
        operation: { op: 'limit', ...base, count: y % 6 },
        columns: input.columns
      };
    case 10:
      return {
        operation: {
          op: 'sample',
          ...base,
          method:
            y % 2 === 0
              ? { kind: 'fraction', fraction: 0.5 }
              : {
                  kind: 'stratified',
                  column: names[z % names.length],
                  strata: [],
                  others: 0.6
                },
          seed: 1
        },
        columns: input.columns
      };
    case 11:
    case 12:
    case 13:
    case 14:
    case 15:
      return makeNewStep(
        kind % KINDS.length,
        base,
        input,
        another,
        [y, z, w],
        index
      );
    case 16:
      return {
        operation: {
          op: 'repartition',
          ...base,
          count: 2,
          keys: names.slice(0, y % 2)
        },
        columns: input.columns
      };
    default: {
      const keys = names
        .filter((_, place) => (y >> place) % 2 === 0)
        .slice(0, 3);
      const column = names[z % names.length];
      const most = keys.includes(column) ? `max_${index}` : column;
      return {
        operation: {
          op: 'aggregate',
          ...base,
          keys,
          aggregates: [
            { function: 'count', name: `rows_${index}` },
            { function: 'max', column, name: most }
          ]
        },
        columns: [
          ...input.columns.filter(each => keys.includes(each.name)),
          { name: `rows_${index}`, type: { kind: 'bigint' } },
          {
            name: most,
            type: input.columns[z % names.length].type
          }
        ]
      };
    }
  }
}

function condition(
  input: Frame,
  x: number,
  y: number,
  z: number,
  w: number
): Expression {
  const keys = input.columns.filter(each => /month|region/i.test(each.name));
  const among = y % 4 !== 0 && keys.length > 0 ? keys : input.columns;
  const column = among[y % among.length];
  const other = among[z % among.length];
  const test = (of: Column, n: number): Expression => {
    const subject: Expression = {
      kind: 'column',
      name: n % 2 ? of.name : of.name.toUpperCase()
    };
    const text = of.type.kind === 'string';
    const value: Expression = text
      ? { kind: 'literal', value: n % 3 ? 'x' : 'y', type: { kind: 'string' } }
      : n % 5 === 0
        ? { kind: 'parameter', name: 'p', type: { kind: 'bigint' } }
        : { kind: 'literal', value: n % 4, type: { kind: 'int' } };
    const called = (
      [
        'eq',
        'ne',
        'lt',
        'le',
        'gt',
        'ge',
        'isNull',
        'isNotNull',
        'in',
        'eqNullSafe',
        'between'
      ] as ScalarFunction[]
    )[n % 11];
    switch (called) {
      case 'isNull':
      case 'isNotNull':
        return { kind: 'call', function: called, args: [subject] };
      case 'between':
        return {
          kind: 'call',
          function: called,
          args: [subject, value, value]
        };
      case 'in':
        return {
          kind: 'call',
          function: called,
          args: [
            subject,
            value,
            ...(n % 2
              ? [
                  {
                    kind: 'literal',
                    value: null,
                    type: { kind: 'int' }
                  } as Expression
                ]
              : [])
          ]
        };
      default:
        return {
          kind: 'call',
          function: called,
          args: n % 7 === 0 ? [value, subject] : [subject, value]
        };
    }
  };
  const first = test(column, x);
  const second = test(other, w);
  const whole: Expression =
    w % 4 === 0
      ? first
      : {
          kind: 'call',
          function: w % 4 === 1 ? 'or' : 'and',
          args: [
            first,
            x % 3 === 0
              ? { kind: 'call', function: 'not', args: [second] }
              : second
          ]
        };
  return z % 4 === 0
    ? {
        kind: 'sql',
        text: ['?'],
        columns: [column.name, other.name],
        type: { kind: 'boolean' },
        tree: whole
      }
    : whole;
}
