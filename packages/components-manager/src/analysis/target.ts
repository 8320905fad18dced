import type { ComponentRegistry } from '../component/registry.js';
import type { PipelineDocument } from '../document/document.js';
import type { Operation } from '../plan/operation.js';
import type { Problem } from '../problem.js';
import { placeProblem, type OperationFields } from '../target/place.js';
import {
  checkTarget,
  type Target,
  type TargetInput
} from '../target/target.js';

/** What is checked for a target. */
export interface Checked {
  document: PipelineDocument;
  registry: ComponentRegistry;
  target?: Target;
}

/**
 * Return what a target can't do of an analysed pipeline, at the fields of its components.
 *
 * @param live - The operations of all nodes that take part and have no error.
 * @param dead - Those of each other node: no part of what is printed, and so checked by themselves.
 */
export function targetProblems(
  { document, registry, target }: Checked,
  live: readonly Operation[],
  dead: readonly (readonly Operation[])[],
  input: TargetInput
): Problem[] {
  if (target === undefined) {
    return [];
  }
  const parts = dead.filter(({ length }) => length > 0);
  return [
    ...checkTarget(target, { operations: live }, input),
    ...parts.flatMap(operations =>
      checkTarget(target, { operations }, { ...input, parameters: {} })
    )
  ].map(each => placeProblem(each, id => fieldsOf(document, registry, id)));
}

/** Return what the component of a node says of where its operations' fields come from. */
export function fieldsOf(
  document: PipelineDocument,
  registry: ComponentRegistry,
  nodeId: string
): OperationFields | undefined {
  const node = Object.hasOwn(document.nodes, nodeId)
    ? document.nodes[nodeId]
    : undefined;
  return registry.get(node?.component ?? '')?.operationFields;
}

/** Return what a target is given of a document. */
export function targetInput(
  document: PipelineDocument
): Pick<TargetInput, 'titles' | 'parameters' | 'glueVersion' | 'pipeline'> {
  const { nodes, parameters, job } = document;
  return {
    titles: {
      get: id => (Object.hasOwn(nodes, id) ? nodes[id].title : undefined)
    },
    parameters,
    pipeline: job.name,
    glueVersion: job.glueVersion
  };
}
