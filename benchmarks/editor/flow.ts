import type { Browser, Locator, Page } from '@playwright/test';
import type { PipelineDocument } from '@glueflow/components-manager';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/tools.mjs';
import type {} from './bare.js';
import { flow } from './graph.js';
import { shown } from './measure.js';

/** How a canvas is seen: its size in pixels, what it shows. */
export interface View {
  width: number;
  height: number;
  viewport: { x: number; y: number; zoom: number };
}

/** The page of bare React Flow. */
export interface BarePage {
  script: string;
  style: string;
}

/** Say how a canvas of React Flow is seen just now. */
export async function viewOf(canvas: Locator): Promise<View> {
  return canvas.evaluate(element => {
    const { width, height } = element.getBoundingClientRect();
    const pane = element.querySelector('.react-flow__viewport');
    const matrix = new DOMMatrixReadOnly(
      pane ? getComputedStyle(pane).transform : undefined
    );
    return {
      width,
      height,
      viewport: { x: matrix.e, y: matrix.f, zoom: matrix.a }
    };
  });
}

/** Bundle bare React Flow as a product would. */
export async function bundleBare(): Promise<BarePage> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [join('benchmarks', 'editor', 'bare.tsx')],
    bundle: true,
    minify: true,
    write: false,
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' }
  });
  const style = join(
    ...[ROOT, 'node_modules', '@xyflow', 'react', 'dist', 'style.css']
  );
  return { script: outputFiles[0].text, style: readFileSync(style, 'utf8') };
}

/** Show a pipeline's graph in bare React Flow as it was seen in the editor; returns the page, and the milliseconds of opening. */
export async function openBare(
  browser: Browser,
  bare: BarePage,
  document: PipelineDocument,
  view: View,
  named: string
): Promise<{ page: Page; open: number }> {
  const page = await browser.newPage({
    viewport: { width: 1400, height: 900 }
  });
  await page.setContent(
    `<style>body{margin:0}${bare.style}</style><div id="root"></div>`
  );
  await page.addScriptTag({ content: bare.script });
  const options = {
    ...{ ...view, named, visibleOnly: true },
    graph: flow(document)
  };
  const begin = performance.now();
  await page.evaluate(given => {
    window.showBare(given as Parameters<Window['showBare']>[0]);
  }, options);
  await shown(page.locator('.react-flow'));
  return { page, open: performance.now() - begin };
}
