import { Pane } from '../../src/panels/data/pane';
import { FakeKernel, fakeSession, until } from '../run/kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: { dispose(): void }[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

async function make(autoPreview = true): Promise<Fake & { pane: Pane }> {
  const fake = fakeSession();
  await fake.settings.set('autoPreview', autoPreview);
  const pane = new Pane(fake, 'place');
  open.push(pane, fake);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready' });
  return { ...fake, pane };
}

describe('Pane', () => {
  it('previews the selected node by itself once Spark is ready', async () => {
    const { kernel, pane } = await make();
    expect(pane.state.kind).toBe('none');
    pane.show('jfk');
    expect(pane.state.kind).toBe('idle');
    await until(() => kernel.asked('preview').length === 1);
    expect(pane.state.kind).toBe('loading');
    kernel.rows(kernel.asked('preview')[0]);
    await until(() => pane.state.kind === 'rows');
    expect(pane.state).toMatchObject({ old: false });
  });

  it('starts Spark that never ran, but not one that has gone', async () => {
    const fake = fakeSession(undefined, null);
    const kernel = new FakeKernel();
    fake.context.next = kernel;
    const pane = new Pane(fake, 'place');
    open.push(pane, fake);
    pane.show('jfk');
    await until(() => kernel.asked('preview').length === 1);
    expect(fake.context.started).toBe(1);
    await fake.context.shutdown();
    await until(() => pane.state.kind === 'failed');
    pane.show('flights');
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(fake.context.started).toBe(1);
    expect(pane.state.kind).toBe('idle');
  });

  it('waits for the person where they want it so', async () => {
    const { kernel, pane } = await make(false);
    pane.show('jfk');
    void pane.preview();
    await until(() => kernel.asked('preview').length === 1);
    kernel.rows(kernel.asked('preview')[0]);
    await until(() => pane.state.kind === 'rows');
    // Another node has shown nothing yet, and nothing is asked for.
    pane.show('flights');
    expect(pane.state.kind).toBe('idle');
    pane.show('jfk');
    expect(pane.state.kind).toBe('rows');
    expect(kernel.asked('preview')).toHaveLength(1);
  });

  it('begins nothing by itself after Stop, until something has changed', async () => {
    const { kernel, pane, session, model } = await make();
    void session.run();
    await until(() => kernel.asked('run').length === 1);
    pane.show('jfk');
    jest.useFakeTimers();
    session.stop();
    kernel.report({
      type: 'finished',
      id: kernel.asked('run')[0].id,
      state: 'stopped',
      seconds: 1
    });
    await jest.advanceTimersByTimeAsync(5000);
    jest.useRealTimers();
    expect(session.busy).toBeUndefined();
    expect(kernel.asked('preview')).toEqual([]);
    model.gesture('Edit', () =>
      model.setConfig('flights', { partitionPredicate: 'month = 1' })
    );
    await until(() => kernel.asked('preview').length === 1);
  });

  it('shows rows of changed settings as old until the new ones are there', async () => {
    const { kernel, pane, model } = await make();
    pane.show('jfk');
    await until(() => kernel.asked('preview').length === 1);
    kernel.rows(kernel.asked('preview')[0]);
    await until(() => pane.state.kind === 'rows');
    model.gesture('Edit', () =>
      model.setConfig('flights', { partitionPredicate: 'month = 1' })
    );
    await until(() => pane.state.kind === 'rows' && pane.state.old);
    await until(() => kernel.asked('preview').length === 2);
    expect(pane.state).toMatchObject({ kind: 'loading', rows: {} });
    kernel.rows(kernel.asked('preview')[1], { rows: [[7]] });
    await until(() => pane.state.kind === 'rows');
    expect(pane.state).toMatchObject({ old: false, rows: { rows: [[7]] } });
  });

  it('says what keeps a node from being previewed, and what went wrong', async () => {
    const { kernel, pane, model } = await make();
    model.gesture('Edit', () =>
      model.setConfig('by_airline', { aggregates: [], keys: [] })
    );
    pane.show('by_airline');
    expect(pane.state).toMatchObject({
      kind: 'problems',
      problems: [{ nodeId: 'by_airline' }]
    });
    pane.show('jfk');
    await until(() => kernel.asked('preview').length === 1);
    kernel.report({
      type: 'finished',
      id: kernel.asked('preview')[0].id,
      state: 'failed',
      seconds: 0,
      message: 'Run: aws sso login --profile dev',
      credentials: true
    });
    await until(() => pane.state.kind === 'failed');
    expect(pane.state).toMatchObject({
      outcome: { credentials: true, message: expect.stringContaining('sso') }
    });
  });

  it('stays as it was when cancelled, and asks no more by itself', async () => {
    const { kernel, pane } = await make();
    pane.show('jfk');
    await until(() => kernel.asked('preview').length === 1);
    pane.cancel();
    const [{ id }] = kernel.asked('preview');
    await until(() => kernel.asked('stop').length === 1);
    kernel.report({ type: 'finished', id, state: 'stopped', seconds: 0 });
    await until(() => pane.state.kind === 'idle');
    expect(kernel.asked('preview')).toHaveLength(1);
  });
});
