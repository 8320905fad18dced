import {
  CreateDatabaseCommand,
  CreateTableCommand
} from '@aws-sdk/client-glue';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import { Fake } from '../../../aws/test/fake.js';
import { Sandbox } from '../../../glue-jobs/test/sandbox.js';
import { startService, type Service } from '../../src/service/server.js';
import { ssoHome } from '../sso.js';
import { World } from '../world.js';
import { ask, type Target } from './client.js';

jest.setTimeout(60_000);

let world: World;
let service: Service;
let target: Target;

async function begin(): Promise<void> {
  world = new World();
  service = await startService({ socket: world.path('s.sock') }, world.host);
  target = { socketPath: world.path('s.sock') };
}

async function end(): Promise<void> {
  await service.close();
  world.remove();
}

describe('what dialogs choose from, with the sandbox', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    clients = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
    await begin();
    Object.assign(world.env, sandbox.env);
  });
  afterAll(async () => {
    clients.destroy();
    await sandbox.stop();
    await end();
  });

  it('tells who we are', async () => {
    const { status, json } = await ask(target, { path: '/identity', body: {} });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      account: '123456789012',
      kind: 'default',
      region: 'us-east-1',
      endpoint: sandbox.url
    });
    const { out } = await world.run('connections', 'test', '--json');
    expect(JSON.parse(out)).toEqual(json);
  });

  it('lists the roles that AWS Glue may assume', async () => {
    const roles: [string, object][] = [
      ['Jobs', { Service: ['lambda.amazonaws.com', 'glue.amazonaws.com'] }],
      ['Lambda', { Service: 'lambda.amazonaws.com' }],
      ['Person', { AWS: '123456789012' }]
    ];
    for (const [name, Principal] of roles) {
      await clients.create(IAMClient).send(
        new CreateRoleCommand({
          RoleName: name,
          Description: `Role of ${name}`,
          AssumeRolePolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }
            ]
          })
        })
      );
    }
    const { json } = await ask(target, { path: '/roles' });
    expect(json).toEqual({
      roles: [
        {
          name: 'Jobs',
          arn: 'arn:aws:iam::123456789012:role/Jobs',
          description: 'Role of Jobs'
        }
      ]
    });
    const { out } = await world.run('roles');
    expect(out).toMatch(/^ROLE +ARN +DESCRIPTION\nJobs +arn:/);
    expect(out).not.toMatch(/Lambda|Person/);
  });

  it('lists buckets and what stands right below a path', async () => {
    const { s3 } = clients;
    for (const Bucket of ['lake', 'attic']) {
      await s3.send(new CreateBucketCommand({ Bucket }));
    }
    for (const Key of ['a/', 'a/1.csv', 'a/b/2.csv', 'a/c/3.csv', 'z.txt']) {
      await s3.send(
        new PutObjectCommand({ Bucket: 'lake', Key, Body: 'a,b,c' })
      );
    }
    const buckets = await ask(target, { path: '/buckets' });
    expect(buckets.json.buckets).toMatchObject([
      { name: 'attic' },
      { name: 'lake' }
    ]);
    const list = async (path: string, more = '') =>
      (
        await ask(target, {
          path: `/objects?path=${encodeURIComponent(path)}${more}`
        })
      ).json;
    expect(await list('s3://lake/a/')).toMatchObject({
      folders: [
        { name: 'b', path: 's3://lake/a/b/' },
        { name: 'c', path: 's3://lake/a/c/' }
      ],
      objects: [{ name: '1.csv', path: 's3://lake/a/1.csv', size: 5 }],
      more: false
    });
    expect(await list('s3://lake/a/b')).toMatchObject({
      folders: [{ name: 'b' }],
      objects: []
    });
    expect(await list('s3://lake')).toMatchObject({
      folders: [{ name: 'a' }],
      objects: [{ name: 'z.txt' }]
    });
    const names: string[] = [];
    let next = '';
    for (let page = 0; page < 5; page++) {
      const found = (await list(
        's3://lake/a/',
        `&limit=1${next}`
      )) as unknown as {
        folders: { name: string }[];
        objects: { name: string }[];
        more: boolean;
        next?: string;
      };
      names.push(
        ...[...found.folders, ...found.objects].map(each => each.name)
      );
      expect(found.more).toBe(found.next !== undefined);
      if (!found.next) {
        break;
      }
      next = `&from=${encodeURIComponent(found.next)}`;
    }
    expect(names.sort()).toEqual(['1.csv', 'b', 'c']);
    expect((await world.run('s3')).out).toMatch(/^attic /m);
    const below = await world.run('s3', 's3://lake/a/', '--limit', '2');
    expect(below.err).toMatch(/There is more/);
    expect((await world.run('s3', 's3://lake/a/')).out).toMatch(
      /^5 .* 1\.csv$/m
    );
  });

  it('lists tables in pages, or their names only', async () => {
    const { glue } = clients;
    await glue.send(
      new CreateDatabaseCommand({ DatabaseInput: { Name: 'db' } })
    );
    for (const Name of ['t1', 't2', 't3', 'other']) {
      await glue.send(
        new CreateTableCommand({
          DatabaseName: 'db',
          TableInput: {
            ...{ Name, TableType: 'EXTERNAL_TABLE' },
            ...(Name === 'other'
              ? { StorageDescriptor: { Location: 's3://b/other/' } }
              : {})
          }
        })
      );
    }
    const located = '/catalog/databases/db/tables?locations=true';
    expect((await ask(target, { path: located })).json).toEqual({
      database: 'db',
      tables: [{ name: 'other', location: 's3://b/other/' }]
    });
    const nowhere = located.replace('/db/', '/nowhere/');
    expect((await ask(target, { path: nowhere })).status).toBe(422);
    expect(
      await ask(target, { path: `${nowhere}&absent=allowed` })
    ).toMatchObject({ status: 200, json: { missing: true } });
    const at = '/catalog/databases/db/tables?match=t.*&limit=2';
    const first = (await ask(target, { path: `${at}&names=true` })).json;
    expect(first).toMatchObject({
      database: 'db',
      tables: [
        { name: 't1', type: 'EXTERNAL_TABLE' },
        { name: 't2', type: 'EXTERNAL_TABLE' }
      ],
      next: expect.any(String)
    });
    expect(Object.keys((first.tables as object[])[0])).toEqual([
      'name',
      'type'
    ]);
    const rest = await ask(target, {
      path: `${at}&names=true&from=${encodeURIComponent(String(first.next))}`
    });
    expect(rest.json).toEqual({
      database: 'db',
      tables: [{ name: 't3', type: 'EXTERNAL_TABLE' }]
    });
    const full = await ask(target, { path: at });
    expect(full.json.tables).toMatchObject([
      { name: 't1', columns: [] },
      { name: 't2', columns: [] }
    ]);
    const none = '/catalog/databases/db/tables/none';
    expect(await ask(target, { path: none })).toMatchObject({
      status: 422,
      json: { error: { kind: 'refused', missing: true } }
    });
    expect(await ask(target, { path: `${none}?absent=allowed` })).toMatchObject(
      { status: 200, json: { missing: true } }
    );
    const lost = '/catalog/databases/nowhere/tables/none?absent=allowed';
    expect(await ask(target, { path: lost })).toMatchObject({
      status: 200,
      json: { missing: true, database: false }
    });
    const printed = await world.run(
      ...['catalog', 'tables', 'db', '--names', '--limit', '1']
    );
    expect(printed.out).toBe('TABLE  TYPE\nother  EXTERNAL_TABLE\n');
    expect(printed.err).toMatch(/^There is more: --from \S+$/m);
  });

  it.each([
    ['/objects', 400, /Give "path"/],
    ['/objects?path=lake', 400, /"lake" is not a path in S3/],
    ['/objects?path=s3://lake/&limit=0', 400, /"limit" must be/],
    ['/objects?path=s3://none/', 422, /Bucket none does not exist/]
  ])('refuses %s', async (path, status, message) => {
    const reply = await ask(target, { path });
    expect(reply.status).toBe(status);
    expect(reply.json.error?.message).toMatch(message);
  });
});

describe('what dialogs choose from', () => {
  let restore: () => void = () => undefined;
  beforeEach(begin);
  afterEach(async () => {
    restore();
    await end();
  });

  it('is empty, with the reason, for who has no right to list', async () => {
    const denied = await Fake.start(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>'
    }));
    Object.assign(world.env, {
      AWS_ACCESS_KEY_ID: 'AKIA1',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: denied.url
    });
    try {
      const roles = await ask(target, { path: '/roles' });
      expect(roles.status).toBe(200);
      expect(roles.json).toEqual({
        roles: [],
        refused: expect.stringContaining('iam:ListRoles')
      });
      const buckets = await ask(target, { path: '/buckets' });
      expect(buckets.json).toEqual({
        buckets: [],
        refused: expect.stringContaining('s3:ListAllMyBuckets')
      });
      const { code, err } = await world.run('roles');
      expect([code, err]).toEqual([0, expect.stringContaining('note: ')]);
    } finally {
      await denied.close();
    }
  });

  it('tells the profiles there are, and no secret of them', async () => {
    restore = ssoHome(world, 60);
    const { json, text } = await ask(target, { path: '/profiles' });
    expect(json).toEqual({
      profiles: [
        { name: 'dev', kind: 'sso', region: 'eu-west-1' },
        { name: 'ops', kind: 'role', source: 'dev' },
        { name: 'plain', kind: 'keys' }
      ]
    });
    expect(text).not.toContain('plain-secret');
    const { out } = await world.run('connections', 'profiles');
    expect(out).toMatch(/^ops +role through dev$/m);
  });

  it('says how to log in again when a session has expired', async () => {
    restore = ssoHome(world, -60);
    for (const profile of ['dev', 'ops']) {
      const { status, json } = await ask(target, {
        path: '/identity',
        body: { profile, region: 'eu-west-1' }
      });
      expect(status).toBe(403);
      expect(json.error).toMatchObject({
        kind: 'credentials',
        message: expect.stringMatching(/expired.* aws sso login --profile dev$/)
      });
    }
    const { code, err } = await world.run(
      ...['connections', 'test', '--profile', 'dev']
    );
    expect([code, err]).toEqual([
      3,
      expect.stringContaining('aws sso login --profile dev')
    ]);
  });
});
