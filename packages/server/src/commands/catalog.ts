import type { Command } from 'commander';
import type { TableFacts, TablesOptions } from '../actions/catalog.js';
import type { TableName } from '@glueflow/glue-catalog';
import type { Sink } from '../host.js';
import {
  command,
  wholeNumber,
  withConnection,
  withJson,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printJson, printTable, shellWord } from '../print.js';
import { show, type Runner } from '../session.js';
import { contextCommand } from './catalogcontext.js';
import { versionCommands } from './catalogversions.js';

type Options = ConnectionOptions & { json?: boolean };

/** `glueflow catalog …`: the AWS Glue Data Catalog. */
export function catalog(runner: Runner): Command {
  const made = command(
    'catalog',
    'Browse the AWS Glue Data Catalog; versions, types, business context.',
    [
      'glueflow catalog databases --profile dev',
      'glueflow catalog tables nycflights',
      'glueflow catalog show nycflights flights'
    ]
  )
    .addCommand(databasesCommand(runner))
    .addCommand(tablesCommand(runner))
    .addCommand(showCommand(runner));
  versionCommands(runner).forEach(each => made.addCommand(each));
  return made.addCommand(contextCommand(runner));
}

function databasesCommand(runner: Runner): Command {
  return withJson(
    withConnection(
      command('databases', 'List the databases.', [
        'glueflow catalog databases',
        'glueflow catalog databases --region eu-west-1 --json'
      ])
    )
  ).action((options: Options) =>
    runner.run(options, async session => {
      const { databases } = await import('../actions/catalog.js');
      const facts = await databases(options, session.task);
      show(session, facts, sink => {
        printTable(
          sink,
          ['DATABASE', 'DESCRIPTION'],
          facts.databases.map(({ name, description }) => [name, description])
        );
      });
    })
  );
}

type TableOptions = Options & TablesOptions & { names?: boolean };

function tablesCommand(runner: Runner): Command {
  return withJson(
    withConnection(
      command('tables', 'List the tables of a database.', [
        'glueflow catalog tables nycflights',
        "glueflow catalog tables nycflights --match 'air.*' --json",
        'glueflow catalog tables nycflights --names --limit 100'
      ])
    )
  )
    .argument('<database>', 'name of the database')
    .option('--match <regex>', 'only tables whose name matches')
    .option('--names', 'names only: quick where there are many')
    .option('--limit <n>', 'most tables (default: all)', wholeNumber)
    .option('--from <token>', 'go on after those before (their "next")')
    .action((database: string, options: TableOptions) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { tableNames, tables } = await import('../actions/catalog.js');
        const facts = options.names
          ? await tableNames(database, options, task)
          : await tables(database, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
          return;
        }
        printTable(
          host.stdout,
          options.names
            ? ['TABLE', 'TYPE']
            : ['TABLE', 'FORMAT', 'COLUMNS', 'PARTITIONED BY', 'LOCATION'],
          facts.tables.map(cells)
        );
        if (facts.next) {
          host.stderr.write(`There is more: --from ${shellWord(facts.next)}\n`);
        }
      })
    );
}

/** A table in a line: its name and type, or what is known of it. */
function cells(found: TableName | TableFacts): (string | number | undefined)[] {
  return 'columns' in found
    ? [
        found.name,
        found.format,
        found.columns.length,
        found.partitionKeys.map(({ name }) => name).join(', '),
        found.location
      ]
    : [found.name, found.type];
}

function showCommand(runner: Runner): Command {
  return withJson(
    withConnection(
      command(
        'show',
        'Tell columns, partition keys, format and location of a table.',
        [
          'glueflow catalog show nycflights flights',
          'glueflow catalog show nycflights flights --json'
        ]
      )
    )
  )
    .argument('<database>', 'name of the database')
    .argument('<table>', 'name of the table')
    .action((database: string, name: string, options: Options) =>
      runner.run(options, async session => {
        const { table } = await import('../actions/catalog.js');
        const facts = await table(database, name, options, session.task);
        show(session, facts, sink => {
          print(sink, facts);
        });
      })
    );
}

function print(sink: Sink, facts: TableFacts): void {
  sink.write(`${oneLine(`${facts.database}.${facts.name}`)}\n`);
  const details: readonly [string, string | undefined][] = [
    ['description', facts.description],
    ['type', facts.type],
    ['format', facts.format],
    ['location', facts.location],
    ['serde', facts.serde],
    ['input format', facts.inputFormat],
    ['updated', facts.updated]
  ];
  for (const [label, value] of details) {
    if (value) {
      sink.write(`${label}: ${oneLine(value)}\n`);
    }
  }
  for (const [label, pairs] of [
    ['parameters', facts.parameters],
    ['serde parameters', facts.serdeParameters]
  ] as const) {
    const entries = Object.entries(pairs ?? {});
    if (entries.length > 0) {
      const text = entries.map(([key, value]) => `${key}=${value}`).join(', ');
      sink.write(`${label}: ${oneLine(text)}\n`);
    }
  }
  sink.write('\n');
  printTable(
    sink,
    ['COLUMN', 'TYPE', 'COMMENT'],
    [
      ...facts.columns.map(({ name, type, comment }) => [name, type, comment]),
      ...facts.partitionKeys.map(({ name, type, comment }) => [
        name,
        type,
        ['partition key', comment].filter(Boolean).join('; ')
      ])
    ]
  );
}
