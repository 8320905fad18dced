import type { CallNode, SqlNode, WindowNode } from './node.js';
import type { ExpressionReader } from './reader.js';

/**
 * Reads what may follow a call's arguments: WITHIN GROUP, FILTER, IGNORE NULLS, OVER. Returns the call with it.
 *
 * Throws UnknownSyntax. Source: Spark 3.5 SQL reference, "Window Functions" and "Aggregate Functions".
 */
export function readCallEnd(
  parser: ExpressionReader,
  call: CallNode
): CallNode {
  const { args } = call;
  let { modified = false } = call;
  if (parser.take('within') !== undefined) {
    modified = true;
    parser.expect('group');
    parser.expect('(');
    parser.expect('order');
    args.push(...readOrder(parser));
    parser.expect(')');
  }
  let filtered = false;
  if (parser.take('filter') !== undefined) {
    parser.expect('(');
    parser.expect('where');
    args.push({ kind: 'lambda', parameters: [], body: parser.expression() });
    parser.expect(')');
    filtered = true;
  }
  if (parser.looksAt('ignore', 'nulls') || parser.looksAt('respect', 'nulls')) {
    parser.take('ignore', 'respect');
    parser.expect('nulls');
    modified = true;
  }
  return {
    ...call,
    ...(modified ? { modified } : {}),
    ...(filtered ? { filtered } : {}),
    ...(parser.take('over') === undefined ? {} : { over: readWindow(parser) })
  };
}

/** Reads a window: `(PARTITION BY … ORDER BY … ROWS …)`, or the name of one. Throws UnknownSyntax. */
function readWindow(parser: ExpressionReader): WindowNode {
  const window: WindowNode = { partition: [], order: [], bounds: [] };
  if (parser.take('(') === undefined) {
    return { ...window, name: parser.name() };
  }
  if (!parser.looksAt(')') && parser.peek(1)?.text === ')') {
    const name = parser.name();
    parser.expect(')');
    return { ...window, name };
  }
  if (parser.take('cluster') !== undefined) {
    // CLUSTER BY is both: rows that go together, in the order of the same keys.
    parser.expect('by');
    window.partition.push(...readList(parser));
    window.order.push(...window.partition);
  } else {
    if (parser.take('partition', 'distribute') !== undefined) {
      parser.expect('by');
      window.partition.push(...readList(parser));
    }
    if (parser.take('order', 'sort') !== undefined) {
      window.directions = [];
      window.order.push(...readOrder(parser, window.directions));
    }
  }
  const kind = parser.take('rows', 'range');
  if (kind !== undefined) {
    const between = parser.take('between') !== undefined;
    const bounds = [readBound(parser, window.bounds)];
    if (between) {
      parser.expect('and');
      bounds.push(readBound(parser, window.bounds));
    } else {
      bounds.push('current row');
    }
    window.frame = `${kind} ${bounds.join(' ')}`;
  }
  parser.expect(')');
  return window;
}

/** Reads `BY a, b DESC NULLS LAST` after ORDER or SORT: the keys; how each is sorted is added to `directions`, in lower case. */
export function readOrder(
  parser: ExpressionReader,
  directions: string[] = []
): SqlNode[] {
  parser.expect('by');
  const keys: SqlNode[] = [];
  do {
    keys.push(parser.expression());
    const direction = parser.take('asc', 'desc') ?? 'asc';
    const nulls =
      parser.take('nulls') === undefined
        ? ''
        : ` nulls ${parser.take('first', 'last') ?? parser.fail()}`;
    directions.push(direction + nulls);
  } while (parser.take(',') !== undefined);
  return keys;
}

/** Reads `WINDOW` definitions after that word: the windows by name, which Spark compares with regard to case. */
export function readWindows(
  parser: ExpressionReader,
  windows: Map<string, WindowNode>
): void {
  do {
    const name = parser.name();
    parser.expect('as');
    windows.set(name, readWindow(parser));
  } while (parser.take(',') !== undefined);
}

function readList(parser: ExpressionReader): SqlNode[] {
  const items: SqlNode[] = [];
  do {
    items.push(parser.expression());
  } while (parser.take(',') !== undefined);
  return items;
}

function readBound(parser: ExpressionReader, offsets: SqlNode[]): string {
  let from = 'offset';
  if (parser.looksAt('unbounded')) {
    parser.expect('unbounded');
    from = 'unbounded';
  } else if (parser.take('current') !== undefined) {
    parser.expect('row');
    return 'current row';
  } else {
    offsets.push(parser.expression());
  }
  const side = parser.take('preceding', 'following');
  return side === undefined ? parser.fail() : `${from} ${side}`;
}
