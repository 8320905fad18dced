import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchStopJobRunCommand,
  GetJobCommand,
  GetJobRunCommand,
  GetJobRunsCommand,
  StartJobRunCommand,
  type JobRun
} from '@aws-sdk/client-glue';
import { AwsError, type AwsClients } from '@glueflow/aws';
import {
  CONF,
  DATALAKE_FORMATS,
  runWithJob
} from '@glueflow/components-manager';
import { pricesOf, usageOf } from './price.js';

/** The states of a run that has ended. */
const ENDED = new Set([
  'SUCCEEDED',
  'FAILED',
  'STOPPED',
  'TIMEOUT',
  'ERROR',
  'EXPIRED'
]);

/** Where a run stands. */
export interface RunStatus {
  job: string;
  id: string;
  /** As AWS names it: STARTING, RUNNING, SUCCEEDED … */
  state: string;
  ended: boolean;
  /** 0 at first; AWS counts up when it retries a failed run. */
  attempt: number;
  /** Why it ended, when AWS says so. */
  message?: string;
  /** ISO 8601. */
  started?: string;
  completed?: string;
  /** Seconds it used resources. */
  seconds: number;
  dpuSeconds?: number;
  /** True when AWS does not tell the DPU-seconds and all machines were counted for the whole time. */
  dpuSecondsComputed?: true;
  /** USD by the list price of `priceDate`; absent while it can't be known. */
  cost?: number;
  /** Day of the price table, `YYYY-MM-DD`. */
  priceDate?: string;
  glueVersion?: string;
  workerType?: string;
  numberOfWorkers?: number;
  /** DPUs in all. */
  maxCapacity?: number;
  executionClass?: string;
  /** Minutes after which AWS stops it. */
  timeout?: number;
  /** The trigger that started it. */
  trigger?: string;
  /** The run that it retries. */
  previous?: string;
  arguments: Record<string, string>;
  /** The log groups of CloudWatch that have its output; streams begin with its id. */
  logGroups: string[];
}

/** How one call is made. */
export interface CallOptions {
  signal?: AbortSignal;
}

/**
 * Start a run; returns its id.
 *
 * `args` is by argument name (`--since`), as `runArguments` makes it. A `--conf` among them is joined with the job's own, which it would
 * replace as a whole. Rejects with an `AwsError`: `conflict` when the job runs as
 * often as it may.
 */
export async function startRun(
  clients: AwsClients,
  job: string,
  args: Readonly<Record<string, string>> = {},
  { signal }: CallOptions = {}
): Promise<string> {
  const own = LISTS.some(name => Object.hasOwn(args, name))
    ? await defaultArguments(clients, job, signal)
    : {};
  const given = runWithJob(args, own);
  const reply = await clients.call('glue:StartJobRun', `job ${job}`, () =>
    clients.glue.send(
      new StartJobRunCommand({ JobName: job, Arguments: given }),
      { abortSignal: signal }
    )
  );
  return reply.JobRunId ?? '';
}

/** Arguments that hold lists. */
const LISTS = [CONF, DATALAKE_FORMATS];

async function defaultArguments(
  clients: AwsClients,
  job: string,
  signal: AbortSignal | undefined
): Promise<Record<string, string>> {
  const reply = await clients.call('glue:GetJob', `job ${job}`, () =>
    clients.glue.send(new GetJobCommand({ JobName: job }), {
      abortSignal: signal
    })
  );
  return reply.Job?.DefaultArguments ?? {};
}

/** A run as it stands now. Rejects with an `AwsError`, `not-found` when there is no such run. */
export async function getRun(
  clients: AwsClients,
  job: string,
  id: string,
  { signal }: CallOptions = {}
): Promise<RunStatus> {
  const reply = await clients.call(
    'glue:GetJobRun',
    `run ${id} of job ${job}`,
    () =>
      clients.glue.send(new GetJobRunCommand({ JobName: job, RunId: id }), {
        abortSignal: signal
      })
  );
  return describeRun(clients, job, reply.JobRun ?? {});
}

/** Some runs of a job. */
export interface RunPage {
  runs: RunStatus[];
  /** What to give as `from` for the runs before these; absent: there are none. */
  next?: string;
}

/** The runs of a job, newest first, `limit` at a time. Rejects with an `AwsError`. */
export async function pageRuns(
  clients: AwsClients,
  job: string,
  {
    limit = 20,
    from,
    signal
  }: CallOptions & { limit?: number; from?: string } = {}
): Promise<RunPage> {
  const runs: RunStatus[] = [];
  let token = from;
  do {
    const reply = await clients.call('glue:GetJobRuns', `job ${job}`, () =>
      clients.glue.send(
        new GetJobRunsCommand({
          JobName: job,
          MaxResults: Math.min(200, limit - runs.length),
          NextToken: token
        }),
        { abortSignal: signal }
      )
    );
    runs.push(
      ...(reply.JobRuns ?? []).map(run => describeRun(clients, job, run))
    );
    token = reply.NextToken || undefined;
  } while (token !== undefined && runs.length < limit);
  return { runs, ...(token === undefined ? {} : { next: token }) };
}

/** The latest runs of a job, newest first. Rejects with an `AwsError`. */
export async function listRuns(
  clients: AwsClients,
  job: string,
  options: CallOptions & { limit?: number } = {}
): Promise<RunStatus[]> {
  return (await pageRuns(clients, job, options)).runs;
}

/** Ask a run to stop. False when it had ended already. Rejects with an `AwsError`. */
export async function stopRun(
  clients: AwsClients,
  job: string,
  id: string,
  { signal }: CallOptions = {}
): Promise<boolean> {
  const about = `run ${id} of job ${job}`;
  const reply = await clients.call('glue:BatchStopJobRun', about, () =>
    clients.glue.send(
      new BatchStopJobRunCommand({ JobName: job, JobRunIds: [id] }),
      { abortSignal: signal }
    )
  );
  const problem = reply.Errors?.[0]?.ErrorDetail;
  if (problem === undefined) {
    return true;
  }
  if (/Terminal/.test(problem.ErrorCode ?? '')) {
    return false;
  }
  throw new AwsError(
    problem.ErrorCode === 'EntityNotFoundException' ? 'not-found' : 'other',
    `Run ${id} of job ${job} was not stopped: ${problem.ErrorMessage} (${problem.ErrorCode})`
  );
}

/** How a run is watched. */
export interface WatchOptions extends CallOptions {
  /** Longest pause between two looks, in milliseconds. Default 10 s. */
  pause?: number;
  /** Called at each look, also when nothing changed. */
  onLook?(run: RunStatus): void;
}

/**
 * The states a run goes through, one status for each, until it ends; then the next run, when AWS retries one that failed.
 *
 * An aborted signal ends it with an `AbortError`; the run goes on.
 */
export async function* watchRun(
  clients: AwsClients,
  job: string,
  id: string,
  options: WatchOptions = {}
): AsyncGenerator<RunStatus, RunStatus> {
  const { signal, pause: longest = 10_000 } = options;
  let pause = Math.min(500, longest);
  let last = '';
  let current = id;
  for (;;) {
    signal?.throwIfAborted();
    const run = await getRun(clients, job, current, { signal });
    options.onLook?.(run);
    if (`${run.id} ${run.state}` !== last) {
      last = `${run.id} ${run.state}`;
      yield run;
    }
    if (run.ended) {
      const again = await retryOf(clients, run, signal);
      if (again === undefined) {
        return run;
      }
      current = again;
      pause = Math.min(500, longest);
      continue;
    }
    await sleep(pause, undefined, { signal });
    pause = Math.min(longest, pause * 1.3);
  }
}

/** The id of the run by which AWS retries one that failed. */
async function retryOf(
  clients: AwsClients,
  run: RunStatus,
  signal?: AbortSignal
): Promise<string | undefined> {
  if (run.state !== 'FAILED') {
    return undefined;
  }
  const reply = await clients.call('glue:GetJob', `job ${run.job}`, () =>
    clients.glue.send(new GetJobCommand({ JobName: run.job }), {
      abortSignal: signal
    })
  );
  if (run.attempt >= (reply.Job?.MaxRetries ?? 0)) {
    return undefined;
  }
  // AWS takes a moment to make it.
  for (let look = 0; look < 30; look++) {
    const { JobRuns = [] } = await clients.call(
      'glue:GetJobRuns',
      `job ${run.job}`,
      () =>
        clients.glue.send(
          new GetJobRunsCommand({ JobName: run.job, MaxResults: 50 }),
          { abortSignal: signal }
        )
    );
    const again = JobRuns.find(
      other =>
        other.PreviousRunId === run.id && (other.Attempt ?? 0) > run.attempt
    );
    if (again?.Id !== undefined) {
      return again.Id;
    }
    await sleep(1000, undefined, { signal });
  }
  return undefined;
}

function describeRun(
  clients: Pick<AwsClients, 'region'>,
  job: string,
  run: JobRun
): RunStatus {
  const group = (run.LogGroupName || '/aws-glue/jobs').replace(
    /(?<!\/)\/+$/,
    ''
  );
  // Before Glue 5.0, continuous logging writes to a group of its own.
  const continuous = Number.parseFloat(run.GlueVersion ?? '') < 5;
  const described: RunStatus = {
    job,
    id: run.Id ?? '',
    state: run.JobRunState ?? 'STARTING',
    ended: ENDED.has(run.JobRunState ?? ''),
    attempt: run.Attempt ?? 0,
    seconds: run.ExecutionTime ?? 0,
    ...present({
      message: run.ErrorMessage || run.StateDetail,
      started: run.StartedOn?.toISOString(),
      completed: run.CompletedOn?.toISOString(),
      dpuSeconds: run.DPUSeconds,
      glueVersion: run.GlueVersion,
      workerType: run.WorkerType,
      numberOfWorkers: run.NumberOfWorkers,
      maxCapacity: run.MaxCapacity,
      executionClass: run.ExecutionClass,
      timeout: run.Timeout,
      trigger: run.TriggerName,
      previous: run.PreviousRunId
    }),
    arguments: run.Arguments ?? {},
    logGroups: [
      `${group}/error`,
      `${group}/output`,
      ...(continuous ? [`${group}/logs-v2`] : [])
    ]
  };
  const prices = pricesOf({
    region: clients.region,
    glueVersion: run.GlueVersion
  });
  const usage = usageOf(described, prices);
  return usage
    ? {
        ...described,
        dpuSeconds: usage.dpuSeconds,
        ...(usage.computed ? { dpuSecondsComputed: true as const } : {}),
        cost: usage.cost,
        priceDate: prices.date
      }
    : described;
}

/** The fields that are there: neither undefined nor empty. */
export function present<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([, value]) => value !== undefined && value !== ''
    )
  ) as Partial<T>;
}
