import type { ReactFlowInstance, Viewport } from '@xyflow/react';
import { viewMemory } from '../editor/views.js';
import type { Position } from '../model/shared.js';
import { around, shiftIntoSight, type Rect } from './geometry.js';
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
function bringIntoSight(
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
function centerOn(flow: Flow, rect: Rect): void {
  const zoom = Math.max(READABLE_ZOOM, flow.getZoom());
  void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, {
    zoom
  });
}

/** Shows all of a small pipeline and the beginning of a big one. */
function openView(flow: Flow, element: HTMLElement, all: Rect): void {
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
function seesAny(
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

/** What of the canvas is seen, and where the pointer is over it. */
export class CanvasView {
  /**
   * @param _path - The document's path at this moment.
   * @param _rects - All that is on the canvas.
   */
  constructor(
    private readonly _path: () => string,
    private readonly _rects: () => Iterable<Rect>
  ) {}

  /** React Flow, once it is there. */
  flow: Flow | undefined;
  /** The element that has the keyboard's focus. */
  element: HTMLElement | undefined;
  /** The person has moved the view. */
  touched = false;
  /** Where the pointer is over the canvas, in pixels of the window. */
  pointer: Position | undefined;

  /** Where the pointer is over the canvas, in the canvas' own pixels. */
  get pointed(): Position | undefined {
    const { pointer, flow } = this;
    return pointer && flow?.screenToFlowPosition(pointer);
  }

  /** The middle of what is seen, in the canvas' own pixels. */
  get middle(): Position {
    const box = this.element?.getBoundingClientRect();
    return (
      (box &&
        this.flow?.screenToFlowPosition({
          x: box.x + box.width / 2,
          y: box.y + box.height / 2
        })) ?? { x: 0, y: 0 }
    );
  }

  /** Moves the view, no further than needed, so that a rectangle is in it with some room around, in pixels of the window. */
  bring(rect: Rect, room: number): void {
    const { flow, element } = this;
    if (flow && element) {
      bringIntoSight(flow, element, rect, room);
    }
  }

  /** Moves the view so that a rectangle is in its middle. */
  center(rect: Rect): void {
    if (this.flow) {
      centerOn(this.flow, rect);
    }
  }

  /** Shows what was seen last time; otherwise all of a small pipeline and the beginning of a big one, until the person moves the view. */
  open(): void {
    const { flow, element } = this;
    if (!flow || !element || element.clientWidth === 0) {
      return;
    }
    // What was pressed before React Flow was there has moved nothing.
    const isMoved = this.touched && this._isOpened;
    this._isOpened = true;
    const rects = [...this._rects()];
    const all = around(rects);
    if (isMoved || !all) {
      return;
    }
    if (this._isFitAwaited) {
      this.fit();
      return;
    }
    const kept = viewMemory.of(this._path())?.viewport;
    if (kept && seesAny(kept, element, rects)) {
      void flow.setViewport(kept);
    } else {
      openView(flow, element, all);
    }
  }

  /** Keeps what is seen for the next time, once the person has moved the view. */
  keep(viewport: Viewport): void {
    if (this.touched && !this._isDisposed) {
      viewMemory.keep(this._path(), { viewport });
    }
  }

  /** Shows everything; as soon as React Flow is there, if it is not yet. */
  fit(): void {
    if (around(this._rects()) === undefined) {
      // React Flow would keep it for the first node, which would jump away from where it was dropped.
      return;
    }
    this.touched = true;
    this._isFitAwaited = this.flow === undefined;
    void this.flow?.fitView({ padding: 0.12, maxZoom: 1 });
  }

  zoom(by: 'in' | 'out' | 'reset'): void {
    this.touched = true;
    void (by === 'in'
      ? this.flow?.zoomIn()
      : by === 'out'
        ? this.flow?.zoomOut()
        : this.flow?.zoomTo(1));
  }

  /** Nothing is kept any more. */
  dispose(): void {
    this._isDisposed = true;
  }

  private _isDisposed = false;
  /** The first view has been shown. */
  private _isOpened = false;
  /** All is to be shown once React Flow is there. */
  private _isFitAwaited = false;
}
