import type { Command } from 'commander';
import {
  command,
  wholeNumber,
  withConnection,
  withJson,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printJson, printTable } from '../print.js';
import type { Runner, Session } from '../session.js';

type Options = ConnectionOptions & { limit: number; json?: boolean };

/** `glueflow s3 [PATH]`: buckets, and what stands in them. */
export function s3(runner: Runner): Command {
  return withJson(
    withConnection(
      command('s3', 'List the buckets, or what stands right below a path.', [
        'glueflow s3',
        'glueflow s3 s3://my-bucket/flights/ --profile dev'
      ])
    )
  )
    .argument('[path]', 'such as s3://bucket/folder/')
    .option('--limit <n>', 'most names', wholeNumber, 1000)
    .action((path: string | undefined, options: Options) =>
      runner.run(options, session =>
        path === undefined
          ? buckets(options, session)
          : objects(path, options, session)
      )
    );
}

async function buckets(options: Options, session: Session): Promise<void> {
  const { host, task, json, quiet } = session;
  const { bucketList } = await import('../actions/account.js');
  const facts = await bucketList(options, task);
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
    ['BUCKET', 'REGION', 'CREATED'],
    facts.buckets.map(({ name, region, created }) => [name, region, created])
  );
}

async function objects(
  path: string,
  options: Options,
  session: Session
): Promise<void> {
  const { host, task, json, quiet } = session;
  const { objectList } = await import('../actions/account.js');
  const facts = await objectList(path, options, task);
  quiet();
  if (json) {
    printJson(host.stdout, facts);
    return;
  }
  printTable(
    host.stdout,
    ['BYTES', 'MODIFIED', 'NAME'],
    [
      ...facts.folders.map(({ name }) => ['', '', `${name}/`]),
      ...facts.objects.map(({ size, modified, name }) => [size, modified, name])
    ]
  );
  if (facts.more) {
    host.stderr.write('There is more: raise --limit.\n');
  }
}
