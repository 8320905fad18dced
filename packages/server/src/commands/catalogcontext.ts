import type { Command } from 'commander';
import type { ContextFacts } from '../actions/metadata.js';
import type { Sink } from '../host.js';
import { command } from '../options.js';
import { oneLine, printJson } from '../print.js';
import type { Runner } from '../session.js';
import { tableCommand, type TableCommandOptions } from './catalogversions.js';

type RepairOptions = TableCommandOptions & { repair?: boolean };

/** `glueflow catalog context get|set|check`: the business context of a table. */
export function contextCommand(runner: Runner): Command {
  return command(
    'context',
    'Read and write the business context of a table: measures, dimensions, owner, tags …',
    [
      'glueflow catalog context get nycflights flights > flights.context.json',
      'glueflow catalog context set nycflights flights flights.context.json',
      'glueflow catalog context check nycflights flights --repair'
    ]
  )
    .addCommand(getCommand(runner))
    .addCommand(setCommand(runner))
    .addCommand(checkCommand(runner));
}

function getCommand(runner: Runner): Command {
  return tableCommand(
    'get',
    'Print the business context of a table as JSON, as “set” takes it.',
    [
      'glueflow catalog context get nycflights flights',
      'glueflow catalog context get nycflights flights --json'
    ]
  ).action((database: string, table: string, options: TableCommandOptions) =>
    runner.run(options, async ({ host, task, json, quiet }) => {
      const { context } = await import('../actions/metadata.js');
      const facts = await context({ database, table }, options, task);
      quiet();
      if (json) {
        printJson(host.stdout, facts);
        return;
      }
      printJson(host.stdout, facts.recovered);
      if (facts.status !== 'ok' && facts.status !== 'none') {
        printStatus(host.stderr, facts);
      }
    })
  );
}

function setCommand(runner: Runner): Command {
  return tableCommand(
    'set',
    'Write the business context of a table from a JSON file; an empty object removes it.',
    [
      'glueflow catalog context set nycflights flights flights.context.json',
      'glueflow catalog context set nycflights flights flights.context.json --repair'
    ]
  )
    .argument('<file>', 'JSON file with the business context')
    .option('--repair', 'write over a context that is damaged or newer')
    .action(
      (database: string, table: string, file: string, options: RepairOptions) =>
        runner.run(options, async ({ host, task, json, quiet }) => {
          const { setContext } = await import('../actions/metadata.js');
          const place = { database, table };
          const facts = await setContext(place, file, options, task);
          quiet();
          if (facts.warning) {
            host.stderr.write(`${facts.warning}\n`);
          }
          if (json) {
            printJson(host.stdout, facts);
            return;
          }
          host.stdout.write(
            facts.outcome === 'unchanged'
              ? 'The business context is so already.\n'
              : `The business context is written (${facts.bytes} bytes).\n`
          );
        })
    );
}

function checkCommand(runner: Runner): Command {
  return tableCommand(
    'check',
    'Check whether the business context of a table is as it was written, and names columns that are there. Exits with 1 when it is damaged.',
    [
      'glueflow catalog context check nycflights flights',
      'glueflow catalog context check nycflights flights --repair'
    ]
  )
    .option('--repair', 'write what can be read of a damaged context anew')
    .action((database: string, table: string, options: RepairOptions) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { context, repairContext } =
          await import('../actions/metadata.js');
        const place = { database, table };
        const facts = await context(place, options, task);
        const damaged = facts.status === 'damaged';
        const repaired = damaged && options.repair === true;
        if (repaired) {
          await repairContext(place, options, task);
        }
        quiet();
        if (json) {
          printJson(host.stdout, { ...facts, repaired });
        } else {
          printStatus(host.stdout, facts);
          for (const { path, message } of facts.missing) {
            host.stdout.write(`${oneLine(`${path}: ${message}`)}\n`);
          }
          if (repaired) {
            host.stdout.write('What can be read is written anew.\n');
          }
        }
        return damaged && !repaired ? 1 : 0;
      })
    );
}

function printStatus(
  sink: Sink,
  { status, lostKeys, edited }: ContextFacts
): void {
  const texts = {
    none: 'The table has no business context.',
    ok: 'The business context is as it was written.',
    newer: 'The business context was written by a later version of Glueflow.',
    damaged: 'The business context was changed by hand.'
  };
  sink.write(`${texts[status]}\n`);
  for (const [label, keys] of [
    ['lost', lostKeys],
    ['edited', edited]
  ] as const) {
    if (keys.length > 0) {
      sink.write(`${label}: ${keys.join(', ')}\n`);
    }
  }
}
