import type { ComponentProblem } from '../problem.js';
import { isAggregate } from './function.js';
import { walk, type SqlNode } from './node.js';

/** Functions that make several rows of one. Source: Spark 3.5, "Built-in Functions", generators. */
const GENERATORS: ReadonlySet<string> = new Set(
  'explode explode_outer posexplode posexplode_outer inline inline_outer stack json_tuple'.split(
    ' '
  )
);

/** Aggregates whose names are words of comparisons too: `LIKE ANY (…)`. */
const WORDS: ReadonlySet<string> = new Set(['any', 'some', 'every']);

/** Return what makes more or less than one value of each row in an expression: an aggregate without a window, a generator. */
export function rowProblems(root: SqlNode, path: string): ComponentProblem[] {
  const found = new Map<string, ComponentProblem>();
  for (const node of walk(root)) {
    if (node.kind !== 'call' || node.over !== undefined) {
      continue;
    }
    if (isAggregate(node.name) && !WORDS.has(node.name)) {
      found.set(node.name, {
        code: 'aggregate-not-allowed',
        severity: 'error',
        path,
        message: `“${node.name}(…)” makes one value of many rows. Give it a window (${node.name}(…) OVER (PARTITION BY …)), or use an Aggregate step.`
      });
    } else if (GENERATORS.has(node.name)) {
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
