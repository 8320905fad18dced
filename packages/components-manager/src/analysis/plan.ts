import { reach } from '../graph/graph.js';
import { nodeName } from '../graph/link.js';
import type { Operation, Plan } from '../plan/operation.js';
import { isError, type Problem } from '../problem.js';
import { contextAt, failure, type Analysis } from './analyze.js';

/** What part of a pipeline to plan. */
export interface PlanOptions {
  /** Only this node and what it needs, as a preview wants it; otherwise every branch that an output writes. */
  upTo?: string;
}

/** A pipeline that can't be planned; `problems` says why. */
export class PlanError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(problem => problem.message).join('\n'));
    this.name = 'PlanError';
  }
}

/**
 * The operations of an analysed pipeline, inputs before users. Branches that write nothing are left out.
 *
 * @throws PlanError when a step that takes part has an error, or when a component fails
 */
export function buildPlan(analysis: Analysis, options: PlanOptions = {}): Plan {
  const { document, graph, configs } = analysis;
  const { upTo } = options;
  const wanted =
    upTo === undefined ? graph.live : reach([upTo], graph.inputsOf, 'from');
  const errors = analysis.problems.filter(
    problem =>
      isError(problem) &&
      (upTo === undefined ||
        problem.nodeId === undefined ||
        wanted.has(problem.nodeId))
  );
  if (errors.length > 0) {
    throw new PlanError(errors);
  }
  const operations: Operation[] = [];
  const failures: Problem[] = [];
  for (const place of graph.places) {
    const { id } = place;
    const component = wanted.has(id) ? place.component : undefined;
    const config = configs.get(id);
    if (component === undefined || config === undefined) {
      continue;
    }
    try {
      const lowered = component.lower(config, contextAt(analysis, place));
      const fault = loweringFault(lowered, id);
      if (fault !== undefined) {
        throw new TypeError(fault);
      }
      for (const operation of lowered) {
        operations.push(operation);
      }
    } catch (error) {
      failures.push(failure(document, component, id, error));
    }
  }
  if (upTo !== undefined && operations.length === 0 && failures.length === 0) {
    failures.push({
      code: 'unknown-node',
      severity: 'error',
      path: '/nodes',
      message: `There is no step ${Object.hasOwn(document.nodes, upTo) ? nodeName(document, upTo) : `“${upTo}”`} to plan.`
    });
  }
  if (failures.length > 0) {
    throw new PlanError(failures);
  }
  return { operations };
}

/** What is wrong with the operations that a component gave for a node. */
function loweringFault(
  operations: readonly Operation[],
  nodeId: string
): string | undefined {
  if (operations.at(-1)?.id !== nodeId) {
    return `the last of its operations must have the id “${nodeId}”`;
  }
  const wrong = operations.find(
    (operation, index) =>
      operation.nodeId !== nodeId ||
      (index < operations.length - 1 && !operation.id.startsWith(`${nodeId}#`))
  );
  return wrong === undefined
    ? undefined
    : `its operation “${wrong.id}” does not carry the node's id “${nodeId}”`;
}
