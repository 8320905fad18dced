import { expect, type Locator } from '@playwright/test';
import type { LabPage } from './page.js';

/** A place within the canvas, in pixels from its upper left corner. */
export interface Point {
  x: number;
  y: number;
}

/** Palette and canvas of one editor, used by mouse. */
export class CanvasHelper {
  constructor(
    private readonly _labPage: LabPage,
    /** The editor, as `LabPage.editor` gives it. */
    readonly editor: Locator
  ) {
    this.canvas = editor.getByRole('application', { name: 'Pipeline canvas' });
    this.palette = editor.getByRole('region', { name: 'Palette' });
  }

  readonly canvas: Locator;
  readonly palette: Locator;

  /** The card of a step. */
  step(title: string): Locator {
    return this.canvas
      .locator('.gf-Node')
      .filter({ has: this._labPage.page.getByText(title, { exact: true }) });
  }

  /** A port of a step, such as `Input “Left”`. */
  port(title: string, port: string): Locator {
    return this.step(title).getByRole('img', { name: port, exact: true });
  }

  /** Drag a component of the palette onto the canvas, so that its card has its middle there. */
  async drag(component: string, place: Point): Promise<void> {
    const cards = this.canvas.locator('.gf-Node');
    const before = await cards.count();
    const entry = this.palette
      .getByRole('button', { name: component, exact: true })
      .last();
    await entry.scrollIntoViewIfNeeded();
    const box = await boxOf(this.canvas);
    await this._gesture(await middleOf(entry), {
      x: box.x + place.x,
      y: box.y + place.y
    });
    await expect(cards).toHaveCount(before + 1);
  }

  /** Draw a link from an output to an input. */
  async link(
    from: string,
    to: string,
    { output = 'Output', input = 'Input' } = {}
  ): Promise<void> {
    await this._gesture(
      await middleOf(this.port(from, `Output “${output}”`)),
      await middleOf(this.port(to, `Input “${input}”`))
    );
  }

  /** Drag from an output to an empty place, where the next component is asked for. */
  async pull(
    from: string,
    place: Point,
    { output = 'Output' } = {}
  ): Promise<void> {
    const box = await boxOf(this.canvas);
    await this._gesture(await middleOf(this.port(from, `Output “${output}”`)), {
      x: box.x + place.x,
      y: box.y + place.y
    });
  }

  /** The middle of a card is at a place, as near as the grid has it. */
  async expectAt(title: string, place: Point): Promise<void> {
    const { x, y } = await boxOf(this.canvas);
    const middle = await middleOf(this.step(title));
    expect(Math.abs(middle.x - x - place.x)).toBeLessThan(12);
    expect(Math.abs(middle.y - y - place.y)).toBeLessThan(12);
  }

  /** Drag the empty canvas, so that what stands on it moves along. */
  async pan(by: Point): Promise<void> {
    const { x, y, width, height } = await boxOf(this.canvas);
    const from = { x: x + width / 2, y: y + height / 4 };
    await this._gesture(from, { x: from.x + by.x, y: from.y + by.y });
  }

  /** Show the whole pipeline: what is out of sight is not in the page. */
  async fit(): Promise<void> {
    await this.canvas.focus();
    await this.canvas.press('f');
  }

  /** Drag a step by its title. */
  async move(title: string, by: Point): Promise<void> {
    const from = await middleOf(this.step(title).locator('.gf-Node-title'));
    await this._gesture(from, { x: from.x + by.x, y: from.y + by.y });
  }

  /** Select a step by a click on its title. */
  async select(title: string): Promise<void> {
    await this.step(title).locator('.gf-Node-title').click();
    await expect(this.step(title)).toHaveClass(/gf-mod-selected/);
  }

  /** Press here, move over there as a hand does, let go. */
  private async _gesture(from: Point, to: Point): Promise<void> {
    const { mouse } = this._labPage.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move(from.x + 8, from.y + 4, { steps: 2 });
    await mouse.move(to.x, to.y, { steps: 8 });
    await mouse.up();
  }
}

async function boxOf(
  locator: Locator
): Promise<{ x: number; y: number; width: number; height: number }> {
  await expect(locator).toBeVisible();
  const box = await locator.boundingBox();
  if (box === null) {
    throw new Error(`${String(locator)} is not in the page.`);
  }
  return box;
}

async function middleOf(locator: Locator): Promise<Point> {
  const { x, y, width, height } = await boxOf(locator);
  return { x: x + width / 2, y: y + height / 2 };
}
