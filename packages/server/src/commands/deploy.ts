import type { Command } from 'commander';
import { describeChange } from '@glueflow/glue-jobs';
import type { DeployFacts, DeployOptions } from '../actions/deploy.js';
import { EXIT, Failure } from '../failure.js';
import type { Sink } from '../host.js';
import {
  command,
  withConnection,
  withExtensions,
  withJob,
  withJson,
  withOffline,
  withParameters
} from '../options.js';
import { oneLine, plural, printJson, printProblems } from '../print.js';
import { printAdded, printPermissions, printRun, runCode } from '../report.js';
import type { Runner } from '../session.js';

type Options = DeployOptions & {
  setting?: Record<string, unknown>;
  json?: boolean;
};

/** `glueflow deploy FILE`: the pipeline as a job of AWS Glue. */
export function deploy(runner: Runner): Command {
  return withExtensions(
    withJson(
      withOffline(
        withConnection(
          withJob(
            withParameters(
              command(
                'deploy',
                'Create or update the AWS Glue job of a pipeline, and run it if asked.',
                [
                  'glueflow deploy flights.glueflow --profile dev --bucket my-bucket --role GlueRole',
                  'glueflow deploy flights.glueflow --dry-run',
                  'glueflow deploy flights.glueflow --run --wait --param year=2013'
                ]
              )
            )
          )
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .option('--dry-run', 'tell what would change; change nothing')
    .option('--run', 'start the job')
    .option('--wait', 'follow the run to its end')
    .option('--expected-account <id>', 'stop unless it is this account')
    .action((path: string, options: Options) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { deployPipeline } = await import('../actions/deploy.js');
        if (options.wait && !options.run) {
          throw new Failure('usage', '--wait follows a run: add --run.');
        }
        if (options.param && !options.run) {
          throw new Failure('usage', '--param is for a run: add --run.');
        }
        const facts = await deployPipeline(
          { path, settings: options.setting },
          options,
          task
        );
        quiet();
        if (json) {
          printJson(host.stdout, facts);
        } else {
          printProblems(host.stderr, facts.problems);
          printDeployment(host.stdout, facts);
        }
        if (facts.run) {
          printRun(host, facts.run, json);
        }
        return facts.run ? runCode(facts.run) : EXIT.done;
      })
    );
}

function printDeployment(
  sink: Sink,
  { deployment, added, role }: DeployFacts
): void {
  const { dryRun, action, job, script, changes, tags, endpoint } = deployment;
  const would = dryRun ? 'would be ' : '';
  if (dryRun && action === 'updated' && changes.length + tags.length === 0) {
    sink.write(`job ${oneLine(job)}: no changes\n`);
  } else {
    const count =
      action === 'updated'
        ? ` (${plural(changes.length + tags.length, 'change')})`
        : '';
    sink.write(`job ${oneLine(job)} ${would}${action}${count}\n`);
  }
  sink.write(
    script.uploaded
      ? `script ${would}uploaded to ${script.location}\n`
      : `script ${script.location} is there already\n`
  );
  if (endpoint !== undefined) {
    const { account, region } = deployment;
    sink.write(`account ${account}, ${region} at ${oneLine(endpoint)}\n`);
  }
  if (action === 'updated') {
    for (const change of changes) {
      sink.write(`  ${oneLine(describeChange(change))}\n`);
    }
    for (const tag of tags) {
      sink.write(`  tag ${oneLine(describeChange(tag))}\n`);
    }
  }
  if (dryRun || action === 'created') {
    printAdded(sink, added, !dryRun);
  }
  if (dryRun) {
    printPermissions(sink, role);
  }
}
