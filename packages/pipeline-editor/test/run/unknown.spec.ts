import { Pane } from '../../src/panels/data/pane';
import type { FakeKernel } from './kernel';
import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: { dispose(): void }[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

const QUERY =
  'SELECT * FROM airports LATERAL VIEW explode(array(alt)) t AS height';

/** Files, a query whose columns can't be worked out, two steps that keep other columns, and an output. */
function source(): string {
  const nodes: Record<string, object> = {
    airports: {
      component: 's3-input',
      version: 1,
      title: 'Airports',
      config: {
        paths: ['s3://bucket/airports/'],
        format: 'json',
        columns: [{ name: 'alt', type: 'int' }]
      }
    },
    sql: {
      component: 'sql-query',
      version: 1,
      title: 'Heights',
      config: { query: QUERY }
    },
    first: {
      component: 'change-schema',
      version: 1,
      title: 'First',
      config: {}
    },
    code: {
      component: 'custom-pyspark',
      version: 1,
      title: 'Code',
      config: { code: 'return first' }
    },
    last: {
      component: 'change-schema',
      version: 1,
      title: 'Last',
      config: {}
    },
    output: {
      component: 's3-output',
      version: 1,
      title: 'Output',
      config: { path: 's3://bucket/out/', format: 'parquet' }
    }
  };
  const ids = Object.keys(nodes);
  return JSON.stringify({
    glueflow: 1,
    nodes,
    edges: Object.fromEntries(
      ids.slice(1).map((id, index) => [
        `e${index}`,
        {
          from: { node: ids[index], port: 'out' },
          to: { node: id, port: 'in' }
        }
      ])
    )
  });
}

async function make(autoPreview: boolean): Promise<Fake> {
  const fake = fakeSession(model => model.setSource(source()));
  open.push(fake);
  await fake.settings.set('autoPreview', autoPreview);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready' });
  return fake;
}

/** Answers the nth preview, which must be of this node, with a column. */
async function answer(
  kernel: FakeKernel,
  count: number,
  nodeId: string
): Promise<void> {
  await until(() => kernel.asked('preview').length === count);
  const asked = kernel.asked('preview')[count - 1];
  expect(asked.nodeId).toBe(nodeId);
  kernel.rows(asked, {
    columns: [{ name: 'height', type: 'int', nullable: true }]
  });
}

const errors = ({ compiler }: Fake): string[] =>
  compiler.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, nodeId }) => `${code} ${nodeId}`);

describe('Columns that are not known', () => {
  it('are found out when a run needs them', async () => {
    const fake = await make(false);
    const { kernel, session } = fake;
    expect(errors(fake)).toEqual([
      'columns-not-known first',
      'columns-not-known last'
    ]);
    const run = session.run();
    await answer(kernel, 1, 'sql');
    await answer(kernel, 2, 'code');
    expect(kernel.asked('preview').map(({ limit }) => limit)).toEqual([1, 1]);
    await until(() => kernel.asked('run').length === 1);
    const [{ id }] = kernel.asked('run');
    kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 1 });
    await expect(run).resolves.toMatchObject({ state: 'succeeded' });
    await until(() => errors(fake).length === 0);
  });

  it('are not looked for when something else is wrong', async () => {
    const { kernel, session, model } = await make(false);
    model.gesture('Edit', () => model.setConfig('output', { path: '' }));
    await expect(session.run()).resolves.toMatchObject({ state: 'refused' });
    expect(kernel.asked('preview')).toHaveLength(0);
  });

  it('say what is wrong with the step itself, and stop with the run', async () => {
    const { kernel, session } = await make(false);
    const failed = session.runTo('first');
    await until(() => kernel.asked('preview').length === 1);
    kernel.report({
      type: 'finished',
      id: kernel.asked('preview')[0].id,
      state: 'failed',
      seconds: 1,
      nodeId: 'sql',
      message: 'no such column'
    });
    await expect(failed).resolves.toMatchObject({
      state: 'failed',
      nodeId: 'sql',
      message: 'no such column'
    });
    const stopped = session.runTo('first');
    await until(() => kernel.asked('preview').length === 2);
    session.stop();
    const { id } = kernel.asked('preview')[1];
    expect(kernel.asked('stop').map(each => each.id)).toContain(id);
    kernel.report({ type: 'finished', id, state: 'stopped', seconds: 1 });
    await expect(stopped).resolves.toMatchObject({ state: 'stopped' });
    expect(kernel.asked('run')).toHaveLength(0);
  });

  it('are found out when a later step is previewed', async () => {
    const fake = await make(false);
    const { kernel } = fake;
    const pane = new Pane(fake, 'place');
    open.unshift(pane);
    pane.show('first');
    expect(pane.state.kind).toBe('idle');
    void pane.preview();
    expect(pane.state.kind).toBe('loading');
    await answer(kernel, 1, 'sql');
    await answer(kernel, 2, 'first');
    await until(() => pane.state.kind === 'rows');
    expect(pane.state).toMatchObject({ old: false });
  });

  it('of a step that was left meanwhile ask for no more', async () => {
    const { kernel, session } = await make(false);
    const left = session.preview('first', 'place');
    await until(() => kernel.asked('preview').length === 1);
    session.cancelPreview('place');
    await answer(kernel, 1, 'sql');
    await expect(left).rejects.toMatchObject({ outcome: { state: 'stopped' } });
    expect(kernel.asked('preview')).toHaveLength(1);
  });

  it('are looked for by themselves once Spark is ready', async () => {
    const fake = await make(true);
    const { kernel, model, session } = fake;
    await answer(kernel, 1, 'sql');
    // A person's code is not run for it, until they have asked for that.
    await until(() => errors(fake).join() === 'columns-not-known last');
    expect(session.codeBefore('last').map(({ nodeId }) => nodeId)).toEqual([
      'code'
    ]);
    void session.preview('code');
    await answer(kernel, 2, 'code');
    await until(() => errors(fake).length === 0);
    // What was seen can be listed by hand, and still is what was seen.
    const height = [{ name: 'height', type: 'int' }];
    expect(fake.session.seen('sql')).toEqual(height);
    model.gesture('Edit', () => model.setConfig('sql', { columns: height }));
    expect(fake.session.seen('sql')).toEqual(height);
    model.undo();
    // A mistake, and its end: what was found before is of no use any more.
    model.gesture('Edit', () => model.setConfig('sql', { query: '' }));
    await until(() => errors(fake).length > 0);
    model.gesture('Edit', () =>
      model.setConfig('sql', { query: `${QUERY} LIMIT 5` })
    );
    await answer(kernel, 3, 'sql');
    await answer(kernel, 4, 'code');
    await until(() => errors(fake).length === 0);
  });

  it('are looked for once only with the same settings, and not after Stop', async () => {
    const fake = await make(true);
    const { kernel, session, model } = fake;
    await until(() => kernel.asked('preview').length === 1);
    jest.useFakeTimers();
    const after = async (count: number): Promise<void> => {
      await jest.advanceTimersByTimeAsync(5000);
      expect(kernel.asked('preview')).toHaveLength(count);
    };
    try {
      await after(1);
      kernel.report({
        type: 'finished',
        id: kernel.asked('preview')[0].id,
        state: 'failed',
        seconds: 1,
        nodeId: 'sql',
        message: 'no such column'
      });
      await after(1);
      kernel.report({ type: 'session', state: 'ready' });
      await after(1);
      model.gesture('Edit', () =>
        model.setConfig('sql', { query: `${QUERY} LIMIT 5` })
      );
      await after(2);
      session.stop();
      const { id } = kernel.asked('preview')[1];
      kernel.report({ type: 'finished', id, state: 'stopped', seconds: 1 });
      await after(2);
      model.gesture('Edit', () =>
        model.setConfig('sql', { query: `${QUERY} LIMIT 6` })
      );
      await after(3);
    } finally {
      jest.useRealTimers();
    }
  });
});
