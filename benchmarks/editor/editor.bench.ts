import { test, type Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serializeDocument } from '@glueflow/components-manager';
import { LABEXTENSION } from '../../scripts/labextension.mjs';
import { Lab } from '../../ui-tests/helpers/lab.js';
import { LabPage } from '../../ui-tests/helpers/page.js';
import { bundleBare, measureBare, viewOf } from './flow.js';
import { pipeline } from './graph.js';
import { drag, median, shown } from './measure.js';
import { rounded, show } from './report.js';

const SIZES = [12, 300, 1000];
/** Repetitions of what is slow; the median counts. */
const ROUNDS = 3;

test('shipped JavaScript', () => {
  const folder = join(LABEXTENSION, 'static');
  const files = readdirSync(folder)
    .filter(name => name.endsWith('.js'))
    .map(name => readFileSync(join(folder, name)));
  const bytes = (sizes: number[]): number =>
    sizes.reduce((sum, size) => sum + size, 0);
  show('Shipped JavaScript, bytes (4,000,000 and 1,000,000 at most)', [
    {
      raw: bytes(files.map(file => file.length)),
      gzipped: bytes(files.map(file => gzipSync(file).length))
    }
  ]);
});

test("JupyterLab's start", async ({ browser }) => {
  const start = async (without: boolean): Promise<[number, number]> => {
    const begin = performance.now();
    const lab = await Lab.start({
      sandbox: false,
      extension: !without
    });
    try {
      const server = performance.now() - begin;
      const page = await browser.newPage();
      const loading = performance.now();
      await new LabPage(page, lab).goto();
      const loaded = performance.now() - loading;
      await page.close();
      return [server, loaded];
    } finally {
      await lab.stop();
    }
  };
  const rows = [];
  for (const without of [true, false]) {
    const rounds: [number, number][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await start(without));
    }
    rows.push({
      Glueflow: without ? 'without' : 'with',
      'server, ms': rounded(median(rounds.map(([server]) => server))),
      'page, ms': rounded(median(rounds.map(([, page]) => page)))
    });
  }
  show("JupyterLab's start", rows);
});

test.describe('the canvas', () => {
  let lab: Lab;
  let page: Page;
  let labPage: LabPage;

  test.beforeAll(async ({ browser }) => {
    lab = await Lab.start();
    page = await browser.newPage();
    labPage = new LabPage(page, lab);
    await labPage.goto();
    // The canvas is loaded on first use: by a person's first pipeline, not by each.
    const path = lab.write('first.glueflow', serializeDocument(pipeline(12)));
    await shown((await labPage.open(path)).locator('.react-flow'));
    await labPage.run('application:close-all');
  });

  test.afterAll(async () => {
    await page.close();
    await lab.stop();
  });

  test('opening and dragging', async ({ browser }) => {
    const bare = await bundleBare();
    const rows = [];
    for (const size of SIZES) {
      const document = pipeline(size);
      const text = serializeDocument(document);
      const path = lab.write(`p${size}.glueflow`, text);
      const begin = performance.now();
      const canvas = (await labPage.open(path)).locator('.react-flow');
      await shown(canvas);
      const open = performance.now() - begin;
      const view = await viewOf(canvas);
      const own = await drag(page, canvas);
      await labPage.run('application:close-all');
      await page.getByRole('button', { name: 'Discard' }).click();
      const other = await measureBare(browser, bare, document, view);
      rows.push({
        nodes: size,
        'open, ms': rounded(open),
        'bare open': rounded(other.open),
        '60 moves, ms': rounded(own.total),
        'bare moves': rounded(other.total),
        'p95 frame, ms': rounded(own.p95),
        'bare p95': rounded(other.p95),
        'p95 ratio': Math.round((own.p95 / other.p95) * 100) / 100,
        drawn: own.drawn,
        'bare drawn': other.drawn
      });
    }
    show('Opening and dragging, beside bare React Flow 12', rows);
  });
});
