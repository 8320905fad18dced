import type { Expression } from '../../src/expression/typed.js';
import type { SortKey } from '../../src/plan/operation.js';

/** A value of a row. */
export type Cell = string | number | boolean | null | readonly Cell[];

/** One row, by column name. */
export type Row = Readonly<Record<string, Cell>>;

/** Tables by name, and the parameters of a run. */
export interface World {
  tables: Readonly<Record<string, readonly Row[]>>;
  parameters?: Readonly<Record<string, Cell>>;
}

/** Rows as texts in an order of their own, to compare results whose order means nothing. */
export function canonical(rows: readonly Row[]): string[] {
  return rows.map(rowText).sort();
}

/** A row as a text that equal rows share. */
export function rowText(row: Row): string {
  return JSON.stringify(
    Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))
  );
}

/** The value of a column, without regard to case. */
export function get(row: Row, name: string): Cell {
  const found = Object.keys(row).find(
    each => each.toLowerCase() === name.toLowerCase()
  );
  if (found === undefined) {
    throw new Error(`No column ${name} in ${Object.keys(row).join(', ')}`);
  }
  return row[found];
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

/** Rows in an order; those that tie stay as they are. */
export function ordered(rows: readonly Row[], by: readonly SortKey[]): Row[] {
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

/** One row of each key (absent: of each whole row), the first. */
export function distinct(
  rows: readonly Row[],
  keys?: readonly string[]
): Row[] {
  const seen = new Map<string, Row>();
  for (const row of rows) {
    const text = keys
      ? JSON.stringify(keys.map(name => get(row, name)))
      : rowText(row);
    if (!seen.has(text)) {
      seen.set(text, row);
    }
  }
  return [...seen.values()];
}

/** Rows in groups by the values of columns, groups in the order of their first rows. */
export function grouped(
  rows: readonly Row[],
  keys: readonly string[]
): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const text = JSON.stringify(keys.map(name => get(row, name)));
    const group = groups.get(text) ?? [];
    group.push(row);
    groups.set(text, group);
  }
  return [...groups.values()];
}

/** The value of an aggregate of some cells. */
export function aggregateOf(called: string, cells: readonly Cell[]): Cell {
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
    default:
      throw new Error(`No ${expression.kind} here`);
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
