import type { AwsConnection } from '@glueflow/contract';
import {
  AwsClients,
  AwsError,
  credentialProvider,
  KeyRing,
  listProfiles,
  regionOf,
  SessionKeys,
  type Identity
} from '../src/index.js';
import { CONFIG, CREDENTIALS, Fake, Home, type Reply } from './fake.js';

const IDENTITY = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/dev</Arn><UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
const ASSUMED = `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>role-secret</SecretAccessKey><SessionToken>role-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

let home: Home;
let fake: Fake | undefined;

beforeEach(() => {
  home = new Home();
  home.write('.aws/config', CONFIG);
  home.write('.aws/credentials', CREDENTIALS);
});

afterEach(async () => {
  home.restore();
  await fake?.close();
  fake = undefined;
});

async function serve(reply: (path: string, body: string) => Reply) {
  fake = await Fake.start(reply);
  process.env.AWS_ENDPOINT_URL_SSO = fake.url;
  process.env.AWS_ENDPOINT_URL_SSO_OIDC = fake.url;
  return fake;
}

/** The portal and OIDC of IAM Identity Center. */
function portal(path: string): Reply {
  if (path.startsWith('/token')) {
    return {
      body: {
        accessToken: 'renewed-token',
        expiresIn: 3600,
        refreshToken: 'next',
        tokenType: 'Bearer'
      }
    };
  }
  return {
    body: {
      roleCredentials: {
        accessKeyId: 'ASIASSO',
        secretAccessKey: 'sso-secret',
        sessionToken: 'sso-session',
        expiration: Date.now() + 3_600_000
      }
    }
  };
}

async function failure(work: Promise<unknown>): Promise<AwsError> {
  const error = await work.then(
    () => new Error('nothing failed'),
    (reason: unknown) => reason
  );
  expect(error).toBeInstanceOf(AwsError);
  return error as AwsError;
}

const dev: AwsConnection = { kind: 'sso', profile: 'dev' };

describe('credentialProvider', () => {
  it('takes the keys of a profile', async () => {
    const found = await credentialProvider({
      kind: 'profile',
      profile: 'plain'
    })();
    expect(found).toMatchObject({
      accessKeyId: 'AKIAPLAINPLAINPLAIN1',
      secretAccessKey: 'plain-secret'
    });
  });

  it('prints nothing of a credential_process that fails', async () => {
    home.write(
      '.aws/config',
      '[profile dev]\ncredential_process = echo hush-out; echo hush-err >&2; exit 3 # --password hush\n'
    );
    const provider = credentialProvider({ kind: 'profile', profile: 'dev' });
    const error = (await provider().catch((reason: Error) => reason)) as Error;
    expect(error.message).toMatch(/profile dev .*credential_process failed/);
    expect(error.message).not.toContain('hush');
  });

  it('names the profiles there are when one is missing', async () => {
    for (const kind of ['profile', 'sso'] as const) {
      const error = await failure(
        credentialProvider({ kind, profile: 'dve' })()
      );
      expect(error.kind).toBe('profile-missing');
      expect(error.exitCode).toBe(3);
      expect(error.message).toContain('no profile "dve"');
      expect(error.message).toContain('Profiles there are: dev, ops, plain');
    }
  });

  it('takes the standard variables, and says which one is missing', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's' };
    const token = { ...env, AWS_SESSION_TOKEN: 't' };
    for (const kind of ['environment', 'default'] as const) {
      expect(await credentialProvider({ kind }, { env })()).toEqual({
        accessKeyId: 'AKIA1',
        secretAccessKey: 's'
      });
      expect(
        await credentialProvider({ kind }, { env: token })()
      ).toHaveProperty('sessionToken', 't');
    }
    const error = await failure(
      credentialProvider(
        { kind: 'environment' },
        { env: { AWS_ACCESS_KEY_ID: 'AKIA1' } }
      )()
    );
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain('no AWS_SECRET_ACCESS_KEY,');
  });

  it('takes keys of variables that the connection names', async () => {
    const connection: AwsConnection = {
      kind: 'keys',
      keys: 'variables',
      accessKeyIdVariable: 'LAKE_ID',
      secretAccessKeyVariable: 'LAKE_KEY'
    };
    const env = { LAKE_ID: 'AKIALAKE', LAKE_KEY: 'lake' };
    expect(await credentialProvider(connection, { env })()).toEqual({
      accessKeyId: 'AKIALAKE',
      secretAccessKey: 'lake'
    });
    const error = await failure(credentialProvider(connection, { env: {} })());
    expect(error.message).toContain('no LAKE_ID and no LAKE_KEY');
  });

  it('takes keys typed for the session from the key ring only', async () => {
    const connection: AwsConnection = { kind: 'keys', keys: 'session' };
    const keys = new KeyRing();
    const context = { name: 'lake', keys };
    const error = await failure(credentialProvider(connection, context)());
    expect(error.message).toContain('"lake"');
    keys.put('lake', new SessionKeys('AKIA2', 'hush', 'token'));
    expect(await credentialProvider(connection, context)()).toEqual({
      accessKeyId: 'AKIA2',
      secretAccessKey: 'hush',
      sessionToken: 'token'
    });
    expect(JSON.stringify(keys)).not.toContain('hush');
    keys.remove('lake');
    await failure(credentialProvider(connection, context)());
  });

  it('says what to do when nothing is found', async () => {
    home.write('.aws/config', '');
    home.write('.aws/credentials', '');
    const error = await failure(credentialProvider({ kind: 'default' })());
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain('aws sso login --profile NAME');
  });
});

describe('SSO', () => {
  it('gets credentials while the session lasts', async () => {
    const { requests } = await serve(portal);
    home.ssoToken('corp', 60);
    expect(await credentialProvider(dev)()).toMatchObject({
      accessKeyId: 'ASIASSO',
      sessionToken: 'sso-session',
      expiration: expect.any(Date)
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain('account_id=123456789012');
    expect(requests[0]).toContain('role_name=Developer');
  });

  it('says how to log in when the session was never started', async () => {
    const error = await failure(credentialProvider(dev)());
    expect(error.kind).toBe('sso-expired');
    expect(error.exitCode).toBe(3);
    expect(error.message).toContain('Run: aws sso login --profile dev');
  });

  it('says how to log in when the session has expired', async () => {
    home.ssoToken('corp', -5);
    const error = await failure(credentialProvider(dev)());
    expect(error.kind).toBe('sso-expired');
    expect(error.message).toContain('Run: aws sso login --profile dev');
  });

  it('takes a new login at once', async () => {
    await serve(portal);
    const provide = credentialProvider(dev);
    await failure(provide());
    home.ssoToken('corp', 60);
    expect(await provide()).toMatchObject({ accessKeyId: 'ASIASSO' });
  });

  it('names the SSO profile behind one that assumes a role', async () => {
    home.ssoToken('corp', -5);
    const error = await failure(
      credentialProvider({ kind: 'profile', profile: 'ops' })()
    );
    expect(error.kind).toBe('sso-expired');
    expect(error.message).toContain('for profile ops');
    expect(error.message).toContain('Run: aws sso login --profile dev');
  });

  it('renews a session about to end with its refresh token', async () => {
    const { requests } = await serve(portal);
    home.ssoToken('corp', 2, {
      clientId: 'c',
      clientSecret: 's',
      refreshToken: 'r',
      registrationExpiresAt: new Date(Date.now() + 9e6).toISOString()
    });
    expect(await credentialProvider(dev)()).toMatchObject({
      accessKeyId: 'ASIASSO'
    });
    expect(requests[0]).toMatch(/^POST \/token .*refresh_token/);
  });

  it('takes a token the portal refuses for an expired session', async () => {
    await serve(() => ({
      status: 401,
      body: {
        __type: 'UnauthorizedException',
        message: 'Session token not found or invalid'
      }
    }));
    home.ssoToken('corp', 60);
    const error = await failure(credentialProvider(dev)());
    expect(error.kind).toBe('sso-expired');
  });

  it('refuses a profile without SSO settings', async () => {
    const error = await failure(
      credentialProvider({ kind: 'sso', profile: 'plain' })()
    );
    expect(error.message).toContain('aws configure sso --profile plain');
  });
});

describe('assume-role', () => {
  const role: AwsConnection = {
    kind: 'assume-role',
    roleArn: 'arn:aws:iam::210987654321:role/reader',
    externalId: 'partner-7',
    source: { kind: 'profile', profile: 'plain' }
  };

  it('assumes the role with external id and session name', async () => {
    const { url, requests } = await serve(() => ({ body: ASSUMED }));
    const found = await credentialProvider({ ...role, endpoint: url })();
    expect(found).toMatchObject({
      accessKeyId: 'ASIAROLE',
      sessionToken: 'role-token'
    });
    const query = new URLSearchParams(requests[0].split(' ')[2]);
    expect(query.get('RoleArn')).toBe(role.roleArn);
    expect(query.get('ExternalId')).toBe('partner-7');
    expect(query.get('RoleSessionName')).toBe('glueflow');
  });

  it('names action and role when it is refused', async () => {
    const { url } = await serve(() => ({
      status: 403,
      body: `<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: ${role.roleArn}</Message></Error></ErrorResponse>`
    }));
    const error = await failure(
      credentialProvider({ ...role, endpoint: url })()
    );
    expect(error.kind).toBe('access-denied');
    expect(error.exitCode).toBe(1);
    expect(error.message).toContain(
      `Access denied: sts:AssumeRole on ${role.roleArn}.`
    );
  });

  it('says what is wrong with the source', async () => {
    const error = await failure(
      credentialProvider({ ...role, source: { kind: 'sso', profile: 'dev' } })()
    );
    expect(error.kind).toBe('sso-expired');
    expect(error.message).toContain('aws sso login --profile dev');
  });
});

describe('regionOf', () => {
  it('prefers what is asked for, then the connection, then the environment, then the profile', () => {
    const env = { ...process.env, AWS_REGION: 'ap-south-1' };
    const connection: AwsConnection = { ...dev, region: 'sa-east-1' };
    expect(regionOf(connection, { env, region: 'us-east-2' })).toBe(
      'us-east-2'
    );
    expect(regionOf(connection, { env })).toBe('sa-east-1');
    expect(regionOf(dev, { env })).toBe('ap-south-1');
    expect(regionOf(dev)).toBe('eu-west-1');
  });

  it('says what to set when there is none', () => {
    expect(() => new AwsClients({ kind: 'environment' })).toThrow(
      expect.objectContaining({ kind: 'no-region', exitCode: 2 })
    );
  });
});

describe('AwsClients#identity()', () => {
  const identity = async (
    ...given: ConstructorParameters<typeof AwsClients>
  ): Promise<Identity> => {
    const clients = new AwsClients(...given);
    try {
      return await clients.identity();
    } finally {
      clients.destroy();
    }
  };
  const keys = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's' };
  const connection: AwsConnection = {
    kind: 'environment',
    region: 'us-east-1'
  };

  it('tells whose the credentials are', async () => {
    const { url } = await serve(() => ({ body: IDENTITY }));
    const env = { ...process.env, ...keys, AWS_ENDPOINT_URL: url };
    expect(await identity(connection, { env })).toEqual({
      account: '123456789012',
      arn: 'arn:aws:iam::123456789012:user/dev',
      userId: 'AIDA'
    });
  });

  it('says that the endpoint cannot be reached', async () => {
    const endpoint = 'http://127.0.0.1:9';
    const error = await failure(
      identity({ ...connection, endpoint }, { env: keys })
    );
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('http://127.0.0.1:9 cannot be reached');
  });

  it('says that keys are wrong', async () => {
    const { url: endpoint } = await serve(() => ({
      status: 403,
      body: '<ErrorResponse><Error><Code>InvalidClientTokenId</Code><Message>bad</Message></Error></ErrorResponse>'
    }));
    const error = await failure(
      identity({ ...connection, endpoint }, { env: keys })
    );
    expect(error.kind).toBe('no-credentials');
    expect(error.message).toContain('does not accept these credentials');
  });
});

describe('listProfiles', () => {
  it('tells SSO profiles apart', () => {
    expect(listProfiles()).toEqual([
      { name: 'dev', kind: 'sso', region: 'eu-west-1' },
      { name: 'ops', kind: 'role', region: 'eu-west-2', source: 'dev' },
      { name: 'plain', kind: 'keys', region: 'us-west-2' }
    ]);
  });

  it('is empty without files', () => {
    expect(listProfiles({ HOME: '/nowhere' })).toEqual([]);
  });
});
