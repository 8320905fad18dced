import {
  checkRunParameters,
  looksSecret,
  type AddedArgument,
  type Problem
} from '@glueflow/components-manager';
import {
  deployJob,
  jobLink,
  objectLink,
  runLink,
  type Change,
  type DeployResult,
  type RunStatus
} from '@glueflow/glue-jobs';
import { withConnections } from '../connection.js';
import type { Task } from '../host.js';
import type { ConnectionOptions, JobOptions } from '../options.js';
import type { CheckOptions } from './check.js';
import { addedTo, compileJob, roleFacts, type RoleFacts } from './export.js';
import { startAndWatch } from './jobs.js';
import type { PipelineInput } from './pipeline.js';

/** How a pipeline is deployed. */
export interface DeployOptions
  extends CheckOptions, ConnectionOptions, JobOptions {
  run?: boolean;
  wait?: boolean;
  dryRun?: boolean;
  expectedAccount?: string;
  /** Values of pipeline parameters for the run. */
  param?: Record<string, string>;
}

/** What `deploy --json` prints. */
export interface DeployFacts {
  file: string;
  deployment: DeployResult;
  /** Arguments that the job has beside its settings, and why. */
  added: readonly AddedArgument[];
  role: RoleFacts;
  run?: RunStatus;
  /** Addresses in AWS's console; absent where another service stands in for AWS. */
  links?: { job: string; script: string; run?: string };
  problems: readonly Problem[];
}

/**
 * Compile a pipeline, deploy it as a job, and run it if asked.
 *
 * A run that failed is returned, not thrown. Rejects with `PipelineFailure` with all problems, or with an `AwsError`.
 */
export async function deployPipeline(
  input: PipelineInput,
  options: DeployOptions,
  task: Task
): Promise<DeployFacts> {
  const values = options.param ?? {};
  const { compiled, settings } = await compileJob(
    input,
    options,
    task,
    (document, job) =>
      options.run ? checkRunParameters(values, document.parameters, job) : []
  );
  const { parameters } = compiled.document;
  return withConnections(
    options,
    task,
    async connections => {
      const clients = await connections.clients();
      const deployment = await deployJob(clients, {
        settings,
        parameters,
        script: compiled.script.text,
        needs: compiled.script.needs,
        expectedAccount: options.expectedAccount,
        dryRun: options.dryRun,
        signal: task.signal,
        onStep: ({ step, message }) => task.report({ message, step })
      });
      const run =
        options.run && !options.dryRun
          ? await startAndWatch(
              clients,
              settings.name,
              values,
              options.wait,
              task
            )
          : undefined;
      return {
        file: compiled.file,
        deployment: {
          ...deployment,
          changes: deployment.changes.map(veiled)
        },
        added: addedTo(settings, compiled, deployment.region),
        role: roleFacts(settings, compiled, deployment.region),
        ...(run ? { run } : {}),
        ...(clients.endpoint ? {} : { links: linksTo(deployment, run) }),
        problems: compiled.problems
      };
    },
    settings
  );
}

function linksTo(
  { arn, region, job, script }: DeployResult,
  run: RunStatus | undefined
): DeployFacts['links'] {
  const place = { region, partition: arn.split(':')[1] };
  return {
    job: jobLink(place, job),
    script: objectLink(place, script.location),
    ...(run ? { run: runLink(place, job, run.id) } : {})
  };
}

function veiled(change: Change): Change {
  const argument = change.path.split(' ').at(-1) ?? '';
  const veil = (value: unknown): unknown =>
    looksSecret(argument, String(value)) ? '(not shown)' : value;
  return {
    path: change.path,
    ...('before' in change ? { before: veil(change.before) } : {}),
    ...('after' in change ? { after: veil(change.after) } : {})
  };
}
