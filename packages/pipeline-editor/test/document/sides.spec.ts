/** @jest-environment jsdom */
import '../properties/dom';
import { nullTranslator } from '@jupyterlab/translation';
import { SideHandles } from '../../src/document/sides';

describe('SideHandles', () => {
  it('has a button for each part that is hidden, and only for those', () => {
    const host = document.createElement('div');
    const show = jest.fn();
    const handles = new SideHandles(
      host,
      show,
      nullTranslator.load('glueflow')
    );
    const shown = () =>
      [...host.querySelectorAll('button')]
        .filter(({ hidden }) => !hidden)
        .map(({ title }) => title);
    expect(shown()).toEqual([]);
    handles.update('palette', true);
    handles.update('bottom', true);
    expect(shown()).toEqual(['Show the palette', 'Show data and problems']);
    host.querySelector<HTMLElement>('[data-gf-side="bottom"]')?.click();
    expect(show.mock.calls).toEqual([['bottom']]);
    handles.update('bottom', false);
    expect(shown()).toEqual(['Show the palette']);
  });
});
