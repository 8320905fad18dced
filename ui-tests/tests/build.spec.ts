import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PipelineDocument } from '@glueflow/components-manager';
import { ROOT } from '../../scripts/tools.mjs';
import { compareTables, duckdb } from '../helpers/duckdb.js';
import { CanvasHelper } from '../helpers/canvas.js';
import { FormHelper } from '../helpers/forms.js';
import { readGrid } from '../helpers/grid.js';
import { Keyboard, watchMouse } from '../helpers/keyboard.js';
import type { Lab } from '../helpers/lab.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'untitled.glueflow';
/** A Spark that starts, and an export with a run, take half a minute each. */
const LONG = { timeout: 100_000 };

/** What the pipeline that is built computes, in the words of DuckDB. */
const QUERY = `
  SELECT carrier, name, count(*) AS flights, avg(arr_delay) AS mean_delay
  FROM flights JOIN airlines USING (carrier)
  WHERE origin = 'JFK' AND month <= 3
  GROUP BY carrier, name
  ORDER BY carrier`;

/** The pipeline that is built, nodes by their titles. */
const BUILT = {
  nodes: {
    Flights: {
      component: 'glue-catalog-input',
      config: {
        connection: 'sandbox',
        database: 'nycflights',
        table: 'flights'
      }
    },
    Airlines: {
      component: 'glue-catalog-input',
      config: { database: 'nycflights', table: 'airlines' }
    },
    'From JFK, first quarter': {
      component: 'filter-rows',
      config: {
        condition: {
          operator: 'and',
          conditions: [
            { operator: 'eq', column: 'origin', value: 'JFK' },
            { operator: 'le', column: 'month', value: 3 }
          ]
        }
      }
    },
    'Name the airline': {
      component: 'join',
      config: { keys: [{ left: 'carrier', right: 'carrier' }] }
    },
    'By airline': {
      component: 'aggregate',
      config: {
        keys: ['carrier', 'name'],
        aggregates: [
          { function: 'count', name: 'flights' },
          { function: 'avg', column: 'arr_delay', name: 'mean_delay' }
        ]
      }
    },
    'Airline delays': {
      component: 'glue-catalog-output',
      config: {
        database: 'nycflights',
        table: 'mean_delays',
        path: 's3://glueflow-sandbox/results/mean_delays/'
      }
    }
  },
  edges: [
    'Airlines.out → Name the airline.right',
    'By airline.out → Airline delays.in',
    'Flights.out → From JFK, first quarter.in',
    'From JFK, first quarter.out → Name the airline.left',
    'Name the airline.out → By airline.in'
  ]
};

/** A pipeline without what no two drawings share: ids and places. */
function withoutIds({ nodes, edges }: PipelineDocument): typeof BUILT {
  const end = ({ node, port }: { node: string; port: string }): string =>
    `${nodes[node].title}.${port}`;
  return {
    nodes: Object.fromEntries(
      Object.values(nodes).map(({ title, component, config }) => [
        title,
        { component, config }
      ])
    ) as typeof BUILT.nodes,
    edges: Object.values(edges)
      .map(({ from, to }) => `${end(from)} → ${end(to)}`)
      .sort()
  };
}

/** Hold the table that a run wrote against DuckDB's answer; throws where they differ. */
function compareTable(lab: Lab, path: string, table: string): string {
  const sql = lab.write('expected.sql', `-- table: ${table}\n${QUERY}\n`);
  return compareTables(lab, path, sql);
}

function addConnection(lab: Lab, name: string): void {
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'packages/server/bin/glueflow.js'),
      'connections',
      'add',
      name,
      '--environment'
    ],
    { env: lab.env }
  );
}

test.afterEach(({ lab }) => {
  rmSync(join(lab.folder, 'config'), { recursive: true, force: true });
});

/** Rows of a preview in an order of their own: a group has none. */
function sorted(rows: unknown[][]): unknown[][] {
  return [...rows].sort((a, b) => String(a[0]).localeCompare(String(b[0])));
}

test('a pipeline is built by mouse, previewed, deployed and run; its result is what DuckDB says', async ({
  lab,
  labPage
}) => {
  test.setTimeout(400_000);
  addConnection(lab, 'sandbox');
  const { page } = labPage;
  await labPage.goto();
  await page.getByRole('button', { name: /Glueflow Pipeline/ }).click();
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const form = new FormHelper(editor);
  const title = async (text: string): Promise<void> => {
    await form.name.fill(text);
    await expect(canvas.step(text)).toBeVisible();
  };
  // Room for six cards.
  await page.getByRole('tab', { name: /File Browser/ }).click();
  await canvas.canvas.hover();

  await canvas.drag('Glue Data Catalog input', { x: 120, y: 60 });
  await title('Flights');
  await form.pick(form.field('Connection'), 'sandbox');
  await form.pick(form.field('Database'), 'nycflights');
  await form.pick(form.field('Table'), 'flights');

  await canvas.drag('Glue Data Catalog input', { x: 120, y: 240 });
  await title('Airlines');
  await form.pick(form.field('Database'), 'nycflights');
  await form.pick(form.field('Table'), 'airlines');

  await canvas.drag('Filter rows', { x: 390, y: 60 });
  await title('From JFK, first quarter');
  await canvas.link('Flights', 'From JFK, first quarter');
  const conditions = form.group('Conditions');
  let row = await form.addTo(conditions, 'Condition');
  await form.pick(form.field('Column', row), 'origin');
  await form.field('Value', row).fill('JFK');
  row = await form.addTo(conditions, 'Condition');
  await form.pick(form.field('Column', row), 'month');
  await form.field('Operator', row).selectOption({ label: '≤' });
  await form.field('Value', row).fill('3');
  await expect(canvas.step('From JFK, first quarter')).toContainText(
    "origin = 'JFK' and month ≤ 3"
  );

  await canvas.drag('Join', { x: 390, y: 240 });
  await title('Name the airline');
  await canvas.link('From JFK, first quarter', 'Name the airline', {
    input: 'Left'
  });
  await canvas.link('Airlines', 'Name the airline', { input: 'Right' });
  row = await form.addTo(form.group('Keys'));
  await form.pick(form.field('Left column', row), 'carrier');
  await form.pick(form.field('Right column', row), 'carrier');

  await canvas.drag('Aggregate', { x: 390, y: 400 });
  await title('By airline');
  await canvas.link('Name the airline', 'By airline');
  const keys = form.group('Group by');
  for (const column of ['carrier', 'name']) {
    await keys.getByRole('combobox').click();
    await page.getByRole('option', { name: new RegExp(`^${column} `) }).click();
  }
  const values = form.group('Values');
  row = await form.addTo(values);
  await form.field('Function', row).selectOption({ label: 'Count' });
  await form.field('Name', row).fill('flights');
  row = await form.addTo(values);
  await form.field('Function', row).selectOption({ label: 'Average' });
  await form.pick(form.field('Column', row), 'arr_delay');
  await form.field('Name', row).fill('mean_delay');
  await labPage.screenshot('build-aggregate');

  const expected = duckdb(QUERY);
  expect(expected).toHaveLength(10);
  await expect
    .poll(async () => sorted((await readGrid(page))?.rows ?? []), LONG)
    .toEqual(expected);
  await labPage.screenshot('build-preview');

  await canvas.drag('Glue Data Catalog output', { x: 120, y: 400 });
  await title('Airline delays');
  await canvas.link('By airline', 'Airline delays');
  await form.pick(form.field('Database'), 'nycflights');
  await form.field('Table').fill('mean_delays');
  await form.field('Path').fill('s3://glueflow-sandbox/results/mean_delays/');
  await expect(editor.getByRole('tab', { name: 'Problems' })).toHaveText(
    'Problems'
  );
  await labPage.screenshot('build-whole');
  expect(withoutIds(await labPage.document())).toEqual(BUILT);

  await editor.getByRole('button', { name: 'Generate code' }).click();
  await page.getByRole('menuitem', { name: 'Export to AWS Glue…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export to AWS Glue' });
  await expect(dialog.getByText('Account 123456789012')).toBeVisible();
  await dialog.getByLabel('Job name').fill('mean-delays');
  await dialog.getByLabel('S3 bucket').fill('glueflow-sandbox');
  await dialog.getByLabel('IAM role').fill('GlueflowSandboxRole');
  await dialog.getByLabel('Deploy now').check();
  await dialog.getByLabel('Start a run').check();
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await dialog.getByRole('button', { name: 'Deploy and run' }).click();
  await expect(dialog.getByText(/^The run succeeded in/)).toBeVisible(LONG);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+s');
  await expect.poll(() => lab.read(PATH)).toBe(await labPage.source());
  expect(compareTable(lab, PATH, 'nycflights.mean_delays')).toContain(
    `the same ${expected.length} rows`
  );
});

test('the same pipeline is built by keyboard alone', async ({
  lab,
  labPage
}) => {
  test.setTimeout(300_000);
  addConnection(lab, 'sandbox');
  const { page } = labPage;
  await labPage.goto();
  const mouse = await watchMouse(page);
  const keys = new Keyboard(page);
  await expect(
    page.getByRole('button', { name: /Glueflow Pipeline/ })
  ).toBeVisible();
  await keys.command('New Glueflow Pipeline');
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  const form = new FormHelper(editor);
  await expect(canvas.canvas).toBeFocused();

  /** Add a step by the palette, give it a name in place, and go to its settings. */
  const add = async (words: string, title: string): Promise<void> => {
    const search = canvas.palette.getByRole('searchbox', {
      name: 'Search steps'
    });
    await keys.tabTo(search, 'Shift+Tab');
    await keys.type(words);
    await keys.press('Enter');
    await keys.press('Escape', 'Escape');
    await expect(canvas.canvas).toBeFocused();
    await keys.press('F2');
    await keys.type(title);
    await keys.press('Enter');
    await expect(canvas.step(title)).toHaveClass(/gf-mod-selected/);
    await expect(canvas.canvas).toBeFocused();
    await keys.press('Enter');
    await expect(form.panel.locator(':focus')).toHaveCount(1);
  };
  /** Leave the settings. */
  const leave = async (): Promise<void> => {
    await keys.press('Escape');
    await expect(canvas.canvas).toBeFocused();
  };

  await add('catalog input', 'Flights');
  await keys.press('Shift+Tab');
  await keys.pick(form.field('Connection'), 'sandbox');
  await keys.pick(form.field('Database'), 'nycflights');
  await keys.pick(form.field('Table'), 'flights');
  await leave();

  await add('filter', 'From JFK, first quarter');
  const conditions = form.group('Conditions');
  const condition = conditions.getByRole('button', {
    name: 'Condition',
    exact: true
  });
  await keys.tabTo(condition);
  await keys.press('Enter');
  // The new condition has the focus already.
  await expect(form.field('Column', conditions)).toBeFocused();
  await keys.takeChoice(form.field('Column', conditions), 'origin');
  await keys.tabTo(form.field('Value', conditions));
  await keys.type('JFK');
  await keys.tabTo(condition);
  await keys.press('Enter');
  await keys.takeChoice(form.field('Column', conditions), 'month');
  await keys.choose(form.field('Operator', conditions), '≤');
  await keys.tabTo(form.field('Value', conditions));
  await keys.type('3');
  await leave();
  await labPage.screenshot('keys-condition');

  // A join after the filter: its left input is linked already, the right one is by keyboard too.
  await add('join', 'Name the airline');
  await leave();
  await add('catalog input', 'Airlines');
  await keys.pick(form.field('Database'), 'nycflights');
  await keys.pick(form.field('Table'), 'airlines');
  await leave();
  await keys.press('c');
  await expect(
    page.getByRole('dialog', { name: 'Link “Airlines” to …' })
  ).toBeVisible();
  await keys.type('name');
  await keys.press('Enter');
  await expect(canvas.canvas).toBeFocused();
  await keys.find('Name the airline');
  await keys.press('Enter');
  const pairs = form.group('Keys');
  await keys.tabTo(pairs.getByRole('button', { name: 'Add', exact: true }));
  await keys.press('Enter');
  await keys.takeChoice(form.field('Left column', pairs), 'carrier');
  await keys.pick(form.field('Right column', pairs), 'carrier');
  await leave();

  await add('group by', 'By airline');
  const column = form.group('Group by').getByRole('combobox');
  for (const name of ['carrier', 'name']) {
    if (name !== 'carrier') {
      await expect(column).toBeFocused();
    }
    await keys.type(name);
    await keys.press('ArrowDown', 'Enter');
  }
  const values = form.group('Values');
  const more = values.getByRole('button', { name: 'Add', exact: true });
  await keys.tabTo(more);
  await keys.press('Enter');
  await expect(form.field('Function', values)).toBeFocused();
  await keys.tabTo(form.field('Name', values));
  await keys.type('flights');
  await keys.tabTo(more);
  await keys.press('Enter');
  await keys.choose(form.field('Function', values), 'Average');
  await keys.pick(form.field('Column', values), 'arr_delay');
  await keys.tabTo(form.field('Name', values));
  await keys.type('mean_delay');
  await leave();

  const expected = duckdb(QUERY);
  await expect
    .poll(async () => sorted((await readGrid(page))?.rows ?? []), LONG)
    .toEqual(expected);

  await add('catalog output', 'Airline delays');
  await keys.pick(form.field('Database'), 'nycflights');
  await keys.tabTo(form.field('Table'));
  await keys.type('mean_delays');
  await keys.tabTo(form.field('Path'));
  await keys.type('s3://glueflow-sandbox/results/mean_delays/');
  await keys.press('Escape');
  await leave();
  await keys.press('Shift+l');
  await labPage.screenshot('keys-whole');
  expect(withoutIds(await labPage.document())).toEqual(BUILT);
  expect(await mouse()).toEqual([]);
});
