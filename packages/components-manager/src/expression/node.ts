import type { LiteralValue } from '../plan/expression.js';
import type { DataType } from '../types/type.js';

/** A Spark SQL expression as read: richer than what a plan has, for checks and types. */
export type SqlNode =
  | { kind: 'literal'; value: LiteralValue; type: DataType }
  | { kind: 'parameter'; name: string }
  | ColumnNode
  | { kind: 'local' } // an argument of a lambda
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
  | { kind: 'interval' }
  | { kind: 'lambda'; body: SqlNode };

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

/** Every part of an expression, itself first. Iterative: depth does not matter. */
export function* walk(root: SqlNode): Generator<SqlNode> {
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    yield node;
    open.push(...partsOf(node).reverse());
  }
}

/** The parts of a node, in the order they are written. */
export function partsOf(node: SqlNode): SqlNode[] {
  switch (node.kind) {
    case 'unary':
    case 'cast':
    case 'field':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'test':
    case 'call':
      return [...node.args];
    case 'case':
      return [
        ...(node.operand ? [node.operand] : []),
        ...node.branches,
        ...node.results
      ];
    case 'item':
      return [node.operand, node.index];
    case 'tuple':
      return [...node.items];
    case 'lambda':
      return [node.body];
    default:
      return [];
  }
}
