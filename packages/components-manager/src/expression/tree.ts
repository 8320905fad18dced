import type { Expression, ScalarFunction } from './typed.js';
import type { DataType } from '../types/type.js';
import { extended, fieldsOf } from './extended.js';
import { negate } from './literal.js';
import type { SqlNode } from './node.js';

/** Operators that a plan has as functions. */
const OPERATORS: Readonly<Record<string, ScalarFunction>> = {
  and: 'and',
  or: 'or',
  '=': 'eq',
  '==': 'eq',
  '<>': 'ne',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  '<=>': 'eqNullSafe',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '%': 'modulo'
};

/** Functions that a plan has, with the fewest and most arguments. */
const FUNCTIONS: Readonly<
  Record<string, { name: ScalarFunction; least: number; most: number }>
> = {
  lower: { name: 'lower', least: 1, most: 1 },
  lcase: { name: 'lower', least: 1, most: 1 },
  upper: { name: 'upper', least: 1, most: 1 },
  ucase: { name: 'upper', least: 1, most: 1 },
  length: { name: 'length', least: 1, most: 1 },
  char_length: { name: 'length', least: 1, most: 1 },
  abs: { name: 'abs', least: 1, most: 1 },
  coalesce: { name: 'coalesce', least: 1, most: Infinity },
  concat: { name: 'concat', least: 1, most: Infinity },
  year: { name: 'year', least: 1, most: 1 },
  month: { name: 'month', least: 1, most: 1 },
  day: { name: 'dayOfMonth', least: 1, most: 1 },
  dayofmonth: { name: 'dayOfMonth', least: 1, most: 1 },
  startswith: { name: 'startsWith', least: 2, most: 2 },
  endswith: { name: 'endsWith', least: 2, most: 2 },
  contains: { name: 'contains', least: 2, most: 2 },
  isnull: { name: 'isNull', least: 1, most: 1 },
  isnotnull: { name: 'isNotNull', least: 1, most: 1 }
};

/** Finds how the schema spells a column, and the types of parameters. */
export interface TreeNames {
  column(name: string): string;
  parameter(name: string): DataType;
  /** Read all that a plan can express; absent: what the optimiser and the condition builder work with. */
  whole?: boolean;
}

/** The same as an expression of a plan; undefined where a plan has no word for a part of it. */
export function toExpression(
  node: SqlNode,
  names: TreeNames
): Expression | undefined {
  switch (node.kind) {
    case 'literal':
      return checkedLiteral(node);
    case 'parameter':
      return {
        kind: 'parameter',
        name: node.name,
        type: names.parameter(node.name)
      };
    case 'column':
      return node.parts.length === 1 || names.whole
        ? fieldsOf(
            { kind: 'column', name: names.column(node.parts[0]) },
            node.parts.slice(1)
          )
        : undefined;
    case 'unary':
      return unary(node, names);
    case 'binary':
      return binary(node, names);
    case 'test':
      return test(node, names);
    case 'cast': {
      const operand = node.attempt
        ? undefined
        : toExpression(node.operand, names);
      return operand && { kind: 'cast', operand, type: node.type };
    }
    case 'call': {
      const known = Object.hasOwn(FUNCTIONS, node.name)
        ? FUNCTIONS[node.name]
        : undefined;
      return known === undefined ||
        node.distinct ||
        node.filtered ||
        node.over !== undefined ||
        (node.modified && names.whole) ||
        node.args.length < known.least ||
        node.args.length > known.most
        ? names.whole
          ? extended(node, part => toExpression(part, names))
          : undefined
        : call(known.name, node.args, names);
    }
    default:
      return names.whole
        ? extended(node, part => toExpression(part, names))
        : undefined;
  }
}

function call(
  name: ScalarFunction,
  nodes: readonly SqlNode[],
  names: TreeNames
): Expression | undefined {
  const args: Expression[] = [];
  for (const node of nodes) {
    const arg = toExpression(node, names);
    if (arg === undefined) {
      return undefined;
    }
    args.push(arg);
  }
  return { kind: 'call', function: name, args };
}

/** Dates and times only in the one form a plan has them in. */
function checkedLiteral(
  node: Extract<SqlNode, { kind: 'literal' }>
): Expression | undefined {
  const { value, type } = node;
  const text = String(value);
  if (type.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return undefined;
  }
  const time = type.kind === 'timestamp' || type.kind === 'timestamp_ntz';
  return time && !/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{1,6})?$/.test(text)
    ? undefined
    : { kind: 'literal', value, type };
}

function unary(
  node: Extract<SqlNode, { kind: 'unary' }>,
  names: TreeNames
): Expression | undefined {
  switch (node.operator) {
    case 'not':
      return call('not', [node.operand], names);
    case '-': {
      const literal =
        node.operand.kind === 'literal' ? negate(node.operand) : undefined;
      return literal
        ? checkedLiteral(literal)
        : call('negate', [node.operand], names);
    }
    case '+':
      return toExpression(node.operand, names);
    default:
      return undefined;
  }
}

function binary(
  node: Extract<SqlNode, { kind: 'binary' }>,
  names: TreeNames
): Expression | undefined {
  const name = OPERATORS[node.operator];
  if (name === undefined) {
    return undefined;
  }
  if (name !== 'and' && name !== 'or') {
    return call(name, [node.left, node.right], names);
  }
  // A row of ANDs is one AND of many.
  const parts: SqlNode[] = [];
  const open: SqlNode[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.kind === 'binary' && next.operator === node.operator) {
      open.push(next.right, next.left);
    } else {
      parts.push(next);
    }
  }
  return call(name, parts, names);
}

function test(
  node: Extract<SqlNode, { kind: 'test' }>,
  names: TreeNames
): Expression | undefined {
  const expression = plainTest(node, names);
  const negated =
    node.negated && node.test !== 'null' && node.test !== 'distinct';
  return expression && negated
    ? { kind: 'call', function: 'not', args: [expression] }
    : expression;
}

function plainTest(
  node: Extract<SqlNode, { kind: 'test' }>,
  names: TreeNames
): Expression | undefined {
  switch (node.test) {
    case 'null':
      return call(node.negated ? 'isNotNull' : 'isNull', node.args, names);
    case 'in': {
      const found = call('in', node.args, names);
      if (names.whole) {
        return found;
      }
      const constant =
        found?.kind === 'call' &&
        found.args.length > 1 &&
        found.args
          .slice(1)
          .every(arg => arg.kind === 'literal' || arg.kind === 'parameter');
      return constant ? found : undefined;
    }
    case 'between':
      return call('between', node.args, names);
    case 'like':
    case 'rlike':
      return node.args.length === 2
        ? call(node.test, node.args, names)
        : undefined;
    case 'distinct': {
      const same = call('eqNullSafe', node.args, names);
      return (
        same &&
        (node.negated ? same : { kind: 'call', function: 'not', args: [same] })
      );
    }
    default:
      return undefined;
  }
}
