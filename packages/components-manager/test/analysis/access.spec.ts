import { outsideAccesses } from '../../src/analysis/access.js';
import type {
  Component,
  ComponentContext
} from '../../src/component/component.js';

describe('outsideAccesses', () => {
  it('takes lists of any length in a configuration', () => {
    const component = { category: 'transform' } as Component;
    const config = { columns: Array.from({ length: 300_000 }, () => 'name') };
    const context = { sources: {} } as ComponentContext;
    expect(outsideAccesses(component, config, context, [])).toEqual([]);
  });
});
