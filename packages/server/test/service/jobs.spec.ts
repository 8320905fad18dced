import { CreateJobCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import { jobSettingsWithDefaults } from '@glueflow/components-manager';
import {
  deployJob,
  PIPELINE_TAG,
  type JobSummary,
  type RunStatus
} from '@glueflow/glue-jobs';
import { Sandbox } from '../../../glue-jobs/test/sandbox.js';
import { startService, type Service } from '../../src/service/server.js';
import { World } from '../world.js';
import { ask, Call, type Reply, type Target } from './client.js';

jest.setTimeout(60_000);

describe('jobs and their runs, with the sandbox', () => {
  let sandbox: Sandbox;
  let clients: AwsClients;
  let world: World;
  let service: Service;
  let target: Target;

  const get = async <T>(path: string): Promise<T> =>
    (await ask(target, { path })).json as T;
  const post = (path: string, body: object): Promise<Reply> =>
    ask(target, { path, body });
  const deploy = (name: string, script: string, tags = {}, timeout = 60) =>
    deployJob(clients, {
      settings: jobSettingsWithDefaults({
        ...{ name, role: 'GlueRole', bucket: 'jobs', region: 'us-east-1' },
        ...{ numberOfWorkers: 4, autoScaling: false, tags, timeout },
        maxConcurrentRuns: 5
      }),
      parameters: {},
      script
    });
  /** Run a job to its end. */
  const run = async (job: string, more: object = {}): Promise<RunStatus> =>
    (await post(`/jobs/${job}/runs`, { wait: true, ...more }))
      .json as unknown as RunStatus;

  beforeAll(async () => {
    sandbox = await Sandbox.start();
    clients = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
    await clients.s3.send(new CreateBucketCommand({ Bucket: 'jobs' }));
    world = new World();
    Object.assign(world.env, sandbox.env);
    service = await startService({ socket: world.path('s.sock') }, world.host);
    target = { socketPath: world.path('s.sock') };
    await deploy('good', 'import sys\nprint("hello", sys.argv[1:])\n', {
      [PIPELINE_TAG]: 'a =281=29.glueflow'
    });
    await deploy('bad', 'raise ValueError("no such thing")\n');
    const forever =
      'import time\nprint("begun", flush=True)\ntime.sleep(600)\n';
    await deploy('long', forever);
    await deploy('late', forever, {}, 1);
    await clients.glue.send(
      new CreateJobCommand({
        Name: 'foreign',
        Role: 'Other',
        Command: { Name: 'pythonshell', ScriptLocation: 's3://jobs/x.py' },
        Tags: { [PIPELINE_TAG]: 'not asked for' }
      })
    );
  });
  afterAll(async () => {
    clients.destroy();
    await service.close();
    await sandbox.stop();
    world.remove();
  });

  it('lists all jobs, and the pipelines that ours came from', async () => {
    const { jobs } = await get<{ jobs: JobSummary[] }>('/jobs');
    expect(jobs.map(({ name, pipeline }) => [name, pipeline])).toEqual([
      ['bad', undefined],
      ['foreign', undefined],
      ['good', 'a (1).glueflow'],
      ['late', undefined],
      ['long', undefined]
    ]);
    expect(jobs[2]).toMatchObject({
      command: 'glueetl',
      role: 'GlueRole',
      glueVersion: '5.1',
      workerType: 'G.1X',
      numberOfWorkers: 4,
      executionClass: 'STANDARD',
      modified: expect.stringMatching(/^\d{4}-/)
    });
    expect(await get('/jobs/good')).toMatchObject({
      Name: 'good',
      pipeline: 'a (1).glueflow'
    });
    const { out } = await world.run('jobs', 'list');
    expect(out).toMatch(/^good .* a \(1\)\.glueflow/m);
  });

  it('tells what a run took and cost', async () => {
    const good = await run('good', { param: { year: '2013' } });
    expect(good).toMatchObject({
      state: 'SUCCEEDED',
      attempt: 0,
      executionClass: 'STANDARD',
      workerType: 'G.1X',
      numberOfWorkers: 4,
      arguments: { '--year': '2013' },
      logGroups: expect.arrayContaining(['/aws-glue/jobs/output'])
    });
    // A minute of a timeout lasts a second here: of this run the time is known.
    const late = await run('late');
    expect(late).toMatchObject({
      state: 'TIMEOUT',
      seconds: expect.any(Number),
      dpuSeconds: 4 * 60,
      dpuSecondsComputed: true,
      cost: 0.0293,
      priceDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)
    });
    const bad = await run('bad');
    expect(bad).toMatchObject({
      state: 'FAILED',
      message: expect.stringContaining('no such thing')
    });
    expect(await get(`/jobs/bad/runs/${bad.id}?wait=true`)).toMatchObject({
      id: bad.id,
      state: 'FAILED'
    });
    const { code } = await world.run('jobs', 'run', 'bad', '--wait');
    expect(code).toBe(4);
  });

  it('lists runs in pages, newest first', async () => {
    const ids = [(await run('good')).id, (await run('good')).id];
    const first = await get<{ runs: RunStatus[]; next: string }>(
      '/jobs/good/runs?limit=2'
    );
    expect(first.runs.map(({ id }) => id)).toEqual(ids.reverse());
    const rest = await get<{ runs: RunStatus[]; next?: string }>(
      `/jobs/good/runs?limit=20&from=${encodeURIComponent(first.next)}`
    );
    expect(rest.runs.map(({ id }) => id)).not.toEqual(
      expect.arrayContaining(ids)
    );
    expect(rest.next).toBeUndefined();
    const { out, err } = await world.run(
      'jobs',
      'runs',
      'good',
      '--limit',
      '2'
    );
    expect(out).toMatch(/^RUN +STATE +STARTED +SECONDS +DPU-HOURS +USD/);
    expect(err).toMatch(/There are earlier runs: raise --limit/);
  });

  it('runs again with the arguments of another run', async () => {
    const before = await run('good', {
      param: { password: 'hidden', year: '2012' }
    });
    expect(before.arguments['--password']).toBe('(not shown)');
    const again = await run('good', {
      again: before.id,
      param: { year: '2013' }
    });
    expect(again.arguments['--year']).toBe('2013');
    const call = await get<{ events: { text: string }[] }>(
      `/jobs/good/runs/${again.id}/logs`
    );
    const printed = call.events.map(({ text }) => text).join('');
    expect(printed).toContain("'--password', 'hidden'");
    expect(printed).toContain("'--year', '2013'");
  });

  it('streams the log and the states of a run until it is stopped', async () => {
    const started = await post('/jobs/long/runs', {});
    const { id } = started.json as unknown as RunStatus;
    const headers = { accept: 'text/event-stream' };
    const path = `/jobs/long/runs/${id}`;
    const states = new Call(target, { path: `${path}?wait=true`, headers });
    const log = new Call(target, { path: `${path}/logs?follow=true`, headers });
    expect(await log.until('output')).toMatchObject({
      text: expect.stringContaining('begun'),
      kind: expect.stringMatching(/output|error/),
      stream: expect.stringContaining(id),
      time: expect.stringMatching(/^\d{4}-/)
    });
    const { json } = await post(`${path}/stop`, {});
    expect(json).toEqual({ job: 'long', stopped: [id], ended: [] });
    await Promise.all([states.reply, log.reply]);
    expect(states.events.at(-1)).toMatchObject({
      event: 'result',
      data: { id, state: 'STOPPED', ended: true }
    });
    expect(log.events.at(-1)).toEqual({
      event: 'result',
      data: { job: 'long', run: id, state: 'STOPPED' }
    });
    expect((await post(`${path}/stop`, {})).json).toMatchObject({
      ended: [id]
    });
  });

  it.each([
    ['/jobs/none/runs', 422, /job none does not exist/i],
    ['/jobs/good/runs?limit=x', 400, /"limit" must be/],
    ['/jobs/good/runs/jr_none', 422, /does not exist/i]
  ])('refuses %s', async (path, status, message) => {
    const reply = await ask(target, { path });
    expect(reply.status).toBe(status);
    expect(reply.json.error?.message).toMatch(message);
  });
});
