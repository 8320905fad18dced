import type { Command } from 'commander';
import { command } from '../options.js';
import type { Runner } from '../session.js';

/** `glueflow sandbox …`: handed to the Python package as it is. */
export function sandbox(runner: Runner): Command {
  return command(
    'sandbox',
    'A stand-in for AWS on this machine: start, stop, status, seed, env, faults.',
    [
      'glueflow sandbox start',
      'eval "$(glueflow sandbox env)"',
      'glueflow sandbox status --json',
      'glueflow sandbox start --help'
    ]
  )
    .argument(
      '[arguments...]',
      'start, stop, status, seed, env or faults, and options'
    )
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption('-h, --help', 'display help for command')
    .action((args: string[]) =>
      runner.run({}, async ({ host, task }) => {
        const { findPython, passThrough, requirePython } =
          await import('../python.js');
        const python = findPython(task.env);
        await requirePython(python, 'sandbox', task.signal);
        return passThrough(python, ['glueflow.sandbox', ...args], host);
      })
    );
}
