import type { Text } from '../document/text.js';
import type { WriteMode } from '../plan/operation.js';
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
  /** Where the statements of SQL write, in their order: they add files, and whoever runs them removes those that are replaced. */
  outputs?: readonly ScriptOutput[];
  /** The partitioned tables that SQL reads: whoever runs it checks that the catalog has the same partitions. */
  tables?: readonly ScriptTable[];
}

/** A table of the catalog that a script of SQL reads by the folders below its location. */
export interface ScriptTable {
  nodeId: string;
  catalogId?: Text;
  database: Text;
  table: Text;
  location: string;
  partitionKeys: readonly string[];
}

/** A folder that a script of SQL writes to. */
export interface ScriptOutput {
  nodeId: string;
  path: Text;
  mode: WriteMode;
  partitionKeys: readonly string[];
}
