/** A change that fixes a problem. */
export interface Fix {
  /** What it does, as a button would say it. */
  title: string;
  /** JSON pointer within the document, and the value to put there (`undefined`: remove it). */
  path: string;
  value?: unknown;
}

/** Something wrong with a pipeline, said where it is and how to fix it. All problems are reported at once. */
export interface Problem {
  /** Stable, kebab-case, for tests and documentation: `unknown-column`. */
  code: string;
  severity: 'error' | 'warning';
  /** The node it is on; absent for one of the whole document. */
  nodeId?: string;
  /** JSON pointer: within the node's configuration when `nodeId` is given (`/condition/left`), otherwise within the document. */
  path: string;
  /** A sentence for a person that names the thing and the remedy. */
  message: string;
  fix?: Fix;
}

/** A problem as a component says it: the compiler adds the node. `path` is a JSON pointer into the configuration. */
export type ComponentProblem = Omit<Problem, 'nodeId'> & {
  /** A column that the input lacks: the compiler says which step before leaves it out. */
  column?: string;
  /** The columns that arrive are not known: the compiler says of which step before, and what to do there. */
  unknownInput?: true;
};

/** Return problems without those that say the same of the same place again. */
export function distinctProblems(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, nodeId, path, message }) => {
    const key = JSON.stringify([code, nodeId, path, message]);
    const first = !seen.has(key);
    seen.add(key);
    return first;
  });
}

/** True when a problem keeps the pipeline from being compiled. */
export function isError(problem: Pick<Problem, 'severity'>): boolean {
  return problem.severity === 'error';
}

/** Code of a warning about a step that the job on AWS can run and this machine can't. */
export const AWS_ONLY = 'aws-only';

/** Return the errors that a run or preview on this machine has beside those of every use: steps that only a job on AWS can run. */
export function localProblems(problems: readonly Problem[]): Problem[] {
  return problems
    .filter(({ code }) => code === AWS_ONLY)
    .map(problem => ({ ...problem, severity: 'error' }));
}

/**
 * The JSON pointer (RFC 6901) to a place: `pointer('a/b', 0)` is `/a~1b/0`; without segments, the whole.
 */
export function pointer(...segments: readonly (string | number)[]): string {
  let result = '';
  for (const segment of segments) {
    const text = String(segment);
    result +=
      text.includes('~') || text.includes('/')
        ? `/${text.replace(/~/g, '~0').replace(/\//g, '~1')}`
        : `/${text}`;
  }
  return result;
}

/** The segments of a JSON pointer: the reverse of `pointer`. */
export function pointerSegments(path: string): string[] {
  return path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map(part => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

/**
 * The candidate most like a misspelt name, or undefined when none is close (more than a third of the letters differ).
 *
 * Letters are compared without regard to case; equal distances are settled by the order of the candidates.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>
): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  // Words of one or two letters are all alike: only another case counts.
  let least = Math.floor(wanted.length / 3) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, candidate.toLowerCase(), least);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours between two words; `limit` when that many or more. */
function editDistance(a: string, b: string, limit: number): number {
  if (a === b) {
    return 0;
  }
  if (Math.abs(a.length - b.length) >= limit || a.length > 200) {
    return limit;
  }
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(
        previous[j] + 1,
        current[j - 1] + 1,
        previous[j - 1] + cost
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, before[j - 2] + 1);
      }
      current.push(value);
      least = Math.min(least, value);
    }
    if (least >= limit) {
      return limit;
    }
    before = previous;
    previous = current;
  }
  return previous[b.length];
}
