import type { Problem } from '@glueflow/components-manager';

/** A problem as a form shows it. */
export interface FormProblem extends Problem {
  /** It is about what nobody came to yet: said without alarm. */
  waits?: boolean;
}

/** The problems of one node, by the places of its configuration. Those that wait count as warnings. */
export class FieldProblems {
  readonly all: readonly FormProblem[];

  constructor(
    all: readonly Problem[],
    waits: (problem: Problem) => boolean = () => false
  ) {
    this.all = all.map(problem =>
      waits(problem)
        ? { ...problem, severity: 'warning', waits: true }
        : problem
    );
  }

  /** Those of just this place. */
  at(path: string): readonly FormProblem[] {
    return this.all.filter(problem => problem.path === path);
  }

  /** Those of this place and of all within it. */
  within(path: string): readonly FormProblem[] {
    return this.all.filter(problem => isWithin(problem.path, path));
  }

  /** Those of none of these fields (names at the top of the configuration): they are reported above the form. */
  outside(names: readonly string[]): readonly FormProblem[] {
    const paths = names.map(
      name => `/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`
    );
    return this.all.filter(
      ({ path }) => !paths.some(each => isWithin(path, each))
    );
  }
}

/** True for a place that is another, or is within it. */
export function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}/`);
}

/** The worst of these, or undefined when there is none. */
export function severityOf(
  problems: readonly Problem[]
): Problem['severity'] | undefined {
  return problems.some(({ severity }) => severity === 'error')
    ? 'error'
    : problems[0]?.severity;
}
