import { type Command } from 'commander';
import { exportPipeline, type ExportOptions } from '../actions/export.js';
import {
  command,
  withConnection,
  withJob,
  withJson,
  withOffline
} from '../options.js';
import { printJson, printProblems } from '../print.js';
import { printWritten } from '../report.js';
import type { Runner } from '../session.js';

/** `glueflow export FILE --out DIR`: the job script and its deployment script. */
export function exportCommand(runner: Runner): Command {
  return withJson(
    withOffline(
      withConnection(
        withJob(
          command(
            'export',
            'Write the job script and deploy_<job>.py, which deploys it with boto3.',
            [
              'glueflow export flights.glueflow --out build --bucket my-bucket --role GlueRole',
              'glueflow export flights.glueflow --out build --profile dev --region eu-west-1',
              'python build/deploy_flights.py --dry-run'
            ]
          )
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .requiredOption('--out <folder>', 'folder for the two files')
    .option('--force', 'overwrite files that Glueflow did not write')
    .option('--assume-role-arn <arn>', 'role the deployment script assumes')
    .option(
      '--expected-account <id>',
      'account the deployment script refuses any other than'
    )
    .action((path: string, options: ExportOptions & { json?: boolean }) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const facts = await exportPipeline({ path }, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
          return;
        }
        printProblems(host.stderr, facts.problems);
        printWritten(host.stdout, facts.script);
        printWritten(host.stdout, facts.deployScript);
      })
    );
}
