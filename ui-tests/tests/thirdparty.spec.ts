import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PYTHON, ROOT, environment, run } from '../../scripts/tools.mjs';
import { CanvasHelper } from '../helpers/canvas.js';
import { readGrid } from '../helpers/grid.js';
import { Lab } from '../helpers/lab.js';
import { LabPage } from '../helpers/page.js';
import { PropertiesPage } from '../helpers/properties.js';

const EXTENSION = join(ROOT, 'examples', 'extension');
const PATH = 'distance.glueflow';
/** A Spark that starts takes half a minute. */
const LONG = { timeout: 200_000 };

let folder: string;
let lab: Lab;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'glueflow-thirdparty-'));
  // As a person installs it, but beside the checkout's packages.
  await run(process.execPath, [join(EXTENSION, 'build.mjs')], {
    capture: true,
    env: environment()
  });
  await run(
    PYTHON,
    [
      ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
      ...['--no-deps', '--no-build-isolation', '--prefix', folder, EXTENSION]
    ],
    { capture: true, what: 'Installing the example extension' }
  );
  lab = await Lab.start({ data: join(folder, 'share', 'jupyter') });
});

test.afterAll(async () => {
  await lab?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a step of an installed extension is drawn, set, previewed and exported', async ({
  page
}) => {
  test.setTimeout(300_000);
  const labPage = new LabPage(page, lab);
  const document = JSON.parse(
    readFileSync(join(EXTENSION, PATH), 'utf8')
  ) as Awaited<ReturnType<LabPage['document']>>;
  const { config } = document.nodes.distance;
  delete document.nodes.distance;
  document.edges = { e1: document.edges.e1 };
  const forms = await PropertiesPage.open(
    labPage,
    JSON.stringify(document),
    PATH
  );
  const editor = await labPage.editor(PATH);
  const canvas = new CanvasHelper(labPage, editor);
  await expect(canvas.step('JFK')).toBeVisible();

  const entry = canvas.palette.getByRole('button', {
    name: 'Distance',
    exact: true
  });
  // Its own icon: an arc of dashes between two places.
  await expect(entry.locator('svg circle')).toHaveCount(2);
  await canvas.drag('Distance', { x: 300, y: 60 });
  await labPage.run('glueflow:fit');
  await expect(canvas.step('Distance').locator('svg circle')).toHaveCount(2);
  await canvas.link('JFK', 'Distance');
  await canvas.link('Distance', 'Airport distances');

  await canvas.select('Distance');
  for (const [label, column] of [
    ['From latitude', 'jfk_lat'],
    ['From longitude', 'jfk_lon'],
    ['To latitude', 'lat'],
    ['To longitude', 'lon']
  ]) {
    await forms.choose(
      forms.panel.getByRole('combobox', { name: label }),
      column
    );
  }
  const [id] = Object.entries((await labPage.document()).nodes).find(
    ([, { component }]) => component === 'acme-distance'
  )!;
  await forms.expectConfig(id, config);
  await expect(editor.getByRole('tab', { name: /^Problems/ })).toHaveText(
    'Problems'
  );
  await labPage.screenshot('thirdparty-form');

  await editor.getByRole('tab', { name: 'Data' }).click();
  // The helper's code reads a job argument, which the component brings.
  const distanceOf = async (faa: string): Promise<number | undefined> => {
    const grid = await readGrid(page);
    const [place, km] = ['faa', 'distance_km'].map(
      name => grid?.columns.findIndex(column => column.name === name) ?? -1
    );
    const row = grid?.rows.find(cells => cells[place] === faa);
    return km < 0 || row === undefined ? undefined : Number(row[km]);
  };
  await expect.poll(() => distanceOf('06N'), LONG).toBeCloseTo(101.976, 3);
  await labPage.screenshot('thirdparty-data');

  await editor.getByRole('tab', { name: 'Code' }).click();
  const code = editor.getByRole('tabpanel', { name: 'Code' });
  await expect(code).toContainText('add_distance(jfk,');
  await labPage.screenshot('thirdparty-code');

  await editor.getByRole('button', { name: 'Generate code' }).click();
  await page.getByRole('menuitem', { name: 'Export to AWS Glue…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export to AWS Glue' });
  await expect(dialog.getByText('Account 123456789012')).toBeVisible();
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click();
  await expect(dialog.locator('.cm-content')).toContainText('def add_distance');
  await labPage.screenshot('thirdparty-export');
  await dialog.getByRole('button', { name: 'Write scripts' }).click();
  await expect
    .poll(() => {
      try {
        return lab.read('deploy_airport-distances.py');
      } catch {
        return '';
      }
    })
    .toContain('"--earth_radius_km": "6371.0088"');
  expect(lab.read('airport-distances.py')).toContain('add_distance(jfk,');
  expect(labPage.errors).toEqual([]);
});
