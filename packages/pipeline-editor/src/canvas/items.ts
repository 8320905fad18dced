import type { JsonObject, PipelineNode } from '@glueflow/components-manager';
import type { Edge, Node } from '@xyflow/react';
import type { CardPorts } from './card.js';

/** Annotations' ids among those of React Flow's nodes. */
const ANNOTATION = 'a:';

/** A step of the pipeline, as React Flow sees it. */
export type StepNode = Node<
  { node: PipelineNode; ports: CardPorts; active: boolean },
  'step'
>;
/** A note. */
export type NoteNode = Node<{ fields: JsonObject }, 'note'>;
/** A coloured group. */
export type GroupNode = Node<{ fields: JsonObject }, 'frame'>;
export type CanvasNode = StepNode | NoteNode | GroupNode;
/** A link; `place` is shown where several enter one port. */
export type CanvasEdge = Edge<{ place?: number; target?: boolean }, 'link'>;

/** The id of an annotation among React Flow's nodes. */
export function flowId(annotation: string): string {
  return ANNOTATION + annotation;
}

/** The annotation that a node of React Flow's is; undefined for a step. */
export function annotationId(id: string): string | undefined {
  return id.startsWith(ANNOTATION) ? id.slice(ANNOTATION.length) : undefined;
}
