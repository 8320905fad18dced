import type { ChildProcess } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  checkRunParameters,
  jobArguments,
  jobFileName,
  localProblems,
  onBranchProblems,
  type PipelineDocument,
  type Problem,
  runArguments
} from '@glueflow/components-manager';
import type { JobSettings } from '@glueflow/contract';
import { credentialEnvironment } from '../credentials.js';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Task } from '../host.js';
import type { ConnectionOptions, JobOptions } from '../options.js';
import { plural } from '../print.js';
import {
  ended,
  endGroup,
  findPython,
  requirePython,
  stopChild,
  startRun,
  type Python
} from '../python.js';
import { privateFolder } from '../scratch.js';
import { versionProblems, type CheckOptions } from './check.js';
import {
  readEvents,
  type ComparedOutput,
  type FailedEvent,
  type RunEvent,
  type WarningEvent
} from './events.js';
import { compilePipeline, type Compiled } from './generate.js';
import { settingsOf } from './jobsettings.js';
import type { PipelineInput } from './pipeline.js';

/** How a pipeline is run on this machine. */
export interface RunOptions
  extends CheckOptions, ConnectionOptions, JobOptions {
  /** Values of pipeline parameters. */
  param?: Record<string, string>;
  /** Keep the folder with script and log. */
  keep?: boolean;
  /** File for the full log. */
  log?: string;
  /** What runs it. Default: Spark, as AWS Glue would. */
  engine?: 'spark' | 'duckdb';
  /** Run it by both, and compare step by step. */
  check?: boolean;
}

/** How a run on this machine ended. */
export interface RunFacts {
  file: string;
  /** Warnings; absent: there are none. */
  problems?: readonly Problem[];
  state: 'SUCCEEDED' | 'FAILED';
  seconds: number;
  /** What went wrong, and where. */
  failure?: Omit<FailedEvent, 'event' | 'log'>;
  /** What was logged as a warning, with the node whose block logged it; null outside of all. */
  warnings?: Omit<WarningEvent, 'event'>[];
  /** The outputs of steps that were compared, for a check. */
  compared?: ComparedOutput[];
  /** The script that ran, when it was kept. */
  script?: string;
  log?: string;
  /** Why the log is not complete. */
  logProblem?: string;
  /** True when AWS credentials were missing or had expired. */
  credentials?: boolean;
}

/**
 * Compile a pipeline and run it on this machine's Spark. `output` gets what the script prints, `compiled` the pipeline with its
 * warnings before anything is read or written.
 *
 * A run that failed is returned, not thrown. Throws `PipelineFailure` with all problems of pipeline and parameters, or `Failure`
 * when Python or what it needs is missing, or when the run was stopped.
 */
export async function runPipeline(
  input: PipelineInput,
  options: RunOptions,
  task: Task,
  output: (text: string) => void,
  compiled: (pipeline: Compiled) => void = () => {}
): Promise<RunFacts> {
  const values = options.param ?? {};
  const pipeline = await compilePipeline(
    input,
    options,
    task,
    (document, jobName, problems, plan) => [
      ...onBranchProblems(settingsOf(document, jobName, options), plan),
      ...versionProblems(document, options),
      ...runProblems(document, values),
      ...localProblems(problems)
    ]
  );
  compiled(pipeline);
  const { document, problems } = pipeline;
  const settings = settingsOf(document, pipeline.jobName, options);
  const python = findPython(task.env);
  await requirePython(python, 'local', task.signal);
  const folder = await privateFolder(task.env, 'run');
  const scratch = join(folder, 'tmp');
  // With a hyphen it is no module's name, whatever the job is called.
  const script = join(folder, `glueflow-${jobFileName(settings.name)}.py`);
  const log = options.log
    ? resolve(task.cwd, options.log)
    : join(folder, 'run.log');
  let keep = options.keep === true;
  try {
    try {
      await writeFile(script, pipeline.script.text, { mode: 0o600 });
    } catch (error) {
      throw isSystemError(error)
        ? new Failure(
            'refused',
            `${script} can't be written: ${systemReason(error)}.`,
            'Free some space, or name another folder in GLUEFLOW_HOME.'
          )
        : error;
    }
    task.report({ message: 'Starting Spark' });
    const facts = await followRun(
      {
        python,
        args: [
          ...['-m', 'glueflow.local', 'run', script, '--json', '--log', log],
          ...['--arguments-from', ARGUMENTS],
          ...['--with-parent', ...(keep ? [] : [folder])]
        ],
        env: {
          // Every user of the machine may read command lines.
          [ARGUMENTS]: JSON.stringify(
            scriptArguments(settings, pipeline, values)
          ),
          GLUEFLOW_SCRATCH: scratch
        }
      },
      pipeline,
      options,
      task,
      output
    );
    keep ||= facts.state === 'FAILED';
    return {
      ...facts,
      ...(problems.length > 0 ? { problems } : {}),
      ...(keep ? { script } : {}),
      ...(keep || options.log ? { log } : {})
    };
  } finally {
    await rm(keep ? scratch : folder, { recursive: true, force: true });
  }
}

/** The environment variable that holds the script's arguments. */
const ARGUMENTS = 'GLUEFLOW_ARGUMENTS';

/** Return the problems of a run's values of parameters. */
export function runProblems(
  document: PipelineDocument,
  values: Record<string, string>
): Problem[] {
  return checkRunParameters(values, document.parameters, {
    defaultArguments: document.job.defaultArguments ?? {},
    nonOverridableArguments: document.job.nonOverridableArguments ?? {}
  });
}

/** The arguments AWS Glue would give the script. */
export function scriptArguments(
  settings: JobSettings,
  { document, script }: Compiled,
  values: Record<string, string>
): string[] {
  const { needs } = script;
  const given = {
    ...jobArguments(settings, document.parameters, needs),
    ...runArguments(values),
    ...settings.nonOverridableArguments,
    '--JOB_NAME': settings.name
  };
  return Object.entries(given).flat();
}

/** What runs a pipeline. */
export interface RunProcess {
  python: Python;
  args: readonly string[];
  /** Variables beside those of the credentials. */
  env?: NodeJS.ProcessEnv;
}

/** Start a process with the credentials of a pipeline's job, and follow the run until it ends. */
export async function followRun(
  { python, args, env }: RunProcess,
  { document, file }: Compiled,
  options: RunOptions,
  task: Task,
  output: (text: string) => void
): Promise<RunFacts> {
  const access = await credentialEnvironment(options, document.job, task);
  try {
    const child = startRun(python, args, task.cwd, {
      ...access.env,
      ...env
    });
    return await follow(child, file, document, task, output);
  } finally {
    await access.close();
  }
}

/** Follow a run by what it says on standard output, until it ends. */
async function follow(
  child: ChildProcess,
  file: string,
  document: PipelineDocument,
  task: Task,
  output: (text: string) => void
): Promise<RunFacts> {
  const stop = (): void => stopChild(child);
  const orphan = (): void => endGroup(child);
  task.signal.addEventListener('abort', stop, { once: true });
  process.once('exit', orphan);
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4000);
  });
  const end = ended(child);
  // A runtime that is gone closes its end; that is reported by how it ended.
  child.stdin?.on('error', () => undefined);
  const began = Date.now();
  let started = false;
  let failure: FailedEvent | undefined;
  let logProblem: string | undefined;
  const warnings: Omit<WarningEvent, 'event'>[] = [];
  const compared: ComparedOutput[] = [];
  let seconds = 0;
  try {
    if (task.signal.aborted) {
      stop();
    }
    if (child.stdout) {
      for await (const event of readEvents(child.stdout)) {
        report(event, document, task, output);
        started ||= event.event === 'state';
        if (event.event === 'warning' && warnings.length < MOST_WARNINGS) {
          const { nodeId, node, message } = event;
          warnings.push({ nodeId, node, message });
        }
        if (event.event === 'compared') {
          const { event: _event, ...output } = event;
          compared.push(output);
        }
        logProblem = event.event === 'log' ? event.problem : logProblem;
        failure = event.event === 'failed' ? event : failure;
        seconds = event.event === 'done' ? event.seconds : seconds;
      }
    }
    const code = await end;
    task.signal.throwIfAborted();
    if (started && child.signalCode) {
      return {
        file,
        state: 'FAILED',
        seconds: (Date.now() - began) / 1000,
        failure: {
          nodeId: null,
          node: null,
          line: null,
          message: killed(child.signalCode)
        },
        ...(warnings.length > 0 ? { warnings } : {})
      };
    }
    if (code === UNUSABLE && !started && errors) {
      throw new Failure('refused', errors.trim());
    }
    if (code !== 0 && !failure) {
      throw new Failure(
        'refused',
        `The local runtime ended with exit code ${code}.${errors ? ` It said: ${errors.trim().split('\n').slice(-5).join(' ')}` : ''}`
      );
    }
    return {
      file,
      state: code === 0 ? 'SUCCEEDED' : 'FAILED',
      seconds,
      ...(failure && code !== 0 ? { failure: failureOf(failure) } : {}),
      ...(warnings.length > 0 ? { warnings } : {}),
      ...(compared.length > 0 ? { compared } : {}),
      ...(logProblem === undefined ? {} : { logProblem }),
      ...(code === 3 ? { credentials: true } : {})
    };
  } finally {
    task.signal.removeEventListener('abort', stop);
    process.removeListener('exit', orphan);
    if (child.signalCode) {
      endGroup(child);
    }
  }
}

/** Warnings that the facts of a run hold at most; all of them are in its output. */
const MOST_WARNINGS = 100;

/** The exit code of a runtime that has run nothing, such as for a log that can't be written. */
const UNUSABLE = 2;

function killed(signal: NodeJS.Signals): string {
  return `The process of the run was ended by ${signal}${signal === 'SIGKILL' ? ': by a person, or by the system for want of memory (GLUEFLOW_SPARK_MEMORY sets how much Spark takes)' : ''}.`;
}

function failureOf(event: FailedEvent): RunFacts['failure'] {
  const { nodeId, node, line, message } = event;
  return { nodeId, node, line, message };
}

function report(
  event: RunEvent,
  document: PipelineDocument,
  task: Task,
  output: (text: string) => void
): void {
  if (event.event === 'output') {
    output(event.text);
  } else if (event.event === 'state' && event.state === 'RUNNING') {
    task.report({ message: 'Running' });
  } else if (event.event === 'progress') {
    const title =
      event.nodeId === null ? undefined : document.nodes[event.nodeId]?.title;
    task.report({
      message: title === undefined ? 'Running' : `Running node ${title}`,
      detail: plural(event.tasksTotal, 'task'),
      done: event.tasksDone,
      total: event.tasksTotal,
      ...(event.nodeId === null ? {} : { nodeId: event.nodeId })
    });
  }
}
