import { AwsError } from '@glueflow/aws';
import {
  jobSettingsWithDefaults,
  readsOf,
  type PipelineDocument,
  type Problem,
  type ReadOperation
} from '@glueflow/components-manager';
import {
  estimateRun,
  pricesOf,
  suggestWorkers,
  type Prices,
  type RunEstimate,
  type Suggestion
} from '@glueflow/glue-jobs';
import type { JobSettings } from '@glueflow/contract';
import { isCredentials, withConnections } from '../connection.js';
import type { Task } from '../host.js';
import { jobOverrides, type JobOptions } from '../options.js';
import type { CheckOptions } from './check.js';
import { compilePipeline } from './generate.js';
import type { PipelineInput } from './pipeline.js';
import { measureRead, refusedRead, type ReadFacts } from './reads.js';

/** How a pipeline is estimated. */
export interface EstimateOptions
  extends Omit<CheckOptions, 'offline'>, JobOptions {
  /** Values of pipeline parameters, by name. */
  param?: Record<string, string>;
}

type Machines = Pick<
  JobSettings,
  'workerType' | 'numberOfWorkers' | 'executionClass' | 'autoScaling'
>;

/** What `estimate --json` prints. */
export interface EstimateFacts {
  file: string;
  inputs: ReadFacts[];
  /** Of all inputs; not `complete` where one of them is not, or is not known. */
  total: { bytes: number; objects: number; complete: boolean };
  suggestion: Suggestion & { estimate?: RunEstimate };
  /** The machines the pipeline states, and what they are likely to cost. */
  settings: Machines & { estimate?: RunEstimate };
  prices: Prices;
  problems: readonly Problem[];
}

/** Calls of ListObjectsV2 for one estimate: some 300,000 objects. */
const MOST_CALLS = 300;

/**
 * Say how much a pipeline reads, suggest machines for it, and tell what a run is likely to cost.
 *
 * Throws `PipelineFailure` when the pipeline does not compile, `AwsError` when there are no credentials. An input that AWS refuses to
 * tell of is not known, and its notes say why.
 */
export async function estimatePipeline(
  input: PipelineInput,
  options: EstimateOptions,
  task: Task
): Promise<EstimateFacts> {
  const compiled = await compilePipeline(input, options, task);
  const { document, file, plan, problems } = compiled;
  const reads = readsOf(plan.operations);
  const settings = jobSettingsWithDefaults(
    document.job,
    jobOverrides(options, document.job)
  );
  return withConnections(
    options,
    task,
    async connections => {
      const { region } = await connections.clients();
      const budget = { calls: MOST_CALLS };
      const values = valuesOf(document, options.param ?? {});
      const inputs: ReadFacts[] = [];
      for (const read of reads) {
        inputs.push(
          await orRefused(read, document, title =>
            measureRead(read, title, {
              clients: name => connections.clients(name),
              declared: document.parameters,
              ...{ values, budget, task }
            })
          )
        );
      }
      const { glueVersion } = settings;
      return {
        file,
        inputs,
        ...judge(inputs, settings, pricesOf({ region, glueVersion })),
        problems
      };
    },
    document.job
  );
}

async function orRefused(
  read: ReadOperation,
  document: PipelineDocument,
  work: (title: string) => Promise<ReadFacts>
): Promise<ReadFacts> {
  const title = document.nodes[read.nodeId]?.title ?? read.nodeId;
  try {
    return await work(title);
  } catch (error) {
    if (error instanceof AwsError && !isCredentials(error)) {
      return refusedRead(read, title, error);
    }
    throw error;
  }
}

/** What follows from the inputs: their total, machines for it, costs. */
function judge(
  inputs: readonly ReadFacts[],
  settings: Machines,
  prices: Prices
): Pick<EstimateFacts, 'total' | 'suggestion' | 'settings' | 'prices'> {
  const sum = (pick: (read: ReadFacts) => number | null): number =>
    inputs.reduce((all, read) => all + (pick(read) ?? 0), 0);
  const bytes = sum(read => read.bytes);
  const { workerType, numberOfWorkers, executionClass, autoScaling } = settings;
  const machines = {
    ...{ workerType, numberOfWorkers, executionClass, autoScaling }
  };
  const suggestion = suggestWorkers(bytes);
  return {
    total: {
      bytes,
      objects: sum(read => read.objects),
      complete: inputs.every(read => read.complete)
    },
    suggestion: {
      ...suggestion,
      ...estimateOf(bytes, { ...machines, ...suggestion }, prices)
    },
    settings: { ...machines, ...estimateOf(bytes, machines, prices) },
    prices
  };
}

function estimateOf(
  bytes: number,
  machines: Machines,
  prices: Prices
): { estimate?: RunEstimate } {
  const estimate = estimateRun(bytes, machines, prices);
  return estimate ? { estimate } : {};
}

/** What parameters are worth: values given, then defaults. */
function valuesOf(
  document: PipelineDocument,
  given: Readonly<Record<string, string>>
): ReadonlyMap<string, string | number | boolean> {
  const values = new Map<string, string | number | boolean>();
  for (const [name, { default: usual }] of Object.entries(
    document.parameters
  )) {
    const value = Object.hasOwn(given, name) ? given[name] : usual;
    if (value !== undefined) {
      values.set(name, value);
    }
  }
  return values;
}
