/**
 * What the editor and the kernel say to each other over the comm `glueflow` (docs/kernel.md). Results are MIME bundles of JSON.
 */
import type { Program } from '@glueflow/components-manager';
import type { PartialJSONValue } from '@lumino/coreutils';

/** Name of the comm target, and version of what is said over it. */
export const COMM_TARGET = 'glueflow';
export const PROTOCOL = 2;

/** MIME types of results. */
export const ROWS_MIME = 'application/vnd.glueflow.rows.v1+json';
export const COUNT_MIME = 'application/vnd.glueflow.count.v1+json';

/** From the editor to the kernel. */
export type Request =
  | { type: 'start'; connection?: string }
  | {
      type: 'preview';
      id: string;
      program: Program;
      nodeId: string;
      /** Which output; absent: the first, or what an output component is given. */
      port?: string;
      limit: number;
      connection?: string;
    }
  | {
      type: 'run';
      id: string;
      program: Program;
      upTo?: string;
      connection?: string;
    }
  | {
      type: 'count';
      id: string;
      program: Program;
      nodeId: string;
      port?: string;
      connection?: string;
    }
  | { type: 'page'; id: string; result: string; offset: number; limit: number }
  | { type: 'stop'; id?: string }
  | { type: 'forget' }
  | { type: 'leave' };

/** Where in a text of SQL something is wrong, both from 1. */
export interface SqlPlace {
  line: number;
  column: number;
}

/** State of one node in a run. */
export type NodeState =
  'waiting' | 'running' | 'done' | 'reused' | 'failed' | 'stopped' | 'skipped';

/** From the kernel to the editor. */
export type Reply =
  | {
      type: 'session';
      state: 'cold' | 'starting' | 'ready' | 'failed';
      message?: string;
      version?: string;
      seconds?: number;
    }
  | {
      /** A run of this document that was not asked for over this comm: what was reported of it so far. */
      type: 'run';
      id: string;
      upTo?: string;
      /** Seconds since it was asked for. */
      ago: number;
      /** The script's arguments. */
      arguments: Record<string, string>;
      steps: { nodeId: string; kind: string; key: string }[];
      /** In order, with the last one of each node only. */
      messages: WorkReply[];
      /** Output at its beginning was left out. */
      cut?: boolean;
    }
  | WorkReply;

/** What the kernel says of a piece of work. In messages of the past `ago` are the seconds since. */
export type WorkReply =
  | { type: 'work'; id: string; state: 'queued' | 'started'; ago?: number }
  | {
      type: 'node';
      id: string;
      nodeId: string;
      state: NodeState;
      rows?: number;
      /** Rows by port, of a step with several outputs, in the place of `rows`; null where they are not known. */
      outputs?: Record<string, number | null>;
      seconds?: number;
      tasksDone?: number;
      tasksTotal?: number;
      message?: string;
      line?: number;
      sql?: SqlPlace;
      ago?: number;
    }
  | {
      /** All that was logged as a warning while the node's present result was made. */
      type: 'warnings';
      id: string;
      nodeId: string;
      texts: string[];
      ago?: number;
    }
  | {
      type: 'output';
      id: string;
      nodeId?: string;
      text: string;
      ago?: number;
    }
  | {
      type: 'result';
      id: string;
      data: {
        [ROWS_MIME]?: RowsPage;
        [COUNT_MIME]?: { nodeId: string; port?: string; rows: number };
      };
    }
  | {
      type: 'finished';
      id: string;
      state: 'succeeded' | 'failed' | 'stopped';
      seconds: number;
      message?: string;
      nodeId?: string;
      line?: number;
      sql?: SqlPlace;
      log?: string;
      credentials?: boolean;
      ago?: number;
    };

/** The types of messages that the kernel sends. */
const REPLIES: ReadonlySet<unknown> = new Set<Reply['type']>([
  'session',
  'run',
  'work',
  'node',
  'warnings',
  'output',
  'result',
  'finished'
]);

/** True for a message of the kernel that this page knows: one of a later protocol is passed over. */
export function isReply(data: unknown): data is Reply {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    REPLIES.has(data.type)
  );
}

/** Some rows of an output of a node. */
export interface RowsPage {
  /** Name of the result, for further pages. */
  result: string;
  nodeId: string;
  /** The output they are of; absent for what an output component is given. */
  port?: string;
  key: string;
  /** Types as Spark SQL writes them. */
  columns: { name: string; type: string; nullable: boolean }[];
  rows: PartialJSONValue[][];
  offset: number;
  /** Number of rows in all, where known. */
  total: number | null;
  /** There are no rows after these. */
  complete: boolean;
  /** The rows come from a kept result. */
  reused: boolean;
  seconds: number;
}
