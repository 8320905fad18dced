import { createRegistry } from '@glueflow/components-core';
import { searchComponents } from '../../src/palette/search';

const components = createRegistry().list();
const first = (query: string) => searchComponents(components, query)[0]?.id;

describe('searchComponents()', () => {
  it.each([
    ['filter', 'filter-rows'],
    ['group by', 'aggregate'],
    ['groupby', 'aggregate'],
    ['dedupe', 'deduplicate'],
    ['lookup', 'join'],
    ['S3 OUT', 's3-output'],
    ['append', 'union']
  ])('finds %s', (query, id) => {
    expect(first(query)).toBe(id);
  });

  it('finds nothing for nonsense and all for nothing', () => {
    expect(searchComponents(components, 'qqqq')).toEqual([]);
    expect(searchComponents(components, ' ')).toEqual(components);
  });
});
