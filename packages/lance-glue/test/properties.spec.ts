import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Clients } from '../src/clients.js';
import { connect, LanceError } from '../src/index.js';
import { readProperties } from '../src/properties.js';

const ENV = { AWS_REGION: 'eu-west-1' };

function refused(properties: Record<string, string>): string {
  try {
    connect('glue', properties, ENV);
  } catch (error) {
    expect(error).toBeInstanceOf(LanceError);
    expect((error as LanceError).code).toBe(13);
    return (error as LanceError).message;
  }
  throw new Error('The properties were taken.');
}

describe('properties of connect', () => {
  it.each([
    ['as the documentation names them', (name: string) => `glue.${name}`],
    ['with underscores', (name: string) => `glue.${name.replaceAll('-', '_')}`],
    [
      'as the shipped clients name them',
      (name: string) => name.replaceAll('-', '_')
    ]
  ])('are taken %s', (_, named) => {
    const settings = readProperties(
      {
        [named('catalog-id')]: '111122223333',
        [named('endpoint')]: 'http://127.0.0.1:1',
        [named('region')]: 'eu-central-1',
        [named('access-key-id')]: 'AKIA',
        [named('secret-access-key')]: 'hidden',
        [named('session-token')]: 'token',
        [named('max-retries')]: '3',
        [named('retry-mode')]: 'Adaptive',
        'storage.region': 'eu-west-2'
      },
      {}
    );
    expect(settings).toMatchObject({
      catalogId: '111122223333',
      endpoint: 'http://127.0.0.1:1',
      connection: { kind: 'keys', keys: 'session', region: 'eu-central-1' },
      maxRetries: 3,
      retryMode: 'adaptive',
      storage: { region: 'eu-west-2' }
    });
    expect(JSON.stringify(settings)).not.toContain('hidden');
  });

  it('retry ten times in standard mode by default', () => {
    expect(readProperties({}, ENV)).toMatchObject({
      maxRetries: 10,
      retryMode: 'standard',
      connection: { kind: 'default' }
    });
  });

  it('name every one that is unknown, and what is known', () => {
    const message = refused({ 'glue.regoin': 'x', token: 'y' });
    expect(message).toContain('"glue.regoin" is unknown');
    expect(message).toContain('"token" is unknown');
    expect(message).toMatch(
      /Known are.*catalog_id.*max_retries.*storage\.NAME/
    );
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'a key without its secret',
      { access_key_id: 'AKIA' },
      '"access_key_id" and "secret_access_key" go together'
    ],
    [
      'keys and a profile',
      { access_key_id: 'A', secret_access_key: 'S', profile_name: 'p' },
      '"profile_name" and "access_key_id" exclude each other'
    ],
    [
      'a session token alone',
      { session_token: 'T' },
      '"session_token" needs "access_key_id"'
    ],
    [
      'a name given twice',
      { region: 'eu-west-1', 'glue.region': 'eu-west-2' },
      '"region" is given twice'
    ],
    [
      'part of a role',
      { assume_role_external_id: 'x' },
      '"assume_role_external_id" needs "assume_role_arn"'
    ],
    ['a retry mode', { retry_mode: 'often' }, '"retry_mode" must be'],
    ['retries', { max_retries: '-1' }, '"max_retries" must be'],
    ['an endpoint', { endpoint: 'ftp://x' }, '"endpoint" must be'],
    ['a root', { root: '/tmp' }, '"root" must be']
  ])('refuse %s', (_, properties, message) => {
    expect(refused(properties)).toContain(message);
  });

  it('never repeat a secret', () => {
    const message = refused({
      access_key_id: 'AKIAHIDDEN',
      secret_access_key: 'verysecret',
      profile_name: 'p'
    });
    expect(message).not.toMatch(/AKIAHIDDEN|verysecret/);
  });

  it('need a region from somewhere', () => {
    expect(() => connect('glue', {}, { AWS_CONFIG_FILE: '/nowhere' })).toThrow(
      /No AWS region is set/
    );
  });

  it('refuse another implementation', () => {
    expect(() => connect('dir', {})).toThrow(/Known is: glue/);
  });
});

describe('ways in', () => {
  async function credentials(
    properties: Record<string, string>,
    env: Record<string, string> = {}
  ) {
    const clients = new Clients(readProperties(properties, { ...ENV, ...env }));
    try {
      const found = await clients.glue.config.credentials();
      const ofS3 = await clients.s3.config.credentials();
      return { glue: found, s3: ofS3 };
    } finally {
      clients.destroy();
    }
  }

  it('are static and session keys', async () => {
    const { glue } = await credentials({
      access_key_id: 'AKIA1',
      secret_access_key: 'S1',
      session_token: 'T1'
    });
    expect(glue).toMatchObject({
      accessKeyId: 'AKIA1',
      secretAccessKey: 'S1',
      sessionToken: 'T1'
    });
  });

  it('are the default chain', async () => {
    const { glue } = await credentials(
      {},
      { AWS_ACCESS_KEY_ID: 'AKIA2', AWS_SECRET_ACCESS_KEY: 'S2' }
    );
    expect(glue.accessKeyId).toBe('AKIA2');
  });

  it('are a profile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'glueflow-lance-'));
    try {
      const file = join(folder, 'credentials');
      writeFileSync(
        file,
        '[work]\naws_access_key_id = AKIA3\naws_secret_access_key = S3\n'
      );
      const { glue } = await credentials(
        { profile_name: 'work' },
        {
          AWS_SHARED_CREDENTIALS_FILE: file,
          AWS_CONFIG_FILE: join(folder, 'config')
        }
      );
      expect(glue.accessKeyId).toBe('AKIA3');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('let the storage have keys, a region and an endpoint of its own', async () => {
    const clients = new Clients(
      readProperties(
        {
          access_key_id: 'AKIA4',
          secret_access_key: 'S4',
          'storage.aws_access_key_id': 'AKIA5',
          'storage.aws_secret_access_key': 'S5',
          'storage.region': 'eu-west-3',
          'storage.endpoint': 'http://127.0.0.1:9'
        },
        ENV
      )
    );
    try {
      expect((await clients.s3.config.credentials()).accessKeyId).toBe('AKIA5');
      expect((await clients.glue.config.credentials()).accessKeyId).toBe(
        'AKIA4'
      );
      expect(await clients.s3.config.region()).toBe('eu-west-3');
      expect(clients.storageEndpoint).toBe('http://127.0.0.1:9');
    } finally {
      clients.destroy();
    }
  });
});
