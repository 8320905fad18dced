import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * What the local runtime says on standard output, one JSON object to a line (`python -m glueflow.local run --json`). `done` is
 * always last.
 */
export type RunEvent =
  | { event: 'state'; state: string }
  | {
      event: 'progress';
      tasksDone: number;
      tasksTotal: number;
      stage: string;
      nodeId: string | null;
    }
  | { event: 'output'; text: string }
  | {
      /** Beside its line of output. */
      event: 'warning';
      nodeId: string | null;
      node: string | null;
      message: string;
    }
  | {
      event: 'failed';
      nodeId: string | null;
      node: string | null;
      line: number | null;
      message: string;
      log: string | null;
    }
  | ({ event: 'compared' } & ComparedOutput)
  | { event: 'log'; log: string; problem: string }
  | { event: 'done'; seconds: number };

/** One output of a step, compared between Spark and DuckDB. */
export interface ComparedOutput {
  nodeId: string;
  /** The step's title. */
  node: string;
  port: string;
  /** `spark`: only Spark does the step, or its rows could not be compared. */
  state: 'same' | 'differs' | 'spark';
  /** How they differ, or why they were not compared. */
  message?: string;
  /** The first row that differs, from 1 in the order in which Spark gave the rows; null: no single row does. */
  row?: number | null;
  column?: string | null;
  /** The values of that row and column, as text; null: the value is null, or no single one differs. */
  spark?: string | null;
  duckdb?: string | null;
}

/** A run that failed, as the runtime says it. */
export type FailedEvent = Extract<RunEvent, { event: 'failed' }>;

/** A warning of a run, as the runtime says it. */
export type WarningEvent = Extract<RunEvent, { event: 'warning' }>;

/** Read events until the stream ends. A line that is none (something printed past the runtime) is output. */
export async function* readEvents(stream: Readable): AsyncGenerator<RunEvent> {
  for await (const line of createInterface({
    input: stream,
    crlfDelay: Infinity
  })) {
    yield parseEvent(line);
  }
}

function parseEvent(line: string): RunEvent {
  try {
    const value = JSON.parse(line) as RunEvent;
    if (typeof value === 'object' && value && typeof value.event === 'string') {
      return value;
    }
  } catch {
    // Not an event.
  }
  return { event: 'output', text: `${line}\n` };
}
