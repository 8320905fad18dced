import fc from 'fast-check';
import { key } from '../../src/plan/column.js';
import type { Expression, ScalarFunction } from '../../src/expression/typed.js';
import { framesOf } from '../../src/plan/frame.js';
import type { Operation, Plan } from '../../src/plan/operation.js';
import type { Column } from '../../src/types/type.js';
import type { Row, World } from './rows.js';

/** One choice of the plan to be made: numbers, each taken modulo what there is to choose from. */
type Choice = [number, number, number, number, number];

const COLUMNS: Column[] = [
  { name: 'id', type: { kind: 'int' } },
  { name: 'a', type: { kind: 'int' } },
  { name: 'b', type: { kind: 'string' } },
  { name: 'month', type: { kind: 'int' }, partition: true },
  { name: 'Region', type: { kind: 'string' }, partition: true }
];

function choice(kind: fc.Arbitrary<number>): fc.Arbitrary<Choice> {
  const n = fc.nat({ max: 9999 });
  return fc.tuple(kind, n, n, n, n);
}

const cell = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
const letter = fc.option(fc.constantFrom('x', 'y'), { nil: null });

const row: fc.Arbitrary<Row> = fc.record({
  id: fc.integer({ min: 0, max: 99 }),
  a: cell,
  b: letter,
  month: cell,
  Region: letter
});

/** Tables with nulls and duplicates, and a plan over them made of every operation whose result is determined. */
export const planAndWorld: fc.Arbitrary<{ plan: Plan; world: World }> = fc
  .record({
    tables: fc.record({
      t0: fc.array(row, { minLength: 2, maxLength: 8 }),
      t1: fc.array(row, { minLength: 2, maxLength: 8 })
    }),
    parameter: fc.integer({ min: 0, max: 3 }),
    choices: fc.oneof(
      fc.array(choice(fc.nat({ max: 999 })), { maxLength: 14 }),
      // A step that a filter may or may not pass, and the filter.
      fc.tuple(
        choice(fc.constantFrom(4, 4, 5, 6, 6, 8, 9, 11, 12, 13, 14, 15, 17)),
        choice(fc.constant(0))
      )
    )
  })
  .map(({ tables, parameter, choices }) => ({
    plan: buildPlan(choices),
    world: { tables, parameters: { p: parameter } }
  }));

interface Frame {
  id: string;
  columns: readonly Column[];
}

function buildPlan(choices: readonly Choice[]): Plan {
  const operations: Operation[] = [];
  const frames: Frame[] = [];
  const add = (operation: Operation, columns: readonly Column[]): void => {
    operations.push({ ...operation, schema: columns });
    for (const id of framesOf(operation)) {
      frames.push({ id, columns });
    }
  };
  const read = (n: number): Frame => {
    const id = `r${operations.length}`;
    const table = `t${n % 2}`;
    add(
      {
        op: 'read',
        id,
        nodeId: id,
        inputs: [],
        source: {
          kind: 'catalog',
          database: ['d'],
          table: [table],
          format: 'parquet',
          partitionKeys: COLUMNS.filter(each => each.partition)
        },
        hints: { glue: { bookmark: n % 5 === 0 } }
      },
      COLUMNS
    );
    return frames[frames.length - 1];
  };
  // Mostly the newest frame and a table of its own, so that plans grow deep and little is used twice.
  read(0);
  let newest = frames[0];
  choices.forEach((choice, index) => {
    const input =
      choice[1] % 8 === 0 ? frames[choice[2] % frames.length] : newest;
    const other = (): Frame =>
      choice[4] % 5 === 0 ? frames[choice[3] % frames.length] : read(choice[4]);
    // A filter often follows what it may not pass, a limit what it may pass.
    const last = operations[operations.length - 1].op;
    const follows = [
      'join',
      'aggregate',
      'distinct',
      'union',
      'unpivot',
      'window',
      'setOperation'
    ].includes(last);
    const kind = !follows
      ? choice[0]
      : choice[2] % 3 !== 0
        ? 0
        : ['join', 'union', 'unpivot'].includes(last)
          ? 9
          : choice[0];
    const step = makeStep(
      [kind, choice[1], choice[2], choice[3], choice[4]],
      index,
      input,
      other
    );
    add(step.operation, step.columns);
    newest = frames[frames.length - 1];
  });
  const used = new Set(operations.flatMap(each => each.inputs));
  const ends = frames.filter(each => !used.has(each.id));
  ends.forEach(({ id }, index) => {
    // One end in three is left dead.
    if (index % 3 !== 1) {
      operations.push({
        op: 'write',
        id: `w_${id}`,
        nodeId: `w_${id}`,
        inputs: [id],
        sink: { kind: 's3', path: [`s3://b/${id}`] },
        format: 'parquet',
        formatOptions: {},
        partitionKeys: [],
        mode: 'append'
      });
    }
  });
  return { operations };
}

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

function makeStep(
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

/** Windows, pivots, unpivots, fills and set operations. */
function makeNewStep(
  kind: number,
  base: { id: string; nodeId: string; inputs: string[] },
  input: Frame,
  another: () => Frame,
  [y, z, w]: readonly number[],
  index: number
): { operation: Operation; columns: readonly Column[] } {
  const { columns } = input;
  const names = columns.map(each => each.name);
  const some = names.filter((_, place) => (y >> place) % 2 === 0);
  const column = columns[z % columns.length];
  const order = names.map(name => ({
    column: name,
    direction: 'ascending' as const
  }));
  switch (kind) {
    case 11:
      return {
        operation: {
          op: 'window',
          ...base,
          partition: some,
          order,
          items: [
            { name: `n_${index}`, function: 'rowNumber', args: [] },
            {
              name: w % 2 ? `m_${index}` : column.name,
              function: 'max',
              args: [{ kind: 'column', name: column.name }]
            }
          ],
          ...(w % 3 === 0
            ? { frame: { unit: 'rows', from: 'unbounded', to: 'current' } }
            : {})
        },
        columns: [
          ...columns,
          { name: `n_${index}`, type: { kind: 'int' } },
          ...(w % 2 ? [{ ...column, name: `m_${index}` }] : [])
        ]
      };
    case 12:
      return {
        operation: {
          op: 'pivot',
          ...base,
          keys: some,
          column: column.name,
          values: [1, 2].map(value => ({
            value: { kind: 'literal', value, type: { kind: 'int' } },
            label: `p${value}_${index}`
          })),
          aggregates: [{ function: 'count', name: 'rows' }]
        },
        columns: [
          ...columns.filter(each => some.includes(each.name)),
          ...[1, 2].map(value => ({
            name: `p${value}_${index}`,
            type: { kind: 'bigint' } as const
          }))
        ]
      };
    case 13: {
      const turned = names.filter(name => !some.includes(name));
      const left = turned.length > 0 ? turned : names;
      return {
        operation: {
          op: 'unpivot',
          ...base,
          ids: some,
          columns: left,
          nameColumn: `name_${index}`,
          valueColumn: `value_${index}`,
          dropNulls: w % 2 === 0
        },
        columns: [
          ...columns.filter(each => some.includes(each.name)),
          { name: `name_${index}`, type: { kind: 'string' } },
          { name: `value_${index}`, type: { kind: 'string' } }
        ]
      };
    }
    case 14: {
      const by = (['constant', 'constant', 'mean', 'previous'] as const)[w % 4];
      return {
        operation: {
          op: 'fill',
          ...base,
          fills: [
            {
              column: column.name,
              by:
                by === 'constant'
                  ? {
                      kind: 'constant',
                      value: {
                        kind: 'literal',
                        value: column.type.kind === 'string' ? 'x' : 1,
                        type: column.type
                      }
                    }
                  : { kind: by }
            }
          ],
          partition: some.filter(name => name !== column.name),
          order
        },
        columns
      };
    }
    default: {
      const other = another();
      const same =
        other.columns.length === names.length &&
        names.every(name => other.columns.some(each => each.name === name));
      return {
        operation: {
          op: 'setOperation',
          ...base,
          inputs: [input.id, same ? other.id : input.id],
          kind: y % 2 === 0 ? 'intersect' : 'except',
          distinct: z % 2 === 0
        },
        columns
      };
    }
  }
}

function makeJoin(
  base: { id: string; nodeId: string; inputs: string[] },
  left: Frame,
  right: Frame,
  how: 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti',
  z: number,
  w: number
): { operation: Operation; columns: readonly Column[] } {
  const leftKey = left.columns[z % left.columns.length];
  const rightKey = right.columns[w % right.columns.length];
  const half = how === 'semi' || how === 'anti';
  const output = [
    ...left.columns.map(each => ({
      name: each.name,
      side: 'left' as const,
      column: each.name,
      type: each.type
    })),
    ...(half
      ? []
      : right.columns.map(each => ({
          name: `${each.name}_${base.id}`,
          side: 'right' as const,
          column: each.name,
          type: each.type
        })))
  ];
  if (how === 'full') {
    output.push({
      name: `key_${base.id}`,
      side: 'both',
      column: leftKey.name,
      rightColumn: rightKey.name,
      type: leftKey.type
    } as never);
  }
  return {
    operation: {
      op: 'join',
      ...base,
      inputs: [left.id, right.id],
      how,
      keys: [{ left: leftKey.name, right: rightKey.name }],
      ...(half && z % 2 === 0
        ? {}
        : { output: output.map(({ type: _type, ...each }) => each) }),
      collision: { rule: 'suffix', suffix: '_right' }
    },
    columns: output.map(({ name, type }) => ({ name, type }))
  };
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
