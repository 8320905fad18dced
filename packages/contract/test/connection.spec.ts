import {
  CONNECTION,
  CREDENTIAL_KINDS,
  CREDENTIALS,
  describeConnection,
  faultsOf,
  type AwsConnection
} from '../src/index.js';

const role = {
  kind: 'assume-role',
  roleArn: 'arn:aws:iam::123456789012:role/reader',
  source: { kind: 'sso', profile: 'dev' }
} as const satisfies AwsConnection;

describe('CONNECTION', () => {
  it.each<AwsConnection>([
    { kind: 'default' },
    { kind: 'environment', region: 'eu-west-1' },
    { kind: 'profile', profile: 'p' },
    { kind: 'keys', keys: 'session', pathStyle: true },
    {
      kind: 'keys',
      keys: 'variables',
      accessKeyIdVariable: 'A',
      secretAccessKeyVariable: 'B'
    },
    role
  ])('takes %j', connection => {
    expect(faultsOf(CONNECTION, connection)).toEqual([]);
  });

  it.each<[object, string]>([
    [{}, 'oneOf'],
    [{ kind: 'profile' }, 'required profile'],
    [
      { kind: 'keys', keys: 'session', secretAccessKey: 's' },
      'additionalProperties secretAccessKey'
    ],
    [{ kind: 'default', accessKeyId: 'A' }, 'additionalProperties accessKeyId'],
    [{ ...role, roleArn: 'reader' }, 'pattern roleArn'],
    [{ ...role, source: role }, 'oneOf source']
  ])('refuses %j', (connection, fault) => {
    expect(
      faultsOf(CONNECTION, connection).map(({ keyword, path }) =>
        [keyword, ...path].join(' ')
      )
    ).toEqual([fault]);
  });

  it('has no field that could hold a secret', () => {
    const fields = CREDENTIALS.flatMap(({ properties }) =>
      Object.entries(properties)
    );
    for (const [name, part] of fields) {
      if (/secret|token|accessKey/i.test(name)) {
        expect([name, part['x-field']]).toEqual([
          name,
          expect.objectContaining({
            format: expect.stringMatching(/^(variable|path)$/) as string
          })
        ]);
      }
    }
  });

  it('names each kind once', () => {
    expect(CREDENTIAL_KINDS).toEqual([
      'default',
      'environment',
      'profile',
      'sso',
      'web-identity',
      'keys',
      'assume-role'
    ]);
  });
});

describe('describeConnection', () => {
  it.each<[AwsConnection, string]>([
    [{ kind: 'sso', profile: 'dev' }, 'SSO profile dev'],
    [role, `role ${role.roleArn}`],
    [
      { kind: 'web-identity', roleArn: role.roleArn, tokenFile: '/t' },
      `role ${role.roleArn} by the token in /t`
    ],
    [{ kind: 'keys', keys: 'session' }, 'keys typed for the session']
  ])('says what %j is', (connection, text) => {
    expect(describeConnection(connection)).toBe(text);
  });
});
