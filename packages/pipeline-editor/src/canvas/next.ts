import type {
  ComponentRegistry,
  PipelineDocument
} from '@glueflow/components-manager';
import { nearestInDirection, type Direction, type Rect } from './geometry.js';
import { placesOf } from './layout.js';
import { graphOf } from './links.js';

/**
 * The step that an arrow key leads to: along a link where one leads there, otherwise the nearest one; without a `current` step the first one
 * from the left.
 *
 * @param rectOf - Where a step is drawn, in pixels of the canvas.
 */
export function nextStep(
  document: PipelineDocument,
  registry: ComponentRegistry,
  current: string | undefined,
  direction: Direction,
  rectOf: (id: string) => Rect | undefined
): string | undefined {
  const places = placesOf(document, registry);
  if (current === undefined) {
    return [...places].sort(([, a], [, b]) => a.x - b.x || a.y - b.y)[0]?.[0];
  }
  const drawn = (id: string): Rect =>
    rectOf(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  const others = (ids: Iterable<string>): (readonly [string, Rect])[] =>
    [...ids].filter(id => id !== current).map(id => [id, drawn(id)]);
  const graph = graphOf(document);
  const linked =
    direction === 'right'
      ? graph.outputsOf(current).map(link => link.to.node)
      : direction === 'left'
        ? graph.inputsOf(current).map(link => link.from.node)
        : [];
  return (
    nearestInDirection(drawn(current), others(linked), direction) ??
    linked[0] ??
    nearestInDirection(drawn(current), others(places.keys()), direction)
  );
}
