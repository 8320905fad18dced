import { pointer, type Problem } from '../problem.js';
import type { OperationProblem, TargetProblem } from './target.js';

/** What a component says of where the fields of its operations come from; see `Component.operationFields`. */
export type OperationFields = Readonly<Record<string, string>>;

/**
 * Return the field of a component's configuration that a field of its operation comes from, both as JSON pointers.
 *
 * The component's own entry for the field, or for what it lies in, counts first. Otherwise the field has the name that it has in the
 * operation, without the parts that only group: `/source`, `/sink`, `/hints/<target>`, `/formatOptions`.
 *
 * @example
 * fieldOfComponent('/source/paths/0') // '/paths/0'
 * fieldOfComponent('/hints/glue/mode', { '/hints/glue/mode': '/readMode' }) // '/readMode'
 */
export function fieldOfComponent(
  field: string,
  own: OperationFields = {}
): string {
  for (let part = field; part !== ''; part = part.replace(/\/[^/]*$/, '')) {
    if (Object.hasOwn(own, part)) {
      return own[part] + field.slice(part.length);
    }
  }
  return field
    .replace(/^\/(?:source|sink|hints\/[^/]+)(?=\/)/, '')
    .replace(/^\/formatOptions(?=\/)/, '');
}

/**
 * Return a target's problem as one of the pipeline: at the node and the field of its component.
 *
 * @param fieldsOf - What the component of a node says of its operations' fields.
 */
export function placeProblem(
  problem: TargetProblem,
  fieldsOf: (nodeId: string) => OperationFields | undefined
): Problem {
  if (!isOperationProblem(problem)) {
    return problem;
  }
  const { operation, field, fix, ...rest } = problem;
  const { nodeId } = operation;
  const own = fieldsOf(nodeId);
  return {
    ...rest,
    nodeId,
    path: fieldOfComponent(field, own),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: fix.title,
            path:
              pointer('nodes', nodeId, 'config') +
              fieldOfComponent(fix.field, own),
            value: fix.value
          }
        })
  };
}

function isOperationProblem(
  problem: TargetProblem
): problem is OperationProblem {
  return 'operation' in problem;
}
