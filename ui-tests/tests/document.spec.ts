import type { Locator } from '@playwright/test';
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';

/** The card of a node. */
function card(editor: Locator, id: string): Locator {
  return editor.getByTestId(`rf__node-${id}`);
}

/** What the tab of the current document says: JupyterLab marks unsaved ones. */
function dirty(labPage: LabPage, path = PATH): Promise<boolean> {
  return labPage
    .tab(path)
    .first()
    .evaluate(tab => tab.classList.contains('jp-mod-dirty'));
}

test('two views of one pipeline show one document', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  await labPage.goto(lab.example(PATH));
  const first = await labPage.editor(PATH);
  await labPage.tab(PATH).click({ button: 'right' });
  await page.getByRole('menuitem', { name: /^New View for/ }).click();
  const views = page.locator('.gf-PipelineWidget');
  await expect(views).toHaveCount(2);

  await labPage.rename('jfk', 'Leaving JFK');
  await expect(card(first, 'jfk')).toContainText('Leaving JFK');
  await expect(card(views.nth(1), 'jfk')).toContainText('Leaving JFK');
  await labPage.undo();
  await expect(card(first, 'jfk')).toContainText('From JFK');
  await expect(card(views.nth(1), 'jfk')).toContainText('From JFK');
});

test('what a text editor saved is not overwritten unasked', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  await labPage.goto(lab.example(PATH));
  const editor = await labPage.editor(PATH);
  await expect(card(editor, 'flights')).toBeVisible();

  // Another program writes the file while the pipeline has edits of its own.
  await labPage.rename('jfk', 'Leaving JFK');
  await expect.poll(() => dirty(labPage)).toBe(true);
  const theirs = lab.read(PATH).replace('"Flights"', '"Their flights"');
  // JupyterLab takes a file for the same within half a second.
  lab.write(PATH, theirs);
  const later = new Date(Date.now() + 5000);
  utimesSync(join(lab.root, PATH), later, later);

  await page.keyboard.press('ControlOrMeta+s');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('File Changed');
  expect(lab.read(PATH)).toBe(theirs);
  await dialog.getByRole('button', { name: 'Revert' }).click();
  await expect(card(editor, 'flights')).toContainText('Their flights');
  await expect.poll(() => dirty(labPage)).toBe(false);
  expect(lab.read(PATH)).toBe(theirs);
});

test('the file opens as text too', async ({ lab, labPage }) => {
  const { page } = labPage;
  await labPage.goto(lab.example(PATH));
  const editor = await labPage.editor(PATH);
  await page
    .getByRole('listitem', { name: /flights\.glueflow/ })
    .click({ button: 'right' });
  // Lumino gives entries with a submenu no role.
  await page.locator('.lm-Menu-item', { hasText: 'Open With' }).hover();
  await expect(
    page.locator('.lm-Menu-item', { hasText: /^Pipeline/ })
  ).toBeVisible();
  await page.locator('.lm-Menu-item', { hasText: /^Editor/ }).click();
  const text = page.locator('.jp-FileEditor .cm-content');
  await expect(text).toContainText('"glueflow": 1');
  await expect(editor).toBeHidden();
});
