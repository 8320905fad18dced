import { GetJobCommand, GetJobsCommand, type Job } from '@aws-sdk/client-glue';
import type { AwsClients } from '@glueflow/aws';
import type { CallOptions } from './run.js';

/** A job as lists show it. */
export interface JobSummary {
  name: string;
  description?: string;
  role?: string;
  glueVersion?: string;
  workerType?: string;
  numberOfWorkers?: number;
  scriptLocation?: string;
  /** ISO 8601. */
  modified?: string;
}

/** All jobs of the account and region, by name. Rejects with an `AwsError`. */
export async function listJobs(
  clients: AwsClients,
  { signal, onPage }: CallOptions & { onPage?(count: number): void } = {}
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

function summarize(job: Job): JobSummary {
  return {
    name: job.Name ?? '',
    ...(job.Description ? { description: job.Description } : {}),
    ...(job.Role ? { role: job.Role } : {}),
    ...(job.GlueVersion ? { glueVersion: job.GlueVersion } : {}),
    ...(job.WorkerType ? { workerType: job.WorkerType } : {}),
    ...(job.NumberOfWorkers ? { numberOfWorkers: job.NumberOfWorkers } : {}),
    ...(job.Command?.ScriptLocation
      ? { scriptLocation: job.Command.ScriptLocation }
      : {}),
    ...(job.LastModifiedOn
      ? { modified: job.LastModifiedOn.toISOString() }
      : {})
  };
}
