import { emptyDocument, type Component } from '@glueflow/components-manager';
import {
  CONNECTION_SCHEMA,
  connectionProblems,
  jobRoleProblems,
  resolveS3Options,
  SessionKeys,
  type AwsConnection,
  type AwsConnections
} from '../../src/common/S3OptionsHandler.js';
import { misfits } from '../context.js';

const connections: AwsConnections = {
  dev: { kind: 'sso', profile: 'dev', region: 'eu-west-1' },
  minio: {
    kind: 'keys',
    keys: 'variables',
    accessKeyIdVariable: 'A',
    secretAccessKeyVariable: 'B',
    endpoint: 'http://127.0.0.1:9000'
  },
  partner: {
    kind: 'assume-role',
    roleArn: 'arn:aws:iam::123456789012:role/reader',
    externalId: 'x',
    source: { kind: 'profile', profile: 'dev' }
  }
};

describe('resolveS3Options', () => {
  it('means the default credentials without a name', () => {
    expect(resolveS3Options(undefined, connections)).toEqual({
      local: { credentials: { kind: 'default' }, pathStyle: false },
      job: {}
    });
  });

  it('keeps a profile out of the job', () => {
    expect(resolveS3Options('dev', connections)).toEqual({
      local: {
        credentials: connections.dev,
        region: 'eu-west-1',
        pathStyle: false
      },
      job: {}
    });
  });

  it('puts buckets in the path at other endpoints', () => {
    expect(resolveS3Options('minio', connections).local).toMatchObject({
      endpoint: 'http://127.0.0.1:9000',
      pathStyle: true
    });
  });

  it('takes a role into the job', () => {
    expect(resolveS3Options('partner', connections).job).toEqual({
      role: {
        roleArn: 'arn:aws:iam::123456789012:role/reader',
        externalId: 'x',
        sessionName: 'glueflow'
      }
    });
  });

  it.each(['devv', 'toString'])('says that there is no connection %s', name => {
    expect(() => resolveS3Options(name, connections)).toThrow(
      `There is no AWS connection “${name}” in your settings.`
    );
  });
});

describe('problems of a pipeline', () => {
  const document = emptyDocument();
  for (const [id, connection] of Object.entries({
    a: 'devv',
    b: 'partner',
    c: 'dev'
  })) {
    document.nodes[id] = {
      component: 's3-output',
      version: 1,
      title: id,
      config: { connection }
    };
  }

  it('name the connection that the settings lack', () => {
    expect(connectionProblems(document, connections)).toMatchObject([
      {
        code: 'unknown-connection',
        nodeId: 'a',
        path: '/connection',
        fix: { path: '/nodes/a/config/connection', value: 'dev' }
      }
    ]);
  });

  it('name the role that a job would not assume', () => {
    expect(jobRoleProblems(document, connections)).toMatchObject([
      { code: 'role-not-in-script', nodeId: 'b' }
    ]);
  });
});

describe('SessionKeys', () => {
  const keys = new SessionKeys('AKIA', 'very-secret', 'token-secret');

  it('gives the keys to who asks', () => {
    expect(keys.reveal()).toEqual({
      accessKeyId: 'AKIA',
      secretAccessKey: 'very-secret',
      sessionToken: 'token-secret'
    });
  });

  it('can not be written, spread, cloned or printed', () => {
    const ways = [
      JSON.stringify({ keys }),
      JSON.stringify({ ...keys }),
      JSON.stringify(Object.assign({}, keys)),
      JSON.stringify(structuredClone(keys)),
      String(keys),
      Object.getOwnPropertyNames(keys).join(),
      `${Object.values(keys).join()}`
    ];
    expect(ways.filter(text => /secret/.test(text ?? ''))).toEqual([]);
  });

  it('is nothing that a connection can hold', () => {
    // @ts-expect-error: session keys have no place in a connection
    const connection: AwsConnection = { kind: 'keys', keys };
    expect(connection).toBeDefined();
  });
});

describe('CONNECTION_SCHEMA', () => {
  const validate = (connection: object): boolean =>
    misfits(
      { configuration: CONNECTION_SCHEMA } as unknown as Component,
      connection
    ).length === 0;

  it.each([
    ...Object.values(connections),
    { kind: 'default' },
    { kind: 'environment' },
    { kind: 'profile', profile: 'p' },
    { kind: 'keys', keys: 'session', pathStyle: true }
  ])('takes %j', connection => {
    expect(validate(connection)).toBe(true);
  });

  it.each([
    {},
    { kind: 'profile' },
    { kind: 'keys', keys: 'session', secretAccessKey: 's' },
    { kind: 'default', accessKeyId: 'A' },
    {
      kind: 'assume-role',
      roleArn: 'reader',
      source: { kind: 'default' }
    },
    {
      kind: 'assume-role',
      roleArn: 'arn:aws:iam::123456789012:role/reader',
      source: { kind: 'assume-role' }
    },
    { kind: 'default', region: 'EU' }
  ])('refuses %j', connection => {
    expect(validate(connection)).toBe(false);
  });
});
