import { expect, type Locator } from '@playwright/test';

/** The properties beside the canvas of one editor, used by mouse. */
export class FormHelper {
  constructor(
    /** The editor, as `LabPage.editor` gives it. */
    editor: Locator
  ) {
    this.panel = editor.getByRole('region', { name: 'Properties' });
  }

  readonly panel: Locator;

  /** The field for the name of the step. */
  get name(): Locator {
    return this.panel.getByLabel('Name of the step');
  }

  /** A field by its label; the last of those that are called so. */
  field(label: string, within: Locator = this.panel): Locator {
    return within.getByLabel(label, { exact: true }).last();
  }

  /** The fields that a label stands above together: a list, conditions. */
  group(label: string): Locator {
    return this.panel.getByRole('group', { name: label, exact: true });
  }

  /** Choose what a field with a list of choices offers, by mouse. */
  async pick(field: Locator, option: string): Promise<void> {
    await field.click();
    await field
      .page()
      .getByRole('option')
      .filter({ has: field.page().getByText(option, { exact: true }) })
      .click();
    await expect(field).toHaveValue(option);
  }

  /** Add an entry to a list; returns its row. */
  async addTo(group: Locator, button = 'Add'): Promise<Locator> {
    // Problems are lists too, of what can't be moved.
    const rows = group.getByRole('listitem').filter({
      has: group.page().getByRole('button', { name: /^Move / })
    });
    const before = await rows.count();
    await group.getByRole('button', { name: button, exact: true }).click();
    await expect(rows).toHaveCount(before + 1);
    return rows.nth(before);
  }
}
