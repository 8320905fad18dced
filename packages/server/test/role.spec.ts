import { readFileSync, writeFileSync } from 'node:fs';
import { FLIGHTS, World } from './world.js';

const ARN = 'arn:aws:iam::123456789012:role/partner';

describe('a connection that a step names', () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.run(
      ...['connections', 'add', 'partner', '--profile', 'dev'],
      ...['--role-arn', ARN, '--external-id', 'ours']
    );
    await world.run('connections', 'add', 'dev', '--profile', 'dev');
  });
  afterEach(() => world.remove());

  /** The fixture pipeline with the connection at its input. */
  const pipeline = (connection: string): string => {
    const document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
    document.nodes.flights.config.connection = connection;
    writeFileSync(world.path('p.glueflow'), JSON.stringify(document));
    return 'p.glueflow';
  };
  const call = `assume_role_with_external_id(\n    "${ARN}"`;

  it('gives its role to the script that is generated and exported', async () => {
    const file = pipeline('partner');
    const { code, out } = await world.run('generate', file, '--offline');
    expect(code).toBe(0);
    expect(out).toContain(call);
    const exported = await world.run(
      ...['export', file, '--offline', '--out', 'out'],
      ...['--role', 'R', '--bucket', 'bucket', '--job-name', 'p']
    );
    expect(exported.code).toBe(0);
    expect(readFileSync(world.path('out', 'p.py'), 'utf8')).toContain(call);
  });

  it('is refused on a version of Glue that can not do it', async () => {
    const { code, out } = await world.run(
      ...['validate', pipeline('partner'), '--offline']
    );
    expect([code, out]).toEqual([0, expect.stringContaining('valid')]);
    const refused = await world.run(
      ...['generate', pipeline('partner'), '--offline'],
      ...['--glue-version', '4.0', '--json']
    );
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out).problems).toMatchObject([
      { code: 'table-not-described' },
      { code: 'role-unsupported', nodeId: 'flights', path: '/connection' }
    ]);
  });

  it('stays out of the script when it is a profile', async () => {
    const file = pipeline('dev');
    const { out } = await world.run('generate', file, '--offline');
    expect(out).toContain('create_data_frame');
    expect(out).not.toMatch(/assume_role|"dev"/);
  });

  it('is a warning when the settings lack it, and an error once tables are looked up through it', async () => {
    const file = pipeline('partners');
    const facts = async (...options: string[]): Promise<unknown[]> =>
      JSON.parse(
        (await world.run('validate', file, '--json', ...options)).out
      ).problems.filter(
        (each: { code: string }) => each.code === 'unknown-connection'
      );
    expect(await facts('--offline')).toMatchObject([
      { severity: 'warning', nodeId: 'flights', path: '/connection' }
    ]);
    expect(
      await facts('--endpoint', 'http://127.0.0.1:9', '--region', 'eu-west-1')
    ).toMatchObject([{ severity: 'error', nodeId: 'flights' }]);
  });
});
