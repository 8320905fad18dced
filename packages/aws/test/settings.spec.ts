import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { AwsConnection } from '@glueflow/contract';
import {
  connectionsFile,
  readConnections,
  removeConnection,
  saveConnection
} from '../src/index.js';
import { Home } from './fake.js';

let home: Home;

beforeEach(() => {
  home = new Home();
});

afterEach(() => home.restore());

const role: AwsConnection = {
  kind: 'assume-role',
  roleArn: 'arn:aws:iam::123456789012:role/reader',
  externalId: 'x',
  source: { kind: 'sso', profile: 'dev' },
  region: 'eu-west-1'
};

describe('connections', () => {
  it('are all kept when 50 are saved at once, and removed at once', async () => {
    const names = Array.from({ length: 50 }, (_, n) => `c${n}`);
    await Promise.all(names.map(name => saveConnection(name, role)));
    expect(Object.keys(await readConnections()).sort()).toEqual(names.sort());
    await Promise.all(names.map(name => removeConnection(name)));
    expect(await readConnections()).toEqual({});
    // Of those that add one name without replacing, one does.
    const added = await Promise.all(
      names.map(() => saveConnection('same', role, process.env, true))
    );
    expect(added.filter(Boolean)).toHaveLength(1);
  }, 60_000);

  it('are kept by name', async () => {
    expect(await readConnections()).toEqual({});
    await saveConnection('prod', role);
    await saveConnection('lake', {
      kind: 'keys',
      keys: 'session',
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true
    });
    expect(Object.keys(await readConnections())).toEqual(['prod', 'lake']);
    expect((await readConnections()).prod).toEqual(role);
    expect(await removeConnection('prod')).toBe(true);
    expect(await removeConnection('prod')).toBe(false);
    expect(Object.keys(await readConnections())).toEqual(['lake']);
  });

  it('stand where GLUEFLOW_CONFIG says, for this person alone', async () => {
    expect(connectionsFile()).toBe(
      join(home.path, '.config', 'glueflow', 'connections.json')
    );
    process.env.GLUEFLOW_CONFIG = join(home.path, 'elsewhere');
    await saveConnection('prod', role);
    const path = join(home.path, 'elsewhere', 'connections.json');
    expect(connectionsFile()).toBe(path);
    expect(readdirSync(join(path, '..'))).toEqual(['connections.json']);
    if (process.platform !== 'win32') {
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  it.each<[string, object, string]>([
    [
      'a secret',
      { kind: 'keys', keys: 'session', secretAccessKey: 'hush' },
      'would put a secret into a file'
    ],
    [
      'a token',
      { kind: 'default', sessionToken: 'hush' },
      'would put a secret'
    ],
    [
      'a key where a variable belongs',
      {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: 'A',
        secretAccessKeyVariable: 'hush/hush+1'
      },
      'name of an environment variable'
    ],
    [
      'a password in an endpoint',
      { kind: 'default', endpoint: 'http://me:hush@host' },
      'without user and password'
    ],
    ['an unknown kind', { kind: 'magic' }, 'its kind must be one of'],
    ['a role behind a role', { ...role, source: role }, 'source: its kind'],
    ['a missing profile', { kind: 'sso' }, '"profile" is missing'],
    [
      'an unknown field',
      { kind: 'default', colour: 'red' },
      'unknown field "colour"'
    ],
    ['no object', [], 'must be an object']
  ])('refuse %s', async (_, connection, message) => {
    const error: Error = await saveConnection(
      'bad',
      connection as AwsConnection
    ).then(
      () => new Error('it was kept'),
      (reason: Error) => reason
    );
    expect(error).toMatchObject({ kind: 'usage', exitCode: 2 });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('hush');
    expect(existsSync(connectionsFile())).toBe(false);
  });

  // The keys of AWS's documentation, and others of their shape.
  it.each([
    'AKIAIOSFODNN7EXAMPLE',
    'ASIAIOSFODNN7EXAMPLE',
    'akiaiosfodnn7example',
    'KEY_AKIAIOSFODNN7EXAMPLE',
    'wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY',
    'wJalrXUtnFEMI1K7MDENGbPx',
    '0123456789abcdef0123456789abcdef',
    'd'.repeat(200)
  ])('take no secret for the name of a variable: %s', async secret => {
    for (const field of [
      'accessKeyIdVariable',
      'secretAccessKeyVariable',
      'sessionTokenVariable'
    ]) {
      const connection = {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: 'A',
        secretAccessKeyVariable: 'B',
        [field]: secret
      } as AwsConnection;
      for (const nested of [
        connection,
        { ...role, source: connection } as AwsConnection
      ]) {
        const error: Error = await saveConnection('bad', nested).then(
          () => new Error('it was kept'),
          (reason: Error) => reason
        );
        expect(error.message).toMatch(/environment variable/);
        expect(error.message).not.toContain(secret);
      }
    }
    expect(existsSync(connectionsFile())).toBe(false);
  });

  it('take no access key in any other text', async () => {
    const key = 'AKIAIOSFODNN7EXAMPLE';
    for (const [name, connection] of [
      [key, { kind: 'default' }],
      ['a', { kind: 'profile', profile: key }],
      [
        'a',
        { kind: 'profile', profile: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' }
      ],
      ['a', { ...role, sessionName: key }]
    ] as [string, AwsConnection][]) {
      await expect(saveConnection(name, connection)).rejects.toMatchObject({
        kind: 'usage',
        message: expect.not.stringMatching(/AKIA|wJal/)
      });
    }
    expect(existsSync(connectionsFile())).toBe(false);
  });

  it('take usual names of variables', async () => {
    for (const name of [
      'AWS_ACCESS_KEY_ID',
      'CI_KEY_2',
      'myAccessKeyVariable',
      'PRODUCTIONSECRETACCESSKEY1',
      'Team_Analytics_2024_Secret_Access_Key_Id'
    ]) {
      await saveConnection('keys', {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: name,
        secretAccessKeyVariable: name
      });
    }
  });

  it('leave a broken file as it is', async () => {
    const name = '.config/glueflow/connections.json';
    for (const text of [
      '{"connections": {',
      '[]',
      '{"connections":{"a":{}}}'
    ]) {
      home.write(name, text);
      await expect(saveConnection('prod', role)).rejects.toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('connections.json')
      });
      expect(readFileSync(connectionsFile(), 'utf8')).toBe(text);
    }
  });

  it('keep what newer versions wrote beside them', async () => {
    home.write(
      '.config/glueflow/connections.json',
      '{"version":1,"theme":"dark","connections":{}}'
    );
    await saveConnection('prod', role);
    expect(JSON.parse(readFileSync(connectionsFile(), 'utf8'))).toEqual({
      version: 1,
      theme: 'dark',
      connections: { prod: role }
    });
  });
});
