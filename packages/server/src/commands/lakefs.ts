import { Option, type Command } from 'commander';
import type { LakeFSOptions } from '../actions/lakefs.js';
import { command, keyValue, wholeNumber } from '../options.js';
import { oneLine, plural, printTable } from '../print.js';
import { show, type Runner } from '../session.js';
import { lakefsCommand, printChanges } from './lakefsbase.js';
import { cat, cp, ls, put, rm } from './lakefsobjects.js';
import { transactions } from './transactions.js';

type Options = LakeFSOptions & { json?: boolean };

/** `glueflow lakefs …`: repositories, branches, commits and objects of lakeFS. */
export function lakefs(runner: Runner): Command {
  return command(
    'lakefs',
    'Work with lakeFS: repositories, branches, commits, objects, transactions.',
    [
      'glueflow lakefs repos',
      'glueflow lakefs ls lakefs://flights/main/2013/',
      'glueflow lakefs put jan.csv lakefs://flights/main/2013/',
      "glueflow lakefs commit lakefs://flights/main --message 'January'"
    ]
  )
    .addCommand(repos(runner))
    .addCommand(create(runner))
    .addCommand(branches(runner))
    .addCommand(log(runner))
    .addCommand(diff(runner))
    .addCommand(ls(runner))
    .addCommand(cat(runner))
    .addCommand(put(runner))
    .addCommand(cp(runner))
    .addCommand(rm(runner))
    .addCommand(commit(runner))
    .addCommand(merge(runner))
    .addCommand(importCommand(runner))
    .addCommand(transactions(runner));
}

function repos(runner: Runner): Command {
  return lakefsCommand('repos', 'List the repositories.', [
    'glueflow lakefs repos',
    'glueflow lakefs repos --prefix flights --json'
  ])
    .option('--prefix <text>', 'only names that begin with it')
    .option('--limit <n>', 'most repositories (default: all)', wholeNumber)
    .action((options: Options & { prefix?: string; limit?: number }) =>
      runner.run(options, async session => {
        const { repositoryList } = await import('../actions/lakefs.js');
        const facts = await repositoryList(options, session.task);
        show(session, facts, sink =>
          printTable(
            sink,
            ['REPOSITORY', 'DEFAULT BRANCH', 'STORAGE'],
            facts.repositories.map(each => [
              each.name,
              each.defaultBranch,
              each.storageNamespace
            ])
          )
        );
      })
    );
}

function create(runner: Runner): Command {
  return lakefsCommand('create', 'Create a repository.', [
    'glueflow lakefs create lakefs://flights s3://my-bucket/flights'
  ])
    .argument('<repository>', 'such as lakefs://flights')
    .argument('<namespace>', 'where its data is kept, such as s3://bucket/path')
    .option(
      '--default-branch <name>',
      'name of its first branch (default: main)'
    )
    .action(
      (
        address: string,
        namespace: string,
        options: Options & { defaultBranch?: string }
      ) =>
        runner.run(options, async session => {
          const { createRepository, parseAddress } =
            await import('../actions/lakefs.js');
          const facts = await createRepository(
            parseAddress(address, 'repository'),
            namespace,
            options,
            session.task
          );
          show(session, facts, sink =>
            sink.write(`created repository ${facts.name}\n`)
          );
        })
    );
}

interface BranchOptions extends Options {
  hidden?: boolean;
  prefix?: string;
  create?: string;
  from?: string;
  delete?: string;
}

function branches(runner: Runner): Command {
  return lakefsCommand(
    'branches',
    'List the branches of a repository, create one, or delete one.',
    [
      'glueflow lakefs branches lakefs://flights',
      'glueflow lakefs branches lakefs://flights --create work --from main',
      'glueflow lakefs branches lakefs://flights --delete work'
    ]
  )
    .argument('<repository>', 'such as lakefs://flights')
    .option('--prefix <text>', 'only names that begin with it')
    .option('--hidden', 'hidden branches too, such as those of transactions')
    .option('--create <name>', 'create a branch')
    .option('--from <reference>', 'where the new branch begins', 'main')
    .addOption(
      new Option('--delete <name>', 'delete a branch').conflicts('create')
    )
    .action((text: string, options: BranchOptions) =>
      runner.run(options, async session => {
        const { branchList, createBranch, deleteBranch, parseAddress } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'repository');
        const { task } = session;
        if (options.create !== undefined) {
          const reference = options.create;
          const made = await createBranch(
            { ...address, reference },
            options.from ?? 'main',
            options,
            task
          );
          show(session, made, sink =>
            sink.write(`created branch ${made.name} at ${made.commit}\n`)
          );
          return;
        }
        if (options.delete !== undefined) {
          const reference = options.delete;
          const gone = await deleteBranch(
            { ...address, reference },
            options,
            task
          );
          show(session, gone, sink =>
            sink.write(`deleted branch ${gone.deleted}\n`)
          );
          return;
        }
        const facts = await branchList(address, options, task);
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

function log(runner: Runner): Command {
  return lakefsCommand('log', 'Show the commits of a branch, newest first.', [
    'glueflow lakefs log lakefs://flights/main',
    'glueflow lakefs log lakefs://flights/v1 --limit 3 --json'
  ])
    .argument('<reference>', 'such as lakefs://flights/main')
    .option('--limit <n>', 'most commits', wholeNumber, 100)
    .action((text: string, options: Options & { limit: number }) =>
      runner.run(options, async session => {
        const { commitList, parseAddress } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'reference');
        const facts = await commitList(address, options, session.task);
        show(session, facts, sink =>
          printTable(
            sink,
            ['COMMIT', 'DATE', 'COMMITTER', 'MESSAGE'],
            facts.commits.map(each => [
              each.id.slice(0, 16),
              each.creationDate.toISOString(),
              each.committer,
              each.message
            ])
          )
        );
      })
    );
}

function diff(runner: Runner): Command {
  return lakefsCommand(
    'diff',
    'Show what is not committed on a branch, or what a merge of another reference into it would change.',
    [
      'glueflow lakefs diff lakefs://flights/main',
      'glueflow lakefs diff lakefs://flights/main work',
      'glueflow lakefs diff lakefs://flights/main/2013/ v1 --two-dot'
    ]
  )
    .argument('<reference>', 'such as lakefs://flights/main, or a path below')
    .argument('[other]', 'reference to compare with')
    .option('--two-dot', 'all that differs, not what a merge would change')
    .option('--limit <n>', 'most changes (default: all)', wholeNumber)
    .action(
      (
        text: string,
        other: string | undefined,
        options: Options & { twoDot?: boolean; limit?: number }
      ) =>
        runner.run(options, async session => {
          const { changeList, parseAddress } =
            await import('../actions/lakefs.js');
          const address = parseAddress(text, 'reference');
          const facts = await changeList(address, other, options, session.task);
          show(session, facts, sink => printChanges(sink, facts.changes));
        })
    );
}

interface MessageOptions extends Options {
  message: string;
  metadata?: Record<string, string>;
}

function commit(runner: Runner): Command {
  return lakefsCommand('commit', 'Commit what was changed on a branch.', [
    "glueflow lakefs commit lakefs://flights/main --message 'January'",
    "glueflow lakefs commit lakefs://flights/main -m 'January' --metadata source=BTS"
  ])
    .argument('<branch>', 'such as lakefs://flights/main')
    .requiredOption('-m, --message <text>', 'what was done')
    .option('--metadata <name=value>', 'may be repeated', keyValue)
    .action((text: string, options: MessageOptions) =>
      runner.run(options, async session => {
        const lake = await import('../actions/lakefs.js');
        const address = lake.parseAddress(text, 'reference');
        const facts = await lake.commit(address, options, session.task);
        show(session, facts, sink => sink.write(`commit ${facts.id}\n`));
      })
    );
}

interface MergeOptions extends Options {
  message?: string;
  metadata?: Record<string, string>;
  strategy?: 'dest-wins' | 'source-wins';
}

function merge(runner: Runner): Command {
  return lakefsCommand(
    'merge',
    'Merge a reference into a branch. A conflict ends with status 1 and names the paths.',
    [
      'glueflow lakefs merge lakefs://flights/work main',
      'glueflow lakefs merge lakefs://flights/work main --strategy source-wins'
    ]
  )
    .argument('<source>', 'such as lakefs://flights/work')
    .argument('<destination>', 'name of a branch of the same repository')
    .option('-m, --message <text>', 'message of the commit')
    .option('--metadata <name=value>', 'may be repeated', keyValue)
    .addOption(
      new Option(
        '--strategy <name>',
        'which side wins where both changed a path'
      ).choices(['dest-wins', 'source-wins'])
    )
    .action((text: string, destination: string, options: MergeOptions) =>
      runner.run(options, async session => {
        const lake = await import('../actions/lakefs.js');
        const source = lake.parseAddress(text, 'reference');
        const facts = await lake.merge(
          source,
          destination,
          options,
          session.task
        );
        show(session, facts, sink =>
          sink.write(
            oneLine(`merged into ${destination}: ${facts.reference}`) + '\n'
          )
        );
      })
    );
}

interface ImportOptions extends Options {
  message?: string;
  metadata?: Record<string, string>;
  object?: boolean;
}

function importCommand(runner: Runner): Command {
  return lakefsCommand(
    'import',
    'Import objects of the object store where they are, and commit them.',
    [
      'glueflow lakefs import s3://landing/2013/ lakefs://flights/main/2013/',
      "glueflow lakefs import s3://landing/a.csv lakefs://flights/main/a.csv --object -m 'One file'"
    ]
  )
    .argument(
      '<uri>',
      'a prefix in the object store, such as s3://landing/2013/'
    )
    .argument('<path>', 'where they go, such as lakefs://flights/main/2013/')
    .option('--object', 'the address is that of one object')
    .option('-m, --message <text>', 'message of the commit')
    .option('--metadata <name=value>', 'may be repeated', keyValue)
    .action((uri: string, text: string, options: ImportOptions) =>
      runner.run(options, async session => {
        const { importObjects, parseAddress } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'reference');
        const facts = await importObjects(uri, address, options, session.task);
        show(session, facts, sink =>
          sink.write(
            `imported ${plural(facts.ingestedObjects, 'object')}: commit ${facts.commit?.id ?? 'none'}\n`
          )
        );
      })
    );
}
