import type { AwsConnection } from '@glueflow/contract';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, credentialProvider, saveConnection } from '../src/index.js';
import { Fake, Home, type Reply } from './fake.js';

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.hush-hush.signature';
const ROLE = 'arn:aws:iam::123456789012:role/builds';
const GIVEN = `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIAWEB</AccessKeyId><SecretAccessKey>web-secret</SecretAccessKey><SessionToken>web-session</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;

describe('web identity', () => {
  let home: Home;
  let fake: Fake | undefined;
  let tokenFile: string;

  beforeEach(() => {
    home = new Home();
    tokenFile = join(home.path, 'token');
    writeFileSync(tokenFile, TOKEN);
  });
  afterEach(async () => {
    await fake?.close();
    fake = undefined;
    home.restore();
  });

  async function connect(
    reply: (body: string) => Reply,
    more: object = {}
  ): Promise<AwsConnection> {
    fake = await Fake.start((_, body) => reply(body));
    return {
      kind: 'web-identity',
      roleArn: ROLE,
      tokenFile,
      region: 'eu-west-1',
      endpoint: fake.url,
      ...more
    } as AwsConnection;
  }

  async function failure(connection: AwsConnection): Promise<AwsError> {
    const error: unknown = await credentialProvider(connection)().catch(
      (reason: unknown) => reason
    );
    expect(error).toBeInstanceOf(AwsError);
    const { message, cause } = error as AwsError;
    expect(`${message} ${String(cause)}`).not.toContain('hush');
    return error as AwsError;
  }

  it('gives the credentials of the role, with the token as it is then', async () => {
    const connection = await connect(() => ({ body: GIVEN }));
    const provide = credentialProvider(connection);
    expect(await provide()).toMatchObject({
      accessKeyId: 'ASIAWEB',
      secretAccessKey: 'web-secret',
      sessionToken: 'web-session'
    });
    writeFileSync(tokenFile, 'renewed');
    await provide();
    const bodies = (fake?.requests ?? []).map(
      request => new URLSearchParams(request.split(' ')[2])
    );
    expect(
      bodies.map(body => [
        body.get('Action'),
        body.get('RoleArn'),
        body.get('RoleSessionName'),
        body.get('WebIdentityToken')
      ])
    ).toEqual([
      ['AssumeRoleWithWebIdentity', ROLE, 'glueflow', TOKEN],
      ['AssumeRoleWithWebIdentity', ROLE, 'glueflow', 'renewed']
    ]);
  });

  it('may assume a further role', async () => {
    const further = GIVEN.replaceAll('WithWebIdentity', '').replace(
      'ASIAWEB',
      'ASIAFURTHER'
    );
    const { kind, roleArn, ...place } = (await connect(body => ({
      body: /Action=AssumeRole&/.test(body) ? further : GIVEN
    }))) as Extract<AwsConnection, { kind: 'web-identity' }>;
    const { region, endpoint } = place;
    const found = await credentialProvider({
      kind: 'assume-role',
      roleArn: 'arn:aws:iam::123456789012:role/further',
      source: { kind, roleArn, tokenFile },
      region,
      endpoint
    })();
    expect(found.accessKeyId).toBe('ASIAFURTHER');
  });

  it.each<[string, RegExp]>([
    ['InvalidIdentityToken', /is not one AWS knows/],
    ['ExpiredTokenException', /has expired/],
    ['AccessDenied', /does not accept the token .*trust policy/],
    ['ValidationError', /is no token/],
    ['Strange', /gives no credentials/]
  ])('explains %s without the token', async (code, message) => {
    const connection = await connect(() => ({
      status: 400,
      body: `<ErrorResponse><Error><Code>${code}</Code><Message>Value '${TOKEN}' is bad</Message></Error></ErrorResponse>`
    }));
    const error = await failure(connection);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(tokenFile);
    expect(error.exitCode).toBe(3);
  });

  it('says when the file is not there', async () => {
    const connection = await connect(() => ({ body: GIVEN }), {
      tokenFile: join(home.path, 'none')
    });
    expect((await failure(connection)).message).toMatch(
      /token file \S+none is not there/
    );
    expect(fake?.requests).toEqual([]);
  });

  it('keeps the path, and refuses a token in its place', async () => {
    const connection = await connect(() => ({ body: GIVEN }));
    await expect(saveConnection('ci', connection)).resolves.toBe(true);
    for (const wrong of [TOKEN, 'relative/path']) {
      const error: Error = await saveConnection('bad', {
        ...connection,
        tokenFile: wrong
      } as AwsConnection).then(
        () => new Error('it was kept'),
        (reason: Error) => reason
      );
      expect(error.message).toMatch(/"tokenFile" does not look right/);
      expect(error.message).not.toContain('hush');
    }
  });
});
