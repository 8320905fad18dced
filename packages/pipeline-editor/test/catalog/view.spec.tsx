/** @jest-environment jsdom */
import '../properties/dom';
import {
  act,
  cleanup,
  fireEvent,
  render,
  screen
} from '@testing-library/react';
import { LakeFSModel } from '../../src/catalog/lakefs/model';
import { CatalogModel } from '../../src/catalog/model';
import { CatalogView } from '../../src/catalog/view';
import { ServiceError } from '../../src/service/client';
import { Connections } from '../../src/service/connections';
import { FakeService, trans, type Answer } from '../export/fake';

const DATABASES = 'GET catalog/databases';

describe('CatalogView', () => {
  let model: CatalogModel;
  let lakefs: LakeFSModel;
  let service: FakeService;
  const addTable = jest.fn();

  afterEach(() => {
    cleanup();
    model.dispose();
    lakefs.dispose();
    jest.clearAllMocks();
  });

  async function show(answers: Record<string, Answer> = {}): Promise<void> {
    service = new FakeService({
      'GET connections': { connections: [] },
      'GET profiles': { profiles: [] },
      [DATABASES]: { databases: [{ name: 'nyc' }] },
      'GET catalog/databases/nyc/tables': {
        tables: [{ name: 'flights', type: 'EXTERNAL_TABLE' }]
      },
      'GET catalog/databases/nyc/tables/flights': {
        columns: [{ name: '<b>carrier</b>', type: 'string' }],
        partitionKeys: [{ name: 'month', type: 'int' }]
      },
      ...answers
    });
    model = new CatalogModel(service.asService(), {
      connections: new Connections(service.asService())
    });
    lakefs = new LakeFSModel(service.asService());
    await act(async () => {
      render(
        <CatalogView
          model={model}
          trans={trans}
          addTable={addTable}
          onCurrent={jest.fn()}
          lakefs={{
            model: lakefs,
            actions: [],
            onCurrent: jest.fn(),
            addInput: jest.fn()
          }}
        />
      );
      model.ensure();
    });
  }

  /** Presses a key on the row that has the focus. */
  const press = (key: string): Promise<void> =>
    act(async () => {
      const rows = screen.getAllByRole('treeitem');
      fireEvent.keyDown(
        rows.find(({ tabIndex }) => tabIndex === 0)!,
        { key }
      );
    });
  const rows = (): string[] =>
    screen.getAllByRole('treeitem').map(({ textContent }) => textContent ?? '');

  it('is walked with the arrow keys; Enter adds a table', async () => {
    await show();
    await press('ArrowRight');
    expect(rows()).toEqual(['nyc', 'flights']);
    await press('ArrowDown');
    await press('ArrowRight');
    expect(rows()).toEqual([
      'nyc',
      'flights',
      '<b>carrier</b>string',
      'monthkeyint'
    ]);
    await press('Enter');
    expect(addTable).toHaveBeenCalledWith({
      database: 'nyc',
      table: 'flights'
    });
    await press('ArrowLeft');
    await press('ArrowLeft');
    await press('ArrowLeft');
    expect(rows()).toEqual(['nyc']);
  });

  it('says why nothing can be listed, and tries again', async () => {
    await show({
      [DATABASES]: new ServiceError(
        'Access denied: glue:GetDatabases',
        'refused'
      )
    });
    expect(screen.getByRole('alert').textContent).toContain(
      'glue:GetDatabases'
    );
    service.answers[DATABASES] = { databases: [{ name: 'nyc' }] };
    await act(async () => {
      fireEvent.click(screen.getByRole('button', { name: 'Retry' }));
    });
    expect(screen.queryByRole('alert')).toBeNull();
    expect(rows()).toEqual(['nyc']);
  });

  it('says when there is nothing', async () => {
    await show({ [DATABASES]: { databases: [] } });
    expect(screen.getByRole('status').textContent).toBe(
      'The Data Catalog has no databases here.'
    );
    expect(screen.queryByRole('tree')).toBeNull();
  });
});
