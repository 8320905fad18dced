import type { Locator, Page } from '@playwright/test';
import { CanvasHelper } from '../helpers/canvas.js';
import { readGrid } from '../helpers/grid.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'engines.glueflow';
/** A Spark that starts takes half a minute. */
const LONG = { timeout: 120_000 };

interface Widget {
  readonly editor: {
    readonly model: {
      gesture(label: string, edit: () => void): void;
      setConfig(id: string, fields: object): void;
    };
  };
}

const condition = (delay: number): object => ({
  condition: {
    operator: 'and',
    conditions: [
      { column: 'origin', operator: 'eq', value: 'JFK' },
      { column: 'dep_delay', operator: 'ne', value: delay }
    ]
  }
});

/** Flights, a filter, and a step of Python, which only Spark does. */
const DOCUMENT = {
  glueflow: 1,
  nodes: {
    flights: {
      component: 'glue-catalog-input',
      title: 'Flights',
      version: 1,
      config: { database: 'nycflights', table: 'flights' }
    },
    late: {
      component: 'filter-rows',
      title: 'Late',
      version: 1,
      config: condition(5)
    },
    code: {
      component: 'custom-pyspark',
      title: 'In Python',
      version: 1,
      config: {
        arguments: ['late'],
        code: 'return late.select("carrier", "dep_delay")',
        columns: [
          { name: 'carrier', type: 'string' },
          { name: 'dep_delay', type: 'double' }
        ]
      }
    }
  },
  edges: {
    one: {
      from: { node: 'flights', port: 'out' },
      to: { node: 'late', port: 'in' }
    },
    two: {
      from: { node: 'late', port: 'out' },
      to: { node: 'code', port: 'in' },
      alias: 'late'
    }
  }
};

/** Edit the filter, as the form does. */
function edit(page: Page, delay: number): Promise<void> {
  return page.evaluate(config => {
    const { model } = (
      window.jupyterapp.shell.currentWidget as unknown as Widget
    ).editor;
    model.gesture('Edit', () => model.setConfig('late', config));
  }, condition(delay));
}

/** The values of a column that the grid shows. */
async function delays(page: Page): Promise<unknown[]> {
  const grid = await readGrid(page);
  const index =
    grid?.columns.findIndex(({ name }) => name === 'dep_delay') ?? -1;
  return grid?.rows.map(row => row[index]) ?? [];
}

test('rows before Spark is ready, after each edit, and by Spark where only it can', async ({
  lab,
  labPage
}) => {
  test.setTimeout(200_000);
  const { page } = labPage;
  lab.write(PATH, JSON.stringify(DOCUMENT));
  await labPage.goto(PATH);
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const spark = editor.locator('.gf-SparkStatus-text');
  const data: Locator = editor.getByRole('tabpanel', { name: 'Data' });
  const engine = data.locator('.gf-Pane-engine').last();

  await canvas.step('Late').click();
  await expect(engine).toHaveText('DuckDB', LONG);
  await expect(spark).not.toHaveText('Spark: ready');
  const first = await delays(page);
  expect(first).toHaveLength(100);
  // Rows without a value are not among those that differ from one.
  expect(first).not.toContain(null);
  expect(first).not.toContain(5);
  await labPage.screenshot('engines-before-spark');

  const [value] = first;
  await edit(page, Number(value));
  await expect.poll(() => delays(page)).not.toContain(value);
  await expect(engine).toHaveText('DuckDB');
  const columns = (await readGrid(page))?.columns;

  await canvas.step('In Python').click();
  await data.getByRole('button', { name: 'Preview' }).click();
  await expect(engine).toHaveText('Spark', LONG);
  await expect(engine).toHaveAttribute('title', /“In Python”/);
  await expect(spark).toHaveText('Spark: ready', LONG);
  await labPage.screenshot('engines-only-spark');

  await canvas.step('Late').click();
  await expect(engine).toHaveText('DuckDB');
  await edit(page, 5);
  await expect.poll(() => delays(page)).toContain(value);
  await expect(data.getByRole('button', { name: 'Refresh' })).toBeVisible();
  expect(await delays(page)).not.toContain(null);
  await expect(engine).toHaveText('DuckDB');
  await labPage.screenshot('engines-back-again');
  await edit(page, Number(value));
  await expect.poll(() => delays(page)).not.toContain(value);
  await labPage.run('glueflow:preview-other-engine');
  await expect(engine).toHaveText('Spark', LONG);
  // Which rows come first is nobody's promise; the columns are the same.
  expect((await readGrid(page))?.columns).toEqual(columns);
  expect(await delays(page)).not.toContain(value);
  await labPage.screenshot('engines-other');
  await labPage.run('glueflow:preview-other-engine');
  await expect(engine).toHaveText('DuckDB');

  await editor.getByRole('tab', { name: 'Log' }).click();
  const log = editor.getByRole('tabpanel', { name: 'Log' });
  await expect(log).toContainText('Previews of “Late”: by DuckDB.');
  await expect(log).toContainText('Previews of “In Python”: by Spark.');
  await labPage.screenshot('engines-log');
});
