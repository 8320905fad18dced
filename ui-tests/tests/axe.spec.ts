import { seriousFindings } from '../helpers/axe.js';
import { paleTexts } from '../helpers/contrast.js';
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

test('so does the look at what stands on the canvas', async ({ labPage }) => {
  const { page } = labPage;
  await labPage.goto(labPage.lab.example('flights.glueflow'));
  const editor = await labPage.editor('flights.glueflow');
  const title = editor
    .locator('.gf-Node')
    .getByText('Flights', { exact: true });
  await expect(title).toBeVisible();
  expect(await paleTexts(page, '.react-flow__node')).toEqual([]);
  await title.evaluate(element => {
    element.style.color = '#ccc';
  });
  expect(await paleTexts(page, '.react-flow__node')).toMatchObject([
    { text: 'Flights' }
  ]);
  await title.evaluate(element => {
    element.style.color = '';
    element.style.opacity = '0.3';
  });
  expect(await paleTexts(page, '.react-flow__node')).toMatchObject([
    { text: 'Flights' }
  ]);
});
