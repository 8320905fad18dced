import type { LiteralValue } from './typed.js';
import type { DataType } from '../types/type.js';

/** A Spark SQL expression as read: richer than what a plan has, for checks and types. */
export type SqlNode =
  | { kind: 'literal'; value: LiteralValue; type: DataType }
  | { kind: 'parameter'; name: string }
  | ColumnNode
  | { kind: 'local'; name: string; fields: readonly string[] } // an argument of a lambda
  | { kind: 'star'; qualifier?: string }
  | { kind: 'unary'; operator: '-' | '+' | '~' | 'not'; operand: SqlNode }
  | BinaryNode
  | { kind: 'test'; test: SqlTest; negated: boolean; args: SqlNode[] }
  | { kind: 'case'; operand?: SqlNode; branches: SqlNode[]; results: SqlNode[] }
  | { kind: 'cast'; operand: SqlNode; type: DataType; attempt: boolean }
  | CallNode
  | { kind: 'field'; operand: SqlNode; name: string }
  | { kind: 'item'; operand: SqlNode; index: SqlNode }
  | { kind: 'tuple'; items: SqlNode[] }
  | { kind: 'interval'; parts?: readonly IntervalPart[] }
  | { kind: 'lambda'; parameters: readonly string[]; body: SqlNode };

/** An amount of one unit of time, such as `3 DAYS`. */
export interface IntervalPart {
  amount: number;
  unit: string;
}

/** A name: of a column, with its qualifier before it or fields of a struct after it. */
export interface ColumnNode {
  kind: 'column';
  parts: string[];
  /** Where it stands in the text. */
  start: number;
  end: number;
}

/** An operator between two values. */
export interface BinaryNode {
  kind: 'binary';
  operator: string;
  left: SqlNode;
  right: SqlNode;
}

/** A function with its arguments. */
export interface CallNode {
  kind: 'call';
  /** Lower case. */
  name: string;
  args: SqlNode[];
  distinct?: boolean;
  /** With FILTER (WHERE …), whose condition is the last of the arguments. */
  filtered?: boolean;
  /** With words that a plan has no place for: WITHIN GROUP, IGNORE NULLS, `trim(LEADING …)`. */
  modified?: boolean;
  /** The window it is computed over. */
  over?: WindowNode;
}

/** A window: its own parts, or the name of one that the query defines. */
export interface WindowNode {
  name?: string;
  partition: SqlNode[];
  order: SqlNode[];
  /** How each key of `order` is sorted, in lower case: `asc`, `desc nulls last` …; empty: as Spark does. */
  directions?: string[];
  /** The frame in lower case, such as `rows offset preceding current row`. */
  frame?: string;
  /** The offsets of the frame. */
  bounds: SqlNode[];
}

/** Tests that are words. `args[0]` is what is tested. */
export type SqlTest =
  | 'in'
  | 'between'
  | 'like'
  | 'ilike'
  | 'rlike'
  | 'null'
  | 'true'
  | 'false'
  | 'distinct';

/** Every part of an expression, itself first, in the order they are written. Iterative: depth does not matter. */
export function walk(root: SqlNode): SqlNode[] {
  const found: SqlNode[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    found.push(node);
    switch (node.kind) {
      case 'unary':
      case 'cast':
      case 'field':
        open.push(node.operand);
        break;
      case 'binary':
        open.push(node.right, node.left);
        break;
      case 'test':
        pushReversed(open, node.args);
        break;
      case 'call':
        if (node.over !== undefined) {
          pushReversed(open, windowParts(node.over));
        }
        pushReversed(open, node.args);
        break;
      case 'case':
        pushReversed(open, node.results);
        pushReversed(open, node.branches);
        if (node.operand !== undefined) {
          open.push(node.operand);
        }
        break;
      case 'item':
        open.push(node.index, node.operand);
        break;
      case 'tuple':
        pushReversed(open, node.items);
        break;
      case 'lambda':
        open.push(node.body);
    }
  }
  return found;
}

/** Every expression that a window is made of. */
export function windowParts(window: WindowNode): SqlNode[] {
  return [...window.partition, ...window.order, ...window.bounds];
}

/** Put nodes on a stack such that the first one is taken first. A list may be too long for arguments of a call. */
export function pushReversed<T>(open: T[], nodes: readonly T[]): void {
  for (let index = nodes.length - 1; index >= 0; index--) {
    open.push(nodes[index]);
  }
}
