import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import {
  defaultJobName,
  parseDocument,
  type PartialDocument,
  type PipelineDocument,
  type Problem
} from '@glueflow/components-manager';
import { Failure, isSystemError, systemReason } from '../failure.js';
import type { Task } from '../host.js';

/** A pipeline to work on: a file, or text that the caller holds (an unsaved document). */
export interface PipelineInput {
  path?: string;
  text?: string;
  /** The path that the job is to remember as its pipeline's; default: `path`. */
  pipeline?: string;
  /** Job settings that stand over the document's, checked as those are. */
  settings?: Readonly<Record<string, unknown>>;
}

/** A pipeline that was read. */
export interface LoadedPipeline {
  /** The file as the caller named it, or `pipeline`. */
  file: string;
  /** What the job is called when nothing else says: after the file. */
  jobName: string;
  document?: PipelineDocument;
  /** What it was read from, with the settings of the call put in. */
  text: string;
  /** Why there is no document. */
  reason?: 'syntax' | 'newer' | 'invalid';
  problems: readonly Problem[];
  /** What can still be checked where there is no document because its shape is wrong. */
  partial?: PartialDocument;
}

/** Largest pipeline file read, in bytes: some forty times 10,000 nodes. */
const MAX_PIPELINE_BYTES = 256 * 1024 * 1024;

/**
 * Read a pipeline. A broken or newer document is not thrown but reported in `reason` and `problems`.
 *
 * Throws `Failure` when the file can't be read or is no text.
 */
export async function loadPipeline(
  input: PipelineInput,
  task: Pick<Task, 'cwd' | 'signal'>
): Promise<LoadedPipeline> {
  const file = input.path ?? 'pipeline';
  const stored =
    input.text ??
    decode(await readBytes(resolve(task.cwd, file), file, task.signal), file);
  const text = input.settings ? withSettings(stored, input.settings) : stored;
  const parsed = parseDocument(text);
  const jobName = defaultJobName(basename(file, extname(file)));
  const { document, reason, problems } = parsed;
  return {
    file,
    jobName,
    document,
    text,
    reason,
    problems,
    ...(parsed.reason === 'invalid' ? { partial: parsed.partial } : {})
  };
}

const OBJECTS = ['tags', 'defaultArguments', 'nonOverridableArguments'];
const LISTS = ['glueConnections'];

/** Refuse settings that are no object or list of texts where one is needed: the parts of another kind would be lost. */
function checkKinds(settings: Readonly<Record<string, unknown>>): void {
  const faults = Object.entries(settings).flatMap(([name, value]) => {
    const isList = Array.isArray(value);
    const isObject = typeof value === 'object' && value !== null && !isList;
    if (OBJECTS.includes(name) && !isObject) {
      return [`"${name}" must be an object of texts`];
    }
    return LISTS.includes(name) && !isList
      ? [`"${name}" must be a list of texts`]
      : [];
  });
  if (faults.length > 0) {
    throw new Failure('usage', `In the job settings ${faults.join('; ')}.`);
  }
}

/** A document's text with job settings put in; text that is no document stays, to be reported as such. */
function withSettings(
  text: string,
  settings: Readonly<Record<string, unknown>>
): string {
  checkKinds(settings);
  try {
    const document = JSON.parse(text) as { job?: object } | null;
    if (typeof document === 'object' && document !== null) {
      return JSON.stringify({
        ...document,
        job: { ...document.job, ...settings }
      });
    }
  } catch {
    // The parser says what is wrong with it.
  }
  return text;
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
