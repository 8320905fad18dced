import type { AwsConnections } from '@glueflow/contract';
import type {
  Component,
  Problem,
  WriteOperation
} from '@glueflow/components-manager';
import {
  connectionSource,
  resolveS3Options
} from '../../src/common/S3OptionsHandler.js';
import { glueCatalogInput } from '../../src/inputs/catalog.js';
import { s3Input } from '../../src/inputs/s3.js';
import { glueCatalogOutput } from '../../src/outputs/catalog.js';
import { s3Output } from '../../src/outputs/s3.js';
import { infer, lower } from '../context.js';

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
        arn: 'arn:aws:iam::123456789012:role/reader',
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

describe('connectionSource', () => {
  const lookUp = connectionSource(connections);

  it('tells the role of a connection and nothing else of it', () => {
    expect(lookUp('partner')).toEqual({
      known: true,
      role: {
        arn: 'arn:aws:iam::123456789012:role/reader',
        externalId: 'x',
        sessionName: 'glueflow'
      }
    });
    expect(lookUp('dev')).toEqual({ known: true });
    expect(lookUp('minio')).toEqual({ known: true });
  });

  it('tells a name like one that is not there', () => {
    expect(lookUp('devv')).toEqual({ known: false, like: 'dev' });
    expect(lookUp('constructor')).toEqual({ known: false });
  });
});

describe.each<[string, Component<never>, object, string[]]>([
  ['S3 input', s3Input, { paths: ['s3://b/a/'] }, []],
  ['S3 output', s3Output, { path: 's3://b/a/' }, ['in']],
  ['catalog input', glueCatalogInput, { database: 'd', table: 't' }, []],
  [
    'catalog output',
    glueCatalogOutput,
    { database: 'd', table: 't', path: 's3://b/a/' },
    ['in']
  ]
] as never)('%s', (_, component, config, inputs) => {
  const given = {
    inputs: Object.fromEntries(inputs.map(port => [port, 'a int'])),
    connections
  };
  const members = (connection?: string, known = true): object => {
    const [operation] = lower(
      component,
      { ...config, connection },
      known ? given : { ...given, connections: undefined }
    );
    const end =
      operation.op === 'read'
        ? operation.source
        : (operation as WriteOperation).sink;
    return { connection: end.connection, role: end.role };
  };
  const warnings = (connection: string, more: object = {}): Problem[] =>
    infer(
      component,
      { ...config, connection },
      { ...given, ...more }
    ).problems.filter(each => each.code === 'unknown-connection');

  it('takes the role of its connection along', () => {
    expect(members('partner')).toMatchObject({
      connection: 'partner',
      role: { arn: 'arn:aws:iam::123456789012:role/reader' }
    });
    expect(members('dev')).toEqual({ connection: 'dev', role: undefined });
    expect(members('')).toEqual({ connection: undefined, role: undefined });
    expect(members('partner', false)).toMatchObject({ role: undefined });
  });

  it('warns of a connection that the settings lack, when they are known', () => {
    expect(warnings('devv')).toMatchObject([
      {
        severity: 'warning',
        path: '/connection',
        fix: { path: '/nodes/n/config/connection', value: 'dev' }
      }
    ]);
    expect(warnings('dev')).toEqual([]);
    expect(warnings('devv', { connections: undefined })).toEqual([]);
  });
});
