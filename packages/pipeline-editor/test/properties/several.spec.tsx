/** @jest-environment jsdom */
import './dom';
import { fireEvent, render, screen } from '@testing-library/react';
import { act } from 'react';
import { PropertiesPanel } from '../../src/properties/panel';
import { openEditor } from './editor';

describe('properties/several', () => {
  it('edits what all the selected steps have in common, in one step', () => {
    jest.useFakeTimers();
    const input = (database: string, bookmark: boolean): object => ({
      component: 'glue-catalog-input',
      config: { database, table: 't', bookmark },
      title: database,
      version: 1
    });
    const open = openEditor({
      nodes: {
        one: input('a', true),
        two: input('b', false),
        three: {
          component: 'glue-catalog-output',
          config: { database: 'a' },
          title: 'Three',
          version: 1
        }
      }
    });
    open.editor.selection.set({ nodes: ['one', 'two'] });
    render(<PropertiesPanel editor={open.editor} />);
    const database = screen.getByLabelText('Database') as HTMLInputElement;
    expect(database.value).toBe('');
    expect(database.placeholder).toBe('Several values');
    expect(screen.getByLabelText('Table')).toHaveProperty('value', 't');
    const bookmark = screen.getByLabelText('Job bookmark') as HTMLInputElement;
    expect([bookmark.checked, bookmark.indeterminate]).toEqual([false, true]);
    fireEvent.change(database, { target: { value: 'c' } });
    fireEvent.change(database, { target: { value: 'cd' } });
    const databases = (): unknown[] =>
      ['one', 'two', 'three'].map(
        id => open.model.document.nodes[id].config.database
      );
    expect(databases()).toEqual(['cd', 'cd', 'a']);
    expect(open.model.undoLabel).toBe('Edit “Database” of 2 steps');
    act(() => {
      open.model.undo();
    });
    expect(databases()).toEqual(['a', 'b', 'a']);
    expect(open.model.undoLabel).toBeUndefined();
    act(() => {
      open.editor.selection.set({ nodes: ['one', 'three'] });
    });
    expect(screen.getByLabelText('Database')).toHaveProperty('value', 'a');
    expect(screen.queryByLabelText('Job bookmark')).toBeNull();
    open.dispose();
    jest.useRealTimers();
  });

  it('offers only what has a meaning for what is selected', () => {
    jest.useFakeTimers();
    const step = { component: 'union', config: {}, version: 1 };
    const open = openEditor({
      nodes: { one: { ...step, title: 'A' }, two: { ...step, title: 'B' } },
      edges: {
        link: {
          from: { node: 'one', port: 'out' },
          to: { node: 'two', port: 'in' }
        }
      }
    });
    const { commands, selection } = open.editor;
    for (const id of ['align', 'arrange', 'add-group', 'copy', 'delete']) {
      commands.addCommand(`glueflow:${id}`, {
        label: ({ to }) => `${id} ${String(to ?? '')}`.trim(),
        execute: () => undefined
      });
    }
    selection.set({ edges: ['link'] });
    render(<PropertiesPanel editor={open.editor} />);
    const offered = (): unknown[] =>
      [...document.querySelectorAll('.gf-Properties-actions button')].map(
        each => each.textContent
      );
    expect(offered()).toEqual(['delete']);
    act(() => selection.set({ nodes: ['one'], edges: ['link'] }));
    expect(offered()).toEqual(['add-group', 'copy', 'delete']);
    act(() => selection.set({ nodes: ['one', 'two'] }));
    expect(offered()).toEqual([
      'align left',
      'align top',
      'arrange',
      'add-group',
      'copy',
      'delete'
    ]);
    open.dispose();
    jest.useRealTimers();
  });
});
