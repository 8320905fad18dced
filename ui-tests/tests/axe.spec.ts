import { seriousFindings } from '../helpers/axe.js';
import { expect, test } from '../helpers/test.js';

test('a scan finds text that is too pale', async ({ labPage }) => {
  const { page } = labPage;
  await labPage.goto(labPage.lab.example('flights.glueflow'));
  await labPage.editor('flights.glueflow');
  const name = page.locator('.gf-Palette').getByText('S3 input');
  await expect(name).toBeVisible();
  expect(await seriousFindings(page, '.gf-Palette', 'colours')).toEqual([]);
  await name.evaluate(element => {
    element.style.color = '#ddd';
  });
  const found = await seriousFindings(page, '.gf-Palette', 'colours');
  expect(JSON.stringify(found)).toContain('S3 input');
});
