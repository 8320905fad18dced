import { writeFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  isReference,
  type PipelineDocument,
  type Problem,
  type ScriptTable,
  type Text
} from '@glueflow/components-manager';
import { Failure } from '../failure.js';
import type { Task } from '../host.js';
import { findPython, requirePython } from '../python.js';
import { privateFolder } from '../scratch.js';
import { compilePipeline, type Compiled } from './generate.js';
import type { PipelineInput } from './pipeline.js';
import {
  followRun,
  runProblems,
  type RunFacts,
  type RunOptions
} from './run.js';

/**
 * Compile a pipeline to SQL and run it in DuckDB on this machine: for data that fits one, and steps that DuckDB does as Spark does.
 * `output` gets a line for each output, `compiled` the pipeline with its warnings before anything is read or written.
 *
 * A run that failed is returned, not thrown. Throws `PipelineFailure` with all problems of pipeline and parameters, steps that only
 * Spark does among them, or `Failure` when Python or what it needs is missing, or when the run was stopped.
 */
export async function runInDuckDb(
  input: PipelineInput,
  options: RunOptions,
  task: Task,
  output: (text: string) => void,
  compiled: (pipeline: Compiled) => void = () => {}
): Promise<RunFacts> {
  if (options.log !== undefined) {
    throw new Failure(
      'usage',
      '--log is for runs on Spark: DuckDB keeps no log.',
      'Leave it out.'
    );
  }
  const values = options.param ?? {};
  const pipeline = await compilePipeline(
    input,
    { ...options, target: 'duckdb' },
    task,
    (document): Problem[] => runProblems(document, values)
  );
  compiled(pipeline);
  const { problems, script } = pipeline;
  const python = findPython(task.env);
  await requirePython(python, 'engine', task.signal);
  const folder = await privateFolder(task.env, 'run');
  try {
    const job = join(folder, 'job.json');
    await writeFile(job, JSON.stringify(jobOf(pipeline, values)), {
      mode: 0o600
    });
    task.report({ message: 'Running' });
    const facts = await followRun(
      {
        python,
        args: [
          ...['-m', 'glueflow.engine', 'run', job, '--json'],
          ...['--with-parent', folder]
        ]
      },
      pipeline,
      options,
      task,
      output
    );
    return {
      ...facts,
      ...(problems.length > 0 ? { problems } : {}),
      ...(options.keep ? { script: await kept(task, script.text) } : {})
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keep the SQL in a folder of its own, and return its path. */
async function kept(task: Task, text: string): Promise<string> {
  const path = join(await privateFolder(task.env, 'run'), 'pipeline.sql');
  await writeFile(path, text, { mode: 0o600 });
  return path;
}

/** What the engine is given. */
function jobOf(
  { document, script }: Compiled,
  values: Readonly<Record<string, string>>
): object {
  const title = (nodeId: string): string =>
    Object.hasOwn(document.nodes, nodeId)
      ? document.nodes[nodeId].title
      : nodeId;
  return {
    sql: script.text,
    outputs: (script.outputs ?? []).map(({ nodeId, path, mode }) => ({
      nodeId,
      title: title(nodeId),
      path: filled(path, document, values),
      mode
    })),
    tables: tablesOf(script.tables ?? [], document, values),
    nodes: Object.entries(script.lines).flatMap(([nodeId, ranges]) =>
      ranges.map(([first, last]) => ({
        first,
        last,
        nodeId,
        title: title(nodeId)
      }))
    )
  };
}

/** Tables as the engine is given them. */
export function tablesOf(
  tables: readonly ScriptTable[],
  document: PipelineDocument,
  values: Readonly<Record<string, string>>
): object[] {
  return tables.map(
    ({ nodeId, catalogId, database, table, location, partitionKeys }) => ({
      title: document.nodes[nodeId].title,
      nodeId,
      catalogId: catalogId ? filled(catalogId, document, values) : null,
      database: filled(database, document, values),
      table: filled(table, document, values),
      location,
      keys: partitionKeys
    })
  );
}

/** A text with the values of parameters in their places. */
function filled(
  text: Text,
  { parameters }: PipelineDocument,
  values: Readonly<Record<string, string>>
): string {
  return text
    .map(part =>
      isReference(part)
        ? String(
            values[part.parameter] ?? parameters[part.parameter]?.default ?? ''
          )
        : part
    )
    .join('');
}
