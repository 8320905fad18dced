import type { Problem } from '@glueflow/components-manager';

/** The problems of one node, by the places of its configuration. */
export class FieldProblems {
  constructor(readonly all: readonly Problem[]) {}

  /** Those of just this place. */
  at(path: string): readonly Problem[] {
    return this.all.filter(problem => problem.path === path);
  }

  /** Those of this place and of all within it. */
  within(path: string): readonly Problem[] {
    return this.all.filter(problem => isWithin(problem.path, path));
  }

  /** Those of none of these fields (names at the top of the configuration): they are told above the form. */
  outside(names: readonly string[]): readonly Problem[] {
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
