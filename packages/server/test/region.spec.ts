import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { saveConnection } from '@glueflow/aws';
import type { AwsConnection } from '@glueflow/contract';
import { Connections } from '../src/connection.js';
import { credentialEnvironment } from '../src/credentials.js';
import { FLIGHTS, World } from './world.js';

/** What would become part of the address of S3 (security trials, 3). */
const HOSTILE = 'x@127.0.0.1:5699/';

describe('a region that is none', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.env.AWS_ACCESS_KEY_ID = 'AKIDEXAMPLE';
    world.env.AWS_SECRET_ACCESS_KEY = 'x';
  });
  afterEach(() => world.remove());

  function save(job: object): string {
    const document = JSON.parse(readFileSync(FLIGHTS, 'utf8')) as {
      job: object;
    };
    const path = join(world.folder, 'p.glueflow');
    document.job = { ...document.job, ...job };
    writeFileSync(path, JSON.stringify(document));
    return path;
  }

  it.each([
    ['validate'],
    ['generate'],
    ['run'],
    ['export', '--out', 'o', '--role', 'r', '--bucket', 'my-bucket'],
    ['deploy', '--role', 'r', '--bucket', 'my-bucket'],
    ['estimate']
  ])(
    'of a document is refused by %s, once and before anything is asked',
    async (name, ...rest) => {
      const { code, out, err } = await world.run(
        name,
        save({ region: HOSTILE }),
        ...rest
      );
      expect(code).toBe(1);
      const said = (out + err).split('is no AWS region').length - 1;
      expect(said).toBe(1);
      expect(out + err).toContain('/job/region');
    }
  );

  it.each([
    ['validate', 'p.glueflow'],
    ['jobs', 'list'],
    ['connections', 'add', 'c', '--profile', 'p'],
    ['catalog', 'databases']
  ])('is wrong usage for %s --region', async (...args) => {
    save({});
    const { code, err } = await world.run(...args, '--region', 'mars-1');
    expect(code).toBe(2);
    expect(err).toContain('"mars-1" is no AWS region');
  });

  it('is not kept in a connection', async () => {
    const connection: AwsConnection = { kind: 'default', region: HOSTILE };
    await expect(saveConnection('c', connection, world.env)).rejects.toThrow(
      'is no AWS region'
    );
  });

  it.each([
    ['the document', { region: HOSTILE }, {}],
    ['the environment', {}, { AWS_REGION: HOSTILE }],
    ['the other variable', {}, { AWS_DEFAULT_REGION: HOSTILE }]
  ])('reaches no client from %s', async (_, fallback, env) => {
    Object.assign(world.env, env);
    const connections = new Connections({}, world.env, fallback);
    await expect(connections.clients()).rejects.toThrow('is no AWS region');
    await expect(
      credentialEnvironment({}, fallback, { env: world.env })
    ).rejects.toThrow('is no AWS region');
  });
});

describe('texts of others on a terminal', () => {
  it('are escaped in JSON, which reads back the same', async () => {
    const world = new World();
    const title = 'a\u009b2J\u202eb';
    const document = JSON.parse(readFileSync(FLIGHTS, 'utf8')) as {
      nodes: Record<string, { title: string; config: object }>;
    };
    for (const node of Object.values(document.nodes)) {
      Object.assign(node, { title, config: {} });
    }
    const path = join(world.folder, 'p.glueflow');
    writeFileSync(path, JSON.stringify(document));
    for (const json of [[], ['--json']]) {
      const { out, err } = await world.run(
        'validate',
        path,
        '--offline',
        ...json
      );
      expect(out + err).not.toMatch(/[\u0080-\u009f\u202a-\u202e]/);
      expect(out + err).not.toBe('');
    }
    world.remove();
  });
});
