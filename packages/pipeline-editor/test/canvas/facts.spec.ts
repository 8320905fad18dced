/** @jest-environment jsdom */
import '../properties/dom';
import { Facts } from '../../src/canvas/facts';
import { openEditor, type OpenEditor } from '../properties/editor';

const input = (config: object): object => ({
  nodes: { read: { component: 'glue-catalog-input', version: 1, config } },
  edges: {}
});

describe('canvas/facts', () => {
  let open: OpenEditor;
  let facts: Facts;

  const summary = async (config: object): Promise<string> => {
    open = openEditor(input(config), {
      'catalog/databases/nycflights/tables/airlnes': { missing: true }
    });
    facts = new Facts(open.editor);
    void open.editor.compiler.current;
    await open.editor.compiler.settled();
    return facts.of('read').summary;
  };

  afterEach(() => {
    facts.dispose();
    open.dispose();
  });

  it('says that settings are missing where a required field is empty', async () => {
    expect(await summary({ database: 'nycflights' })).toBe(
      'Settings are missing'
    );
    expect(facts.of('read').errors).toBe(1);
  });

  it('sums up settings of which one is wrong', async () => {
    expect(await summary({ database: 'nycflights', table: 'airlnes' })).toBe(
      'nycflights.airlnes'
    );
    expect(facts.of('read').messages).toContain('There is no table');
  });

  it('counts what a run has logged as warnings, with the text', async () => {
    await summary({ database: 'nycflights', table: 'airlnes' });
    const { warnings } = facts.of('read');
    const heard = jest.fn();
    facts.subscribe('read', heard);
    open.warn('read', ['2 malformed CSV lines were left out.']);
    expect(heard).toHaveBeenCalledTimes(1);
    expect(facts.of('read')).toMatchObject({
      errors: 1,
      warnings: warnings + 1
    });
    expect(facts.of('read').messages).toMatch(
      /There is no table[^]*\nLogged when it ran: 2 malformed CSV lines were left out\.$/
    );
    open.warn('read', []);
    expect(facts.of('read').warnings).toBe(warnings);
  });
});
