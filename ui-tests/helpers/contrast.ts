import type { Page } from '@playwright/test';

/** A text whose colour is too near to its background's: what it says, and the ratio of the two. */
export interface Pale {
  text: string;
  ratio: number;
}

/** Least ratio for text of this size: https://www.w3.org/TR/WCAG22/#contrast-minimum */
const LEAST = 4.5;

/**
 * The pale texts on the cards of a canvas. axe can't tell the background of what a transformed, layered pane holds and leaves such
 * texts undecided; here nothing lies over a card, so that a text stands on the nearest colour of what it is within.
 *
 * @throws Error when there is no text to look at.
 */
export async function paleTexts(page: Page, selector: string): Promise<Pale[]> {
  const { pale, looked } = await page.evaluate(
    ([root, least]) => {
      const pixel = new OffscreenCanvas(1, 1).getContext('2d', {
        willReadFrequently: true
      });
      if (!pixel) {
        throw new Error('The browser has no 2D canvas.');
      }
      type Color = [number, number, number, number];
      const read = (color: string): Color => {
        pixel.clearRect(0, 0, 1, 1);
        pixel.fillStyle = color;
        pixel.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
        return [r, g, b, a / 255];
      };
      const over = (top: Color, below: Color, alpha = top[3]): Color => [
        top[0] * alpha + below[0] * (1 - alpha),
        top[1] * alpha + below[1] * (1 - alpha),
        top[2] * alpha + below[2] * (1 - alpha),
        1
      ];
      const luminance = (color: Color): number => {
        const [r, g, b] = color.slice(0, 3).map(value => {
          const part = value / 255;
          return part <= 0.04045
            ? part / 12.92
            : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const page: Color = [255, 255, 255, 1];
      const CLEAR: Color = [0, 0, 0, 0];
      // What a text stands out of (a port's dot, with its name beside it) is not behind it.
      const background = (
        element: Element | null,
        at: { x: number; y: number }
      ): Color => {
        if (element === null) {
          return page;
        }
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const behind =
          at.x >= left && at.x <= right && at.y >= top && at.y <= bottom;
        const own = behind
          ? read(getComputedStyle(element).backgroundColor)
          : CLEAR;
        return own[3] === 1
          ? own
          : over(own, background(element.parentElement, at));
      };
      const range = document.createRange();
      const middle = (node: Node): { x: number; y: number } => {
        range.selectNodeContents(node);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      };
      const opacity = (element: Element | null): number =>
        element === null
          ? 1
          : Number(getComputedStyle(element).opacity) *
            opacity(element.parentElement);
      const found: { text: string; ratio: number }[] = [];
      let count = 0;
      for (const host of document.querySelectorAll(root)) {
        const walker = document.createTreeWalker(host, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const element = node.parentElement;
          const text = node.textContent?.trim() ?? '';
          if (
            !element ||
            text === '' ||
            !element.checkVisibility({ visibilityProperty: true })
          ) {
            continue;
          }
          count++;
          const below = background(element, middle(node));
          const color = read(getComputedStyle(element).color);
          const seen = over(color, below, color[3] * opacity(element));
          const [light, dark] = [luminance(seen), luminance(below)].sort(
            (a, b) => b - a
          );
          const ratio = (light + 0.05) / (dark + 0.05);
          if (ratio < least) {
            found.push({ text, ratio: Math.round(ratio * 100) / 100 });
          }
        }
      }
      return { pale: found, looked: count };
    },
    [selector, LEAST] as const
  );
  if (looked === 0) {
    throw new Error(`There is no text in ${selector}.`);
  }
  return pale;
}
