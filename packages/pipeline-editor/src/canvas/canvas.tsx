import {
  ConnectionMode,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useConnection,
  useStore,
  type EdgeTypes,
  type FinalConnectionState,
  type IsValidConnection,
  type NodeTypes,
  type OnNodeDrag,
  type OnReconnect,
  type ReactFlowInstance
} from '@xyflow/react';
import {
  useCallback,
  useLayoutEffect,
  useMemo,
  useSyncExternalStore,
  type JSX,
  type MouseEvent as ReactMouseEvent,
  type PointerEvent as ReactPointerEvent
} from 'react';
import { GroupCard, NoteCard } from './annotation.js';
import { Chooser } from './chooser.js';
import { chooseComponent, chooseNext } from './choosers.js';
import { CanvasContext, useCanvas, useCanvasState } from './context.js';
import { GRID, type CanvasController } from './controller.js';
import { borderWidth, cardDetail, portReach } from './card.js';
import { DragGesture } from './drag.js';
import { LinkEdge } from './edge.js';
import { fittingLink, linkRefusal } from './links.js';
import { Minimap } from './minimap.js';
import { StepCard } from './node.js';
import type { CanvasEdge, CanvasNode } from './items.js';
import { LEAST_ZOOM, MOST_ZOOM, ZoomBar } from './zoombar.js';

const NODE_TYPES: NodeTypes = {
  step: StepCard,
  note: NoteCard,
  frame: GroupCard
};
const EDGE_TYPES: EdgeTypes = { link: LinkEdge };
const SNAP: [number, number] = [GRID, GRID];
const NO_ATTRIBUTION = { hideAttribution: true };
const NO_KEYS = null;
/** Held down at a click, they add to what is selected, or take from it. */
const ADDING_KEYS = ['Meta', 'Control', 'Shift'];

/** The canvas of one view. */
export function Canvas({ canvas }: { canvas: CanvasController }): JSX.Element {
  return (
    <CanvasContext.Provider value={canvas}>
      <ReactFlowProvider>
        <Flow />
        <ConnectionHint />
      </ReactFlowProvider>
      <Overlay />
    </CanvasContext.Provider>
  );
}

function Flow(): JSX.Element {
  const canvas = useCanvas();
  const { store, editor } = canvas;
  const { settings } = editor;
  const nodes = useSyncExternalStore(store.subscribe, store.nodes);
  const edges = useSyncExternalStore(store.subscribe, store.edges);
  const { snap, minimap } = useSyncExternalStore(
    useCallback(
      listener => {
        settings.changed.connect(listener);
        return () => {
          settings.changed.disconnect(listener);
        };
      },
      [settings]
    ),
    () => settings.value
  );
  const handlers = useMemo(() => handlersOf(canvas), [canvas]);
  const editable = !canvas.readOnly;
  return (
    <ReactFlow<CanvasNode, CanvasEdge>
      {...handlers}
      nodes={nodes}
      edges={edges}
      nodeTypes={NODE_TYPES}
      edgeTypes={EDGE_TYPES}
      onNodesChange={store.onNodesChange}
      onEdgesChange={store.onEdgesChange}
      onlyRenderVisibleElements
      nodesDraggable={editable}
      nodesConnectable={editable}
      nodesFocusable={false}
      edgesFocusable={false}
      edgesReconnectable={false}
      disableKeyboardA11y
      snapToGrid={snap}
      snapGrid={SNAP}
      minZoom={LEAST_ZOOM}
      maxZoom={MOST_ZOOM}
      zoomOnDoubleClick={false}
      connectionMode={ConnectionMode.Strict}
      connectionRadius={24}
      connectOnClick={false}
      selectionMode={SelectionMode.Partial}
      elevateEdgesOnSelect={false}
      multiSelectionKeyCode={ADDING_KEYS}
      onPointerDownCapture={keepShiftClick}
      deleteKeyCode={NO_KEYS}
      panActivationKeyCode={NO_KEYS}
      zoomActivationKeyCode={NO_KEYS}
      proOptions={NO_ATTRIBUTION}
    >
      {minimap && nodes.length > 0 && <Minimap />}
      {nodes.length > 0 && <ZoomBar />}
      <ZoomLook />
    </ReactFlow>
  );
}

/** Leaves a click with Shift to the step, note or link it is at: React Flow would begin to draw a box around what is selected. */
function keepShiftClick(event: ReactPointerEvent): void {
  if (
    event.shiftKey &&
    event.target instanceof Element &&
    event.target.closest('.react-flow__node, .react-flow__edge') !== null
  ) {
    event.stopPropagation();
  }
}

/** Fits ports and cards to the zoom: ports can be hit as easily, borders are seen, and cards show no more than can be read. */
function ZoomLook(): null {
  const canvas = useCanvas();
  const reach = useStore(({ transform }) => portReach(transform[2]));
  const border = useStore(({ transform }) => borderWidth(transform[2]));
  const detail = useStore(({ transform }) => cardDetail(transform[2]));
  useLayoutEffect(() => {
    const { element } = canvas.view;
    element?.style.setProperty('--gf-port-reach', `${reach}px`);
    element?.style.setProperty('--gf-card-border', `${border}px`);
    if (element) {
      element.dataset.detail = detail;
    }
  }, [canvas, reach, border, detail]);
  return null;
}

type Handlers = Pick<
  Parameters<typeof ReactFlow<CanvasNode, CanvasEdge>>[0],
  | 'onInit'
  | 'onConnect'
  | 'onConnectEnd'
  | 'onReconnectStart'
  | 'onReconnect'
  | 'onReconnectEnd'
  | 'isValidConnection'
  | 'onNodeDragStart'
  | 'onNodeDrag'
  | 'onNodeDragStop'
  | 'onSelectionDragStart'
  | 'onSelectionDrag'
  | 'onSelectionDragStop'
  | 'onNodeDoubleClick'
  | 'onNodeContextMenu'
  | 'onEdgeContextMenu'
  | 'onPaneContextMenu'
  | 'onMoveStart'
  | 'onMoveEnd'
>;

/** What the mouse does; the same functions for the life of the canvas, so that nothing is drawn anew for them. */
function handlersOf(canvas: CanvasController): Handlers {
  const { editor } = canvas;
  const { model, registry, selection, trans } = editor;
  const drag = new DragGesture(canvas);
  const isValidConnection: IsValidConnection<CanvasEdge> = connection =>
    linkRefusal(
      model.document,
      registry,
      endsOf(connection),
      trans,
      canvas.reconnecting
    ) === undefined;
  const onReconnect: OnReconnect<CanvasEdge> = (edge, connection) => {
    canvas.reconnect(edge.id, endsOf(connection));
  };
  const onStart: OnNodeDrag<CanvasNode> = (_, node, nodes) =>
    drag.start(nodes.length > 0 ? nodes : [node]);
  const onDrag: OnNodeDrag<CanvasNode> = (_, __, nodes) => drag.move(nodes);
  const onStop: OnNodeDrag<CanvasNode> = (_, __, nodes) => drag.stop(nodes);
  return {
    onInit: (flow: ReactFlowInstance<CanvasNode, CanvasEdge>) => {
      canvas.view.flow = flow;
      canvas.view.open();
    },
    isValidConnection,
    onConnect: connection => {
      const { from, to } = endsOf(connection);
      canvas.link(from, to);
    },
    onConnectEnd: (event, state) => endLink(canvas, event, state),
    onReconnectStart: (_, edge) => {
      canvas.reconnecting = edge.id;
    },
    onReconnect,
    onReconnectEnd: (event, edge, _, state) => {
      canvas.reconnecting = undefined;
      if (!state.isValid) {
        endReconnect(canvas, event, edge, state);
      }
    },
    onNodeDragStart: onStart,
    onNodeDrag: onDrag,
    onNodeDragStop: onStop,
    onSelectionDragStart: (_, nodes) => drag.start(nodes),
    onSelectionDrag: (_, nodes) => drag.move(nodes),
    onSelectionDragStop: (_, nodes) => drag.stop(nodes),
    onNodeDoubleClick: (_, node) => {
      if (!canvas.readOnly) {
        canvas.show({ editing: node.id });
      }
    },
    onNodeContextMenu: (_, node) => {
      if (!node.selected) {
        canvas.select(node.id);
      }
    },
    onEdgeContextMenu: (_, edge) => {
      if (!edge.selected) {
        selection.set({ edges: [edge.id] });
      }
    },
    onPaneContextMenu: () => canvas.focus(),
    onMoveStart: event => {
      if (event !== null) {
        canvas.view.touched = true;
      }
    },
    onMoveEnd: (_, viewport) => canvas.view.keep(viewport)
  };
}

function endsOf(connection: {
  source: string;
  target: string;
  sourceHandle?: string | null;
  targetHandle?: string | null;
}): Parameters<typeof linkRefusal>[2] {
  return {
    from: { node: connection.source, port: connection.sourceHandle ?? '' },
    to: { node: connection.target, port: connection.targetHandle ?? '' }
  };
}

/** A link was let go: on a step it takes the first port that fits, on empty space the next component is chosen. */
function endLink(
  canvas: CanvasController,
  event: MouseEvent | TouchEvent,
  state: FinalConnectionState
): void {
  const { fromHandle, toHandle, isValid } = state;
  if (isValid || !fromHandle?.nodeId) {
    return;
  }
  const { model, registry, trans } = canvas.editor;
  const port = { node: fromHandle.nodeId, port: fromHandle.id ?? '' };
  const forwards = fromHandle.type === 'source';
  const point = pointOf(event);
  const target = toHandle
    ? { node: toHandle.nodeId, port: toHandle.id ?? '' }
    : nodeAt(point);
  if (target) {
    if (target.node === port.node && !toHandle) {
      return;
    }
    if (toHandle && toHandle.type === fromHandle.type) {
      canvas.notify(
        forwards
          ? trans.__('An output can only be linked to an input.')
          : trans.__('An input can only be linked to an output.')
      );
      return;
    }
    const [from, to] = forwards ? [port, target] : [target, port];
    const { ends, refusal } = fittingLink(
      model.document,
      registry,
      from,
      to,
      trans
    );
    if (ends) {
      canvas.link(ends.from, ends.to);
    } else {
      canvas.notify(refusal);
    }
    return;
  }
  chooseNext(canvas, port, forwards, point);
}

function endReconnect(
  canvas: CanvasController,
  event: MouseEvent | TouchEvent,
  edge: CanvasEdge,
  state: FinalConnectionState
): void {
  const { model, registry, trans } = canvas.editor;
  const { toHandle, fromHandle } = state;
  const target = toHandle
    ? { node: toHandle.nodeId, port: toHandle.id ?? undefined }
    : nodeAt(pointOf(event));
  if (!target || !fromHandle) {
    return;
  }
  const kept = { node: fromHandle.nodeId, port: fromHandle.id ?? '' };
  const [from, to] =
    fromHandle.type === 'source' ? [kept, target] : [target, kept];
  const before = model.document.edges[edge.id];
  if (
    before &&
    from.node === before.from.node &&
    to.node === before.to.node &&
    !toHandle
  ) {
    return;
  }
  const { ends, refusal } = fittingLink(
    model.document,
    registry,
    from,
    to,
    trans,
    edge.id
  );
  if (ends) {
    canvas.reconnect(edge.id, ends);
  } else {
    canvas.notify(refusal);
  }
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const { clientX, clientY } =
    'changedTouches' in event ? event.changedTouches[0] : event;
  return { x: clientX, y: clientY };
}

function nodeAt({
  x,
  y
}: {
  x: number;
  y: number;
}): { node: string } | undefined {
  const found = document
    .elementsFromPoint(x, y)
    .find(element => element.matches('.react-flow__node-step'));
  const node = found?.getAttribute('data-id');
  return node ? { node } : undefined;
}

/** Says, while a link is drawn, why the port under the pointer doesn't take it. */
function ConnectionHint(): JSX.Element | null {
  const canvas = useCanvas();
  const refusal = useConnection(({ fromHandle, toHandle, isValid }) => {
    if (!fromHandle?.nodeId || !toHandle || isValid) {
      return '';
    }
    const { model, registry, trans } = canvas.editor;
    const ends = [fromHandle, toHandle].map(handle => ({
      node: handle.nodeId,
      port: handle.id ?? ''
    }));
    const [from, to] = fromHandle.type === 'source' ? ends : [ends[1], ends[0]];
    return (
      linkRefusal(
        model.document,
        registry,
        { from, to },
        trans,
        canvas.reconnecting
      ) ?? ''
    );
  });
  return refusal === '' ? null : (
    <div className="gf-Canvas-message gf-mod-refusal">{refusal}</div>
  );
}

function Overlay(): JSX.Element {
  const canvas = useCanvas();
  const { store, editor } = canvas;
  const { trans } = editor;
  const chooser = useCanvasState(state => state.chooser);
  const message = useCanvasState(state => state.message);
  const empty = useSyncExternalStore(
    store.subscribe,
    () => store.nodes().length === 0
  );
  const choose = (event: ReactMouseEvent): void => {
    event.stopPropagation();
    chooseComponent(canvas);
  };
  return (
    <>
      {empty && (
        <div className="gf-Canvas-empty">
          <h2>{trans.__('Draw a pipeline')}</h2>
          {canvas.readOnly ? (
            <p>{trans.__('This pipeline is empty, and can’t be edited.')}</p>
          ) : (
            <>
              <p>
                {trans.__(
                  'Drag an input from the palette, or a table from the Data Catalog. Then drag from its right edge to choose the next step.'
                )}
              </p>
              <button
                type="button"
                className="jp-mod-styled jp-mod-accept"
                onClick={choose}
              >
                {trans.__('Add a step')}
              </button>
            </>
          )}
        </div>
      )}
      <div className="gf-Canvas-live" role="status" aria-live="polite">
        {message !== undefined && (
          <div className="gf-Canvas-message">{message}</div>
        )}
      </div>
      {chooser && <Chooser key={chooser.title} chooser={chooser} />}
    </>
  );
}
