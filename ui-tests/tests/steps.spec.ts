import { EVERY } from '../helpers/everystep.js';
import {
  pipelineOf,
  PropertiesPage,
  type Step
} from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

const SOURCE: Record<string, Step> = { flights: EVERY.flights };

test('expressions of a list are completed, and each has a line of its own', async ({
  labPage
}) => {
  const { page } = labPage;
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      made: {
        component: 'derived-columns',
        title: 'Made',
        from: { in: 'flights' }
      }
    })
  );
  await forms.select('Made');
  const { panel } = forms;
  await panel.getByRole('button', { name: 'Add', exact: true }).click();
  const name = panel.getByRole('textbox', { name: 'Name', exact: true });
  await expect(name).toBeFocused();
  await name.fill('speed');
  const code = panel.getByRole('textbox', { name: 'Expression' });
  const widths = await Promise.all(
    [code, panel.locator('.gf-List')].map(
      async each => (await each.boundingBox())!.width
    )
  );
  expect(widths[0]).toBeGreaterThan(widths[1] * 0.8);
  await code.click();
  await page.keyboard.type('dista');
  // The columns are known by then, and offered when asked for.
  await expect(panel.getByText('There is no column “dista”')).toBeVisible();
  const offered = page
    .locator('.gf-Completion')
    .getByRole('option')
    .filter({ hasText: 'distance' });
  await page.keyboard.press('Control+Space');
  await expect(offered).toBeVisible();
  // To ask again for the list that is there takes no click away.
  await offered.evaluate(option => {
    document.activeElement!.dispatchEvent(
      new KeyboardEvent('keydown', {
        key: ' ',
        code: 'Space',
        keyCode: 32,
        ctrlKey: true,
        bubbles: true,
        cancelable: true
      })
    );
    option.dispatchEvent(
      new MouseEvent('mousedown', { bubbles: true, cancelable: true })
    );
  });
  await page.keyboard.type(' / air_tme');
  await forms.expectConfig('made', {
    columns: [{ name: 'speed', expression: 'distance / air_tme' }]
  });
  await panel.getByRole('button', { name: 'Use “air_time”' }).click();
  await forms.expectConfig('made', {
    columns: [{ name: 'speed', expression: 'distance / air_time' }]
  });
  await expect(panel.getByText('Did you mean')).toBeHidden();
  await forms.screenshot('derived-columns');
});

test('a frame has the fields of what is chosen, and a function those it needs', async ({
  labPage
}) => {
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      ...SOURCE,
      seen: {
        component: 'window',
        title: 'Seen',
        config: {
          orderBy: [{ column: 'distance' }],
          functions: [{ function: 'sum', column: 'air_time' }]
        },
        from: { in: 'flights' }
      }
    })
  );
  await forms.select('Seen');
  const { panel } = forms;
  const from = panel.getByRole('combobox', { name: 'From', exact: true });
  await expect(from).toBeHidden();
  await panel
    .getByRole('combobox', { name: 'Frame', exact: true })
    .selectOption('Rows');
  await from.selectOption('Before this row');
  await panel.getByRole('textbox', { name: 'How far' }).fill('2');
  await forms.expectConfig('seen', {
    orderBy: [{ column: 'distance' }],
    functions: [{ function: 'sum', column: 'air_time' }],
    frame: 'rows',
    from: 'preceding',
    fromOffset: 2
  });
  await panel
    .getByRole('combobox', { name: 'Function' })
    .selectOption('Row before (lag)');
  await panel.getByLabel('Fallback').fill('0');
  await expect(
    panel.getByText('None of these functions looks at a frame')
  ).toBeVisible();
  await forms.expectConfig('seen', {
    orderBy: [{ column: 'distance' }],
    functions: [{ function: 'lag', column: 'air_time', fallback: '0' }],
    frame: 'rows',
    from: 'preceding',
    fromOffset: 2
  });
});
