import { Option, type Command } from 'commander';
import type { LakeFSOptions, ObjectFacts } from '../actions/lakefs.js';
import type { Sink } from '../host.js';
import { command, httpAddress, keyValue, wholeNumber } from '../options.js';
import { bytesText, oneLine, plural, printTable } from '../print.js';
import { show, type Runner } from '../session.js';
import { lakefsCommand } from './lakefsbase.js';

type Options = LakeFSOptions & { json?: boolean };

/** `glueflow lakefs ls`. */
export function ls(runner: Runner): Command {
  return lakefsCommand('ls', 'List the objects of a reference.', [
    'glueflow lakefs ls lakefs://flights/main/',
    'glueflow lakefs ls lakefs://flights/v1/2013/ --recursive'
  ])
    .argument('<path>', 'such as lakefs://flights/main/2013/')
    .option('--recursive', 'all objects below it')
    .option('--limit <n>', 'most names', wholeNumber, 1000)
    .action(
      (
        text: string,
        options: Options & { recursive?: boolean; limit: number }
      ) =>
        runner.run(options, async session => {
          const { objectList, parseAddress } =
            await import('../actions/lakefs.js');
          const address = parseAddress(text, 'reference');
          const facts = await objectList(address, options, session.task);
          show(session, facts, sink => {
            printTable(
              sink,
              ['BYTES', 'MODIFIED', 'PATH'],
              [
                ...facts.folders.map(path => ['', '', path]),
                ...facts.objects.map(each => [
                  each.bytes,
                  each.modified,
                  each.path
                ])
              ]
            );
            if (facts.more) {
              session.host.stderr.write('There is more: raise --limit.\n');
            }
          });
        })
    );
}

/** `glueflow lakefs cat`. */
export function cat(runner: Runner): Command {
  return command('cat', 'Print an object as it is.', [
    'glueflow lakefs cat lakefs://flights/main/2013/jan.csv > jan.csv'
  ])
    .argument('<object>', 'such as lakefs://flights/main/2013/jan.csv')
    .addOption(
      new Option('--endpoint <url>', 'address of the lakeFS server').argParser(
        httpAddress
      )
    )
    .option('--direct', 'through the server, not by a signed address')
    .action((text: string, options: LakeFSOptions & { direct?: boolean }) =>
      runner.run({}, async ({ host, task }) => {
        const { parseAddress, readObject } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'object');
        await readObject(address, options, task, bytes =>
          host.stdout.write(bytes)
        );
      })
    );
}

interface PutOptions extends Options {
  contentType?: string;
  metadata?: Record<string, string>;
  create?: boolean;
  direct?: boolean;
}

/** `glueflow lakefs put`. */
export function put(runner: Runner): Command {
  return lakefsCommand('put', 'Write a file as an object of a branch.', [
    'glueflow lakefs put jan.csv lakefs://flights/main/2013/',
    'glueflow lakefs put data.bin lakefs://flights/main/data --content-type application/x-own --create'
  ])
    .argument('<file>', 'a file of this machine')
    .argument('<object>', 'its path; one that ends with / gets the file name')
    .option('--content-type <type>', 'media type (default: by the extension)')
    .option('--metadata <name=value>', 'may be repeated', keyValue)
    .option('--create', 'only when there is no such object')
    .option('--direct', 'through the server, not by signed addresses')
    .action((file: string, text: string, options: PutOptions) =>
      runner.run(options, async session => {
        const { parseAddress, putFile } = await import('../actions/lakefs.js');
        const address = parseAddress(text, 'reference');
        const facts = await putFile(file, address, options, session.task);
        show(session, facts, sink => printWrote(sink, facts));
      })
    );
}

/** Print what was written. */
export function printWrote(sink: Sink, facts: ObjectFacts): void {
  sink.write(oneLine(`wrote ${facts.path} (${bytesText(facts.bytes)})`) + '\n');
}

/** `glueflow lakefs cp`. */
export function cp(runner: Runner): Command {
  return lakefsCommand('cp', 'Copy an object within a repository.', [
    'glueflow lakefs cp lakefs://flights/v1/jan.csv lakefs://flights/main/old/'
  ])
    .argument('<from>', 'an object of any reference')
    .argument('<to>', 'a path of a branch; one that ends with / gets the name')
    .action((from: string, to: string, options: Options) =>
      runner.run(options, async session => {
        const { copyObject, parseAddress } =
          await import('../actions/lakefs.js');
        const facts = await copyObject(
          parseAddress(from, 'object'),
          parseAddress(to, 'reference'),
          options,
          session.task
        );
        show(session, facts, sink => printWrote(sink, facts));
      })
    );
}

/** `glueflow lakefs rm`. */
export function rm(runner: Runner): Command {
  return lakefsCommand(
    'rm',
    'Delete an object of a branch, or all below a path.',
    [
      'glueflow lakefs rm lakefs://flights/main/2013/jan.csv',
      'glueflow lakefs rm lakefs://flights/main/2013/ --recursive'
    ]
  )
    .argument('<path>', 'such as lakefs://flights/main/2013/jan.csv')
    .option('--recursive', 'all objects whose paths begin with it')
    .action((text: string, options: Options & { recursive?: boolean }) =>
      runner.run(options, async session => {
        const { parseAddress, removeObjects } =
          await import('../actions/lakefs.js');
        const address = parseAddress(text, 'object');
        const facts = await removeObjects(address, options, session.task);
        show(session, facts, sink =>
          sink.write(`deleted ${plural(facts.deleted, 'object')}\n`)
        );
      })
    );
}
