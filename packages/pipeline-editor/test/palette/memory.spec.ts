import { StateDB } from '@jupyterlab/statedb';
import { PaletteMemory } from '../../src/palette/memory';

describe('PaletteMemory', () => {
  const reload = async (state: StateDB): Promise<PaletteMemory> => {
    const memory = new PaletteMemory();
    await memory.follow(state);
    return memory;
  };

  it('lists what was used before JupyterLab was loaded: nothing moves meanwhile', async () => {
    const state = new StateDB();
    const first = await reload(state);
    first.use('sort');
    first.use('join');
    expect(first.recent).toEqual([]);
    const second = await reload(state);
    expect(second.recent).toEqual(['join', 'sort']);
    second.use('filter-rows');
    expect(second.recent).toEqual(['join', 'sort']);
    expect((await reload(state)).recent).toEqual([
      'filter-rows',
      'join',
      'sort'
    ]);
  });

  it('lists the last five, each once', async () => {
    const state = new StateDB();
    const first = await reload(state);
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f', 'b']) {
      first.use(id);
    }
    const { recent } = await reload(state);
    expect(recent).toEqual(['b', 'f', 'e', 'd', 'c']);
  });

  it('keeps favourites in the order they were chosen', async () => {
    const state = new StateDB();
    const first = await reload(state);
    first.toggle('sort');
    first.toggle('join');
    expect(first.favourites).toEqual(['sort', 'join']);
    first.toggle('sort');
    expect((await reload(state)).favourites).toEqual(['join']);
  });
});
