import { expect, type Locator, type Page } from '@playwright/test';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { seriousFindings, type Scan } from './axe.js';
import type { LabPage } from './page.js';

/** A step of a pipeline that tests of forms work on, and what it takes its data from, by port. */
export interface Step {
  component: string;
  title: string;
  config?: Record<string, unknown>;
  from?: Record<string, string | string[]>;
}

/** What else stands in such a pipeline. */
export interface Around {
  parameters?: Record<string, unknown>;
  job?: Record<string, unknown>;
  connections?: Record<string, unknown>;
}

/** A pipeline file of these steps by id, laid out in rows of three. */
export function pipelineOf(
  steps: Readonly<Record<string, Step>>,
  around: Around = {}
): string {
  const edges: Record<string, object> = {};
  const nodes: Record<string, object> = {};
  const layout: Record<string, object> = {};
  for (const [at, [id, step]] of Object.entries(steps).entries()) {
    const { component, title, config = {} } = step;
    nodes[id] = { component, title, config, version: 1 };
    layout[id] = { x: (at % 3) * 260, y: Math.floor(at / 3) * 130 };
    for (const [port, sources] of Object.entries(step.from ?? {})) {
      for (const [order, source] of [sources].flat().entries()) {
        edges[`${id}-${port}-${order}`] = {
          from: { node: source, port: 'out' },
          to: { node: id, port },
          ...(Array.isArray(sources) ? { order } : {})
        };
      }
    }
  }
  return JSON.stringify({
    glueflow: 1,
    nodes,
    edges,
    layout: { nodes: layout },
    ...around
  });
}

/** The properties of the pipeline that is open, as a person works with them. */
export class PropertiesPage {
  constructor(
    readonly labPage: LabPage,
    readonly path: string
  ) {}

  get page(): Page {
    return this.labPage.page;
  }

  /** The panel on the right. */
  get panel(): Locator {
    return this.page.getByRole('region', { name: 'Properties' });
  }

  /** Write a pipeline and open it. */
  static async open(
    labPage: LabPage,
    source: string,
    path = 'forms.glueflow'
  ): Promise<PropertiesPage> {
    await labPage.goto(labPage.lab.write(path, source));
    await labPage.editor(path);
    const properties = new PropertiesPage(labPage, path);
    await expect(properties.panel).toBeVisible();
    return properties;
  }

  /** A step's card on the canvas. */
  card(title: string): Locator {
    return this.page.getByRole('group', {
      name: new RegExp(`^${title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')},`)
    });
  }

  /** Select a step by a click on its card; its form is there when this returns. */
  async select(title: string, more = false): Promise<void> {
    await this.card(title).click({
      position: { x: 60, y: 12 },
      ...(more ? { modifiers: ['Control'] } : {})
    });
    if (!more) {
      await expect(
        this.panel.getByRole('textbox', { name: 'Name of the step' })
      ).toHaveValue(title);
    }
  }

  /** Select nothing, by a click on the empty canvas: the pipeline's own settings show. */
  async selectNothing(): Promise<void> {
    const box = await this.page.locator('.react-flow__pane').boundingBox();
    // Above the zoom bar.
    await this.page.mouse.click(box!.x + 30, box!.y + box!.height - 60);
    await expect(
      this.panel.getByRole('heading', { name: 'Pipeline' })
    ).toBeVisible();
  }

  /** Drag the panel's edge until it is so many pixels wide. */
  async setWidth(width: number): Promise<void> {
    const box = await this.panel.boundingBox();
    const x = box!.x - 1;
    const y = box!.y + 60;
    await this.page.mouse.move(x, y);
    await this.page.mouse.down();
    await this.page.mouse.move(x + (box!.width - width), y, { steps: 4 });
    await this.page.mouse.up();
    await expect
      .poll(async () => Math.round((await this.panel.boundingBox())!.width))
      .toBeLessThanOrEqual(width + 2);
  }

  /** The configuration of a step as the document has it. */
  async config(id: string): Promise<Record<string, unknown>> {
    const { nodes } = await this.labPage.document();
    return nodes[id].config;
  }

  /** Wait until a step's configuration is this. */
  async expectConfig(id: string, config: unknown): Promise<void> {
    await expect.poll(() => this.config(id)).toEqual(config);
  }

  /** Undo with the keyboard, wherever the focus is. */
  async undo(): Promise<void> {
    await this.page.keyboard.press('Control+z');
  }

  async redo(): Promise<void> {
    await this.page.keyboard.press('Control+Shift+Z');
  }

  /** A list that a field has opened. */
  get choices(): Locator {
    return this.page.locator('.gf-Combobox-popup');
  }

  /** Choose from the list of a field by typing a part of it and Enter. */
  async choose(field: Locator, text: string): Promise<void> {
    await field.fill(text);
    await this.choices
      .getByRole('option', { name: new RegExp(`^${text}( |$)`) })
      .first()
      .click();
  }

  /** Keep a picture of the panel, for a person to look at. */
  async screenshot(name: string): Promise<void> {
    await this.panel.screenshot({
      path: join(ROOT, 'ui-tests', 'screenshots', `${name}.png`)
    });
  }

  /** No serious finding of axe in the panel, and no part of it that is cut off sideways. */
  async expectSound(scan: Scan = 'everything'): Promise<void> {
    expect
      .soft(await seriousFindings(this.page, '.gf-PropertiesWidget', scan))
      .toEqual([]);
    await this.expectWhole();
  }

  /** No part of the panel is cut off sideways. */
  async expectWhole(): Promise<void> {
    const spill = await this.panel.evaluate(root => {
      const edge = root.getBoundingClientRect().right;
      return [...root.querySelectorAll('*')]
        .filter(each => {
          const box = each.getBoundingClientRect();
          return (
            box.width > 0 &&
            box.right > edge + 1 &&
            each.closest('.cm-editor, pre, .gf-Properties-help') === null
          );
        })
        .map(each => each.outerHTML.slice(0, 120));
    });
    expect.soft(spill).toEqual([]);
  }
}
