import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: Fake[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

/** Files, and a sort of them. */
async function make(): Promise<Fake> {
  const fake = fakeSession(model =>
    model.setSource(
      JSON.stringify({
        glueflow: 1,
        nodes: {
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
          sorted: {
            component: 'sort',
            version: 1,
            title: 'Sorted',
            config: { by: [{ column: 'alt' }] }
          }
        },
        edges: {
          a: {
            from: { node: 'airports', port: 'out' },
            to: { node: 'sorted', port: 'in' }
          }
        }
      })
    )
  );
  open.push(fake);
  await fake.settings.set('autoPreview', false);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready' });
  return fake;
}

const LEFT_OUT = '2 malformed JSON records were left out.';

/** A preview of the last step, in which the input logs these warnings. */
async function preview(
  { kernel, session }: Fake,
  texts: string[]
): Promise<void> {
  const count = kernel.asked('preview').length;
  const rows = session.preview('sorted');
  await until(() => kernel.asked('preview').length > count);
  const asked = kernel.asked('preview')[count];
  if (texts.length > 0) {
    kernel.report({
      type: 'warnings',
      id: asked.id,
      nodeId: 'airports',
      texts
    });
  }
  kernel.rows(asked);
  await rows;
}

function sort({ model }: Fake, direction: string): void {
  model.gesture('Edit', () =>
    model.setConfig('sorted', { by: [{ column: 'alt', direction }] })
  );
}

function readOther({ model }: Fake, path: string): void {
  model.gesture('Edit', () =>
    model.setConfig('airports', {
      ...model.document.nodes.airports.config,
      paths: [path]
    })
  );
}

describe('What a preview logs', () => {
  it('is a problem of the step that has logged it', async () => {
    const fake = await make();
    await preview(fake, [LEFT_OUT]);
    expect(fake.session.warnings('airports')).toEqual([LEFT_OUT]);
    expect(fake.session.warnings('sorted')).toEqual([]);
    expect(fake.session.problems).toEqual([
      {
        code: 'run-warning',
        severity: 'warning',
        nodeId: 'airports',
        path: '',
        message: `Logged when it ran: ${LEFT_OUT}`
      }
    ]);
    expect(fake.session.nodes.has('airports')).toBe(false);
  });

  it('is reported to the views of the step', async () => {
    const fake = await make();
    const reported: string[] = [];
    fake.session.nodesChanged.connect((_, ids) => {
      reported.push(...ids);
    });
    await preview(fake, [LEFT_OUT]);
    await until(() => reported.length > 0);
    expect(reported).toEqual(['airports']);
  });

  it('stays while only later steps change, and goes with its own settings', async () => {
    const fake = await make();
    const { session, model } = fake;
    await preview(fake, [LEFT_OUT]);
    sort(fake, 'descending');
    await new Promise<void>(resolve => {
      fake.compiler.changed.connect(() => resolve());
    });
    await new Promise(resolve => setTimeout(resolve, 400));
    expect(session.problems).toHaveLength(1);
    readOther(fake, 's3://bucket/other/');
    await until(() => session.problems.length === 0);
    expect(session.warnings('airports')).toEqual([]);
    // Undone, the rows shown are again those that the warning is about.
    model.undo();
    await until(() => session.problems.length === 1);
  });

  it('goes when the step has run again without it', async () => {
    const fake = await make();
    await preview(fake, [LEFT_OUT]);
    sort(fake, 'descending');
    await preview(fake, []);
    expect(fake.session.problems).toEqual([]);
  });

  it('goes with the node and with the kernel', async () => {
    const fake = await make();
    await preview(fake, [LEFT_OUT]);
    fake.session.clear();
    expect(fake.session.problems).toEqual([]);
    sort(fake, 'descending');
    await preview(fake, [LEFT_OUT]);
    fake.model.gesture('Delete', () => fake.model.removeNode('airports'));
    await until(() => fake.session.problems.length === 0);
  });
});

describe('What a run logs', () => {
  it('is replaced by what the next run logs', async () => {
    const { kernel, session } = await make();
    for (const texts of [[LEFT_OUT, 'b'], ['c'], []]) {
      const count = kernel.asked('run').length;
      const run = session.runTo('sorted');
      await until(() => kernel.asked('run').length > count);
      const { id } = kernel.asked('run')[count];
      kernel.report({ type: 'node', id, nodeId: 'airports', state: 'running' });
      if (texts.length > 0) {
        kernel.report({ type: 'warnings', id, nodeId: 'airports', texts });
      }
      kernel.report({ type: 'node', id, nodeId: 'airports', state: 'done' });
      kernel.report({ type: 'finished', id, state: 'succeeded', seconds: 1 });
      await run;
      expect(session.warnings('airports')).toEqual(texts);
      expect(session.nodes.get('airports')?.state).toBe('done');
    }
  });
});
