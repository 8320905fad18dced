import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { PYTHON, ROOT, run } from '../../scripts/tools.mjs';
import { wheel } from '../../scripts/wheel.mjs';
import { Lab } from '../helpers/lab.js';
import { LabPage } from '../helpers/page.js';

/** The oldest JupyterLab that Glueflow works in. */
const OLDEST = '4.4.0';

test.describe(`the wheel in JupyterLab ${OLDEST}`, () => {
  let folder: string;
  let lab: Lab;

  test.beforeAll(async () => {
    test.setTimeout(300_000);
    folder = mkdtempSync(join(tmpdir(), 'glueflow-oldest-'));
    const built = await wheel(join(folder, 'dist'), true);
    const python = await environmentOf(built);
    lab = await Lab.start({ python, sandbox: false });
  });

  test.afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Make an environment with a wheel and the oldest JupyterLab; returns its Python. */
  async function environmentOf(built: string): Promise<string> {
    const venv = join(folder, 'venv');
    await run(PYTHON, ['-m', 'venv', venv], { capture: true });
    const python =
      process.platform === 'win32'
        ? join(venv, 'Scripts', 'python.exe')
        : join(venv, 'bin', 'python');
    const locked = readFileSync(
      join(ROOT, 'python', 'requirements.txt'),
      'utf8'
    )
      .split('\n')
      // Versions alone: with hashes pip would want one of the wheel too.
      .filter(line => /^[^\s#-]/.test(line))
      .map(line => line.replace(/ \\$/, ''))
      .filter(line => !/^jupyterlab(-server)?==/.test(line));
    const constraints = join(folder, 'constraints.txt');
    writeFileSync(constraints, locked.join('\n'));
    await run(
      python,
      [
        ...['-m', 'pip', 'install', '--quiet', '--constraint', constraints],
        ...[built, `jupyterlab==${OLDEST}`]
      ],
      { capture: true, what: 'Installing the wheel' }
    );
    return python;
  }

  test('opens an example, and reaches the service', async ({ page }) => {
    const labPage = new LabPage(page, lab);
    const path = lab.example('flights.glueflow');
    await labPage.goto(path);
    const editor = await labPage.editor(path);
    await expect(editor).toHaveClass(/gf-PipelineWidget/);
    expect(await labPage.source()).toBe(lab.read(path));
    const health = await page.evaluate(async () =>
      (await fetch('/glueflow/health')).json()
    );
    expect(health).toMatchObject({ name: 'glueflow' });
    const version = await page.evaluate(
      () =>
        JSON.parse(
          document.getElementById('jupyter-config-data')?.textContent ?? '{}'
        ).appVersion as string
    );
    expect(version).toBe(OLDEST);
    expect(labPage.errors).toEqual([]);
  });
});
