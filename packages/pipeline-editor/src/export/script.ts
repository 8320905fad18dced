import { jobFileName } from '@glueflow/components-manager';
import type { GlueflowService } from '../service/client.js';
import { pathIn, planFile, type Files, type PlannedFile } from './files.js';
import { jobNameOf } from './form.js';

/** What is written without a job: the script of AWS Glue, or SQL. */
export type ScriptTarget = 'glue' | 'duckdb';

const ENDINGS: Readonly<Record<ScriptTarget, string>> = {
  glue: 'py',
  duckdb: 'sql'
};

/** What a script alone is made from. */
export interface ScriptOrder {
  /** The document as it is on the screen. */
  text: string;
  /** Its path on the server. */
  path: string;
  /** Name of the job in the document, if any. */
  job: string | undefined;
  connection: string | undefined;
  /** Where the script goes. */
  folder: string;
  target: ScriptTarget;
}

/** Return the script of a document, held against the file that is there. Rejects with a `ServiceError`. */
export async function planScript(
  service: Pick<GlueflowService, 'post'>,
  files: Files,
  order: ScriptOrder
): Promise<PlannedFile> {
  const { text, path, job, connection, folder, target } = order;
  const { script } = await service.post<{ script: string }>('generate', {
    text,
    path,
    target,
    ...(connection === undefined ? {} : { connection })
  });
  const name = `${jobFileName(job || jobNameOf(path))}.${ENDINGS[target]}`;
  return planFile(files, pathIn(folder, name), script);
}
