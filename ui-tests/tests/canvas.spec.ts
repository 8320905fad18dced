import type { Locator } from '@playwright/test';
import { CanvasHelper } from '../helpers/canvas.js';
import { expectAccessible } from '../helpers/axe.js';
import type { LabPage } from '../helpers/page.js';
import { expect, test } from '../helpers/test.js';

const PATH = 'flights.glueflow';

async function open(labPage: LabPage, path = PATH): Promise<CanvasHelper> {
  labPage.lab.example(PATH);
  await labPage.goto(path);
  const canvas = new CanvasHelper(labPage, await labPage.editor(path));
  // Room for six cards.
  await labPage.page.getByRole('tab', { name: /File Browser/ }).click();
  await expect(canvas.step('Airline delays')).toBeVisible();
  await expect(canvas.palette).toBeVisible();
  return canvas;
}

/** What the canvas tells the person. */
function said({ editor }: CanvasHelper): Locator {
  return editor.locator('.gf-Canvas-message');
}

/** Choose in the menu of the right mouse button. */
async function choose(
  { page }: LabPage,
  on: Locator,
  item: string | RegExp,
  position?: { x: number; y: number }
): Promise<void> {
  await on.click({ button: 'right', ...(position ? { position } : {}) });
  await page.getByRole('menuitem', { name: item }).click();
}

async function dragBy(
  { page }: LabPage,
  from: Locator,
  by: { x: number; y: number }
): Promise<void> {
  const box = await from.boundingBox();
  if (!box) {
    throw new Error('There is nothing to drag.');
  }
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x / 2, y + by.y / 2, { steps: 4 });
  await page.mouse.move(x + by.x, y + by.y, { steps: 4 });
  await page.mouse.up();
}

test('links that can’t be are refused with the reason, others are moved, and a link into empty space asks what is next', async ({
  labPage
}) => {
  const canvas = await open(labPage);
  const { page } = labPage;
  await canvas.link('By airline', 'From JFK, first quarter');
  await expect(said(canvas)).toContainText('would close a circle');
  await canvas.link('Airlines', 'From JFK, first quarter');
  await expect(said(canvas)).toContainText('taken by “Flights”');
  await labPage.screenshot('canvas-refused');

  // Move the beginning of a link to another output.
  const link = canvas.canvas.getByRole('img', {
    name: 'Link from By airline to Airline delays'
  });
  await link.click({ force: true });
  const from = await canvas.port('By airline', 'Output “Output”').boundingBox();
  const to = await canvas
    .port('From JFK, first quarter', 'Output “Output”')
    .boundingBox();
  if (!from || !to) {
    throw new Error('A port is out of sight.');
  }
  // Beside the port, where the selected link ends; the port itself begins another link.
  await page.mouse.move(from.x + from.width + 4, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 40, to.y + 30, { steps: 6 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, {
    steps: 6
  });
  await page.mouse.up();
  await expect
    .poll(async () => (await labPage.document()).edges.e05.from.node)
    .toBe('jfk');

  await canvas.pull('By airline', { x: 300, y: 260 });
  const chooser = page.getByRole('dialog', { name: 'Add a step' });
  await expect(chooser).toBeVisible();
  await labPage.screenshot('canvas-chooser');
  await page.keyboard.type('dedupl');
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => {
      const { nodes, edges } = await labPage.document();
      return Object.values(edges)
        .filter(edge => edge.from.node === 'by_airline')
        .map(edge => nodes[edge.to.node].component);
    })
    .toEqual(['deduplicate']);
});

test('a step let go on a link is put into it', async ({ labPage }) => {
  const canvas = await open(labPage);
  const from = await canvas.step('By airline').boundingBox();
  const to = await canvas.step('Airline delays').boundingBox();
  const box = await canvas.canvas.boundingBox();
  if (!from || !to || !box) {
    throw new Error('A step is out of sight.');
  }
  await canvas.drag('Filter rows', {
    x: (from.x + from.width + to.x) / 2 - box.x,
    y: from.y + from.height / 2 - box.y
  });
  await expect
    .poll(async () => {
      const { nodes, edges } = await labPage.document();
      return Object.values(edges)
        .filter(edge => edge.to.node === 'airline_delays')
        .map(edge => nodes[edge.from.node].component);
    })
    .toEqual(['filter-rows']);
});

test('what is put into a link has room, ports are hit when zoomed out, and the view is kept', async ({
  labPage
}) => {
  const canvas = await open(labPage);
  const { page } = labPage;
  const from = await canvas.step('By airline').boundingBox();
  const to = await canvas.step('Airline delays').boundingBox();
  const box = await canvas.canvas.boundingBox();
  if (!from || !to || !box) {
    throw new Error('A step is out of sight.');
  }
  await canvas.drag('Sort', {
    x: (from.x + from.width + to.x) / 2 - box.x,
    y: from.y + from.height / 2 - box.y
  });
  await canvas.fit();
  await labPage.screenshot('canvas-room');
  const cards = ['By airline', 'Sort', 'Airline delays'];
  const across = async (): Promise<boolean[]> => {
    const boxes = await Promise.all(
      cards.map(title => canvas.step(title).boundingBox())
    );
    return boxes.slice(1).map((each, at) => {
      const before = boxes[at];
      return !!each && !!before && each.x > before.x + before.width;
    });
  };
  await expect.poll(across).toEqual([true, true]);

  // Escape takes the message away first, then the selection.
  await canvas.link('By airline', 'From JFK, first quarter');
  await expect(said(canvas)).toBeVisible();
  await canvas.select('Sort');
  await page.keyboard.press('Escape');
  await expect(said(canvas)).toHaveCount(0);
  await expect(canvas.step('Sort')).toHaveClass(/gf-mod-selected/);
  await page.keyboard.press('Escape');
  await expect(canvas.step('Sort')).not.toHaveClass(/gf-mod-selected/);

  for (let press = 0; press < 2; press++) {
    await page.keyboard.press('-');
  }
  const scale = (): Promise<string> =>
    canvas.canvas
      .locator('.react-flow__viewport')
      .evaluate(element => getComputedStyle(element).transform);
  await expect
    .poll(async () => Number((await scale()).split(/[(,]/)[1]))
    .toBeLessThan(0.45);
  const port = await canvas.port('Airlines', 'Output “Output”').boundingBox();
  if (!port) {
    throw new Error('The port is out of sight.');
  }
  // Seven pixels aside of its middle a press still begins a link.
  await page.mouse.move(
    port.x + port.width / 2 - 7,
    port.y + port.height / 2 + 7
  );
  await page.mouse.down();
  await page.mouse.move(port.x + 60, port.y + 120, { steps: 6 });
  await expect(
    canvas.canvas.locator('.react-flow__connection-path')
  ).toBeVisible();
  await page.mouse.up();
  const chooser = page.getByRole('dialog', { name: 'Add a step' });
  await expect(chooser).toBeVisible();
  await page.keyboard.press('Escape');

  // What is typed after a letter that is a command is seen before Enter takes it.
  await canvas.canvas.focus();
  await page.keyboard.type('airlines');
  await expect(chooser.getByRole('combobox')).toHaveValue('irlines');
  await page.keyboard.press('Enter');
  await expect(canvas.canvas.locator('.gf-Node')).toHaveCount(7);
  await page.keyboard.press('Escape');

  const seen = await scale();
  await labPage.run('docmanager:save');
  await labPage.run('application:close');
  await expect(canvas.canvas).toHaveCount(0);
  const again = new CanvasHelper(labPage, await labPage.open(PATH));
  await expect(again.step('Sort')).toBeVisible();
  await expect
    .poll(() =>
      again.canvas
        .locator('.react-flow__viewport')
        .evaluate(element => getComputedStyle(element).transform)
    )
    .toBe(seen);
});

test('a pipeline may be closed while its kernel is started', async ({
  lab,
  labPage
}) => {
  lab.example(PATH);
  await labPage.goto();
  const { page } = labPage;
  const started = page.waitForResponse(
    reply =>
      reply.url().includes('/api/sessions') &&
      reply.request().method() === 'PATCH'
  );
  const asked = page.waitForRequest(
    request =>
      request.url().includes('/api/sessions') && request.method() === 'POST'
  );
  const editor = await labPage.open(PATH);
  // The first data that is looked at starts a kernel.
  await editor.locator('.gf-Node').first().click();
  await asked;
  await labPage.run('application:close');
  await expect(labPage.tab(PATH)).toHaveCount(0);
  // JupyterLab gives the session the path of the file, and only then sees that the file was closed.
  await started;
  await labPage.open(PATH);
  await expect(page.getByText(/^Spark: /)).toBeVisible();
  expect(labPage.errors).toEqual([]);
});

test('data files come from the file browser, and it says what can’t', async ({
  lab,
  labPage
}) => {
  lab.write('delays.csv', 'a,b\n1,2\n');
  lab.write('letter.docx', 'Dear Sir');
  const canvas = await open(labPage);
  const { page } = labPage;
  await page.getByRole('tab', { name: /File Browser/ }).click();
  const files = page.getByRole('region', { name: 'File Browser Section' });
  const bring = async (name: string): Promise<void> => {
    const file = files.locator('.jp-DirListing-item', { hasText: name });
    const box = await canvas.canvas.boundingBox();
    const start = await file.boundingBox();
    if (!box || !start) {
      throw new Error(`${name} is out of sight.`);
    }
    await page.mouse.move(start.x + 40, start.y + start.height / 2);
    await page.mouse.down();
    await page.mouse.move(start.x + 60, start.y + 30, { steps: 4 });
    await page.mouse.move(box.x + box.width / 2, box.y + 260, { steps: 8 });
    await page.mouse.up();
  };
  await bring('delays.csv');
  await expect(canvas.step('delays')).toBeVisible();
  await expect(said(canvas)).toContainText(
    'upload “delays.csv” to s3://glueflow-sandbox/delays.csv'
  );
  await labPage.screenshot('canvas-file');
  await bring('letter.docx');
  await expect(said(canvas)).toContainText(
    '“letter.docx” can’t be an input: CSV, JSON and Parquet files can.'
  );
});

test('notes and groups are written, resized and kept clear of steps', async ({
  labPage
}) => {
  const canvas = await open(labPage);
  const { page } = labPage;
  await choose(labPage, canvas.canvas, /^Add Note/, { x: 200, y: 250 });
  await page.keyboard.type('Only the first quarter counts');
  await page.keyboard.press('Control+Enter');
  const note = canvas.canvas.getByRole('group', { name: /^Note: Only/ });
  await expect(note).toBeVisible();
  await dragBy(
    labPage,
    note.locator('.react-flow__resize-control.handle').last(),
    {
      x: 60,
      y: 40
    }
  );
  const size = async (): Promise<unknown> => {
    const [first] = Object.values((await labPage.document()).annotations);
    return Number(first.width) > 220 && Number(first.height) > 110;
  };
  await expect.poll(size).toBe(true);

  // Two steps by Ctrl and click, lined up, and a group around them.
  await canvas.select('Airlines');
  await canvas
    .step('From JFK, first quarter')
    .locator('.gf-Node-title')
    .click({ modifiers: ['Control'] });
  await choose(labPage, canvas.step('Airlines'), /^Group/);
  await page.keyboard.type('Prepare');
  await page.keyboard.press('Enter');
  await expect(
    canvas.canvas.getByRole('group', { name: 'Group: Prepare' })
  ).toBeVisible();
  await expect(
    canvas.editor.getByRole('heading', { name: '1 group selected' })
  ).toBeVisible();
  await labPage.screenshot('canvas-group');

  await choose(labPage, canvas.canvas, /^Lay Out/, { x: 20, y: 20 });
  await expect(page.getByRole('menu')).toHaveCount(0);
  await labPage.screenshot('canvas-laid-out');
  const boxes = await canvas.canvas.locator('.gf-Node').all();
  const own = await note.boundingBox();
  for (const card of boxes) {
    const box = await card.boundingBox();
    expect(
      box &&
        own &&
        box.x < own.x + own.width &&
        own.x < box.x + box.width &&
        box.y < own.y + own.height &&
        own.y < box.y + box.height
    ).toBe(false);
  }
});

test('a step is found, renamed in place, and several are lined up', async ({
  labPage
}) => {
  const canvas = await open(labPage);
  const { page } = labPage;
  await canvas.canvas.focus();
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('dialog', { name: 'Find a step' })).toBeVisible();
  await page.keyboard.type('airline del');
  await page.keyboard.press('Enter');
  await expect(canvas.step('Airline delays')).toHaveClass(/gf-mod-selected/);
  await canvas.step('Airline delays').locator('.gf-Node-title').dblclick();
  await page.keyboard.type('Delays by airline');
  await page.keyboard.press('Enter');
  await expect(canvas.step('Delays by airline')).toBeVisible();

  await page.keyboard.press('Control+a');
  await labPage.screenshot('canvas-selected');
  await canvas.step('Delays by airline').click({ button: 'right' });
  await labPage.screenshot('canvas-menu');
  await page.locator('.lm-Menu-item', { hasText: 'Align' }).hover();
  await page.getByRole('menuitem', { name: /Top/ }).click();
  await expect
    .poll(async () => {
      const { layout } = await labPage.document();
      return new Set(Object.values(layout.nodes).map(({ y }) => y)).size;
    })
    .toBe(1);
});

test('a file that is broken, or too new, is for reading only, with the reason', async ({
  lab,
  labPage
}) => {
  lab.write('broken.glueflow', '{ "glueflow": 1, "nodes": ');
  lab.write('newer.glueflow', '{ "glueflow": 99, "nodes": {}, "edges": {} }');
  await labPage.goto('broken.glueflow');
  const broken = await labPage.editor('broken.glueflow');
  await expect(broken.getByRole('alert')).toContainText('reading only');
  await labPage.screenshot('canvas-broken');
  const newer = await labPage.open('newer.glueflow');
  await expect(newer.getByRole('alert')).toContainText('newer Glueflow');
  await labPage.screenshot('canvas-newer');
  expect(lab.read('broken.glueflow')).toBe('{ "glueflow": 1, "nodes": ');
});

test('an empty canvas says how to begin', async ({ lab, labPage }) => {
  lab.write('empty.glueflow', '{"glueflow":1,"nodes":{},"edges":{}}');
  await labPage.goto('empty.glueflow');
  const editor = await labPage.editor('empty.glueflow');
  await editor.getByRole('button', { name: 'Add a step', exact: true }).click();
  const chooser = editor.getByRole('dialog', { name: 'Add a step' });
  await expect(chooser).toBeVisible();
  await labPage.screenshot('canvas-empty');
  await labPage.page.keyboard.press('Escape');
  await expect(chooser).toHaveCount(0);
  for (const part of ['.gf-Canvas', '.gf-Palette']) {
    await expectAccessible(labPage.page, part);
  }
});

for (const theme of [
  'JupyterLab Light',
  'JupyterLab Dark',
  'JupyterLab Dark High Contrast'
] as const) {
  test(`canvas and palette can be read by all in ${theme}`, async ({
    labPage
  }) => {
    const canvas = await open(labPage);
    await labPage.theme(theme);
    await canvas.select('By airline');
    await labPage.screenshot(`canvas-${theme.split(' ').slice(1).join('-')}`);
    for (const part of ['.gf-Canvas', '.gf-Palette']) {
      await expectAccessible(
        labPage.page,
        part,
        theme === 'JupyterLab Light' ? 'everything' : 'colours'
      );
    }
  });
}

test('narrow, without colours of its own, and without motion', async ({
  labPage
}) => {
  const { page } = labPage;
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  const canvas = await open(labPage);
  await canvas.select('By airline');
  await labPage.screenshot('canvas-forced-colors');
  const moving = await canvas.editor.evaluate(element =>
    [element, ...element.querySelectorAll('*')]
      .filter(part => {
        const { animationName, animationDuration, transitionDuration } =
          getComputedStyle(part);
        const seconds = (text: string): number =>
          Math.max(...text.split(',').map(parseFloat));
        return (
          (animationName !== 'none' && seconds(animationDuration) > 0.01) ||
          seconds(transitionDuration) > 0.01
        );
      })
      .map(part => part.className.toString())
      .filter(name => name.includes('gf-') || name.includes('react-flow'))
  );
  expect(moving).toEqual([]);
  await page.emulateMedia({ forcedColors: 'none' });
  const properties = canvas.editor.getByRole('region', { name: 'Properties' });
  await page.setViewportSize({ width: 900, height: 800 });
  await expect(canvas.palette).toBeHidden();
  await expect(properties).toBeVisible();
  await page.setViewportSize({ width: 400, height: 800 });
  await expect(properties).toBeHidden();
  await expect(canvas.canvas).toBeVisible();
  await expect(canvas.palette).toBeHidden();
  await labPage.screenshot('canvas-narrow');
  const handle = canvas.editor.getByRole('button', { name: /^Show the/ });
  await expect(handle).toHaveCount(2);
  await handle.and(page.getByTitle('Show the properties')).click();
  await expect(properties).toBeVisible();
  await expect(handle).toHaveCount(1);
  await expect(canvas.canvas).toBeFocused();
});

test('the zoom bar zooms, and leaves the keyboard on the canvas', async ({
  labPage
}) => {
  const canvas = await open(labPage);
  const bar = canvas.canvas.getByRole('group', { name: 'Zoom' });
  const percent = async (): Promise<number> =>
    parseInt((await bar.getByTitle('Zoom to 100 %').textContent()) ?? '', 10);
  await canvas.select('Flights');
  await bar.getByTitle('Zoom to 100 %').click();
  await expect.poll(percent).toBe(100);
  await bar.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(percent).toBeGreaterThan(100);
  await bar.getByRole('button', { name: 'Zoom to fit' }).click();
  await expect.poll(percent).toBeLessThan(100);
  await expect(canvas.step('Airline delays')).toBeVisible();
  await expect(canvas.canvas).toBeFocused();
  const fitted = await percent();
  await bar.getByRole('button', { name: 'Zoom out' }).click();
  await expect.poll(percent).toBeLessThan(fitted);
});
