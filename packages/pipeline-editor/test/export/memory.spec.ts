import { StateDB } from '@jupyterlab/statedb';
import { ExportMemory } from '../../src/export/memory';
import { openExport, type OpenExport } from './fake';

describe('ExportMemory', () => {
  let open: OpenExport | undefined;

  afterEach(() => {
    open?.dispose();
    open = undefined;
  });

  it('gives a document of a new page what was chosen for it', async () => {
    const state = new StateDB();
    open = openExport();
    new ExportMemory(state).follow(open.model, () => 'etl/flights.glueflow');
    open.model.choose({ folder: 'jobs', deploy: true, params: { pw: 'x' } });
    open.model.choose({ run: true });

    const memory = new ExportMemory(state);
    expect(await memory.read('etl/flights.glueflow')).toEqual({
      folder: 'jobs',
      deployScript: true,
      deploy: true,
      run: true
    });
    expect(await memory.read('etl/other.glueflow')).toEqual({});
    expect(JSON.stringify(await state.toJSON())).not.toContain('pw');
  });

  it('begins an export with what was kept', () => {
    open = openExport({ kept: { folder: 'jobs', deployScript: false } });
    expect(open.model.choices).toEqual({
      folder: 'jobs',
      deployScript: false,
      deploy: false,
      run: false,
      params: {}
    });
  });

  it('takes no harm from state that is not its own', async () => {
    const state = new StateDB();
    await state.save('glueflow-export:a', {
      folder: 3,
      deploy: 'yes',
      run: true
    });
    await state.save('glueflow-export:b', 'text');
    const memory = new ExportMemory(state);
    expect(await memory.read('a')).toEqual({ run: true });
    expect(await memory.read('b')).toEqual({});
  });
});
