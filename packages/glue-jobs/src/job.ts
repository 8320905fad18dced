import {
  GetJobCommand,
  GetJobsCommand,
  GetTagsCommand,
  type Job
} from '@aws-sdk/client-glue';
import { AwsError, type AwsClients } from '@glueflow/aws';
import { present, type CallOptions } from './run.js';
import { PIPELINE_TAG, pipelineOfTag } from './tag.js';

/** A job as lists show it. */
export interface JobSummary {
  name: string;
  description?: string;
  role?: string;
  /** `glueetl`, `pythonshell`, `gluestreaming`, `glueray`. */
  command?: string;
  glueVersion?: string;
  workerType?: string;
  numberOfWorkers?: number;
  /** DPUs in all. */
  maxCapacity?: number;
  executionClass?: string;
  scriptLocation?: string;
  /** ISO 8601. */
  created?: string;
  modified?: string;
  /** Path of the pipeline it came from, where its tag says so. */
  pipeline?: string;
}

/** How jobs are listed. */
export interface JobListOptions extends CallOptions {
  onPage?(count: number): void;
}

/** All jobs of the account and region, by name. Rejects with an `AwsError`. */
export async function listJobs(
  clients: AwsClients,
  { signal, onPage }: JobListOptions = {}
): Promise<JobSummary[]> {
  const jobs: JobSummary[] = [];
  let token: string | undefined;
  do {
    const reply = await clients.call('glue:GetJobs', 'the jobs', () =>
      clients.glue.send(new GetJobsCommand({ NextToken: token }), {
        abortSignal: signal
      })
    );
    jobs.push(...(reply.Jobs ?? []).map(summarize));
    onPage?.(jobs.length);
    token = reply.NextToken || undefined;
  } while (token !== undefined);
  return jobs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A job as AWS has it. Rejects with an `AwsError`, `not-found` when there is none of that name. */
export async function getJob(
  clients: AwsClients,
  name: string,
  { signal }: CallOptions = {}
): Promise<Job> {
  const reply = await clients.call('glue:GetJob', `job ${name}`, () =>
    clients.glue.send(new GetJobCommand({ JobName: name }), {
      abortSignal: signal
    })
  );
  return reply.Job ?? {};
}

/** How many jobs are asked for their tags at once. */
const TOGETHER = 8;

/** A script that Glueflow uploads has a hash in its name: only such a job can have come from a pipeline. */
const OURS = /-[0-9a-f]{16}\.py$/;

/**
 * The jobs, each with the pipeline it came from. AWS lists jobs without their tags: only those are asked for them whose script looks
 * like one of ours. Where the tags may not be read, the jobs come back as they are.
 *
 * Rejects with an `AwsError`.
 */
export async function withPipelines(
  clients: AwsClients,
  jobs: readonly JobSummary[],
  { signal }: CallOptions = {}
): Promise<JobSummary[]> {
  const result = [...jobs];
  const asked = jobs.flatMap((job, index) =>
    OURS.test(job.scriptLocation ?? '') ? [index] : []
  );
  if (asked.length === 0) {
    return result;
  }
  const { account, arn } = await clients.identity(signal);
  const prefix = `arn:${arn.split(':')[1] || 'aws'}:glue:${clients.region}:${account}:job/`;
  const queue = [...asked];
  const worker = async (): Promise<void> => {
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const job = result[at];
      const pipeline = await pipelineOf(clients, prefix + job.name, signal);
      result[at] = pipeline === undefined ? job : { ...job, pipeline };
    }
  };
  try {
    await Promise.all(Array.from({ length: TOGETHER }, worker));
  } catch (error) {
    queue.length = 0;
    if (!(error instanceof AwsError) || error.kind !== 'access-denied') {
      throw error;
    }
  }
  return result;
}

/** The pipeline that a job's tag names; a job that is gone has none. */
async function pipelineOf(
  clients: AwsClients,
  arn: string,
  signal?: AbortSignal
): Promise<string | undefined> {
  try {
    const { Tags } = await clients.call('glue:GetTags', arn, () =>
      clients.glue.send(new GetTagsCommand({ ResourceArn: arn }), {
        abortSignal: signal
      })
    );
    const value = Tags?.[PIPELINE_TAG];
    return value === undefined ? undefined : pipelineOfTag(value);
  } catch (error) {
    if (error instanceof AwsError && error.kind === 'not-found') {
      return undefined;
    }
    throw error;
  }
}

/** A job as lists show it. */
export function summarize(job: Job): JobSummary {
  return {
    name: job.Name ?? '',
    ...present({
      description: job.Description,
      role: job.Role,
      command: job.Command?.Name,
      glueVersion: job.GlueVersion,
      workerType: job.WorkerType,
      numberOfWorkers: job.NumberOfWorkers,
      maxCapacity: job.MaxCapacity,
      executionClass: job.ExecutionClass,
      scriptLocation: job.Command?.ScriptLocation,
      created: job.CreatedOn?.toISOString(),
      modified: job.LastModifiedOn?.toISOString()
    })
  };
}
