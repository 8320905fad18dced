import { createRegistry } from '@glueflow/components-core';
import { PaletteMemory } from '../../src/palette/memory';
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

describe('PaletteMemory', () => {
  it('keeps favourites, and the last few used, the last first', () => {
    const memory = new PaletteMemory();
    memory.toggle('join');
    memory.toggle('sort');
    memory.toggle('join');
    expect(memory.favourites).toEqual(['sort']);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) {
      memory.use(id);
    }
    expect(memory.recent).toEqual(['b', 'f', 'e', 'd', 'c']);
  });
});
