import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import {
  parseDocument,
  type PipelineDocument,
  type Problem
} from '@glueflow/components-manager';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Task } from '../host.js';

/** A pipeline to work on: a file, or text that the caller holds (an unsaved document). */
export interface PipelineInput {
  path?: string;
  text?: string;
}

/** A pipeline that was read. */
export interface LoadedPipeline {
  /** The file as the caller named it, or `pipeline`. */
  file: string;
  /** Name of the file without folder and ending: what a job is called when nothing else says. */
  stem: string;
  document?: PipelineDocument;
  /** Why there is no document. */
  reason?: 'syntax' | 'newer' | 'invalid';
  problems: readonly Problem[];
}

/** Largest pipeline file read, in bytes: some forty times 10,000 nodes. */
export const MAX_PIPELINE_BYTES = 256 * 1024 * 1024;

/**
 * Read a pipeline. A broken or newer document is not thrown but told in `reason` and `problems`.
 *
 * Throws `Failure` when the file can't be read or is no text.
 */
export async function loadPipeline(
  input: PipelineInput,
  task: Pick<Task, 'cwd' | 'signal'>
): Promise<LoadedPipeline> {
  const file = input.path ?? 'pipeline';
  const text =
    input.text ??
    decode(await readBytes(resolve(task.cwd, file), file, task.signal), file);
  const { document, reason, problems } = parseDocument(text);
  const stem = basename(file, extname(file));
  return { file, stem, document, reason, problems };
}

async function readBytes(
  path: string,
  file: string,
  signal: AbortSignal
): Promise<Buffer> {
  try {
    const bytes = await readFile(path, { signal });
    if (bytes.byteLength > MAX_PIPELINE_BYTES) {
      throw new Failure('refused', `${file} is too large to be a pipeline.`);
    }
    return bytes;
  } catch (error) {
    if (isSystemError(error) && !signal.aborted && error.code !== 'ABORT_ERR') {
      throw new Failure(
        'refused',
        `${file} can't be read: ${systemReason(error)}.`,
        error.code === 'ENOENT'
          ? 'Check the path; pipelines end in .glueflow.'
          : undefined
      );
    }
    throw error;
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Failure('refused', `${file} is no UTF-8 text, so no pipeline.`);
  }
}
