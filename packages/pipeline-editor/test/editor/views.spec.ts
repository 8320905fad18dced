import { StateDB } from '@jupyterlab/statedb';
import { ViewMemory } from '../../src/editor/views';

const viewport = { x: -40, y: 12.5, zoom: 0.8 };

describe('ViewMemory', () => {
  it('has how a document was looked at, also the next time', async () => {
    const state = new StateDB();
    const views = new ViewMemory();
    await views.follow(state);
    expect(views.of('a.glueflow')).toBeUndefined();
    views.keep('a.glueflow', { viewport });
    views.keep('a.glueflow', { upper: [0.3, 0.5, 0.2] });
    views.rename('a.glueflow', 'b.glueflow');
    const next = new ViewMemory();
    await next.follow(state);
    expect(next.of('a.glueflow')).toBeUndefined();
    expect(next.of('b.glueflow')).toEqual({ viewport, upper: [0.3, 0.5, 0.2] });
  });

  it('forgets the document that was looked at longest ago', () => {
    const views = new ViewMemory();
    for (let index = 0; index <= 100; index++) {
      views.keep(`${index}`, { viewport });
    }
    expect(views.of('0')).toBeUndefined();
    expect(views.of('1')).toEqual({ viewport });
    views.keep('1', { whole: [0.5, 0.5] });
    views.keep('new', { viewport });
    expect(views.of('1')).toBeDefined();
    expect(views.of('2')).toBeUndefined();
  });

  it('does without what can’t be used', async () => {
    const state = new StateDB();
    await state.save('glueflow-views:documents', [
      'a',
      ['b', { viewport: { x: 1, y: 'far', zoom: 1 }, upper: [1, 2] }],
      ['c', { viewport: { ...viewport, zoom: 0 }, whole: [0.6, 0.4] }]
    ]);
    const views = new ViewMemory();
    await views.follow(state);
    expect(views.of('b')).toEqual({});
    expect(views.of('c')).toEqual({ whole: [0.6, 0.4] });
  });
});
