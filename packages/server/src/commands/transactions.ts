import type { Command } from 'commander';
import type { LakeFSOptions } from '../actions/lakefs.js';
import { command } from '../options.js';
import { oneLine, plural, printTable } from '../print.js';
import { show, type Runner } from '../session.js';
import { lakefsCommand, printChanges } from './lakefsbase.js';
import { printWrote } from './lakefsobjects.js';

type Options = LakeFSOptions & { json?: boolean };

/** `glueflow lakefs tx …`: changes in one step, and what failed ones have left. */
export function transactions(runner: Runner): Command {
  return command(
    'tx',
    'Change a branch in one step, and look at what a transaction that failed has left.',
    [
      "glueflow lakefs tx put lakefs://flights/main/2013/ *.csv --message 'All of 2013'",
      'glueflow lakefs tx list lakefs://flights',
      'glueflow lakefs tx show lakefs://flights/tx-main-…',
      'glueflow lakefs tx drop lakefs://flights/tx-main-…'
    ]
  )
    .addCommand(put(runner))
    .addCommand(list(runner))
    .addCommand(showCommand(runner))
    .addCommand(drop(runner));
}

interface PutOptions extends Options {
  message: string;
  tag?: string;
  direct?: boolean;
}

function put(runner: Runner): Command {
  return lakefsCommand(
    'put',
    'Write files in one transaction: all of them are on the branch then, or none.',
    [
      "glueflow lakefs tx put lakefs://flights/main/2013/ jan.csv feb.csv --message 'Winter'",
      "glueflow lakefs tx put lakefs://flights/main *.csv -m 'Release' --tag v2"
    ]
  )
    .argument('<folder>', 'where they go, such as lakefs://flights/main/2013/')
    .argument('<files...>', 'files of this machine')
    .requiredOption('-m, --message <text>', 'message of the commit')
    .option('--tag <name>', 'tag the result')
    .option('--direct', 'through the server, not by signed addresses')
    .action((text: string, files: string[], options: PutOptions) =>
      runner.run(options, async session => {
        const { parseAddress, putTogether } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'reference');
        const facts = await putTogether(files, address, options, session.task);
        show(session, facts, sink => {
          facts.value.forEach(each => printWrote(sink, each));
          sink.write(`merged: ${facts.reference ?? 'nothing'}\n`);
          if (facts.leftover) {
            session.host.stderr.write(
              `note: the branch ${facts.leftover} could not be deleted\n`
            );
          }
        });
      })
    );
}

function list(runner: Runner): Command {
  return lakefsCommand(
    'list',
    'List the branches of transactions: of those that run, and of those that failed.',
    ['glueflow lakefs tx list lakefs://flights']
  )
    .argument('<repository>', 'such as lakefs://flights')
    .action((text: string, options: Options) =>
      runner.run(options, async session => {
        const { branchList, parseAddress } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'repository');
        const facts = await branchList(
          address,
          { ...options, hidden: true, prefix: 'tx-' },
          session.task
        );
        show(session, facts, sink =>
          printTable(
            sink,
            ['BRANCH', 'COMMIT'],
            facts.branches.map(({ name, commit }) => [name, commit])
          )
        );
      })
    );
}

function showCommand(runner: Runner): Command {
  return lakefsCommand(
    'show',
    'Show what is on the branch of a transaction: its newest commits, and what is not committed.',
    ['glueflow lakefs tx show lakefs://flights/tx-main-…']
  )
    .argument('<branch>', 'such as lakefs://flights/tx-main-…')
    .action((text: string, options: Options) =>
      runner.run(options, async session => {
        const { parseAddress, showTransaction } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'reference');
        const facts = await showTransaction(address, options, session.task);
        show(session, facts, sink => {
          printTable(
            sink,
            ['COMMIT', 'MESSAGE'],
            facts.commits.map(({ id, message }) => [id.slice(0, 16), message])
          );
          sink.write(
            `\n${plural(facts.changes.length, 'uncommitted change')}\n`
          );
          if (facts.changes.length > 0) {
            printChanges(sink, facts.changes);
          }
        });
      })
    );
}

function drop(runner: Runner): Command {
  return lakefsCommand(
    'drop',
    'Delete the branch of a transaction that failed.',
    ['glueflow lakefs tx drop lakefs://flights/tx-main-…']
  )
    .argument('<branch>', 'such as lakefs://flights/tx-main-…')
    .action((text: string, options: Options) =>
      runner.run(options, async session => {
        const { deleteBranch, parseAddress } =
          await import('../actions/lakefs.js');
        const { Failure } = await import('../failure.js');
        const address = parseAddress(text, 'reference');
        if (!address.reference.startsWith('tx-')) {
          throw new Failure(
            'usage',
            `${address.reference} is no branch of a transaction: their names begin with tx-.`,
            'Delete other branches by: glueflow lakefs branches --delete.'
          );
        }
        const gone = await deleteBranch(address, options, session.task);
        show(session, gone, sink =>
          sink.write(oneLine(`deleted branch ${gone.deleted}`) + '\n')
        );
      })
    );
}
