import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef, type JSX, type PointerEvent } from 'react';
import { onThemeChanged } from '../theme.js';
import { useCanvas } from './context.js';
import { around, type Rect } from './geometry.js';

const WIDTH = 150;
const HEIGHT = 96;
const MARGIN = 6;
/** On a smaller canvas the map would hide what it shows, in pixels. */
const LEAST_WIDTH = 480;
const LEAST_HEIGHT = 260;
/** The map may be this late, in milliseconds: moving a step must not wait for it. */
const LATE = 200;

/** How the map shows the canvas: its scale, and where the canvas' origin is on it. */
interface Scale {
  k: number;
  x: number;
  y: number;
}

/**
 * A small picture of the whole pipeline, on one HTML canvas: React Flow's own map has an element for each node, all of which are
 * looked at in every frame of a drag.
 */
export function Minimap(): JSX.Element {
  const canvas = useCanvas();
  const { store, editor } = canvas;
  const flow = useStoreApi();
  const picture = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const scale = useRef<Scale>({ k: 1, x: 0, y: 0 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let request = 0;
    const showFrame = (): void => {
      request = 0;
      const { transform, width, height } = flow.getState();
      const { k, x, y } = scale.current;
      const zoom = transform[2];
      if (host.current) {
        host.current.hidden = width < LEAST_WIDTH || height < LEAST_HEIGHT;
      }
      if (frame.current) {
        const { style } = frame.current;
        style.left = `${x - (transform[0] / zoom) * k}px`;
        style.top = `${y - (transform[1] / zoom) * k}px`;
        style.width = `${(width / zoom) * k}px`;
        style.height = `${(height / zoom) * k}px`;
      }
    };
    const draw = (): void => {
      timer = undefined;
      if (picture.current) {
        scale.current = paint(picture.current, store.rects());
        showFrame();
      }
    };
    draw();
    const stopNodes = store.subscribe(() => {
      timer ??= setTimeout(draw, LATE);
    });
    const stopTheme = onThemeChanged(draw);
    let before = flow.getState();
    const stopView = flow.subscribe(state => {
      const same =
        state.transform === before.transform &&
        state.width === before.width &&
        state.height === before.height;
      before = state;
      if (!same && request === 0) {
        request = requestAnimationFrame(showFrame);
      }
    });
    return () => {
      clearTimeout(timer);
      cancelAnimationFrame(request);
      stopNodes();
      stopView();
      stopTheme();
    };
  }, [store, flow]);
  const go = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.buttons !== 1) {
      return;
    }
    event.currentTarget.setPointerCapture(event.pointerId);
    const box = event.currentTarget.getBoundingClientRect();
    const { k, x, y } = scale.current;
    void canvas.view.flow?.setCenter(
      (event.clientX - box.x - x) / k,
      (event.clientY - box.y - y) / k,
      { zoom: canvas.view.flow.getZoom() }
    );
  };
  return (
    <div
      ref={host}
      className="gf-Minimap nodrag nopan"
      role="img"
      aria-label={editor.trans.__('Minimap')}
      style={{ width: WIDTH, height: HEIGHT }}
      onPointerDown={go}
      onPointerMove={go}
    >
      <canvas ref={picture} width={2 * WIDTH} height={2 * HEIGHT} />
      <div ref={frame} className="gf-Minimap-frame" />
    </div>
  );
}

function paint(picture: HTMLCanvasElement, rects: readonly Rect[]): Scale {
  const all = around(rects);
  const context = picture.getContext('2d');
  if (!all || !context) {
    return { k: 1, x: 0, y: 0 };
  }
  const k = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(all.width, 1),
    (HEIGHT - 2 * MARGIN) / Math.max(all.height, 1)
  );
  const x = (WIDTH - all.width * k) / 2 - all.x * k;
  const y = (HEIGHT - all.height * k) / 2 - all.y * k;
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.fillStyle = getComputedStyle(picture).color;
  for (const rect of rects) {
    context.globalAlpha = rect.width > 230 ? 0.2 : 0.7;
    context.fillRect(
      x + rect.x * k,
      y + rect.y * k,
      Math.max(1, rect.width * k),
      Math.max(1, rect.height * k)
    );
  }
  return { k, x, y };
}
