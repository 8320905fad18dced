import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import type { PipelineDocument } from '@glueflow/components-manager';
import { ROOT } from '../../scripts/tools.mjs';
import { expectAccessible } from '../helpers/axe.js';
import { CanvasHelper } from '../helpers/canvas.js';
import { compareTables, duckdb } from '../helpers/duckdb.js';
import { readGrid } from '../helpers/grid.js';
import type { Lab } from '../helpers/lab.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'routes.glueflow';
/** A Spark that starts, and an export with a run, take half a minute each. */
const LONG = { timeout: 200_000 };

const LATE = 'dep_time IS NOT NULL AND dep_delay > 60';
const CANCELLED = 'dep_time IS NULL';

/** What each output writes, in the words of DuckDB, by table. */
const QUERIES = {
  cancelled_flights: `SELECT month, count(*) AS flights FROM flights WHERE ${CANCELLED} GROUP BY month`,
  late_flights: `SELECT carrier, count(*) AS flights, avg(dep_delay) AS mean_delay FROM flights WHERE ${LATE} GROUP BY carrier`
};

/** The example, without the links that start at the router. */
function unlinked(): string {
  const text = readFileSync(join(ROOT, 'examples', PATH), 'utf8');
  const document = JSON.parse(text) as PipelineDocument;
  document.edges = Object.fromEntries(
    Object.entries(document.edges).filter(
      ([, { from }]) => from.node !== 'by_delay'
    )
  );
  return JSON.stringify(document);
}

/** Hold both tables that a run wrote against DuckDB's answers; throws where they differ. */
function compareBoth(lab: Lab): void {
  for (const [table, query] of Object.entries(QUERIES)) {
    const sql = lab.write(
      'expected.sql',
      `-- table: nycflights.${table}\n${query}\n`
    );
    expect(compareTables(lab, PATH, sql)).toContain('the same');
  }
}

/** The distinct values of a column of the rows that are shown. */
async function valuesOf(page: Page, column: string): Promise<unknown[]> {
  const grid = await readGrid(page);
  const index = grid?.columns.findIndex(({ name }) => name === column) ?? -1;
  return [...new Set(grid?.rows.map(row => row[index]) ?? [])];
}

function countOf(condition: string): string {
  const [[count]] = duckdb(`SELECT count(*) FROM flights WHERE ${condition}`);
  return Number(count).toLocaleString('en-US');
}

/** A port as its name begins: rows of a run may follow. */
function output(canvas: CanvasHelper, name: string): Locator {
  return canvas
    .step('By delay')
    .getByRole('img', { name: new RegExp(`^Output “${name}”`) });
}

test('a router’s outputs are linked, previewed, run, exported and deployed; their rows are what DuckDB says', async ({
  lab,
  labPage
}) => {
  test.setTimeout(500_000);
  lab.write(PATH, unlinked());
  const { page } = labPage;
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  await page.getByRole('tab', { name: /File Browser/ }).click();
  await expect(canvas.step('By delay')).toBeVisible();
  await labPage.run('glueflow:fit');

  // One output by mouse, the other by keyboard.
  await canvas.link('By delay', 'Late by airline', { output: 'Late' });
  await canvas.select('By delay');
  await canvas.canvas.focus();
  await page.keyboard.press('c');
  const chooser = page.getByRole('dialog', { name: 'Link “By delay” to …' });
  await expect(chooser.getByRole('option')).toHaveText([
    /^Cancelled → Cancelled by month/,
    /^Late → Cancelled by month/,
    /^Default → Cancelled by month/
  ]);
  await page.keyboard.press('Enter');
  await expect
    .poll(async () =>
      Object.values((await labPage.document()).edges)
        .filter(({ from }) => from.node === 'by_delay')
        .map(({ from, to }) => `${from.port} ${to.node}`)
        .sort()
    )
    .toEqual(['cancelled cancelled', 'late late']);
  await expect(editor.getByRole('tab', { name: 'Problems' })).toHaveText(
    'Problems'
  );

  // The preview shows the first output until another one is chosen.
  await editor.getByRole('tab', { name: 'Data' }).click();
  const data = editor.getByRole('tabpanel', { name: 'Data' });
  const choice = data.getByRole('combobox', { name: 'Output:' });
  await expect(choice).toHaveValue('cancelled');
  await expect(choice.locator('option')).toHaveText([
    'Cancelled',
    'Late',
    'Default'
  ]);
  await expect.poll(() => valuesOf(page, 'dep_time'), LONG).toEqual([null]);
  await choice.focus();
  await page.keyboard.press('ArrowDown');
  await expect(choice).toHaveValue('late');
  await expect
    .poll(async () => {
      const delays = (await valuesOf(page, 'dep_delay')).map(Number);
      return delays.length > 0 && delays.every(delay => delay > 60);
    }, LONG)
    .toBe(true);
  await data.getByRole('button', { name: 'Count', exact: true }).click();
  await expect(data.locator('.gf-Pane-count')).toContainText(
    `of ${countOf(LATE)} rows`,
    LONG
  );
  await labPage.screenshot('outputs-preview');
  await expectAccessible(page, '.gf-DataPanel');

  // The Schema panel has the same choice.
  await editor.getByRole('tab', { name: 'Schema' }).click();
  await expect(
    editor
      .getByRole('tabpanel', { name: 'Schema' })
      .getByRole('combobox', { name: 'Output:' })
  ).toHaveValue('late');

  // A run counts each output.
  await editor.getByRole('button', { name: /^Run the whole pipeline/ }).click();
  await expect(
    canvas.step('Late flights').locator('.gf-Node-run')
  ).toContainText('rows', LONG);
  await expect(output(canvas, 'Late')).toHaveAccessibleName(
    `Output “Late”: ${countOf(LATE)} rows`
  );
  await expect(output(canvas, 'Cancelled')).toHaveAccessibleName(
    `Output “Cancelled”: ${countOf(CANCELLED)} rows`
  );
  await labPage.screenshot('outputs-run');
  compareBoth(lab);

  await editor.getByRole('button', { name: 'Generate code' }).click();
  await page.getByRole('menuitem', { name: 'Export to AWS Glue…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export to AWS Glue' });
  await expect(dialog.getByText('Account 123456789012')).toBeVisible();
  await dialog.getByLabel('Deploy now').check();
  await dialog.getByLabel('Start a run').check();
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await dialog.getByRole('button', { name: 'Deploy and run' }).click();
  await expect(dialog.getByText(/^The run succeeded in/)).toBeVisible(LONG);
  await page.keyboard.press('Escape');
  compareBoth(lab);
});

test('an output keeps its links when it is renamed, and leaves a problem with a fix when it is removed', async ({
  lab,
  labPage
}) => {
  lab.write(PATH, readFileSync(join(ROOT, 'examples', PATH), 'utf8'));
  const { page } = labPage;
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  await expect(canvas.step('By delay')).toBeVisible();
  await labPage.run('glueflow:fit');
  await canvas.select('By delay');
  const form = editor.getByRole('region', { name: 'Properties' });
  const names = form.getByRole('textbox', { name: 'Name' });
  const late = names.last();
  await late.fill('Very late');
  await expect(canvas.port('By delay', 'Output “Very late”')).toBeVisible();
  await expect(editor.getByRole('tab', { name: 'Problems' })).toHaveText(
    'Problems'
  );
  const before = (await labPage.document()).edges;
  await form
    .getByRole('button', { name: /^Remove/ })
    .last()
    .click();
  expect((await labPage.document()).edges).toEqual(before);
  await editor.getByRole('tab', { name: /^Problems/ }).click();
  await expect(
    editor
      .getByRole('tabpanel', { name: /^Problems/ })
      .getByText(/“By delay” has no output “late”/)
  ).toBeVisible();
  await labPage.screenshot('outputs-removed');
  await canvas.canvas.focus();
  await page.keyboard.press('Control+z');
  await expect(editor.getByRole('tab', { name: /^Problems/ })).toHaveText(
    'Problems'
  );
});

test('a click on a choice makes the link, as Enter does', async ({
  lab,
  labPage
}) => {
  lab.write(PATH, unlinked());
  const { page } = labPage;
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  await expect(canvas.step('By delay')).toBeVisible();
  await labPage.run('glueflow:fit');
  for (const [option, link] of [
    ['Cancelled → Cancelled by month', 'cancelled cancelled'],
    ['Late → Late by airline', 'late late']
  ]) {
    await canvas.select('By delay');
    await canvas.canvas.focus();
    await page.keyboard.press('c');
    const chooser = page.getByRole('dialog', { name: 'Link “By delay” to …' });
    await chooser.getByRole('option', { name: option }).click();
    await expect(chooser).toHaveCount(0);
    await expect
      .poll(async () =>
        Object.values((await labPage.document()).edges)
          .filter(({ from }) => from.node === 'by_delay')
          .map(({ from, to }) => `${from.port} ${to.node}`)
      )
      .toContain(link);
  }
});
