import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { shiftIntoSight, type Rect } from './geometry.js';
import type { CanvasEdge, CanvasNode } from './items.js';

type Flow = ReactFlowInstance<CanvasNode, CanvasEdge>;

/** A pipeline that fits at this zoom is opened as a whole; of others the beginning is shown so that cards can be read. */
const LEAST_OPENING_ZOOM = 0.4;
const OPENING_ZOOM = 0.75;
/** Nearer than this, what is brought into view can be read. */
const READABLE_ZOOM = 0.6;

/**
 * Moves the view, no further than needed, so that a rectangle is in it.
 *
 * @param room - What is to be free around it, in pixels of the window.
 */
export function bringIntoSight(
  flow: Flow,
  element: HTMLElement,
  rect: Rect,
  room: number
): void {
  const { x, y, zoom } = flow.getViewport();
  const by = shiftIntoSight(
    {
      x: rect.x * zoom + x,
      y: rect.y * zoom + y,
      width: rect.width * zoom,
      height: rect.height * zoom
    },
    { width: element.clientWidth, height: element.clientHeight },
    room
  );
  if (by.x !== 0 || by.y !== 0) {
    void flow.setViewport({ x: x + by.x, y: y + by.y, zoom });
  }
}

/** Moves the view so that a rectangle is in its middle. */
export function centerOn(flow: Flow, rect: Rect): void {
  const zoom = Math.max(READABLE_ZOOM, flow.getZoom());
  void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
    zoom
  });
}

/** Shows all of a small pipeline and the beginning of a big one. */
export function openView(flow: Flow, element: HTMLElement, all: Rect): void {
  const { clientWidth, clientHeight } = element;
  const fitting = Math.min(
    (clientWidth - 60) / all.width,
    (clientHeight - 60) / all.height,
    1
  );
  const zoom = fitting >= LEAST_OPENING_ZOOM ? fitting : OPENING_ZOOM;
  const start = (size: number, room: number): number =>
    Math.max(30, (room - size * zoom) / 2);
  void flow.setViewport({
    x: start(all.width, clientWidth) - all.x * zoom,
    y: start(all.height, clientHeight) - all.y * zoom,
    zoom
  });
}

/** True when one of some rectangles is in a view, at least in part. */
export function seesAny(
  { x, y, zoom }: Viewport,
  { clientWidth, clientHeight }: HTMLElement,
  rects: readonly Rect[]
): boolean {
  return rects.some(
    rect =>
      rect.x * zoom + x < clientWidth &&
      rect.y * zoom + y < clientHeight &&
      (rect.x + rect.width) * zoom + x > 0 &&
      (rect.y + rect.height) * zoom + y > 0
  );
}
