import type { Command } from 'commander';
import type { RunEstimate } from '@glueflow/glue-jobs';
import type { EstimateFacts, EstimateOptions } from '../actions/estimate.js';
import type { ReadFacts } from '../actions/reads.js';
import type { Sink } from '../host.js';
import {
  command,
  withConnection,
  withExtensions,
  withJob,
  withJson,
  withParameters
} from '../options.js';
import {
  bytesText,
  oneLine,
  plural,
  printJson,
  printProblems,
  printTable
} from '../print.js';
import type { Runner } from '../session.js';

type Options = EstimateOptions & {
  setting?: Record<string, unknown>;
  json?: boolean;
};

/** `glueflow estimate FILE`: how much a pipeline reads, and what a run is likely to cost. */
export function estimate(runner: Runner): Command {
  return withExtensions(
    withJson(
      withConnection(
        withJob(
          withParameters(
            command(
              'estimate',
              'Say how many bytes a pipeline reads, suggest workers for it, and tell what a run is likely to cost.',
              [
                'glueflow estimate flights.glueflow --profile dev',
                'glueflow estimate flights.glueflow --param year=2013 --json'
              ]
            )
          )
        )
      )
    )
  )
    .argument('<file>', 'pipeline (*.glueflow)')
    .action((path: string, options: Options) =>
      runner.run(options, async ({ host, task, json, quiet }) => {
        const { estimatePipeline } = await import('../actions/estimate.js');
        const input = { path, settings: options.setting };
        const facts = await estimatePipeline(input, options, task);
        quiet();
        if (json) {
          printJson(host.stdout, facts);
          return;
        }
        printProblems(host.stderr, facts.problems);
        printEstimate(host.stdout, facts);
      })
    );
}

function printEstimate(sink: Sink, facts: EstimateFacts): void {
  const { inputs, total, suggestion, settings, prices } = facts;
  printTable(
    sink,
    ['INPUT', 'SOURCE', 'BYTES', 'OBJECTS', 'PARTITIONS'],
    inputs.map(input => [
      input.title,
      input.source,
      sizeText(input),
      input.objects ?? '',
      input.partitions
        ? `${input.partitions.read} of ${input.partitions.total}`
        : ''
    ])
  );
  for (const { title, notes } of inputs) {
    notes.forEach(note => sink.write(`${oneLine(`${title}: ${note}`)}\n`));
  }
  sink.write(
    `\nto be read: ${total.complete ? '' : 'at least '}${bytesText(total.bytes)} in ${plural(total.objects, 'object')}\n`
  );
  for (const [label, machines] of [
    ['suggested', suggestion],
    ['as set', settings]
  ] as const) {
    const { numberOfWorkers, workerType, estimate: run } = machines;
    sink.write(
      `${label}: ${numberOfWorkers} ${workerType}${run ? `, ${runText(run)}` : ''}\n`
    );
  }
  sink.write(
    `List prices of ${prices.date}${prices.listed ? '' : ' for us-east-1'}; in ${prices.region} today's may differ: ${prices.source}\n`
  );
}

function sizeText(input: ReadFacts): string {
  return input.bytes === null
    ? 'not known'
    : `${input.complete ? '' : 'at least '}${bytesText(input.bytes)}`;
}

function runText({ seconds, cost }: RunEstimate): string {
  const minutes = (value: number): number =>
    Math.max(1, Math.round(value / 60));
  return `${minutes(seconds.low)} to ${minutes(seconds.high)} min, ${cost.low.toFixed(2)} to ${cost.high.toFixed(2)} USD a run`;
}
