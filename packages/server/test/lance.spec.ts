import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import { Sandbox } from '../../glue-jobs/test/sandbox.js';
import { World } from './world.js';

describe('glueflow lance', () => {
  let sandbox: Sandbox;
  let world: World;
  beforeAll(async () => {
    sandbox = await Sandbox.start();
    const aws = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
    await aws.s3.send(new CreateBucketCommand({ Bucket: 'lake' }));
    aws.destroy();
  });
  afterAll(() => sandbox.stop());
  beforeEach(() => {
    world = new World();
    Object.assign(world.env, sandbox.env);
  });
  afterEach(() => world.remove());

  async function json(...argv: string[]): Promise<Record<string, unknown>> {
    const { code, out, err } = await world.run('lance', ...argv, '--json');
    expect([code, err]).toEqual([0, '']);
    return JSON.parse(out) as Record<string, unknown>;
  }

  /** Serve over REST, do work, and end as Ctrl-C does. */
  async function served(
    work: (
      ask: (method: string, path: string, body?: object) => Promise<Response>
    ) => Promise<void>,
    ...argv: string[]
  ): Promise<number> {
    let done: Promise<void> | undefined;
    world.onOut = out => {
      if (done === undefined && out.endsWith('\n')) {
        const { url, token } = JSON.parse(out) as Record<string, string>;
        done = work((method, path, body) =>
          fetch(`${url}/v1/${path}`, {
            method,
            headers: { authorization: `Bearer ${token}` },
            body: body && JSON.stringify(body)
          } as RequestInit)
        ).finally(() => world.controller.abort());
      }
    };
    const { code } = await world.run('lance', 'serve', ...argv);
    await done;
    expect(done).toBeDefined();
    return code;
  }

  it('serves the namespace over REST, with properties', async () => {
    const code = await served(
      async ask => {
        const made = await ask('POST', 'namespace/served/create', {
          properties: { location: 's3://lake/served' }
        });
        expect(made.status).toBe(200);
        const declared = await ask('POST', 'table/served$t/declare', {});
        expect(await declared.json()).toMatchObject({
          location: 's3://lake/served/t.lance',
          storage_options: { allow_http: 'true' }
        });
      },
      '--property',
      'storage.allow_http=true'
    );
    expect(code).toBe(0);
  });

  it('does the life of a table', async () => {
    await served(async ask => {
      await ask('POST', 'namespace/life/create', {
        properties: { location: 's3://lake/life' }
      });
    });
    expect((await json('namespaces')).namespaces).toContain('life');
    const { location } = await json(
      ...['declare', 'life.a', '--managed', '--set', 'owner=anna']
    );
    expect(location).toMatch(/^s3:\/\/lake\/life\/a-[\da-f]{8}\.lance$/);
    await json('register', 'life$b', 's3://lake/elsewhere/b.lance/');
    expect(await json('tables', 'life')).toEqual({ tables: ['a', 'b'] });
    const page = await json('tables', 'life', '--limit', '1');
    expect(page.tables).toEqual(['a']);
    expect(
      await json('tables', 'life', '--from', String(page.page_token))
    ).toEqual({ tables: ['b'] });
    expect(await json('tables', 'life', '--with-data')).toEqual({ tables: [] });
    expect(await json('describe', 'life.a')).toMatchObject({
      location,
      managed_versioning: true,
      is_only_declared: true,
      properties: { owner: 'anna' }
    });
    expect(await json('versions', 'life.a')).toEqual({ versions: [] });
    expect(await json('rename', 'life.a', 'c')).toEqual({ renamed: 'life.c' });
    expect(await json('deregister', 'life.b')).toMatchObject({
      location: 's3://lake/elsewhere/b.lance'
    });
    expect(await json('drop', 'life.c')).toMatchObject({ location });
    expect(await json('tables', 'life')).toEqual({ tables: [] });
  });

  it('prints for people', async () => {
    await served(async ask => {
      await ask('POST', 'namespace/people/create', {
        properties: { location: 's3://lake/people' }
      });
    });
    expect((await world.run('lance', 'declare', 'people.t')).out).toBe(
      'declared people.t at s3://lake/people/t.lance\n'
    );
    const { out } = await world.run('lance', 'describe', 'people.t');
    expect(out).toMatch(/^location +s3:\/\/lake\/people\/t\.lance$/m);
    expect(out).toMatch(/^version +no data yet$/m);
    expect(out).toMatch(/^versions are managed by +the storage$/m);
  });

  it.each<[string, string[], number, RegExp]>([
    [
      'a missing database',
      ['tables', 'missing'],
      1,
      /There is no namespace missing/
    ],
    ['a name without a database', ['describe', 't'], 2, /DATABASE\.TABLE/],
    [
      'an unknown property',
      ['namespaces', '--property', 'colour=red'],
      1,
      /"colour" is unknown.*Known are/s
    ],
    [
      'a property that the connection answers',
      ['namespaces', '--property', 'region=eu-west-1'],
      1,
      /"region" is the connection's/
    ]
  ])('refuses %s', async (_, argv, status, message) => {
    const { code, err } = await world.run('lance', ...argv);
    expect(code).toBe(status);
    expect(err).toMatch(message);
  });

  it('ends with 3 without credentials', async () => {
    delete world.env.AWS_ACCESS_KEY_ID;
    delete world.env.AWS_SECRET_ACCESS_KEY;
    world.env.AWS_EC2_METADATA_DISABLED = 'true';
    const { code } = await world.run('lance', 'namespaces');
    expect(code).toBe(3);
  });
});
