import { expect, type Locator, type Page } from '@playwright/test';

/** So many presses of Tab lead anywhere within a form. */
const MOST_TABS = 60;

/** Drives a page by keyboard alone. */
export class Keyboard {
  constructor(private readonly _page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this._page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    await this._page.keyboard.type(text);
  }

  /** Execute a command of JupyterLab's palette. */
  async command(label: string): Promise<void> {
    await this.press('Control+Shift+C');
    const palette = this._page.locator('.jp-ModalCommandPalette');
    await expect(palette.locator('input')).toBeFocused();
    await this.type(label);
    await expect(
      palette.locator('.lm-CommandPalette-item.lm-mod-active')
    ).toContainText(label);
    await this.press('Enter');
  }

  /** Press Tab until a thing has the focus. */
  async tabTo(
    target: Locator,
    key: 'Tab' | 'Shift+Tab' = 'Tab'
  ): Promise<void> {
    for (let press = 0; press < MOST_TABS; press++) {
      await this.press(key);
      if (await hasFocus(target)) {
        return;
      }
    }
    await expect(target).toBeFocused();
  }

  /** Find a step of the canvas, which has the focus, and select it. */
  async find(title: string): Promise<void> {
    await this.press('Control+f');
    await expect(
      this._page.getByRole('dialog', { name: 'Find a step' })
    ).toBeVisible();
    await this.type(title);
    await this.press('Enter');
  }

  /** Go to a field with a list of choices, and take the choice of that name. */
  async pick(field: Locator, option: string): Promise<void> {
    await this.tabTo(field);
    await this.takeChoice(field, option);
  }

  /** Type into a field that has the focus, and take the choice of that name. */
  async takeChoice(field: Locator, option: string): Promise<void> {
    await expect(field).toBeFocused();
    await this.type(option);
    await expect(
      this._page
        .getByRole('option')
        .filter({ has: this._page.getByText(option, { exact: true }) })
    ).toBeVisible();
    await this.press('ArrowDown', 'Enter');
    await expect(field).toHaveValue(option);
  }

  /** Go down a closed list until it shows the option. */
  async choose(select: Locator, option: string): Promise<void> {
    if (!(await hasFocus(select))) {
      await this.tabTo(select);
    }
    const shown = (): Promise<string> =>
      select.evaluate(
        each => (each as HTMLSelectElement).selectedOptions[0]?.label ?? ''
      );
    for (let step = 0; step < 30 && (await shown()) !== option; step++) {
      await this.press('ArrowDown');
    }
    expect(await shown()).toBe(option);
  }
}

function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluateAll(found =>
    found.some(each => each === document.activeElement)
  );
}

/** Notes what a mouse does in the page from now on; the reply tells it. */
export async function watchMouse(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    (window as Window & { mouseSeen?: string[] }).mouseSeen = seen;
    for (const type of ['pointerdown', 'mousedown', 'pointermove', 'wheel']) {
      window.addEventListener(type, () => seen.push(type), { capture: true });
    }
  });
  return () =>
    page.evaluate(
      () => (window as Window & { mouseSeen?: string[] }).mouseSeen ?? ['lost']
    );
}
