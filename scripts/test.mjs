/**
 * `npm test`: set-up, static checks, jest, pytest, the browser tests. Every suite runs even when one before it failed. The last line counts over all
 * of them; each static check counts as one test.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checks } from './checks.mjs';
import { needChromium, playwright } from './chromium.mjs';
import { setup } from './setup.mjs';
import { PYTHON, ROOT, environment, run, script } from './tools.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };

function count(suite, { passed, failed, skipped = 0 }, seconds) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  console.log(
    `\n-- ${suite}: ${passed} ok, ${failed} not ok, ${skipped} left out (${seconds} s)`
  );
}

async function timed(work) {
  const start = Date.now();
  const result = await work();
  return [result, ((Date.now() - start) / 1000).toFixed(0)];
}

async function jest(scratch) {
  const report = join(scratch, 'jest.json');
  await run(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
      '--json',
      `--outputFile=${report}`
    ],
    { check: false, env: environment({ GLUEFLOW_HOME: join(scratch, 'home') }) }
  );
  try {
    const found = JSON.parse(readFileSync(report, 'utf8'));
    return {
      passed: found.numPassedTests,
      failed: found.numFailedTests + found.numRuntimeErrorTestSuites,
      skipped: found.numPendingTests + found.numTodoTests
    };
  } catch {
    console.log('jest left no report');
    return { passed: 0, failed: 1 };
  }
}

/** Folders of Python tests that run beside the others; both parts take about as long. Each has a Spark and a stand-in for AWS of its own. */
const BESIDE = ['executed', 'kernel'];

/** The tests in two processes at once. What the second prints comes after the first. */
async function pytest(scratch) {
  const tests = join(ROOT, 'python', 'tests');
  const others = readdirSync(tests, { withFileTypes: true })
    .filter(
      entry =>
        !BESIDE.includes(entry.name) &&
        (entry.isDirectory()
          ? !/^(__pycache__|helpers)$/.test(entry.name)
          : /^test_.*\.py$/.test(entry.name))
    )
    .map(({ name }) => name);
  const first = pytestOf(scratch, others, { capture: false });
  const second = pytestOf(scratch, BESIDE, { capture: true });
  const { output, ...counted } = await second.finally(() => first);
  process.stdout.write(output);
  const found = await first;
  return {
    passed: found.passed + counted.passed,
    failed: found.failed + counted.failed,
    skipped: found.skipped + counted.skipped
  };
}

async function pytestOf(scratch, names, { capture }) {
  const part = mkdtempSync(join(scratch, 'pytest-'));
  const report = join(part, 'pytest.xml');
  const { code, output } = await run(
    PYTHON,
    [
      '-m',
      'pytest',
      '--durations=15',
      '-p',
      'no:cacheprovider',
      `--junitxml=${report}`,
      ...names.map(name => `tests/${name}`)
    ],
    {
      cwd: join(ROOT, 'python'),
      check: false,
      capture,
      env: environment({ GLUEFLOW_HOME: join(part, 'home') })
    }
  );
  try {
    const text = readFileSync(report, 'utf8');
    const number = name =>
      Number(
        new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(text)?.[1] ?? 0
      );
    const failed = number('failures') + number('errors');
    const skipped = number('skipped');
    const passed = number('tests') - failed - skipped;
    return {
      output,
      passed,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped
    };
  } catch {
    console.log('pytest left no report');
    return { output, passed: 0, failed: 1, skipped: 0 };
  }
}

async function browser(scratch) {
  const report = join(scratch, 'browser.json');
  try {
    await needChromium();
  } catch (error) {
    console.log(error.message);
    return { passed: 0, failed: 1 };
  }
  const code = await playwright(
    'ui-tests',
    // A starved machine is no defect; what only passes the second time is named below.
    ['--retries=1', '--reporter=list,json'],
    environment({ PLAYWRIGHT_JSON_OUTPUT_FILE: report })
  );
  try {
    const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = stats.unexpected + errors.length;
    if (stats.flaky > 0) {
      console.log(`\n${stats.flaky} passed the second time only: see “flaky”.`);
    }
    return {
      passed: stats.expected + stats.flaky,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: stats.skipped
    };
  } catch {
    console.log('the browser tests left no report');
    return { passed: 0, failed: 1 };
  }
}

await script(async () => {
  await setup();
  const scratch = mkdtempSync(join(tmpdir(), 'glueflow-test-'));
  try {
    console.log('== Static checks');
    const [found, seconds] = await timed(checks);
    const passed = found.filter(check => check.passed).length;
    count('static checks', { passed, failed: found.length - passed }, seconds);
    for (const [name, suite] of [
      ['jest', jest],
      ['pytest', pytest],
      ['browser', browser]
    ]) {
      console.log(`\n== ${name}`);
      const [result, took] = await timed(() => suite(scratch));
      count(name, result, took);
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
  return total.failed > 0 ? 1 : 0;
});
