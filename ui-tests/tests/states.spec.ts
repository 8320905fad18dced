import type { Locator } from '@playwright/test';
import { expectAccessible } from '../helpers/axe.js';
import { paleTexts } from '../helpers/contrast.js';
import type { Lab } from '../helpers/lab.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'states.glueflow';
const WIDE = { width: 1400, height: 900 };
const NARROW = { width: 900, height: 700 };
/** What stands on a canvas. */
const CARDS = '.react-flow__node';
/** Spark and what it runs get so long. */
const RUN = { timeout: 90_000 };

/** A pipeline of flights, a step of PySpark, and a sort by a column. */
function pipeline(code: string, column = 'carrier'): string {
  const link = (from: string, to: string): object => ({
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' }
  });
  return JSON.stringify({
    glueflow: 1,
    nodes: {
      airlines: {
        component: 'glue-catalog-input',
        version: 1,
        title: 'Airlines with a rather long name that does not fit its card',
        config: { database: 'nycflights', table: 'airlines' }
      },
      code: {
        component: 'custom-pyspark',
        version: 1,
        title: 'Code',
        config: { code, arguments: ['airlines'] }
      },
      sorted: {
        component: 'sort',
        version: 1,
        title: 'Sorted',
        config: { by: [{ column }] }
      },
      output: {
        component: 's3-output',
        version: 1,
        title: 'Output',
        config: { path: 's3://glueflow-sandbox/states/', format: 'parquet' }
      }
    },
    edges: {
      e1: link('airlines', 'code'),
      e2: link('code', 'sorted'),
      e3: link('sorted', 'output')
    },
    layout: {
      nodes: {
        airlines: { x: 0, y: 0 },
        code: { x: 240, y: 0 },
        sorted: { x: 480, y: 0 },
        output: { x: 720, y: 0 }
      }
    }
  });
}

async function open(
  lab: Lab,
  labPage: LabPage,
  text: string
): Promise<Locator> {
  await labPage.goto(lab.write(PATH, text));
  return labPage.editor(PATH);
}

/** Pictures in both themes and in a narrow window; in each theme a scan that must find nothing serious. */
async function look(labPage: LabPage, name: string): Promise<void> {
  const { page } = labPage;
  for (const theme of ['Light', 'Dark'] as const) {
    await labPage.theme(`JupyterLab ${theme}`);
    await labPage.screenshot(`${name}-${theme.toLowerCase()}`);
    await expectAccessible(
      page,
      '.gf-PipelineWidget',
      theme === 'Light' ? 'everything' : 'colours'
    );
    if ((await page.locator(CARDS).count()) > 0) {
      expect(await paleTexts(page, CARDS)).toEqual([]);
    }
  }
  await page.setViewportSize(NARROW);
  await labPage.screenshot(`${name}-narrow`);
  await page.setViewportSize(WIDE);
  await labPage.theme('JupyterLab Light');
}

test('empty, and with a step just added', async ({ lab, labPage }) => {
  const editor = await open(lab, labPage, '');
  await expect(
    editor.getByText('Drag an input from the palette')
  ).toBeVisible();
  await look(labPage, 'state-empty');
  await editor
    .getByRole('button', { name: 'Aggregate', exact: true })
    .dblclick();
  await expect(editor.locator('.react-flow__node')).toHaveCount(1);
  await editor.getByRole('tab', { name: 'Problems' }).click();
  await look(labPage, 'state-added');
});

test('problems', async ({ lab, labPage }) => {
  const editor = await open(
    lab,
    labPage,
    pipeline('return airlines', 'carier')
      .replace('"table":"airlines"', '"table":"airlnes"')
      .replace('s3://glueflow-sandbox/states/', 'no address')
  );
  await editor.getByRole('tab', { name: 'Problems' }).click();
  await expect(editor.getByText('airlnes').first()).toBeVisible();
  await look(labPage, 'state-problems');
});

test('running, stopped', async ({ lab, labPage }) => {
  test.slow();
  const { page } = labPage;
  const editor = await open(
    lab,
    labPage,
    pipeline('import time\ntime.sleep(300)\nreturn airlines')
  );
  await editor.getByTestId('rf__node-code').click();
  await page.keyboard.press('ControlOrMeta+Enter');
  const stop = editor.getByRole('button', { name: 'Stop' });
  await expect(stop).toBeEnabled(RUN);
  await look(labPage, 'state-running');
  await stop.click();
  await expect(editor.getByText('Spark: ready')).toBeVisible(RUN);
  await labPage.screenshot('state-stopped');
});

test('failed', async ({ lab, labPage }) => {
  test.slow();
  const { page } = labPage;
  const editor = await open(
    lab,
    labPage,
    pipeline(
      'raise ValueError("no <b>airline</b> flies today")\nreturn airlines'
    )
  );
  await editor.getByTestId('rf__node-sorted').click();
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(editor.getByTestId('rf__node-code')).toContainText(
    'Failed',
    RUN
  );
  await expect(
    page.getByText('no <b>airline</b> flies today').first()
  ).toBeVisible();
  await look(labPage, 'state-failed');
});
