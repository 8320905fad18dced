import type { FromSchema, ObjectSchema } from './schema.js';

/** Version of what editor and kernel send each other. A comm of another version is refused. */
export const KERNEL_PROTOCOL = 2;

/** The most rows that a request may ask for. */
const MOST_ROWS_AT_ONCE = 10_000;

/** MIME types of results. */
export const ROWS_MIME = 'application/vnd.glueflow.rows.v1+json';
export const COUNT_MIME = 'application/vnd.glueflow.count.v1+json';

const TEXT = { type: 'string' } as const;
const ID = { type: 'string', minLength: 1 } as const;
const NUMBER = { type: 'number' } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const LINE = { type: 'integer', minimum: 1 } as const;
const FLAG = { type: 'boolean' } as const;
const TEXTS = { type: 'object', additionalProperties: TEXT } as const;
const OR_NULL = { oneOf: [COUNT, { type: 'null' }] } as const;

/** Where in a text of SQL something is wrong, both from 1. */
const SQL = {
  type: 'object',
  properties: { line: LINE, column: LINE },
  required: ['line', 'column']
} as const;

/** A program as the compiler makes it (`compileProgram`): a script to be run step by step. */
export const PROGRAM = {
  type: 'object',
  properties: {
    script: TEXT,
    arguments: TEXTS,
    steps: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          nodeId: ID,
          title: TEXT,
          kind: { enum: ['read', 'transform', 'write'] },
          variables: TEXTS,
          lines: {
            type: 'array',
            items: {
              type: 'array',
              prefixItems: [LINE, LINE],
              minItems: 2,
              maxItems: 2
            }
          },
          inputs: {
            type: 'array',
            items: {
              type: 'object',
              properties: { nodeId: ID, port: ID },
              required: ['nodeId', 'port']
            }
          },
          key: TEXT,
          reads: {
            type: 'array',
            items: {
              oneOf: [
                {
                  type: 'object',
                  properties: { database: TEXT, table: TEXT, catalogId: TEXT },
                  required: ['database', 'table']
                },
                {
                  type: 'object',
                  properties: { paths: { type: 'array', items: TEXT } },
                  required: ['paths']
                }
              ]
            }
          },
          volatile: { const: true },
          // For the client, which asks the person first.
          code: {}
        },
        required: [
          'nodeId',
          'title',
          'kind',
          'variables',
          'lines',
          'inputs',
          'key',
          'reads'
        ]
      }
    }
  },
  required: ['script', 'arguments', 'steps']
} as const satisfies ObjectSchema;

/** The rows of an output as SQL of DuckDB, as the compiler makes it (`compileQuery`). */
export const QUERY = {
  type: 'object',
  properties: {
    before: { type: 'array', items: TEXT },
    rows: TEXT,
    columns: {
      type: 'array',
      items: {
        type: 'object',
        // The type as Spark SQL writes it, and as the compiler's tree.
        properties: { name: TEXT, type: TEXT, shape: {} },
        required: ['name', 'type', 'shape']
      }
    },
    places: { type: 'array', items: TEXT },
    tables: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          nodeId: ID,
          title: TEXT,
          catalogId: TEXT,
          database: TEXT,
          table: TEXT,
          location: TEXT,
          keys: { type: 'array', items: TEXT }
        },
        required: ['nodeId', 'title', 'database', 'table', 'location', 'keys']
      }
    }
  },
  required: ['before', 'rows', 'columns', 'places', 'tables']
} as const satisfies ObjectSchema;

/**
 * What the editor asks of the kernel, by `type`. The tables of docs/kernel.md are made of this, and so is what the kernel knows of it
 * (`python/glueflow/kernel/protocol.json`).
 */
export const KERNEL_REQUESTS = {
  start: {
    type: 'object',
    description: 'start Spark in the background; without effect when it runs',
    properties: { type: { const: 'start' }, connection: TEXT },
    required: ['type']
  },
  preview: {
    type: 'object',
    description:
      'rows of one output of a node (without `port` the first), executing only the blocks it needs; of a write: the rows it is given. With `query`: by DuckDB where it can',
    properties: {
      type: { const: 'preview' },
      id: ID,
      program: PROGRAM,
      nodeId: ID,
      port: ID,
      limit: { type: 'integer', minimum: 1, maximum: MOST_ROWS_AT_ONCE },
      query: QUERY,
      // The person asks for DuckDB, though Spark may keep the result.
      engine: { const: 'duckdb' },
      connection: TEXT
    },
    required: ['type', 'id', 'program', 'nodeId', 'limit']
  },
  count: {
    type: 'object',
    description: 'number of rows of one output of a node',
    properties: {
      type: { const: 'count' },
      id: ID,
      program: PROGRAM,
      nodeId: ID,
      port: ID,
      query: QUERY,
      connection: TEXT
    },
    required: ['type', 'id', 'program', 'nodeId']
  },
  run: {
    type: 'object',
    description:
      'all nodes in order, or those that one node needs; each result is kept and counted',
    properties: {
      type: { const: 'run' },
      id: ID,
      program: PROGRAM,
      upTo: ID,
      connection: TEXT
    },
    required: ['type', 'id', 'program']
  },
  page: {
    type: 'object',
    description: 'further rows of a preview’s result',
    properties: {
      type: { const: 'page' },
      id: ID,
      result: ID,
      offset: COUNT,
      limit: { type: 'integer', minimum: 1, maximum: MOST_ROWS_AT_ONCE }
    },
    required: ['type', 'id', 'result', 'offset', 'limit']
  },
  stop: {
    type: 'object',
    description:
      'stop that work of this client; without `id` all work in the kernel',
    properties: { type: { const: 'stop' }, id: ID },
    required: ['type']
  },
  forget: {
    type: 'object',
    description: 'drop every kept result and preview',
    properties: { type: { const: 'forget' } },
    required: ['type']
  },
  leave: {
    type: 'object',
    description:
      'the page goes, to be loaded again perhaps: its runs go on, the rest of its work is stopped',
    properties: { type: { const: 'leave' } },
    required: ['type']
  }
} as const satisfies Readonly<Record<string, ObjectSchema>>;

/** Seconds since a message of the past was sent. */
const AGO = { ago: NUMBER } as const;

/** Some rows of an output of a node. */
const ROWS_PAGE = {
  type: 'object',
  properties: {
    // Name of the result, for further pages.
    result: ID,
    nodeId: ID,
    // Absent for what an output component is given.
    port: ID,
    key: TEXT,
    columns: {
      type: 'array',
      items: {
        type: 'object',
        // The type as Spark SQL writes it.
        properties: { name: TEXT, type: TEXT, nullable: FLAG },
        required: ['name', 'type', 'nullable']
      }
    },
    rows: { type: 'array', items: { type: 'array' } },
    offset: COUNT,
    // Number of rows in all, null where it is not known.
    total: OR_NULL,
    // There are no rows after these.
    complete: FLAG,
    // The rows come from a kept result.
    reused: FLAG,
    // Which engine answered; absent from kernels that have Spark alone.
    engine: { enum: ['spark', 'duckdb'] },
    // Why Spark did, where a query for DuckDB was given.
    why: TEXT,
    seconds: NUMBER
  },
  required: [
    'result',
    'nodeId',
    'key',
    'columns',
    'rows',
    'offset',
    'total',
    'complete',
    'reused',
    'seconds'
  ]
} as const satisfies ObjectSchema;

/** What the kernel says of a piece of work, by `type`. In messages of the past `ago` are the seconds since. */
export const KERNEL_WORK_REPLIES = {
  work: {
    type: 'object',
    properties: {
      type: { const: 'work' },
      id: ID,
      state: { enum: ['queued', 'started'] },
      ...AGO
    },
    required: ['type', 'id', 'state']
  },
  node: {
    type: 'object',
    properties: {
      type: { const: 'node' },
      id: ID,
      nodeId: ID,
      state: {
        enum: [
          'waiting',
          'running',
          'done',
          'reused',
          'failed',
          'stopped',
          'skipped'
        ]
      },
      rows: COUNT,
      // Rows by port, of a step with several outputs, in the place of `rows`; null where they are not known.
      outputs: { type: 'object', additionalProperties: OR_NULL },
      seconds: NUMBER,
      tasksDone: COUNT,
      tasksTotal: COUNT,
      message: TEXT,
      line: LINE,
      sql: SQL,
      ...AGO
    },
    required: ['type', 'id', 'nodeId', 'state']
  },
  warnings: {
    type: 'object',
    description:
      'all that was logged as a warning while the node’s present result was made; replaces what was sent before',
    properties: {
      type: { const: 'warnings' },
      id: ID,
      nodeId: ID,
      texts: { type: 'array', items: TEXT },
      ...AGO
    },
    required: ['type', 'id', 'nodeId', 'texts']
  },
  output: {
    type: 'object',
    description: 'what the script prints, warnings it or the runtime logs',
    properties: {
      type: { const: 'output' },
      id: ID,
      nodeId: ID,
      text: TEXT,
      ...AGO
    },
    required: ['type', 'id', 'text']
  },
  result: {
    type: 'object',
    description: 'by MIME type',
    properties: {
      type: { const: 'result' },
      id: ID,
      data: {
        type: 'object',
        properties: {
          [ROWS_MIME]: ROWS_PAGE,
          [COUNT_MIME]: {
            type: 'object',
            properties: { nodeId: ID, port: ID, rows: COUNT },
            required: ['nodeId', 'rows']
          }
        }
      }
    },
    required: ['type', 'id', 'data']
  },
  finished: {
    type: 'object',
    description: 'the last of a request; `id` is null for one without',
    properties: {
      type: { const: 'finished' },
      id: { oneOf: [ID, { type: 'null' }] },
      state: { enum: ['succeeded', 'failed', 'stopped'] },
      seconds: NUMBER,
      message: TEXT,
      nodeId: ID,
      line: LINE,
      sql: SQL,
      log: TEXT,
      credentials: FLAG,
      ...AGO
    },
    required: ['type', 'id', 'state', 'seconds']
  }
} as const satisfies Readonly<Record<string, ObjectSchema>>;

/** What the kernel sends, by `type`. */
export const KERNEL_REPLIES = {
  session: {
    type: 'object',
    description:
      'the state of Spark; on opening with `protocol` and `glueflow`',
    properties: {
      type: { const: 'session' },
      state: { enum: ['cold', 'starting', 'ready', 'failed'] },
      message: TEXT,
      version: TEXT,
      seconds: NUMBER,
      protocol: COUNT,
      glueflow: TEXT
    },
    required: ['type', 'state']
  },
  run: {
    type: 'object',
    description: 'a run of this document that another client has asked for',
    properties: {
      type: { const: 'run' },
      id: ID,
      upTo: ID,
      // Seconds since it was asked for.
      ago: NUMBER,
      // The script's arguments.
      arguments: TEXTS,
      steps: {
        type: 'array',
        items: {
          type: 'object',
          properties: { nodeId: TEXT, kind: TEXT, key: TEXT },
          required: ['nodeId', 'kind', 'key']
        }
      },
      // In order, with the last one of each node only.
      messages: {
        type: 'array',
        items: { oneOf: Object.values(KERNEL_WORK_REPLIES) }
      },
      // Output at its beginning was left out.
      cut: FLAG
    },
    required: ['type', 'id', 'ago', 'arguments', 'steps', 'messages']
  },
  ...KERNEL_WORK_REPLIES
} as const satisfies Readonly<Record<string, ObjectSchema>>;

type MessageOf<M> = { [K in keyof M]: FromSchema<M[K]> }[keyof M];

/** A message from the editor to the kernel. */
export type KernelRequest = MessageOf<typeof KERNEL_REQUESTS>;
/** What the kernel says of a piece of work. */
export type KernelWorkReply = MessageOf<typeof KERNEL_WORK_REPLIES>;
/** A message from the kernel to the editor. */
export type KernelReply = MessageOf<typeof KERNEL_REPLIES>;
/** Some rows of an output of a node. */
export type RowsPage = FromSchema<typeof ROWS_PAGE>;
/** Where in a text of SQL something is wrong, both from 1. */
export type SqlPlace = FromSchema<typeof SQL>;
