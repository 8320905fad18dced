import type { Command } from 'commander';
import {
  command,
  withConnection,
  withJson,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printJson, printTable } from '../print.js';
import type { Runner } from '../session.js';

/** `glueflow roles`: the IAM roles a job may run under. */
export function roles(runner: Runner): Command {
  return withJson(
    withConnection(
      command('roles', 'List the IAM roles that AWS Glue may assume.', [
        'glueflow roles',
        'glueflow roles --profile dev --json'
      ])
    )
  ).action((options: ConnectionOptions & { json?: boolean }) =>
    runner.run(options, async ({ host, task, json, quiet }) => {
      const { roleList } = await import('../actions/account.js');
      const facts = await roleList(options, task);
      quiet();
      if (json) {
        printJson(host.stdout, facts);
        return;
      }
      if (facts.refused) {
        host.stderr.write(`note: ${oneLine(facts.refused)}\n`);
      }
      printTable(
        host.stdout,
        ['ROLE', 'ARN', 'DESCRIPTION'],
        facts.roles.map(({ name, arn, description }) => [
          name,
          arn,
          description
        ])
      );
    })
  );
}
