import type { SqlNode } from '../../expression/node.js';
import type { Joined, Query } from '../../expression/select.js';
import { mapChildren, type Expression } from '../../expression/typed.js';
import { conjuncts } from '../../plan/column.js';
import type {
  JoinOperation,
  Operation,
  SqlOperation
} from '../../plan/operation.js';
import { sameName } from '../../types/cast.js';
import type { Schema } from '../../types/type.js';
import { NoForm } from './noform.js';

/** A column that expressions of the query can see: what it is called in the frame of the joined tables. */
interface Visible {
  table: string;
  column: string;
  name: string;
}

/** What the tables of a query need of its translation. */
interface Translation {
  read(node: SqlNode): Expression;
  /** Add an operation; return its id. */
  add(operation: Operation, id?: string): string;
}

/** The tables of a query, joined, and what the names of columns mean. */
export class QueryTables {
  /** @throws NoForm where a table is no input */
  constructor(
    private readonly _sql: SqlOperation,
    inputs: readonly Schema[],
    private readonly _query: Query,
    private readonly _translation: Translation
  ) {
    this._inputs = _query.tables.map(({ name, input }) => {
      const index = _sql.aliases.findIndex(each => sameName(each, input));
      if (index < 0) {
        throw new NoForm(`the query reads “${input}”, which is no input`);
      }
      return { name, frame: _sql.inputs[index], schema: inputs[index] };
    });
  }

  /** Join the tables; return the frame. */
  join(): string {
    const [first, ...others] = this._inputs;
    if (first === undefined) {
      throw new NoForm('the query reads no input');
    }
    // A single table keeps the names of its columns.
    this._visible = first.schema.map(({ name: column }) => ({
      table: first.name,
      column,
      name: column
    }));
    let frame = first.frame;
    others.forEach((right, index) => {
      frame = this._joined(
        frame,
        right,
        this._query.clauses.joins[index],
        index
      );
    });
    return frame;
  }

  /** Tell whether a table has a column of a name. */
  has(name: string): boolean {
    return this._visible.some(({ column }) => sameName(column, name));
  }

  /** Return the columns of all tables, or of one, in the frame of the joined tables. */
  star(qualifier: string | undefined): string[] {
    const found = this._visible.filter(
      ({ table }) => qualifier === undefined || sameName(table, qualifier)
    );
    return found.map(each => each.name);
  }

  /** Return an expression over the frame of the joined tables. */
  resolve(expression: Expression): Expression {
    if (expression.kind === 'column') {
      return this._column(expression.name);
    }
    if (
      expression.kind === 'field' &&
      expression.operand.kind === 'column' &&
      this._isTable(expression.operand.name)
    ) {
      return this._column(expression.name, expression.operand.name);
    }
    return mapChildren(expression, each => this.resolve(each));
  }

  private _isTable(name: string): boolean {
    return this._inputs.some(each => sameName(each.name, name));
  }

  private _column(name: string, table?: string): Expression {
    const found = this._visible.filter(
      each =>
        sameName(each.column, name) &&
        (table === undefined || sameName(each.table, table))
    );
    const isJoinedBy = this._using.some(each => sameName(each, name));
    if (found.length === 0 || (found.length > 1 && !isJoinedBy)) {
      throw new NoForm(
        `the query has a name that is not one of a column: “${table === undefined ? name : `${table}.${name}`}”`
      );
    }
    return { kind: 'column', name: found[0].name };
  }

  private _joined(
    left: string,
    right: (typeof this._inputs)[number],
    { kind, on, using }: Joined,
    index: number
  ): string {
    if (kind === 'cross' || (on === undefined && using === undefined)) {
      throw new NoForm('the query joins each row with each');
    }
    if (using !== undefined && kind !== 'inner' && kind !== 'left') {
      throw new NoForm('a USING of this kind of join');
    }
    const before = this._visible;
    const isHalf = kind === 'semi' || kind === 'anti';
    const made = right.schema.map(({ name: column }) => ({
      table: right.name,
      column,
      name: `${right.name}.${column}`
    }));
    // The names of the first table's columns are its own until another table joins it.
    const renamed =
      index === 0
        ? before.map(each => ({
            ...each,
            name: `${each.table}.${each.column}`
          }))
        : before;
    this._visible = [...renamed, ...made];
    const nameBefore = (name: string): string | undefined => {
      const at = renamed.findIndex(each => each.name === name);
      return at < 0 ? undefined : before[at].name;
    };
    const columnAfter = (name: string): string | undefined =>
      made.find(each => each.name === name)?.column;
    const keys =
      using === undefined
        ? this._keysOn(on, nameBefore, columnAfter)
        : using.map(name => ({
            left:
              before.find(each => sameName(each.column, name))?.name ??
              unknownKey(name),
            right:
              made.find(each => sameName(each.column, name))?.column ??
              unknownKey(name)
          }));
    this._using.push(...(using ?? []));
    const join: JoinOperation = {
      op: 'join',
      id: `${this._sql.id}#join_${index + 1}`,
      nodeId: this._sql.nodeId,
      inputs: [left, right.frame],
      how: kind,
      keys,
      output: [
        ...renamed.map((each, at) => ({
          name: each.name,
          side: 'left' as const,
          column: before[at].name
        })),
        ...(isHalf
          ? []
          : made.map(each => ({
              name: each.name,
              side: 'right' as const,
              column: each.column
            })))
      ],
      collision: { rule: 'suffix', suffix: '_right' }
    };
    if (isHalf) {
      this._visible = renamed;
    }
    return this._translation.add(join);
  }

  private _keysOn(
    on: SqlNode | undefined,
    nameBefore: (name: string) => string | undefined,
    columnAfter: (name: string) => string | undefined
  ): { left: string; right: string }[] {
    if (on === undefined) {
      return [];
    }
    const condition = this.resolve(this._translation.read(on));
    return conjuncts(condition).map(each => {
      const [a, b] =
        each.kind === 'call' && each.function === 'eq'
          ? each.args.map(arg => (arg.kind === 'column' ? arg.name : undefined))
          : [];
      for (const [one, other] of [
        [a, b],
        [b, a]
      ]) {
        const left = one === undefined ? undefined : nameBefore(one);
        const right = other === undefined ? undefined : columnAfter(other);
        if (left !== undefined && right !== undefined) {
          return { left, right };
        }
      }
      throw new NoForm('the query joins by more than equal columns');
    });
  }

  private readonly _inputs: { name: string; frame: string; schema: Schema }[];
  private _visible: readonly Visible[] = [];
  private readonly _using: string[] = [];
}

function unknownKey(name: string): never {
  throw new NoForm(`the query joins by “${name}”, which is no column of both`);
}
