import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** What a scan looks for: everything, or whether its colours differ enough, which is all that a theme changes. */
export type Scan = 'everything' | 'colours';

/** Serious findings of axe within a part of a page: the rule, the elements, and what is wrong with each. */
export async function seriousFindings(
  page: Page,
  selector: string,
  scan: Scan = 'everything'
): Promise<object[]> {
  const axe = new AxeBuilder({ page }).include(selector);
  if (scan === 'colours') {
    axe.withRules(['color-contrast']);
  }
  const { violations } = await axe.analyze();
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
