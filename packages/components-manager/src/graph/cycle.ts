import type { Link } from './link.js';

/** More cycles than this are not listed: fixing some shows the rest. */
const MAX_CYCLES = 50;

/**
 * The cycles that a depth-first walk closes, each once, starting at its smallest id; every node set that feeds itself has at
 * least one. Iterative: depth does not matter.
 */
export function findCycles(
  ids: readonly string[],
  outputsOf: (id: string) => readonly Link[]
): string[][] {
  const cycles = new Map<string, string[]>();
  const done = new Set<string>();
  for (const root of ids) {
    if (done.has(root)) {
      continue;
    }
    const path: string[] = [];
    const place = new Map<string, number>();
    const next: number[] = [];
    const enter = (id: string): void => {
      place.set(id, path.length);
      path.push(id);
      next.push(0);
    };
    enter(root);
    while (path.length > 0) {
      const id = path[path.length - 1];
      const link = outputsOf(id)[next[next.length - 1]++];
      if (link === undefined) {
        done.add(id);
        place.delete(id);
        path.pop();
        next.pop();
        continue;
      }
      const target = link.to.node;
      const start = place.get(target);
      if (start !== undefined) {
        const cycle = rotate(path.slice(start));
        cycles.set(cycle.join('\n'), cycle);
        if (cycles.size >= MAX_CYCLES) {
          return [...cycles.values()];
        }
      } else if (!done.has(target)) {
        enter(target);
      }
    }
  }
  return [...cycles.values()];
}

/** The same cycle, begun at its smallest id. */
function rotate(cycle: readonly string[]): string[] {
  let least = 0;
  cycle.forEach((id, index) => {
    if (id < cycle[least]) {
      least = index;
    }
  });
  return [...cycle.slice(least), ...cycle.slice(0, least)];
}
