import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CanvasHelper } from '../helpers/canvas.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'received.glueflow';
/** Spark starts, and this machine may be busy. */
const LONG = { timeout: 150_000 };
/** Previews and looks at the data begin by themselves well within this time after Spark is ready, in milliseconds. */
const QUIET = 8_000;

/** A table, a step whose code adds a line to a file, and a step that needs to know what columns come out of it. */
function source(proof: string): string {
  const node = (component: string, title: string, config: object): object => ({
    component,
    title,
    version: 1,
    config
  });
  const link = (from: string, to: string): object => ({
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' }
  });
  return JSON.stringify({
    glueflow: 1,
    nodes: {
      airlines: node('glue-catalog-input', 'Airlines', {
        database: 'nycflights',
        table: 'airlines'
      }),
      code: node('custom-pyspark', 'Unread', {
        arguments: ['airlines'],
        code: `with open(${JSON.stringify(proof)}, "a") as proof:\n    proof.write("ran\\n")\nreturn airlines`
      }),
      change: node('change-schema', 'Changed', {})
    },
    edges: { a: link('airlines', 'code'), b: link('code', 'change') },
    layout: {
      nodes: {
        airlines: { x: 0, y: 0 },
        code: { x: 260, y: 0 },
        change: { x: 520, y: 0 }
      }
    }
  });
}

test('opening a pipeline runs none of its code; Preview does, once', async ({
  lab,
  labPage
}) => {
  test.setTimeout(400_000);
  const { page } = labPage;
  const proof = join(lab.folder, 'proof');
  lab.write(PATH, source(proof));
  await labPage.goto();
  await page
    .getByRole('region', { name: /^File Browser/ })
    .or(page.locator('.jp-DirListing'))
    .first()
    .getByText(PATH, { exact: true })
    .dblclick();
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const data = editor.getByRole('tabpanel', { name: 'Data' });

  // What has no code is shown by itself, as ever: Spark is ready.
  await canvas.step('Airlines').click();
  await expect(data.getByText('16 rows', { exact: true })).toBeVisible(LONG);
  for (const title of ['Changed', 'Unread']) {
    await canvas.step(title).click();
    await expect(data).toContainText(
      'Code in a pipeline runs only when you ask for it.'
    );
    await expect(data.getByRole('listitem')).toHaveText(
      'Unread: it runs Python.'
    );
    await page.waitForTimeout(QUIET);
    expect(existsSync(proof)).toBe(false);
  }
  await labPage.screenshot('trust-waiting');

  await data.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(data.getByText('16 rows', { exact: true })).toBeVisible(LONG);
  const lines = (): number =>
    readFileSync(proof, 'utf8').split('\n').length - 1;
  expect(lines()).toBeGreaterThan(0);

  // Code that is typed waits too.
  await page.waitForTimeout(QUIET);
  const before = lines();
  await page.evaluate(() => {
    const model =
      window.jupyterapp.shell.currentWidget.context.model.sharedModel;
    const { code } = model.document.nodes.code.config;
    for (const end of ['  ', '  # typed']) {
      model.gesture('Edit', () => {
        model.setConfig('code', { code: `${String(code)}${end}` });
      });
    }
  });
  await expect(data).toContainText('The code has changed since');
  await page.waitForTimeout(QUIET);
  expect(lines()).toBe(before);
});
