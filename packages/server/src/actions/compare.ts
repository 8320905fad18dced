import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  frameId,
  localProblems,
  stepQueries
} from '@glueflow/components-manager';
import type { Task } from '../host.js';
import { findPython, requirePython } from '../python.js';
import { privateFolder } from '../scratch.js';
import { versionProblems } from './check.js';
import { tablesOf } from './engine.js';
import { compilePipeline, type Compiled } from './generate.js';
import { settingsOf } from './jobsettings.js';
import type { PipelineInput } from './pipeline.js';
import {
  followRun,
  runProblems,
  scriptArguments,
  type RunFacts,
  type RunOptions
} from './run.js';

/**
 * Run a pipeline by Spark and, step by step on Spark's rows, by DuckDB, and compare the rows; nothing is written. `output` gets a line for
 * each output of a step, `compiled` the pipeline with its warnings before anything is read.
 *
 * A run that failed, and engines that differ, are returned, not thrown. Throws as `runPipeline` does.
 */
export async function compareEngines(
  input: PipelineInput,
  options: RunOptions,
  task: Task,
  output: (text: string) => void,
  compiled: (pipeline: Compiled) => void = () => {}
): Promise<RunFacts> {
  const values = options.param ?? {};
  const pipeline = await compilePipeline(
    input,
    { ...options, stepwise: true },
    task,
    (document, _, problems) => [
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
  await requirePython(python, 'engine', task.signal);
  const folder = await privateFolder(task.env, 'run');
  const scratch = join(folder, 'tmp');
  let keep = options.keep === true;
  try {
    const job = join(folder, 'check.json');
    await writeFile(
      job,
      JSON.stringify({
        ...checkOf(pipeline, values, join(scratch, 'rows')),
        arguments: scriptArguments(settings, pipeline, values)
      }),
      { mode: 0o600 }
    );
    task.report({ message: 'Starting Spark' });
    const log = options.log
      ? resolve(task.cwd, options.log)
      : join(folder, 'run.log');
    const facts = await followRun(
      {
        python,
        args: [
          ...['-m', 'glueflow.engine', 'check', job, '--json', '--log', log],
          ...['--with-parent', ...(keep ? [] : [folder])]
        ],
        env: { GLUEFLOW_SCRATCH: scratch }
      },
      pipeline,
      options,
      task,
      output
    );
    const differs = facts.compared?.some(each => each.state === 'differs');
    keep ||= facts.state === 'FAILED' && !differs;
    return {
      ...facts,
      ...(problems.length > 0 ? { problems } : {}),
      ...(keep || options.log ? { log } : {})
    };
  } finally {
    await rm(keep ? scratch : folder, { recursive: true, force: true });
  }
}

/** What the engine is given: the script for Spark, the blocks that are executed, and the steps that are compared. */
function checkOf(
  { document, script, plan }: Compiled,
  values: Readonly<Record<string, string>>,
  folder: string
): object {
  const folders = new Map<string, string>();
  const folderOf = (frame: string): string => {
    const known = folders.get(frame);
    if (known !== undefined) {
      return known;
    }
    const made = join(folder, String(folders.size));
    folders.set(frame, made);
    return made;
  };
  const steps = stepQueries(
    plan,
    {
      titles: {
        get: id =>
          Object.hasOwn(document.nodes, id)
            ? document.nodes[id].title
            : undefined
      },
      parameters: document.parameters,
      values
    },
    folderOf
  );
  const variables = script.variables ?? {};
  return {
    script: script.text,
    first: Math.min(
      ...Object.values(script.lines).flatMap(ranges =>
        ranges.map(([first]) => first)
      )
    ),
    lines: steps.flatMap(({ nodeId }) => script.lines[nodeId] ?? []),
    steps: steps.map(({ nodeId, frames, tables, script: sql, why }) => ({
      nodeId,
      title: document.nodes[nodeId].title,
      frames: frames.map(({ port, comparison }) => ({
        port,
        comparison,
        variable: variables[frameId(nodeId, port)],
        folder: folderOf(frameId(nodeId, port))
      })),
      ...(sql === undefined ? { why } : { script: sql }),
      tables: tablesOf(tables ?? [], document, values)
    }))
  };
}
