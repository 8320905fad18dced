import type { ComponentProblem } from '../problem.js';
import { findFunction } from './functions/index.js';
import { walk, type SqlNode } from './node.js';

/** Where an expression is worked out row by row: a condition, a column's value, or a part of a query. */
export type RowPlace = 'condition' | 'row' | 'WHERE' | 'ON' | 'GROUP BY';

/** Aggregates whose names are words of comparisons too: `LIKE ANY (…)`. */
const WORDS: ReadonlySet<string> = new Set(['any', 'some', 'every']);

/**
 * Return what makes more or less than one value of each row in an expression: an aggregate without a window, a generator.
 *
 * Source: Spark 3.5, error conditions INVALID_WHERE_CONDITION, GROUP_BY_AGGREGATE, UNSUPPORTED_GENERATOR.
 */
export function rowProblems(
  root: SqlNode,
  path: string,
  place: RowPlace
): ComponentProblem[] {
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
        message: aggregateMessage(node.name, place)
      });
    } else if (kind === 'generator') {
      found.set(node.name, {
        code: 'generator-not-allowed',
        severity: 'error',
        path,
        message: `“${node.name}(…)” makes several rows of one. ${place === 'row' ? 'Use an Explode step.' : 'Use an Explode step before this one.'}`
      });
    }
  }
  return [...found.values()];
}

function aggregateMessage(name: string, place: RowPlace): string {
  const call = `“${name}(…)”`;
  switch (place) {
    case 'row':
      return `${call} makes one value of many rows. Give it a window (${name}(…) OVER (PARTITION BY …)), or use an Aggregate step.`;
    case 'condition':
      return `${call} can't stand in a condition: it makes one value of many rows. Compute it in an Aggregate or Window step before this one, and test its column here.`;
    case 'WHERE':
      return `${call} can't stand in WHERE: it makes one value of many rows. Write the condition after GROUP BY, in HAVING.`;
    default:
      return `${call} can't stand in ${place}: it makes one value of many rows. Compute it in a step before this one.`;
  }
}
