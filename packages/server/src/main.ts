import { CommanderError } from 'commander';
import { EXIT } from './failure.js';
import { processHost, type Host } from './host.js';
import { createProgram } from './program.js';
import { Runner } from './session.js';

/**
 * Run the `glueflow` command line.
 *
 * `argv` is without the names of Node and of the script. Returns the exit code: 0 done, 1 refused or failed, 2 wrong usage,
 * 3 credentials, 4 a run failed, 130 stopped by Ctrl-C. Never rejects.
 */
export async function main(
  argv: readonly string[],
  host: Host = processHost()
): Promise<number> {
  const runner = new Runner(host);
  try {
    await createProgram(runner).parseAsync([...argv], { from: 'user' });
    return runner.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    }
    throw error;
  }
}
