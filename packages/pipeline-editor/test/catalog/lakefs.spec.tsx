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
import { addressOf, referenceOf } from '../../src/catalog/lakefs/node';
import { LakeFSSection } from '../../src/catalog/lakefs/section';
import { ServiceError } from '../../src/service/client';
import { newsOf } from '../../src/service/news';
import { FakeService, trans, type Answer, type Sent } from '../export/fake';

const REPOSITORIES = 'lakefs/repositories';
const AT = `${REPOSITORIES}/nyc`;
const MAIN = `${AT}/references/main`;
const FIRST = {
  id: 'c1'.repeat(32),
  parents: [],
  committer: 'ann',
  message: 'Repository created',
  metadata: {},
  created: '2026-01-01T00:00:00.000Z'
};
const SECOND = {
  ...FIRST,
  id: 'c2'.repeat(32),
  parents: [FIRST.id],
  message: 'January\nof 2013',
  metadata: { run: '7' }
};

describe('LakeFSSection', () => {
  let model: LakeFSModel;
  let service: FakeService;
  const execute = jest.fn();
  const addInput = jest.fn();

  afterEach(() => {
    cleanup();
    model.dispose();
    jest.clearAllMocks();
  });

  async function show(answers: Record<string, Answer> = {}): Promise<void> {
    service = new FakeService({
      [`GET ${REPOSITORIES}`]: { repositories: ['nyc'] },
      [`GET ${AT}/branches`]: { branches: ['main', 'tx-main-1'] },
      [`GET ${AT}/tags`]: { tags: ['v1'] },
      [`GET ${MAIN}/uncommitted`]: {
        changes: [{ type: 'removed', path: 'a/<b>.csv' }]
      },
      [`GET ${MAIN}/commits`]: { commits: [SECOND, FIRST] },
      [`GET ${AT}/references/${FIRST.id}/diff/${SECOND.id}`]: { changes: [] },
      [`GET ${MAIN}/objects`]: ({ body }: Sent) =>
        body.path === 'a/'
          ? { entries: [{ kind: 'object', path: 'a/b.csv', bytes: 2048 }] }
          : { entries: [{ kind: 'folder', path: 'a/' }] },
      ...answers
    });
    model = new LakeFSModel(service.asService());
    await act(async () => {
      render(
        <LakeFSSection
          model={model}
          trans={trans}
          actions={[
            {
              id: 'commit',
              label: 'Commit…',
              caption: 'Commit',
              icon: jest.requireActual('@jupyterlab/ui-components').addIcon,
              isEnabled: row => row?.kind === 'branch',
              execute
            }
          ]}
          onCurrent={jest.fn()}
          addInput={addInput}
        />
      );
    });
  }

  const title = (): HTMLElement =>
    screen.getByRole('button', { name: 'lakeFS' });
  const open = (): Promise<void> =>
    act(async () => void fireEvent.click(title()));
  const rows = (): string[] =>
    screen
      .queryAllByRole('treeitem')
      .map(
        ({ ariaLevel, textContent, attributes }) =>
          ' '.repeat(
            Number(ariaLevel ?? attributes.getNamedItem('aria-level')?.value) -
              1
          ) + (textContent ?? '')
      );
  const row = (text: string): HTMLElement =>
    screen
      .getAllByRole('treeitem')
      .find(({ textContent }) => textContent === text)!;
  const click = (text: string): Promise<void> =>
    act(async () => void fireEvent.click(row(text)));

  it('asks nothing before it is opened, and then what is opened, once', async () => {
    await show();
    newsOf(model.service).notify();
    expect(service.sent).toHaveLength(0);
    await open();
    expect(rows()).toEqual(['nyc']);
    for (const text of ['nyc', 'main', 'Uncommitted changes', 'Commits']) {
      await click(text);
    }
    await click('Januaryc2c2c2c2');
    await click('Objects');
    await click('a/');
    expect(rows()).toEqual([
      'nyc',
      ' main',
      '  Uncommitted changes1',
      '   a/<b>.csvremoved',
      '  Commits',
      '   Januaryc2c2c2c2',
      '    No changes',
      '   Repository createdc1c1c1c1',
      '  Objects',
      '   a/',
      '    b.csv2.0 KiB',
      ' tx-main-1left by a run',
      ' v1tag'
    ]);
    const asked = service.sent.length;
    await click('nyc');
    await click('nyc');
    expect(service.sent).toHaveLength(asked);
    expect(service.to(`${MAIN}/uncommitted`)[0].body).toEqual({ limit: '100' });
  });

  it('walks with the keys; Enter on an object adds it, buttons are about the current row', async () => {
    await show();
    await open();
    const press = (key: string): Promise<void> =>
      act(async () => {
        const all = screen.getAllByRole('treeitem');
        fireEvent.keyDown(
          all.find(({ tabIndex }) => tabIndex === 0)!,
          { key }
        );
      });
    const commit = (): HTMLElement =>
      screen.getByRole('button', { name: 'Commit…' });
    fireEvent.click(commit());
    expect(execute).not.toHaveBeenCalled();
    for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight']) {
      await press(key);
    }
    expect(commit().getAttribute('aria-disabled')).toBe('false');
    fireEvent.click(commit());
    expect(execute).toHaveBeenCalledWith(
      expect.objectContaining({
        node: { kind: 'branch', repository: 'nyc', reference: 'main' }
      })
    );
    await click('Objects');
    await click('a/');
    await press('ArrowDown');
    await press('Enter');
    expect(addInput).toHaveBeenCalledWith(
      expect.objectContaining({
        node: expect.objectContaining({ kind: 'object', path: 'a/b.csv' })
      })
    );
  });

  it('shows more of a long list, and asks for as many again', async () => {
    const names = Array.from({ length: 5 }, (_, index) => `b${index}`);
    await show({
      [`GET ${AT}/branches`]: ({ body }: Sent) => {
        const from = body.from === undefined ? 0 : Number(body.from);
        return {
          branches: names.slice(from, from + 2),
          ...(from + 2 < names.length ? { next: String(from + 2) } : {})
        };
      }
    });
    await open();
    await click('nyc');
    expect(rows()).toEqual(['nyc', ' b0', ' b1', ' Show more']);
    await click('Show more');
    await click('Show more');
    const all = ['nyc', ...names.map(name => ` ${name}`), ' v1tag'];
    expect(rows()).toEqual(all);
    await act(async () => model.refresh());
    expect(rows()).toEqual(all);
  });

  it('tells what failed where it failed, and tries again', async () => {
    await show({
      [`GET ${MAIN}/commits`]: new ServiceError('No such branch.', 'refused')
    });
    await open();
    await click('nyc');
    await click('main');
    await click('Commits');
    const failed = 'No such branch. Press Enter to try again.';
    expect(rows()).toContain(`   ${failed}`);
    service.answers[`GET ${MAIN}/commits`] = { commits: [FIRST] };
    await click(failed);
    expect(rows()).toContain('   Repository createdc1c1c1c1');
  });

  it('says what to do where nothing names a server', async () => {
    await show({ [`GET ${REPOSITORIES}`]: { missing: true } });
    await open();
    expect(screen.getAllByRole('status')[0].textContent).toContain(
      '~/.lakectl.yaml'
    );
    expect(screen.queryByRole('tree')).toBeNull();
    service.answers[`GET ${REPOSITORIES}`] = { repositories: [] };
    await act(async () => model.refresh());
    expect(screen.getAllByRole('status')[0].textContent).toContain(
      'glueflow lakefs create'
    );
  });

  it('compares two references until that is closed', async () => {
    const diff = `${MAIN}/diff/v1`;
    await show({
      [`GET ${diff}`]: { changes: [{ type: 'conflict', path: 'x' }] }
    });
    await open();
    await act(async () =>
      model.compare({ repository: 'nyc', base: 'main', other: 'v1' })
    );
    expect(rows().slice(0, 3)).toEqual([
      'nyc',
      ' v1 into main1',
      '  xconflict'
    ]);
    await act(async () => {
      fireEvent.keyDown(row('v1 into main1'), { key: 'Delete' });
    });
    expect(rows()[1]).toBe(' main');
  });
});

describe('LakeFSModel', () => {
  it('cancels what is asked when the row or the section is closed', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const model = new LakeFSModel({
      get: <T,>(path: string, _?: object, signal?: AbortSignal) => {
        signals.push(signal);
        return path === REPOSITORIES
          ? Promise.resolve({ repositories: ['nyc'] } as T)
          : new Promise<T>(() => undefined);
      },
      post: <T,>() => Promise.resolve({} as T)
    });
    model.setOpen(true);
    await Promise.resolve();
    await new Promise(resolve => setTimeout(resolve));
    model.toggle(model.rows[0]);
    expect(model.rows.map(({ kind }) => kind)).toEqual([
      'repository',
      'loading'
    ]);
    model.toggle(model.rows[0]);
    expect(signals[1]?.aborted).toBe(true);
    model.toggle(model.rows[0]);
    model.setOpen(false);
    expect(signals[2]?.aborted).toBe(true);
    model.dispose();
  });

  it('asks again for what a change concerns, also when it was refused', async () => {
    const conflict = new ServiceError(
      'Both changed.',
      'refused',
      undefined,
      [],
      ['a']
    );
    const service = new FakeService({
      [`GET ${REPOSITORIES}`]: { repositories: ['nyc', 'other'] },
      [`GET ${AT}/branches`]: { branches: ['main'] },
      [`GET ${AT}/tags`]: { tags: [] },
      [`POST ${AT}/branches`]: {},
      [`POST ${MAIN}/commits`]: {},
      [`POST ${MAIN}/merge`]: conflict
    });
    const model = new LakeFSModel(service.asService());
    const settle = (): Promise<void> =>
      new Promise(resolve => setTimeout(resolve));
    model.setOpen(true);
    await settle();
    model.toggle(model.rows[0]);
    await settle();
    const main = { repository: 'nyc', reference: 'main' };
    await model.createBranch(main, 'dev');
    await model.commit(main, 'Changes');
    await expect(
      model.merge(main, 'dev', { message: '', strategy: 'source-wins' })
    ).rejects.toBe(conflict);
    await settle();
    expect(
      service.sent.filter(({ method }) => method === 'POST')
    ).toMatchObject([
      { path: `${AT}/branches`, body: { name: 'dev', source: 'main' } },
      { path: `${MAIN}/commits`, body: { message: 'Changes' } },
      {
        path: `${MAIN}/merge`,
        body: { destination: 'dev', strategy: 'source-wins' }
      }
    ]);
    expect(
      service.to(`${AT}/branches`).filter(({ method }) => method === 'GET')
    ).toHaveLength(4);
    model.dispose();
  });
});

describe('addresses', () => {
  const main = { repository: 'nyc', reference: 'main' };

  it('are those of lakeFS', () => {
    expect(addressOf({ kind: 'repository', repository: 'nyc' })).toBe(
      'lakefs://nyc'
    );
    expect(addressOf({ kind: 'branch', ...main })).toBe('lakefs://nyc/main');
    expect(addressOf({ kind: 'objects', ...main })).toBe('lakefs://nyc/main/');
    expect(addressOf({ kind: 'folder', path: 'a/', ...main })).toBe(
      'lakefs://nyc/main/a/'
    );
    const commit = { kind: 'commit', commit: FIRST, ...main } as const;
    expect(addressOf(commit)).toBe(`lakefs://nyc/${FIRST.id}`);
    expect(referenceOf(commit)?.reference).toBe(FIRST.id);
    expect(
      addressOf({
        kind: 'comparison',
        repository: 'nyc',
        base: 'a',
        other: 'b'
      })
    ).toBeUndefined();
  });
});
