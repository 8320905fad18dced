import type { Locator } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { CanvasHelper } from '../helpers/canvas.js';
import { lakefs } from '../helpers/lakefs.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';
const IMAGES = join(ROOT, 'docs', 'images');

async function take(labPage: LabPage, name: string): Promise<void> {
  mkdirSync(IMAGES, { recursive: true });
  // Messages slide in and out.
  await labPage.page.waitForTimeout(600);
  await labPage.page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

async function open(labPage: LabPage): Promise<[Locator, CanvasHelper]> {
  await labPage.goto(labPage.lab.example(PATH));
  const editor = await labPage.editor(PATH);
  await labPage.run('filebrowser:hide-main');
  const canvas = new CanvasHelper(labPage, editor);
  await canvas.canvas.focus();
  await labPage.page.keyboard.press('f');
  return [editor, canvas];
}

async function runAll(editor: Locator): Promise<void> {
  await editor.getByRole('button', { name: /^Run the whole pipeline/ }).click();
}

test('the editor, a run, a failure, problems', async ({ labPage }) => {
  const { page } = labPage;
  const [editor, canvas] = await open(labPage);
  await canvas.select('From JFK, first quarter');
  await expect(
    editor.getByRole('application', { name: /^Preview of .* rows; / })
  ).toBeVisible();
  await take(labPage, 'editor');

  await labPage.theme('JupyterLab Dark');
  await canvas.select('By airline');
  await editor.getByRole('tab', { name: 'Code' }).click();
  await runAll(editor);
  await expect(editor.getByText(/^Running(, |$)/).first()).toBeVisible();
  await take(labPage, 'running-dark');
  await expect(editor.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await expect(page.locator('.Toastify__toast')).toHaveCount(0);
  await editor.getByRole('tab', { name: 'Schema' }).click();
  await take(labPage, 'schema-dark');

  await labPage.theme('JupyterLab Light');
  await page.evaluate(() => {
    const model =
      window.jupyterapp.shell.currentWidget.context.model.sharedModel;
    model.gesture('Edit', () => {
      model.setNodeField('jfk', 'config', {
        condition: {
          operator: 'and',
          conditions: [{ column: 'orign', operator: 'eq', value: 'JFK' }]
        }
      });
      model.setNodeField('airlines', 'config', {
        database: 'nycflights',
        table: 'airlnes'
      });
    });
  });
  await canvas.select('From JFK, first quarter');
  await editor.getByRole('tab', { name: /^Problems/ }).click();
  await expect(editor.getByText('airlnes').first()).toBeVisible();
  await take(labPage, 'problems');

  await page.setViewportSize({ width: 900, height: 700 });
  await expect(canvas.palette).toBeHidden();
  await canvas.canvas.focus();
  await page.keyboard.press('f');
  await take(labPage, 'narrow');
});

test('the export and its job', async ({ labPage }) => {
  const { page } = labPage;
  const [editor] = await open(labPage);
  await editor.getByRole('button', { name: 'Generate code' }).click();
  await page.getByRole('menuitem', { name: 'Export to AWS Glue…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export to AWS Glue' });
  await expect(dialog.getByText('By list prices of')).toBeVisible();
  await dialog.getByLabel('Deploy now').check();
  await dialog.getByLabel('Start a run').check();
  await dialog.getByLabel('Job name').scrollIntoViewIfNeeded();
  await take(labPage, 'export');
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(dialog.locator('.cm-content')).toContainText('GlueContext');
  await take(labPage, 'export-preview');
  await labPage.theme('JupyterLab Dark');
  await dialog.getByRole('button', { name: 'Deploy and run' }).click();
  await expect(dialog.getByText(/: RUNNING$/)).toBeVisible();
  await take(labPage, 'deploying-dark');
  await expect(dialog.getByText(/^The run succeeded in/)).toBeVisible();
  await dialog.getByRole('button', { name: /^Show the run/ }).click();
  const runs = page.getByRole('region', { name: 'Runs of flights' });
  await expect(runs.getByRole('row', { name: /Succeeded/ })).toHaveCount(1);
  await labPage.theme('JupyterLab Light');
  await take(labPage, 'jobs');
});

test('lakeFS in the catalog’s panel', async ({ lab, labPage }) => {
  const { page } = labPage;
  const branch = 'lakefs://nycflights/corrections';
  lakefs(lab, 'branches', 'lakefs://nycflights', '--create', 'corrections');
  const put = (path: string, text: string): void => {
    const file = lab.write('put.csv', text);
    lakefs(lab, 'put', file, `${branch}/${path}`);
  };
  put('notes/january.csv', 'day,note\n1,New Year\n');
  lakefs(lab, 'commit', branch, '--message', 'Notes on January');
  put('notes/february.csv', 'day,note\n12,Snow\n');
  await open(labPage);
  await labPage.run('glueflow:open-lakefs');
  const section = page.getByRole('region', { name: 'lakeFS' });
  const expand = async (name: string | RegExp): Promise<void> => {
    await section.getByRole('treeitem', { name }).focus();
    await page.keyboard.press('ArrowRight');
  };
  await expand(/^nycflights/);
  await expand(/^corrections/);
  for (const name of [/^Uncommitted/, /^Commits/, /^Objects/]) {
    await expand(name);
  }
  await section.getByRole('treeitem', { name: 'corrections' }).focus();
  await section.getByRole('button', { name: 'Compare…' }).click();
  await page.getByRole('dialog').getByLabel('With').fill('main');
  await page.keyboard.press('Enter');
  await expect(
    section.getByRole('treeitem', { name: /january\.csv added/ })
  ).toBeVisible();
  await take(labPage, 'lakefs');
});
