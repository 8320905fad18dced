import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, PYTHON, ROOT, run } from '../../scripts/tools.mjs';
import { expect, test } from '@playwright/test';

test.describe('npm start', () => {
  let home: string;
  let started: ChildProcess;
  let said = '';

  test.beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'glueflow-start-'));
    said = '';
    started = spawn(
      process.execPath,
      [join(ROOT, 'scripts', 'start.mjs'), '--no-browser', '--port=0'],
      {
        cwd: ROOT,
        env: environment({ GLUEFLOW_HOME: home }),
        stdio: ['ignore', 'pipe', 'pipe']
      }
    );
    const keep = (chunk: Buffer): void => {
      said += String(chunk);
    };
    started.stdout?.on('data', keep);
    started.stderr?.on('data', keep);
  });

  test.afterEach(async () => {
    if (started.exitCode === null) {
      const ended = new Promise(resolve => started.once('close', resolve));
      started.kill('SIGTERM');
      await ended;
    }
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  });

  test('opens an example, with the sandbox behind it, until Ctrl-C', async ({
    page
  }) => {
    const address = /http:\/\/127\.0\.0\.1:\d+\/lab\/tree\/\S+\?token=\w+/;
    await expect
      .poll(() => address.test(said) || started.exitCode !== null, {
        timeout: 100_000
      })
      .toBe(true);
    expect(said).toMatch(address);
    await page.goto(address.exec(said)?.[0] ?? '');
    await expect(page.locator('.gf-PipelineWidget')).toBeVisible();
    await expect(
      page.locator('.lm-TabBar-tabLabel', { hasText: 'flights.glueflow' })
    ).toBeVisible();
    const databases = await page.evaluate(async () =>
      (await fetch('/glueflow/catalog/databases')).text()
    );
    expect(databases).toContain('nycflights');

    const ended = new Promise(resolve => started.once('close', resolve));
    started.kill('SIGINT');
    expect(await ended).toBe(0);
    const { output } = await run(
      PYTHON,
      ['-m', 'glueflow.sandbox', 'status', '--json'],
      {
        env: environment({ GLUEFLOW_HOME: home }),
        capture: true,
        check: false
      }
    );
    expect(JSON.parse(output)).toMatchObject({ running: false });
  });
});
