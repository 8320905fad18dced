import type { ComponentProblem } from '../problem.js';
import { findFunction } from './functions/index.js';
import { walk, type CallNode, type SqlNode, type WindowNode } from './node.js';
import { windowProblems, type NoWindow } from './windowcheck.js';

/**
 * Return what Spark refuses of the calls in an expression: too few or too many arguments, and what it refuses of window functions (see
 * `windowProblems`). Functions that are not known are not checked.
 *
 * @param windows - The named windows of the query.
 * @param place - Where the expression stands, if no window function may stand there.
 */
export function callProblems(
  root: SqlNode,
  windows: ReadonlyMap<string, WindowNode>,
  path: string,
  place?: NoWindow
): ComponentProblem[] {
  const messages = new Set(
    walk(root).flatMap(node =>
      node.kind === 'call' ? (arityMessage(node) ?? []) : []
    )
  );
  return [
    ...[...messages].map((message): ComponentProblem => ({
      code: 'wrong-arguments',
      severity: 'error',
      path,
      message
    })),
    ...windowProblems(root, windows, path, place)
  ];
}

function arityMessage(node: CallNode): string | undefined {
  const entry = findFunction(node.name);
  // A star stands for any number of columns.
  if (entry === undefined || node.args.some(({ kind }) => kind === 'star')) {
    return undefined;
  }
  const [least, most] = entry.arity;
  const given = node.args.length - (node.filtered ? 1 : 0);
  return given >= least && given <= most
    ? undefined
    : `“${node.name}” takes ${countOf(least, most)}, and ${given === 0 ? 'none' : given} ${given === 1 ? 'is' : 'are'} given. Write ${entry.signature}.`;
}

function countOf(least: number, most: number): string {
  const noun = (count: number): string => `argument${count === 1 ? '' : 's'}`;
  if (most === 0) {
    return 'no arguments';
  }
  if (most === Infinity) {
    return `at least ${least} ${noun(least)}`;
  }
  return least === most
    ? `${least} ${noun(least)}`
    : `${least} ${most === least + 1 ? 'or' : 'to'} ${most} arguments`;
}
