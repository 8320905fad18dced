import type { Expression } from '../../src/expression/typed.js';
import { framesOf } from '../../src/plan/frame.js';
import type {
  AggregateOperation,
  JoinOperation,
  Operation,
  Plan,
  RouteOperation,
  SortKey
} from '../../src/plan/operation.js';
import {
  descriptorOf,
  type OperationOf
} from '../../src/plan/operations/index.js';
import { unionColumns } from '../../src/plan/operations/union.js';
import type { Schema } from '../../src/types/type.js';

/** A value of a row. */
export type Cell = string | number | boolean | null;

/** One row, by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** Tables by name, and the parameters of a run. */
export interface World {
  tables: Readonly<Record<string, readonly Row[]>>;
  parameters?: Readonly<Record<string, Cell>>;
}

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

/** Rows as texts in an order of their own, to compare results whose order means nothing. */
export function canonical(rows: readonly Row[]): string[] {
  return rows.map(rowText).sort();
}

function rowText(row: Row): string {
  return JSON.stringify(
    Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))
  );
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
    input.map(row =>
      Object.fromEntries(
        operation.items.map(item => [
          item.name,
          evaluate(item.expression, row, world)
        ])
      )
    ),
  sort: ({ operation, inputs: [input] }) => ordered(input, operation.by),
  distinct: ({ operation, inputs: [input] }) =>
    distinct(input, operation.keys, operation.orderBy),
  union: ({ operation, inputs, schemas }) => {
    const all = operation.allowMissing
      ? padded(inputs, namesOf(unionColumns(schemas)))
      : inputs.flatMap(rows => rows);
    return operation.distinct ? distinct(all) : all;
  },
  aggregate: ({ operation, inputs: [input] }) => aggregate(operation, input),
  join: ({ operation, inputs: [left, right] }) => join(operation, left, right),
  sql: ({ inputs: [input] }) => input,
  code: ({ inputs: [input] }) => input,
  write: ({ inputs: [input] }) => input
};

function namesOf(schema: Schema | undefined): string[] {
  return (schema ?? []).map(each => each.name);
}

function get(row: Row, name: string): Cell {
  const found = Object.keys(row).find(
    each => each.toLowerCase() === name.toLowerCase()
  );
  if (found === undefined) {
    throw new Error(`No column ${name} in ${Object.keys(row).join(', ')}`);
  }
  return row[found];
}

function padded(inputs: readonly Row[][], names: readonly string[]): Row[] {
  return inputs.flatMap(rows =>
    rows.map(row =>
      Object.fromEntries(names.map(name => [name, row[name] ?? null]))
    )
  );
}

function compare(a: Cell, b: Cell, key: SortKey): number {
  if (a === b) {
    return 0;
  }
  const up = key.direction === 'ascending';
  const nulls = key.nulls ?? (up ? 'first' : 'last');
  if (a === null || b === null) {
    return (a === null) === (nulls === 'first') ? -1 : 1;
  }
  return a < b === up ? -1 : 1;
}

function ordered(rows: readonly Row[], by: readonly SortKey[]): Row[] {
  return [...rows].sort((a, b) => {
    for (const key of by) {
      const order = compare(get(a, key.column), get(b, key.column), key);
      if (order !== 0) {
        return order;
      }
    }
    return 0;
  });
}

function distinct(
  rows: readonly Row[],
  keys?: readonly string[],
  orderBy?: readonly SortKey[]
): Row[] {
  const seen = new Map<string, Row>();
  for (const row of orderBy ? ordered(rows, orderBy) : rows) {
    const text = keys
      ? JSON.stringify(keys.map(name => get(row, name)))
      : rowText(row);
    if (!seen.has(text)) {
      seen.set(text, row);
    }
  }
  return [...seen.values()];
}

function aggregate(operation: AggregateOperation, rows: readonly Row[]): Row[] {
  const groups = new Map<string, Row[]>();
  if (operation.keys.length === 0) {
    groups.set('', []);
  }
  for (const row of rows) {
    const text =
      operation.keys.length === 0
        ? ''
        : JSON.stringify(operation.keys.map(name => get(row, name)));
    groups.set(text, [...(groups.get(text) ?? []), row]);
  }
  return [...groups.values()].map(group => ({
    ...Object.fromEntries(
      operation.keys.map(name => [name, get(group[0], name)])
    ),
    ...Object.fromEntries(
      operation.aggregates.map(each => [
        each.name,
        aggregateOf(
          each.function,
          each.column === undefined
            ? group.map(() => 1)
            : group.map(row => get(row, each.column as string))
        )
      ])
    )
  }));
}

function aggregateOf(called: string, cells: readonly Cell[]): Cell {
  const known = cells.filter(cell => cell !== null);
  switch (called) {
    case 'count':
      return known.length;
    case 'countDistinct':
      return new Set(known).size;
    case 'sum':
      return known.length === 0
        ? null
        : known.reduce<number>((sum, cell) => sum + Number(cell), 0);
    case 'min':
    case 'max':
      return known.reduce<Cell>(
        (best, cell) =>
          best === null || (called === 'min' ? cell < best : cell > best)
            ? cell
            : best,
        null
      );
    default:
      throw new Error(`No aggregate ${called} here`);
  }
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

/** The value of an expression, in Spark's three-valued logic. */
export function evaluate(expression: Expression, row: Row, world: World): Cell {
  const of = (each: Expression): Cell => evaluate(each, row, world);
  switch (expression.kind) {
    case 'column':
      return get(row, expression.name);
    case 'literal':
      return expression.value;
    case 'parameter':
      return world.parameters?.[expression.name] ?? null;
    case 'cast':
      return of(expression.operand);
    case 'sql':
      return of(expression.tree as Expression);
    case 'call':
      break;
  }
  const { function: called, args } = expression;
  const cells = args.map(of);
  switch (called) {
    case 'and':
      return cells.includes(false) ? false : cells.includes(null) ? null : true;
    case 'or':
      return cells.includes(true) ? true : cells.includes(null) ? null : false;
    case 'isNull':
      return cells[0] === null;
    case 'isNotNull':
      return cells[0] !== null;
    case 'eqNullSafe':
      return cells[0] === cells[1];
    case 'coalesce':
      return cells.find(cell => cell !== null) ?? null;
    case 'in':
      return cells[0] === null
        ? null
        : cells.slice(1).includes(cells[0])
          ? true
          : cells.slice(1).includes(null)
            ? null
            : false;
    default:
  }
  const [a, b, c] = cells;
  if (cells.includes(null)) {
    return null;
  }
  switch (called) {
    case 'not':
      return !a;
    case 'eq':
      return a === b;
    case 'ne':
      return a !== b;
    case 'lt':
      return (a as Cell & {}) < (b as Cell & {});
    case 'le':
      return (a as Cell & {}) <= (b as Cell & {});
    case 'gt':
      return (a as Cell & {}) > (b as Cell & {});
    case 'ge':
      return (a as Cell & {}) >= (b as Cell & {});
    case 'between':
      return (
        (a as Cell & {}) >= (b as Cell & {}) &&
        (a as Cell & {}) <= (c as Cell & {})
      );
    case 'add':
      return Number(a) + Number(b);
    case 'concat':
      return cells.join('');
    default:
      throw new Error(`No function ${called} here`);
  }
}
