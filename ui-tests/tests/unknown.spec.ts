import type { Locator } from '@playwright/test';
import { expect, test } from '../helpers/test.js';
import { CanvasHelper } from '../helpers/canvas.js';

const PATH = 'unknown.glueflow';
/** Spark starts, and this machine may be busy. */
const LONG = { timeout: 150_000 };

function source(query: string): string {
  const node = (component: string, title: string, config: object): object => ({
    component,
    title,
    version: 1,
    config
  });
  return JSON.stringify({
    glueflow: 1,
    nodes: {
      airlines: node('glue-catalog-input', 'Airlines', {
        database: 'nycflights',
        table: 'airlines'
      }),
      sql: node('sql-query', 'Letters', { query }),
      change: node('change-schema', 'Changed', {})
    },
    edges: {
      a: {
        from: { node: 'airlines', port: 'out' },
        to: { node: 'sql', port: 'in' }
      },
      b: {
        from: { node: 'sql', port: 'out' },
        to: { node: 'change', port: 'in' }
      }
    }
  });
}

test('columns that can’t be worked out are found by themselves, and listed by a click', async ({
  lab,
  labPage
}) => {
  test.setTimeout(300_000);
  lab.write(
    PATH,
    source(
      'SELECT * FROM airlines LATERAL VIEW explode(array(carrier)) t AS letter'
    )
  );
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const changed: Locator = canvas.step('Changed');
  // Spark starts with the first data that is looked at.
  await canvas.step('Airlines').click();
  await expect(
    editor
      .getByRole('tabpanel', { name: 'Data' })
      .getByText('16 rows', { exact: true })
  ).toBeVisible(LONG);
  const problems = editor.getByRole('tab', { name: /^Problems/ });
  await problems.click();
  const list = editor.getByRole('tabpanel', { name: 'Problems' });
  await expect(list).not.toContainText('are not known', LONG);
  await expect(changed).toBeVisible();
  await canvas.step('Letters').click();
  const take = labPage.page.getByRole('button', { name: 'Take from preview' });
  await labPage.page
    .locator('summary, button')
    .filter({ hasText: /^(More|Advanced)/ })
    .first()
    .click();
  await take.click();
  const columns = labPage.page.getByRole('group', { name: 'Output columns' });
  await expect(columns.getByLabel('Name', { exact: true })).toHaveCount(3);
  await expect(columns.getByLabel('Name', { exact: true }).nth(2)).toHaveValue(
    'letter'
  );
  await labPage.screenshot('unknown-taken');
});

test('an error of Spark in a query is marked on its card and is a problem', async ({
  lab,
  labPage
}) => {
  test.setTimeout(300_000);
  lab.write(
    PATH,
    source(
      'SELECT nowhere FROM airlines LATERAL VIEW explode(array(carrier)) t AS letter'
    )
  );
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  await canvas.step('Airlines').click();
  await expect(canvas.step('Letters')).toContainText('Failed', LONG);
  await editor.getByRole('tab', { name: /^Problems/ }).click();
  const problem = editor
    .getByRole('tabpanel', { name: 'Problems' })
    .getByRole('button', { name: /nowhere.*line 1, column 8 of the query/ });
  await expect(problem).toBeVisible();
  await labPage.screenshot('unknown-failed');
});
