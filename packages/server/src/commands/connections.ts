import { Option, type Command } from 'commander';
import {
  CREDENTIALS,
  credentialFields,
  describeConnection,
  fieldAnnotation
} from '@glueflow/contract';
import type { ConnectionFields } from '../actions/connections.js';
import {
  command,
  httpAddress,
  region,
  withJson,
  withPlace,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printJson, printTable } from '../print.js';
import type { Runner } from '../session.js';

/** `glueflow connections list|add|remove|test|profiles`: names for ways to reach AWS, without secrets. */
export function connections(runner: Runner): Command {
  return command(
    'connections',
    'AWS connections of your settings: names for a profile, role, region and endpoint. They hold no secrets.',
    [
      'glueflow connections add dev --profile dev --region eu-west-1',
      'glueflow connections test dev',
      'glueflow connections list'
    ]
  )
    .addCommand(list(runner))
    .addCommand(add(runner))
    .addCommand(remove(runner))
    .addCommand(test(runner))
    .addCommand(profiles(runner));
}

function list(runner: Runner): Command {
  return withJson(
    command('list', 'List your connections.', [
      'glueflow connections list',
      'glueflow connections list --json'
    ])
  ).action((options: { json?: boolean }) =>
    runner.run(options, async ({ host, task, json }) => {
      const { connectionList } = await import('../actions/connections.js');
      const facts = await connectionList(task);
      if (json) {
        printJson(host.stdout, facts);
        return;
      }
      printTable(
        host.stdout,
        ['CONNECTION', 'CREDENTIALS', 'REGION', 'ENDPOINT'],
        facts.connections.map(found => [
          found.name,
          describeConnection(found),
          found.region,
          found.endpoint
        ])
      );
    })
  );
}

type AddOptions = ConnectionFields & {
  sso: boolean;
  environment: boolean;
  force: boolean;
  json?: boolean;
};

function add(runner: Runner): Command {
  const made = withJson(
    command('add', 'Keep a connection under a name.', [
      'glueflow connections add dev --profile dev --region eu-west-1',
      'glueflow connections add work --sso --profile work',
      'glueflow connections add prod --profile dev --role-arn arn:aws:iam::123456789012:role/deploy --external-id team',
      'glueflow connections add ci --key-variables CI_KEY_ID,CI_SECRET_KEY',
      'glueflow connections add local --endpoint http://127.0.0.1:5577 --environment'
    ])
  )
    .argument('<name>', 'name for the connection')
    .option('--sso', 'the profile is an AWS SSO one (IAM Identity Center)')
    .addOption(
      new Option('--environment', 'AWS_ACCESS_KEY_ID and its like').conflicts([
        'profile',
        'sso',
        'keyVariables'
      ])
    )
    .option(
      '--key-variables <names>',
      'variables that hold the access key id, the secret key and, if any, the session token, with commas between'
    );
  for (const { flags, description } of credentialOptions()) {
    made.option(flags, description);
  }
  return made
    .addOption(new Option('--region <name>', 'AWS region').argParser(region))
    .addOption(
      new Option(
        '--endpoint <url>',
        'address of a service that stands in for AWS'
      ).argParser(httpAddress)
    )
    .option('--path-style', 'put bucket names into the path')
    .option('--force', 'replace a connection of that name')
    .action((name: string, options: AddOptions) =>
      runner.run(options, async ({ host, task, json }) => {
        const { connectionAdd, connectionOf } =
          await import('../actions/connections.js');
        const kind = options.sso
          ? 'sso'
          : options.environment
            ? 'environment'
            : undefined;
        const facts = await connectionAdd(
          name,
          connectionOf({ ...options, kind }),
          options.force,
          task
        );
        if (json) {
          printJson(host.stdout, facts);
        } else {
          host.stdout.write(`added ${name}: ${describeConnection(facts)}\n`);
        }
      })
    );
}

/** The options of all kinds of credentials, each once. */
function credentialOptions(): { flags: string; description: string }[] {
  const found = CREDENTIALS.flatMap(credentialFields).flatMap(
    ([, schema]) => fieldAnnotation(schema).option ?? []
  );
  return [...new Map(found.map(option => [option.flags, option])).values()];
}

function remove(runner: Runner): Command {
  return withJson(
    command('remove', 'Forget a connection.', [
      'glueflow connections remove dev'
    ])
  )
    .argument('<name>', 'name of the connection')
    .action((name: string, options: { json?: boolean }) =>
      runner.run(options, async ({ host, task, json }) => {
        const { connectionRemove } = await import('../actions/connections.js');
        const facts = await connectionRemove(name, task);
        if (json) {
          printJson(host.stdout, facts);
        } else {
          host.stdout.write(`removed ${name}\n`);
        }
      })
    );
}

function test(runner: Runner): Command {
  return withJson(
    withPlace(
      command(
        'test',
        'Ask AWS who you are through a connection, or as you are without one.',
        [
          'glueflow connections test dev',
          'glueflow connections test --profile dev --json'
        ]
      )
    )
  )
    .argument('[name]', 'name of the connection')
    .action(
      (
        name: string | undefined,
        options: Omit<ConnectionOptions, 'connection'> & { json?: boolean }
      ) =>
        runner.run(options, async ({ host, task, json, quiet }) => {
          const { whoami } = await import('../actions/account.js');
          const facts = await whoami({ ...options, connection: name }, task);
          quiet();
          if (json) {
            printJson(host.stdout, facts);
            return;
          }
          const { arn, account, endpoint, region } = facts;
          host.stdout.write(
            `${oneLine(`${name ?? facts.profile ?? facts.kind}: ${arn}, account ${account}, ${endpoint ?? region}`)}\n`
          );
        })
    );
}

function profiles(runner: Runner): Command {
  return withJson(
    command(
      'profiles',
      "List the profiles of AWS's own settings on this machine, without secrets.",
      ['glueflow connections profiles', 'glueflow connections profiles --json']
    )
  ).action((options: { json?: boolean }) =>
    runner.run(options, async ({ host, task, json }) => {
      const { profileList } = await import('../actions/account.js');
      const facts = profileList(task);
      if (json) {
        printJson(host.stdout, facts);
        return;
      }
      printTable(
        host.stdout,
        ['PROFILE', 'CREDENTIALS', 'REGION'],
        facts.profiles.map(({ name, kind, source, region }) => [
          name,
          source ? `${kind} through ${source}` : kind,
          region
        ])
      );
    })
  );
}
