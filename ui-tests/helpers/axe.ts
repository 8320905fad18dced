import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What a scan looks for: everything, or whether its colours differ enough, which is all that a theme changes. */
export type Scan = 'everything' | 'colours';

const COLOURS = 'color-contrast';

/** Serious findings of axe within a part of a page: the rule, the elements, and what is wrong with each. */
export async function seriousFindings(
  page: Page,
  selector: string,
  scan: Scan = 'everything'
): Promise<object[]> {
  // JupyterLab has no frames: in legacy mode no page of its own is opened for what they would tell.
  // The colours of code and its line numbers are those of JupyterLab's theme, and of all its editors.
  const axe = new AxeBuilder({ page })
    .include(selector)
    .exclude('.cm-line')
    .exclude('.cm-gutters')
    .setLegacyMode();
  if (scan === 'colours') {
    axe.withRules([COLOURS]);
  }
  // JupyterLab's body is 0 pixels high and cuts off what is beyond: axe takes all text for hidden.
  const height = await page.evaluate(() => {
    const before = document.body.style.height;
    document.body.style.height = '100vh';
    return before;
  });
  const { violations, passes, incomplete } = await axe.analyze();
  await page.evaluate(before => {
    document.body.style.height = before;
  }, height);
  const looked = [...violations, ...passes, ...incomplete];
  if (!looked.some(({ id, nodes }) => id === COLOURS && nodes.length > 0)) {
    throw new Error(`axe has seen no text in ${selector}`);
  }
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact ?? ''))
    .map(({ id, nodes }) => [
      id,
      nodes.map(({ html, failureSummary }) => [html, failureSummary])
    ]);
}

/** No serious finding of axe within a part of the page. */
export async function expectAccessible(
  page: Page,
  selector: string,
  scan: Scan = 'everything'
): Promise<void> {
  expect(await seriousFindings(page, selector, scan)).toEqual([]);
}
