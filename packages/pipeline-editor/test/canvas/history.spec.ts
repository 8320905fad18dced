import { stepHistory } from '../../src/canvas/history';
import { Selection } from '../../src/editor/selection';
import { YPipeline } from '../../src/model/shared';

describe('stepHistory', () => {
  let model: YPipeline;
  let selection: Selection;

  beforeEach(() => {
    model = YPipeline.create();
    selection = new Selection();
    model.gesture('Add', () => {
      for (const id of ['a', 'b']) {
        model.setNode(id, {
          component: 'sort',
          version: 1,
          title: id,
          config: {}
        });
      }
      model.setAnnotation('n', { kind: 'note', text: 'Why' });
    });
  });

  afterEach(() => model.dispose());

  const selected = () => [
    [...selection.value.nodes],
    [...selection.value.annotations]
  ];

  it('selects what undo brings back', () => {
    model.gesture('Delete', () => {
      model.removeNode('b');
      model.setAnnotation('n', undefined);
    });
    selection.set({ nodes: ['a'] });
    expect(stepHistory({ model, selection }, 'undo')).toBe(true);
    expect(selected()).toEqual([['b'], ['n']]);
  });

  it('selects what redo adds again', () => {
    stepHistory({ model, selection }, 'undo');
    expect(selected()).toEqual([[], []]);
    expect(stepHistory({ model, selection }, 'redo')).toBe(true);
    expect(selected()).toEqual([['a', 'b'], ['n']]);
  });

  it('leaves the selection alone where nothing comes back', () => {
    model.gesture('Rename', () => model.setNodeField('b', 'title', 'B'));
    selection.set({ nodes: ['a'] });
    expect(stepHistory({ model, selection }, 'undo')).toBe(false);
    expect(selected()).toEqual([['a'], []]);
    expect(model.document.nodes.b.title).toBe('b');
  });
});
