import type { ComponentProblem } from '../problem.js';
import { nearest } from '../problem.js';
import { findFunction, isScalar, needsWindow } from './functions/index.js';
import { walk, type CallNode, type SqlNode, type WindowNode } from './node.js';

/** Where Spark lets no window function stand, in the words of SQL. */
export type NoWindow = 'WHERE' | 'HAVING' | 'GROUP BY' | 'ON' | 'condition';

const WHOLE = 'rows unbounded preceding current row';

/**
 * Return what Spark refuses of the window functions in an expression: one without OVER or without an order, DISTINCT or FILTER beside
 * OVER, a frame that the function can't have, a window that is not defined, a place that takes none.
 *
 * @param windows the named windows of the query
 * @param place where the expression stands, if no window function may stand there
 */
export function windowProblems(
  root: SqlNode,
  windows: ReadonlyMap<string, WindowNode>,
  path: string,
  place?: NoWindow
): ComponentProblem[] {
  const problems: ComponentProblem[] = [];
  const report = (code: string, message: string): void => {
    if (!problems.some(problem => problem.message === message)) {
      problems.push({ code, severity: 'error', path, message });
    }
  };
  for (const node of walk(root)) {
    if (node.kind === 'call') {
      check(node, windows, report, place);
    }
  }
  return problems;
}

type Report = (code: string, message: string) => void;

function check(
  node: CallNode,
  windows: ReadonlyMap<string, WindowNode>,
  report: Report,
  place: NoWindow | undefined
): void {
  const call = `${node.name}(${node.args.length > 0 ? '…' : ''})`;
  if (node.over === undefined) {
    if (needsWindow(node.name)) {
      report(
        'window-missing',
        `“${call}” needs a window. Write ${call} OVER (PARTITION BY … ORDER BY …).`
      );
    }
    return;
  }
  if (place !== undefined) {
    report(
      'window-not-allowed',
      place === 'condition'
        ? `“${call} OVER …” can't stand in a condition: Spark takes window functions only where columns are computed. Compute it in a Window step before this one, and test its column here.`
        : `“${call} OVER …” can't stand in ${place}: Spark takes window functions only among the columns of SELECT. Compute it there, and use its column in a step that follows.`
    );
    return;
  }
  if (isScalar(node.name)) {
    report(
      'window-function',
      `“${call}” can't have a window: it is computed from one row. Remove OVER, or use an aggregate function.`
    );
    return;
  }
  if (node.distinct) {
    report(
      'window-distinct',
      `“${node.name}(DISTINCT …) OVER …”: Spark takes no DISTINCT in a window. Use size(collect_set(…) OVER …) to count, or aggregate in a step before.`
    );
  }
  if (node.filtered) {
    report(
      'window-filter',
      `“${call} FILTER (…) OVER …”: Spark takes no FILTER in a window. Write ${node.name}(CASE WHEN … THEN … END) OVER ….`
    );
  }
  const window = resolve(node.over, windows);
  if (typeof window === 'string') {
    const close = nearest(window, windows.keys());
    report(
      'window-unknown',
      `The query defines no window “${window}”. ${
        close === undefined
          ? `Define it after the tables: WINDOW ${window} AS (PARTITION BY … ORDER BY …).`
          : `Did you mean “${close}”? Names of windows are compared with regard to case.`
      }`
    );
    return;
  }
  if (needsWindow(node.name) && window.order.length === 0) {
    report(
      'window-order',
      `“${call}” needs an order in its window. Add ORDER BY to it.`
    );
  }
  if (window.frame !== undefined && takesNoFrame(node.name, window.frame)) {
    report(
      'window-frame',
      `“${call}” takes no ${window.frame.startsWith('rows') ? 'ROWS' : 'RANGE'} in its window. Remove it.`
    );
  }
}

/** Return true where Spark refuses a frame: functions over an offset have none, those that rank have the whole one. */
function takesNoFrame(name: string, frame: string): boolean {
  const entry = findFunction(name);
  return (
    entry?.kind === 'window' &&
    entry.reads !== 'value' &&
    (entry.reads === 'offset' || frame !== WHOLE)
  );
}

/** The window that a window stands for: itself, or the definition of its name; the name that has none. */
function resolve(
  window: WindowNode,
  windows: ReadonlyMap<string, WindowNode>
): WindowNode | string {
  let current = window;
  for (let step = 0; step <= windows.size; step++) {
    if (current.name === undefined) {
      return current;
    }
    const next = windows.get(current.name);
    if (next === undefined) {
      return current.name;
    }
    current = next;
  }
  return window.name ?? current;
}
