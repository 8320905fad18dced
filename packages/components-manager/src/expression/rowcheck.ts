import type { ComponentProblem } from '../problem.js';
import { findFunction } from './functions/index.js';
import { walk, type SqlNode } from './node.js';

/** Aggregates whose names are words of comparisons too: `LIKE ANY (…)`. */
const WORDS: ReadonlySet<string> = new Set(['any', 'some', 'every']);

/** Return what makes more or less than one value of each row in an expression: an aggregate without a window, a generator. */
export function rowProblems(root: SqlNode, path: string): ComponentProblem[] {
  const found = new Map<string, ComponentProblem>();
  for (const node of walk(root)) {
    if (node.kind !== 'call' || node.over !== undefined) {
      continue;
    }
    const kind = findFunction(node.name)?.kind;
    if (kind === 'aggregate' && !WORDS.has(node.name)) {
      found.set(node.name, {
        code: 'aggregate-not-allowed',
        severity: 'error',
        path,
        message: `“${node.name}(…)” makes one value of many rows. Give it a window (${node.name}(…) OVER (PARTITION BY …)), or use an Aggregate step.`
      });
    } else if (kind === 'generator') {
      found.set(node.name, {
        code: 'generator-not-allowed',
        severity: 'error',
        path,
        message: `“${node.name}(…)” makes several rows of one. Use an Explode step.`
      });
    }
  }
  return [...found.values()];
}
