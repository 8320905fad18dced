/** @jest-environment jsdom */
import './dom';
import { createRegistry } from '@glueflow/components-core';
import { fireEvent, render, screen, within } from '@testing-library/react';
import { act } from 'react';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { Widget } from '@lumino/widgets';
import { leave } from '../../src/properties/form/left';
import { provideServices } from '../../src/services';
import { PropertiesPanel } from '../../src/properties/panel';
import { openEditor, type OpenEditor } from './editor';

describe('properties/form', () => {
  let open: OpenEditor;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    open?.dispose();
    jest.useRealTimers();
  });

  function show(
    component: string,
    config: Record<string, unknown> = {}
  ): OpenEditor {
    open = openEditor({
      nodes: { one: { component, config, title: 'One', version: 1 } }
    });
    open.editor.selection.set({ nodes: ['one'] });
    render(<PropertiesPanel editor={open.editor} />);
    return open;
  }

  const configOf = (): unknown => open.model.document.nodes.one.config;

  it.each(
    createRegistry()
      .list()
      .map(({ id }) => id)
  )('draws %s without a change of the document', id => {
    const { model } = show(id);
    expect(screen.getByLabelText('Name of the step')).toHaveProperty(
      'value',
      'One'
    );
    expect(document.querySelectorAll('.gf-Field').length).toBeGreaterThan(0);
    expect(configOf()).toEqual({});
    expect(model.undoLabel).toBeUndefined();
    expect(model.dirty).toBe(false);
  });

  it('writes only the field that was edited, and keeps what it does not know', () => {
    const { model } = show('glue-catalog-input', {
      database: 'a',
      table: 't',
      later: { x: [1] }
    });
    fireEvent.change(screen.getByLabelText('Database'), {
      target: { value: 'ab' }
    });
    fireEvent.change(screen.getByLabelText('Database'), {
      target: { value: 'abc' }
    });
    expect(configOf()).toEqual({
      database: 'abc',
      table: 't',
      later: { x: [1] }
    });
    expect(model.undoLabel).toBe('Edit “Database”');
    act(() => {
      model.undo();
    });
    expect(configOf()).toHaveProperty('database', 'a');
    expect(screen.getByLabelText('Database')).toHaveProperty('value', 'a');
  });

  it('keeps focus and place of a parameter’s fields when it is renamed', () => {
    open = openEditor({
      nodes: {},
      parameters: { b: { type: 'string' }, c: { type: 'string' } }
    });
    render(<PropertiesPanel editor={open.editor} />);
    const names = (): string[] =>
      screen
        .getAllByLabelText<HTMLInputElement>('Name of the parameter')
        .map(({ value }) => value);
    const [first] = screen.getAllByLabelText('Name of the parameter');
    const [group] = screen.getAllByRole('group', { name: 'b' });
    first.focus();
    fireEvent.change(first, { target: { value: 'z' } });
    const next = screen.getByLabelText('Type of b');
    act(() => next.focus());
    expect(Object.keys(open.model.document.parameters)).toEqual(['c', 'z']);
    expect(document.activeElement).toBe(next);
    expect(next.isConnected).toBe(true);
    expect(screen.getByRole('group', { name: 'z' })).toBe(group);
    expect(names()).toEqual(['z', 'c']);
    act(() => {
      open.model.undo();
    });
    expect(names()).toEqual(['b', 'c']);
    act(() => {
      open.model.gesture('More', () => {
        open.model.setParameter('a', { type: 'string' });
        open.model.setParameter('c', undefined);
        open.model.setParameter('d', { type: 'string' });
      });
    });
    expect(names()).toEqual(['b', 'a', 'd']);
  });

  it('stops saying that a field is empty in the event that fills it', () => {
    show('glue-catalog-input', { table: 't' });
    open.settle();
    const notes = (): string =>
      document.querySelector('.gf-Form')?.textContent ?? '';
    expect(notes()).toContain('“Database” is not set');
    fireEvent.change(screen.getByLabelText('Database'), {
      target: { value: 'nycflights' }
    });
    expect(notes()).not.toContain('“Database” is not set');
  });

  it('asks for other tables while their list is open, once the database is another', async () => {
    jest.useRealTimers();
    const tables = (name: string): object => ({ tables: [{ name }] });
    open = openEditor(
      {
        nodes: {
          one: {
            component: 'glue-catalog-input',
            config: {},
            title: 'One',
            version: 1
          }
        }
      },
      {
        'catalog/databases/first/tables': tables('in_first'),
        'catalog/databases/second/tables': tables('in_second')
      }
    );
    open.editor.selection.set({ nodes: ['one'] });
    render(<PropertiesPanel editor={open.editor} />);
    fireEvent.pointerDown(screen.getByLabelText('Table'), { button: 0 });
    expect(await screen.findByText(/Choose the database first/)).toBeTruthy();
    for (const database of ['first', 'second', 'third']) {
      act(() => {
        open.model.gesture('Elsewhere', () =>
          open.model.setConfig('one', { database })
        );
      });
      expect(
        await screen.findByText(
          database === 'third' ? 'It is not there.' : `in_${database}`
        )
      ).toBeTruthy();
    }
    const third = open.asked.filter(path => path.includes('third/tables'));
    // A failure is not asked again by itself.
    expect(third.filter(path => path.endsWith('/tables'))).toHaveLength(1);
  });

  it('makes a step of undo of what is typed in one place, and of every other edit', () => {
    const { model } = show('aggregate', {
      aggregates: [{ function: 'sum', column: 'a', name: '' }]
    });
    const name = screen.getByLabelText('Name');
    fireEvent.change(name, { target: { value: 'to' } });
    fireEvent.change(name, { target: { value: 'total' } });
    const column = screen.getByLabelText('Column');
    fireEvent.change(column, { target: { value: 'ab' } });
    fireEvent.click(screen.getByText('Add', { selector: '.gf-List button' }));
    fireEvent.click(screen.getByLabelText('Remove sum'));
    const steps: unknown[] = [];
    while (model.undoLabel !== undefined) {
      act(() => {
        model.undo();
      });
      const { aggregates } = configOf() as { aggregates: object[] };
      steps.push(aggregates.map(each => Object.values(each)));
    }
    const sum = ['sum', 'ab', 'total'];
    expect(steps).toEqual([
      [sum, ['count']],
      [sum],
      [['sum', 'a', 'total']],
      [['sum', 'a', '']]
    ]);
  });

  it.each([
    ['sql-query', { query: 'SELECT 1' }],
    ['custom-pyspark', { code: 'return a' }]
  ])('takes the columns of a preview for %s, as one step', (id, config) => {
    const { model, show: seen } = show(id, config);
    const button = screen.getByRole('button', {
      name: 'Take from preview',
      hidden: true
    });
    expect(button).toHaveProperty('disabled', true);
    seen([
      { name: 'a', type: 'INT' },
      { name: 'b', type: 'array<string>' }
    ]);
    expect(button).toHaveProperty('disabled', false);
    fireEvent.click(button);
    expect(configOf()).toEqual({
      ...config,
      columns: [
        { name: 'a', type: 'int' },
        { name: 'b', type: 'array<string>' }
      ]
    });
    act(() => {
      model.undo();
    });
    expect(configOf()).toEqual(config);
  });

  it('offers columns of a preview for no other list', () => {
    show('s3-input');
    expect(screen.queryByText('Take from preview')).toBeNull();
  });

  it('goes from conditions to SQL and back', () => {
    const condition = { operator: 'eq', column: 'a', value: 1 };
    show('filter-rows', { condition });
    open.settle();
    fireEvent.click(screen.getByText('Edit as SQL'));
    expect(configOf()).toEqual({
      mode: 'expression',
      expression: 'a = 1'
    });
    const text = screen.getByLabelText('SQL expression');
    fireEvent.change(text, { target: { value: 'upper(a) = 1' } });
    fireEvent.click(screen.getByText('Edit as conditions'));
    expect(screen.getByRole('alert').textContent).toContain('upper(a)');
    expect(configOf()).toHaveProperty('mode', 'expression');
    fireEvent.change(text, { target: { value: 'a = 2 and b is null' } });
    expect(screen.queryByRole('alert')).toBeNull();
    fireEvent.click(screen.getByText('Edit as conditions'));
    expect(configOf()).toEqual({
      condition: {
        operator: 'and',
        conditions: [
          { operator: 'eq', column: 'a', value: 2 },
          { operator: 'isNull', column: 'b' }
        ]
      }
    });
    act(() => {
      open.model.undo();
    });
    expect(configOf()).toHaveProperty('expression', 'a = 2 and b is null');
  });

  it('takes the condition along when the mode is chosen from its list', () => {
    const condition = { operator: 'eq', column: 'a', value: 1 };
    show('filter-rows', { condition });
    open.settle();
    const mode = screen.getByLabelText('Filter by') as HTMLSelectElement;
    const choose = (index: number): void => {
      fireEvent.change(mode, { target: { value: String(index) } });
    };
    choose(1);
    expect(configOf()).toEqual({ mode: 'expression', expression: 'a = 1' });
    const write = (value: string): void => {
      fireEvent.change(screen.getByLabelText('SQL expression'), {
        target: { value }
      });
    };
    write('upper(a) = 1');
    choose(0);
    expect(screen.getByRole('alert').textContent).toContain('upper(a)');
    expect(mode.value).toBe('1');
    expect(configOf()).toEqual({
      mode: 'expression',
      expression: 'upper(a) = 1'
    });
    write('a = 2');
    expect(screen.queryByRole('alert')).toBeNull();
    choose(0);
    expect(configOf()).toEqual({
      condition: { operator: 'eq', column: 'a', value: 2 }
    });
  });

  it('has the conditions that are no SQL yet again on the way back', () => {
    const condition = { operator: 'isNull', column: '' };
    show('filter-rows', { condition });
    open.settle();
    const mode = screen.getByLabelText('Filter by');
    fireEvent.change(mode, { target: { value: '1' } });
    expect(configOf()).toEqual({ mode: 'expression' });
    fireEvent.change(mode, { target: { value: '0' } });
    expect(configOf()).toEqual({ condition });
  });

  it('compares with another column, and with the value again', () => {
    show('filter-rows', {
      condition: { operator: 'gt', column: 'a', value: 1 }
    });
    const kind = screen.getByLabelText('Compare with');
    const choose = (value: string): unknown => {
      fireEvent.change(kind, { target: { value } });
      return (configOf() as { condition: unknown }).condition;
    };
    const test = { operator: 'gt', column: 'a' };
    expect(choose('column')).toEqual({ ...test, otherColumn: '' });
    fireEvent.change(screen.getByLabelText('Other column'), {
      target: { value: 'b' }
    });
    expect(choose('value')).toEqual({ ...test, value: 1 });
    expect(choose('column')).toEqual({ ...test, otherColumn: 'b' });
    choose('value');
    fireEvent.change(screen.getByLabelText('Column'), {
      target: { value: 'c' }
    });
    expect(choose('column')).toEqual({
      operator: 'gt',
      column: 'c',
      otherColumn: ''
    });
  });

  it('goes by Tab from field to field, and by Alt+Enter to a parameter', () => {
    show('glue-catalog-input', { database: 'a', table: 't' });
    expect(
      [...document.querySelectorAll('.gf-ParameterToggle')].map(
        each => (each as HTMLElement).tabIndex
      )
    ).not.toContain(0);
    fireEvent.keyDown(screen.getByLabelText('Table'), {
      key: 'Enter',
      altKey: true
    });
    const toggle = screen.getByLabelText(
      'Table: Give a value instead of a parameter'
    );
    expect(toggle.getAttribute('aria-pressed')).toBe('true');
  });

  it('keeps the focus in the panel when what has it is gone or disabled', async () => {
    show('change-schema', { mappings: [{ source: 'a', drop: true }] });
    const reset = screen.getByLabelText(/^Reset: every column/);
    reset.focus();
    fireEvent.click(reset);
    await act(() => Promise.resolve());
    expect(configOf()).toEqual({});
    const panel = document.querySelector('.gf-Properties-root');
    expect(document.activeElement).not.toBe(reset);
    expect(panel?.contains(document.activeElement)).toBe(true);
    fireEvent.keyDown(document.activeElement as Element, {
      key: 'z',
      ctrlKey: true
    });
    expect(configOf()).toHaveProperty('mappings');
  });

  it('undoes and redoes the document from within a field', () => {
    show('glue-catalog-input', { database: 'a', table: 't' });
    const field = screen.getByLabelText('Database');
    fireEvent.change(field, { target: { value: 'ab' } });
    fireEvent.keyDown(field, { key: 'z', ctrlKey: true });
    expect(configOf()).toHaveProperty('database', 'a');
    fireEvent.keyDown(field, { key: 'Z', ctrlKey: true, shiftKey: true });
    expect(configOf()).toHaveProperty('database', 'ab');
    expect(field).toHaveProperty('value', 'ab');
  });

  it('says more of a choice than its title has room for', () => {
    show('aggregate', { aggregates: [{ function: 'count' }] });
    const list = screen.getByLabelText('Function');
    expect(list.title).toMatch(/^Count: Rows, or/);
    const count = within(list).getByRole('option', { name: 'Count' });
    expect(count.title).toBe(list.title);
    fireEvent.change(list, { target: { value: '2' } });
    expect(list.title).toBe('Sum');
  });

  it('shows the fields of the branch that holds', () => {
    show('join');
    expect(screen.getByLabelText('Suffix')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Same names'), {
      target: { value: '1' }
    });
    expect(configOf()).toEqual({ collision: 'keepLeft' });
    expect(screen.queryByLabelText('Suffix')).toBeNull();
    fireEvent.change(screen.getByLabelText('Same names'), {
      target: { value: '0' }
    });
    expect(configOf()).toEqual({});
    expect(screen.getByLabelText('Suffix')).toBeTruthy();
  });

  it('puts fields that depend on another after it', () => {
    show('s3-input', { format: 'csv' });
    const labels = [...document.querySelectorAll('.gf-Field-label')].map(
      each => each.textContent
    );
    expect(labels.indexOf('Header')).toBe(labels.indexOf('Format') + 1);
    expect(labels.indexOf('Separator')).toBe(labels.indexOf('Format') + 2);
  });

  it('removes a key with its text, but keeps an empty text where the field has a default', () => {
    show('s3-input', { format: 'csv', nullValue: 'NA', sep: ';' });
    const more = document.querySelector('details');
    expect(within(more as HTMLElement).getByLabelText('Null')).toBeTruthy();
    fireEvent.change(screen.getByLabelText('Null'), { target: { value: '' } });
    expect(configOf()).toEqual({ format: 'csv', sep: ';' });
    fireEvent.change(screen.getByLabelText('Separator'), {
      target: { value: '' }
    });
    expect(configOf()).toEqual({ format: 'csv', sep: '' });
    fireEvent.click(screen.getByText('Back to the default: ,'));
    expect(configOf()).toEqual({ format: 'csv' });
  });

  it('shows problems beside their field, with a button for the remedy', () => {
    const { settle } = show('glue-catalog-input', {
      database: 'd',
      table: 't',
      bookmark: true,
      readMode: 'dataFrame'
    });
    settle();
    const field = document.querySelector(
      '[data-path="/readMode"]'
    ) as HTMLElement;
    expect(field.dataset.severity).toBe('error');
    expect(field.closest('details')?.open).toBe(true);
    fireEvent.click(within(field).getByText('Read as: automatic'));
    expect(configOf()).toHaveProperty('readMode', 'auto');
  });

  it('says what is required, and finds fault with it once it was left empty', () => {
    const { settle } = show('glue-catalog-input');
    settle();
    const words = (path: string): unknown[] =>
      [
        ...document.querySelectorAll(
          `[data-path="${path}"] .gf-FieldProblem-word`
        )
      ].map(each => each.textContent);
    const database = screen.getByLabelText('Database');
    expect([words('/database'), words('/table')]).toEqual([
      ['Required'],
      ['Required']
    ]);
    expect(database.getAttribute('aria-invalid')).toBeNull();
    act(() => database.focus());
    act(() => screen.getByLabelText('Table').focus());
    expect([words('/database'), words('/table')]).toEqual([
      ['Error'],
      ['Required']
    ]);
    expect(database.getAttribute('aria-invalid')).toBe('true');
    act(() => open.editor.selection.set({ nodes: [] }));
    act(() => open.editor.selection.set({ nodes: ['one'] }));
    expect(words('/table')).toEqual(['Error']);
  });

  it('names an input after its table, until a person has named it', () => {
    const { model } = show('glue-catalog-input', { database: 'd' });
    const title = (): string => model.document.nodes.one.title;
    const table = (value: string): void => {
      fireEvent.change(screen.getByLabelText('Table'), { target: { value } });
    };
    table('flights');
    expect(title()).toBe('One');
    const name = screen.getByLabelText('Name of the step');
    fireEvent.change(name, { target: { value: 'Glue Data Catalog input 2' } });
    table('air');
    expect(title()).toBe('air');
    table('airlines');
    expect(title()).toBe('airlines');
    act(() => model.undo());
    expect([title(), configOf()]).toEqual([
      'Glue Data Catalog input 2',
      { database: 'd', table: 'flights' }
    ]);
    table('');
    table('${name}');
    expect(title()).toBe('Glue Data Catalog input 2');
  });

  it('finds fault with what is required once a run was tried without it', () => {
    const { model, settle } = show('glue-catalog-input');
    settle();
    const table = screen.getByLabelText('Table');
    expect(table.getAttribute('aria-invalid')).toBeNull();
    act(() => leave(model, 'another'));
    expect(table.getAttribute('aria-invalid')).toBeNull();
    act(() => leave(model, 'one'));
    expect(table.getAttribute('aria-invalid')).toBe('true');
  });

  it('puts a parameter in the place of a value, declaring it on the way', () => {
    const { model } = show('s3-output', { path: 's3://bucket/x/' });
    fireEvent.click(screen.getByLabelText('Path: Use a parameter'));
    fireEvent.change(screen.getByLabelText('Path'), {
      target: { value: 'target' }
    });
    fireEvent.click(screen.getByText('Add'));
    expect(configOf()).toEqual({ path: { $parameter: 'target' } });
    expect(model.document.parameters).toEqual({
      target: { type: 'string', default: 's3://bucket/x/' }
    });
    expect(model.undoLabel).toBe('Add the parameter “target”');
    fireEvent.click(
      screen.getByLabelText('Path: Give a value instead of a parameter')
    );
    expect(configOf()).toEqual({});
  });

  it('offers no parameter where the script depends on the value', () => {
    show('join');
    expect(screen.queryByLabelText(/Kind: Use a parameter/)).toBeNull();
    expect(screen.queryByLabelText(/Suffix: Use a parameter/)).toBeNull();
  });

  it('disables every field of a document that can only be read', () => {
    show('glue-catalog-output', { format: 'csv' });
    act(() => {
      open.setReadOnly();
    });
    const inputs = document.querySelectorAll('input, select, textarea');
    expect(inputs.length).toBeGreaterThan(5);
    expect(
      [...inputs].filter(each => !(each as HTMLInputElement).disabled)
    ).toEqual([]);
  });
});

describe('properties/node', () => {
  it('shows help, and lets go of it while its host is still there', () => {
    jest.useFakeTimers();
    const disposed: boolean[] = [];
    provideServices({
      rendermime: {
        createRenderer: () => {
          const widget = new Widget();
          const dispose = widget.dispose.bind(widget);
          return Object.assign(widget, {
            renderModel: () => Promise.resolve(),
            dispose: () => {
              disposed.push(widget.node.isConnected);
              dispose();
            }
          });
        }
      } as unknown as IRenderMimeRegistry
    });
    const open = openEditor({
      nodes: {
        one: { component: 'union', config: {}, title: 'One', version: 1 },
        two: { component: 'sort', config: {}, title: 'Two', version: 1 }
      }
    });
    open.editor.selection.set({ nodes: ['one'] });
    render(<PropertiesPanel editor={open.editor} />);
    fireEvent.click(screen.getByLabelText('Help'));
    act(() => {
      open.editor.selection.set({ nodes: ['two'] });
    });
    expect(disposed).toEqual([true]);
    expect(screen.getByLabelText('Name of the step')).toHaveProperty(
      'value',
      'Two'
    );
    provideServices({});
    open.dispose();
    jest.useRealTimers();
  });
});
