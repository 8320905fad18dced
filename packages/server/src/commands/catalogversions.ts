import { Option, type Command } from 'commander';
import type { MappingName } from '../actions/metadata.js';
import type { Sink } from '../host.js';
import {
  command,
  withConnection,
  withJson,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printTable } from '../print.js';
import { show, type Runner } from '../session.js';

/** Options of commands about one table. */
export type TableCommandOptions = ConnectionOptions & {
  json?: boolean;
  catalogId?: string;
};

/** Make a command about one table, with `--catalog-id` and the options of a connection. */
export function tableCommand(
  name: string,
  description: string,
  examples: readonly string[]
): Command {
  return withJson(withConnection(command(name, description, examples)))
    .option(
      '--catalog-id <id>',
      'account that owns the catalog (default: your own)'
    )
    .argument('<database>', 'name of the database')
    .argument('<table>', 'name of the table');
}

/** `glueflow catalog versions|diff|restore|types`. */
export function versionCommands(runner: Runner): Command[] {
  return [
    versionsCommand(runner),
    diffCommand(runner),
    restoreCommand(runner),
    typesCommand(runner)
  ];
}

function versionsCommand(runner: Runner): Command {
  return tableCommand(
    'versions',
    'List the versions of a table, newest first.',
    ['glueflow catalog versions nycflights flights']
  ).action((database: string, table: string, options: TableCommandOptions) =>
    runner.run(options, async session => {
      const { versions } = await import('../actions/metadata.js');
      const facts = await versions({ database, table }, options, session.task);
      show(session, facts, sink => {
        printTable(
          sink,
          ['VERSION', 'UPDATED', 'COLUMNS', ''],
          facts.versions.map(({ version, updated, columns, current }) => [
            version,
            updated,
            columns,
            current ? 'current' : ''
          ])
        );
      });
    })
  );
}

function diffCommand(runner: Runner): Command {
  return tableCommand(
    'diff',
    'Compare two versions of a table: columns, each change judged for readers and writers, and what else it is.',
    [
      'glueflow catalog diff nycflights flights',
      'glueflow catalog diff nycflights flights 3 7 --json'
    ]
  )
    .argument('[from]', 'version (default: the one before the other)')
    .argument('[to]', 'version (default: the current one)')
    .action(
      (
        database: string,
        table: string,
        from: string | undefined,
        to: string | undefined,
        options: TableCommandOptions
      ) =>
        runner.run(options, async session => {
          const { diff } = await import('../actions/metadata.js');
          const place = { database, table };
          const facts = await diff(place, { from, to }, options, session.task);
          show(session, facts, sink => {
            printDiff(sink, facts);
          });
        })
    );
}

function printDiff(
  sink: Sink,
  facts: Awaited<ReturnType<(typeof import('../actions/metadata.js'))['diff']>>
): void {
  const { database, table, from, to, columns, members } = facts;
  sink.write(`${oneLine(`${database}.${table}`)}: ${from} → ${to}\n`);
  if (columns.length + members.length === 0) {
    sink.write('Nothing differs.\n');
    return;
  }
  if (columns.length > 0) {
    sink.write('\n');
    printTable(
      sink,
      ['CHANGE', 'COLUMN', 'FROM', 'TO', 'READERS', 'WRITERS', 'WHY'],
      columns.map(change => [
        change.kind,
        change.path,
        change.from,
        change.to,
        change.readers,
        change.writers,
        change.reason
      ])
    );
  }
  if (members.length > 0) {
    sink.write('\n');
    printTable(
      sink,
      ['MEMBER', 'FROM', 'TO'],
      members.map(member => [member.name, member.from, member.to])
    );
  }
}

function restoreCommand(runner: Runner): Command {
  return tableCommand(
    'restore',
    'Make a table what it was in a version: a new version, like any change. Data stays as it is.',
    ['glueflow catalog restore nycflights flights 3']
  )
    .argument('<version>', 'version to go back to')
    .action(
      (
        database: string,
        table: string,
        version: string,
        options: TableCommandOptions
      ) =>
        runner.run(options, async session => {
          const { restore } = await import('../actions/metadata.js');
          const place = { database, table };
          const facts = await restore(place, version, options, session.task);
          show(session, facts, sink => {
            sink.write(
              facts.outcome === 'unchanged'
                ? `${oneLine(table)} is what it was in version ${oneLine(version)} already.\n`
                : `${oneLine(table)} is what it was in version ${oneLine(version)}.\n`
            );
          });
        })
    );
}

/** The systems that types are mapped to; held against those that there are by a test, since commands load late. */
export const MAPPING_NAMES: readonly MappingName[] = [
  'spark',
  'arrow',
  'duckdb',
  'iceberg',
  'json-schema',
  'cds'
];

function typesCommand(runner: Runner): Command {
  return tableCommand(
    'types',
    'List the types of a table’s columns as the catalog has them, in one spelling, and in another system with what is lost there.',
    [
      'glueflow catalog types nycflights flights',
      'glueflow catalog types nycflights flights --to duckdb',
      'glueflow catalog types nycflights flights --to iceberg --json'
    ]
  )
    .addOption(
      new Option('--to <system>', 'the system to map to').choices(MAPPING_NAMES)
    )
    .action(
      (
        database: string,
        table: string,
        options: TableCommandOptions & { to?: MappingName }
      ) =>
        runner.run(options, async session => {
          const { types } = await import('../actions/metadata.js');
          const facts = await types({ database, table }, options, session.task);
          show(session, facts, sink => {
            printTable(
              sink,
              options.to
                ? ['COLUMN', 'TYPE', options.to.toUpperCase(), 'LOST']
                : ['COLUMN', 'TYPE', 'CANONICAL', 'PROBLEMS'],
              facts.columns.map(
                ({ name, native, canonical, problems, type, losses }) => [
                  name,
                  native,
                  options.to ? shown(type) : canonical,
                  (
                    losses ??
                    problems.map(each => ({ ...each, reason: each.message }))
                  )
                    .map(({ path, reason }) =>
                      [path, reason].filter(Boolean).join(': ')
                    )
                    .join(' ')
                ]
              )
            );
          });
        })
    );
}

function shown(type: unknown): string {
  return typeof type === 'string' ? type : JSON.stringify(type);
}
