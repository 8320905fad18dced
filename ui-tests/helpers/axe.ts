import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Serious findings of axe within parts of a page: the rule, the elements, and what is wrong with each. */
export async function seriousFindings(
  page: Page,
  ...selectors: readonly string[]
): Promise<object[]> {
  let axe = new AxeBuilder({ page });
  for (const selector of selectors) {
    axe = axe.include(selector);
  }
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => ['serious', 'critical'].includes(impact ?? ''))
    .map(({ id, nodes }) => [
      id,
      nodes.map(({ html, failureSummary }) => [html, failureSummary])
    ]);
}

/** No serious finding of axe within parts of the page. */
export async function expectAccessible(
  page: Page,
  ...selectors: readonly string[]
): Promise<void> {
  expect(await seriousFindings(page, ...selectors)).toEqual([]);
}
