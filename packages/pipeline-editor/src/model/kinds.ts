import {
  isObject,
  type PipelineEdge,
  type PipelineNode,
  type PipelineParameter
} from '@glueflow/components-manager';
import type { Position } from './shared.js';

/** True for a step of a pipeline, whatever else it holds. */
export function isNode(value: unknown): value is PipelineNode {
  return (
    isObject(value) &&
    typeof value.component === 'string' &&
    typeof value.title === 'string' &&
    Number.isInteger(value.version) &&
    isObject(value.config)
  );
}

/** True for a link between two ports. */
export function isEdge(value: unknown): value is PipelineEdge {
  return isObject(value) && isEnd(value.from) && isEnd(value.to);
}

function isEnd(value: unknown): value is PipelineEdge['from'] {
  return (
    isObject(value) &&
    typeof value.port === 'string' &&
    typeof value.node === 'string'
  );
}

/** True for the declaration of a parameter. */
export function isDeclaration(value: unknown): value is PipelineParameter {
  return isObject(value) && typeof value.type === 'string';
}

/** True for a place on the canvas. */
export function isPosition(value: unknown): value is Position {
  return (
    isObject(value) && Number.isFinite(value.x) && Number.isFinite(value.y)
  );
}
