import { StateDB } from '@jupyterlab/statedb';
import { Pane } from '../../src/panels/data/pane';
import { TrustMemory } from '../../src/run/trust';
import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: { dispose(): void }[] = [];

afterEach(() => {
  jest.useRealTimers();
  open.splice(0).forEach(each => each.dispose());
});

/** Files, a step with code, and a step after it. */
function source(component: string, config: object): string {
  const node = (id: string, settings: object): object => ({
    component: id,
    version: 1,
    title: id,
    config: settings
  });
  const link = (from: string, to: string): object => ({
    from: { node: from, port: 'out' },
    to: { node: to, port: 'in' }
  });
  return JSON.stringify({
    glueflow: 1,
    nodes: {
      files: node('s3-input', {
        paths: ['s3://bucket/a/'],
        format: 'json',
        columns: [{ name: 'a', type: 'int' }]
      }),
      code: node(component, config),
      after: node('sort', { by: [{ column: 'a' }] })
    },
    edges: { e1: link('files', 'code'), e2: link('code', 'after') }
  });
}

const COLUMNS = [{ name: 'a', type: 'int' }];
const PYTHON = {
  code: 'return files',
  arguments: ['files'],
  columns: COLUMNS
};

async function make(
  component = 'custom-pyspark',
  config: object = PYTHON
): Promise<Fake & { pane: Pane }> {
  const fake = fakeSession(model => model.setSource(source(component, config)));
  const pane = new Pane(fake, 'place');
  open.push(pane, fake);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready' });
  return { ...fake, pane };
}

/** Does something, lets all that then begins by itself begin, and counts what was asked of the kernel. */
async function after({ kernel }: Fake, act: () => void): Promise<number> {
  jest.useFakeTimers();
  act();
  await jest.advanceTimersByTimeAsync(10_000);
  jest.useRealTimers();
  return kernel.asked('preview').length + kernel.asked('run').length;
}

function show(fake: Fake & { pane: Pane }, nodeId: string): Promise<number> {
  return after(fake, () => {
    fake.pane.show(nodeId);
  });
}

/** Answers all previews that were asked for. */
function answer({ kernel }: Fake, from = 0): void {
  for (const each of kernel.asked('preview').slice(from)) {
    kernel.rows(each, {
      columns: [{ name: 'a', type: 'int', nullable: true }]
    });
  }
}

describe('Code in a pipeline', () => {
  it.each([
    ['custom-pyspark', PYTHON],
    ['custom-pyspark', { ...PYTHON, columns: [] }],
    [
      'sql-query',
      { query: "SELECT reflect('a.B', 'c') a FROM files", columns: COLUMNS }
    ],
    [
      'sql-query',
      {
        query: 'SELECT a FROM parquet.`/home/me`',
        columns: COLUMNS
      }
    ],
    ['sql-query', { query: "SELECT TRANSFORM (a) USING 'sh' FROM files" }],
    [
      'filter-rows',
      { mode: 'expression', expression: "reflect('a.B', 'c') = '1'" }
    ]
  ])('of %s does not run by itself: %j', async (component, config) => {
    const fake = await make(component, config);
    for (const nodeId of ['code', 'after']) {
      expect(await show(fake, nodeId)).toBe(0);
      expect(fake.pane.waiting.map(step => step.nodeId)).toEqual(['code']);
      expect(fake.pane.state.kind).toBe('idle');
    }
    // What is before it does.
    expect(await show(fake, 'files')).toBe(1);
    expect(fake.pane.waiting).toEqual([]);
  });

  it('runs when asked for, and by itself from then on', async () => {
    const fake = await make();
    expect(await show(fake, 'code')).toBe(0);
    void fake.pane.preview();
    await until(() => fake.kernel.asked('preview').length === 1);
    answer(fake);
    await until(() => fake.pane.state.kind === 'rows');
    expect(fake.pane.waiting).toEqual([]);
    expect(await show(fake, 'after')).toBe(2);
  });

  it('runs with a run, and by itself from then on', async () => {
    const fake = await make();
    fake.pane.show('code');
    void fake.session.runTo('after');
    await until(() => fake.kernel.asked('run').length === 1);
    expect(fake.pane.waiting).toEqual([]);
  });

  it('does not run by itself while it is typed, nor when it changes from outside', async () => {
    const fake = await make();
    const { model, pane, kernel } = fake;
    pane.show('code');
    void pane.preview();
    await until(() => kernel.asked('preview').length === 1);
    answer(fake);
    await until(() => pane.state.kind === 'rows');
    for (const code of ['return files.limit(2)', 'return files.limit(3)']) {
      const edit = (): void => model.setConfig('code', { code });
      expect(await after(fake, () => model.gesture('Edit', edit))).toBe(1);
      expect(pane.waiting).toHaveLength(1);
    }
    expect(pane.state).toMatchObject({ kind: 'rows', old: true });
    const other = { ...PYTHON, code: 'import os; return files' };
    expect(
      await after(fake, () => model.setSource(source('custom-pyspark', other)))
    ).toBe(1);
    expect(pane.waiting).toHaveLength(1);
    // Code that was asked for before is known again.
    model.setSource(source('custom-pyspark', PYTHON));
    await until(() => pane.waiting.length === 0);
  });

  it('that was trusted in one document is not in another', async () => {
    const first = await make();
    void first.session.preview('code');
    await until(() => first.kernel.asked('preview').length === 1);
    const second = await make();
    expect(await show(second, 'code')).toBe(0);
    answer(first);
  });

  it('is refused to whoever asks without the person', async () => {
    const { session, kernel } = await make();
    await expect(session.preview('code', 'x', false)).rejects.toMatchObject({
      outcome: { state: 'refused' }
    });
    expect(kernel.asked('preview')).toEqual([]);
  });
});

describe('TrustMemory', () => {
  it('keeps what is trusted with the state, by path, and takes it along', async () => {
    const state = new StateDB();
    const first = new TrustMemory();
    await first.follow(state);
    first.add('a.glueflow', ['1', '2']);
    first.add('b.glueflow', ['3']);
    first.rename('a.glueflow', 'c.glueflow');
    const second = new TrustMemory();
    await second.follow(state);
    expect(second.has('c.glueflow', '1')).toBe(true);
    expect(second.has('c.glueflow', '3')).toBe(false);
    expect(second.has('a.glueflow', '1')).toBe(false);
    expect(second.has('b.glueflow', '3')).toBe(true);
  });

  it('reads nothing from a state that is broken', async () => {
    const state = new StateDB();
    await state.save('glueflow-trust:documents', [
      1,
      ['a', 'b'],
      ['c', [3, 'd']]
    ]);
    const memory = new TrustMemory();
    await memory.follow(state);
    expect(memory.has('a', 'b')).toBe(false);
    expect(memory.has('c', 'd')).toBe(true);
  });
});
