import type { RunStatus } from './run.js';

/** The status a command ends with for a run: 0 when it succeeded, 4 when it ended otherwise. */
export function runExitCode(run: Pick<RunStatus, 'state'>): number {
  return run.state === 'SUCCEEDED' ? 0 : 4;
}
