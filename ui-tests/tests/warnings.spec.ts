import { CanvasHelper } from '../helpers/canvas.js';
import { expectAccessible } from '../helpers/axe.js';
import { pipelineOf } from '../helpers/properties.js';
import { expect, test } from '../helpers/test.js';

/** A Spark that starts takes half a minute. */
const LONG = { timeout: 200_000 };

test('what a step logs while it runs is shown on the step', async ({
  lab,
  labPage
}) => {
  test.setTimeout(400_000);
  const { page } = labPage;
  // The names of airlines are no numbers: all 16 lines are malformed.
  const path = lab.write(
    'warnings.glueflow',
    pipelineOf({
      files: {
        component: 's3-input',
        title: 'Files',
        config: {
          paths: ['s3://glueflow-sandbox/nycflights/airlines/'],
          format: 'csv',
          header: true,
          columns: [
            { name: 'carrier', type: 'string' },
            { name: 'name', type: 'int' }
          ],
          malformed: 'drop'
        }
      },
      sorted: {
        component: 'sort',
        title: 'Sorted',
        config: { by: [{ column: 'carrier' }] },
        from: { in: 'files' }
      }
    })
  );
  await labPage.goto(path);
  const editor = await labPage.editor(path);
  const canvas = new CanvasHelper(labPage, editor);
  await canvas.select('Sorted');
  const said = /16 malformed CSV lines were left out/;
  const card = canvas.step('Files');
  const badge = card.locator('.gf-Node-badge');
  await expect(badge).toHaveText('1', LONG);
  await expect(badge).toHaveAttribute('title', said);
  await expect(card).toHaveAttribute('aria-label', /1 warning/);
  // That nothing takes its rows is all there is of the other.
  await expect(
    canvas.step('Sorted').locator('.gf-Node-badge')
  ).not.toHaveAttribute('title', said);

  // The rows of the step itself have the warning above them.
  await canvas.select('Files');
  const data = editor.getByRole('tabpanel', { name: 'Data' });
  const note = data.locator('.gf-Pane-note.gf-mod-warn');
  await expect(note).toHaveText(said, LONG);
  await editor.getByRole('tab', { name: 'Problems (2)' }).click();
  const problems = editor.getByRole('tabpanel', { name: 'Problems' });
  await expect(
    problems.getByRole('button', { name: /^Warning: Logged when it ran: / })
  ).toHaveText(said);
  await labPage.screenshot('warnings');
  await editor.getByRole('tab', { name: 'Data' }).click();
  for (const theme of ['JupyterLab Dark', 'JupyterLab Light'] as const) {
    await labPage.theme(theme);
    await expect(note).toBeVisible();
    await expectAccessible(page, '.gf-BottomPanel', 'colours');
    await expectAccessible(page, '.gf-Node', 'colours');
    await labPage.screenshot(`warnings-${theme}`);
  }
});
