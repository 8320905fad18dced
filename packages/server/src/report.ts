import type { LookupState } from './actions/lookup.js';
import { PipelineFailure } from './actions/generate.js';
import type { Host, Sink } from './host.js';
import { oneLine, printJson, printProblems } from './print.js';
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
