import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from '../helpers/axe.js';
import { CanvasHelper } from '../helpers/canvas.js';
import { FormHelper } from '../helpers/forms.js';
import type { Lab } from '../helpers/lab.js';
import { lakefs } from '../helpers/lakefs.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

/** Write a file to a branch, and commit it if there is a message. */
function put(
  lab: Lab,
  branch: string,
  path: string,
  text: string,
  message?: string
): void {
  lakefs(lab, 'put', lab.write('put.csv', text), `${branch}/${path}`);
  if (message !== undefined) {
    lakefs(lab, 'commit', branch, '--message', message);
  }
}

/** The section of lakeFS in the catalog's panel. */
class Section {
  constructor(readonly page: Page) {
    this.region = page
      .getByRole('region', { name: 'Glue Data Catalog' })
      .getByRole('region', { name: 'lakeFS' });
  }

  readonly region: Locator;

  get title(): Locator {
    return this.region.getByRole('button', { name: 'lakeFS', exact: true });
  }

  /** Rows by what they say. */
  row(name: string | RegExp): Locator {
    return this.region.getByRole('treeitem', {
      name,
      ...(typeof name === 'string' ? { exact: true } : {})
    });
  }

  /** Open a row with the keyboard. */
  async expand(row: Locator): Promise<void> {
    await row.focus();
    await this.page.keyboard.press('ArrowRight');
    await expect(row).toHaveAttribute('aria-expanded', 'true');
  }

  /** A button of the bar, about the row that has the focus. */
  button(name: string): Locator {
    return this.region.getByRole('button', { name });
  }

  /** Choose a command in the context menu of a row. */
  async choose(row: Locator, command: string): Promise<void> {
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  /** The dialog that is open. */
  dialog(name: RegExp): Locator {
    return this.page.getByRole('dialog').filter({ hasText: name });
  }
}

async function openSection(labPage: LabPage): Promise<Section> {
  await labPage.goto();
  await labPage.run('glueflow:open-catalog');
  const section = new Section(labPage.page);
  await expect(section.title).toHaveAttribute('aria-expanded', 'false');
  return section;
}

test('a branch is made, changed, committed, compared and merged in the panel, though answers come late', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const asked: string[] = [];
  let delay = 800;
  await page.route('**/glueflow/lakefs/**', async route => {
    asked.push(route.request().url());
    const late = delay;
    delay = 100;
    await new Promise(resolve => setTimeout(resolve, late));
    await route.continue();
  });
  const section = await openSection(labPage);
  await expect(section.region.getByRole('treeitem')).toHaveCount(0);
  // Who does not use lakeFS causes no request.
  expect(asked).toEqual([]);
  await section.title.click();
  await expect(section.region.getByRole('status')).toHaveText(
    'Listing repositories…'
  );
  await section.expand(section.row('nycflights'));
  await expect(section.row('Loading…')).toBeVisible();

  // A branch, by the button of the bar.
  await section.row('main').focus();
  await section.button('Create Branch…').click();
  const create = section.dialog(/^Create branch of nycflights/);
  await expect(create.getByLabel('Name')).toBeFocused();
  await expect(create.getByLabel('Start at')).toHaveValue('main');
  await create.getByRole('button', { name: 'Create' }).click();
  // Without a name there is nothing to create.
  await expect(create).toBeVisible();
  await create.getByLabel('Name').fill('corrections');
  await page.keyboard.press('Enter');
  await expect(create).toHaveCount(0);
  const branch = section.row('corrections');
  await expect(branch).toBeFocused();

  // What is changed elsewhere is seen after a refresh.
  const at = 'lakefs://nycflights/corrections';
  await section.expand(branch);
  const uncommitted = section.row(/^Uncommitted changes/);
  await section.expand(uncommitted);
  await expect(section.row('No uncommitted changes')).toBeVisible();
  put(lab, at, 'notes/january.csv', 'a,b\n1,2\n');
  await section.button('Refresh lakeFS').click();
  const change = section.row(/january\.csv added$/);
  await expect(change).toBeVisible();
  await expect(uncommitted).toHaveText('Uncommitted changes1');
  await expectAccessible(page, '.gf-LakeFS');

  await section.choose(uncommitted, 'Commit…');
  const commit = section.dialog(/^Commit changes of nycflights\/corrections/);
  await commit.getByLabel('Message').fill('Notes on January');
  await commit.getByRole('button', { name: 'Commit' }).click();
  await expect(commit).toHaveCount(0);
  await expect(section.row('No uncommitted changes')).toBeVisible();
  await section.expand(section.row('Commits'));
  const made = section.row(/^Notes on January [0-9a-f]{8}$/);
  await section.expand(made);
  await expect(change).toBeVisible();
  await section.expand(section.row('Objects'));
  await section.expand(section.row('notes/'));
  await expect(section.row(/^january\.csv 8 B$/)).toBeVisible();
  await labPage.screenshot('lakefs-panel');

  await section.choose(branch, 'Compare…');
  const compare = section.dialog(/^Compare nycflights\/corrections/);
  await compare.getByLabel('With').fill('main');
  await page.keyboard.press('Enter');
  const comparison = section.row(/^corrections into main/);
  await expect(comparison).toBeFocused();
  await expect(comparison).toHaveAttribute('aria-expanded', 'true');
  await expect(comparison).toHaveText('corrections into main1');

  await section.choose(comparison, 'Merge…');
  const merge = section.dialog(/^Merge nycflights\/corrections/);
  await expect(merge.getByLabel('Into branch')).toHaveValue('main');
  await merge.getByLabel('Message').fill('Take the notes');
  await merge.getByRole('button', { name: 'Merge' }).click();
  await expect(merge).toHaveCount(0);
  await expect(section.row('Nothing to merge')).toBeVisible();
  const { commits } = lakefs<{ commits: { message: string }[] }>(
    lab,
    'log',
    'lakefs://nycflights/main'
  );
  expect(commits[0].message).toBe('Take the notes');
  await comparison.focus();
  await page.keyboard.press('Delete');
  await expect(comparison).toHaveCount(0);
  await expect(section.row('nycflights')).toBeFocused();
});

test('a conflict is shown with its paths, and merged as the person says', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const repository = 'lakefs://conflicts';
  const long = `${'a-folder-with-a-long-name/'.repeat(3)}and-a-file-with-a-long-name.csv`;
  lakefs(lab, 'create', repository, 'local://conflicts');
  put(lab, `${repository}/main`, long, 'a\n', 'Before');
  lakefs(lab, 'branches', repository, '--create', 'dev');
  put(lab, `${repository}/dev`, long, 'b\n', 'Of dev');
  put(lab, `${repository}/main`, long, 'c\n', 'Of main');
  await labPage.goto();
  await labPage.run('glueflow:open-lakefs');
  const section = new Section(page);
  await expect(section.title).toHaveAttribute('aria-expanded', 'true');
  await section.expand(section.row('conflicts'));
  await section.row('dev').focus();
  await section.button('Merge…').click();
  const merge = section.dialog(/^Merge conflicts\/dev/);
  await merge.getByLabel('Into branch').fill('main');
  await page.keyboard.press('Enter');
  const alert = merge.getByRole('alert');
  await expect(alert).toContainText('both changed');
  await expect(alert.getByRole('list', { name: /^Paths/ })).toHaveText(long);
  await expectAccessible(page, '.jp-Dialog');
  await labPage.screenshot('lakefs-conflict');
  await labPage.theme('JupyterLab Dark');
  await expectAccessible(page, '.jp-Dialog', 'colours');
  await labPage.screenshot('lakefs-conflict-dark');
  await merge
    .getByLabel('Where both changed a path')
    .selectOption('Take that of dev');
  await merge.getByRole('button', { name: 'Merge' }).click();
  await expect(merge).toHaveCount(0);
  await section.expand(section.row('main'));
  await section.expand(section.row('Commits'));
  await section.expand(section.row(/^Of main/));
  await expect(section.row(/changed$/)).toBeVisible();
  await expectAccessible(page, '.gf-LakeFS', 'colours');
  await labPage.screenshot('lakefs-panel-dark');
  // JupyterLab makes no side panel narrower than it is now: long names must not widen it.
  await expect
    .poll(() =>
      page
        .locator('.gf-CatalogWidget')
        .evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)
    )
    .toBe(true);
});

test('where there is no lakeFS one line says so when it is opened; an error can be tried again', async ({
  labPage
}) => {
  const { page } = labPage;
  let answer: object = { missing: true };
  let status = 200;
  await page.route('**/glueflow/lakefs/**', route =>
    route.fulfill({ status, json: answer })
  );
  const section = await openSection(labPage);
  await section.title.click();
  await expect(section.region.getByRole('status').first()).toContainText(
    'No lakeFS server is set up here.'
  );
  await labPage.screenshot('lakefs-missing');
  status = 403;
  answer = {
    error: {
      kind: 'credentials',
      message:
        'Could not list the repositories: error authenticating request. Check the lakeFS access key and secret, or the token.'
    }
  };
  await section.button('Refresh lakeFS').click();
  await expect(section.region.getByRole('alert')).toContainText('access key');
  await labPage.screenshot('lakefs-error');
  await page.unroute('**/glueflow/lakefs/**');
  await section.button('Retry').click();
  await expect(section.row('nycflights')).toBeVisible();
  await expect(section.region.getByRole('alert')).toHaveCount(0);
  // Whether it is open is kept.
  await labPage.reload(['"current": "glueflow-catalog"', '"lakefsOpen": true']);
  await expect(section.title).toHaveAttribute('aria-expanded', 'true');
});

test('a folder of the panel becomes an input; the forms of input and output offer what there is, late too', async ({
  labPage
}) => {
  const { page } = labPage;
  await page.route('**/glueflow/lakefs/**', async route => {
    await new Promise(resolve => setTimeout(resolve, 500));
    await route.continue();
  });
  await labPage.goto();
  await page.getByRole('button', { name: /Glueflow Pipeline/ }).click();
  const editor = await labPage.editor('untitled.glueflow');
  const canvas = new CanvasHelper(labPage, editor);
  const form = new FormHelper(editor);
  await labPage.run('glueflow:open-lakefs');
  const section = new Section(page);
  await section.expand(section.row('nycflights'));
  await section.expand(section.row('main'));
  await section.expand(section.row('Objects'));
  await section.expand(section.row('flights/'));
  await section.choose(section.row('month=1/'), 'Add to Pipeline');
  await expect(canvas.step('month=1')).toBeVisible();
  await page.getByRole('tab', { name: 'Glue Data Catalog' }).click();
  await canvas.select('month=1');
  await expect(form.field('Repository')).toHaveValue('nycflights');
  await expect(form.field('Path')).toHaveValue('flights/month=1/');
  const reference = form.field('Reference');
  await expect(reference).toHaveValue('main');
  await reference.click();
  await expect(page.getByRole('option', { name: /^main/ })).toContainText(
    'branch'
  );
  await page.keyboard.press('Escape');
  await labPage.screenshot('lakefs-input');

  await canvas.drag('lakeFS output', { x: 430, y: 400 });
  await form.name.fill('January');
  await expect(canvas.step('January')).toBeVisible();
  await canvas.link('month=1', 'January');
  expect(Object.keys((await labPage.document()).edges)).toHaveLength(1);
  await form.pick(form.field('Repository'), 'nycflights');
  // The usual branch need not be kept.
  const branch = form.field('Branch');
  await expect(branch).toHaveAttribute('placeholder', 'main');
  await branch.click();
  await expect(page.getByRole('option', { name: /^main/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await form.field('Path').fill('january/');
  await form.field('Commit message').fill('January, by {job}');
  await expect(form.field('One transaction')).toBeChecked();
  await expect(editor.getByRole('tab', { name: 'Problems' })).toHaveText(
    'Problems'
  );
  await labPage.screenshot('lakefs-output');
  const { nodes } = await labPage.document();
  expect(Object.values(nodes).map(({ config }) => config)).toEqual([
    {
      repository: 'nycflights',
      reference: 'main',
      path: 'flights/month=1/'
    },
    {
      repository: 'nycflights',
      path: 'january/',
      message: 'January, by {job}'
    }
  ]);
});
