import type { AddedArgument } from '@glueflow/components-manager';
import { runExitCode, type RunStatus } from '@glueflow/glue-jobs';
import { ADDED_BY_DEFAULT } from '@glueflow/contract';
import type { RoleFacts } from './actions/export.js';
import type { LookupState } from './actions/lookupstate.js';
import { EXIT, type PipelineFailure } from './failure.js';
import type { Host, Sink } from './host.js';
import { oneLine, printJson, printProblems, shellWord } from './print.js';
import { printable } from './progress.js';
import type { WrittenFile } from './write.js';

/** Say why tables were not looked up, when that was not asked for. */
export function printLookup(sink: Sink, lookup: LookupState): void {
  if (lookup.state === 'skipped' && lookup.message) {
    sink.write(`note: ${oneLine(lookup.message)}\n`);
  }
}

/** Print the problems of a pipeline that can't be compiled: on standard error, or as JSON on standard output. */
export function printPipelineFailure(
  failure: PipelineFailure,
  host: Host,
  json: boolean
): void {
  const { file, document, problems, reason } = failure.checked;
  if (json) {
    printJson(host.stdout, {
      error: { kind: failure.kind, message: failure.message },
      file,
      ...(reason ? { reason } : {}),
      problems
    });
  }
  printProblems(host.stderr, problems, document);
  host.stderr.write(`glueflow: ${oneLine(failure.message)}\n`);
}

/** Print what became of a file. */
export function printWritten(sink: Sink, file: WrittenFile): void {
  sink.write(`${file.state} ${file.path}\n`);
}

/** Print where a run of a job stands; on standard error, with its logs, when it failed. */
export function printRun(host: Host, run: RunStatus, json: boolean): void {
  const line = oneLine(
    `run ${run.id} of job ${run.job}: ${run.state}${run.ended ? ` after ${run.seconds} s` : ''}`
  );
  if (!run.ended || run.state === 'SUCCEEDED') {
    if (!json) {
      host.stdout.write(`${line}\n`);
    }
    return;
  }
  host.stderr.write(
    `${line}\n${run.message ? `${printable(run.message)}\n` : ''}` +
      `logs: ${run.logGroups.join(', ')} (glueflow jobs logs ${shellWord(run.job)} --run ${run.id})\n`
  );
}

/** The exit code for a run: 4 when it ended otherwise than well. */
export function runCode(run: RunStatus): number {
  return run.ended ? runExitCode(run) : EXIT.done;
}

/** Print what a deployment adds to a job by itself: each argument with the reason, or (short) their names. */
export function printAdded(
  sink: Sink,
  added: readonly AddedArgument[],
  short = false
): void {
  if (added.length === 0) {
    return;
  }
  if (short) {
    const names = added.map(({ name }) => name).join(', ');
    sink.write(`added for production: ${oneLine(names)}; why: --dry-run\n`);
    return;
  }
  sink.write('added for production:\n');
  for (const { name, value, why, setting } of added) {
    const off = Object.entries(ADDED_BY_DEFAULT).find(
      ([, each]) => each === setting
    )?.[0];
    const remedy = off === undefined ? '' : ` (off: --without ${off})`;
    sink.write(`  ${oneLine(`${name} ${value}`)}\n    ${why}${remedy}\n`);
  }
}

/** Print what a job's role must be allowed, each with the reason. */
export function printPermissions(sink: Sink, { permissions }: RoleFacts): void {
  sink.write(
    'the role needs, beside the managed policy AWSGlueServiceRole (as a policy: --json):\n'
  );
  for (const { actions, resources, why } of permissions) {
    sink.write(
      `  ${actions.join(', ')} on ${oneLine(resources.join(', '))}\n    ${oneLine(why)}\n`
    );
  }
}
