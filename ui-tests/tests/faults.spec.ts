import type { Locator } from '@playwright/test';
import { pipelineOf, PropertiesPage } from '../helpers/properties.js';
import { CanvasHelper } from '../helpers/canvas.js';
import { FormHelper } from '../helpers/forms.js';
import { expect, test } from '../helpers/test.js';

const LONG = { timeout: 100_000 };
const AIRLINES = {
  component: 'glue-catalog-input',
  title: 'Airlines',
  config: { database: 'nycflights', table: 'airlines' }
};

test.describe('Spark', () => {
  const status = (editor: Locator): Locator =>
    editor.locator('.gf-SparkStatus-text');
  const running = async (lab: {
    ask(path: string): Promise<Response>;
  }): Promise<number> => {
    const sessions = (await (await lab.ask('api/sessions')).json()) as object[];
    return sessions.length;
  };

  test('starts with the first preview; a tab closed and opened again gets its own', async ({
    lab,
    labPage
  }) => {
    test.setTimeout(400_000);
    const { page } = labPage;
    const path = lab.write('again.glueflow', pipelineOf({ a: AIRLINES }));
    await labPage.goto(path);
    let editor = await labPage.editor(path);
    await expect(status(editor)).toHaveText('Spark: not started');
    expect(await running(lab)).toBe(0);
    const look = async (): Promise<void> => {
      await editor.getByTestId('rf__node-a').click();
      await expect(
        editor.getByRole('application', { name: /^Preview of .* rows; / })
      ).toBeVisible(LONG);
      await expect(status(editor)).toHaveText('Spark: ready', LONG);
    };
    await look();
    // The shutdown takes longer than a person needs to open the file again.
    await page.route('**/api/sessions/*', async route => {
      if (route.request().method() === 'DELETE') {
        await new Promise(resolve => setTimeout(resolve, 2500));
      }
      await route.continue();
    });
    for (const pause of [1500, 0, 0]) {
      await labPage.run('application:close');
      await page.waitForTimeout(pause);
      editor = await labPage.open(path);
    }
    await look();
    await labPage.screenshot('spark-opened-again');
  });

  test('starts for no file that is broken, empty or newer', async ({
    lab,
    labPage
  }) => {
    await labPage.goto();
    for (const [path, text] of [
      ['broken.glueflow', '{"glueflow": 1, "nodes": '],
      ['empty.glueflow', ''],
      ['newer.glueflow', '{"glueflow": 99, "nodes": {}}']
    ]) {
      await labPage.open(lab.write(path, text));
    }
    // As long as a kernel would need to be there.
    await labPage.page.waitForTimeout(3000);
    expect(await running(lab)).toBe(0);
  });
});

test('a name typed for a parameter leaves the focus where Tab or a click puts it', async ({
  labPage
}) => {
  const forms = await PropertiesPage.open(
    labPage,
    pipelineOf(
      { a: AIRLINES },
      { parameters: { b: { type: 'string' }, c: { type: 'string' } } }
    )
  );
  const { page, panel } = forms;
  await forms.selectNothing();
  const name = panel.getByLabel('Name of the parameter').first();
  await name.fill('zone');
  await page.keyboard.press('Tab');
  await expect(panel.getByLabel('Type of zone')).toBeFocused();
  await name.fill('area');
  await panel.getByPlaceholder('Default', { exact: true }).first().click();
  await page.keyboard.type('x1');
  const { parameters } = await labPage.document();
  expect(parameters).toEqual({
    area: { type: 'string', default: 'x1' },
    c: { type: 'string' }
  });
});

test('a click is made though a problem above the button comes while it is pressed', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const path = lab.write(
    'pressed.glueflow',
    pipelineOf({
      a: AIRLINES,
      b: {
        component: 'filter-rows',
        title: 'Some',
        config: { condition: { operator: 'isNull', column: 'nothing' } },
        from: { in: 'a' }
      }
    })
  );
  // The catalog answers only once the button is down.
  let answer = (): void => undefined;
  const pressed = new Promise<void>(resolve => (answer = resolve));
  await page.route('**/tables/airlines*', async route => {
    await pressed;
    await route.continue();
  });
  await labPage.goto(path);
  const editor = await labPage.editor(path);
  const form = new FormHelper(editor);
  await new CanvasHelper(labPage, editor).select('Some');
  const conditions = form.group('Conditions');
  const problem = form.panel.getByText(/no column “nothing”/);
  const add = conditions.getByRole('button', {
    name: 'Condition',
    exact: true
  });
  await add.hover();
  await page.mouse.down();
  const answered = page.waitForResponse(/tables\/airlines/);
  answer();
  await answered;
  // Longer than a check of the pipeline waits.
  await page.waitForTimeout(600);
  await expect(problem).toHaveCount(0);
  await page.mouse.up();
  await expect(problem).toBeVisible();
  await expect(
    conditions.getByRole('button', { name: 'Move condition 2', exact: true })
  ).toBeVisible();
});

test('the canvas: a selected group leaves its notes, Shift adds, far away cards are simple', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  const source = JSON.parse(
    pipelineOf({
      a: AIRLINES,
      b: { component: 'sort', title: 'Sorted', from: { in: 'a' } }
    })
  ) as Record<string, unknown>;
  source.annotations = {
    group: {
      kind: 'group',
      title: 'All',
      x: -20,
      y: 120,
      width: 500,
      height: 220
    },
    note: {
      kind: 'note',
      text: 'Read me',
      x: 20,
      y: 170,
      width: 160,
      height: 80
    }
  };
  await labPage.goto(lab.write('canvas.glueflow', JSON.stringify(source)));
  const editor = await labPage.editor('canvas.glueflow');
  const canvas = new CanvasHelper(labPage, editor);
  await expect(canvas.step('Sorted')).toBeVisible();
  await labPage.run('glueflow:fit');
  const group = editor.getByRole('group', { name: 'Group: All' });
  const note = editor.getByRole('group', { name: 'Note: Read me' });
  await group.click({ position: { x: 300, y: 190 } });
  await expect(group).toHaveClass(/gf-mod-selected/);
  await labPage.screenshot('canvas-group-selected');
  await note.click();
  await expect(note).toHaveClass(/gf-mod-selected/);
  await expect(group).not.toHaveClass(/gf-mod-selected/);

  await canvas.step('Airlines').click({ position: { x: 60, y: 12 } });
  await canvas
    .step('Sorted')
    .click({ position: { x: 60, y: 12 }, modifiers: ['Shift'] });
  await note.click({ modifiers: ['Shift'] });
  for (const each of [canvas.step('Airlines'), canvas.step('Sorted'), note]) {
    await expect(each).toHaveClass(/gf-mod-selected/);
  }
  await canvas
    .step('Sorted')
    .click({ position: { x: 60, y: 12 }, modifiers: ['Shift'] });
  await expect(canvas.step('Sorted')).not.toHaveClass(/gf-mod-selected/);
  await expect(canvas.step('Airlines')).toHaveClass(/gf-mod-selected/);

  const zoomTo = async (percent: number): Promise<void> => {
    const value = editor.locator('.gf-ZoomBar-value');
    await editor.getByRole('button', { name: 'Zoom out' }).hover();
    for (let step = 0; step < 40; step++) {
      if (parseInt(await value.innerText(), 10) <= percent) {
        return;
      }
      await editor.getByRole('button', { name: 'Zoom out' }).click();
    }
  };
  const border = (): Promise<number> =>
    canvas.canvas
      .locator('.gf-Node')
      .first()
      .evaluate(card => {
        const width = parseFloat(getComputedStyle(card).borderTopWidth);
        return (width * card.getBoundingClientRect().width) / 220;
      });
  await zoomTo(36);
  await page.waitForTimeout(400);
  expect(await border()).toBeGreaterThanOrEqual(0.7);
  await labPage.screenshot('canvas-36');
  await zoomTo(7);
  await page.waitForTimeout(400);
  expect(await border()).toBeGreaterThanOrEqual(0.6);
  await expect(canvas.canvas.getByText('Sorted')).toBeHidden();
  await labPage.screenshot('canvas-7');
});

test('palette and properties grow back with the window; a pipeline opened as text is JSON', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  await page.setViewportSize({ width: 1600, height: 900 });
  const path = lab.write('wide.glueflow', pipelineOf({ a: AIRLINES }));
  await labPage.goto(path);
  const editor = await labPage.editor(path);
  const width = (part: string): Promise<number> =>
    editor
      .locator(`[data-gf-part="${part}"]`)
      .evaluate(each => Math.round(each.getBoundingClientRect().width));
  await expect(editor.getByTestId('rf__node-a')).toBeVisible();
  const before = [await width('palette'), await width('properties')];
  await page.setViewportSize({ width: 800, height: 900 });
  await page.waitForTimeout(500);
  await page.setViewportSize({ width: 1920, height: 900 });
  await expect
    .poll(() => width('properties'))
    .toBeGreaterThanOrEqual(before[1] - 2);
  expect(await width('palette')).toBeGreaterThanOrEqual(before[0] - 2);
  await labPage.screenshot('panels-grown-back');

  const text = await labPage.page.evaluate(async file => {
    await window.jupyterapp.commands.execute('docmanager:open', {
      path: file,
      factory: 'Editor'
    });
    return true;
  }, path);
  expect(text).toBe(true);
  await expect(
    page.locator('.jp-FileEditor .cm-content[data-language="json"]')
  ).toBeVisible();
});

test('an opened pipeline warns of nothing before the catalog has answered', async ({
  lab,
  labPage
}) => {
  const { page } = labPage;
  let answer: () => void = () => undefined;
  const wait = new Promise<void>(resolve => {
    answer = resolve;
  });
  await page.route('**/glueflow/catalog/**', async route => {
    await wait;
    await route.continue();
  });
  const path = lab.write(
    'late.glueflow',
    pipelineOf({
      a: AIRLINES,
      b: {
        component: 'sort',
        title: 'Sorted',
        config: { by: [{ column: 'carier' }] },
        from: { in: 'a' }
      }
    })
  );
  await labPage.goto(path);
  const editor = await labPage.editor(path);
  await expect(editor.getByTestId('rf__node-b')).toBeVisible();
  await page.waitForTimeout(1000);
  await expect(
    editor.getByTestId('rf__node-a').locator('.gf-Node-badge')
  ).toHaveCount(0);
  answer();
  await expect(
    editor.getByTestId('rf__node-b').locator('.gf-Node-badge')
  ).toBeVisible();
});
