import type { BrowserContext } from '@playwright/test';
import { Lab } from '../helpers/lab.js';
import { LabPage } from '../helpers/page.js';
import { expect, test } from '@playwright/test';

const title = async (page: LabPage, node: string): Promise<string> =>
  (await page.document()).nodes[node].title;

test.describe('two people on one pipeline', () => {
  let lab: Lab;
  let contexts: BrowserContext[] = [];
  let one: LabPage;
  let two: LabPage;

  test.beforeAll(async () => {
    lab = await Lab.start({ collaborative: true, sandbox: false });
  });

  test.afterAll(() => lab.stop());

  test.beforeEach(async ({ browser }) => {
    await lab.reset();
    contexts = [await browser.newContext(), await browser.newContext()];
    [one, two] = await Promise.all(
      contexts.map(async context => new LabPage(await context.newPage(), lab))
    );
  });

  test.afterEach(() => Promise.all(contexts.map(context => context.close())));

  test('both see each edit, and undo their own only; the server writes the file', async () => {
    const path = lab.example('flights.glueflow');
    await one.goto(path);
    await two.goto(path);
    await one.editor(path);
    await two.editor(path);

    await one.rename('jfk', 'Leaving JFK');
    await expect.poll(() => title(two, 'jfk')).toBe('Leaving JFK');
    await two.rename('flights', 'All flights');
    await expect.poll(() => title(one, 'flights')).toBe('All flights');

    await one.undo();
    await expect.poll(() => title(two, 'jfk')).not.toBe('Leaving JFK');
    expect(await title(two, 'flights')).toBe('All flights');

    await expect
      .poll(() => lab.read(path), { timeout: 20_000 })
      .toContain('"title": "All flights"');
    expect(await one.source()).toBe(lab.read(path));
    expect(await two.source()).toBe(lab.read(path));
  });

  test('a broken file stays as it is', async () => {
    const text = '{"glueflow": 1, "nodes": {,}}';
    const path = lab.write('broken.glueflow', text);
    await one.goto(path);
    await one.editor(path);
    await expect.poll(() => one.source()).toBe(text);
    expect(lab.read(path)).toBe(text);
  });
});
