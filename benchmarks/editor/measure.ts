import type { Locator, Page } from '@playwright/test';

const MOVES = 60;
/** Repetitions; the median counts. */
const ROUNDS = 5;

declare global {
  interface Window {
    glueflowFrames?: number[];
  }
}

/** Milliseconds: of the whole, and of all but the slowest 5% of the frames within it. */
export interface Frames {
  total: number;
  p95: number;
}

/** A drag, and how many nodes were drawn meanwhile. */
export interface Drag extends Frames {
  drawn: number;
}

/** A value that a share of the values does not exceed: `share` 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Do something while the page notes its frames. */
export async function framed(
  page: Page,
  work: () => Promise<void>
): Promise<Frames> {
  await page.evaluate(() => {
    const frames: number[] = [];
    window.glueflowFrames = frames;
    const note = (time: number): void => {
      if (window.glueflowFrames === frames) {
        frames.push(time);
        requestAnimationFrame(note);
      }
    };
    requestAnimationFrame(note);
  });
  const begin = performance.now();
  await work();
  // Up to the frame that shows the last of it.
  await page.evaluate(
    () =>
      new Promise(resolve =>
        requestAnimationFrame(() => requestAnimationFrame(resolve))
      )
  );
  const total = performance.now() - begin;
  const frames = await page.evaluate(() => {
    const found = window.glueflowFrames ?? [];
    window.glueflowFrames = undefined;
    return found;
  });
  const lengths = frames.slice(1).map((time, index) => time - frames[index]);
  return { total, p95: quantile(lengths, 0.95) };
}

/** Drag the node in the middle of a canvas by 60 moves of the mouse, out and back, several times; returns the medians. */
export async function drag(page: Page, canvas: Locator): Promise<Drag> {
  const node = await middleNode(canvas);
  const rounds: Frames[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const box = await node.boundingBox();
    if (!box) {
      throw new Error('The node to drag is out of sight.');
    }
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    await page.mouse.move(x, y);
    await page.mouse.down();
    rounds.push(
      await framed(page, async () => {
        for (let move = 1; move <= MOVES; move++) {
          const out = move <= MOVES / 2 ? move : MOVES - move;
          await page.mouse.move(x + out * 3, y + out * 2);
        }
      })
    );
    await page.mouse.up();
  }
  return {
    total: median(rounds.map(({ total }) => total)),
    p95: median(rounds.map(({ p95 }) => p95)),
    drawn: await canvas.locator('.react-flow__node').count()
  };
}

/** Wait until the nodes in sight are drawn. */
export async function shown(canvas: Locator): Promise<void> {
  await canvas.locator('.react-flow__node').first().waitFor();
  await canvas.evaluate(
    element =>
      new Promise<void>(resolve => {
        const look = (): void => {
          const nodes = [...element.querySelectorAll('.react-flow__node')];
          if (
            nodes.every(node => getComputedStyle(node).visibility === 'visible')
          ) {
            resolve();
          } else {
            requestAnimationFrame(look);
          }
        };
        requestAnimationFrame(look);
      })
  );
}

/** The node nearest to the middle of a canvas. */
export async function middleNode(canvas: Locator): Promise<Locator> {
  const id = await canvas.evaluate(element => {
    const middle = (part: Element): [number, number] => {
      const { left, top, width, height } = part.getBoundingClientRect();
      return [left + width / 2, top + height / 2];
    };
    const [x, y] = middle(element);
    const far = (node: Element): number => {
      const [a, b] = middle(node);
      return Math.hypot(a - x, b - y);
    };
    const nodes = [
      ...element.querySelectorAll<HTMLElement>('.react-flow__node')
    ];
    return nodes.sort((a, b) => far(a) - far(b))[0].dataset.id;
  });
  return canvas.locator(`.react-flow__node[data-id="${id}"]`);
}
