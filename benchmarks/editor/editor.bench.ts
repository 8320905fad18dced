import { expect, test, type Locator, type Page } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { serializeDocument } from '@glueflow/components-manager';
import { LABEXTENSION } from '../../scripts/labextension.mjs';
import { Lab } from '../../ui-tests/helpers/lab.js';
import { LabPage } from '../../ui-tests/helpers/page.js';
import { bundleBare, openBare, viewOf, type BarePage } from './flow.js';
import { pipeline } from './graph.js';
import {
  drag,
  median,
  quantile,
  shown,
  type,
  workOf,
  type Frames
} from './measure.js';
import { rounded, show } from './report.js';

const SIZES = [12, 300, 1000];
/** Repetitions of what is slow; the median counts. */
const ROUNDS = 3;
/** Drags, and rounds of typing, that count, and rounds before, which warm everything up. */
const DRAGS = 5;
const TYPINGS = 3;
const WARMING = 1;
/**
 * A busy machine needs seconds for what takes a quiet one less than one: after so many milliseconds no further round of drags, or of
 * typing, is begun, once two count. The tables say how many did.
 */
const ENOUGH = 25_000;
const LEAST = 2;
const WINDOW = { width: 1400, height: 900 };
/** The step whose name is typed: in sight from the start. */
const NODE = 'n0';

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
  let bare: BarePage;

  test.beforeAll(async () => {
    lab = await Lab.start({ sandbox: false });
    bare = await bundleBare();
  });

  test.afterAll(() => lab.stop());

  /** Open a pipeline, in JupyterLab that is up; returns the milliseconds until its nodes are shown, and what the page had to do. */
  const open = async (
    labPage: LabPage,
    size: number
  ): Promise<{ canvas: Locator; time: number; work: number }> => {
    const path = lab.write(
      `p${size}.glueflow`,
      serializeDocument(pipeline(size))
    );
    const before = await workOf(labPage.page);
    const begin = performance.now();
    const canvas = (await labPage.open(path)).locator('.react-flow');
    await shown(canvas);
    return {
      canvas,
      time: performance.now() - begin,
      work: (await workOf(labPage.page)) - before
    };
  };

  test('opening', async ({ browser }) => {
    const rows = [];
    for (const size of SIZES) {
      const first: number[] = [];
      const again: number[] = [];
      const work: number[] = [];
      const others: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        // No kernel of the round before works on, and nothing is in the browser's cache.
        await lab.reset();
        const context = await browser.newContext({ viewport: WINDOW });
        const labPage = new LabPage(await context.newPage(), lab);
        await labPage.goto();
        const cold = await open(labPage, size);
        first.push(cold.time);
        work.push(cold.work);
        const view = await viewOf(cold.canvas);
        await labPage.run('application:close-all');
        await expect(cold.canvas).toHaveCount(0);
        const warm = await open(labPage, size);
        again.push(warm.time);
        await context.close();
        const other = await openBare(browser, bare, pipeline(size), view, NODE);
        others.push(other.open);
        await other.page.close();
      }
      rows.push({
        nodes: size,
        'first in the page, ms': rounded(median(first)),
        'its work, ms': rounded(median(work)),
        'a further one, ms': rounded(median(again)),
        'bare, ms': rounded(median(others))
      });
    }
    show('Opening, once JupyterLab is up (1,000 nodes: 2 s at most)', rows);
  });

  test('dragging and typing', async ({ browser }) => {
    const drags = [];
    const keys = [];
    for (const size of SIZES) {
      await lab.reset();
      const context = await browser.newContext({ viewport: WINDOW });
      const labPage = new LabPage(await context.newPage(), lab);
      await labPage.goto();
      const { canvas } = await open(labPage, size);
      await endKernel(lab);
      const other = await openBare(
        browser,
        bare,
        pipeline(size),
        await viewOf(canvas),
        NODE
      );
      const pages = { own: labPage.page, bare: other.page };
      drags.push({ nodes: size, ...(await dragBoth(pages)) });
      await canvas.locator(`.react-flow__node[data-id="${NODE}"]`).click();
      keys.push({ nodes: size, ...(await typeBoth(pages)) });
      await other.page.close();
      await context.close();
    }
    show('60 moves of a drag, beside bare React Flow 12', drags);
    show('Typing the name of a step, beside bare React Flow 12', keys);
  });
});

/** End the kernel that an opened pipeline has: Spark would start at the side, for longer than all that is measured. */
async function endKernel(lab: Lab): Promise<void> {
  const ids = async (): Promise<string[]> => {
    const sessions = (await (await lab.ask('api/sessions')).json()) as {
      id: string;
    }[];
    return sessions.map(({ id }) => id);
  };
  await expect.poll(async () => (await ids()).length).toBeGreaterThan(0);
  for (const id of await ids()) {
    await lab.ask(`api/sessions/${id}`, { method: 'DELETE' });
  }
  await expect.poll(ids).toEqual([]);
}

/** Do rounds, those that warm up first, until enough count. */
async function inRounds(
  most: number,
  round: (counts: boolean) => Promise<void>
): Promise<number> {
  const begin = performance.now();
  for (let done = 0; ; done++) {
    const counted = done - WARMING;
    if (
      counted >= most ||
      (counted >= LEAST && performance.now() - begin > ENOUGH)
    ) {
      return counted;
    }
    await round(counted >= 0);
  }
}

/** The editor's page, and that of bare React Flow, in one browser. */
interface Pages {
  own: Page;
  bare: Page;
}

/** Drag in both, in turn. */
async function dragBoth({
  own,
  bare
}: Pages): Promise<Record<string, unknown>> {
  const rounds: Record<keyof Pages, Frames[]> = { own: [], bare: [] };
  const count = await inRounds(DRAGS, async counts => {
    const here = await drag(own);
    const there = await drag(bare);
    if (counts) {
      rounds.own.push(here);
      rounds.bare.push(there);
    }
  });
  const p95 = (all: Frames[]): number =>
    median(all.map(({ frames }) => quantile(frames, 0.95)));
  const of = (all: Frames[], what: 'total' | 'work'): number =>
    rounded(median(all.map(round => round[what])));
  return {
    'moves, ms': of(rounds.own, 'total'),
    'bare moves': of(rounds.bare, 'total'),
    'work, ms': of(rounds.own, 'work'),
    'bare work': of(rounds.bare, 'work'),
    'p95 frame, ms': rounded(p95(rounds.own)),
    'bare p95': rounded(p95(rounds.bare)),
    'p95 ratio (1.2 at most)': rounded(p95(rounds.own) / p95(rounds.bare)),
    rounds: count,
    drawn: await own.locator('.react-flow__node:visible').count(),
    'bare drawn': await bare.locator('.react-flow__node').count()
  };
}

/** Type in both, in turn. */
async function typeBoth(pages: Pages): Promise<Record<string, unknown>> {
  const rounds = {
    own: { keys: [] as number[], work: 0 },
    bare: { keys: [] as number[], work: 0 }
  };
  const fields = {
    own: pages.own.getByLabel('Name of the step'),
    bare: pages.bare.getByLabel('Name', { exact: true })
  };
  const count = await inRounds(TYPINGS, async counts => {
    for (const side of ['own', 'bare'] as const) {
      const { keys, work } = await type(pages[side], fields[side]);
      if (counts) {
        rounds[side].keys.push(...keys);
        rounds[side].work += work;
      }
    }
  });
  const { own, bare } = rounds;
  return {
    'key to frame, ms': rounded(median(own.keys)),
    'bare key to frame': rounded(median(bare.keys)),
    'p95, ms': rounded(quantile(own.keys, 0.95)),
    'bare p95': rounded(quantile(bare.keys, 0.95)),
    'work a key, ms': rounded(own.work / own.keys.length),
    'bare work': rounded(bare.work / bare.keys.length),
    rounds: count
  };
}
