import type { Locator } from '@playwright/test';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EVERY } from '../helpers/everystep.js';
import {
  pipelineOf,
  PropertiesPage,
  type Step
} from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

const SOURCE: Record<string, Step> = { flights: EVERY.flights };

test('conditions are built, moved between groups, written as SQL and read back', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      filter: {
        component: 'filter-rows',
        title: 'Some',
        from: { in: 'flights' }
      }
    })
  );
  await forms.select('Some');
  const { panel } = forms;
  const add = panel.getByRole('button', { name: 'Condition', exact: true });

  await add.click();
  const column = panel.getByRole('combobox', { name: 'Column' });
  await expect(column).toBeFocused();
  await page.keyboard.type('orig');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(column).toHaveValue('origin');
  await panel.getByRole('textbox', { name: 'Value' }).fill('JFK');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [{ operator: 'eq', column: 'origin', value: 'JFK' }]
    }
  });

  await panel
    .getByRole('button', { name: 'Group', exact: true })
    .last()
    .click();
  await page.keyboard.type('month');
  await panel
    .getByRole('combobox', { name: 'Operator' })
    .nth(1)
    .selectOption('≤');
  await panel.getByRole('textbox', { name: 'Value' }).nth(1).fill('3');
  const origin = { operator: 'eq', column: 'origin', value: 'JFK' };
  const month = { operator: 'le', column: 'month', value: 3 };
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });

  // By keyboard into the group, and back out; the focus stays on what moves.
  await panel.getByRole('button', { name: 'Move origin', exact: true }).focus();
  await page.keyboard.press('ArrowDown');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [{ operator: 'or', conditions: [origin, month] }]
    }
  });
  await expect(
    panel.getByRole('button', { name: 'Move origin', exact: true })
  ).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });

  // By mouse: to the end of the group, then undo that alone.
  await panel
    .getByRole('button', { name: 'Move origin', exact: true })
    .dragTo(
      panel.getByRole('combobox', { name: 'How the conditions combine' }).nth(1)
    );
  const dragged = {
    operator: 'and',
    conditions: [{ operator: 'or', conditions: [month, origin] }]
  };
  await forms.expectConfig('filter', { condition: dragged });
  await forms.undo();
  await forms.expectConfig('filter', {
    condition: {
      operator: 'and',
      conditions: [origin, { operator: 'or', conditions: [month] }]
    }
  });
  await forms.redo();
  await forms.expectConfig('filter', { condition: dragged });
  await forms.screenshot('conditions');

  await panel.getByRole('button', { name: 'Edit as SQL' }).click();
  const code = panel.getByRole('textbox', { name: 'SQL expression' });
  await expect(code).toHaveText("(month <= 3) OR (origin = 'JFK')");
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type("upper(origin) = 'JFK'");
  await panel.getByRole('button', { name: 'Edit as conditions' }).click();
  await expect(panel.getByRole('alert')).toContainText('upper(origin)');
  await expect(panel.getByText('There is no field')).toBeHidden();
  await forms.screenshot('conditions-refused');
  await forms.expectSound();
  await code.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type(
    "origin in ('JFK', 'LGA') and not (month = 1 or day = 1)"
  );
  await panel.getByRole('button', { name: 'Edit as conditions' }).click();
  await expect
    .poll(async () => (await forms.config('filter')).condition)
    .toEqual({
      operator: 'and',
      conditions: [
        { operator: 'in', column: 'origin', values: ['JFK', 'LGA'] },
        {
          operator: 'not',
          conditions: [
            {
              operator: 'or',
              conditions: [
                { operator: 'eq', column: 'month', value: 1 },
                { operator: 'eq', column: 'day', value: 1 }
              ]
            }
          ]
        }
      ]
    });
});

test('connection, database, table and columns are picked with the keyboard; a failure tells the remedy, and Retry', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const reply = await lab.ask('glueflow/connections', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: 'late',
      connection: { kind: 'profile', profile: 'late', region: 'us-east-1' }
    })
  });
  expect(reply.ok).toBe(true);
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({ read: { component: 'glue-catalog-input', title: 'Read' } })
  );
  await forms.select('Read');
  const field = (name: string): Locator =>
    forms.panel.getByRole('combobox', { name, exact: true });

  await field('Connection').focus();
  await page.keyboard.press('ArrowDown');
  await expect(forms.choices.getByRole('option')).toHaveText([/late/]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await forms.expectConfig('read', { connection: 'late' });

  await field('Database').focus();
  await page.keyboard.press('ArrowDown');
  const failure = forms.choices.getByRole('alert');
  await expect(failure).toContainText('late');
  await forms.screenshot('picker-failed');
  await labPage.screenshot('picker-failed-page');
  mkdirSync(join(lab.folder, 'aws'), { recursive: true });
  writeFileSync(
    join(lab.folder, 'aws', 'credentials'),
    `[late]\naws_access_key_id=${lab.env.AWS_ACCESS_KEY_ID}\naws_secret_access_key=${lab.env.AWS_SECRET_ACCESS_KEY}\n`
  );
  await page.keyboard.press('Tab');
  await expect(failure.getByRole('button', { name: 'Retry' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(
    forms.choices.getByRole('option', { name: 'nycflights' })
  ).toBeVisible();
  await expect(field('Database')).toBeFocused();
  await page.keyboard.type('nyc');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  // From field to field: what is typed on must not land on a button between.
  await page.keyboard.press('Tab');
  await expect(field('Table')).toBeFocused();
  await page.keyboard.type('flig');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await forms.expectConfig('read', {
    connection: 'late',
    database: 'nycflights',
    table: 'flights'
  });

  const columns = field('Columns: add a column');
  await columns.fill('dep');
  await expect(
    forms.choices.getByRole('option', { name: /^dep_time/ })
  ).toContainText('int');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(columns).toBeFocused();
  await page.keyboard.type('carrier');
  await page.keyboard.press('Enter');
  await page.keyboard.type('of_no_table');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => (await forms.config('read')).columns)
    .toEqual(['dep_time', 'carrier', 'of_no_table']);
  await expect(forms.panel.getByText('There is no column')).toBeVisible();
  await forms.expectSound();

  // A name that is not there comes with the one it may be.
  await field('Table').fill('fligths');
  await page.keyboard.press('Tab');
  await forms.panel.getByRole('button', { name: 'Use “flights”' }).click();
  await expect(field('Table')).toHaveValue('flights');
  await expect(forms.panel.getByText('There is no table')).toHaveCount(0);

  // Escape closes the list and keeps the text.
  await field('Table').fill('airl');
  await expect(forms.choices).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(forms.choices).toBeHidden();
  await expect(field('Table')).toHaveValue('airl');

  rmSync(join(lab.folder, 'aws'), { recursive: true });
  await lab.ask('glueflow/connections/late', { method: 'DELETE' });
});

test('one of a thousand columns is found by typing; buckets and folders open one after the other', async ({
  labPage
}) => {
  const { page } = labPage;
  const columns = Array.from({ length: 1000 }, (_, at) => ({
    name: `column_${String(at).padStart(4, '0')}`,
    type: at % 2 ? 'int' : 'string'
  }));
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      files: { component: 's3-input', title: 'Wide', config: { columns } },
      sort: { component: 'sort', title: 'Sorted', from: { in: 'files' } },
      more: { component: 's3-output', title: 'Out', from: { in: 'sort' } }
    })
  );
  await forms.select('Sorted');
  await forms.panel.getByRole('button', { name: 'Add' }).click();
  await page.keyboard.press('ArrowDown');
  await expect(forms.choices).toContainText('900 more: type to find them.');
  await labPage.screenshot('picker-thousand');
  await page.keyboard.type('777');
  await expect(forms.choices.getByRole('option')).toHaveText([
    /column_0777.*int/
  ]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await forms.expectConfig('sort', {
    by: [expect.objectContaining({ column: 'column_0777' })]
  });

  await forms.select('Out');
  const path = forms.panel.getByRole('combobox', { name: 'Path', exact: true });
  await path.click();
  await forms.choices
    .getByRole('option', { name: 'glueflow-sandbox/' })
    .click();
  await expect(path).toHaveValue('s3://glueflow-sandbox/');
  await expect(path).toBeFocused();
  const folder = forms.choices.getByRole('option', { name: /\/$/ }).first();
  const name = await folder.textContent();
  await labPage.screenshot('picker-s3');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(path).toHaveValue(`s3://glueflow-sandbox/${name}`);
  await expect(forms.choices).toBeVisible();
  await forms.expectConfig('more', { path: `s3://glueflow-sandbox/${name}` });
  await forms.undo();
  await forms.undo();
  await forms.expectConfig('more', {});
  await expect(path).toHaveValue('');
});

test('columns are renamed, cast, dropped and put in order; each is one step of undo', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      files: {
        component: 's3-input',
        title: 'Read',
        config: {
          paths: ['s3://glueflow-sandbox/x/'],
          columns: ['a', 'b', 'c', 'd'].map(name => ({ name, type: 'int' }))
        }
      },
      shape: {
        component: 'change-schema',
        title: 'Shape',
        from: { in: 'files' }
      }
    })
  );
  await forms.select('Shape');
  const { panel } = forms;
  const steps: unknown[] = [(await forms.config('shape')).mappings];
  const step = async (mappings: object[]): Promise<void> => {
    await expect
      .poll(async () => (await forms.config('shape')).mappings)
      .toEqual(mappings);
    steps.push(mappings);
  };

  await panel.getByRole('textbox', { name: 'New name of b' }).click();
  await page.keyboard.type('bee', { delay: 20 });
  await step([{ source: 'a' }, { source: 'b', target: 'bee' }]);
  const type = panel.getByRole('combobox', { name: 'New type of a' });
  await type.fill('dou');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await step([
    { source: 'a', type: 'double' },
    { source: 'b', target: 'bee' }
  ]);
  await panel.getByRole('checkbox', { name: 'Keep a', exact: true }).click();
  await step([
    { source: 'a', type: 'double', drop: true },
    { source: 'b', target: 'bee' }
  ]);
  await panel.getByRole('button', { name: 'Move d' }).focus();
  await page.keyboard.press('ArrowUp');
  await step([
    { source: 'a', type: 'double', drop: true },
    { source: 'b', target: 'bee' },
    { source: 'd' }
  ]);
  await expect(panel.getByRole('button', { name: 'Move d' })).toBeFocused();
  await panel
    .getByRole('button', { name: 'Move d' })
    .dragTo(panel.getByRole('button', { name: 'Move a' }));
  await step([
    { source: 'd' },
    { source: 'a', type: 'double', drop: true },
    { source: 'b', target: 'bee' }
  ]);
  await panel
    .getByRole('checkbox', { name: 'Keep all columns that are shown' })
    .click();
  await step([
    { source: 'd' },
    { source: 'a', type: 'double' },
    { source: 'b', target: 'bee' }
  ]);
  await forms.screenshot('mapping');
  await panel
    .getByRole('button', { name: 'Reset: every column as it arrives' })
    .click();
  await expect
    .poll(async () => (await forms.config('shape')).mappings)
    .toBeUndefined();
  for (const mappings of steps.reverse()) {
    await forms.undo();
    if (mappings === undefined) {
      await expect.poll(() => forms.config('shape')).toEqual({});
    } else {
      await expect
        .poll(async () => (await forms.config('shape')).mappings)
        .toEqual(mappings);
    }
  }
});

test('code is completed, written larger, undone there as everywhere, and nothing is lost', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      sql: {
        component: 'sql-query',
        title: 'Query',
        from: { in: ['flights'] }
      },
      python: {
        component: 'custom-pyspark',
        title: 'Python',
        from: { in: ['flights'] }
      }
    })
  );
  const popup = page.locator('.gf-Completion');
  const take = async (label: string): Promise<void> => {
    await expect(
      popup.getByRole('option', { selected: true }).filter({ hasText: label })
    ).toBeVisible();
    // For so long after it opens CodeMirror takes Enter for a new line.
    await page.waitForTimeout(150);
    await page.keyboard.press('Enter');
  };
  await forms.select('Query');
  await expect(forms.panel.getByText('Inputs by name: flights')).toBeVisible();
  const query = forms.panel.getByRole('textbox', { name: 'Query' });
  await query.click();
  await page.keyboard.type('select dep_d');
  await expect(popup.getByRole('option').first()).toContainText('dep_delay');
  await labPage.screenshot('code-completion');
  await take('dep_delay');
  await expect(query).toHaveText('select dep_delay');
  await page.keyboard.type(' from fligh');
  await take('flights');
  await forms.expectConfig('sql', { query: 'select dep_delay from flights' });
  await expect(query.locator('span', { hasText: /^select$/ })).toBeVisible();

  await forms.panel.getByRole('button', { name: 'Open Query larger' }).click();
  const dialog = page.getByRole('dialog');
  const large = dialog.getByRole('textbox', { name: 'Query' });
  await expect(large).toBeFocused();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('where 1 = 1 and dep_d');
  await expect(popup).toBeVisible();
  await labPage.screenshot('code-large-completion');
  await page.keyboard.press('Escape');
  await expect(popup).toBeHidden();
  await expect(dialog).toBeVisible();
  for (const _ of ' and dep_d') {
    await page.keyboard.press('Backspace');
  }
  await labPage.screenshot('code-large');
  const whole = { query: 'select dep_delay from flights\nwhere 1 = 1' };
  await forms.expectConfig('sql', whole);
  // Undo is the document's: the dialog and the field behind it go back alike.
  await forms.undo();
  await expect.poll(() => forms.config('sql')).not.toEqual(whole);
  // On a quick machine all that was typed is one step, and nothing is left.
  const { query: before = '' } = await forms.config('sql');
  const shown = String(before).replace('\n', '');
  await expect(large).toHaveText(shown);
  await expect(query).toHaveText(shown);
  await forms.redo();
  await forms.expectConfig('sql', whole);
  await dialog.getByRole('button', { name: 'Close' }).first().click();
  await expect(dialog).toBeHidden();
  await forms.expectConfig('sql', whole);
  await expect(query).toBeFocused();

  // What was typed last is there though another step is selected at once.
  await page.keyboard.type(' and 2 = 2');
  await forms.select('Python');
  expect((await forms.config('sql')).query).toContain('2 = 2');
  const code = forms.panel.getByRole('textbox', { name: 'Code' });
  await code.click();
  await page.keyboard.type('return fligh');
  await take('flights');
  await page.keyboard.type('.sel');
  await take('select');
  await page.keyboard.type('("dest');
  await expect(popup.getByRole('option').first()).toContainText('dest');
  await forms.screenshot('code-python');
});

test('a list opens and a choice is taken though answers of the catalog move the form under the mouse', async ({
  labPage
}) => {
  const { page } = labPage;
  /** Answers of the catalog wait until it is opened. */
  const gate = { open: (): void => undefined, wait: Promise.resolve() };
  const close = (): void => {
    gate.wait = new Promise(resolve => {
      gate.open = resolve;
    });
  };
  close();
  await page.route('**/glueflow/catalog/**', async route => {
    await gate.wait;
    await route.continue();
  });
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      one: {
        component: 'glue-catalog-input',
        title: 'One',
        config: { database: 'nycflight', table: 'flight' }
      }
    })
  );
  await forms.select('One');
  const { panel } = forms;
  const table = panel.getByRole('combobox', { name: 'Table' });
  const before = (await table.boundingBox())!;
  await page.mouse.move(before.x + 40, before.y + before.height - 3);
  await page.mouse.down();
  const answered = page.waitForResponse(/glueflow\/catalog/);
  gate.open();
  await answered;
  // Longer than a check of the pipeline waits: nothing moves under a press.
  await page.waitForTimeout(600);
  expect((await table.boundingBox())!.y).toBe(before.y);
  await page.mouse.up();
  await expect(table).toHaveAttribute('aria-expanded', 'true');
  // The answer says above the field that the database is not there.
  await expect
    .poll(async () => (await table.boundingBox())!.y)
    .toBeGreaterThan(before.y + 10);
  await expect(table).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');

  for (const delay of [0, 40, 80, 120, 160, 240, 400]) {
    await panel.getByRole('combobox', { name: 'Database' }).fill('');
    await table.fill('');
    await page.unroute('**/glueflow/catalog/**');
    await page.route('**/glueflow/catalog/**', async route => {
      await new Promise(resolve => setTimeout(resolve, delay));
      await route.continue();
    });
    for (const [field, choice] of [
      ['Database', 'nycflights'],
      ['Table', 'airlines']
    ]) {
      const box = panel.getByRole('combobox', { name: field });
      await box.click();
      await forms.choices.getByRole('option', { name: choice }).click();
      await expect(box).toHaveValue(choice);
    }
    await forms.expectConfig('one', {
      database: 'nycflights',
      table: 'airlines'
    });
  }
});
