import { expect, type Locator, type Page } from '@playwright/test';
import type { PipelineDocument } from '@glueflow/components-manager';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import type { Lab } from './lab.js';

/** What the tests use of JupyterLab's application in the page (`expose_app_in_browser`). */
interface JupyterApp {
  readonly restored: Promise<void>;
  readonly commands: {
    execute(id: string, args?: object): Promise<unknown>;
    hasCommand(id: string): boolean;
  };
  readonly shell: {
    readonly currentWidget: {
      readonly context: { readonly model: { sharedModel: SharedPipeline } };
    };
  };
}

/** What the tests use of a pipeline's shared document. */
interface SharedPipeline {
  readonly document: PipelineDocument;
  getSource(): string;
  undo(): boolean;
  gesture(label: string, edit: () => void): void;
  setNodeField(id: string, field: string, value: unknown): void;
  setConfig(id: string, config: object): void;
}

declare global {
  interface Window {
    jupyterapp: JupyterApp;
  }
}

/** Themes that JupyterLab brings. */
export type Theme =
  'JupyterLab Light' | 'JupyterLab Dark' | 'JupyterLab Dark High Contrast';

/** JupyterLab in a page. */
export class LabPage {
  constructor(
    readonly page: Page,
    readonly lab: Lab
  ) {
    page.on('pageerror', error => this.errors.push(String(error)));
    page.on('console', message => {
      // A reply that refuses is reported here too; what is done about it is for the page.
      if (
        message.type() === 'error' &&
        !message.text().startsWith('Failed to load resource')
      ) {
        this.errors.push(message.text());
      }
    });
    page.on('response', response => {
      if (response.status() >= 500) {
        this.errors.push(`${response.status()} ${response.url()}`);
      }
    });
  }

  /** Errors so far: exceptions, what went to the console as one, and replies that tell a fault (500 and above). */
  readonly errors: string[] = [];

  /** Load JupyterLab, with nothing open but, if given, a file. */
  async goto(path?: string): Promise<void> {
    const tree = path === undefined ? '' : `/tree/${encodeURI(path)}`;
    await this.page.goto(
      `${this.lab.url}lab${tree}?reset&token=${this.lab.token}`
    );
    await this.ready();
  }

  /**
   * Load the page again, as a person does: what was open comes back. JupyterLab keeps that a moment after each change; `kept` are
   * texts that the kept workspace must hold before the page goes.
   */
  async reload(kept: readonly string[] = []): Promise<void> {
    await expect(async () => {
      const reply = await this.lab.ask('lab/api/workspaces/default');
      const workspace = await reply.text();
      expect(kept.filter(text => !workspace.includes(text))).toEqual([]);
    }).toPass();
    await this.page.reload();
    await this.ready();
  }

  /** Wait until JupyterLab has started. */
  async ready(): Promise<void> {
    await this.page.waitForFunction(() => 'jupyterapp' in window);
    await this.page.evaluate(() => window.jupyterapp.restored);
    await expect(this.page.locator('#jupyterlab-splash')).toHaveCount(0);
  }

  /** Execute a command; its result must be JSON, or nothing comes back. */
  run(id: string, args: object = {}): Promise<unknown> {
    return this.page.evaluate(
      async ([command, options]) => {
        const result = await window.jupyterapp.commands.execute(
          command,
          options
        );
        try {
          return JSON.parse(JSON.stringify(result)) as unknown;
        } catch {
          // A widget is no JSON.
          return undefined;
        }
      },
      [id, args] as const
    );
  }

  /** Open a file, with a widget factory of that name if given; returns its place in the main area. */
  async open(path: string, factory?: string): Promise<Locator> {
    await this.page.evaluate(
      async ([file, name]) => {
        await window.jupyterapp.commands.execute('docmanager:open', {
          path: file,
          ...(name === undefined ? {} : { factory: name })
        });
      },
      [path, factory] as const
    );
    return this.editor(path);
  }

  /** The editor that shows a pipeline, when it is there and has read the file. */
  async editor(path: string): Promise<Locator> {
    const tab = this.tab(path);
    await expect(tab).toBeVisible();
    const id = await tab.getAttribute('data-id');
    const widget = this.page.locator(`[id="${id}"]`);
    await expect(widget).toBeVisible();
    return widget;
  }

  /** Save the current document with the keyboard; it is written when this returns. */
  async save(path: string): Promise<void> {
    const written = this.page.waitForResponse(
      reply =>
        reply.request().method() === 'PUT' &&
        reply.url().includes(`/api/contents/${encodeURIComponent(path)}`)
    );
    await this.page.keyboard.press('Control+s');
    expect((await written).ok()).toBe(true);
  }

  /** The text of the current pipeline, as it would be saved. */
  source(): Promise<string> {
    return this.page.evaluate(() =>
      window.jupyterapp.shell.currentWidget.context.model.sharedModel.getSource()
    );
  }

  /** The current pipeline. */
  document(): Promise<PipelineDocument> {
    return this.page.evaluate(
      () =>
        window.jupyterapp.shell.currentWidget.context.model.sharedModel.document
    );
  }

  /** Rename a node of the current pipeline, past the canvas, as one step of undo. */
  async rename(id: string, title: string): Promise<void> {
    await this.page.evaluate(
      ([node, text]) => {
        const model =
          window.jupyterapp.shell.currentWidget.context.model.sharedModel;
        model.gesture('Rename', () => {
          model.setNodeField(node, 'title', text);
        });
      },
      [id, title] as const
    );
  }

  /** Undo this person's last step in the current pipeline. */
  async undo(): Promise<void> {
    await this.page.evaluate(() =>
      window.jupyterapp.shell.currentWidget.context.model.sharedModel.undo()
    );
  }

  /** A document's tab in the main area. */
  tab(path: string): Locator {
    const name = path.split('/').at(-1) ?? path;
    return this.page.locator(
      '.jp-MainAreaWidget-tab, .lm-DockPanel-tabBar .lm-TabBar-tab',
      {
        has: this.page.getByText(name, { exact: true })
      }
    );
  }

  async theme(name: Theme): Promise<void> {
    await this.run('apputils:change-theme', { theme: name });
    await expect(this.page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      name
    );
    // It covers the page while the theme's styles are loaded.
    await expect(this.page.locator('#jupyterlab-splash')).toHaveCount(0);
  }

  /** Keep a picture of the page in ui-tests/screenshots/, for a person to look at. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({
      path: join(ROOT, 'ui-tests', 'screenshots', `${name}.png`)
    });
  }
}
