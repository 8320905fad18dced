import { fakeSession, until } from './kernel';

type Fake = ReturnType<typeof fakeSession>;
const open: Fake[] = [];

afterEach(() => open.splice(0).forEach(each => each.dispose()));

/** Files of Parquet, a sort of them, and a step of Python. */
async function make(engine: 'auto' | 'spark' = 'auto'): Promise<Fake> {
  const step = (component: string, title: string, config: object): object => ({
    component,
    version: 1,
    title,
    config
  });
  const fake = fakeSession(model =>
    model.setSource(
      JSON.stringify({
        glueflow: 1,
        nodes: {
          files: step('s3-input', 'Files', {
            paths: ['s3://bucket/files/'],
            format: 'parquet',
            columns: [{ name: 'a', type: 'int' }]
          }),
          sorted: step('sort', 'Sorted', { by: [{ column: 'a' }] }),
          code: step('custom-pyspark', 'In Python', {
            arguments: ['sorted'],
            code: 'return sorted'
          })
        },
        edges: {
          one: {
            from: { node: 'files', port: 'out' },
            to: { node: 'sorted', port: 'in' }
          },
          two: {
            from: { node: 'sorted', port: 'out' },
            to: { node: 'code', port: 'in' },
            alias: 'sorted'
          }
        }
      })
    )
  );
  open.push(fake);
  await fake.settings.set('autoPreview', false);
  await fake.settings.set('previewEngine', engine);
  await until(() => fake.kernel.opened > 0);
  fake.kernel.report({ type: 'session', state: 'ready' });
  return fake;
}

type Page = Parameters<Fake['kernel']['rows']>[1];

/** Ask for a preview, answer it, and return request and rows. */
async function preview(
  { kernel, session }: Fake,
  nodeId: string,
  page: Page,
  engine?: 'spark' | 'duckdb'
): Promise<{
  asked: ReturnType<Fake['kernel']['asked']>[number];
  rows: Awaited<ReturnType<Fake['session']['preview']>>;
}> {
  const count = kernel.asked('preview').length;
  const coming = session.preview(nodeId, nodeId, true, undefined, engine);
  await until(() => kernel.asked('preview').length > count);
  const asked = kernel.asked('preview')[count];
  kernel.rows(asked, page);
  return { asked, rows: await coming };
}

const logged = ({ session }: Fake): string[] =>
  session.log.entries.map(({ text }) => text);

describe('the engine of a preview', () => {
  it('is DuckDB where the rows have a query, and the log says so once', async () => {
    const fake = await make();
    expect(fake.session.isQuick('sorted')).toBe(true);
    const first = await preview(fake, 'sorted', { engine: 'duckdb' });
    expect(first.asked).toMatchObject({
      query: { places: ['s3://bucket/files/'], tables: [] }
    });
    expect(first.rows.engine).toBe('duckdb');
    await preview(fake, 'sorted', { engine: 'duckdb' });
    expect(logged(fake)).toEqual(['Previews of “Sorted”: by DuckDB.']);
  });

  it('is Spark where a step has no form, with that step as the reason', async () => {
    const fake = await make();
    expect(fake.session.isQuick('code')).toBe(false);
    const { asked, rows } = await preview(fake, 'code', { engine: 'spark' });
    expect(asked).not.toHaveProperty('query');
    expect(rows.why).toContain('“In Python”');
    expect(fake.session.otherEngine('code')).toBeUndefined();
  });

  it('is Spark where the kernel says so, with its reason', async () => {
    const fake = await make();
    const { rows } = await preview(fake, 'sorted', {
      engine: 'spark',
      why: 'DuckDB lacks duckdb.'
    });
    expect(rows.engine).toBe('spark');
    expect(logged(fake)).toEqual([
      'Previews of “Sorted”: by Spark. DuckDB lacks duckdb.'
    ]);
  });

  it('is the other one when it is asked for', async () => {
    const fake = await make();
    await preview(fake, 'sorted', { engine: 'duckdb' });
    expect(fake.session.otherEngine('sorted')).toBe('spark');
    const spark = await preview(fake, 'sorted', { engine: 'spark' }, 'spark');
    expect(spark.asked).not.toHaveProperty('query');
    expect(fake.session.otherEngine('sorted')).toBe('duckdb');
    const duck = await preview(fake, 'sorted', { engine: 'duckdb' }, 'duckdb');
    expect(duck.asked).toMatchObject({ engine: 'duckdb', query: {} });
  });

  it('is Spark alone by the setting, unless the other is asked for', async () => {
    const fake = await make('spark');
    expect(fake.session.isQuick('sorted')).toBe(false);
    const { asked } = await preview(fake, 'sorted', {});
    expect(asked).not.toHaveProperty('query');
    expect(fake.session.otherEngine('sorted')).toBe('duckdb');
  });

  it('counts too', async () => {
    const fake = await make();
    const counting = fake.session.count('sorted');
    await until(() => fake.kernel.asked('count').length > 0);
    const [{ id, query }] = fake.kernel.asked('count');
    expect(query?.columns.map(({ name }) => name)).toEqual(['a']);
    fake.kernel.report({
      type: 'result',
      id,
      data: {
        'application/vnd.glueflow.count.v1+json': { nodeId: 'sorted', rows: 3 }
      }
    });
    fake.kernel.report({
      type: 'finished',
      id,
      state: 'succeeded',
      seconds: 0
    });
    expect(await counting).toBe(3);
  });

  it('leaves warnings that Spark has logged of the same settings', async () => {
    const fake = await make();
    const { kernel, session } = fake;
    const coming = session.preview(
      'sorted',
      'sorted',
      true,
      undefined,
      'spark'
    );
    await until(() => kernel.asked('preview').length > 0);
    const [asked] = kernel.asked('preview');
    const texts = ['Some lines were left out.'];
    kernel.report({ type: 'warnings', id: asked.id, nodeId: 'files', texts });
    kernel.rows(asked, { engine: 'spark' });
    await coming;
    await preview(fake, 'sorted', { engine: 'duckdb' }, 'duckdb');
    expect(session.warnings('files')).toEqual(texts);
  });
});
