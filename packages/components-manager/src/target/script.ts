import type { JobNeeds } from '../job/need.js';

/** A script, and where each node stands in it. */
export interface GeneratedScript {
  text: string;
  /** First and last line (from 1) of each node's block or blocks. */
  readonly lines: Record<string, [number, number][]>;
  /** How often the script turns a DynamicFrame into a DataFrame or back. */
  conversions: number;
  /** What the job that runs it must have. */
  needs: JobNeeds;
  /** The variable that holds each node's DataFrame; only for a run step by step. */
  variables?: Readonly<Record<string, string>>;
}
