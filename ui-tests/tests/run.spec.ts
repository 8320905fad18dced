import type { Locator, Page } from '@playwright/test';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import { CanvasHelper } from '../helpers/canvas.js';
import { expectAccessible } from '../helpers/axe.js';
import { compareTables, duckdb } from '../helpers/duckdb.js';
import { readGrid } from '../helpers/grid.js';
import type { Lab } from '../helpers/lab.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';
const SLOW = 'slow.glueflow';
/** A Spark that starts, and a run, take half a minute each. */
const LONG = { timeout: 200_000 };

/** One pipeline in the page, as a person sees it. */
class Pipeline {
  constructor(
    readonly labPage: LabPage,
    readonly editor: Locator
  ) {
    this.canvas = new CanvasHelper(labPage, editor);
    this.stop = editor.getByRole('button', { name: 'Stop', exact: true });
    this.spark = editor.locator('.gf-SparkStatus-text');
  }

  readonly canvas: CanvasHelper;
  readonly stop: Locator;
  /** What the toolbar says of Spark. */
  readonly spark: Locator;

  static async open(labPage: LabPage, path: string): Promise<Pipeline> {
    await labPage.goto(path);
    return Pipeline.of(labPage, path);
  }

  static async of(labPage: LabPage, path: string): Promise<Pipeline> {
    const editor = await labPage.editor(path);
    // All cards in view, as large as there is room for.
    const files = labPage.page.getByRole('tab', { name: /File Browser/ });
    if ((await files.getAttribute('aria-selected')) === 'true') {
      await files.click();
    }
    await expect(editor.locator('.gf-Node').first()).toBeVisible();
    await labPage.run('glueflow:fit');
    return new Pipeline(labPage, editor);
  }

  /** How a step's run went, as its card says it. */
  run(title: string): Locator {
    return this.canvas.step(title).locator('.gf-Node-run');
  }

  /** Wait until Spark has nothing to do. */
  async idle(): Promise<void> {
    await expect(this.spark).toHaveText(/^Spark: (ready|not started)$/, LONG);
  }

  async runAll(): Promise<void> {
    await this.editor
      .getByRole('button', { name: /^Run the whole pipeline/ })
      .click();
  }

  /** Show one of the panels below the canvas. */
  async panel(name: string): Promise<Locator> {
    await this.editor.getByRole('tab', { name }).click();
    return this.editor.getByRole('tabpanel', { name });
  }
}

/** A pipeline whose second step goes on in Spark until a file is there; returns that file's path. */
function slowPipeline(lab: Lab, name = 'gate'): string {
  const gate = join(lab.folder, `${name}-${process.hrtime.bigint()}`);
  const node = (component: string, title: string, config: object): object => ({
    component,
    title,
    version: 1,
    config
  });
  const edge = (from: string, to: string): object => ({
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' }
  });
  lab.write(
    SLOW,
    JSON.stringify({
      glueflow: 1,
      nodes: {
        airlines: node('glue-catalog-input', 'Airlines', {
          database: 'nycflights',
          table: 'airlines'
        }),
        slow: node('custom-pyspark', 'Wait', {
          arguments: ['airlines'],
          code: [
            'def wait(name):',
            '    import os, time',
            '',
            `    while not os.path.exists(${JSON.stringify(gate)}):`,
            '        time.sleep(0.05)',
            '    return name',
            '',
            'print("about to wait")',
            'return airlines.withColumn("name", F.udf(wait)("name"))'
          ].join('\n'),
          columns: [
            { name: 'carrier', type: 'string' },
            { name: 'name', type: 'string' }
          ]
        }),
        sorted: node('sort', 'In order', {
          by: [{ column: 'name', direction: 'descending' }]
        }),
        written: node('s3-output', 'Written', {
          format: 'json',
          mode: 'overwrite',
          path: 's3://glueflow-sandbox/results/slow/'
        })
      },
      edges: {
        e1: edge('airlines', 'slow'),
        e2: edge('slow', 'sorted'),
        e3: edge('sorted', 'written')
      },
      layout: {
        nodes: {
          airlines: { x: 0, y: 0 },
          slow: { x: 260, y: 0 },
          sorted: { x: 520, y: 0 },
          written: { x: 520, y: 130 }
        }
      }
    })
  );
  return gate;
}

/** Start a run of the slow pipeline and wait until its slow step is in Spark. */
async function runSlowly(labPage: LabPage): Promise<Pipeline> {
  const pipeline = await Pipeline.open(labPage, SLOW);
  await pipeline.idle();
  await pipeline.runAll();
  await expect(pipeline.run('Wait')).toHaveText(/^Running, \d of \d+/, LONG);
  return pipeline;
}

/** The kernel's process, reported by the kernel itself. */
async function kernelProcess(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const { context } = window.jupyterapp.shell.currentWidget as unknown as {
      context: {
        sessionContext: {
          session: {
            kernel: {
              requestExecute(content: { code: string }): {
                onIOPub: (message: { content: { text?: string } }) => void;
                done: Promise<unknown>;
              };
            };
          };
        };
      };
    };
    let text = '';
    const future = context.sessionContext.session.kernel.requestExecute({
      code: 'import os; print(os.getpid())'
    });
    future.onIOPub = ({ content }) => {
      text += content.text ?? '';
    };
    await future.done;
    return Number(text);
  });
}

test('a run tells of each step, its result is what DuckDB says, and is reused', async ({
  lab,
  labPage
}) => {
  test.setTimeout(500_000);
  const pipeline = await Pipeline.open(labPage, lab.example(PATH));
  const { canvas } = pipeline;
  await pipeline.idle();
  // Up to a step: what comes after it is left alone.
  await canvas.select('From JFK, first quarter');
  await labPage.page.keyboard.press('Control+Enter');
  const [[jfk]] = duckdb(
    "SELECT count(*) FROM flights WHERE origin = 'JFK' AND month <= 3"
  );
  const rows = `${Number(jfk).toLocaleString('en-US')} rows`;
  await expect(pipeline.run('From JFK, first quarter')).toHaveText(
    new RegExp(`^${rows} · \\d+(\\.\\d)? s$`),
    LONG
  );
  await expect(pipeline.run('Flights')).toHaveText(/^336,776 rows · .* s$/);
  await expect(pipeline.run('By airline')).toHaveCount(0);

  await pipeline.idle();
  await pipeline.runAll();
  await expect(pipeline.stop).toBeVisible();
  await labPage.screenshot('run-going');
  await expect(pipeline.run('Airline delays')).toHaveText(
    /^10 rows · .* s$/,
    LONG
  );
  await expect(pipeline.run('Flights')).toHaveText('Reused · 336,776 rows');
  await expect(pipeline.run('From JFK, first quarter')).toHaveText(
    `Reused · ${rows}`
  );
  await expect(pipeline.run('By airline')).toHaveText(/^10 rows · .* s$/);
  await expect(pipeline.stop).toHaveCount(0);
  await labPage.screenshot('run-done');
  expect(
    compareTables(lab, PATH, join(ROOT, 'examples', 'flights.sql'))
  ).toContain('the same 10 rows');
  // That the table is there now changes nothing about the step.
  await expect(pipeline.run('Airline delays')).toHaveText(/^10 rows · .* s$/);

  // A changed step is done anew, those before it are not.
  const log = await pipeline.panel('Log');
  await expect(log).toContainText('Run 2: the whole pipeline');
  await expect(log).toContainText('By airline: 10 rows');
  await expect(log).toContainText(/Succeeded in .* s\./);
  await expectAccessible(labPage.page, '.gf-BottomPanel');
  await labPage.screenshot('run-log');
});

test('a step that fails says why, on its card, in the log and where to fix it', async ({
  lab,
  labPage
}) => {
  slowPipeline(lab);
  const text = lab
    .read(SLOW)
    .replace('print(\\"about to wait\\")', 'raise ValueError(\\"no luck\\")');
  lab.write(SLOW, text);
  const pipeline = await Pipeline.open(labPage, SLOW);
  const { page } = labPage;
  await pipeline.idle();
  await pipeline.runAll();
  await expect(pipeline.run('Wait')).toHaveText(/^Failed: .*no luck/, LONG);
  await expect(pipeline.run('Airlines')).toHaveText(/^16 rows/);
  await expect(pipeline.run('In order')).toHaveText('Not run');
  const alert = page.getByRole('alert').filter({ hasText: 'no luck' });
  await alert.getByRole('button', { name: 'Show log' }).click();
  const log = pipeline.editor.getByRole('tabpanel', { name: 'Log' });
  await expect(log).toContainText(/Wait \(line \d+\): .*no luck/);
  await labPage.screenshot('run-failed');
  await log.getByRole('button', { name: 'Go to the step' }).click();
  await expect(pipeline.canvas.step('Wait')).toHaveClass(/gf-mod-selected/);
});

test('Stop ends Spark’s job and keeps the kernel; a run works afterwards', async ({
  lab,
  labPage
}) => {
  test.setTimeout(500_000);
  const gate = slowPipeline(lab);
  const pipeline = await runSlowly(labPage);
  const before = await kernelProcess(labPage.page);
  await labPage.screenshot('run-slow');
  await pipeline.stop.click();
  await expect(pipeline.run('Wait')).toHaveText('Stopped', LONG);
  await expect(pipeline.run('In order')).toHaveText('Stopped');
  await pipeline.idle();
  expect(existsSync(gate)).toBe(false);
  writeFileSync(gate, '');
  await pipeline.runAll();
  await expect(pipeline.run('Written')).toHaveText(/^16 rows · .* s$/, LONG);
  await expect(pipeline.run('Airlines')).toHaveText('Reused · 16 rows');
  expect(await kernelProcess(labPage.page)).toBe(before);
});

test('a page that is loaded again in mid-run follows it to its end', async ({
  lab,
  labPage
}) => {
  test.setTimeout(500_000);
  const gate = slowPipeline(lab);
  await runSlowly(labPage);
  await labPage.reload();
  const pipeline = await Pipeline.of(labPage, SLOW);
  await expect(pipeline.run('Airlines')).toHaveText(/^16 rows · .* s$/, LONG);
  await expect(pipeline.run('Wait')).toHaveText(/^Running/);
  await expect(pipeline.run('In order')).toHaveText('Waiting');
  await expect(pipeline.spark).toHaveText('Running: 2 of 4');
  await expect(pipeline.stop).toBeEnabled();
  const log = await pipeline.panel('Log');
  await expect(log).toContainText('Airlines: 16 rows');
  await expect(log).toContainText('about to wait');
  await labPage.screenshot('run-reloaded');
  writeFileSync(gate, '');
  await expect(pipeline.run('Written')).toHaveText(/^16 rows · .* s$/, LONG);
  await pipeline.idle();
  await expect(log).toContainText(/Succeeded in .* s\./);
  // It is still there after another reload, and what was kept is reused.
  await labPage.reload();
  const again = await Pipeline.of(labPage, SLOW);
  await expect(again.run('Written')).toHaveText(/^16 rows · .* s$/, LONG);
  await again.idle();
  await again.runAll();
  await expect(again.run('Airlines')).toHaveText('Reused · 16 rows', LONG);
  await expect(again.run('Written')).toHaveText(/^16 rows · .* s$/, LONG);
});

test('a kernel that is killed in mid-run is reported of and replaced', async ({
  lab,
  labPage
}) => {
  test.setTimeout(500_000);
  const gate = slowPipeline(lab);
  const pipeline = await runSlowly(labPage);
  process.kill(await kernelProcess(labPage.page), 'SIGKILL');
  await expect(pipeline.run('Wait')).toHaveText(/Failed: .*kernel ended/, LONG);
  await expect(pipeline.run('In order')).toHaveText(/Not run/);
  // JupyterLab's own notice of it.
  const notice = labPage.page.getByRole('dialog');
  await expect(notice.or(pipeline.spark)).not.toHaveCount(0);
  await labPage.screenshot('run-kernel-killed');
  await pipeline.idle();
  writeFileSync(gate, '');
  await pipeline.runAll();
  await expect(pipeline.run('Written')).toHaveText(/^16 rows · .* s$/, LONG);
});

test('the panels show the data, its schema, its code and its problems', async ({
  lab,
  labPage
}) => {
  test.setTimeout(400_000);
  const { page } = labPage;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const pipeline = await Pipeline.open(labPage, lab.example(PATH));
  const { canvas, editor } = pipeline;
  await pipeline.idle();
  const data = editor.getByRole('tabpanel', { name: 'Data' });
  const shown = async (): Promise<unknown[][]> =>
    (await readGrid(page))?.rows ?? [];
  const copy = async (): Promise<string> => {
    await page.keyboard.press('Control+c');
    return page.evaluate(() => navigator.clipboard.readText());
  };

  // All of a small table, cell by cell; sorted, copied, read out.
  await canvas.select('Airlines');
  const airlines = duckdb(
    'SELECT carrier, name FROM airlines ORDER BY carrier'
  );
  await expect(data.getByText('16 rows', { exact: true })).toBeVisible(LONG);
  // Its columns have room.
  await expect(
    data.locator(
      '.gf-Pane:not(.gf-mod-input) .lm-ScrollBar[data-orientation="horizontal"]'
    )
  ).toBeHidden();
  expect((await readGrid(page))?.columns).toEqual([
    { name: 'carrier', type: 'string' },
    { name: 'name', type: 'string' }
  ]);
  const grid = data.getByRole('application', { name: /^Preview of Airlines/ });
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('s');
  await page.keyboard.press('s');
  await expect(data.getByText('Sorted by name')).toBeVisible();
  expect(await shown()).toEqual(
    [...airlines].sort((a, b) => (String(a[1]) < String(b[1]) ? 1 : -1))
  );
  await page.keyboard.press('Control+ArrowUp');
  const [[, last]] = await shown();
  expect(await copy()).toBe(last);
  await expect(data.getByText(`Row 1, name: ${String(last)}`)).toBeAttached();
  await data.getByRole('button', { name: 'Unsort' }).click();
  await labPage.screenshot('panel-data');

  // A large one in pages; counted; with what goes in beside what comes out.
  await canvas.select('From JFK, first quarter');
  const counted = data.locator('.gf-Pane:not(.gf-mod-input) .gf-Pane-count');
  await expect(counted).toContainText('First 100 rows', LONG);
  expect((await readGrid(page))?.columns.slice(0, 2)).toEqual([
    { name: 'year', type: 'int' },
    { name: 'day', type: 'int' }
  ]);
  const filtered = data.getByRole('application', {
    name: /^Preview of From JFK/
  });
  await filtered.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  await expect
    .poll(async () => (await shown()).length, LONG)
    .toBeGreaterThan(100);
  await counted.getByRole('button', { name: 'Count' }).click();
  const [[count]] = duckdb(
    "SELECT count(*) FROM flights WHERE origin = 'JFK' AND month <= 3"
  );
  await expect(counted).toContainText(
    `of ${Number(count).toLocaleString('en-US')} rows`,
    LONG
  );
  await data.getByRole('button', { name: 'Input' }).click();
  await expect(data.getByText('Input: Flights', { exact: true })).toBeVisible();
  await expect(
    data.getByRole('application', { name: /^Preview of Flights/ })
  ).toBeVisible(LONG);
  await expectAccessible(page, '.gf-BottomPanel');
  await labPage.screenshot('panel-data-beside');

  const schema = await pipeline.panel('Schema');
  await canvas.select('By airline');
  await expect(
    schema.getByRole('row', { name: /mean_arrival_delay double/ })
  ).toBeVisible();
  await expectAccessible(page, '.gf-BottomPanel');
  await labPage.screenshot('panel-schema');

  const code = await pipeline.panel('Code');
  await expect(code.locator('.gf-CodePanel-marked').first()).toHaveText(
    '# [by_airline] By airline'
  );
  await canvas.select('Airlines');
  await expect(code.locator('.gf-CodePanel-marked').first()).toHaveText(
    '# [airlines] Airlines'
  );
  await expectAccessible(page, '.gf-BottomPanel');
  await labPage.theme('JupyterLab Dark');
  await labPage.screenshot('panel-code-dark');
  await pipeline.panel('Schema');
  await labPage.screenshot('panel-schema-dark');
  await pipeline.panel('Data');
  await labPage.screenshot('panel-data-dark');
  await expectAccessible(page, '.gf-BottomPanel');
});

test('a problem leads to the field to fix', async ({ lab, labPage }) => {
  lab.write(
    PATH,
    lab
      .read(lab.example(PATH))
      .replace('"column": "origin"', '"column": "orign"')
  );
  const pipeline = await Pipeline.open(labPage, PATH);
  await expect(
    pipeline.editor.getByRole('tab', { name: 'Problems (1)' })
  ).toBeVisible();
  const problems = await pipeline.panel('Problems');
  await expectAccessible(labPage.page, '.gf-BottomPanel');
  await labPage.screenshot('panel-problems');
  await problems.getByRole('button', { name: /Error: .*orign/ }).click();
  await expect(pipeline.canvas.step('From JFK, first quarter')).toHaveClass(
    /gf-mod-selected/
  );
  const field = pipeline.editor
    .getByRole('region', { name: 'Properties' })
    .locator(':focus');
  await expect(field).toHaveValue('orign');
  // A run says so, too, and does not begin.
  await pipeline.idle();
  await pipeline.runAll();
  await expect(
    labPage.page.getByRole('alert').filter({ hasText: 'It can’t run' })
  ).toBeVisible();
  await expect(pipeline.run('Flights')).toHaveCount(0);
});
