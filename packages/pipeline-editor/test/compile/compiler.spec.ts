import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry } from '@glueflow/components-core';
import { PipelineCompiler } from '../../src/compile/compiler';
import { CatalogSources, type TableFacts } from '../../src/compile/sources';
import { YPipeline } from '../../src/model/shared';
import { ServiceError, type GlueflowService } from '../../src/service/client';

const flights = readFileSync(
  join(__dirname, '../../../../examples/flights.glueflow'),
  'utf8'
);

const TABLES: Record<string, Partial<TableFacts>> = {
  flights: {
    columns: [
      { name: 'origin', type: 'string' },
      { name: 'carrier', type: 'string' },
      { name: 'arr_delay', type: 'double' },
      { name: 'distance', type: 'double' }
    ],
    partitionKeys: [{ name: 'month', type: 'int' }],
    format: 'parquet'
  },
  airlines: {
    columns: [
      { name: 'carrier', type: 'string' },
      { name: 'name', type: 'string' }
    ],
    partitionKeys: [],
    format: 'csv'
  }
};

class Service implements Pick<GlueflowService, 'get'> {
  readonly asked: string[] = [];
  failure: ServiceError | undefined;
  /** Tables whose folders the catalog knows. */
  located: { name: string; location: string }[] = [];

  get<T>(
    path: string,
    query: Readonly<Record<string, string | undefined>> = {}
  ): Promise<T> {
    this.asked.push(path);
    if (this.failure) {
      return Promise.reject(this.failure);
    }
    if (query.locations === 'true') {
      return Promise.resolve({ tables: this.located } as T);
    }
    if (path === 'connections') {
      return Promise.resolve({ connections: [] } as T);
    }
    const table = TABLES[path.split('/').at(-1) ?? ''];
    // A refusal would be an error in the browser's console, for a mere question.
    return table || query.absent === 'allowed'
      ? Promise.resolve((table ?? { missing: true }) as T)
      : Promise.reject(new ServiceError('There is no table', 'refused'));
  }
}

function open(): {
  model: YPipeline;
  service: Service;
  compiler: PipelineCompiler;
} {
  const model = YPipeline.create();
  model.setSource(flights);
  const service = new Service();
  const compiler = new PipelineCompiler(
    model,
    createRegistry(),
    new CatalogSources(service)
  );
  opened.push(compiler, model);
  return { model, service, compiler };
}

const opened: { dispose(): void }[] = [];

afterEach(() => opened.splice(0).forEach(each => each.dispose()));

async function settle(compiler: PipelineCompiler): Promise<void> {
  void compiler.current;
  await compiler.settled();
}

describe('PipelineCompiler', () => {
  it('reports when nothing is pressed any more, once', async () => {
    const model = YPipeline.create();
    model.setSource(flights);
    const waiting = new Set<() => void>();
    const compiler = new PipelineCompiler(
      model,
      createRegistry(),
      new CatalogSources(new Service()),
      {
        whenReleased: callback => {
          waiting.add(callback);
          return () => waiting.delete(callback);
        }
      }
    );
    opened.push(compiler, model);
    const before = compiler.current;
    let reports = 0;
    compiler.changed.connect(() => reports++);
    model.setConfig('jfk', { mode: 'expression', expression: 'nothing > 1' });
    await new Promise(done => setTimeout(done, 200));
    model.setConfig('jfk', { mode: 'expression', expression: 'no > 1' });
    expect(waiting.size).toBe(0);
    await new Promise(done => setTimeout(done, 200));
    expect([compiler.pending, reports, waiting.size]).toEqual([true, 0, 1]);
    expect(compiler.current).toBe(before);
    waiting.forEach(callback => callback());
    expect([compiler.pending, reports]).toEqual([false, 1]);
    expect(compiler.current).not.toBe(before);
  });

  it('asks for the tables once and knows the columns then', async () => {
    const { compiler, service } = open();
    expect(compiler.current.schemas.get('by_airline')).toBeUndefined();
    await settle(compiler);
    expect(
      compiler.current.schemas.get('by_airline')?.map(({ name }) => name)
    ).toEqual([
      'carrier',
      'name',
      'flights',
      'arrived',
      'mean_arrival_delay',
      'worst_arrival_delay',
      'miles'
    ]);
    expect(service.asked.filter(path => path.endsWith('/flights'))).toEqual([
      'catalog/databases/nycflights/tables/flights'
    ]);
    expect(compiler.compile().script?.text).toContain('push_down_predicate');
  });

  it("warns of another table's folder once the catalog has listed it, and asks once", async () => {
    const { compiler, model, service } = open();
    service.located = [
      { name: 'all', location: 's3://glueflow-sandbox/results/' }
    ];
    const found = async () => {
      await settle(compiler);
      await new Promise(resolve => setTimeout(resolve, 200));
      return compiler.problems.map(({ code, nodeId }) => [code, nodeId]);
    };
    const warning = ['overwrites-table', 'airline_delays'];
    expect(await found()).toEqual([warning]);
    expect(compiler.compile().problems).toMatchObject([{ code: warning[0] }]);
    expect(compiler.program().program).toBeDefined();
    model.gesture('Edit', () =>
      model.setNodeField('airline_delays', 'title', 'Delays of airlines')
    );
    expect(await found()).toEqual([warning]);
    expect(service.asked.filter(path => path.endsWith('/tables'))).toEqual([
      'catalog/databases/nycflights/tables'
    ]);
  });

  it('tells problems a moment after an edit, not while it is made', async () => {
    const { compiler, model } = open();
    await settle(compiler);
    expect(compiler.problemsOf('jfk')).toEqual([]);
    model.gesture('Edit', () =>
      model.setConfig('jfk', {
        condition: { operator: 'eq', column: 'orign', value: 'JFK' }
      })
    );
    expect(compiler.pending).toBe(true);
    expect(compiler.problemsOf('jfk')).toEqual([]);
    await settle(compiler);
    expect(compiler.problemsOf('jfk').map(({ code }) => code)).toEqual([
      'unknown-column'
    ]);
    expect(compiler.compile().script).toBeUndefined();
  });

  it('does not compile anew when only the looks change', async () => {
    const { compiler, model } = open();
    await settle(compiler);
    const { current } = compiler;
    model.gesture('Move', () => model.setPosition('jfk', { x: 99, y: 99 }));
    expect(compiler.pending).toBe(false);
    expect(compiler.analysis).toBe(current);
  });

  it('tells a table that is not there, and asks again when it is asked to', async () => {
    const { compiler, model, service } = open();
    model.gesture('Edit', () =>
      model.setConfig('flights', { table: 'flihgts' })
    );
    await settle(compiler);
    expect(compiler.problemsOf('flights').map(({ code }) => code)).toContain(
      'missing-table'
    );
    const before = service.asked.length;
    compiler.sources.refresh();
    await settle(compiler);
    expect(service.asked.length).toBeGreaterThan(before);
  });

  it('takes a look-up that failed for unknown, and keeps why', async () => {
    const { compiler, service } = open();
    service.failure = new ServiceError(
      'The SSO session for profile dev has expired.',
      'credentials'
    );
    await settle(compiler);
    expect(compiler.current.schemas.get('flights')).toBeUndefined();
    expect(
      [...compiler.sources.failures.values()].map(({ error }) => error.kind)
    ).toContain('credentials');
    service.failure = undefined;
    compiler.sources.refresh();
    await settle(compiler);
    expect(compiler.sources.failures.size).toBe(0);
    expect(compiler.current.schemas.get('flights')).toHaveLength(5);
  });

  it('uses the columns a preview found', async () => {
    const { compiler, model } = open();
    model.setSource(
      JSON.stringify({
        glueflow: 1,
        nodes: {
          files: {
            component: 's3-input',
            config: { format: 'json', paths: ['s3://b/x/'] }
          }
        }
      })
    );
    await settle(compiler);
    expect(compiler.current.schemas.get('files')).toBeUndefined();
    compiler.sources.setSample('files', 'k', [
      { name: 'a', type: { kind: 'long' } as never }
    ]);
    await settle(compiler);
    expect(compiler.current.schemas.get('files')?.[0].name).toBe('a');
  });

  it('says nothing of columns that are not known until the catalog has answered', async () => {
    const { compiler, service } = open();
    let answer: () => void = () => undefined;
    const wait = new Promise<void>(resolve => {
      answer = resolve;
    });
    const get = service.get.bind(service);
    service.get = async (path, query) => {
      await wait;
      return get(path, query);
    };
    const codes = (): string[] => compiler.problems.map(({ code }) => code);
    expect(compiler.analysis.problems.map(({ code }) => code)).toContain(
      'table-not-described'
    );
    expect(codes()).not.toContain('table-not-described');
    let ready = false;
    const answered = compiler.answered().then(() => {
      ready = true;
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    // A script made now would lack what the tables say of their files.
    expect(ready).toBe(false);
    service.failure = new ServiceError('No answer', 'fault');
    answer();
    await answered;
    expect(codes()).toContain('table-not-described');
  });
});
