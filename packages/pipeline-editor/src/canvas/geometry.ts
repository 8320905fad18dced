import type { JsonObject } from '@glueflow/components-manager';
import type { Position } from '../model/shared.js';

/** A rectangle in pixels of the unzoomed canvas. */
export interface Rect extends Position {
  width: number;
  height: number;
}

/** Sizes of an annotation that gives none. */
const WIDTH = 240;
const HEIGHT = 120;

/** Where an annotation is drawn. */
export function rectOf(annotation: JsonObject): Rect {
  const number = (value: unknown, fallback: number): number =>
    typeof value === 'number' && Number.isFinite(value) ? value : fallback;
  return {
    x: number(annotation.x, 0),
    y: number(annotation.y, 0),
    width: Math.max(40, number(annotation.width, WIDTH)),
    height: Math.max(30, number(annotation.height, HEIGHT))
  };
}

/** True when the middle of `inner` is in `outer`. */
export function within(outer: Rect, inner: Rect): boolean {
  const x = inner.x + inner.width / 2;
  const y = inner.y + inner.height / 2;
  return (
    x >= outer.x &&
    x <= outer.x + outer.width &&
    y >= outer.y &&
    y <= outer.y + outer.height
  );
}

/** The smallest rectangle around others; undefined without any. */
export function around(rects: Iterable<Rect>): Rect | undefined {
  let found: Rect | undefined;
  for (const rect of rects) {
    if (found === undefined) {
      found = { ...rect };
      continue;
    }
    const right = Math.max(found.x + found.width, rect.x + rect.width);
    const bottom = Math.max(found.y + found.height, rect.y + rect.height);
    found.x = Math.min(found.x, rect.x);
    found.y = Math.min(found.y, rect.y);
    found.width = right - found.x;
    found.height = bottom - found.y;
  }
  return found;
}

/**
 * How far what is shown must move so that a rectangle is in sight; nothing when it is.
 *
 * @param rect - Where it is shown, in pixels of the view.
 * @param view - The size of the view.
 * @param room - What is to be free around it, where the view is big enough.
 */
export function shiftIntoSight(
  rect: Rect,
  view: { width: number; height: number },
  room: number
): Position {
  const along = (start: number, length: number, size: number): number => {
    const free = Math.max(0, Math.min(room, (size - length) / 2));
    const over = start + length - (size - free);
    return start < free || length > size ? free - start : over > 0 ? -over : 0;
  };
  return {
    x: along(rect.x, rect.width, view.width),
    y: along(rect.y, rect.height, view.height)
  };
}

/** How nodes are lined up. */
export type Alignment =
  | 'left'
  | 'center'
  | 'right'
  | 'top'
  | 'middle'
  | 'bottom'
  | 'distribute-horizontally'
  | 'distribute-vertically';

/** New places of things that are lined up, or spread with equal gaps. */
export function align(
  rects: ReadonlyMap<string, Rect>,
  alignment: Alignment
): Map<string, Position> {
  const all = around(rects.values());
  const result = new Map<string, Position>();
  if (all === undefined) {
    return result;
  }
  if (alignment.startsWith('distribute')) {
    return distribute(rects, all, alignment === 'distribute-horizontally');
  }
  for (const [id, { x, y, width, height }] of rects) {
    result.set(id, {
      x:
        alignment === 'left'
          ? all.x
          : alignment === 'center'
            ? all.x + (all.width - width) / 2
            : alignment === 'right'
              ? all.x + all.width - width
              : x,
      y:
        alignment === 'top'
          ? all.y
          : alignment === 'middle'
            ? all.y + (all.height - height) / 2
            : alignment === 'bottom'
              ? all.y + all.height - height
              : y
    });
  }
  return result;
}

function distribute(
  rects: ReadonlyMap<string, Rect>,
  all: Rect,
  horizontally: boolean
): Map<string, Position> {
  const start = (rect: Rect): number => (horizontally ? rect.x : rect.y);
  const size = (rect: Rect): number =>
    horizontally ? rect.width : rect.height;
  const sorted = [...rects].sort(([, a], [, b]) => start(a) - start(b));
  const used = sorted.reduce((sum, [, rect]) => sum + size(rect), 0);
  const gap = (size(all) - used) / Math.max(1, sorted.length - 1);
  const result = new Map<string, Position>();
  let at = start(all);
  for (const [id, rect] of sorted) {
    result.set(id, horizontally ? { x: at, y: rect.y } : { x: rect.x, y: at });
    at += size(rect) + gap;
  }
  return result;
}

/** A point on the curve that is drawn for a link, at `t` from 0 (start) to 1. */
function curvePoint(start: Position, end: Position, t: number): Position {
  const reachOf = (distance: number): number =>
    distance >= 0 ? distance / 2 : 0.25 * 25 * Math.sqrt(-distance);
  const reach = reachOf(end.x - start.x);
  const s = 1 - t;
  const bezier = (a: number, b: number, c: number, d: number): number =>
    s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d;
  return {
    x: bezier(start.x, start.x + reach, end.x - reach, end.x),
    y: bezier(start.y, start.y, end.y, end.y)
  };
}

/** True when the curve of a link runs through a rectangle. */
export function crosses(start: Position, end: Position, rect: Rect): boolean {
  for (let step = 1; step < 24; step++) {
    const { x, y } = curvePoint(start, end, step / 24);
    if (
      x >= rect.x &&
      x <= rect.x + rect.width &&
      y >= rect.y &&
      y <= rect.y + rect.height
    ) {
      return true;
    }
  }
  return false;
}

/** The directions of arrow keys. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The nearest of other rectangles in a direction: what lies straight ahead counts for nearer than what lies aside. */
export function nearestInDirection(
  from: Rect,
  others: Iterable<readonly [string, Rect]>,
  direction: Direction
): string | undefined {
  const horizontal = direction === 'left' || direction === 'right';
  const sign = direction === 'right' || direction === 'down' ? 1 : -1;
  let best: { id: string; cost: number } | undefined;
  for (const [id, rect] of others) {
    const dx = rect.x + rect.width / 2 - (from.x + from.width / 2);
    const dy = rect.y + rect.height / 2 - (from.y + from.height / 2);
    const ahead = sign * (horizontal ? dx : dy);
    const aside = Math.abs(horizontal ? dy : dx);
    if (ahead <= 0 || aside > 3 * ahead) {
      continue;
    }
    const cost = ahead + 2 * aside;
    if (best === undefined || cost < best.cost) {
      best = { id, cost };
    }
  }
  return best?.id;
}
