import { defineConfig } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium } from '../scripts/chromium.mjs';

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  // One JupyterLab and one sandbox serve them all, one after the other.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    // A trace takes as long again as the test: only where one is tried a second time.
    trace: 'on-first-retry',
    actionTimeout: 20_000,
    launchOptions: { executablePath: findChromium(), args: CHROMIUM_FLAGS }
  }
});
