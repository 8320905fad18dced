import { writeFileSync } from 'node:fs';
import { ssoHome } from './sso.js';
import { World } from './world.js';

/** A run of `glueflow credentials` that has printed its line. */
interface Lent {
  env: Record<string, string | null>;
  ended: ReturnType<World['run']>;
}

describe('glueflow credentials', () => {
  let world: World;
  let restore: () => void = () => undefined;
  beforeEach(() => {
    world = new World();
    world.env.AWS_CONFIG_FILE = world.path('config');
    writeFileSync(
      world.path('config'),
      '[profile plain]\naws_access_key_id = AKIAPLAIN\naws_secret_access_key = plain-secret\nregion = eu-west-1\n'
    );
  });
  afterEach(() => {
    restore();
    world.remove();
  });

  async function lend(...options: string[]): Promise<Lent> {
    let ended: Lent['ended'] | undefined;
    const line = await new Promise<string>((resolve, reject) => {
      world.onOut = resolve;
      ended = world.run('credentials', ...options);
      ended.then(({ err }) => reject(new Error(err)), reject);
    });
    expect(line.trimEnd()).not.toContain('\n');
    return { env: JSON.parse(line).env, ended: ended as Lent['ended'] };
  }

  const take = (env: Lent['env']): Promise<Response> =>
    fetch(env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '', {
      headers: { authorization: env.AWS_CONTAINER_AUTHORIZATION_TOKEN ?? '' }
    });

  it('serves them until standard input closes', async () => {
    const { env, ended } = await lend('--profile', 'plain');
    expect(env).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_PROFILE: null });
    expect(JSON.stringify(env)).not.toContain('plain-secret');
    expect(await (await take(env)).json()).toMatchObject({
      AccessKeyId: 'AKIAPLAIN',
      SecretAccessKey: 'plain-secret'
    });
    world.stdin.end();
    expect(await ended).toMatchObject({ code: 0, err: '' });
    await expect(take(env)).rejects.toThrow();
  });

  it('ends with the signal, and names the endpoint', async () => {
    const { env, ended } = await lend(
      ...['--profile', 'plain', '--endpoint', 'http://127.0.0.1:9']
    );
    expect(env.AWS_ENDPOINT_URL).toBe('http://127.0.0.1:9');
    world.controller.abort();
    expect((await ended).code).toBe(0);
    await expect(take(env)).rejects.toThrow();
  });

  it('leaves keys of the environment where they are', async () => {
    world.env.AWS_ACCESS_KEY_ID = 'AKIA1';
    world.env.AWS_SECRET_ACCESS_KEY = 'secret';
    const { env, ended } = await lend('--region', 'eu-west-3');
    expect(env).toEqual({
      AWS_REGION: 'eu-west-3',
      AWS_DEFAULT_REGION: 'eu-west-3'
    });
    world.stdin.end();
    await ended;
  });

  it('refuses to show a token on a terminal', async () => {
    world.terminal = true;
    const { code, out, err } = await world.run(
      ...['credentials', '--profile', 'plain']
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/hold a token, which must not be shown on a terminal/);
  });

  it('says what to do when there are none', async () => {
    await world.run(
      ...['connections', 'add', 'ci', '--key-variables', 'A,B'],
      ...['--region', 'eu-west-1']
    );
    const none = await world.run('credentials', '--connection', 'ci', '--json');
    expect(none.code).toBe(3);
    expect(JSON.parse(none.out).error.kind).toBe('credentials');
    expect(none.err).toMatch(/no A and no B/);
    restore = ssoHome(world, -60);
    const expired = await world.run('credentials', '--profile', 'dev');
    expect([expired.code, expired.out]).toEqual([3, '']);
    expect(expired.err).toMatch(/expired.*aws sso login --profile dev/);
    const unknown = await world.run('credentials', '--connection', 'cj');
    expect(unknown.code).toBe(2);
    expect(unknown.err).toMatch(/no connection "cj"/);
  });

  it('does not take it for granted that somebody has logged in', async () => {
    world.env.AWS_EC2_METADATA_DISABLED = 'true';
    const { code, err } = await world.run('credentials', '--json');
    expect(code).toBe(3);
    expect(err).not.toBe('');
  });
});
