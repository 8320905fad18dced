import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: Fake[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

/** Files, a query over them, and a filter. */
async function make(query: string): Promise<Fake> {
  const fake = fakeSession(model =>
    model.setSource(
      JSON.stringify({
        glueflow: 1,
        parameters: { limit: { type: 'integer', default: 3 } },
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
          sql: {
            component: 'sql-query',
            version: 1,
            title: 'Heights',
            config: { query }
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
            to: { node: 'sql', port: 'in' }
          },
          b: {
            from: { node: 'sql', port: 'out' },
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

/** A preview of the last step, of which the query is reported to have failed. */
async function fail({ kernel, session }: Fake): Promise<unknown> {
  const count = kernel.asked('preview').length;
  const rows = session.preview('sorted').catch((error: unknown) => error);
  await until(() => kernel.asked('preview').length > count);
  kernel.report({
    type: 'finished',
    id: kernel.asked('preview')[count].id,
    state: 'failed',
    seconds: 1,
    nodeId: 'sql',
    line: 70,
    sql: { line: 1, column: 44 },
    message: 'Syntax error at or near ‘FORM’.'
  });
  return rows;
}

const QUERY = 'SELECT alt FROM airports';
const SAID = 'Syntax error at or near ‘FORM’. (line 1, column 44 of the query)';

describe('A preview that failed', () => {
  it('marks the step at fault, with the place in the query, and is a problem of it', async () => {
    const fake = await make(QUERY);
    const { session } = fake;
    await expect(fail(fake)).resolves.toMatchObject({
      outcome: { state: 'failed', nodeId: 'sql', message: SAID }
    });
    await expect(fail(fake)).resolves.not.toHaveProperty('outcome.line');
    expect(session.nodes.get('sql')).toMatchObject({
      state: 'failed',
      message: SAID
    });
    expect(session.nodes.has('sorted')).toBe(false);
    expect(session.problems).toEqual([
      {
        code: 'preview-failed',
        severity: 'error',
        nodeId: 'sql',
        path: '/query',
        message: `The preview failed here: ${SAID}`
      }
    ]);
  });

  it('is one no more once the settings have changed', async () => {
    const fake = await make(QUERY);
    const { session, model } = fake;
    await fail(fake);
    model.gesture('Edit', () =>
      model.setConfig('sorted', { by: [{ column: 'alt', descending: true }] })
    );
    await new Promise<void>(resolve => {
      fake.compiler.changed.connect(() => resolve());
    });
    expect(session.problems).toHaveLength(1);
    model.gesture('Edit', () =>
      model.setConfig('sql', { query: `${QUERY} LIMIT 3` })
    );
    await until(() => session.problems.length === 0);
    expect(session.nodes.has('sql')).toBe(false);
  });

  it('is one no more once another has gone well', async () => {
    const fake = await make(QUERY);
    const { kernel, session } = fake;
    await fail(fake);
    const rows = session.preview('sorted');
    await until(() => kernel.asked('preview').length === 2);
    kernel.rows(kernel.asked('preview')[1]);
    await rows;
    expect(session.problems).toEqual([]);
  });

  it('tells no column where a parameter has its value in the query', async () => {
    const fake = await make(`${QUERY} LIMIT \${limit}`);
    await fail(fake);
    expect(fake.session.nodes.get('sql')?.message).toBe(
      'Syntax error at or near ‘FORM’. (line 1 of the query)'
    );
  });
});

describe('A run that failed', () => {
  it('is a problem of the step at fault until that is changed', async () => {
    const { kernel, session, model } = await make(QUERY);
    const run = session.runTo('sorted');
    await until(() => kernel.asked('run').length === 1);
    const [{ id }] = kernel.asked('run');
    const failed = {
      id,
      nodeId: 'sql',
      state: 'failed',
      message: 'No such column.',
      line: 7,
      sql: { line: 2, column: 3 }
    } as const;
    kernel.report({ type: 'node', ...failed });
    kernel.report({ type: 'finished', seconds: 1, ...failed });
    await expect(run).resolves.toMatchObject({ state: 'failed' });
    expect(session.problems).toMatchObject([
      {
        code: 'run-failed',
        path: '/query',
        message:
          'The run failed here: No such column. (line 2, column 3 of the query)'
      }
    ]);
    model.gesture('Edit', () =>
      model.setConfig('sql', { query: `${QUERY} LIMIT 3` })
    );
    await until(() => session.problems.length === 0);
    expect(session.nodes.get('sql')).toMatchObject({
      state: 'failed',
      stale: true
    });
  });
});
