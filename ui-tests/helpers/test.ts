import { test as base, expect } from '@playwright/test';
import { Lab } from './lab.js';
import { LabPage } from './page.js';

interface TestFixtures {
  /** JupyterLab in the test's page, not loaded yet; the test fails when the page tells of an error. */
  labPage: LabPage;
  /** Errors that the test brings about. */
  expectedErrors: RegExp[];
}

interface WorkerFixtures {
  /** One JupyterLab with its sandbox for all tests, as new for each of them. */
  lab: Lab;
}

/** Playwright's `test`, with JupyterLab. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  lab: [
    // Playwright reads from the first parameter which fixtures are needed: none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const lab = await Lab.start();
      await use(lab);
      await lab.stop();
    },
    { scope: 'worker', timeout: 180_000 }
  ],
  expectedErrors: [[], { option: true }],
  labPage: async ({ page, lab, expectedErrors }, use, info) => {
    await lab.reset();
    const labPage = new LabPage(page, lab);
    await use(labPage);
    const unexpected = labPage.errors.filter(
      error => !expectedErrors.some(one => one.test(error))
    );
    if (info.status === info.expectedStatus) {
      expect(unexpected).toEqual([]);
    }
  }
});

export { expect } from '@playwright/test';
