import { saveConnection } from '@glueflow/aws';
import { Connections } from '../src/connection.js';
import { World } from './world.js';

describe('the region of a connection', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    const { env } = world;
    await saveConnection(
      'prod',
      { kind: 'environment', region: 'eu-west-1' },
      env
    );
    await saveConnection('plain', { kind: 'environment' }, env);
  });
  afterEach(() => world.remove());

  const region = async (
    options: { connection?: string; region?: string },
    job: { connection?: string; region?: string },
    step?: string
  ): Promise<string | undefined> => {
    const connections = new Connections(options, world.env, job);
    try {
      return (await connections.clients(step)).region;
    } finally {
      connections.close();
    }
  };

  it("is the job's before the connection's own, as in the editor's dialog", async () => {
    const job = { connection: 'prod', region: 'eu-central-1' };
    expect(await region({}, job)).toBe('eu-central-1');
    expect(await region({ connection: 'prod' }, job)).toBe('eu-central-1');
    expect(await region({}, { connection: 'prod' })).toBe('eu-west-1');
  });

  it('is what the command line says before anything', async () => {
    const job = { connection: 'prod', region: 'eu-central-1' };
    expect(await region({ region: 'us-east-1' }, job)).toBe('us-east-1');
    expect(await region({ region: 'us-east-1' }, job, 'prod')).toBe(
      'us-east-1'
    );
  });

  it('stays its own where a step names the connection', async () => {
    const job = { region: 'eu-central-1' };
    expect(await region({}, job, 'prod')).toBe('eu-west-1');
    expect(await region({}, job, 'plain')).toBe('eu-central-1');
  });
});
