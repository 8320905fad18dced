import { Option, type Command } from 'commander';
import { resolve } from 'node:path';
import { GLUE_VERSIONS } from '@glueflow/contract';
import { TARGET_IDS } from '@glueflow/components-manager/target/ids.js';
import type { CheckOptions } from '../actions/check.js';
import {
  command,
  withConnection,
  withExtensions,
  withJson,
  withOffline
} from '../options.js';
import { printJson, printProblems } from '../print.js';
import { printLookup, printWritten } from '../report.js';
import type { Runner } from '../session.js';

interface GenerateOptions extends CheckOptions {
  target: string;
  out?: string;
  force: boolean;
  json?: boolean;
}

/** `glueflow generate FILE`: the job script or the SQL, printed or written. */
export function generate(runner: Runner): Command {
  return withExtensions(
    withJson(
      withOffline(
        withConnection(
          command(
            'generate',
            'Compile a pipeline into a job script, or SQL, printed unless --out is given.',
            [
              'glueflow generate flights.glueflow',
              'glueflow generate flights.glueflow --out flights.py',
              'glueflow generate flights.glueflow --target duckdb',
              'glueflow generate flights.glueflow --offline --glue-version 4.0'
            ]
          )
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .addOption(
      new Option('--target <target>', 'what to print')
        .choices(TARGET_IDS)
        .default(TARGET_IDS[0])
    )
    .addOption(
      new Option('--glue-version <version>', 'AWS Glue version').choices(
        GLUE_VERSIONS
      )
    )
    .option('--out <path>', 'file for the script')
    .option('--force', 'overwrite a file that Glueflow did not write')
    .action((path: string, options: GenerateOptions) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { generatePipeline, generationFacts } =
          await import('../actions/generate.js');
        const { writeFiles } = await import('../write.js');
        const compiled = await generatePipeline({ path }, options, task);
        const text = compiled.script.text;
        const written = options.out
          ? await writeFiles(
              [{ path: resolve(task.cwd, options.out), text }],
              task,
              options.force
            )
          : [];
        quiet();
        if (json) {
          printJson(host.stdout, generationFacts(compiled, written[0]?.path));
          return;
        }
        printLookup(host.stderr, compiled.lookup);
        printProblems(host.stderr, compiled.problems, compiled.document);
        if (written.length > 0) {
          printWritten(host.stdout, written[0]);
        } else {
          host.stdout.write(text);
        }
      })
    );
}
