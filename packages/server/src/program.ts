import { Command } from 'commander';
import { catalog } from './commands/catalog.js';
import { components } from './commands/components.js';
import { connections } from './commands/connections.js';
import { credentials } from './commands/credentials.js';
import { deploy } from './commands/deploy.js';
import { estimate } from './commands/estimate.js';
import { exportCommand } from './commands/export.js';
import { generate } from './commands/generate.js';
import { jobs } from './commands/jobs.js';
import { lakefs } from './commands/lakefs.js';
import { lance } from './commands/lance.js';
import { roles } from './commands/roles.js';
import { run } from './commands/run.js';
import { s3 } from './commands/s3.js';
import { sandbox } from './commands/sandbox.js';
import { serve } from './commands/serve.js';
import { validate } from './commands/validate.js';
import type { Host } from './host.js';
import type { CommandMaker, Runner } from './session.js';
import { VERSION } from './version.js';

const GROUPS: readonly [string, readonly CommandMaker[]][] = [
  ['Pipelines:', [validate, generate, exportCommand, estimate, deploy, run]],
  ['AWS:', [jobs, catalog, roles, s3, connections, credentials]],
  ['lakeFS:', [lakefs]],
  ['Lance:', [lance]],
  ['This machine:', [components, sandbox, serve]]
];

/** Make the whole command line. */
export function createProgram(runner: Runner): Command {
  const program = new Command('glueflow')
    .description('Visual data pipelines for AWS Glue.')
    .version(VERSION, '--version', 'print the version')
    .enablePositionalOptions()
    .addHelpText(
      'after',
      `
Examples:
  glueflow validate flights.glueflow
  glueflow export flights.glueflow --out build --bucket my-bucket --role GlueRole
  glueflow run flights.glueflow

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 3 credentials,
  4 a run failed, 130 stopped by Ctrl-C.`
    );
  for (const [group, makers] of GROUPS) {
    for (const make of makers) {
      program.addCommand(make(runner).helpGroup(group));
    }
  }
  settle(program, runner.host);
  return program;
}

/** Settings that commander does not hand down to commands added whole. */
function settle(command: Command, host: Host): void {
  command
    .exitOverride()
    .showSuggestionAfterError()
    .showHelpAfterError('(--help tells more)')
    .configureOutput({
      writeOut: text => host.stdout.write(text),
      writeErr: text => host.stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error: /, 'glueflow: ')),
      getOutHelpWidth: () => width(host),
      getErrHelpWidth: () => width(host)
    });
  command.commands.forEach(child => settle(child, host));
}

function width(host: Host): number {
  return Math.min(host.stdout.columns ?? 100, 120);
}
