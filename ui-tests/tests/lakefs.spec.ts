import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { CanvasHelper } from '../helpers/canvas.js';
import { duckdb } from '../helpers/duckdb.js';
import { FormHelper } from '../helpers/forms.js';
import { readGrid } from '../helpers/grid.js';
import type { Lab } from '../helpers/lab.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'untitled.glueflow';
/** A Spark that starts takes half a minute. */
const LONG = { timeout: 100_000 };

/** What `glueflow lakefs …` prints as JSON. */
function lakefs<T>(lab: Lab, ...argv: string[]): T {
  const command = join(ROOT, 'packages/server/bin/glueflow.js');
  const said = execFileSync(
    process.execPath,
    [command, 'lakefs', ...argv, '--json'],
    { env: lab.env, encoding: 'utf8' }
  );
  return JSON.parse(said) as T;
}

test('a repository is read, previewed and written in one commit', async ({
  lab,
  labPage
}) => {
  test.setTimeout(200_000);
  const { page } = labPage;
  await labPage.goto();
  await page.getByRole('button', { name: /Glueflow Pipeline/ }).click();
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const form = new FormHelper(editor);
  const title = async (text: string): Promise<void> => {
    await form.name.fill(text);
    await expect(canvas.step(text)).toBeVisible();
  };
  await page.getByRole('tab', { name: /File Browser/ }).click();
  await canvas.canvas.hover();

  await canvas.drag('lakeFS input', { x: 120, y: 60 });
  await title('January');
  await form.pick(form.field('Repository'), 'nycflights');
  await form.field('Reference').click();
  await expect(page.getByRole('option', { name: /main/ })).toContainText(
    'branch'
  );
  await page.keyboard.press('Escape');
  await form.field('Path').fill('flights/month=1/');
  await expect
    .poll(async () => (await readGrid(page))?.columns.length ?? 0, LONG)
    .toBeGreaterThan(10);

  await canvas.drag('Filter rows', { x: 390, y: 60 });
  await title('From JFK');
  await canvas.link('January', 'From JFK');
  const row = await form.addTo(form.group('Conditions'), 'Condition');
  await form.pick(form.field('Column', row), 'origin');
  await form.field('Value', row).fill('JFK');
  await expect
    .poll(async () => {
      const grid = await readGrid(page);
      const at = grid?.columns.findIndex(({ name }) => name === 'origin') ?? -1;
      return [...new Set(grid?.rows.map(each => each[at]))];
    }, LONG)
    .toEqual(['JFK']);
  await labPage.screenshot('lakefs-preview');
  // Previews read.
  expect(
    lakefs<{ commits: object[] }>(lab, 'log', 'lakefs://nycflights/main')
      .commits
  ).toHaveLength(2);

  await canvas.drag('lakeFS output', { x: 390, y: 240 });
  await title('Flights of JFK');
  await canvas.link('From JFK', 'Flights of JFK');
  await form.pick(form.field('Repository'), 'nycflights');
  await form.pick(form.field('Branch'), 'main');
  await form.field('Path').fill('jfk/');
  await form.field('Commit message').fill('January of JFK, by {job}');
  await expect(form.field('One transaction')).toBeChecked();
  await expect(editor.getByRole('tab', { name: 'Problems' })).toHaveText(
    'Problems'
  );
  await labPage.screenshot('lakefs-output');

  await editor.getByRole('button', { name: /^Run the whole pipeline/ }).click();
  await expect
    .poll(
      () =>
        lakefs<{ commits: { message: string }[] }>(
          lab,
          'log',
          'lakefs://nycflights/main'
        ).commits[0].message,
      LONG
    )
    .toBe('January of JFK, by untitled');
  const [[count]] = duckdb(
    "SELECT count(*) FROM flights WHERE month = 1 AND origin = 'JFK'"
  );
  await expect(canvas.step('Flights of JFK')).toContainText(
    Number(count).toLocaleString('en-US')
  );
  await labPage.screenshot('lakefs-run');
  expect(
    lakefs<{ branches: object[] }>(lab, 'tx', 'list', 'lakefs://nycflights')
      .branches
  ).toEqual([]);
});
