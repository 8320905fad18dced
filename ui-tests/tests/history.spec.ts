import type { Locator } from '@playwright/test';
import type { PipelineDocument } from '@glueflow/components-manager';
import { CanvasHelper } from '../helpers/canvas.js';
import { FormHelper } from '../helpers/forms.js';
import type { Lab } from '../helpers/lab.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';
const DIRTY = /jp-mod-dirty/;

interface Opened {
  editor: Locator;
  canvas: CanvasHelper;
  form: FormHelper;
}

/** The editor of a pipeline that is open, with its canvas. */
async function opened(labPage: LabPage, path: string): Promise<Opened> {
  const editor = await labPage.editor(path);
  const canvas = new CanvasHelper(labPage, editor);
  await expect(canvas.canvas).toBeVisible();
  await canvas.fit();
  return { editor, canvas, form: new FormHelper(editor) };
}

async function openExample(
  lab: Lab,
  labPage: LabPage,
  path = PATH
): Promise<Opened> {
  await labPage.goto(lab.example('flights.glueflow', path));
  return opened(labPage, path);
}

/** Make a pipeline by the launcher. */
async function create(labPage: LabPage): Promise<Opened> {
  await labPage.page.getByRole('button', { name: /Glueflow Pipeline/ }).click();
  return opened(labPage, 'untitled.glueflow');
}

/** Links by the titles of their ends. */
function links({ nodes, edges }: PipelineDocument): string[] {
  return Object.values(edges)
    .map(
      ({ from, to }) => `${nodes[from.node].title} → ${nodes[to.node].title}`
    )
    .sort();
}

/** Steps by their titles. */
function steps({ nodes }: PipelineDocument): string[] {
  return Object.values(nodes)
    .map(({ title }) => title)
    .sort();
}

/** Click an entry of the File menu. */
async function fileMenu(labPage: LabPage, entry: RegExp): Promise<void> {
  const { page } = labPage;
  await page.getByRole('menuitem', { name: 'File', exact: true }).click();
  await page.getByRole('menuitem', { name: entry }).click();
}

async function save(lab: Lab, labPage: LabPage, path: string): Promise<void> {
  await labPage.save(path);
  await expect(labPage.tab(path)).not.toHaveClass(DIRTY);
  expect(lab.read(path)).toBe(await labPage.source());
}

test('everything is undone to the empty pipeline, and redone to the same bytes', async ({
  labPage
}) => {
  const { page } = labPage;
  await labPage.goto();
  const { editor, canvas, form } = await create(labPage);
  const empty = await labPage.source();
  const undo = editor.getByRole('button', {
    name: 'Take the last edit of the pipeline back'
  });
  const redo = editor.getByRole('button', {
    name: 'Do again what was taken back'
  });
  await expect(undo).toBeDisabled();
  const inPlace = (text: string): Promise<void> =>
    canvas.canvas.getByRole('textbox').fill(text);

  await form.field('Description').fill('Late planes');
  await canvas.drag('Glue Data Catalog input', { x: 130, y: 80 });
  await canvas.expectAt('Glue Data Catalog input', { x: 130, y: 80 });
  await form.field('Database').fill('nycflights');
  await form.field('Table').fill('flights');
  await canvas.pull('Glue Data Catalog input', { x: 330, y: 240 });
  await page
    .getByRole('dialog', { name: 'Add a step' })
    .getByRole('combobox')
    .fill('sort');
  await page.keyboard.press('Enter');
  await expect(canvas.step('Sort')).toBeVisible();
  await canvas.step('Sort').locator('.gf-Node-title').dblclick();
  await inPlace('By delay');
  await page.keyboard.press('Enter');
  const by = await form.addTo(form.group('Sort by'));
  await form.field('Column', by).fill('arr_delay');
  await canvas.move('By delay', { x: 60, y: 60 });
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('g');
  await inPlace('The delays');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await inPlace('To be kept');
  await page.keyboard.press('Control+Enter');
  await canvas.select('By delay');
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Control+v');
  await page.keyboard.press('Delete');
  await page.keyboard.press('Shift+l');
  const full = await labPage.source();
  expect(full).toContain('The delays');
  expect(full).toContain('To be kept');
  expect(full).toContain('arr_delay');

  const until = async (button: Locator, key: string): Promise<number> => {
    let presses = 0;
    while (await button.isEnabled()) {
      const before = await labPage.source();
      await page.keyboard.press(key);
      presses++;
      await expect.poll(() => labPage.source()).not.toBe(before);
      // The button follows a frame later.
      await page.evaluate(
        () =>
          new Promise(resolve =>
            requestAnimationFrame(() => requestAnimationFrame(resolve))
          )
      );
    }
    return presses;
  };
  const undone = await until(undo, 'Control+z');
  expect(undone).toBeGreaterThanOrEqual(15);
  expect(await labPage.source()).toBe(empty);
  await expect(canvas.canvas.locator('.gf-Node')).toHaveCount(0);
  expect(await until(redo, 'Control+Shift+z')).toBe(undone);
  expect(await labPage.source()).toBe(full);
});

test('steps are copied into another pipeline', async ({ lab, labPage }) => {
  const { page } = labPage;
  lab.example('flights.glueflow', 'source.glueflow');
  const from = await openExample(lab, labPage, 'source.glueflow');
  const source = await labPage.document();
  await from.canvas.canvas.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+c');
  await expect(labPage.tab('source.glueflow')).not.toHaveClass(DIRTY);

  await fileMenu(labPage, /^New Launcher/);
  const to = await create(labPage);
  await expect(to.canvas.canvas).toBeFocused();
  await page.keyboard.press('Control+v');
  await to.canvas.fit();
  await expect(to.canvas.step('By airline')).toBeVisible();
  const pasted = await labPage.document();
  expect(steps(pasted)).toEqual(steps(source));
  expect(links(pasted)).toEqual(links(source));
  expect(
    Object.values(pasted.nodes).map(({ title, config }) => [title, config])
  ).toEqual(
    expect.arrayContaining(
      Object.values(source.nodes).map(({ title, config }) => [title, config])
    )
  );
  // What is pasted is seen, and selected.
  await expect(
    to.canvas.canvas.locator('.gf-Node.gf-mod-selected')
  ).toHaveCount(Object.keys(source.nodes).length);
  await labPage.screenshot('history-pasted');
  await page.keyboard.press('Control+z');
  await expect(to.canvas.canvas.locator('.gf-Node')).toHaveCount(0);

  // What is pasted by keyboard comes into sight, wherever the view is.
  for (let drag = 0; drag < 4; drag++) {
    await to.canvas.pan({ x: 250, y: 100 });
  }
  await to.canvas.palette.hover();
  await page.keyboard.press('Control+v');
  await expect(to.canvas.step('Flights')).toBeInViewport();
});

test('steps are cut, duplicated, and deleted with a bridge', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const { canvas } = await openExample(lab, labPage);
  const before = await labPage.document();

  await canvas.select('From JFK, first quarter');
  await page.keyboard.press('Shift+Delete');
  await expect(canvas.step('From JFK, first quarter')).toHaveCount(0);
  expect(links(await labPage.document())).toContain(
    'Flights → Name the airline'
  );
  await page.keyboard.press('Control+z');
  expect(links(await labPage.document())).toEqual(links(before));

  await canvas.select('By airline');
  await page.keyboard.press('Control+d');
  await expect(canvas.step('By airline 2')).toHaveClass(/gf-mod-selected/);
  const copies = Object.values((await labPage.document()).nodes).filter(
    ({ title }) => title.startsWith('By airline')
  );
  expect(copies.map(({ config }) => config)).toEqual([
    before.nodes.by_airline.config,
    before.nodes.by_airline.config
  ]);
  expect(links(await labPage.document())).toEqual(links(before));

  await page.keyboard.press('Control+x');
  await expect(canvas.step('By airline 2')).toHaveCount(0);
  expect(await labPage.document()).toEqual(before);
  await canvas.canvas.focus();
  await page.keyboard.press('Control+v');
  await expect(canvas.step('By airline 2')).toHaveClass(/gf-mod-selected/);
});

test('what was saved is there after a reload of the page', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const { canvas, form } = await openExample(lab, labPage);
  await canvas.select('By airline');
  await form.name.fill('By carrier');
  await expect(labPage.tab(PATH)).toHaveClass(DIRTY);
  await canvas.move('By carrier', { x: 0, y: 60 });
  await page.keyboard.press('n');
  await canvas.canvas.getByRole('textbox').fill('Only the first quarter');
  await page.keyboard.press('Control+Enter');
  await save(lab, labPage, PATH);
  const saved = await labPage.source();

  await labPage.reload();
  const again = await opened(labPage, PATH);
  await expect(again.canvas.step('By carrier')).toBeVisible();
  await expect(
    again.canvas.canvas.getByText('Only the first quarter')
  ).toBeVisible();
  expect(await labPage.source()).toBe(saved);
  await expect(labPage.tab(PATH)).not.toHaveClass(DIRTY);
});

test('edits are reverted to the saved file, and to the checkpoint', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const { canvas, form } = await openExample(lab, labPage);
  const original = lab.read(PATH);
  const rename = async (from: string, to: string): Promise<void> => {
    await canvas.select(from);
    await form.name.fill(to);
    await expect(canvas.step(to)).toBeVisible();
  };
  const dialog = page.getByRole('dialog');
  // The first save makes a checkpoint of what it wrote.
  await rename('By airline', 'By carrier');
  await save(lab, labPage, PATH);
  const checkpoint = lab.read(PATH);
  await rename('By carrier', 'By company');
  await fileMenu(labPage, /^Reload Pipeline from Disk|^Reload .* from Disk/);
  await dialog.getByRole('button', { name: 'Reload' }).click();
  await expect(canvas.step('By carrier')).toBeVisible();
  expect(await labPage.source()).toBe(checkpoint);
  await expect(labPage.tab(PATH)).not.toHaveClass(DIRTY);

  lab.write(PATH, original);
  await fileMenu(labPage, /^Reload .* from Disk/);
  await expect(canvas.step('By airline')).toBeVisible();
  await fileMenu(labPage, /^Revert .* to Checkpoint/);
  await labPage.screenshot('history-revert');
  await dialog.getByRole('button', { name: /Revert/ }).click();
  await expect(canvas.step('By carrier')).toBeVisible();
  expect(lab.read(PATH)).toBe(checkpoint);
  await expect(labPage.tab(PATH)).not.toHaveClass(DIRTY);
});

test('a file gets another name while it is open, and is edited and saved under it', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const { canvas, form } = await openExample(lab, labPage);
  await fileMenu(labPage, /^Rename .*…/);
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('delays.glueflow');
  await dialog.getByRole('button', { name: 'Rename' }).click();
  await expect(labPage.tab('delays.glueflow')).toBeVisible();
  await canvas.select('By airline');
  await form.name.fill('By carrier');
  await save(lab, labPage, 'delays.glueflow');
  expect(lab.read('delays.glueflow')).toContain('By carrier');
  expect(() => lab.read(PATH)).toThrow();
  await labPage.reload();
  const again = await opened(labPage, 'delays.glueflow');
  await expect(again.canvas.step('By carrier')).toBeVisible();
});

test('a file is changed by edits only', async ({ lab, labPage }) => {
  const { page } = labPage;
  const { editor, canvas, form } = await openExample(lab, labPage);
  const original = lab.read(PATH);
  const tab = labPage.tab(PATH);
  await canvas.select('By airline');
  await form.panel.getByRole('button', { name: 'Help' }).click();
  await canvas.select('Flights');
  await canvas.canvas.focus();
  for (const key of ['ArrowRight', 'f', '=', '-', '0', 'Control+a', 'Escape']) {
    await page.keyboard.press(key);
  }
  for (const name of ['Schema', /^Problems/, 'Code', 'Log', 'Data']) {
    await editor.getByRole('tab', { name }).click();
  }
  await expect(tab).not.toHaveClass(DIRTY);
  await save(lab, labPage, PATH);
  expect(lab.read(PATH)).toBe(original);

  // So it is with a file that was written by hand.
  const byHand = JSON.stringify(JSON.parse(original));
  await labPage.open(lab.write('hand.glueflow', byHand));
  const hand = await opened(labPage, 'hand.glueflow');
  await expect(hand.canvas.step('By airline')).toBeVisible();
  await labPage.save('hand.glueflow');
  expect(lab.read('hand.glueflow')).toBe(byHand);

  await hand.canvas.select('By airline');
  await hand.form.name.fill('By carrier');
  await expect(labPage.tab('hand.glueflow')).toHaveClass(DIRTY);
});
