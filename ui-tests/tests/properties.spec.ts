import { AROUND, EVERY } from '../helpers/everystep.js';
import {
  pipelineOf,
  PropertiesPage,
  type Step
} from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

const SOURCE: Record<string, Step> = { flights: EVERY.flights };

/** Themes and widths of the panel. What a theme changes are colours, what a width changes is the room. */
const LOOKS = [
  ['light', 'JupyterLab Light', 392, 'everything'],
  ['light', 'JupyterLab Light', 250, 'room'],
  ['dark', 'JupyterLab Dark', 392, 'colours'],
  ['contrast', 'JupyterLab Dark High Contrast', 392, 'colours']
] as const;

for (const [look, theme, width, scan] of LOOKS) {
  test(`every form is sound in ${theme}, ${width} pixels wide`, async ({
    labPage
  }) => {
    // The form of every component, each looked through by axe.
    test.slow();
    const forms = await PropertiesPage.open(labPage, pipelineOf(EVERY, AROUND));
    const sound = (): Promise<void> =>
      scan === 'room' ? forms.expectWhole() : forms.expectSound(scan);
    await labPage.theme(theme);
    await labPage.page.setViewportSize({ width: 1400, height: 1700 });
    await forms.setWidth(width);
    for (const [id, { title }] of Object.entries(EVERY)) {
      await test.step(id, async () => {
        await forms.select(title);
        for (const more of await forms.panel
          .locator('summary', { hasText: 'More' })
          .all()) {
          if (!(await more.evaluate(each => each.closest('details')!.open))) {
            await more.click();
          }
        }
        await forms.screenshot(`form-${id}-${look}-${width}`);
        await sound();
      });
    }
    await forms.selectNothing();
    await forms.screenshot(`form-pipeline-${look}-${width}`);
    await sound();
  });
}

test('parameters are added, named, given to fields, and removed with a warning', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      out: {
        component: 's3-output',
        title: 'Out',
        config: { path: 's3://bucket/x/' },
        from: { in: 'flights' }
      }
    })
  );
  const { panel } = forms;
  await forms.selectNothing();
  await panel.getByRole('textbox', { name: 'Description' }).fill('Mine');
  await panel.getByRole('button', { name: 'Parameter' }).click();
  const name = panel.getByRole('textbox', { name: 'Name of the parameter' });
  await expect(name).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('2bad');
  await expect(panel.getByRole('status')).toContainText('not a digit first');
  await name.fill('target');
  await name.press('Enter');
  const fallback = panel.getByRole('textbox', { name: 'Default of target' });
  await fallback.fill('s3://elsewhere/');

  await forms.select('Out');
  await panel.getByRole('button', { name: 'Path: Use a parameter' }).click();
  await panel
    .getByRole('combobox', { name: 'Path', exact: true })
    .selectOption('target (string)');
  await forms.expectConfig('out', { path: { $parameter: 'target' } });
  await panel
    .getByRole('button', { name: 'Path: Give a value instead of a parameter' })
    .click();
  await panel
    .getByRole('combobox', { name: 'Path', exact: true })
    .fill('s3://bucket/${target}/');

  await forms.selectNothing();
  await expect(panel.getByText('Used by Out')).toBeVisible();
  await name.fill('place');
  // Selecting a step right away loses nothing of what was typed.
  await forms.select('Out');
  await forms.expectConfig('out', { path: 's3://bucket/${place}/' });
  await forms.selectNothing();
  await panel
    .getByRole('combobox', { name: 'Type of place' })
    .selectOption('date');
  await expect(panel.getByText('Error')).toBeVisible();
  await forms.screenshot('parameters');
  await forms.expectSound();
  await panel.getByRole('button', { name: 'Remove place' }).click();
  await forms.select('Out');
  await expect(
    panel.getByRole('button', { name: 'Declare the parameter “place”' })
  ).toBeVisible();
  await forms.undo();
  await expect
    .poll(async () => (await labPage.document()).parameters)
    .toHaveProperty('place');
});

test('what several selected steps have in common is edited in one step', async ({
  labPage
}) => {
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      one: {
        component: 'glue-catalog-input',
        title: 'First',
        config: { database: 'nycflights', table: 'flights' }
      },
      two: {
        component: 'glue-catalog-input',
        title: 'Second',
        config: { database: 'other', table: 'flights', bookmark: true }
      }
    })
  );
  const { panel } = forms;
  await forms.select('First');
  await forms.select('Second', true);
  await expect(
    panel.getByRole('heading', { name: '2 steps selected' })
  ).toBeVisible();
  const database = panel.getByRole('combobox', {
    name: 'Database',
    exact: true
  });
  await expect(database).toHaveAttribute('placeholder', 'Several values');
  await forms.screenshot('several');
  await forms.expectSound();
  await forms.choose(database, 'nycflights');
  await panel.getByRole('checkbox', { name: 'Job bookmark' }).check();
  for (const id of ['one', 'two']) {
    await forms.expectConfig(id, {
      database: 'nycflights',
      table: 'flights',
      bookmark: true
    });
  }
  await forms.undo();
  await forms.undo();
  await forms.expectConfig('one', { database: 'nycflights', table: 'flights' });
  await expect
    .poll(async () => (await forms.config('two')).database)
    .toMatch(/^(other|nyc)/);
});

test('a problem leads to its field and is fixed beside it', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(labPage, pipelineOf(EVERY, AROUND));
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await page
    .getByRole('tabpanel')
    .getByText('Did you mean “dep_delay”?')
    .first()
    .click();
  const { panel } = forms;
  const column = panel.getByRole('combobox', { name: 'Column' }).nth(3);
  await expect(column).toBeFocused();
  await expect(column).toHaveValue('dep_dely');
  await panel.getByRole('button', { name: 'Use “dep_delay”' }).click();
  await expect(column).toHaveValue('dep_delay');
  await expect(panel.getByText('Did you mean')).toBeHidden();
  await forms.undo();
  await expect(column).toHaveValue('dep_dely');

  // A value that was not added yet is, when another step is selected.
  await panel.getByRole('textbox', { name: 'Add a value' }).fill('WN');
  await forms.select('With names');
  await expect
    .poll(async () => JSON.stringify(await forms.config('filter')))
    .toContain('"B6","WN"');
});
