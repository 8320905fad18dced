import { type Command } from 'commander';
import type { ExportOptions } from '../actions/export.js';
import { EXIT, Failure } from '../failure.js';
import {
  command,
  withConnection,
  withExtensions,
  withJob,
  withJson,
  withOffline
} from '../options.js';
import { printJson, printProblems } from '../print.js';
import { printAdded, printPermissions, printWritten } from '../report.js';
import type { Runner, Session } from '../session.js';

/** `glueflow export FILE --out DIR`: the job script and its deployment script. */
export function exportCommand(runner: Runner): Command {
  return withExtensions(
    withJson(
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
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .option('--out <folder>', 'folder for the two files')
    .option('--dry-run', 'tell what would be written; write nothing')
    .option('--force', 'overwrite files that Glueflow did not write')
    .option('--assume-role-arn <arn>', 'role the deployment script assumes')
    .option(
      '--expected-account <id>',
      'account the deployment script refuses any other than'
    )
    .action((path: string, options: Options) =>
      runner.run(options, session => {
        if (options.dryRun) {
          return preview(path, options, session);
        }
        if (options.out === undefined) {
          throw new Failure(
            'usage',
            'Give --out FOLDER for the two files, or --dry-run.'
          );
        }
        return write(path, options, session);
      })
    );
}

type Options = ExportOptions & {
  dryRun?: boolean;
  setting?: Record<string, unknown>;
  json?: boolean;
};

async function write(
  path: string,
  options: Options,
  { host, task, json, quiet }: Session
): Promise<number> {
  const { exportPipeline } = await import('../actions/export.js');
  const input = { path, settings: options.setting };
  const facts = await exportPipeline(input, options, task);
  quiet();
  if (json) {
    printJson(host.stdout, facts);
    return EXIT.done;
  }
  printProblems(host.stderr, facts.problems);
  printWritten(host.stdout, facts.script);
  printWritten(host.stdout, facts.deployScript);
  printAdded(host.stdout, facts.added, true);
  return EXIT.done;
}

const WOULD = {
  new: 'would be written',
  changed: 'would be written anew',
  edited: 'has other content than Glueflow last wrote: needs --force',
  unchanged: 'unchanged'
} as const;

async function preview(
  path: string,
  options: Options,
  { host, task, json, quiet }: Session
): Promise<number> {
  const { previewExport } = await import('../actions/export.js');
  const input = { path, settings: options.setting };
  const facts = await previewExport(input, options, task);
  quiet();
  if (json) {
    printJson(host.stdout, facts);
    return EXIT.done;
  }
  printProblems(host.stderr, facts.problems);
  for (const which of ['script', 'deployScript'] as const) {
    const file = facts.files?.[which];
    host.stdout.write(
      `${file?.path ?? facts.names[which]} ${WOULD[file?.state ?? 'new']}\n`
    );
  }
  printAdded(host.stdout, facts.added);
  printPermissions(host.stdout, facts.role);
  return EXIT.done;
}
