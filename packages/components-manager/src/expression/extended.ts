import { findFunction } from './functions/index.js';
import type { CallNode, SqlNode, WindowNode } from './node.js';
import type {
  ApplyExpression,
  Expression,
  IntervalUnit,
  OverExpression
} from './typed.js';

/** Reads a part of an expression; undefined where a plan has no word for it. */
type Reader = (node: SqlNode) => Expression | undefined;

const UNITS: ReadonlySet<string> = new Set<IntervalUnit>([
  'year',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second'
]);

/** Functions whose syntax says more than their arguments. */
const SPECIAL: ReadonlySet<string> = new Set(['extract', 'trim']);

/** Return what the optimiser has no use for and a plan can express all the same: CASE, functions of the catalogue, windows, intervals, lambdas. */
export function extended(node: SqlNode, read: Reader): Expression | undefined {
  switch (node.kind) {
    case 'case':
      return caseOf(node, read);
    case 'call':
      return callOf(node, read);
    case 'interval': {
      const { parts } = node;
      return parts?.every(({ unit }) => UNITS.has(unit))
        ? {
            kind: 'interval',
            parts: parts.map(({ amount, unit }) => ({
              amount,
              unit: unit as IntervalUnit
            }))
          }
        : undefined;
    }
    case 'lambda': {
      const body = read(node.body);
      return body && { kind: 'lambda', parameters: node.parameters, body };
    }
    case 'local':
      return fieldsOf({ kind: 'variable', name: node.name }, node.fields);
    case 'field': {
      const operand = read(node.operand);
      return operand && { kind: 'field', operand, name: node.name };
    }
    case 'item': {
      const [operand, index] = [read(node.operand), read(node.index)];
      return operand && index && { kind: 'item', operand, index };
    }
    default:
      return undefined;
  }
}

/** Return the field of a struct that a path of names leads to. */
export function fieldsOf(
  expression: Expression,
  names: readonly string[]
): Expression {
  return names.reduce<Expression>(
    (operand, name) => ({ kind: 'field', operand, name }),
    expression
  );
}

/** Reads all of some; undefined where one can't be read. */
function all(
  nodes: readonly SqlNode[],
  read: Reader
): Expression[] | undefined {
  const found: Expression[] = [];
  for (const node of nodes) {
    const expression = read(node);
    if (expression === undefined) {
      return undefined;
    }
    found.push(expression);
  }
  return found;
}

function caseOf(
  { operand, branches, results }: Extract<SqlNode, { kind: 'case' }>,
  read: Reader
): Expression | undefined {
  const conditions = all(branches, read);
  const values = all(results, read);
  const subject = operand && read(operand);
  if (!conditions || !values || (operand && !subject)) {
    return undefined;
  }
  const otherwise = values[conditions.length] as Expression | undefined;
  return {
    kind: 'case',
    ...(subject ? { operand: subject } : {}),
    branches: conditions.map((when, index) => ({ when, then: values[index] })),
    ...(otherwise ? { otherwise } : {})
  };
}

function callOf(node: CallNode, read: Reader): Expression | undefined {
  const entry = findFunction(node.name);
  const args = all(node.args, read);
  if (
    entry === undefined ||
    args === undefined ||
    node.filtered ||
    node.modified ||
    SPECIAL.has(entry.name)
  ) {
    return undefined;
  }
  const call: ApplyExpression = {
    kind: 'apply',
    name: entry.name,
    args,
    ...(node.distinct ? { distinct: true } : {})
  };
  return node.over === undefined ? call : overOf(call, node.over, read);
}

function overOf(
  call: ApplyExpression,
  window: WindowNode,
  read: Reader
): OverExpression | undefined {
  const partition = all(window.partition, read);
  const keys = all(window.order, read);
  const frame = frameOf(window);
  if (window.name !== undefined || !partition || !keys || frame === null) {
    return undefined;
  }
  return {
    kind: 'over',
    call,
    partition,
    order: keys.map((expression, index) => {
      const [direction, , nulls] = (window.directions?.[index] ?? '').split(
        ' '
      );
      return {
        expression,
        direction: direction === 'desc' ? 'descending' : 'ascending',
        ...(nulls === 'first' || nulls === 'last' ? { nulls } : {})
      };
    }),
    ...(frame ? { frame } : {})
  };
}

/** Return the frame of a window; null for one that a plan has no word for. */
function frameOf({
  frame,
  bounds
}: WindowNode): OverExpression['frame'] | null {
  if (frame === undefined) {
    return undefined;
  }
  const [unit, ...words] = frame.split(' ');
  const offsets = bounds.map(node =>
    node.kind === 'literal' && typeof node.value === 'number'
      ? node.value
      : undefined
  );
  const ends = [words.slice(0, 2), words.slice(2)].map(([first, second]) => {
    if (first === 'current') {
      return 0;
    }
    if (first === 'unbounded') {
      return second;
    }
    const offset = offsets.shift();
    return offset === undefined
      ? undefined
      : second === 'preceding'
        ? -offset
        : offset;
  });
  const [from, to] = ends;
  const isFrame =
    (unit === 'rows' || unit === 'range') &&
    from !== undefined &&
    to !== undefined &&
    from !== 'following' &&
    to !== 'preceding';
  return isFrame
    ? {
        unit,
        from: typeof from === 'number' ? from : 'unbounded',
        to: typeof to === 'number' ? to : 'unbounded'
      }
    : null;
}
