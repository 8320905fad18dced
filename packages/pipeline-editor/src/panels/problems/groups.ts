import type { PipelineDocument, Problem } from '@glueflow/components-manager';

/** The problems of one node, or of the pipeline as a whole. */
export interface ProblemGroup {
  /** Undefined: the pipeline as a whole. */
  nodeId?: string;
  title: string;
  problems: readonly Problem[];
}

/** Groups problems by node, in the order in which nodes come first; errors before warnings within each. */
export function groupProblems(
  problems: readonly Problem[],
  document: Pick<PipelineDocument, 'nodes'>,
  whole: string
): ProblemGroup[] {
  const groups = new Map<string | undefined, Problem[]>();
  for (const problem of problems) {
    const list = groups.get(problem.nodeId) ?? [];
    list.push(problem);
    groups.set(problem.nodeId, list);
  }
  return [...groups].map(([nodeId, list]) => ({
    ...(nodeId === undefined ? {} : { nodeId }),
    title:
      nodeId === undefined ? whole : document.nodes[nodeId]?.title || nodeId,
    problems: [
      ...list.filter(({ severity }) => severity === 'error'),
      ...list.filter(({ severity }) => severity !== 'error')
    ]
  }));
}

/** How many errors and warnings there are. */
export function countProblems(problems: readonly Problem[]): {
  errors: number;
  warnings: number;
} {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: problems.length - errors };
}
