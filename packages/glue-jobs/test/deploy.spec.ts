import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DeleteJobCommand, TagResourceCommand } from '@aws-sdk/client-glue';
import { CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { AwsClients } from '@glueflow/aws';
import {
  jobSettingsWithDefaults,
  renderDeployScript,
  type Parameters
} from '@glueflow/components-manager';
import type { JobSettings } from '@glueflow/contract';
import {
  deployJob,
  describeChange,
  getJob,
  listJobs,
  listRuns,
  logs,
  runExitCode,
  startRun,
  stopRun,
  watchRun,
  type DeployRequest,
  type LogEvent,
  type RunStatus
} from '../src/index.js';
import { Sandbox } from './sandbox.js';

jest.setTimeout(60_000);

let sandbox: Sandbox;
let clients: AwsClients;

beforeAll(async () => {
  sandbox = await Sandbox.start();
  clients = new AwsClients({ kind: 'environment' }, { env: sandbox.env });
  await clients.s3.send(new CreateBucketCommand({ Bucket: 'jobs' }));
});

afterAll(async () => {
  clients.destroy();
  await sandbox.stop();
});

function settings(more: Partial<JobSettings>): JobSettings {
  return jobSettingsWithDefaults({
    role: 'GlueRole',
    bucket: 'jobs',
    region: 'us-east-1',
    ...more
  });
}

function deploy(
  more: Partial<JobSettings>,
  script: string,
  rest: Partial<DeployRequest> = {}
) {
  return deployJob(clients, {
    settings: settings(more),
    parameters: {},
    script,
    ...rest
  });
}

async function statesOf(job: string, id: string): Promise<RunStatus[]> {
  const found: RunStatus[] = [];
  for await (const run of watchRun(clients, job, id, { pause: 100 })) {
    found.push(run);
  }
  return found;
}

async function logOf(job: string, id: string): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  for await (const event of logs(clients, job, id, {
    follow: true,
    pause: 100
  })) {
    found.push(event);
  }
  return found;
}

describe('deployJob', () => {
  it('creates, then updates and uploads nothing', async () => {
    const steps: string[] = [];
    const rest = {
      onStep: ({ message }: { message: string }) => steps.push(message)
    };
    const first = await deploy({ name: 'twice' }, 'print(1)\n', rest);
    expect(first).toMatchObject({
      action: 'created',
      account: '123456789012',
      arn: 'arn:aws:glue:us-east-1:123456789012:job/twice',
      dryRun: false,
      script: { uploaded: true }
    });
    const second = await deploy({ name: 'twice' }, 'print(1)\n', rest);
    expect(second).toMatchObject({
      action: 'updated',
      changes: [],
      tags: [],
      script: { uploaded: false, location: first.script.location }
    });
    expect(steps).toEqual([
      expect.stringContaining('Account 123456789012'),
      `Script uploaded to ${first.script.location}`,
      'Job twice created',
      expect.stringContaining('Account 123456789012'),
      `Script ${first.script.location} is there already`,
      'Job twice updated (no setting changed)'
    ]);
  });

  it('finds what would change, and changes nothing', async () => {
    const before = await deploy({ name: 'dry' }, 'print(1)\n', {
      dryRun: true
    });
    expect(before.action).toBe('created');
    expect(before.script.uploaded).toBe(true);
    expect(before.changes).toContainEqual({ path: 'Role', after: 'GlueRole' });
    await expect(getJob(clients, 'dry')).rejects.toMatchObject({
      kind: 'not-found'
    });
    const listed = await clients.s3.send(
      new ListObjectsV2Command({ Bucket: 'jobs', Prefix: 'glueflow/dry/' })
    );
    expect(listed.KeyCount).toBe(0);

    const old = { name: 'dry', description: 'old', tags: { a: '1', b: '2' } };
    await deploy(
      { ...old, defaultArguments: { '--api-token': 'hush' } },
      'print(1)\n'
    );
    const wanted = { name: 'dry', numberOfWorkers: 4, tags: { a: '3' } };
    const job = await getJob(clients, 'dry');
    const dry = await deploy(wanted, 'print(1)\n', { dryRun: true });
    expect([...dry.changes, ...dry.tags].map(describeChange)).toEqual([
      '- DefaultArguments --api-token: (not shown)',
      '- Description: "old"',
      '~ NumberOfWorkers: 10 -> 4',
      '~ a: "1" -> "3"',
      '- b: "2"'
    ]);
    expect(await getJob(clients, 'dry')).toEqual(job);
    const done = await deploy(wanted, 'print(1)\n');
    expect(done.changes).toEqual(dry.changes);
    expect(done.tags).toEqual(dry.tags);
    const after = await deploy(wanted, 'print(1)\n', { dryRun: true });
    expect([...after.changes, ...after.tags]).toEqual([]);
  });

  it('makes the same job as the deployment script', async () => {
    const whole: Partial<JobSettings> = {
      name: 'both ways é "q"',
      description: 'Two lines\nof text',
      prefix: 'a/b',
      glueVersion: '4.0',
      workerType: 'R.2X',
      numberOfWorkers: 7,
      autoScaling: false,
      timeout: 33,
      queuing: true,
      maxConcurrentRuns: 3,
      bookmark: 'pause',
      glueConnections: ['one', 'two'],
      securityConfiguration: 'secure',
      notifyDelayAfter: 5,
      defaultArguments: { '--conf': 'spark.x=1', '--empty': '' },
      nonOverridableArguments: { '--fixed': 'yes' },
      tags: { team: 'data', 'cost centre': '12/3' },
      metrics: false,
      sparkUiPath: 's3://logs/here/'
    };
    const parameters: Parameters = {
      since: { type: 'date' },
      limit: { type: 'integer', default: 10 },
      ratio: { type: 'number', default: 0.5 },
      all: { type: 'boolean', default: false },
      text: { type: 'string', default: 'a \'b\' "c" \\ ${d}\n😀' }
    };
    const script = 'print("both")\n';
    const mine = await deploy(whole, script, { parameters });
    const job = await getJob(clients, mine.job);
    await clients.glue.send(new DeleteJobCommand({ JobName: mine.job }));

    const folder = mkdtempSync(join(tmpdir(), 'glueflow-deploy-'));
    try {
      writeFileSync(join(folder, 'job.py'), script);
      const deployScript = join(folder, 'deploy_job.py');
      writeFileSync(
        deployScript,
        renderDeployScript(settings(whole), parameters, {
          scriptName: 'job.py'
        })
      );
      const run = (...options: string[]) =>
        promisify(execFile)(sandbox.python, [deployScript, ...options], {
          env: { ...process.env, ...sandbox.env, PYTHONIOENCODING: 'utf-8' }
        });
      const { stdout } = await run();
      expect(stdout).toContain('created both ways');
      expect(stdout).toContain('nothing uploaded');
      const theirs = await getJob(clients, mine.job);
      const times = {
        CreatedOn: expect.any(Date),
        LastModifiedOn: expect.any(Date)
      };
      expect(theirs).toEqual({ ...job, ...times });
      const dry = await deploy(whole, script, { parameters, dryRun: true });
      expect(dry).toMatchObject({
        action: 'updated',
        changes: [],
        tags: [],
        script: { uploaded: false }
      });
      expect((await run('--dry-run')).stdout).toContain('no changes');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('removes stale tags but for those of AWS', async () => {
    const { arn } = await deploy({ name: 'tags' }, 'print(1)\n');
    await clients.glue.send(
      new TagResourceCommand({ ResourceArn: arn, TagsToAdd: { stale: '1' } })
    );
    const tags = { x: '1', Name: 'n', Role: '', MaxRetries: '0' };
    const done = await deploy({ name: 'tags', tags }, 'print(1)\n');
    expect(done.tags.map(describeChange)).toEqual([
      '+ MaxRetries: "0"',
      '+ Name: "n"',
      '+ Role: ""',
      '- stale: "1"',
      '+ x: "1"'
    ]);
    const again = await deploy({ name: 'tags', tags }, 'print(1)\n');
    expect(again.tags).toEqual([]);
  });

  it('refuses bad settings before anything is sent', async () => {
    const unreachable = new AwsClients(
      { kind: 'environment', endpoint: 'http://127.0.0.1:9' },
      { env: sandbox.env }
    );
    await expect(
      deployJob(unreachable, {
        settings: settings({ name: '', bucket: 'No_Bucket' }),
        parameters: {},
        script: ''
      })
    ).rejects.toMatchObject({
      kind: 'usage',
      exitCode: 2,
      message: expect.stringMatching(/no name.*\n.*"No_Bucket"/)
    });
  });

  it('says that the bucket is missing', async () => {
    for (const dryRun of [true, false]) {
      await expect(
        deploy({ name: 'lost', bucket: 'not-there' }, '', { dryRun })
      ).rejects.toMatchObject({
        kind: 'not-found',
        exitCode: 1,
        message: expect.stringMatching(/bucket not-there does not exist/i)
      });
    }
  });

  it('refuses another account', async () => {
    await expect(
      deploy({ name: 'theirs' }, '', { expectedAccount: '999999999999' })
    ).rejects.toMatchObject({ kind: 'wrong-account', exitCode: 3 });
  });
});

// IAM user guide, id_roles_use_passrole.
describe('a role of another account', () => {
  it.each([
    'arn:aws:iam::000000000000:role/x',
    'arn:aws:iam::222222222222:role/path/x',
    'arn:aws-cn:iam::123456789012:role/x'
  ])('%s is refused before anything is changed', async role => {
    for (const dryRun of [true, false]) {
      await expect(
        deploy({ name: 'foreign', role }, 'print(1)\n', { dryRun })
      ).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringMatching(
          /AWS passes no role .*Nothing was changed/
        )
      });
    }
    await expect(getJob(clients, 'foreign')).rejects.toMatchObject({
      kind: 'not-found'
    });
  });
});

// AWS Glue developer guide, migrating-version-51.
describe('the region of S3', () => {
  const REGION = 'spark.hadoop.fs.s3a.endpoint.region';

  it('is the one deployed to, and stays in a run with its own --conf', async () => {
    await deploy(
      { name: 'region', defaultArguments: { '--conf': 'spark.a=1' } },
      'print(1)\n'
    );
    const { DefaultArguments } = await getJob(clients, 'region');
    expect(DefaultArguments?.['--conf']).toBe(
      `spark.a=1 --conf ${REGION}=us-east-1`
    );
    const id = await startRun(clients, 'region', { '--conf': 'spark.a=2' });
    const [{ arguments: given }] = await listRuns(clients, 'region');
    expect(given['--conf']).toBe(`spark.a=2 --conf ${REGION}=us-east-1`);
    await statesOf('region', id);
  });
});

describe('runs', () => {
  it('are followed to their end, with their logs', async () => {
    await deploy({ name: 'good' }, 'import sys\nprint("seen", sys.argv[-1])\n');
    const id = await startRun(clients, 'good', { '--zz': 'value 7' });
    const states = await statesOf('good', id);
    const last = states.at(-1) as RunStatus;
    expect(last).toMatchObject({ state: 'SUCCEEDED', ended: true, attempt: 0 });
    expect(last.arguments['--zz']).toBe('value 7');
    expect(runExitCode(last)).toBe(0);
    const found = await logOf('good', id);
    expect(found).toContainEqual({
      kind: 'output',
      stream: id,
      time: expect.any(String),
      text: 'seen value 7'
    });
    expect(new Set(found.map(each => JSON.stringify(each))).size).toBe(
      found.length
    );
  });

  it('fail with their message', async () => {
    await deploy({ name: 'bad' }, 'raise ValueError("no such month")\n');
    const id = await startRun(clients, 'bad');
    const last = (await statesOf('bad', id)).at(-1) as RunStatus;
    expect(last).toMatchObject({
      state: 'FAILED',
      message: 'node Broken step: no such month (script line 1)'
    });
    expect(runExitCode(last)).toBe(4);
    const found = await logOf('bad', id);
    expect(found.map(each => each.kind)).toContain('error');
    expect(found.map(each => each.text).join('\n')).toContain('ValueError');
  });

  it('are followed through their retries', async () => {
    await deploy({ name: 'flaky', maxRetries: 1 }, 'raise ValueError("x")\n');
    const id = await startRun(clients, 'flaky');
    const states = await statesOf('flaky', id);
    expect(
      states.filter(run => run.ended).map(run => [run.attempt, run.state])
    ).toEqual([
      [0, 'FAILED'],
      [1, 'FAILED']
    ]);
    const kinds = (await logOf('flaky', id)).map(each => each.stream);
    expect(new Set(kinds)).toEqual(new Set([id]));
  });

  it('go on when nobody watches any more, and stop when asked', async () => {
    await deploy({ name: 'long' }, 'import time\ntime.sleep(60)\n');
    const id = await startRun(clients, 'long');
    const controller = new AbortController();
    const seen: string[] = [];
    const watching = (async () => {
      for await (const run of watchRun(clients, 'long', id, {
        pause: 50,
        signal: controller.signal
      })) {
        seen.push(run.state);
        if (run.state === 'RUNNING') {
          controller.abort();
        }
      }
    })();
    await expect(watching).rejects.toMatchObject({ name: 'AbortError' });
    await expect(startRun(clients, 'long')).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('already runs as often as it may')
    });
    const [run] = await listRuns(clients, 'long');
    expect(run).toMatchObject({ id, state: 'RUNNING' });
    expect(await stopRun(clients, 'long', id)).toBe(true);
    const last = (await statesOf('long', id)).at(-1) as RunStatus;
    expect(last.state).toBe('STOPPED');
    expect(await stopRun(clients, 'long', id)).toBe(false);
  });

  it('that are not there are said to be missing', async () => {
    await deploy({ name: 'empty' }, '');
    await expect(stopRun(clients, 'empty', 'jr_0')).rejects.toMatchObject({
      kind: 'not-found'
    });
    await expect(startRun(clients, 'nobody')).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('Job nobody does not exist')
    });
  });
});

describe('listJobs', () => {
  it('lists by name', async () => {
    await deploy({ name: 'zz-list', description: 'last' }, '');
    const jobs = await listJobs(clients);
    expect(jobs.at(-1)).toMatchObject({
      name: 'zz-list',
      description: 'last',
      glueVersion: '5.1',
      role: 'GlueRole'
    });
    const names = jobs.map(job => job.name);
    expect(names).toEqual([...names].sort());
  });
});
