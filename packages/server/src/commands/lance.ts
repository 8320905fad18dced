import type { Command } from 'commander';
import type { LanceOptions, PageOptions } from '../actions/lance.js';
import type { Sink } from '../host.js';
import { inputClosed } from '../input.js';
import {
  command,
  keyValue,
  wholeNumber,
  withConnection,
  withJson
} from '../options.js';
import { oneLine, printTable } from '../print.js';
import { show, type Runner } from '../session.js';
import { aborted, port } from './serve.js';

type Options = LanceOptions & { json?: boolean };

/** `glueflow lance …`: Lance tables in the Glue Data Catalog. */
export function lance(runner: Runner): Command {
  return command(
    'lance',
    'Work with Lance tables in the AWS Glue Data Catalog.',
    [
      'glueflow lance tables search',
      'glueflow lance declare search.documents',
      'glueflow lance versions search.documents',
      'glueflow lance serve --port 8080'
    ]
  )
    .addCommand(namespaces(runner))
    .addCommand(tables(runner))
    .addCommand(describe(runner))
    .addCommand(declare(runner))
    .addCommand(register(runner))
    .addCommand(rename(runner))
    .addCommand(remove(runner, false))
    .addCommand(remove(runner, true))
    .addCommand(versions(runner))
    .addCommand(serveCommand(runner));
}

function lanceCommand(
  name: string,
  description: string,
  examples: readonly string[]
): Command {
  return withConnection(command(name, description, examples)).option(
    '--property <name=value>',
    'property of the namespace, such as storage.region=eu-west-1; may be repeated',
    keyValue
  );
}

function withPages(made: Command): Command {
  return made
    .option('--limit <n>', 'most of them (default: all)', wholeNumber)
    .option('--from <token>', 'go on after those before (their "page_token")');
}

function printRest(sink: Sink, token: string | undefined): void {
  if (token !== undefined) {
    sink.write(`There are more: --from ${token}\n`);
  }
}

function namespaces(runner: Runner): Command {
  return withPages(
    withJson(
      lanceCommand('namespaces', 'List the databases.', [
        'glueflow lance namespaces'
      ])
    )
  ).action((options: Options & PageOptions) =>
    runner.run(options, async session => {
      const { namespaceList } = await import('../actions/lance.js');
      const facts = await namespaceList(options, session.task);
      show(session, facts, sink => {
        printTable(
          sink,
          ['DATABASE'],
          facts.namespaces.map(name => [name])
        );
        printRest(sink, facts.page_token);
      });
    })
  );
}

function tables(runner: Runner): Command {
  return withPages(
    withJson(
      lanceCommand('tables', 'List the Lance tables of a database.', [
        'glueflow lance tables search',
        'glueflow lance tables search --with-data --limit 100 --json'
      ])
    )
  )
    .argument('<database>', 'name of the database')
    .option('--with-data', 'only tables that are more than declared')
    .action(
      (
        database: string,
        options: Options & PageOptions & { withData?: boolean }
      ) =>
        runner.run(options, async session => {
          const { tableList } = await import('../actions/lance.js');
          const facts = await tableList(database, options, session.task);
          show(session, facts, sink => {
            printTable(
              sink,
              ['TABLE'],
              facts.tables.map(name => [name])
            );
            printRest(sink, facts.page_token);
          });
        })
    );
}

function describe(runner: Runner): Command {
  return withJson(
    lanceCommand(
      'describe',
      'Describe a table: where it lies, its version, its properties.',
      ['glueflow lance describe search.documents']
    )
  )
    .argument('<table>', 'such as search.documents')
    .action((table: string, options: Options) =>
      runner.run(options, async session => {
        const { tableDescription } = await import('../actions/lance.js');
        const facts = await tableDescription(table, options, session.task);
        show(session, facts, sink =>
          printTable(
            sink,
            ['PROPERTY', 'VALUE'],
            [
              ['location', facts.location],
              ['version', facts.version ?? 'no data yet'],
              [
                'versions are managed by',
                facts.managed_versioning ? 'the catalog' : 'the storage'
              ],
              ...Object.entries(facts.properties)
            ]
          )
        );
      })
    );
}

type EntryOptions = Options & {
  managed?: boolean;
  set?: Record<string, string>;
};

function withEntry(made: Command): Command {
  return made
    .option('--managed', 'let the catalog manage the versions of the table')
    .option(
      '--set <name=value>',
      'property of the table; may be repeated',
      keyValue
    );
}

function declare(runner: Runner): Command {
  return withEntry(
    withJson(
      lanceCommand(
        'declare',
        'Make the entry of a table that has no data yet.',
        [
          'glueflow lance declare search.documents',
          'glueflow lance declare search.documents s3://lake/documents.lance --managed'
        ]
      )
    )
  )
    .argument('<table>', 'such as search.documents')
    .argument('[location]', 'default: below the location of the database')
    .action(
      (table: string, location: string | undefined, options: EntryOptions) =>
        runner.run(options, async session => {
          const actions = await import('../actions/lance.js');
          const facts = await actions.declareTable(
            table,
            { ...options, location },
            session.task
          );
          show(session, facts, sink =>
            sink.write(oneLine(`declared ${table} at ${facts.location}`) + '\n')
          );
        })
    );
}

function register(runner: Runner): Command {
  return withEntry(
    withJson(
      lanceCommand('register', 'Make the entry of a table that has data.', [
        'glueflow lance register search.documents s3://lake/documents.lance'
      ])
    )
  )
    .argument('<table>', 'such as search.documents')
    .argument('<location>', 'root of the table')
    .option('--overwrite', 'replace the entry that is there')
    .action(
      (
        table: string,
        location: string,
        options: EntryOptions & { overwrite?: boolean }
      ) =>
        runner.run(options, async session => {
          const actions = await import('../actions/lance.js');
          const facts = await actions.registerTable(
            table,
            location,
            options,
            session.task
          );
          show(session, facts, sink =>
            sink.write(
              oneLine(`registered ${table} at ${facts.location}`) + '\n'
            )
          );
        })
    );
}

function rename(runner: Runner): Command {
  return withJson(
    lanceCommand(
      'rename',
      'Rename a table, or move it to another database. Its data stays where it is.',
      ['glueflow lance rename search.documents archive.documents']
    )
  )
    .argument('<table>', 'such as search.documents')
    .argument('<name>', 'new name, or DATABASE.TABLE')
    .action((table: string, name: string, options: Options) =>
      runner.run(options, async session => {
        const { renameTable } = await import('../actions/lance.js');
        const facts = await renameTable(table, name, options, session.task);
        show(session, facts, sink =>
          sink.write(oneLine(`renamed ${table} to ${facts.renamed}`) + '\n')
        );
      })
    );
}

function remove(runner: Runner, withData: boolean): Command {
  const name = withData ? 'drop' : 'deregister';
  return withJson(
    lanceCommand(
      name,
      withData
        ? 'Remove a table from the catalog, and delete everything below its location.'
        : 'Remove a table from the catalog; its data stays.',
      [`glueflow lance ${name} search.documents`]
    )
  )
    .argument('<table>', 'such as search.documents')
    .action((table: string, options: Options) =>
      runner.run(options, async session => {
        const { removeTable } = await import('../actions/lance.js');
        const facts = await removeTable(table, withData, options, session.task);
        const done = withData ? 'dropped' : 'deregistered';
        const data = withData ? 'was deleted' : 'stays';
        show(session, facts, sink =>
          sink.write(
            oneLine(`${done} ${table}; its data at ${facts.location} ${data}`) +
              '\n'
          )
        );
      })
    );
}

function versions(runner: Runner): Command {
  return withPages(
    withJson(
      lanceCommand('versions', 'List the versions of a table, newest first.', [
        'glueflow lance versions search.documents --limit 10'
      ])
    )
  )
    .argument('<table>', 'such as search.documents')
    .action((table: string, options: Options & PageOptions) =>
      runner.run(options, async session => {
        const { versionList } = await import('../actions/lance.js');
        const facts = await versionList(table, options, session.task);
        show(session, facts, sink => {
          printTable(
            sink,
            ['VERSION', 'CREATED', 'MANIFEST'],
            facts.versions.map(each => [
              each.version,
              each.timestamp_millis === undefined
                ? undefined
                : new Date(each.timestamp_millis).toISOString(),
              each.manifest_path
            ])
          );
          printRest(sink, facts.page_token);
        });
      })
    );
}

function serveCommand(runner: Runner): Command {
  return lanceCommand(
    'serve',
    'Serve the namespace over the Lance REST specification, on this machine alone. Address and token are printed once as JSON.',
    ['glueflow lance serve --port 0']
  )
    .option('--port <n>', 'port of 127.0.0.1 (0: any free one)', port, 0)
    .option(
      '--attached',
      'end when standard input closes: when whoever started it has ended'
    )
    .action((options: LanceOptions & { port: number; attached?: boolean }) =>
      runner.run({}, async ({ host, task }) => {
        const { serveNamespace } = await import('../actions/lance.js');
        await serveNamespace(options, task, async ({ url, token }) => {
          host.stdout.write(
            `${JSON.stringify({ url, token, pid: process.pid })}\n`
          );
          await (options.attached
            ? inputClosed(host.stdin, host.signal)
            : aborted(host.signal));
        });
      })
    );
}
