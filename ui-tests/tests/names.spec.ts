import { EVERY } from '../helpers/everystep.js';
import { pipelineOf, PropertiesPage } from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

test('code keeps its names when a step is renamed; an input can be called otherwise, and a wrong name is a problem', async ({
  labPage
}) => {
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf({
      flights: EVERY.flights,
      code: {
        component: 'custom-pyspark',
        title: 'Code',
        config: { code: 'late = 15\nreturn flights.limit(late)' },
        from: { in: 'flights' }
      }
    })
  );
  const { page, panel } = forms;
  const title = await forms.labPage
    .document()
    .then(({ nodes }) => nodes.flights.title);
  await forms.select(title);
  const name = panel.getByRole('textbox', { name: 'Name of the step' });
  await name.fill('From the catalog');
  await expect(forms.card('From the catalog')).toBeVisible();
  await forms.select('Code');
  const alias = panel.getByRole('textbox', {
    name: 'Name of the input from From the catalog'
  });
  await expect(alias).toHaveValue('flights');
  const problem = panel.getByText(/^Line 2 of the code uses “flights”/);
  await expect(problem).toHaveCount(0);

  await alias.fill('df');
  await expect(problem).toBeVisible();
  await page.getByRole('tab', { name: /^Problems/ }).click();
  await expect(
    page
      .locator('.gf-ProblemsPanel')
      .getByText(/Line 2 of the code uses “flights”/)
      .first()
  ).toBeVisible();
  await labPage.screenshot('names-of-inputs');
  await panel.getByRole('button', { name: 'Call the input “flights”' }).click();
  await expect(alias).toHaveValue('flights');
  await expect(problem).toHaveCount(0);
  const { edges } = await labPage.document();
  expect(Object.values(edges)).toMatchObject([{ alias: 'flights' }]);
});
