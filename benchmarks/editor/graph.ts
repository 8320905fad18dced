import type { PipelineDocument } from '@glueflow/components-manager';
import { layered } from '../graphs.mjs';

const WIDTH = 10;
const COLUMN = 280;
const ROW = 110;

/** What React Flow draws. */
export interface Flow {
  nodes: {
    id: string;
    position: { x: number; y: number };
    data: { label: string };
    sourcePosition: 'right';
    targetPosition: 'left';
  }[];
  edges: { id: string; source: string; target: string }[];
}

/** A pipeline of a size, laid out in columns of ten nodes. */
export function pipeline(size: number): PipelineDocument {
  const document = layered(size) as unknown as PipelineDocument;
  const columns = Math.ceil((size - 3) / WIDTH);
  const middle = ((WIDTH - 1) * ROW) / 2;
  const places: Record<string, { x: number; y: number }> = {
    source: { x: 0, y: middle },
    all: { x: (columns + 1) * COLUMN, y: middle },
    sink: { x: (columns + 2) * COLUMN, y: middle }
  };
  for (let index = 0; index < size - 3; index++) {
    places[`n${index}`] = {
      x: (Math.floor(index / WIDTH) + 1) * COLUMN,
      y: (index % WIDTH) * ROW
    };
  }
  document.layout.nodes = places;
  return document;
}

/** The same pipeline as nodes and edges of React Flow. */
export function flow(document: PipelineDocument): Flow {
  return {
    nodes: Object.entries(document.nodes).map(([id, node]) => ({
      id,
      position: document.layout.nodes[id],
      data: { label: node.title },
      sourcePosition: 'right',
      targetPosition: 'left'
    })),
    edges: Object.entries(document.edges).map(([id, edge]) => ({
      id,
      source: edge.from.node,
      target: edge.to.node
    }))
  };
}
