import { Option, type Command } from 'commander';
import type { ChangeFacts } from '../actions/lakefs.js';
import type { Sink } from '../host.js';
import { command, httpAddress, withJson } from '../options.js';
import { printTable } from '../print.js';

/** Make a command of lakeFS, with its options of all. */
export function lakefsCommand(
  name: string,
  description: string,
  examples: readonly string[]
): Command {
  return withJson(
    command(name, description, examples).addOption(
      new Option(
        '--endpoint <url>',
        'address of the lakeFS server (default: LAKECTL_SERVER_ENDPOINT_URL, or ~/.lakectl.yaml)'
      ).argParser(httpAddress)
    )
  );
}

/** Print differences, one to a line. */
export function printChanges(
  sink: Sink,
  changes: readonly ChangeFacts[]
): void {
  printTable(
    sink,
    ['CHANGE', 'BYTES', 'PATH'],
    changes.map(({ type, bytes, path }) => [type, bytes, path])
  );
}
