import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsClients, readConnections, saveConnection } from '@glueflow/aws';
import { GlueCatalog } from '@glueflow/glue-catalog';
import type { PipelineDocument } from '@glueflow/components-manager';
import { FLIGHTS, ROOT, World } from './world.js';

const PYTHON = join(
  ROOT,
  '.venv',
  ...(process.platform === 'win32'
    ? ['Scripts', 'python.exe']
    : ['bin', 'python'])
);
const CONNECTION = ['--connection', 'sandbox'];

/** The commands against the sandbox: AWS's own SDK on one side, moto on the other, the real runtime in between. */
describe('with the sandbox', () => {
  const world = new World();
  const home = world.path('sandbox');
  const python = (...args: string[]): string =>
    execFileSync(PYTHON, ['-m', 'glueflow.sandbox', ...args, '--home', home], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONPATH: join(ROOT, 'python') }
    });
  let document: PipelineDocument;
  const save = (): string => {
    writeFileSync(world.path('p.glueflow'), JSON.stringify(document));
    return 'p.glueflow';
  };

  beforeAll(async () => {
    python('start', '--port', '0');
    const env = JSON.parse(python('env', '--json'));
    // Spark finds its jars where this machine keeps them; AWS is the sandbox only.
    const own = Object.entries(process.env).filter(
      ([name]) => !/^(AWS|GLUEFLOW)_/.test(name) || name === 'GLUEFLOW_CACHE'
    );
    const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = world.env;
    world.env = {
      ...Object.fromEntries(own),
      AWS_CONFIG_FILE,
      AWS_SHARED_CREDENTIALS_FILE,
      TMPDIR: world.folder,
      GLUEFLOW_HOME: world.path('home'),
      GLUEFLOW_CONFIG: world.path('config')
    };
    world.env.SANDBOX_ID = env.AWS_ACCESS_KEY_ID;
    world.env.SANDBOX_SECRET = env.AWS_SECRET_ACCESS_KEY;
    world.env.GLUEFLOW_PYTHON = PYTHON;
    world.env.PYTHONPATH = join(ROOT, 'python');
    await saveConnection(
      'sandbox',
      {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: 'SANDBOX_ID',
        secretAccessKeyVariable: 'SANDBOX_SECRET',
        region: env.AWS_REGION,
        endpoint: env.AWS_ENDPOINT_URL
      },
      world.env
    );
  }, 120_000);
  afterAll(() => {
    spawnSync(PYTHON, ['-m', 'glueflow.sandbox', 'stop', '--home', home], {
      env: { ...process.env, PYTHONPATH: join(ROOT, 'python') }
    });
    world.remove();
  }, 60_000);
  beforeEach(() => {
    document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
  });

  it('says who we are', async () => {
    const { code, out } = await world.run('connections', 'test', 'sandbox');
    expect(code).toBe(0);
    expect(out).toMatch(/^sandbox: arn:aws:.*account \d{12}, http:/);
  });

  it('lists databases and tables, and shows one', async () => {
    const databases = await world.run(
      ...['catalog', 'databases', '--json', ...CONNECTION]
    );
    expect(JSON.parse(databases.out).databases).toMatchObject([
      { name: 'nycflights' }
    ]);
    const tables = await world.run(
      ...['catalog', 'tables', 'nycflights', '--match', 'air.*', ...CONNECTION]
    );
    expect(tables.out).toMatch(/^airlines +csv +2 /m);
    const table = await world.run(
      ...['catalog', 'show', 'nycflights', 'flights', '--json', ...CONNECTION]
    );
    expect(JSON.parse(table.out)).toMatchObject({
      format: 'parquet',
      partitionKeys: [{ name: 'month', type: 'int' }]
    });
    const none = await world.run(
      ...['catalog', 'tables', 'nowhere', ...CONNECTION]
    );
    expect(none.code).toBe(1);
    expect(none.err).toMatch(/database nowhere does not exist/i);
  });

  it('shows versions, types and the business context of a table', async () => {
    const on = async (
      ...args: string[]
    ): Promise<Awaited<ReturnType<World['run']>>> =>
      world.run('catalog', ...args, ...CONNECTION);
    const json = async (...args: string[]): Promise<unknown> =>
      JSON.parse((await on(...args, '--json')).out);
    const planes = ['nycflights', 'planes'];

    expect(await json('types', ...planes, '--to', 'iceberg')).toMatchObject({
      columns: expect.arrayContaining([
        expect.objectContaining({ name: 'seats', native: 'int', type: 'int' })
      ]) as unknown
    });
    const context = {
      owner: 'ops',
      measures: [{ name: 'seats', column: 'seat', aggregation: 'sum' }]
    };
    writeFileSync(world.path('c.json'), JSON.stringify(context));
    const set = await on('context', 'set', ...planes, 'c.json');
    expect(set.out).toMatch(
      /^The business context is written \(\d+ bytes\)\.$/m
    );
    expect((await on('context', 'set', ...planes, 'c.json')).out).toMatch(
      'so already'
    );
    expect(JSON.parse((await on('context', 'get', ...planes)).out)).toEqual(
      context
    );
    const check = await on('context', 'check', ...planes);
    expect(check.code).toBe(0);
    expect(check.out).toBe(
      'The business context is as it was written.\nmeasures[0].column: the table has no column seat\n'
    );

    // Somebody edits a parameter by hand.
    const clients = new AwsClients((await readConnections(world.env)).sandbox, {
      env: world.env
    });
    const glue = new GlueCatalog(clients.glue);
    await glue.updateTable('nycflights', 'planes', table => ({
      ...table,
      Parameters: { ...table.Parameters, 'glueflow.context.measures': '[' }
    }));
    clients.destroy();
    const damaged = await on('context', 'check', ...planes);
    expect(damaged.code).toBe(1);
    expect(damaged.out).toMatch(/changed by hand\.\nlost: measures/);
    const refused = await on('context', 'set', ...planes, 'c.json');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/measures is lost[^]*--repair writes over it/);
    expect((await on('context', 'check', ...planes, '--repair')).code).toBe(0);
    expect(await json('context', 'get', ...planes)).toMatchObject({
      status: 'ok',
      recovered: { owner: 'ops' }
    });

    const versions = await on('versions', ...planes);
    expect(versions.out).toMatch(/^3 +\S+ +9 +current$/m);
    const diff = await on('diff', ...planes, '0');
    expect(diff.out).toMatch(/^nycflights\.planes: 0 → 3$/m);
    expect(diff.out).toMatch(/^Parameters\.glueflow\.context\.owner +"ops"/m);
    expect((await on('restore', ...planes, '0')).out).toBe(
      'planes is what it was in version 0.\n'
    );
    expect((await on('restore', ...planes, '0')).out).toMatch('already');
    expect(await json('context', 'get', ...planes)).toMatchObject({
      status: 'none'
    });
    const bad = await on('context', 'set', ...planes, 'nowhere.json');
    expect(bad.code).toBe(1);
    expect(bad.err).toMatch(/nowhere\.json can’t be read/);
    writeFileSync(world.path('c.json'), '{"colour":1}');
    expect((await on('context', 'set', ...planes, 'c.json')).err).toMatch(
      /c\.json: .*colour: there is no such member/
    );
    for (const command of ['types', 'versions', 'diff']) {
      const none = await on(command, 'nycflights', 'nowhere');
      expect(none.code).toBe(1);
      expect(none.err).toMatch(/nowhere/);
    }
    expect((await on('diff', ...planes, '77')).err).toMatch(
      'There is no version 77'
    );
  });

  it('finds the columns at every node', async () => {
    const { out, code } = await world.run(
      ...['validate', FLIGHTS, '--json', ...CONNECTION]
    );
    expect(code).toBe(0);
    const facts = JSON.parse(out);
    expect(facts.catalog).toEqual({ state: 'done', tables: 2 });
    expect(facts.problems).toEqual([]);
    expect(facts.schemas.jfk).toContainEqual(
      expect.objectContaining({ name: 'dep_delay', type: 'int' })
    );
  });

  it('deploys, finds nothing to change, then what would change', async () => {
    const deploy = async (...options: string[]) => {
      const outcome = await world.run(
        ...['deploy', FLIGHTS, ...CONNECTION, ...options]
      );
      expect(outcome.code).toBe(0);
      return outcome.out;
    };
    const first = await deploy('--dry-run');
    expect(first).toMatch(
      /^job flights would be created\nscript would be uploaded to s3:/
    );
    expect(first).toMatch(
      /^account \d{12}, us-east-1 at http:\/\/127\.0\.0\.1:\d+\/?$/m
    );
    const facts = JSON.parse(await deploy('--json'));
    expect(facts.deployment).toMatchObject({
      action: 'created',
      script: { uploaded: true }
    });
    expect(await deploy('--dry-run')).toMatch(/^job flights: no changes\n/);
    expect(await deploy('--dry-run', '--workers', '3')).toMatch(
      /would be updated \(1 change\)[^]*~ NumberOfWorkers: 10 -> 3/
    );
  });

  it('starts, lists and stops runs of the job', async () => {
    const started = await world.run(
      ...['jobs', 'start', 'flights', '--json', ...CONNECTION]
    );
    expect(started.code).toBe(0);
    const { id } = JSON.parse(started.out);
    const runs = await world.run('jobs', 'runs', 'flights', ...CONNECTION);
    expect(runs.out).toContain(id);
    const stopped = await world.run(
      ...['jobs', 'stop', 'flights', '--all', '--json', ...CONNECTION]
    );
    expect(JSON.parse(stopped.out)).toEqual({
      job: 'flights',
      stopped: [id],
      ended: []
    });
    const { out } = await world.run('jobs', 'list', ...CONNECTION);
    expect(out).toMatch(/^flights +5\.1 +10 G\.1X /m);
    const settings = await world.run('jobs', 'show', 'flights', ...CONNECTION);
    expect(settings.out).toMatch(/^Role: GlueflowSandboxRole$/m);
    const none = await world.run('jobs', 'start', 'none', ...CONNECTION);
    expect(none).toMatchObject({ code: 1 });
    expect(none.err).toMatch(/job none does not exist/i);
  });

  it('runs a pipeline on this machine, and names the node of one that fails', async () => {
    document.nodes.flights.config.table = 'airlines';
    document.nodes.jfk = {
      component: 'custom-pyspark',
      version: 1,
      title: 'My code',
      config: { code: 'print("rows:", flights.count())\nreturn flights' }
    };
    document.nodes.jfk_flights.config.path =
      's3://glueflow-sandbox/results/copy/';
    document.nodes.jfk_flights.config.table = 'copy';
    const good = await world.run('run', save(), ...CONNECTION);
    expect(good.code).toBe(0);
    expect(good.out).toMatch(/^rows: 16$/m);
    const table = await world.run(
      ...['catalog', 'show', 'nycflights', 'copy', ...CONNECTION]
    );
    expect(table.out).toMatch(/^carrier +string/m);
    document.nodes.jfk.config.code =
      'raise ValueError("not with me")\nreturn flights';
    const bad = await world.run('run', save(), ...CONNECTION);
    expect(bad.code).toBe(4);
    expect(bad.err).toMatch(
      /^node My code: .*not with me\nscript: .*, line \d+\nlog: /m
    );
  }, 240_000);
});
