import { rectOf, within, type Rect } from './geometry.js';
import type { PipelineDocument } from '@glueflow/components-manager';

/** Space kept between a note and what it must not cover, in pixels. */
const GAP = 20;

/** Rectangles of steps and groups, by id, before and after they are laid out. */
export interface Moved {
  before: ReadonlyMap<string, Rect>;
  after: ReadonlyMap<string, Rect>;
}

/**
 * Where notes are once steps and groups have been laid out: each goes along with what it stood next to, and gives way up or down
 * where a step or another note is. Only notes that have to move are reported.
 */
export function placeNotes(
  document: PipelineDocument,
  { before, after }: Moved
): Map<string, Rect> {
  const notes = Object.entries(document.annotations)
    .filter(([, { kind }]) => kind === 'note')
    .map(([id, fields]) => ({ id, rect: rectOf(fields) }))
    .sort((a, b) => a.rect.y - b.rect.y || a.rect.x - b.rect.x);
  const taken = [...after.values()];
  const result = new Map<string, Rect>();
  for (const { id, rect } of notes) {
    const next = nearest(rect, before);
    const from = next === undefined ? undefined : before.get(next);
    const to = next === undefined ? undefined : after.get(next);
    const along =
      from && to
        ? { ...rect, x: rect.x + to.x - from.x, y: rect.y + to.y - from.y }
        : rect;
    const free = giveWay(along, taken);
    taken.push(free);
    if (free.x !== rect.x || free.y !== rect.y) {
      result.set(id, free);
    }
  }
  return result;
}

function nearest(
  note: Rect,
  others: ReadonlyMap<string, Rect>
): string | undefined {
  let found: string | undefined;
  let least = Infinity;
  for (const [id, rect] of others) {
    const distance = within(rect, note) ? 0 : gapBetween(note, rect);
    if (distance < least) {
      found = id;
      least = distance;
    }
  }
  return found;
}

function gapBetween(a: Rect, b: Rect): number {
  const x = Math.max(b.x - a.x - a.width, a.x - b.x - b.width, 0);
  const y = Math.max(b.y - a.y - a.height, a.y - b.y - b.height, 0);
  return Math.hypot(x, y);
}

/** The nearest place above or below where it covers nothing. */
function giveWay(note: Rect, taken: readonly Rect[]): Rect {
  const beside = taken.filter(
    ({ x, width }) => x < note.x + note.width && note.x < x + width
  );
  const ys = [
    note.y,
    ...beside.flatMap(({ y, height }) => [
      y - note.height - GAP,
      y + height + GAP
    ])
  ];
  const free = ys
    .filter(at =>
      beside.every(({ y, height }) => y >= at + note.height || at >= y + height)
    )
    .sort((a, b) => Math.abs(a - note.y) - Math.abs(b - note.y));
  return { ...note, y: free[0] ?? note.y };
}
