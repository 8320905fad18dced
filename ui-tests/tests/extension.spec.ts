import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { expect, test } from '../helpers/test.js';

const { version } = JSON.parse(
  readFileSync(join(ROOT, 'packages/pipeline-editor/package.json'), 'utf8')
) as { version: string };

test('JupyterLab lists the extension', async ({ lab, labPage }) => {
  await labPage.goto();
  const page = await labPage.page.content();
  expect(page).toContain('@glueflow/pipeline-editor');
  const listed = (await (await lab.ask('lab/api/extensions')).json()) as {
    name: string;
    enabled: boolean;
    status: string;
    installed_version: string;
  }[];
  expect(listed.find(({ name }) => /glueflow/.test(name))).toMatchObject({
    enabled: true,
    installed_version: version
  });
});

test('the page reaches the service', async ({ labPage }) => {
  await labPage.goto();
  const health = await labPage.page.evaluate(async () => {
    const reply = await fetch('/glueflow/health');
    return [reply.status, await reply.json()] as [number, unknown];
  });
  expect(health).toEqual([
    200,
    { name: 'glueflow', version, pid: expect.any(Number) }
  ]);
});

test('a page without a login does not reach the service', async ({
  lab,
  browser
}) => {
  const stranger = await browser.newPage();
  const reply = await stranger.request.get(`${lab.url}glueflow/health`, {
    maxRedirects: 0
  });
  expect(reply.status()).toBe(302);
  await stranger.close();
});

test('an example opens as a pipeline', async ({ lab, labPage }) => {
  await labPage.goto(lab.example('flights.glueflow'));
  const editor = await labPage.editor('flights.glueflow');
  await expect(editor).toHaveClass(/gf-PipelineWidget/);
  await labPage.screenshot('opened');
});

for (const theme of ['JupyterLab Dark', 'JupyterLab Light'] as const) {
  test(`the editor follows ${theme}`, async ({ lab, labPage }) => {
    await labPage.goto();
    await labPage.open(lab.example('flights.glueflow'));
    await labPage.theme(theme);
    await labPage.screenshot(`opened-${theme.split(' ')[1].toLowerCase()}`);
  });
}
