import type { CDPSession, Locator, Page } from '@playwright/test';

const MOVES = 60;
const TEXT = 'a name of some length';

declare global {
  interface Window {
    glueflowFrames?: number[];
    glueflowKeys?: number[];
  }
}

/** Milliseconds: of the whole, the length of each frame within it, and what the page's main thread had to do. */
export interface Frames {
  total: number;
  frames: number[];
  work: number;
}

/** A value that a share of the values does not exceed: `share` 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

const sessions = new WeakMap<Page, Promise<CDPSession>>();

/** Milliseconds that the main thread of a page has been at work since this was asked first. */
export async function workOf(page: Page): Promise<number> {
  let session = sessions.get(page);
  if (session === undefined) {
    session = page.context().newCDPSession(page);
    sessions.set(page, session);
    await (await session).send('Performance.enable');
  }
  const { metrics } = await (await session).send('Performance.getMetrics');
  const found = metrics.find(({ name }) => name === 'TaskDuration');
  return (found?.value ?? NaN) * 1000;
}

/** Do something while the page notes its frames. */
export async function framed(
  page: Page,
  work: () => Promise<void>
): Promise<Frames> {
  const before = await workOf(page);
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
  const times = await page.evaluate(() => {
    const found = window.glueflowFrames ?? [];
    window.glueflowFrames = undefined;
    return found;
  });
  return {
    total,
    frames: times.slice(1).map((time, index) => time - times[index]),
    work: (await workOf(page)) - before
  };
}

/** Drag the node in the middle of a canvas by 60 moves of the mouse, out and back. */
export async function drag(page: Page): Promise<Frames> {
  await page.bringToFront();
  const canvas = page.locator('.react-flow:visible');
  const node = await middleNode(canvas);
  const box = await node.boundingBox();
  if (!box) {
    throw new Error('The node to drag is out of sight.');
  }
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  const frames = await framed(page, async () => {
    for (let move = 1; move <= MOVES; move++) {
      const out = move <= MOVES / 2 ? move : MOVES - move;
      await page.mouse.move(x + out * 3, y + out * 2);
    }
  });
  await page.mouse.up();
  return frames;
}

/** Type into a field, key by key; returns the milliseconds from each key press until the frame that shows what it did is drawn. */
export async function type(
  page: Page,
  field: Locator
): Promise<{ keys: number[]; work: number }> {
  await page.bringToFront();
  await field.fill('');
  await field.evaluate(element => {
    const keys: number[] = [];
    window.glueflowKeys = keys;
    element.addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // The first message after a frame's callbacks comes once it is drawn.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => keys.push(performance.now() - timeStamp);
        port2.postMessage(undefined);
      });
    });
  });
  const before = await workOf(page);
  for (const key of TEXT) {
    const count = await page.evaluate(() => window.glueflowKeys?.length ?? 0);
    await page.keyboard.press(key === ' ' ? 'Space' : key);
    await page.waitForFunction(
      least => (window.glueflowKeys?.length ?? 0) > least,
      count
    );
  }
  const keys = await page.evaluate(() => window.glueflowKeys ?? []);
  return { keys, work: (await workOf(page)) - before };
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
