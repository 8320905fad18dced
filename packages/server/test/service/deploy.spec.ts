import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { GetTagsCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import { PIPELINE_TAG } from '@glueflow/glue-jobs';
import { Sandbox } from '../../../glue-jobs/test/sandbox.js';
import { startService, type Service } from '../../src/service/server.js';
import { ssoHome } from '../sso.js';
import { FLIGHTS, World } from '../world.js';
import { ask, Call, type Target } from './client.js';

jest.setTimeout(60_000);

const TEXT = readFileSync(FLIGHTS, 'utf8');
const PIPELINE = { text: TEXT, path: 'etl/flights.glueflow', offline: true };

let world: World;
let service: Service;
let target: Target;

async function begin(): Promise<void> {
  world = new World();
  service = await startService({ socket: world.path('s.sock') }, world.host);
  target = { socketPath: world.path('s.sock') };
}

async function end(): Promise<void> {
  await service.close();
  world.remove();
}

describe('POST /export without a folder', () => {
  beforeEach(begin);
  afterEach(end);

  it('tells both scripts and writes nothing', async () => {
    const { status, json } = await ask(target, {
      path: '/export',
      body: PIPELINE
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      file: 'etl/flights.glueflow',
      job: 'flights',
      names: { script: 'flights.py', deployScript: 'deploy_flights.py' },
      script: expect.stringContaining('job.commit()'),
      deployScript: expect.stringContaining(
        '"tags": {"glueflow:pipeline": "etl/flights.glueflow"}'
      )
    });
    expect(json.files).toBeUndefined();
    expect(world.names()).toEqual(['s.sock']);
  });

  it('says what writing them would do', async () => {
    const out = world.path('out');
    const states = async () => {
      const { json } = await ask(target, {
        path: '/export',
        body: { ...PIPELINE, out, dryRun: true }
      });
      const files = json.files as Record<
        'script' | 'deployScript',
        { state: string; before: string | null }
      >;
      return [files.script, files.deployScript];
    };
    expect(await states()).toMatchObject([
      { state: 'new', before: null },
      { state: 'new', before: null }
    ]);
    expect(world.names('out')).toEqual([]);
    await ask(target, { path: '/export', body: { ...PIPELINE, out } });
    const text = readFileSync(world.path('out', 'flights.py'), 'utf8');
    expect(await states()).toMatchObject([
      { state: 'unchanged', before: text },
      { state: 'unchanged' }
    ]);
    writeFileSync(world.path('out', 'flights.py'), 'mine');
    expect(await states()).toMatchObject([
      { state: 'edited', before: 'mine' },
      { state: 'unchanged' }
    ]);
  });

  it('takes job settings that stand over the document', async () => {
    const body = {
      ...PIPELINE,
      settings: { executionClass: 'FLEX', tags: { team: 'x' }, maxRetries: 2 }
    };
    const { json } = await ask(target, { path: '/export', body });
    expect(json.deployScript).toContain('"ExecutionClass": "FLEX"');
    expect(json.deployScript).toContain('"team": "x"');
    const { out } = await world.run(
      ...['export', FLIGHTS, '--offline', '--dry-run', '--json'],
      ...['--setting', 'executionClass=FLEX', '--setting', 'maxRetries=2']
    );
    expect(JSON.parse(out).deployScript).toContain('"MaxRetries": 2');
    const wrong = await ask(target, {
      path: '/export',
      body: { ...PIPELINE, settings: { maxRetries: 'two', tags: { '': 'x' } } }
    });
    expect(wrong.status).toBe(422);
    expect(
      (wrong.json.problems as { path: string }[]).map(({ path }) => path)
    ).toEqual(expect.arrayContaining(['/job/maxRetries', '/job/tags/']));
    const kinds = await world.run(
      ...['export', FLIGHTS, '--offline', '--dry-run'],
      ...['--setting', 'tags=x', '--setting', 'glueConnections=y']
    );
    expect(kinds.code).toBe(2);
    expect(kinds.err).toMatch(
      /"tags" must be an object of texts; "glueConnections" must be a list/
    );
  });
});

describe('POST /deploy, with the sandbox', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  const events = (call: Call, name: string): Record<string, unknown>[] =>
    call.events.filter(({ event }) => event === name).map(({ data }) => data);
  const deploy = (more: object): Call =>
    new Call(target, {
      path: '/deploy',
      body: { ...PIPELINE, ...more },
      headers: {
        accept: 'text/event-stream',
        'x-operation-id': 'deployment'
      }
    });
  const pipelineTag = async (arn: string): Promise<string | undefined> =>
    (await clients.glue.send(new GetTagsCommand({ ResourceArn: arn }))).Tags?.[
      PIPELINE_TAG
    ];

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    clients = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
    await clients.s3.send(
      new CreateBucketCommand({ Bucket: 'glueflow-sandbox' })
    );
    await begin();
    Object.assign(world.env, sandbox.env);
  });
  afterAll(async () => {
    clients.destroy();
    await sandbox.stop();
    await end();
  });

  it('tells each step, the run as soon as there is one, and its end', async () => {
    const call = deploy({ run: true, wait: true });
    await call.reply;
    const steps = events(call, 'progress').filter(({ step }) => step);
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['account', 'script', 'job', 'start', 'run'])
    );
    const [result] = events(call, 'result');
    expect(result).toMatchObject({
      file: 'etl/flights.glueflow',
      deployment: {
        job: 'flights',
        arn: 'arn:aws:glue:us-east-1:123456789012:job/flights',
        action: 'created',
        script: {
          uploaded: true,
          location: expect.stringMatching(/^s3:\/\/glueflow-sandbox\//)
        }
      },
      // The sandbox's runs have plain Python here, without awsglue.
      run: { job: 'flights', state: 'FAILED', ended: true }
    });
    const { id } = result.run as { id: string };
    const runs = steps.filter(({ run }) => run).map(({ run }) => run);
    expect(runs[0]).toEqual({ job: 'flights', id });
    expect(runs.at(-1)).toEqual({ job: 'flights', id, state: 'FAILED' });
    expect(result.links).toBeUndefined();
    const { arn } = result.deployment as { arn: string };
    expect(await pipelineTag(arn)).toBe('etl/flights.glueflow');
  });

  it('makes the same job as the deployment script does', async () => {
    const settings = { name: 'both' };
    const out = world.path('both');
    await ask(target, {
      path: '/export',
      body: { ...PIPELINE, settings, out }
    });
    const said = execFileSync(
      sandbox.python,
      [world.path('both', 'deploy_both.py')],
      { encoding: 'utf8', env: { ...process.env, ...sandbox.env } }
    );
    expect(said).toMatch(/created/);
    const { json } = await ask(target, {
      path: '/deploy',
      body: { ...PIPELINE, settings }
    });
    expect(json.deployment).toMatchObject({
      job: 'both',
      action: 'updated',
      changes: [],
      tags: []
    });
    const { arn } = json.deployment as { arn: string };
    expect(await pipelineTag(arn)).toBe('etl/flights.glueflow');
  });

  it('lets the pipeline be named otherwise, and a person tag it', async () => {
    for (const [more, value] of [
      [{ pipeline: 'shared/it (1).glueflow' }, 'shared/it =281=29.glueflow'],
      [{ tag: { [PIPELINE_TAG]: 'mine' } }, 'mine']
    ] as const) {
      const { json } = await ask(target, {
        path: '/deploy',
        body: { ...PIPELINE, settings: { name: 'named' }, ...more }
      });
      const { arn } = json.deployment as { arn: string };
      expect(await pipelineTag(arn)).toBe(value);
    }
  });

  it('leaves a run alone when waiting for it is cancelled', async () => {
    const call = deploy({
      run: true,
      wait: true,
      settings: { name: 'cancelled' }
    });
    while (!events(call, 'progress').some(({ run }) => run)) {
      await new Promise(setImmediate);
    }
    await ask(target, { path: '/operations/deployment/cancel', body: {} });
    await call.reply;
    const { id } = events(call, 'progress').find(({ run }) => run)?.run as {
      id: string;
    };
    expect(call.events.at(-1)).toEqual({
      event: 'error',
      data: {
        error: {
          kind: 'cancelled',
          message: `Stopped waiting. Run ${id} of job cancelled goes on.`,
          remedy: `To stop it: glueflow jobs stop cancelled --run ${id}`
        }
      }
    });
    const { json } = await ask(target, { path: '/jobs/cancelled/runs' });
    expect(json.runs).toMatchObject([
      { id, state: expect.stringMatching(/STARTING|RUNNING|FAILED/) }
    ]);
  });

  it('refuses what is for a run when none is asked for', async () => {
    for (const more of [{ wait: true }, { param: { year: '2013' } }]) {
      const { status, json } = await ask(target, {
        path: '/deploy',
        body: { ...PIPELINE, ...more }
      });
      expect(status).toBe(400);
      expect(json.error?.message).toMatch(/is for a run: add "run": true/);
    }
  });
});

describe('POST /deploy', () => {
  beforeEach(begin);
  afterEach(end);

  it('says how to log in again when a session has expired', async () => {
    const restore = ssoHome(world, -60);
    try {
      const call = new Call(target, {
        path: '/deploy',
        body: { ...PIPELINE, profile: 'dev' },
        headers: { accept: 'text/event-stream' }
      });
      await call.reply;
      expect(call.events.at(-1)).toEqual({
        event: 'error',
        data: {
          error: {
            kind: 'credentials',
            message: expect.stringMatching(/aws sso login --profile dev$/)
          }
        }
      });
      const once = await ask(target, {
        path: '/deploy',
        body: { ...PIPELINE, offline: false, profile: 'dev' }
      });
      expect(once.status).toBe(403);
      expect(once.json.error?.message).toMatch(/aws sso login --profile dev$/);
    } finally {
      restore();
    }
  });
});
