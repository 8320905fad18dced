/** Bare React Flow 12, as its own documentation has it: what the editor's canvas is held against. */
import {
  applyEdgeChanges,
  applyNodeChanges,
  ReactFlow,
  type Edge,
  type EdgeChange,
  type Node,
  type NodeChange,
  type Viewport
} from '@xyflow/react';
import { useCallback, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';

/** What is shown, and how. */
export interface BareOptions {
  graph: { nodes: Node[]; edges: Edge[] };
  viewport: Viewport;
  /** Draw the nodes in sight only. */
  visibleOnly: boolean;
  /** The size of the canvas in pixels. */
  width: number;
  height: number;
  /** The node whose label can be typed below the canvas. */
  named: string;
}

function Bare(options: BareOptions): ReactElement {
  const { graph, viewport, visibleOnly, width, height, named } = options;
  const [nodes, setNodes] = useState(graph.nodes);
  const [edges, setEdges] = useState(graph.edges);
  const onNodesChange = useCallback(
    (changes: NodeChange[]) =>
      setNodes(before => applyNodeChanges(changes, before)),
    []
  );
  const onEdgesChange = useCallback(
    (changes: EdgeChange[]) =>
      setEdges(before => applyEdgeChanges(changes, before)),
    []
  );
  const label = nodes.find(({ id }) => id === named)?.data.label as string;
  return (
    <>
      <div style={{ width, height }}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          defaultViewport={viewport}
          minZoom={0.05}
          onlyRenderVisibleElements={visibleOnly}
        />
      </div>
      <input
        aria-label="Name"
        value={label}
        onChange={({ target }) => {
          setNodes(before =>
            before.map(node =>
              node.id === named
                ? { ...node, data: { label: target.value } }
                : node
            )
          );
        }}
      />
    </>
  );
}

declare global {
  interface Window {
    showBare(options: BareOptions): void;
  }
}

window.showBare = options => {
  const root = document.getElementById('root');
  if (root) {
    createRoot(root).render(<Bare {...options} />);
  }
};
