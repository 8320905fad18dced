import { readFileSync, writeFileSync } from 'node:fs';
import {
  CreateDatabaseCommand,
  CreatePartitionCommand,
  CreateTableCommand
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { AwsClients, measureObjects } from '@glueflow/aws';
import type { PipelineDocument } from '@glueflow/components-manager';
import { Sandbox } from '../../../glue-jobs/test/sandbox.js';
import type { EstimateFacts } from '../../src/actions/estimate.js';
import { startService, type Service } from '../../src/service/server.js';
import { ssoHome } from '../sso.js';
import { FLIGHTS, World } from '../world.js';
import { ask, type Target } from './client.js';

jest.setTimeout(60_000);

/** Bytes of the objects of a partition: 100 a month. */
const BYTES = 100;

describe('POST /estimate, with the sandbox', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  let world: World;
  let service: Service;
  let target: Target;
  let document: PipelineDocument;

  const put = (key: string, bytes: number) =>
    clients.s3.send(
      new PutObjectCommand({
        Bucket: 'lake',
        Key: key,
        Body: 'x'.repeat(bytes)
      })
    );
  const estimate = async (more: object = {}): Promise<EstimateFacts> => {
    const { status, json } = await ask(target, {
      path: '/estimate',
      body: { text: JSON.stringify(document), ...more }
    });
    expect([status, json.error]).toEqual([200, undefined]);
    return json as unknown as EstimateFacts;
  };
  const setInput = (component: string, config: object): void => {
    document.nodes.flights = {
      ...document.nodes.flights,
      component,
      config: config as PipelineDocument['nodes'][string]['config']
    };
  };
  /** Put a condition of the optimiser out of the way. */
  const noFilter = (): void => {
    document.nodes.jfk.config = {
      condition: { column: 'origin', operator: 'eq', value: 'JFK' }
    };
  };

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    clients = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
    world = new World();
    Object.assign(world.env, sandbox.env);
    service = await startService({ socket: world.path('s.sock') }, world.host);
    target = { socketPath: world.path('s.sock') };
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
    await clients.glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'nycflights' } })
    );
    const storage = (Location: string) => ({
      Location,
      Columns: [
        { Name: 'origin', Type: 'string' },
        { Name: 'dep_delay', Type: 'int' }
      ],
      InputFormat:
        'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      OutputFormat:
        'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
      SerdeInfo: {
        SerializationLibrary:
          'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
      }
    });
    await clients.glue.send(
      new CreateTableCommand({
        DatabaseName: 'nycflights',
        TableInput: {
          Name: 'flights',
          TableType: 'EXTERNAL_TABLE',
          Parameters: { classification: 'parquet' },
          PartitionKeys: [{ Name: 'month', Type: 'int' }],
          StorageDescriptor: storage('s3://lake/flights')
        }
      })
    );
    for (let month = 1; month <= 12; month++) {
      const folder = `flights/month=${month}`;
      await put(`${folder}/data.parquet`, BYTES);
      await clients.glue.send(
        new CreatePartitionCommand({
          DatabaseName: 'nycflights',
          TableName: 'flights',
          PartitionInput: {
            Values: [String(month)],
            StorageDescriptor: storage(`s3://lake/${folder}`)
          }
        })
      );
    }
    // What readers pass over, and a sibling whose name begins alike.
    await put('flights/_SUCCESS', 7);
    await put('flights/month=1/.draft', 7);
    await put('flights_old/data.parquet', 7);
    await put('files/a.csv', 10);
    await put('files/below/b.csv', 20);
    await put('files/_c.csv', 40);
  });
  afterAll(async () => {
    clients.destroy();
    await service.close();
    await sandbox.stop();
    world.remove();
  });
  beforeEach(() => {
    document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
  });

  it('counts only the partitions that the condition leaves', async () => {
    const facts = await estimate();
    expect(facts.inputs).toEqual([
      {
        nodeId: 'flights',
        title: document.nodes.flights.title,
        source: 'nycflights.flights',
        bytes: 3 * BYTES,
        objects: 3,
        complete: true,
        partitions: { read: 3, total: 12 },
        notes: expect.any(Array)
      }
    ]);
    expect(facts.total).toEqual({ bytes: 300, objects: 3, complete: true });
    expect(facts.suggestion).toMatchObject({
      workerType: 'G.1X',
      numberOfWorkers: 2,
      estimate: { cost: { low: 0.0147, high: 0.022 } }
    });
    expect(facts.settings).toMatchObject({
      workerType: 'G.1X',
      numberOfWorkers: 10,
      autoScaling: true,
      estimate: { cost: { low: 0.0147, high: 0.11 } }
    });
    expect(facts.prices).toMatchObject({
      region: 'us-east-1',
      listed: true,
      perDpuHour: 0.44,
      perDpuHourFlex: 0.29,
      date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      source: expect.stringContaining('aws.amazon.com')
    });
  });

  it('counts the whole table without a condition on its keys', async () => {
    noFilter();
    const [read] = (await estimate()).inputs;
    expect(read).toMatchObject({ bytes: 12 * BYTES, objects: 12 });
    expect(read.partitions).toBeUndefined();
  });

  it("honours the person's predicate, and values of parameters", async () => {
    noFilter();
    document.parameters = { last: { type: 'integer' } };
    document.nodes.flights.config.partitionPredicate = 'month <= ${last}';
    const [given] = (await estimate({ param: { last: '2' } })).inputs;
    expect(given).toMatchObject({
      bytes: 2 * BYTES,
      partitions: { read: 2, total: 12 }
    });
    const [unknown] = (await estimate()).inputs;
    expect(unknown.bytes).toBe(12 * BYTES);
    expect(unknown.notes.join(' ')).toMatch(/only known when the job runs/);
    document.parameters.last.default = 5;
    expect((await estimate()).total.bytes).toBe(5 * BYTES);
  });

  it('counts what is read of S3', async () => {
    noFilter();
    const csv = {
      format: 'csv',
      columns: [{ name: 'origin', type: 'string' }]
    };
    for (const [more, bytes, objects] of [
      [{ paths: ['s3://lake/files/'] }, 30, 2],
      [{ paths: ['s3://lake/files'], recursive: false }, 10, 1],
      [{ paths: ['s3://lake/files/a.csv', 's3://lake/flights'] }, 1210, 13]
    ] as const) {
      setInput('s3-input', { ...csv, ...more });
      expect((await estimate()).inputs).toMatchObject([
        { bytes, objects, complete: true }
      ]);
    }
    document.parameters = { day: { type: 'string' } };
    setInput('s3-input', { ...csv, paths: ['s3://lake/${day}/'] });
    expect(await estimate()).toMatchObject({
      inputs: [
        {
          source: 's3://lake/${day}/',
          bytes: null,
          notes: ['Not known without a value of day.']
        }
      ],
      total: { bytes: 0, complete: false }
    });
    expect((await estimate({ param: { day: 'files' } })).total.bytes).toBe(30);
  });

  it('counts the tables that SQL names', async () => {
    document.nodes.jfk = {
      ...document.nodes.jfk,
      component: 'sql-query',
      config: {
        query:
          'SELECT f.* FROM flights f JOIN nycflights.flights g ON f.origin = g.origin'
      }
    };
    expect((await estimate()).inputs).toMatchObject([
      { nodeId: 'flights', bytes: 12 * BYTES },
      {
        nodeId: 'jfk',
        source: 'nycflights.flights',
        bytes: 12 * BYTES,
        objects: 12
      }
    ]);
  });

  it('says of an input what AWS says, and goes on', async () => {
    noFilter();
    setInput('s3-input', {
      format: 'csv',
      columns: [{ name: 'origin', type: 'string' }],
      paths: ['s3://not-there/x/']
    });
    expect((await estimate()).inputs).toMatchObject([
      {
        bytes: null,
        complete: false,
        notes: [expect.stringMatching(/not-there does not exist/)]
      }
    ]);
  });

  it('stops counting, and says so, when there is too much', async () => {
    const budget = { calls: 0 };
    expect(
      await measureObjects(clients, 's3://lake/flights', { budget })
    ).toEqual({ bytes: 0, objects: 0, complete: false });
    budget.calls = 1;
    const size = await measureObjects(clients, 's3://lake/flights', { budget });
    expect(size).toEqual({ bytes: 1200, objects: 12, complete: true });
    expect(budget.calls).toBe(0);
  });

  it('is printed by the command line', async () => {
    writeFileSync(world.path('p.glueflow'), JSON.stringify(document));
    const { code, out } = await world.run(
      ...['estimate', 'p.glueflow', '--workers', '3']
    );
    expect(code).toBe(0);
    expect(out).toMatch(/nycflights\.flights +300 bytes +3 +3 of 12$/m);
    expect(out).toMatch(/^to be read: 300 bytes in 3 objects$/m);
    expect(out).toMatch(/^suggested: 2 G\.1X, 1 to 2 min, 0\.01 to 0\.02 USD/m);
    expect(out).toMatch(/^as set: 3 G\.1X, /m);
    expect(out).toMatch(/^List prices of \d{4}-.* us-east-1 .* may differ/m);
  });

  it('refuses a pipeline that does not compile, and expired credentials', async () => {
    const broken = await ask(target, {
      path: '/estimate',
      body: { text: '{}' }
    });
    expect(broken.status).toBe(422);
    const restore = ssoHome(world, -60);
    try {
      const expired = await ask(target, {
        path: '/estimate',
        body: { path: FLIGHTS, profile: 'dev' }
      });
      expect(expired.status).toBe(403);
      expect(expired.json.error?.message).toMatch(/aws sso login/);
    } finally {
      restore();
    }
  });
});
