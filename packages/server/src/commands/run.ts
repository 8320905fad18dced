import { Option, type Command } from 'commander';
import type { RunFacts, RunOptions } from '../actions/run.js';
import { EXIT } from '../failure.js';
import type { Host } from '../host.js';
import {
  command,
  withConnection,
  withExtensions,
  withScript,
  withJson,
  withOffline,
  withParameters
} from '../options.js';
import { printJson, printProblems } from '../print.js';
import { printable } from '../progress.js';
import type { Runner } from '../session.js';

/** `glueflow run FILE`: the pipeline on this machine's Spark. */
export function run(runner: Runner): Command {
  return withExtensions(
    withJson(
      withOffline(
        withConnection(
          withScript(
            withParameters(
              command(
                'run',
                'Run a pipeline on this machine, as AWS Glue would.',
                [
                  'glueflow run flights.glueflow',
                  'glueflow run flights.glueflow --param year=2013 --param origin=JFK',
                  'glueflow run flights.glueflow --profile dev --keep --log run.log',
                  'glueflow run flights.glueflow --engine duckdb',
                  'glueflow run flights.glueflow --check'
                ]
              )
            )
          )
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .addOption(
      new Option('--target <target>', 'what to run')
        .choices(['glue'])
        .default('glue')
    )
    .addOption(
      new Option(
        '--engine <engine>',
        'what runs it: Spark, or DuckDB where it gives the same rows'
      )
        .choices(['spark', 'duckdb'])
        .default('spark')
    )
    .addOption(
      new Option(
        '--check',
        'run it by both engines and compare the rows of each step; nothing is written'
      ).conflicts('engine')
    )
    .option('--keep', 'keep the folder with the script and the log')
    .option('--log <file>', 'file for the full log')
    .action((path: string, options: RunOptions & { json?: boolean }) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const run = options.check
          ? (await import('../actions/compare.js')).compareEngines
          : options.engine === 'duckdb'
            ? (await import('../actions/engine.js')).runInDuckDb
            : (await import('../actions/run.js')).runPipeline;
        const output = (text: string): void => {
          quiet();
          (json ? host.stderr : host.stdout).write(text);
        };
        const facts = await run(
          { path },
          options,
          task,
          output,
          ({ document, problems }) => {
            if (!json && problems.length > 0) {
              quiet();
              printProblems(host.stderr, problems, document);
            }
          }
        );
        quiet();
        if (json) {
          printJson(host.stdout, facts);
        }
        printRun(host, facts, json);
        return facts.state === 'SUCCEEDED'
          ? EXIT.done
          : facts.credentials
            ? EXIT.credentials
            : EXIT.run;
      })
    );
}

function printRun(host: Host, facts: RunFacts, json: boolean): void {
  if (facts.logProblem) {
    host.stderr.write(
      `The log is not complete: ${printable(facts.logProblem)}.\n`
    );
  }
  if (facts.state === 'SUCCEEDED') {
    if (!json) {
      host.stdout.write(`SUCCEEDED in ${facts.seconds.toFixed(1)} s\n`);
      for (const [name, value] of [
        ['script', facts.script],
        ['log', facts.log]
      ]) {
        if (value) {
          host.stdout.write(`${name}: ${value}\n`);
        }
      }
    }
    return;
  }
  const { failure } = facts;
  host.stderr.write(
    `${printable(failure?.message ?? 'The run failed.')}\n` +
      (failure?.line && facts.script
        ? `script: ${facts.script}, line ${failure.line}\n`
        : '') +
      (facts.log ? `log: ${facts.log}\n` : '')
  );
}
