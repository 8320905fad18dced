import type { Command } from 'commander';
import { jsonForTerminal } from '@glueflow/components-manager/untrusted/terminal.js';
import type { StartOptions } from '../actions/jobs.js';
import { EXIT, Failure } from '../failure.js';
import type { Sink } from '../host.js';
import {
  command,
  keyValue,
  wholeNumber,
  withConnection,
  withJson,
  type ConnectionOptions
} from '../options.js';
import { oneLine, printJson, printTable } from '../print.js';
import { printable } from '../progress.js';
import { printRun, runCode } from '../report.js';
import type { Runner } from '../session.js';

type Options = ConnectionOptions & { json?: boolean };

/** `glueflow jobs …`: jobs of AWS Glue and their runs. */
export function jobs(runner: Runner): Command {
  const made = command('jobs', 'Jobs of AWS Glue and their runs.', [
    'glueflow jobs list --profile dev',
    'glueflow jobs start flights --wait',
    'glueflow jobs logs flights'
  ]);
  for (const make of [list, show, start, run, runs, logs, stop]) {
    made.addCommand(make(runner));
  }
  return made;
}

/** A command with the options that all of them have. */
function aws(
  name: string,
  description: string,
  examples: readonly string[]
): Command {
  return withJson(withConnection(command(name, description, examples)));
}

function list(runner: Runner): Command {
  return aws('list', 'List the jobs.', [
    'glueflow jobs list',
    'glueflow jobs list --region eu-west-1 --json'
  ]).action((options: Options) =>
    runner.run(options, async ({ host, task, json, quiet }) => {
      const { jobList } = await import('../actions/jobs.js');
      const facts = await jobList(options, task);
      quiet();
      if (json) {
        printJson(host.stdout, facts);
        return;
      }
      printTable(
        host.stdout,
        ['JOB', 'GLUE', 'WORKERS', 'MODIFIED', 'PIPELINE', 'DESCRIPTION'],
        facts.jobs.map(job => [
          job.name,
          job.glueVersion,
          job.workerType && `${job.numberOfWorkers ?? ''} ${job.workerType}`,
          job.modified,
          job.pipeline,
          job.description
        ])
      );
    })
  );
}

function show(runner: Runner): Command {
  return aws('show', 'Tell the settings of a job.', [
    'glueflow jobs show flights',
    'glueflow jobs show flights --json'
  ])
    .argument('<job>', 'name of the job')
    .action((name: string, options: Options) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { jobShow } = await import('../actions/jobs.js');
        const facts = await jobShow(name, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
        } else {
          printSettings(host.stdout, facts, '');
        }
      })
    );
}

/** Print nested settings one to a line, inner ones indented. */
function printSettings(sink: Sink, settings: object, indent: string): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value instanceof Date) {
      sink.write(`${indent}${oneLine(name)}: ${value.toISOString()}\n`);
    } else if (typeof value === 'object' && value !== null) {
      if (Object.keys(value).length > 0) {
        sink.write(`${indent}${oneLine(name)}:\n`);
        printSettings(sink, value, `${indent}  `);
      }
    } else if (value !== undefined) {
      sink.write(`${indent}${oneLine(`${name}: ${String(value)}`)}\n`);
    }
  }
}

function start(runner: Runner): Command {
  return aws('start', 'Start a job.', [
    'glueflow jobs start flights',
    'glueflow jobs start flights --param year=2013 --wait',
    'glueflow jobs start flights --again jr_0123'
  ])
    .argument('<job>', 'name of the job')
    .option(
      '--param <name=value>',
      'argument of the run; may be repeated',
      keyValue
    )
    .option('--again <run>', 'take the arguments of an earlier run')
    .option('--wait', 'follow the run to its end')
    .action((name: string, options: StartOptions & Options) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { jobStart } = await import('../actions/jobs.js');
        const run = await jobStart(name, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, run);
        }
        printRun(host, run, json);
        return runCode(run);
      })
    );
}

function runs(runner: Runner): Command {
  return aws('runs', 'List the latest runs of a job, newest first.', [
    'glueflow jobs runs flights',
    'glueflow jobs runs flights --limit 100 --json'
  ])
    .argument('<job>', 'name of the job')
    .option('--limit <n>', 'how many', wholeNumber, 20)
    .action((name: string, options: Options & { limit: number }) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { jobRuns } = await import('../actions/jobs.js');
        const facts = await jobRuns(name, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
          return;
        }
        printTable(
          host.stdout,
          ['RUN', 'STATE', 'STARTED', 'SECONDS', 'DPU-HOURS', 'USD', 'MESSAGE'],
          facts.runs.map(run => [
            run.id,
            run.state,
            run.started,
            run.seconds,
            run.dpuSeconds === undefined
              ? ''
              : (run.dpuSeconds / 3600).toFixed(3),
            run.cost?.toFixed(2),
            run.message
          ])
        );
        const date = facts.runs.find(run => run.priceDate)?.priceDate;
        if (date) {
          host.stderr.write(
            `Costs are by AWS's list price of ${date}; yours may differ.\n`
          );
        }
        if (facts.next) {
          host.stderr.write('There are earlier runs: raise --limit.\n');
        }
      })
    );
}

function run(runner: Runner): Command {
  return aws('run', 'Tell where a run stands (the newest, if none is named).', [
    'glueflow jobs run flights',
    'glueflow jobs run flights --run jr_0123 --wait'
  ])
    .argument('<job>', 'name of the job')
    .option('--run <id>', 'id of the run')
    .option('--wait', 'follow the run to its end')
    .action(
      (name: string, options: Options & { run?: string; wait?: boolean }) =>
        runner.run(options, async ({ host, task, json, quiet }) => {
          const { jobRun } = await import('../actions/jobs.js');
          const found = await jobRun(name, options.run, options, task);
          quiet();
          if (json) {
            printJson(host.stdout, found);
          }
          printRun(host, found, json);
          return runCode(found);
        })
    );
}

function logs(runner: Runner): Command {
  return aws('logs', 'Print what a run wrote (the newest, if none is named).', [
    'glueflow jobs logs flights',
    'glueflow jobs logs flights --run jr_0123 --follow'
  ])
    .argument('<job>', 'name of the job')
    .option('--run <id>', 'id of the run')
    .option('--follow', 'go on until the run has ended')
    .action(
      (name: string, options: Options & { run?: string; follow: boolean }) =>
        runner.run(options, async ({ host, task, json, quiet }) => {
          const { jobLogs } = await import('../actions/jobs.js');
          const { run } = options;
          let count = 0;
          const read = await jobLogs(name, run, options, task, event => {
            count++;
            quiet();
            const { kind, text } = event;
            host.stdout.write(
              json
                ? `${jsonForTerminal(JSON.stringify(event))}\n`
                : `${kind}  ${printable(text.trimEnd())}\n`
            );
          });
          quiet();
          if (count === 0) {
            host.stderr.write(
              `${oneLine(`run ${read.run} of job ${read.job} (${read.state}) has written nothing`)}\n`
            );
          }
        })
    );
}

function stop(runner: Runner): Command {
  return aws('stop', 'Stop a run of a job, or all that go on.', [
    'glueflow jobs stop flights --run jr_0123',
    'glueflow jobs stop flights --all'
  ])
    .argument('<job>', 'name of the job')
    .option('--run <id>', 'id of the run')
    .option('--all', 'all runs that go on')
    .action((name: string, options: Options & { run?: string; all: boolean }) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { jobStop } = await import('../actions/jobs.js');
        if ((options.run === undefined) === !options.all) {
          throw new Failure('usage', 'Give --run ID or --all, one of them.');
        }
        const facts = await jobStop(name, options.run, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
          return EXIT.done;
        }
        facts.stopped.forEach(id => host.stdout.write(`stopping ${id}\n`));
        facts.ended.forEach(id => host.stdout.write(`${id} had ended\n`));
        if (facts.stopped.length + facts.ended.length === 0) {
          host.stdout.write(`job ${name} does not run\n`);
        }
        return EXIT.done;
      })
    );
}
