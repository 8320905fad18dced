import type { AwsClients } from '@glueflow/aws';
import { looksSecret } from '@glueflow/components-manager';
import {
  getJob,
  getRun,
  listJobs,
  listRuns,
  logs,
  pageRuns,
  startRun,
  stopRun,
  summarize,
  watchRun,
  withPipelines,
  type JobSummary,
  type LogEvent,
  type RunPage,
  type RunStatus
} from '@glueflow/glue-jobs';
import { withConnections } from '../connection.js';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions } from '../options.js';
import { plural, shellWord } from '../print.js';

/** Do work with the clients of the connection that the options name. */
function withClients<T>(
  options: ConnectionOptions,
  task: Task,
  work: (clients: AwsClients) => Promise<T>
): Promise<T> {
  return withConnections(options, task, async connections =>
    work(await connections.clients())
  );
}

/** List the jobs. Rejects with an `AwsError`. */
export function jobList(
  options: ConnectionOptions,
  task: Task
): Promise<{ jobs: JobSummary[] }> {
  return withClients(options, task, async clients => {
    task.report({ message: 'Listing jobs' });
    const { signal } = task;
    const jobs = await listJobs(clients, {
      signal,
      onPage: count => task.report({ message: `Listing jobs: ${count} so far` })
    });
    task.report({ message: 'Looking for the pipelines of the jobs' });
    return { jobs: await withPipelines(clients, jobs, { signal }) };
  });
}

/** A job as AWS has it, what looks secret in its arguments not shown, and its pipeline. Rejects with an `AwsError`. */
export function jobShow(
  name: string,
  options: ConnectionOptions,
  task: Task
): Promise<object> {
  return withClients(options, task, async clients => {
    task.report({ message: `Reading job ${name}` });
    const { signal } = task;
    const job = await getJob(clients, name, { signal });
    const [{ pipeline }] = await withPipelines(clients, [summarize(job)], {
      signal
    });
    return {
      ...job,
      ...(pipeline === undefined ? {} : { pipeline }),
      DefaultArguments: veiled(job.DefaultArguments ?? {}),
      NonOverridableArguments: veiled(job.NonOverridableArguments ?? {})
    };
  });
}

/** How a run is started. */
export interface StartOptions extends ConnectionOptions {
  /** Values by parameter name; a name with `--` in front is an argument of AWS Glue's own. */
  param?: Record<string, string>;
  /** A run whose arguments are taken, under those of `param`. */
  again?: string;
  wait?: boolean;
}

/** Start a run, and with `wait` follow it to its end. Rejects with an `AwsError`. */
export function jobStart(
  name: string,
  options: StartOptions,
  task: Task
): Promise<RunStatus> {
  return withClients(options, task, async clients => {
    const { again, param = {}, wait } = options;
    const before = again
      ? await getRun(clients, name, again, { signal: task.signal })
      : undefined;
    const values = { ...before?.arguments, ...argumentsOf(param) };
    return startAndWatch(clients, name, values, wait, task);
  });
}

/** Values by argument name: a parameter's has `--` in front. */
function argumentsOf(
  values: Readonly<Record<string, string>>
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name.startsWith('--') ? name : `--${name}`,
      value
    ])
  );
}

/** A run as it stands, its newest when none is named; with `wait` as it ends. Rejects with an `AwsError`. */
export function jobRun(
  name: string,
  id: string | undefined,
  options: ConnectionOptions & { wait?: boolean },
  task: Task
): Promise<RunStatus> {
  return withClients(options, task, async clients => {
    const run = id ?? (await newest(clients, name, task));
    task.report({ message: `Reading run ${run} of job ${name}` });
    return watch(clients, name, run, options.wait === true, task);
  });
}

/** Start a run on clients, and with `wait` follow it to its end. */
export async function startAndWatch(
  clients: AwsClients,
  job: string,
  values: Readonly<Record<string, string>>,
  wait: boolean | undefined,
  task: Task
): Promise<RunStatus> {
  task.report({ message: `Starting job ${job}`, step: 'start' });
  task.signal.throwIfAborted();
  // Not aborted halfway: then nobody would know whether a run goes on, and which.
  const id = await startRun(clients, job, argumentsOf(values));
  task.report({
    message: `Run ${id} of job ${job} started`,
    step: 'run',
    run: { job, id }
  });
  return watch(clients, job, id, wait === true, task);
}

/** A run as it stands, or (`wait`) as it ends; its states are reported. Cancelling says that the run goes on. */
async function watch(
  clients: AwsClients,
  job: string,
  id: string,
  wait: boolean,
  task: Task
): Promise<RunStatus> {
  const { signal } = task;
  let current = id;
  try {
    if (!wait) {
      return veiledRun(await getRun(clients, job, id, { signal }));
    }
    let last: RunStatus | undefined;
    for await (const run of watchRun(clients, job, id, { signal })) {
      last = run;
      current = run.id;
      const { state } = run;
      task.report({
        message: `Run ${current} of job ${job}: ${state}`,
        step: 'run',
        run: { job, id: current, state }
      });
    }
    if (last) {
      return veiledRun(last);
    }
  } catch (error) {
    throw signal.aborted
      ? new Failure(
          'cancelled',
          `Stopped waiting. Run ${current} of job ${job} goes on.`,
          `To stop it: glueflow jobs stop ${shellWord(job)} --run ${current}`
        )
      : error;
  }
  throw new Failure('refused', `Run ${id} of job ${job} can't be followed.`);
}

/** Runs of a job, newest first, `limit` at a time; `from` is the `next` of those before. Rejects with an `AwsError`. */
export function jobRuns(
  name: string,
  options: ConnectionOptions & { limit?: number; from?: string },
  task: Task
): Promise<{ job: string } & RunPage> {
  return withClients(options, task, async clients => {
    task.report({ message: `Listing runs of job ${name}` });
    const { signal } = task;
    const { limit, from } = options;
    const page = await pageRuns(clients, name, { limit, from, signal });
    return { job: name, ...page, runs: page.runs.map(veiledRun) };
  });
}

/** What a run wrote, its newest run when none is named; `each` gets every event as it comes. Rejects with an `AwsError`. */
export function jobLogs(
  name: string,
  id: string | undefined,
  options: ConnectionOptions & { follow?: boolean },
  task: Task,
  each: (event: LogEvent) => void
): Promise<{ job: string; run: string; state: string }> {
  return withClients(options, task, async clients => {
    const run = id ?? (await newest(clients, name, task));
    const { signal } = task;
    task.report({ message: `Reading the log of run ${run}` });
    let count = 0;
    for await (const event of logs(clients, name, run, {
      follow: options.follow,
      signal
    })) {
      each(event);
      task.report({ message: `Reading the log of run ${run}`, done: ++count });
    }
    const { state } = await getRun(clients, name, run, { signal });
    return { job: name, run, state };
  });
}

/** Stop runs of a job: the one named, or all that go on. Rejects with an `AwsError`. */
export function jobStop(
  name: string,
  id: string | undefined,
  options: ConnectionOptions,
  task: Task
): Promise<{ job: string; stopped: string[]; ended: string[] }> {
  return withClients(options, task, async clients => {
    const { signal } = task;
    const ids = id
      ? [id]
      : (await listRuns(clients, name, { limit: 200, signal }))
          .filter(run => !run.ended)
          .map(run => run.id);
    task.report({ message: `Stopping ${plural(ids.length, 'run')}` });
    const stopped: string[] = [];
    const ended: string[] = [];
    for (const each of ids) {
      const list = (await stopRun(clients, name, each, { signal }))
        ? stopped
        : ended;
      list.push(each);
    }
    return { job: name, stopped, ended };
  });
}

async function newest(
  clients: AwsClients,
  job: string,
  task: Task
): Promise<string> {
  const [run] = await listRuns(clients, job, {
    limit: 1,
    signal: task.signal
  });
  if (!run) {
    throw new Failure(
      'refused',
      `Job ${job} has not run yet.`,
      `Start it: glueflow jobs start ${shellWord(job)}`
    );
  }
  return run.id;
}

/** Arguments are shown in consoles and kept in logs: what looks like a secret is not repeated. */
function veiled(args: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name,
      looksSecret(name, value) ? '(not shown)' : value
    ])
  );
}

function veiledRun(run: RunStatus): RunStatus {
  return { ...run, arguments: veiled(run.arguments) };
}
