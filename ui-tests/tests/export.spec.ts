import type { Locator } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { expectAccessible } from '../helpers/axe.js';
import type { Lab } from '../helpers/lab.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';
/** An export with a run takes the sandbox half a minute. */
const RUN = { timeout: 100_000 };

/** Open the example and the export dialog from the toolbar. */
async function openExport(lab: Lab, labPage: LabPage): Promise<Locator> {
  await labPage.goto(lab.example(PATH));
  const editor = await labPage.editor(PATH);
  await editor.getByRole('button', { name: 'Generate code' }).click();
  await labPage.page
    .getByRole('menuitem', { name: 'Export to AWS Glue…' })
    .click();
  const dialog = labPage.page.getByRole('dialog', {
    name: 'Export to AWS Glue'
  });
  await expect(dialog.getByText('Account 123456789012')).toBeVisible();
  return dialog;
}

/** What `glueflow export` writes for a file. */
function exportedByCli(lab: Lab, path: string, names: string[]): string[] {
  const out = join(lab.folder, 'cli');
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'packages/server/bin/glueflow.js'),
      'export',
      path,
      '--out',
      out
    ],
    { cwd: lab.root, env: lab.env }
  );
  return names.map(name => readFileSync(join(out, name), 'utf8'));
}

test('a pipeline is exported, deployed and run to its end; the job is followed after a reload', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const dialog = await openExport(lab, labPage);
  await expect(dialog.getByText('By list prices of')).toBeVisible();
  await expectAccessible(page, '.gf-ExportDialog');
  await labPage.screenshot('export-settings');

  await dialog.getByLabel('Deploy now').check();
  await dialog.getByLabel('Start a run').check();
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(dialog.getByRole('tab')).toHaveText([
    /flights\.py\s*new file/,
    /deploy_flights\.py\s*new file/
  ]);
  await expect(dialog.locator('.cm-content')).toContainText('GlueContext');
  await expectAccessible(page, '.gf-ExportDialog');
  await labPage.screenshot('export-preview');
  const permissions = dialog.getByText(/^Permissions of the IAM role: \d+$/);
  await permissions.click();
  await expect(
    dialog.getByRole('button', { name: 'Copy as an IAM policy' })
  ).toBeVisible();
  await expect(dialog.getByText('s3:GetObject').first()).toBeVisible();
  await labPage.screenshot('export-permissions');
  await permissions.click();

  await dialog.getByRole('button', { name: 'Deploy and run' }).click();
  await expect(dialog.getByText(/Job flights created/)).toBeVisible();
  await labPage.screenshot('export-deploying');
  await expect(dialog.getByText(/^The run succeeded in/)).toBeVisible(RUN);
  await labPage.screenshot('export-succeeded');

  const names = ['flights.py', 'deploy_flights.py'];
  expect(names.map(name => lab.read(name))).toEqual(
    exportedByCli(lab, PATH, names)
  );

  await dialog.getByRole('button', { name: /^Show the run/ }).click();
  const runs = page.getByRole('region', { name: 'Runs of flights' });
  await expect(runs.getByRole('row', { name: /Succeeded/ })).toHaveCount(1);
  await expect(runs.getByRole('cell', { name: /^\$/ })).toHaveAttribute(
    'title',
    /list prices of \d{4}-\d\d-\d\d/
  );
  await expectAccessible(page, '.gf-JobsWidget');
  await labPage.reload(['"glueflow-jobs:jobs"]', '"job": "flights"']);
  await expect(runs.getByRole('row', { name: /Succeeded/ })).toHaveCount(1);
  await labPage.screenshot('jobs');

  await runs.getByRole('button', { name: 'Open pipeline' }).click();
  await labPage.editor(PATH);
});

test('a cancelled export leaves the run going until it is stopped', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const dialog = await openExport(lab, labPage);
  await dialog.getByLabel('Deploy now').check();
  await dialog.getByLabel('Start a run').check();
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await dialog.getByRole('button', { name: 'Deploy and run' }).click();
  await expect(dialog.getByText(/: RUNNING$/)).toBeVisible(RUN);
  await dialog.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(dialog.getByText(/of job flights goes on/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop the run' }).click();
  await dialog.getByRole('button', { name: /^Show the run/ }).click();
  const run = page.getByRole('region', { name: /^Run jr_/ });
  await expect(run.getByRole('status').first()).toHaveText('Stopped', RUN);
  await labPage.screenshot('jobs-stopped');
});

test('what AWS would refuse is said beside the field; closing loses nothing; undo takes it back', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const dialog = await openExport(lab, labPage);
  const before = (await labPage.document()).job;
  const refusals: [string, string, RegExp][] = [
    ['S3 bucket', 'My_Bucket', /only lower-case letters/],
    ['IAM role', '', /has no IAM role/],
    ['Region', 'Ireland', /is no AWS region/],
    ['Most workers', '1', /at least 2/]
  ];
  for (const [label, value, message] of refusals) {
    await dialog.getByLabel(label).fill(value);
    await expect(dialog.getByText(message)).toBeVisible();
  }
  await dialog.getByText('More', { exact: true }).click();
  await dialog.getByLabel('Timeout (minutes)').fill('20000');
  await expect(dialog.getByText(/from 1 to 10080/)).toBeVisible();
  await expectAccessible(page, '.gf-ExportDialog');
  await labPage.screenshot('export-problems');
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(dialog.getByLabel('IAM role')).toBeFocused();

  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await labPage.run('glueflow:export-to-glue');
  await expect(dialog.getByLabel('S3 bucket')).toHaveValue('My_Bucket');
  await page.keyboard.press('Escape');
  for (let step = 0; step < refusals.length + 1; step++) {
    await labPage.undo();
  }
  expect((await labPage.document()).job).toEqual(before);
});

test('Tab stays within the dialog, Escape gives the focus back', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const dialog = await openExport(lab, labPage);
  await expect(
    dialog.getByRole('button', { name: 'Preview', exact: true })
  ).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(
    dialog.getByRole('button', { name: 'Close' }).first()
  ).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(
    dialog.getByRole('button', { name: 'Preview', exact: true })
  ).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  const editor = await labPage.editor(PATH);
  await expect(editor.locator(':focus')).not.toHaveCount(0);
});

test.describe('an expired SSO session', () => {
  const CONFIG = [
    '[profile dev]',
    'sso_session = corp',
    'sso_account_id = 123456789012',
    'sso_role_name = Data',
    'region = us-east-1',
    '[sso-session corp]',
    'sso_start_url = https://corp.awsapps.com/start',
    'sso_region = us-east-1',
    'sso_registration_scopes = sso:account:access',
    ''
  ].join('\n');

  test.beforeEach(({ lab }) => {
    mkdirSync(join(lab.folder, 'aws'), { recursive: true });
    writeFileSync(join(lab.folder, 'aws', 'config'), CONFIG);
  });

  test.afterEach(({ lab }) => {
    rmSync(join(lab.folder, 'aws', 'config'));
    rmSync(join(lab.folder, 'config'), { recursive: true, force: true });
  });

  test('is reported with the command to run, in the dialog, the jobs and the catalog', async ({
    lab,
    labPage
  }) => {
    const { page } = labPage;
    const command = 'aws sso login --profile dev';
    const dialog = await openExport(lab, labPage);
    await dialog.getByRole('button', { name: 'Add a connection' }).click();
    const form = dialog.getByRole('group', { name: 'New connection' });
    await form.getByLabel('Name', { exact: true }).fill('corp');
    await form.getByLabel('Profile').fill('dev');
    await form.getByRole('button', { name: 'Add connection' }).click();
    await expect(dialog.getByText(command, { exact: true })).toBeVisible();
    await labPage.screenshot('export-sso-expired');
    const again = page.waitForResponse(/glueflow\/identity/);
    await dialog.getByRole('button', { name: 'Retry' }).click();
    expect((await again).status()).toBe(403);
    await expect(dialog.getByText(command, { exact: true })).toBeVisible();
    // Without a session the rest of the dialog still works.
    await dialog.getByLabel('AWS connection').selectOption('');
    await expect(dialog.getByText('Account 123456789012')).toBeVisible();
    await page.keyboard.press('Escape');

    await labPage.run('glueflow:open-jobs', { connection: 'corp' });
    const jobs = page.locator('.gf-JobsWidget');
    await expect(jobs.getByText(command, { exact: true })).toBeVisible();
    await labPage.run('glueflow:open-catalog');
    const catalog = page.getByRole('region', { name: 'Glue Data Catalog' });
    await catalog.getByLabel('AWS connection').selectOption('corp');
    await expect(catalog.getByText(command, { exact: true })).toBeVisible();
    await catalog.getByLabel('AWS connection').selectOption('');
    await expect(
      catalog.getByRole('treeitem', { name: 'nycflights' })
    ).toBeVisible();
  });
});

test('the script alone is written beside the pipeline, and overwrites only when asked', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  lab.write('flights.py', 'print("my own")\n');
  await labPage.goto(lab.example(PATH));
  const editor = await labPage.editor(PATH);
  const scriptOnly = async (): Promise<void> => {
    await editor.getByRole('button', { name: 'Generate code' }).click();
    await page.getByRole('menuitem', { name: 'Script Only' }).click();
  };
  await scriptOnly();
  await page.getByRole('button', { name: 'Cancel' }).click();
  expect(lab.read('flights.py')).toBe('print("my own")\n');
  await scriptOnly();
  await page.getByRole('button', { name: 'Overwrite' }).click();
  await expect(labPage.tab('flights.py')).toBeVisible();
  expect([lab.read('flights.py')]).toEqual(
    exportedByCli(lab, PATH, ['flights.py'])
  );
});

test('a script that can’t be generated says which step, and leads to its field', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const document = JSON.parse(lab.read(lab.example(PATH))) as {
    nodes: Record<string, { config: { table?: string } }>;
  };
  document.nodes.airlines.config.table = 'airlnes';
  await labPage.goto(lab.write('broken.glueflow', JSON.stringify(document)));
  const editor = await labPage.editor('broken.glueflow');
  await editor.getByRole('button', { name: 'Generate code' }).click();
  await page.getByRole('menuitem', { name: 'Script Only' }).click();
  const problem = page
    .getByRole('dialog')
    .getByRole('button', { name: /^Airlines: There is no table “airlnes”/ });
  await expect(problem).toContainText('Did you mean “airlines”?');
  await labPage.screenshot('script-refused');
  await problem.click();
  const field = editor
    .getByRole('region', { name: 'Properties' })
    .getByLabel('Table', { exact: true });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('airlnes');
});

test('tables of the catalog become inputs, by keyboard and by drag', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  await labPage.goto(lab.example(PATH));
  const editor = await labPage.editor(PATH);
  await labPage.run('glueflow:open-catalog');
  const catalog = page.getByRole('region', { name: 'Glue Data Catalog' });
  await catalog.getByRole('treeitem', { name: 'nycflights' }).focus();
  await page.keyboard.press('ArrowRight');
  const planes = catalog.getByRole('treeitem', { name: 'planes' });
  await expect(planes).toBeVisible();
  await expectAccessible(page, '.gf-CatalogWidget');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowUp');
  await expect(planes).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(
    catalog.getByRole('treeitem', { name: /^tailnum/ })
  ).toBeVisible();
  await page.keyboard.press('Enter');
  const inputs = async (): Promise<unknown[]> =>
    Object.values((await labPage.document()).nodes)
      .filter(({ component }) => component === 'glue-catalog-input')
      .map(({ config }) => config.table);
  await expect.poll(inputs).toEqual(expect.arrayContaining(['planes']));
  await labPage.screenshot('catalog');

  await catalog.getByLabel('Search databases and tables').fill('weath');
  const weather = catalog.getByRole('treeitem', { name: 'weather' });
  await weather.dragTo(editor.locator('.gf-Canvas'));
  await expect.poll(inputs).toEqual(expect.arrayContaining(['weather']));
});
