import { key } from '../../src/plan/column.js';
import { framesOf } from '../../src/plan/frame.js';
import type {
  AggregateItem,
  AggregateOperation,
  ExplodeOperation,
  FillOperation,
  JoinOperation,
  Operation,
  PivotOperation,
  Plan,
  RouteOperation,
  SampleOperation,
  SetOperation,
  UnpivotOperation,
  WindowOperation
} from '../../src/plan/operation.js';
import {
  descriptorOf,
  type OperationOf
} from '../../src/plan/operations/index.js';
import { pivotColumns } from '../../src/plan/operations/pivot.js';
import { unionColumns } from '../../src/plan/operations/union.js';
import type { Schema } from '../../src/types/type.js';
import {
  aggregateOf,
  distinct,
  evaluate,
  get,
  grouped,
  ordered,
  rowText,
  type Cell,
  type Row,
  type World
} from './rows.js';

/** What a plan means, said as plainly as can be: the rows of each write (or of each result, in a plan without). */
export function interpret(plan: Plan, world: World): Map<string, Row[]> {
  const frames = new Map<string, Row[]>();
  const columns = new Map<string, Schema>();
  const used = new Set(plan.operations.flatMap(each => each.inputs));
  const results = new Map<string, Row[]>();
  for (const operation of plan.operations) {
    const schemas = operation.inputs.map(id => columns.get(id) ?? []);
    const yielded = meaningOf({
      operation,
      inputs: operation.inputs.map(id => frames.get(id) as Row[]),
      schemas,
      world
    });
    const descriptor = descriptorOf(operation);
    framesOf(operation).forEach((frame, output) => {
      columns.set(frame, descriptor.output(operation, schemas) ?? []);
      frames.set(frame, yielded[output]);
      if (descriptor.role === 'sink' || !used.has(frame)) {
        results.set(frame, yielded[output]);
      }
    });
  }
  return results;
}

/** What the meaning of an operation is computed from. */
interface Step<O> {
  operation: O;
  inputs: readonly Row[][];
  schemas: readonly Schema[];
  world: World;
}

/** The rows of each frame that an operation yields. */
function meaningOf(step: Step<Operation>): Row[][] {
  const { operation, inputs, world } = step;
  if (operation.op === 'route') {
    return route(operation, inputs[0], world);
  }
  const { of }: { of(step: Step<Operation>): Row[] } = {
    of: MEANINGS[operation.op]
  };
  return [of(step)];
}

function route(
  { match, routes }: RouteOperation,
  rows: readonly Row[],
  world: World
): Row[][] {
  const outputs: Row[][] = [...routes, undefined].map(() => []);
  for (const row of rows) {
    const taken = routes.flatMap(({ condition }, index) =>
      evaluate(condition, row, world) === true ? [index] : []
    );
    const wanted = match === 'first' ? taken.slice(0, 1) : taken;
    for (const index of taken.length === 0 ? [routes.length] : wanted) {
      outputs[index].push(row);
    }
  }
  return outputs;
}

/** The meaning of every other operation whose result the inputs determine. */
const MEANINGS: {
  readonly [Name in Exclude<Operation['op'], 'route'>]: {
    of(step: Step<OperationOf<Name>>): Row[];
  }['of'];
} = {
  read: ({ operation, world }) => {
    if (operation.source.kind !== 'catalog') {
      throw new Error('Only tables are known here');
    }
    const { partitionFilter, columns } = operation;
    return world.tables[operation.source.table.join('')]
      .filter(
        row =>
          !partitionFilter || evaluate(partitionFilter, row, world) === true
      )
      .map(row =>
        columns
          ? Object.fromEntries(columns.map(name => [name, get(row, name)]))
          : row
      );
  },
  filter: ({ operation, inputs: [input], world }) =>
    input.filter(row => evaluate(operation.condition, row, world) === true),
  project: ({ operation, inputs: [input], world }) =>
    input.map(row => {
      const made = new Map(
        operation.items.map(item => [
          key(item.name),
          [item.name, evaluate(item.expression, row, world)] as const
        ])
      );
      const others = operation.keepOthers
        ? Object.entries(row).filter(([name]) => !made.has(key(name)))
        : [];
      return Object.fromEntries([...others, ...made.values()]);
    }),
  sort: ({ operation, inputs: [input] }) => ordered(input, operation.by),
  distinct: ({ operation, inputs: [input] }) => distinct(input, operation.keys),
  union: ({ operation, inputs, schemas }) => {
    const all = operation.allowMissing
      ? padded(inputs, namesOf(unionColumns(schemas)))
      : inputs.flatMap(rows => rows);
    return operation.distinct ? distinct(all) : all;
  },
  aggregate: ({ operation, inputs: [input] }) => aggregate(operation, input),
  join: ({ operation, inputs: [left, right] }) => join(operation, left, right),
  limit: ({ operation, inputs: [input] }) =>
    input.slice(0, Number(operation.count)),
  sample: ({ operation, inputs: [input] }) => sample(operation, input),
  window: ({ operation, inputs: [input], world }) =>
    window(operation, input, world),
  pivot: ({ operation, inputs: [input] }) => pivot(operation, input),
  unpivot: ({ operation, inputs: [input] }) => unpivot(operation, input),
  explode: ({ operation, inputs: [input] }) => explode(operation, input),
  fill: ({ operation, inputs: [input], world }) =>
    fill(operation, input, world),
  setOperation: ({ operation, inputs }) => setOperation(operation, inputs),
  repartition: ({ inputs: [input] }) => input,
  sql: ({ inputs: [input] }) => input,
  call: ({ inputs: [input] }) => input,
  code: ({ inputs: [input] }) => input,
  write: ({ inputs: [input] }) => input
};

function namesOf(schema: Schema | undefined): string[] {
  return (schema ?? []).map(each => each.name);
}

function padded(inputs: readonly Row[][], names: readonly string[]): Row[] {
  return inputs.flatMap(rows =>
    rows.map(row =>
      Object.fromEntries(names.map(name => [name, row[name] ?? null]))
    )
  );
}

function aggregate(operation: AggregateOperation, rows: readonly Row[]): Row[] {
  const { keys, aggregates } = operation;
  const groups = keys.length === 0 ? [[...rows]] : grouped(rows, keys);
  return groups.map(group => ({
    ...Object.fromEntries(keys.map(name => [name, get(group[0], name)])),
    ...Object.fromEntries(
      aggregates.map(each => [each.name, aggregateItem(each, group)])
    )
  }));
}

function aggregateItem(
  { function: called, column }: AggregateItem,
  rows: readonly Row[]
): Cell {
  return aggregateOf(
    called,
    rows.map(row => (column === undefined ? 1 : get(row, column)))
  );
}

/** Chance that is the same each time: by a row's place among the rows. */
function sample({ method: by }: SampleOperation, rows: readonly Row[]): Row[] {
  switch (by.kind) {
    case 'fraction':
      return rows.filter((_, place) => place % 2 === 0);
    case 'rows':
      return rows.slice(-Number(by.count));
    case 'stratified':
      return rows.filter((row, place) => {
        const stratum = by.strata.find(
          ({ value }) => value.value === get(row, by.column)
        );
        return (place % 4) / 4 < (stratum?.fraction ?? by.others);
      });
  }
}

/** Row numbers, and aggregates over the rows up to this one or over the whole partition. */
function window(
  { partition, order, items, firstRows, frame }: WindowOperation,
  rows: readonly Row[],
  world: World
): Row[] {
  return grouped(rows, partition).flatMap(group => {
    const all = ordered(group, order);
    return all.slice(0, firstRows).map((row, place) => ({
      ...row,
      ...Object.fromEntries(
        items.map(item => [
          item.name,
          item.function === 'rowNumber'
            ? place + 1
            : aggregateOf(
                item.function,
                (frame ? all.slice(0, place + 1) : all).map(each =>
                  item.args.length === 0
                    ? 1
                    : evaluate(item.args[0], each, world)
                )
              )
        ])
      )
    }));
  });
}

function pivot(operation: PivotOperation, rows: readonly Row[]): Row[] {
  const { keys, column } = operation;
  const groups = keys.length === 0 ? [[...rows]] : grouped(rows, keys);
  return groups.map(group => ({
    ...Object.fromEntries(keys.map(name => [name, get(group[0], name)])),
    ...Object.fromEntries(
      pivotColumns(operation).map(({ name, value, aggregate: item }) => [
        name,
        aggregateItem(
          item,
          group.filter(row => get(row, column) === value.value)
        )
      ])
    )
  }));
}

function unpivot(operation: UnpivotOperation, rows: readonly Row[]): Row[] {
  const { ids, columns, nameColumn, valueColumn, dropNulls } = operation;
  return rows.flatMap(row =>
    columns
      .map(name => ({
        ...Object.fromEntries(ids.map(id => [id, get(row, id)])),
        [nameColumn]: name,
        [valueColumn]: get(row, name)
      }))
      .filter(made => !dropNulls || get(made, valueColumn) !== null)
  );
}

function explode(
  { column, outer, valueColumn, positionColumn }: ExplodeOperation,
  rows: readonly Row[]
): Row[] {
  return rows.flatMap(row => {
    const cell = get(row, column);
    const elements = Array.isArray(cell) ? (cell as readonly Cell[]) : [];
    const rest = Object.fromEntries(
      Object.entries(row).filter(([name]) => key(name) !== key(column))
    );
    const made = (value: Cell, place: Cell): Row => ({
      ...rest,
      ...(positionColumn === undefined ? {} : { [positionColumn]: place }),
      [valueColumn]: value
    });
    return elements.length === 0 && outer
      ? [made(null, null)]
      : elements.map(made);
  });
}

/** Constants, the largest value in place of any typical one, and previous values. */
function fill(
  { fills, partition, order }: FillOperation,
  rows: readonly Row[],
  world: World
): Row[] {
  const alone = fills.every(({ by }) => by.kind === 'constant');
  const groups = alone ? [[...rows]] : grouped(rows, partition);
  return groups.flatMap(group => {
    const all = alone ? group : ordered(group, order);
    return all.map((row, place) => {
      const filled = fills.map(({ column, by }): [string, Cell] => {
        const name = nameIn(row, column);
        const cell = get(row, column);
        return cell !== null
          ? [name, cell]
          : by.kind === 'constant'
            ? [name, evaluate(by.value, row, world)]
            : by.kind === 'previous'
              ? [
                  name,
                  all
                    .slice(0, place)
                    .map(each => get(each, column))
                    .findLast(each => each !== null) ?? null
                ]
              : [
                  name,
                  aggregateOf(
                    'max',
                    all.map(each => get(each, column))
                  )
                ];
      });
      return { ...row, ...Object.fromEntries(filled) };
    });
  });
}

function nameIn(row: Row, column: string): string {
  return Object.keys(row).find(name => key(name) === key(column)) ?? column;
}

function setOperation(
  { kind, distinct: once }: SetOperation,
  [first, ...others]: readonly Row[][]
): Row[] {
  let result = once ? distinct(first) : first;
  for (const other of others) {
    const counts = new Map<string, number>();
    for (const row of other) {
      counts.set(rowText(row), (counts.get(rowText(row)) ?? 0) + 1);
    }
    result = result.filter(row => {
      const left = counts.get(rowText(row)) ?? 0;
      if (!once) {
        counts.set(rowText(row), left - 1);
      }
      return left > 0 === (kind === 'intersect');
    });
  }
  return result;
}

function join(operation: JoinOperation, left: Row[], right: Row[]): Row[] {
  const { how, output } = operation;
  const matches = (a: Row, b: Row): boolean =>
    operation.keys.every(key => {
      const value = get(a, key.left);
      return value !== null && value === get(b, key.right);
    });
  const pairs: [Row | undefined, Row | undefined][] = [];
  const matched = new Set<Row>();
  for (const a of left) {
    const found = right.filter(b => matches(a, b));
    found.forEach(b => matched.add(b));
    if (how === 'semi' || how === 'anti') {
      if (found.length > 0 === (how === 'semi')) {
        pairs.push([a, undefined]);
      }
    } else if (found.length > 0) {
      pairs.push(...found.map(b => [a, b] as [Row, Row]));
    } else if (how === 'left' || how === 'full') {
      pairs.push([a, undefined]);
    }
  }
  if (how === 'right' || how === 'full') {
    for (const b of right) {
      if (!matched.has(b)) {
        pairs.push([undefined, b]);
      }
    }
  }
  return pairs.map(([a, b]) => {
    if (!output) {
      return a as Row;
    }
    return Object.fromEntries(
      output.map(each => {
        const fromLeft =
          a && each.side !== 'right' ? get(a, each.column) : null;
        const fromRight =
          b && each.side !== 'left'
            ? get(
                b,
                each.side === 'both'
                  ? (each.rightColumn as string)
                  : each.column
              )
            : null;
        return [each.name, fromLeft ?? fromRight];
      })
    );
  });
}
